#pragma once

#include "blob/Hasher.h"
#include "core/Fd.h"
#include "core/Result.h"

#include <QString>

namespace skylab::blob {

enum class Replace { No, Yes };

/// One file being written. It has no name that a reader could find until commit(); destroyed or aborted before, nothing
/// is left. Memory: one buffer of 1 MiB and the hasher's queue, whatever the length. One user at a time.
class BlobFile {
public:
    static constexpr qsizetype bufferSize = 1024 * 1024;

    /// A new file in `folder`, which must be on the file system of the later place. Locked while it lives.
    static Result<std::unique_ptr<BlobFile>> begin(const QString& folder, Algorithms algorithms);

    ~BlobFile();
    Q_DISABLE_COPY_MOVE(BlobFile)

    /// Errors: NoSpace (the free space is in the message; the file is gone then), Internal.
    Result<> write(QByteArrayView bytes);

    /// Makes it durable at `path`: fsync, rename, fsync of the folder. Conflict when the path exists and Replace::No.
    Result<Digests> commit(const QString& path, Replace replace);

    /// Where the bytes so far can be read before commit(); all that was written is in the file then.
    Result<QString> flushedPath();

    void abort();

    /// Who may read it, as chmod() counts; 0600 unless set before commit().
    void setMode(int mode);

    [[nodiscard]] qint64 size() const { return m_size; }

private:
    BlobFile(QString path, Fd file, Algorithms algorithms);
    Result<> flush();
    tl::unexpected<Error> failed(const char* what, int number);

    QString m_path;
    Fd m_file;
    Hasher m_hasher;
    QByteArray m_buffer;
    qint64 m_size = 0;
    qint64 m_flushed = 0;
};

/// Makes the names in a folder durable.
Result<> syncFolder(const QString& path);

/// "1.5 GiB": for messages.
QString sizeText(qint64 bytes);

/// NoSpace, "<what>: the disk is full (1.5 GiB free). ...".
Error fullError(const QString& what, qint64 freeBytes);

/// The Error of a failed file operation: NoSpace with the free space for a full disk or quota, Internal otherwise.
Error fileError(const QString& what, const QString& path, int number);

} // namespace skylab::blob
