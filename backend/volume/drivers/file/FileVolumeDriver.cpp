#include "volume/drivers/file/FileVolumeDriver.h"

#include "blob/BlobFolder.h"
#include "core/Uuid.h"
#include "volume/drivers/Checks.h"
#include "volume/drivers/DiskFile.h"
#include "volume/drivers/file/DiskContent.h"
#include "volume/drivers/file/DiskCopy.h"

#include <QDir>
#include <QFileInfo>

#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

namespace skylab::volume {

namespace {

const auto raw = QStringLiteral("raw");
const auto qcow2 = QStringLiteral("qcow2");
/// Below this much room the driver says that it is not well.
constexpr qint64 leastFreeBytes = 64 * 1024 * 1024;

QByteArray native(const QString& path) { return path.toLocal8Bit(); }

Result<> removeFile(const QString& path)
{
    if (::unlink(native(path).constData()) != 0 && errno != ENOENT)
        return fail(blob::fileError(QStringLiteral("The volume's file can't be removed"), path, errno));
    return blob::syncFolder(QFileInfo(path).path());
}

QString subfolder(Owned::Kind kind)
{
    return kind == Owned::Kind::Volume ? QStringLiteral("volumes") : QStringLiteral("snapshots");
}

} // namespace

FileVolumeDriver::FileVolumeDriver(QString folder, QString format, bool reflinks)
    : m_folder(std::move(folder))
    , m_format(std::move(format))
    , m_reflinks(reflinks)
{
}

Result<std::unique_ptr<FileVolumeDriver>> FileVolumeDriver::at(const QString& folder, Format format)
{
    const auto root = QFileInfo(folder).absoluteFilePath();
    const auto incoming = root + QStringLiteral("/.incoming");
    const auto volumes = root + u'/' + subfolder(Kind::Volume);
    const auto snapshots = root + u'/' + subfolder(Kind::Snapshot);
    for (const auto& place : { root, volumes, snapshots, incoming }) {
        if (!QDir().mkpath(place))
            return fail(ErrorCode::Unavailable, QStringLiteral("The folder %1 can't be made.").arg(place));
        // QEMU runs as a user of its own: it may pass, not list.
        ::chmod(native(place).constData(), 0711);
    }
    TempFile::sweep(incoming);
    TempFile::sweep(root, { QStringLiteral("upload-*.*") });      // where copies for images were made once
    const bool reflinks = hasReflinks(incoming);
    const bool isRaw = format == Format::Raw || (format == Format::Auto && reflinks);
    return std::unique_ptr<FileVolumeDriver>(new FileVolumeDriver(root, isRaw ? raw : qcow2, reflinks));
}

QString FileVolumeDriver::pathOf(Kind kind, const QString& id, const QString& format) const
{
    return m_folder + u'/' + subfolder(kind) + u'/' + id + u'.' + format;
}

Result<qemuImg::Disk> FileVolumeDriver::find(Kind kind, const QString& id) const
{
    TRY(checkId(id));
    for (const auto& format : { m_format, raw, qcow2 }) {
        auto path = pathOf(kind, id, format);
        if (QFileInfo(path).isFile())
            return Disk { std::move(path), format };
    }
    if (!QFileInfo(m_folder).isDir())
        return fail(ErrorCode::Unavailable, QStringLiteral("The folder %1 can't be reached.").arg(m_folder));
    return missing(kind, id);
}

Result<bool> FileVolumeDriver::isDone(Kind kind, const QString& id, qint64 sizeBytes) const
{
    const auto disk = find(kind, id);
    if (!disk) {
        if (disk.error().code == ErrorCode::NotFound)
            return false;
        return fail(disk.error());
    }
    TRY(checkSameSize(id, TRY(virtualSize(disk->path, disk->format)), sizeBytes));
    return true;
}

Result<std::unique_ptr<TempFile>> FileVolumeDriver::temporary() const
{
    return TempFile::create(m_folder + QStringLiteral("/.incoming/") + newUuid());
}

Result<> FileVolumeDriver::create(const QString& volumeId, qint64 sizeGiB)
{
    const auto size = TRY(sizeInBytes(sizeGiB));
    if (TRY(isDone(Kind::Volume, volumeId, size)))
        return {};
    const auto file = TRY(temporary());
    if (m_format == raw)
        TRY(setLength(file->file(), file->path(), size));
    else
        TRY(writeEmptyQcow2(file->file(), file->path(), size));
    return file->commit(pathOf(Kind::Volume, volumeId, m_format));
}

Result<FileVolumeDriver::Filled> FileVolumeDriver::fill(const QString& imagePath, const QString& imageFormat,
                                                        qint64 sizeBytes, const Progress& progress)
{
    const Disk image { QFileInfo(imagePath).absoluteFilePath(), imageFormat };
    const auto examined = TRY(qemuImg::examine(image));
    TRY(checkFits(examined.virtualSize, sizeBytes / bytesPerGiB, QStringLiteral("image")));
    // A reflink would drag an image's internal snapshots along, and QEMU can't grow such a disk.
    Filled filled { TRY(temporary()), examined.hasSnapshots ? raw : m_format };
    TRY(copyDisk(image, *filled.file, filled.format, Source::Idle, progress));
    TRY(growDisk(*filled.file, filled.format, sizeBytes));
    return filled;
}

Result<> FileVolumeDriver::createFromFile(const QString& volumeId, qint64 sizeGiB, const QString& imagePath,
                                          const QString& imageFormat, const Progress& progress)
{
    const auto size = TRY(sizeInBytes(sizeGiB));
    TRY(checkImageFormat(imageFormat));
    if (TRY(isDone(Kind::Volume, volumeId, size)))
        return {};
    const auto filled = TRY(fill(imagePath, imageFormat, size, progress));
    return filled.file->commit(pathOf(Kind::Volume, volumeId, filled.format));
}

Result<> FileVolumeDriver::replace(const QString& volumeId, const QString& imagePath, const QString& imageFormat,
                                   const Progress& progress)
{
    TRY(checkImageFormat(imageFormat));
    const auto volume = TRY(find(Kind::Volume, volumeId));
    const auto size = TRY(virtualSize(volume.path, volume.format));
    auto filled = TRY(fill(imagePath, imageFormat, size, progress));
    if (filled.format == volume.format)
        return filled.file->commit(volume.path);
    // The name tells the format: it must stay the volume's, or two files would claim to be the volume.
    const auto file = TRY(temporary());
    TRY(qemuImg::convert({ filled.file->path(), filled.format }, { file->path(), volume.format }, Source::Idle, progress));
    return file->commit(volume.path);
}

Result<std::unique_ptr<DiskReader>> FileVolumeDriver::openReader(Owned::Kind kind, const QString& id, Source source,
                                                                 const Progress& progress)
{
    const auto disk = TRY(find(kind, id));
    if (source == Source::Idle && disk.format == raw)
        return openDisk(disk.path);
    // A frozen copy, sparse, which goes away with the reader.
    auto copy = TRY(temporary());
    TRY(copyDisk(disk, *copy, raw, source, progress));
    return openDisk(std::move(copy));
}

Result<std::unique_ptr<DiskWriter>> FileVolumeDriver::openWriter(const QString& volumeId)
{
    const auto volume = TRY(find(Kind::Volume, volumeId));
    const auto size = TRY(virtualSize(volume.path, volume.format));
    auto content = TRY(temporary());
    TRY(setLength(content->file(), content->path(), size));
    auto converted = volume.format == raw ? nullptr : TRY(temporary());
    return writeDisk(std::move(content), std::move(converted), volume, size);
}

Result<> FileVolumeDriver::derive(const QString& volumeId, const Disk& from, qint64 sizeGiB, Source source,
                                  const Progress& progress)
{
    const auto size = TRY(sizeInBytes(sizeGiB));
    if (TRY(isDone(Kind::Volume, volumeId, size)))
        return {};
    TRY(checkFits(TRY(virtualSize(from.path, from.format)), sizeGiB, QStringLiteral("source")));
    const auto file = TRY(temporary());
    TRY(copyDisk(from, *file, from.format, source, progress));
    TRY(growDisk(*file, from.format, size));
    return file->commit(pathOf(Kind::Volume, volumeId, from.format));
}

Result<> FileVolumeDriver::clone(const QString& volumeId, const QString& sourceVolumeId, qint64 sizeGiB, Source source,
                                 const Progress& progress)
{
    return derive(volumeId, TRY(find(Kind::Volume, sourceVolumeId)), sizeGiB, source, progress);
}

Result<> FileVolumeDriver::createFromSnapshot(const QString& volumeId, const QString& snapshotId, qint64 sizeGiB,
                                              const Progress& progress)
{
    return derive(volumeId, TRY(find(Kind::Snapshot, snapshotId)), sizeGiB, Source::Idle, progress);
}

Result<> FileVolumeDriver::remove(const QString& volumeId)
{
    TRY(checkId(volumeId));
    for (const auto& format : { raw, qcow2 })
        TRY(removeFile(pathOf(Kind::Volume, volumeId, format)));
    return {};
}

Result<> FileVolumeDriver::extend(const QString& volumeId, qint64 sizeGiB)
{
    const auto size = TRY(sizeInBytes(sizeGiB));
    const auto disk = TRY(find(Kind::Volume, volumeId));
    const auto before = TRY(virtualSize(disk.path, disk.format));
    TRY(checkGrows(before, size));
    if (before == size)
        return {};
    return qemuImg::resize(disk, size);
}

Result<> FileVolumeDriver::allocate(const QString& volumeId)
{
    const auto disk = TRY(find(Kind::Volume, volumeId));
    if (disk.format != raw)
        return fail(ErrorCode::BadRequest, QStringLiteral("Volume %1 is a qcow2 file, which is thin: it can't have all of its room at once.").arg(volumeId));
    return fillHoles(disk.path);
}

Result<> FileVolumeDriver::createSnapshot(const QString& snapshotId, const QString& volumeId, Source source,
                                          const Progress& progress)
{
    TRY(checkId(snapshotId));
    if (find(Kind::Snapshot, snapshotId))
        return {};
    const auto volume = TRY(find(Kind::Volume, volumeId));
    const auto file = TRY(temporary());
    TRY(copyDisk(volume, *file, volume.format, source, progress));
    return file->commit(pathOf(Kind::Snapshot, snapshotId, volume.format));
}

Result<> FileVolumeDriver::removeSnapshot(const QString& snapshotId)
{
    TRY(checkId(snapshotId));
    for (const auto& format : { raw, qcow2 })
        TRY(removeFile(pathOf(Kind::Snapshot, snapshotId, format)));
    return {};
}

Result<> FileVolumeDriver::revert(const QString& volumeId, const QString& snapshotId, const Progress& progress)
{
    const auto volume = TRY(find(Kind::Volume, volumeId));
    const auto snapshot = TRY(find(Kind::Snapshot, snapshotId));
    const auto size = TRY(virtualSize(volume.path, volume.format));
    TRY(checkReverts(TRY(virtualSize(snapshot.path, snapshot.format)), size));
    const auto file = TRY(temporary());
    TRY(copyDisk(snapshot, *file, volume.format, Source::Idle, progress));
    TRY(growDisk(*file, volume.format, size));
    return file->commit(volume.path);
}

Result<> FileVolumeDriver::copyToFile(const QString& volumeId, const QString& path, const QString& format,
                                      Source source, const Progress& progress)
{
    const auto volume = TRY(find(Kind::Volume, volumeId));
    TRY(checkCopyFormat(format, capabilities()));
    const auto target = QFileInfo(path).absoluteFilePath();
    // Where a start sweeps, if a file can be renamed from there.
    struct stat here = {};
    struct stat there = {};
    const bool isNear = ::stat(native(m_folder).constData(), &here) == 0
        && ::stat(native(QFileInfo(target).path()).constData(), &there) == 0 && here.st_dev == there.st_dev;
    const auto file = TRY(isNear ? temporary() : TempFile::create(target + u'.' + newUuid()));
    TRY(copyDisk(volume, *file, format, source, progress));
    return file->commit(target);
}

Result<Connection> FileVolumeDriver::connection(const QString& volumeId)
{
    const auto disk = TRY(find(Kind::Volume, volumeId));
    const auto size = TRY(virtualSize(disk.path, disk.format));
    return Connection { name(), disk.path, disk.format, size };
}

Result<QList<Owned>> FileVolumeDriver::owned()
{
    QList<Owned> result;
    for (const auto kind : { Kind::Volume, Kind::Snapshot }) {
        const QDir folder(m_folder + u'/' + subfolder(kind));
        if (!folder.exists())
            return fail(ErrorCode::Unavailable, QStringLiteral("The folder %1 can't be reached.").arg(folder.path()));
        const QStringList patterns { QStringLiteral("*.raw"), QStringLiteral("*.qcow2") };
        for (const auto& entry : folder.entryInfoList(patterns, QDir::Files)) {
            struct stat status = {};
            const auto size = virtualSize(entry.filePath(), entry.suffix());
            if (size && ::stat(native(entry.filePath()).constData(), &status) == 0)
                result.append({ kind, entry.completeBaseName(), *size, qint64(status.st_blocks) * 512 });
        }
    }
    return result;
}

Result<Stats> FileVolumeDriver::stats()
{
    const auto space = TRY(blob::BlobFolder(m_folder, {}).space());
    Stats result { double(space.totalBytes) / bytesPerGiB, double(space.freeBytes) / bytesPerGiB };
    for (const auto& one : TRY(owned())) {
        result.allocatedGiB += double(one.allocatedBytes) / bytesPerGiB;
        result.provisionedGiB += double(one.sizeBytes) / bytesPerGiB;
    }
    return result;
}

Capabilities FileVolumeDriver::capabilities() const
{
    return { .onlineCopy = m_reflinks ? OnlineCopy::Atomic : OnlineCopy::Quiet,
             .instantCopies = m_reflinks,
             .thickProvisioning = m_format == raw,
             .multiattach = m_format == raw,
             .copyFormats = imageFormats() };
}

Result<> FileVolumeDriver::health()
{
    TRY(temporary());
    TRY(qemuImg::isInstalled());
    const auto space = TRY(blob::BlobFolder(m_folder, {}).space());
    if (space.freeBytes < leastFreeBytes)
        return fail(blob::fullError(QStringLiteral("Volumes can't be made in %1").arg(m_folder), space.freeBytes));
    return {};
}

} // namespace skylab::volume
