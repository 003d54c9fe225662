#pragma once

#include "volume/driver/VolumeDriver.h"

#include <map>
#include <mutex>

namespace skylab::volume {

/// Volumes as numbers in memory: sizes, what they would take on a disk, and a disk that can be full. Same states and
/// errors as the file driver; content is forgotten, and copyToFile() writes an empty disk. For tests and `--demo`.
class FakeVolumeDriver final : public VolumeDriver {
public:
    explicit FakeVolumeDriver(qint64 capacityBytes = 1000 * bytesPerGiB) : m_capacity(capacityBytes) { }

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
    Result<> createSnapshot(const QString& snapshotId, const QString& volumeId, Source source,
                            const Progress& progress) override;
    Result<> removeSnapshot(const QString& snapshotId) override;
    Result<> revert(const QString& volumeId, const QString& snapshotId, const Progress& progress) override;
    Result<> copyToFile(const QString& volumeId, const QString& path, const QString& format, Source source,
                        const Progress& progress) override;
    Result<Connection> connection(const QString& volumeId) override;
    Result<Stats> stats() override;
    [[nodiscard]] Capabilities capabilities() const override;
    Result<QList<Owned>> owned() override;
    Result<> health() override { return {}; }

private:
    using Kind = Owned::Kind;
    using Key = std::pair<Kind, QString>;
    struct Disk {
        qint64 size = 0;
        qint64 allocated = 0;
    };
    /// These three want the lock held.
    Result<Disk> find(Kind kind, const QString& id) const;
    Result<bool> isDone(const QString& volumeId, qint64 sizeBytes) const;
    Result<> keep(Kind kind, const QString& id, const Disk& disk);
    Result<> derive(const QString& volumeId, Kind kind, const QString& sourceId, qint64 sizeGiB,
                    const Progress& progress);

    const qint64 m_capacity;
    std::mutex m_mutex;
    qint64 m_used = 0;
    std::map<Key, Disk> m_disks;
};

} // namespace skylab::volume
