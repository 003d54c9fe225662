#pragma once

#include "core/Fd.h"
#include "core/Result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QString>

#include <memory>

namespace skylab::object {

struct StoredBlob {
    QString blobId;
    qint64 size = 0;
    QByteArray md5;      ///< lower-case hex: Swift's ETag
};

/// The data of one object on its way in. Invisible before commit(); destroyed or aborted, nothing is left.
/// Memory is bounded whatever the length. One user at a time.
class BlobWriter {
public:
    BlobWriter() = default;
    virtual ~BlobWriter() = default;
    Q_DISABLE_COPY_MOVE(BlobWriter)

    /// Errors: NoSpace (free space in the message; everything written is gone then), Internal.
    virtual Result<> write(QByteArrayView bytes) = 0;
    /// Durable when it returns. `blobId` is new (newUuid()): a blob never changes, an overwritten object gets another,
    /// so that readers of the old one are not disturbed. Conflict when the id is taken.
    virtual Result<StoredBlob> commit(const QString& blobId) = 0;
    virtual void abort() = 0;
    [[nodiscard]] virtual qint64 size() const = 0;
};

/// The part of a blob that was asked for: give the three to sendfile(). Stays readable when the blob is removed.
struct OpenedBlob {
    Fd file;
    qint64 offset = 0;   ///< of the part, in `file`
    qint64 length = 0;   ///< of the part
    qint64 size = 0;     ///< of the whole blob
};

struct OwnedBlob {
    QString account;
    QString blobId;
    qint64 size = 0;
    qint64 modified = 0;   ///< seconds since 1970. A garbage collector spares the young: their row may still come
};

struct StoreStats {
    qint64 totalBytes = 0;
    qint64 freeBytes = 0;
    qint64 usedBytes = 0;
    qint64 blobs = 0;
};

/// Where the data of objects is kept: blobs by account and id. What they are called, their type, their metadata and
/// who may see them is the service's database. Thread-safe, blocking.
/// Accounts and ids become file names: letters, digits, "-_."; anything else is BadRequest.
/// Errors common to all: NotFound, NoSpace, Unavailable (the place is gone), Internal.
class ObjectStore {
public:
    ObjectStore() = default;
    virtual ~ObjectStore() = default;
    Q_DISABLE_COPY_MOVE(ObjectStore)

    [[nodiscard]] virtual QString name() const = 0;

    /// `expectedSize` < 0 = unknown; else NoSpace comes at once when it can't fit.
    virtual Result<std::unique_ptr<BlobWriter>> begin(const QString& account, qint64 expectedSize = -1) = 0;

    /// `length` < 0 = to the end; clipped to what there is. RangeNotSatisfiable when the offset is behind the end.
    virtual Result<OpenedBlob> open(const QString& account, const QString& blobId, qint64 offset = 0,
                                    qint64 length = -1) = 0;

    /// Absent is success.
    virtual Result<> remove(const QString& account, const QString& blobId) = 0;

    /// All blobs of an account, or of all (empty), for garbage collection.
    virtual Result<QList<OwnedBlob>> list(const QString& account = {}) = 0;
    /// Counts by walking: for a page that an operator looks at, not for every request.
    virtual Result<StoreStats> stats() = 0;
    virtual Result<> health() = 0;
};

} // namespace skylab::object
