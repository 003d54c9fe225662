#pragma once

#include "core/Result.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

namespace skylab::volume {

constexpr qint64 bytesPerGiB = qint64(1) << 30;

/// How a long copy talks back. Both may be empty; both are called on the thread that called the driver.
struct Progress {
    std::function<void(double fraction)> report = {};   ///< 0 to 1, never falls
    std::function<bool()> cancelled = {};               ///< true ends the copy with ErrorCode::Cancelled
};

/// Whether a running server may write to the source of a copy at this moment.
enum class Source {
    Idle,
    InUse,
};

/// What a hypervisor attaches.
struct Connection {
    QString driverType;       ///< "file": `path` is on the host that the driver runs on; "fake": nothing to attach
    QString path;
    QString format;           ///< "raw" or "qcow2": state it to QEMU, never let it probe
    qint64 sizeBytes = 0;     ///< as the guest sees it
};

struct Stats {
    double totalGiB = 0;
    double freeGiB = 0;
    double allocatedGiB = 0;     ///< really taken by volumes and snapshots
    double provisionedGiB = 0;   ///< promised to guests
};

/// How a driver copies a volume while a server writes to it. Whatever it is, a copy that the driver returns holds what
/// a disk would after a power cut (crash consistent): a guest's journal can mend it. It never mixes old and new.
enum class OnlineCopy {
    Atomic,   ///< frozen in an instant (reflink); the server does not notice
    Quiet,    ///< works if nothing is written meanwhile; fails with Conflict otherwise: pause the server around the call
};

struct Capabilities {
    OnlineCopy onlineCopy = OnlineCopy::Quiet;
    bool instantCopies = false;        ///< snapshots and clones take no time and no space at first
    bool thinProvisioning = true;
    bool thickProvisioning = false;    ///< allocate() can take all of a new volume's room at once
    /// A volume in use is grown by the hypervisor alone (QEMU's block_resize grows the file): don't call extend() then.
    bool hypervisorExtends = true;
    bool multiattach = true;           ///< several servers may write to one volume: raw files can, qcow2 can't
    bool encryption = false;
    bool revert = true;
    QStringList copyFormats = {};      ///< what copyToFile() can write: "raw", "qcow2", ...
};

struct Owned {
    enum class Kind { Volume, Snapshot };
    Kind kind = Kind::Volume;
    QString id;
    qint64 sizeBytes = 0;        ///< as the guest sees it
    qint64 allocatedBytes = 0;
};

/// A part of a disk, in bytes.
struct Extent {
    qint64 offset = 0;
    qint64 length = 0;
};

/// The content of a volume or snapshot as a guest sees it, frozen when it was opened. One user at a time; blocking.
/// Errors: Internal when the place below can't be read.
class DiskReader {
public:
    DiskReader() = default;
    virtual ~DiskReader() = default;
    Q_DISABLE_COPY_MOVE(DiskReader)

    [[nodiscard]] virtual qint64 size() const = 0;
    /// The next part at or behind `from` that may hold something else than zeros; nothing when only zeros follow.
    virtual Result<std::optional<Extent>> nextData(qint64 from) = 0;
    /// Exactly so many bytes; BadRequest when the part is not inside the disk.
    virtual Result<QByteArray> read(qint64 offset, qint64 length) = 0;
};

/// New content for a volume: zeros, but for what is written. Nobody sees it before commit(); a writer that goes away
/// without leaves the volume as it was, and nothing behind. One user at a time; blocking.
class DiskWriter {
public:
    DiskWriter() = default;
    virtual ~DiskWriter() = default;
    Q_DISABLE_COPY_MOVE(DiskWriter)

    /// BadRequest when the part is not inside the disk; NoSpace.
    virtual Result<> write(qint64 offset, QByteArrayView bytes) = 0;
    /// Durable when it returns.
    virtual Result<> commit(const Progress& progress = {}) = 0;
};

/// Where volumes and snapshots are kept. Thread-safe: any thread, blocking; the caller sees to it that one volume or
/// snapshot is worked on once at a time and that the source of a copy lives until the copy is done.
///
/// Every operation is idempotent: creating what exists with the same size, and removing what is absent, succeed.
/// A failure or crash leaves the thing either as it was or done, never half, and no space taken.
/// Volumes and snapshots are independent of each other once made: they may be removed in any order. (Cinder still
/// refuses to remove a volume that has snapshots; that rule is the service's.)
///
/// Ids: letters, digits, '-' and '_'; anything else is BadRequest, since ids become file names.
/// Errors common to all: NotFound (source absent), NoSpace (with the free space in the message), Unavailable (the
/// place is gone or a tool is missing), Cancelled, Internal.
class VolumeDriver {
public:
    VolumeDriver() = default;
    virtual ~VolumeDriver() = default;
    Q_DISABLE_COPY_MOVE(VolumeDriver)

    /// The driver's name in the configuration: "file", "fake".
    [[nodiscard]] virtual QString name() const = 0;

    /// An empty volume. Conflict when it exists with another size.
    virtual Result<> create(const QString& volumeId, qint64 sizeGiB) = 0;

    /// A volume with the content of an image that lies in a local file. `imageFormat` is what the image service has
    /// verified, as QEMU calls it ("raw" also for iso, "qcow2", "vmdk", "vdi", "vpc", "vhdx"); it is never probed.
    /// BadRequest when the image needs more than `sizeGiB`, is encrypted, or refers to other files.
    virtual Result<> createFromFile(const QString& volumeId, qint64 sizeGiB, const QString& imagePath,
                                    const QString& imageFormat, const Progress& progress = {}) = 0;

    /// A copy of a volume, grown to `sizeGiB`. BadRequest when that is smaller than the source.
    virtual Result<> clone(const QString& volumeId, const QString& sourceVolumeId, qint64 sizeGiB,
                           Source source = Source::Idle, const Progress& progress = {}) = 0;

    virtual Result<> createFromSnapshot(const QString& volumeId, const QString& snapshotId, qint64 sizeGiB,
                                        const Progress& progress = {}) = 0;

    virtual Result<> remove(const QString& volumeId) = 0;

    /// Grows a volume that no server has attached. BadRequest when it would shrink.
    virtual Result<> extend(const QString& volumeId, qint64 sizeGiB) = 0;

    /// Takes all of the room of a new volume that nobody uses yet, its content stays: it can't run out of disk later.
    /// NoSpace leaves the volume thin. BadRequest where volumes are thin only (Capabilities::thickProvisioning).
    virtual Result<> allocate(const QString& volumeId) = 0;

    /// For a volume in use see OnlineCopy: Conflict says that the server must pause for the copy.
    virtual Result<> createSnapshot(const QString& snapshotId, const QString& volumeId, Source source = Source::Idle,
                                    const Progress& progress = {}) = 0;

    virtual Result<> removeSnapshot(const QString& snapshotId) = 0;

    /// Gives an unattached volume the content of its snapshot again; its size stays. Conflict when the snapshot is
    /// larger than the volume.
    virtual Result<> revert(const QString& volumeId, const QString& snapshotId, const Progress& progress = {}) = 0;

    /// Writes the content to a file, for images and backups, in one of Capabilities::copyFormats. The file appears when
    /// it is complete; one of that name is replaced.
    virtual Result<> copyToFile(const QString& volumeId, const QString& path, const QString& format,
                                Source source = Source::Idle, const Progress& progress = {}) = 0;

    /// Opens the content of a volume or snapshot, for backups. `source` and Conflict as for copies: a server that must
    /// pause may go on as soon as the reader is there.
    virtual Result<std::unique_ptr<DiskReader>> openReader(Owned::Kind kind, const QString& id, Source source = Source::Idle,
                                                           const Progress& progress = {}) = 0;
    /// Begins to give an unattached volume other content; its size stays.
    virtual Result<std::unique_ptr<DiskWriter>> openWriter(const QString& volumeId) = 0;
    /// Gives an unattached volume the content of an image, at once; its size stays. Errors as createFromFile().
    virtual Result<> replace(const QString& volumeId, const QString& imagePath, const QString& imageFormat,
                             const Progress& progress = {}) = 0;

    virtual Result<Connection> connection(const QString& volumeId) = 0;

    virtual Result<Stats> stats() = 0;
    [[nodiscard]] virtual Capabilities capabilities() const = 0;

    /// All that is there, for the loop that compares the book with the disk.
    virtual Result<QList<Owned>> owned() = 0;

    /// Whether new volumes can be made now; the error says what an operator has to mend.
    virtual Result<> health() = 0;
};

} // namespace skylab::volume
