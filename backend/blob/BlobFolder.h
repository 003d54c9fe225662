#pragma once

#include "blob/BlobFile.h"

#include <QList>

namespace skylab::blob {

/// An open blob. `offset` and `length` are the part that was asked for, clipped to the file: give them to sendfile().
/// The file stays readable through `file` even if it is removed meanwhile.
struct Opened {
    Fd file;
    qint64 offset = 0;
    qint64 length = 0;
    qint64 size = 0;     ///< of the whole blob
};

struct Found {
    QString name;        ///< relative to the folder, "ab/0a6d7b1e-..."
    qint64 size = 0;
    qint64 modified = 0; ///< seconds since 1970: a garbage collector spares the young
    quint64 inode = 0;   ///< the same for names that link() made one
};

struct Space {
    qint64 totalBytes = 0;
    qint64 freeBytes = 0;
};

/// A folder of blobs by relative name. Thread-safe. Names come from ids only: letters, digits, "-_." and "/" between
/// parts, no part beginning with a dot; anything else is BadRequest.
class BlobFolder {
public:
    struct Access {
        int fileMode = 0600;
        int folderMode = 0700;
    };

    BlobFolder(QString root, Access access);

    /// Makes the folder and removes what writers of dead processes left behind. Call once before use.
    Result<> open();

    /// `expectedSize` < 0 = unknown. NoSpace at once when it can't fit.
    Result<std::unique_ptr<BlobFile>> begin(Algorithms algorithms, qint64 expectedSize) const;
    Result<Digests> commit(BlobFile& file, const QString& name, Replace replace) const;

    /// `length` < 0 = to the end. NotFound; RangeNotSatisfiable when the offset is behind the end.
    [[nodiscard]] Result<Opened> read(const QString& name, qint64 offset, qint64 length) const;
    [[nodiscard]] Result<QString> path(const QString& name) const;
    /// Makes `name` another name of the blob `existing`, in place of what it was. Durable. NotFound when one of them is absent.
    [[nodiscard]] Result<> link(const QString& existing, const QString& name) const;
    /// Durable. Absent is success.
    Result<> remove(const QString& name) const;

    /// All complete blobs below `below` (empty = the root).
    [[nodiscard]] Result<QList<Found>> list(const QString& below = {}) const;
    [[nodiscard]] Result<Space> space() const;
    /// Whether a blob can be written now.
    [[nodiscard]] Result<> check() const;

    [[nodiscard]] const QString& root() const { return m_root; }

private:
    Result<> makeFolders(const QString& name) const;
    [[nodiscard]] QString incoming() const;

    QString m_root;
    Access m_access;
};

/// Whether a text may be (a part of) a file name: letters, digits, "-_.", at most 128, not beginning with a dot.
bool isSafeName(QStringView text);

} // namespace skylab::blob
