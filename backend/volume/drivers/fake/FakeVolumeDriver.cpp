#include "volume/drivers/fake/FakeVolumeDriver.h"

#include "blob/BlobFile.h"
#include "volume/drivers/Checks.h"
#include "volume/drivers/DiskFile.h"

#include <QFile>
#include <QFileInfo>

#include <cstring>

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
    return keep(Kind::Volume, volumeId, { size, source.allocated, source.content });
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

Result<> FakeVolumeDriver::allocate(const QString& volumeId)
{
    const std::lock_guard lock(m_mutex);
    const auto disk = TRY(find(Kind::Volume, volumeId));
    const auto more = std::max<qint64>(disk.size - disk.allocated, 0);
    if (more > m_capacity - m_used)
        return fail(blob::fullError(QStringLiteral("The volume can't have all of its room"), m_capacity - m_used));
    m_used += more;
    m_disks[{ Kind::Volume, volumeId }].allocated += more;
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
    return fill(volumeId, snapshot.allocated, snapshot.content);
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

Result<> FakeVolumeDriver::fill(const QString& volumeId, qint64 allocated, std::shared_ptr<const Content> content)
{
    const auto before = TRY(find(Kind::Volume, volumeId)).allocated;
    if (allocated - before > m_capacity - m_used)
        return fail(blob::fullError(QStringLiteral("The volume can't be written"), m_capacity - m_used));
    m_used += allocated - before;
    auto& disk = m_disks[{ Kind::Volume, volumeId }];
    disk.allocated = allocated;
    disk.content = std::move(content);
    return {};
}

Result<> FakeVolumeDriver::replace(const QString& volumeId, const QString& imagePath, const QString& imageFormat,
                                   const Progress& progress)
{
    const std::lock_guard lock(m_mutex);
    const auto disk = TRY(find(Kind::Volume, volumeId));
    TRY(checkImageFormat(imageFormat));
    const QFileInfo file(imagePath);
    if (!file.isFile())
        return fail(ErrorCode::NotFound, QStringLiteral("The image's file %1 is absent.").arg(imagePath));
    const bool isQcow2 = imageFormat == QLatin1String("qcow2");
    const auto needed = isQcow2 ? TRY(virtualSize(imagePath, imageFormat)) : file.size();
    TRY(checkFits(needed, disk.size / bytesPerGiB, QStringLiteral("image")));
    TRY(walk(progress));
    return fill(volumeId, file.size(), {});
}

namespace {

class FakeReader final : public DiskReader {
public:
    FakeReader(qint64 size, std::shared_ptr<const FakeVolumeDriver::Content> content)
        : m_size(size), m_content(std::move(content)) { }

    [[nodiscard]] qint64 size() const override { return m_size; }

    Result<std::optional<Extent>> nextData(qint64 from) override
    {
        if (m_content) {
            for (const auto& [offset, bytes] : *m_content) {
                if (const auto end = offset + bytes.size(); end > from)
                    return std::optional(Extent { std::max(from, offset), end - std::max(from, offset) });
            }
        }
        return std::optional<Extent>();
    }

    Result<QByteArray> read(qint64 offset, qint64 length) override
    {
        TRY(checkExtent(offset, length, m_size));
        QByteArray all(length, '\0');
        if (!m_content)
            return all;
        for (const auto& [at, bytes] : *m_content) {
            const auto first = std::max(at, offset);
            const auto last = std::min(at + bytes.size(), offset + length);
            if (first < last)
                std::memcpy(all.data() + (first - offset), bytes.constData() + (first - at), std::size_t(last - first));
        }
        return all;
    }

private:
    const qint64 m_size;
    const std::shared_ptr<const FakeVolumeDriver::Content> m_content;
};

} // namespace

class FakeVolumeDriver::Writer final : public DiskWriter {
public:
    Writer(FakeVolumeDriver& driver, QString volumeId, qint64 size)
        : m_driver(driver), m_volumeId(std::move(volumeId)), m_size(size) { }

    Result<> write(qint64 offset, QByteArrayView bytes) override
    {
        TRY(checkExtent(offset, bytes.size(), m_size));
        m_allocated += bytes.size();
        (*m_content)[offset] = bytes.toByteArray();
        return {};
    }

    Result<> commit(const Progress& progress) override
    {
        TRY(walk(progress));
        const std::lock_guard lock(m_driver.m_mutex);
        return m_driver.fill(m_volumeId, m_allocated, m_content);
    }

private:
    FakeVolumeDriver& m_driver;
    const QString m_volumeId;
    const qint64 m_size;
    qint64 m_allocated = emptyBytes;
    std::shared_ptr<Content> m_content = std::make_shared<Content>();
};

Result<std::unique_ptr<DiskReader>> FakeVolumeDriver::openReader(Owned::Kind kind, const QString& id, Source,
                                                                 const Progress& progress)
{
    const std::lock_guard lock(m_mutex);
    const auto disk = TRY(find(kind, id));
    TRY(walk(progress));
    return std::make_unique<FakeReader>(disk.size, disk.content);
}

Result<std::unique_ptr<DiskWriter>> FakeVolumeDriver::openWriter(const QString& volumeId)
{
    const std::lock_guard lock(m_mutex);
    const auto disk = TRY(find(Kind::Volume, volumeId));
    return std::make_unique<Writer>(*this, volumeId, disk.size);
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
    return { .onlineCopy = m_onlineCopy,
             .instantCopies = true,
             .thickProvisioning = true,
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
