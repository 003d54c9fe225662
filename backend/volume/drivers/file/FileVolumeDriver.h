#pragma once

#include "volume/driver/VolumeDriver.h"
#include "volume/drivers/file/QemuImg.h"
#include "volume/drivers/file/TempFile.h"

#include <memory>

namespace skylab::volume {

/// Volumes as files of one folder; see README.md for the layout, the choice of format and what is consistent.
class FileVolumeDriver final : public VolumeDriver {
public:
    enum class Format {
        Auto,    ///< raw when the file system has reflinks, else qcow2
        Raw,
        Qcow2,
    };

    /// Makes the folder, tries reflinks and sweeps what a crash left. Errors: Unavailable, NoSpace, Internal.
    static Result<std::unique_ptr<FileVolumeDriver>> at(const QString& folder, Format format = Format::Auto);

    [[nodiscard]] QString name() const override { return QStringLiteral("file"); }
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
    Result<> health() override;

private:
    using Disk = qemuImg::Disk;
    using Kind = Owned::Kind;

    FileVolumeDriver(QString folder, QString format, bool reflinks);

    [[nodiscard]] QString pathOf(Kind kind, const QString& id, const QString& format) const;
    /// The file of a volume or snapshot; NotFound when there is none.
    [[nodiscard]] Result<Disk> find(Kind kind, const QString& id) const;
    /// True when it is there with this size already: done before. Conflict with another size.
    [[nodiscard]] Result<bool> isDone(Kind kind, const QString& id, qint64 sizeBytes) const;
    [[nodiscard]] Result<std::unique_ptr<TempFile>> temporary() const;
    /// An image's content, grown to `sizeBytes`, as the next file of the volume, and that file's format.
    struct Filled {
        std::unique_ptr<TempFile> file;
        QString format;
    };
    Result<Filled> fill(const QString& imagePath, const QString& imageFormat, qint64 sizeBytes, const Progress& progress);
    /// A new volume with the content of `from`, at least as large.
    Result<> derive(const QString& volumeId, const Disk& from, qint64 sizeGiB, Source source, const Progress& progress);

    const QString m_folder;
    const QString m_format;
    const bool m_reflinks;
};

} // namespace skylab::volume
