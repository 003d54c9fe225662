#pragma once

#include "blob/Hasher.h"
#include "core/Result.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>

struct archive;

namespace skylab::ops {

/// The digest of a file's content and of where its holes are, whatever the pieces that it comes in. SHA-512, hex.
class ContentDigest {
public:
    void add(qint64 offset, const QByteArray& bytes);
    QByteArray finish();

private:
    void close();

    blob::Hasher m_hasher { { .sha512 = true } };
    QByteArray m_extents;
    qint64 m_begin = 0;
    qint64 m_end = 0;
};

/// Writes a tar file with zstd inside (POSIX.1-2001 pax, GNU's sparse files 1.0; RFC 8878), 0600, under a name of its own
/// until finish(). Destroyed before that, it leaves nothing. NoSpace, Internal.
class ArchiveWriter {
public:
    static Result<std::unique_ptr<ArchiveWriter>> create(const QString& file);
    ~ArchiveWriter();
    Q_DISABLE_COPY_MOVE(ArchiveWriter)

    Result<> addFolder(const QString& path, int mode);
    /// Another name of a file that was added before.
    Result<> addLink(const QString& path, const QString& target);
    /// The content of an open file from its begin, without its holes; gives its digest. Conflict: it became shorter meanwhile.
    Result<QByteArray> addFile(const QString& path, int file, qint64 bytes, int mode);
    Result<> addBytes(const QString& path, const QByteArray& bytes);
    /// Durable under its name. Conflict: a file of that name came meanwhile.
    Result<> finish();

private:
    ArchiveWriter(QString file, int handle);
    Result<> begin();
    Result<> check(int code);
    Result<> zeros(qint64 count);

    QString m_file;
    int m_handle;
    archive* m_archive = nullptr;
};

/// Reads what ArchiveWriter wrote, one entry after the other. BadRequest: it is no such file, cut off or damaged.
class ArchiveReader {
public:
    enum class Kind { Folder, File, Link };
    struct Entry {
        Kind kind = Kind::File;
        QString path;          ///< relative, without ".."
        QString target = {};   ///< of a link
        qint64 bytes = 0;
        int mode = 0;
    };

    static Result<std::unique_ptr<ArchiveReader>> open(const QString& file);
    ~ArchiveReader();
    Q_DISABLE_COPY_MOVE(ArchiveReader)

    /// Nothing at the end.
    Result<std::optional<Entry>> next();
    /// The content of the present entry, at most `limit` bytes of it.
    Result<QByteArray> bytes(qint64 limit);
    /// Writes the content of the present entry into an empty open file, with its holes; gives its digest.
    Result<QByteArray> extract(int file);

private:
    explicit ArchiveReader(QString file) : m_file(std::move(file)) { }
    tl::unexpected<Error> damaged();

    QString m_file;
    archive* m_archive = nullptr;
    qint64 m_bytes = 0;
};

} // namespace skylab::ops
