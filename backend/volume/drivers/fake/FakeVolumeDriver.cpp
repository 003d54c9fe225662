#include "volume/drivers/fake/FakeVolumeDriver.h"

#include "blob/BlobFile.h"
#include "volume/drivers/Checks.h"
#include "volume/drivers/DiskFile.h"

#include <QFile>
#include <QFileInfo>

namespace skylab::volume {

namespace {

/// An empty file's tables.
constexpr qint64 emptyBytes = 4096;

Result<> walk(const Progress& progress)
{
    if (progress.cancelled && progress.cancelled())
        return fail(ErrorCode::Cancelled, QStringLiteral("The operation was cancelled."));
    if (progress.report)
        progress.report(1);
    return {};
}

} // namespace

Result<FakeVolumeDriver::Disk> FakeVolumeDriver::find(Kind kind, const QString& id) const
{
    TRY(checkId(id));
    const auto it = m_disks.find({ kind, id });
    if (it == m_disks.end())
        return missing(kind, id);
    return it->second;
}

Result<bool> FakeVolumeDriver::isDone(const QString& volumeId, qint64 sizeBytes) const
{
    TRY(checkId(volumeId));
    const auto disk = find(Kind::Volume, volumeId);
    if (!disk)
        return false;
    TRY(checkSameSize(volumeId, disk->size, sizeBytes));
    return true;
}

Result<> FakeVolumeDriver::keep(Kind kind, const QString& id, const Disk& disk)
{
    if (disk.allocated > m_capacity - m_used)
        return fail(blob::fullError(QStringLiteral("The volume can't be copied"), m_capacity - m_used));
    m_used += disk.allocated;
    m_disks[{ kind, id }] = disk;
    return {};
}

Result<> FakeVolumeDriver::create(const QString& volumeId, qint64 sizeGiB)
{
    const std::lock_guard lock(m_mutex);
    const auto size = TRY(sizeInBytes(sizeGiB));
    if (TRY(isDone(volumeId, size)))
        return {};
    return keep(Kind::Volume, volumeId, { size, emptyBytes });
}

Result<> FakeVolumeDriver::createFromFile(const QString& volumeId, qint64 sizeGiB, const QString& imagePath,
                                          const QString& imageFormat, const Progress& progress)
{
    const std::lock_guard lock(m_mutex);
    const auto size = TRY(sizeInBytes(sizeGiB));
    TRY(checkImageFormat(imageFormat));
    if (TRY(isDone(volumeId, size)))
        return {};
    const QFileInfo file(imagePath);
    if (!file.isFile())
        return fail(ErrorCode::NotFound, QStringLiteral("The image's file %1 is absent.").arg(imagePath));
    // Of the other formats the file's length is the least that they hold.
    const bool isQcow2 = imageFormat == QLatin1String("qcow2");
    TRY(checkFits(isQcow2 ? TRY(virtualSize(imagePath, imageFormat)) : file.size(), sizeGiB, QStringLiteral("image")));
    TRY(walk(progress));
    return keep(Kind::Volume, volumeId, { size, file.size() });
}

Result<> FakeVolumeDriver::derive(const QString& volumeId, Kind kind, const QString& sourceId, qint64 sizeGiB,
                                  const Progress& progress)
{
    const std::lock_guard lock(m_mutex);
    const auto source = TRY(find(kind, sourceId));
    const auto size = TRY(sizeInBytes(sizeGiB));
    if (TRY(isDone(volumeId, size)))
        return {};
    TRY(checkFits(source.size, sizeGiB, QStringLiteral("source")));
    TRY(walk(progress));
    return keep(Kind::Volume, volumeId, { size, source.allocated });
}

Result<> FakeVolumeDriver::clone(const QString& volumeId, const QString& sourceVolumeId, qint64 sizeGiB, Source,
                                 const Progress& progress)
{
    return derive(volumeId, Kind::Volume, sourceVolumeId, sizeGiB, progress);
}

Result<> FakeVolumeDriver::createFromSnapshot(const QString& volumeId, const QString& snapshotId, qint64 sizeGiB,
                                              const Progress& progress)
{
    return derive(volumeId, Kind::Snapshot, snapshotId, sizeGiB, progress);
}

Result<> FakeVolumeDriver::remove(const QString& volumeId)
{
    TRY(checkId(volumeId));
    const std::lock_guard lock(m_mutex);
    if (const auto node = m_disks.extract({ Kind::Volume, volumeId }))
        m_used -= node.mapped().allocated;
    return {};
}

Result<> FakeVolumeDriver::extend(const QString& volumeId, qint64 sizeGiB)
{
    const std::lock_guard lock(m_mutex);
    const auto size = TRY(sizeInBytes(sizeGiB));
    const auto disk = TRY(find(Kind::Volume, volumeId));
    TRY(checkGrows(disk.size, size));
    m_disks[{ Kind::Volume, volumeId }].size = size;
    return {};
}

Result<> FakeVolumeDriver::createSnapshot(const QString& snapshotId, const QString& volumeId, Source,
                                          const Progress& progress)
{
    TRY(checkId(snapshotId));
    const std::lock_guard lock(m_mutex);
    if (find(Kind::Snapshot, snapshotId))
        return {};
    const auto volume = TRY(find(Kind::Volume, volumeId));
    TRY(walk(progress));
    return keep(Kind::Snapshot, snapshotId, volume);
}

Result<> FakeVolumeDriver::removeSnapshot(const QString& snapshotId)
{
    TRY(checkId(snapshotId));
    const std::lock_guard lock(m_mutex);
    if (const auto node = m_disks.extract({ Kind::Snapshot, snapshotId }))
        m_used -= node.mapped().allocated;
    return {};
}

Result<> FakeVolumeDriver::revert(const QString& volumeId, const QString& snapshotId, const Progress& progress)
{
    const std::lock_guard lock(m_mutex);
    const auto volume = TRY(find(Kind::Volume, volumeId));
    const auto snapshot = TRY(find(Kind::Snapshot, snapshotId));
    TRY(checkReverts(snapshot.size, volume.size));
    TRY(walk(progress));
    m_used += snapshot.allocated - volume.allocated;
    m_disks[{ Kind::Volume, volumeId }].allocated = snapshot.allocated;
    return {};
}

Result<> FakeVolumeDriver::copyToFile(const QString& volumeId, const QString& path, const QString& format, Source,
                                      const Progress& progress)
{
    qint64 size = 0;
    {
        const std::lock_guard lock(m_mutex);
        size = TRY(find(Kind::Volume, volumeId)).size;
    }
    TRY(checkCopyFormat(format, capabilities()));
    TRY(walk(progress));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate)) {
        return fail(ErrorCode::Internal,
                    QStringLiteral("The volume can't be copied to %1: %2.").arg(path, file.errorString()));
    }
    if (format == QLatin1String("qcow2"))
        return writeEmptyQcow2(file.handle(), path, size);
    if (!file.resize(size))
        return fail(ErrorCode::NoSpace, QStringLiteral("The volume can't be copied: %1.").arg(file.errorString()));
    return {};
}

Result<Connection> FakeVolumeDriver::connection(const QString& volumeId)
{
    const std::lock_guard lock(m_mutex);
    const auto disk = TRY(find(Kind::Volume, volumeId));
    return Connection { name(), QStringLiteral("/fake-volumes/") + volumeId, QStringLiteral("raw"), disk.size };
}

Result<Stats> FakeVolumeDriver::stats()
{
    const std::lock_guard lock(m_mutex);
    Stats result { double(m_capacity) / bytesPerGiB, double(m_capacity - m_used) / bytesPerGiB,
                   double(m_used) / bytesPerGiB };
    for (const auto& [key, disk] : m_disks)
        result.provisionedGiB += double(disk.size) / bytesPerGiB;
    return result;
}

Capabilities FakeVolumeDriver::capabilities() const
{
    return { .onlineCopy = OnlineCopy::Atomic,
             .instantCopies = true,
             .copyFormats = { QStringLiteral("raw"), QStringLiteral("qcow2") } };
}

Result<QList<Owned>> FakeVolumeDriver::owned()
{
    const std::lock_guard lock(m_mutex);
    QList<Owned> result;
    for (const auto& [key, disk] : m_disks)
        result.append({ key.first, key.second, disk.size, disk.allocated });
    return result;
}

} // namespace skylab::volume
