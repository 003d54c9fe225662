#pragma once

#include "core/Fd.h"
#include "core/Result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QString>

#include <memory>

namespace skylab::image {

/// What Glance shows as size, checksum and os_hash_value (sha512).
struct StoredImage {
    qint64 size = 0;
    QByteArray md5;      ///< lower-case hex
    QByteArray sha512;
};

/// The data of one image on its way in. Nobody sees it before commit(). Destroyed or aborted: nothing is left.
/// Memory is bounded (a few MiB) whatever the length; hashes are made by a thread of its own. One user at a time.
class ImageWriter {
public:
    ImageWriter() = default;
    virtual ~ImageWriter() = default;
    Q_DISABLE_COPY_MOVE(ImageWriter)

    /// Errors: NoSpace (free space in the message; everything written is gone then), Internal.
    virtual Result<> write(QByteArrayView bytes) = 0;
    /// What is to be inspected before commit() lies here; valid until commit() or abort(). Flushes first.
    virtual Result<QString> temporaryPath() = 0;
    /// Durable and visible when it returns. Conflict when the image got data meanwhile.
    virtual Result<StoredImage> commit() = 0;
    virtual void abort() = 0;
    [[nodiscard]] virtual qint64 size() const = 0;
};

struct OpenedImage {
    Fd file;             ///< readable with pread() and sendfile(), also after the image is removed
    qint64 size = 0;
};

struct OwnedImage {
    QString id;
    qint64 size = 0;
    qint64 modified = 0; ///< seconds since 1970
};

struct StoreStats {
    qint64 totalBytes = 0;
    qint64 freeBytes = 0;
    qint64 usedBytes = 0;   ///< by images; shared data count once
};

/// Where the data of images is kept. Thread-safe, blocking. Ids become file names: letters, digits, '-', '_'; anything
/// else is BadRequest. An image's data never changes once it is there.
/// Errors common to all: NotFound, NoSpace, Unavailable (the place is gone), Internal.
class ImageStore {
public:
    ImageStore() = default;
    virtual ~ImageStore() = default;
    Q_DISABLE_COPY_MOVE(ImageStore)

    /// "file", "fake": also Glance's store id.
    [[nodiscard]] virtual QString name() const = 0;

    /// Conflict when the image has data. `expectedSize` < 0 = unknown; else NoSpace comes at once when it can't fit.
    virtual Result<std::unique_ptr<ImageWriter>> create(const QString& imageId, qint64 expectedSize = -1) = 0;

    virtual Result<OpenedImage> open(const QString& imageId) = 0;

    /// A file on this host with the image, to read only: base of a server's overlay, source of a volume. Readable by
    /// the hypervisor's user. It stays valid as long as the image is not removed: who builds on it keeps the image.
    virtual Result<QString> path(const QString& imageId) = 0;

    /// Lets two images that have the same data keep them once; each stays when the other is removed. The caller has compared
    /// their sizes and sha512. Paths stay as they are, open files too. Nothing changes on failure.
    virtual Result<> share(const QString& imageId, const QString& twinId) = 0;

    /// Absent is success.
    virtual Result<> remove(const QString& imageId) = 0;

    virtual Result<QList<OwnedImage>> owned() = 0;
    virtual Result<StoreStats> stats() = 0;
    /// Whether an image can be stored now; the error says what an operator has to mend.
    virtual Result<> health() = 0;
};

} // namespace skylab::image
