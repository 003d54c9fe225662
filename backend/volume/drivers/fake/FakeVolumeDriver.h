#pragma once

#include "volume/driver/VolumeDriver.h"

#include <map>
#include <mutex>

namespace skylab::volume {

/// Volumes as numbers in memory: sizes, what they would take on a disk, and a disk that can be full. Same states and
/// errors as the file driver. Of content it keeps only what went through openWriter(): images are forgotten, and
/// copyToFile() writes an empty disk. For tests and `--demo`.
class FakeVolumeDriver final : public VolumeDriver {
public:
    /// `onlineCopy` is only what it tells: its copies take no time.
    explicit FakeVolumeDriver(qint64 capacityBytes = 1000 * bytesPerGiB, OnlineCopy onlineCopy = OnlineCopy::Atomic) : m_capacity(capacityBytes), m_onlineCopy(onlineCopy) { }

    [[nodiscard]] QString name() const override { return QStringLiteral("fake"); }
    Result<> create(const QString& volumeId, qint64 sizeGiB) override;
    Result<> createFromFile(const QString& volumeId, qint64 sizeGiB, const QString& imagePath,
                            const QString& imageFormat, const Progress& progress) override;
    Result<> clone(const QString& volumeId, const QString& sourceVolumeId, qint64 sizeGiB, Source source,
                   const Progress& progress) override;
    Result<> createFromSnapshot(const QString& volumeId, const QString& snapshotId, qint64 sizeGiB,
                                const Progress& progress) override;
    Result<> remove(const QString& volumeId) override;
    Result<> extend(const QString& volumeId, qint64 sizeGiB) override;
    Result<> allocate(const QString& volumeId) override;
    Result<> createSnapshot(const QString& snapshotId, const QString& volumeId, Source source,
                            const Progress& progress) override;
    Result<> removeSnapshot(const QString& snapshotId) override;
    Result<> revert(const QString& volumeId, const QString& snapshotId, const Progress& progress) override;
    Result<> copyToFile(const QString& volumeId, const QString& path, const QString& format, Source source,
                        const Progress& progress) override;
    Result<std::unique_ptr<DiskReader>> openReader(Owned::Kind kind, const QString& id, Source source,
                                                   const Progress& progress) override;
    Result<std::unique_ptr<DiskWriter>> openWriter(const QString& volumeId) override;
    Result<> replace(const QString& volumeId, const QString& imagePath, const QString& imageFormat,
                     const Progress& progress) override;
    Result<Connection> connection(const QString& volumeId) override;
    Result<Stats> stats() override;
    [[nodiscard]] Capabilities capabilities() const override;
    Result<QList<Owned>> owned() override;
    Result<> health() override { return {}; }

    /// What was written: pieces by their place in the disk.
    using Content = std::map<qint64, QByteArray>;

private:
    class Writer;
    using Kind = Owned::Kind;
    using Key = std::pair<Kind, QString>;
    struct Disk {
        qint64 size = 0;
        qint64 allocated = 0;
        std::shared_ptr<const Content> content = {};   ///< shared with its copies; null = empty
    };
    /// These three want the lock held.
    Result<Disk> find(Kind kind, const QString& id) const;
    Result<bool> isDone(const QString& volumeId, qint64 sizeBytes) const;
    Result<> keep(Kind kind, const QString& id, const Disk& disk);
    /// A volume gets other content and takes so much room for it.
    Result<> fill(const QString& volumeId, qint64 allocated, std::shared_ptr<const Content> content);
    Result<> derive(const QString& volumeId, Kind kind, const QString& sourceId, qint64 sizeGiB,
                    const Progress& progress);

    const qint64 m_capacity;
    const OnlineCopy m_onlineCopy;
    std::mutex m_mutex;
    qint64 m_used = 0;
    std::map<Key, Disk> m_disks;
};

} // namespace skylab::volume
