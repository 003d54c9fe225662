#pragma once

#include "core/Result.h"
#include "ops/Archive.h"

#include <QFile>
#include <QString>
#include <QTemporaryFile>

#include <functional>

namespace skylab::ops {

/// skylabd --restore: a backup into an empty data directory. Everything is unpacked beside its place and looked at (each
/// file's digest, each database) before the first file is moved; no cloud starts in between. After a kill it is run again:
/// it begins anew, or, when all was verified, only moves what is left. Blocks; memory does not grow with the data.
class Restore {
public:
    using Progress = std::function<void(const QString& line)>;

    Restore(QString dataDir, QString file, Progress progress);

    /// Conflict: the directory is not empty, a cloud runs there, or the backup is of a newer Skylab. BadRequest: the file
    /// is no backup, cut off or damaged, or holds no database. NoSpace. Then the directory is as empty as it was.
    Result<> run();

private:
    Result<> unpack();
    Result<> unpackEntry(ArchiveReader& reader, const ArchiveReader::Entry& entry);
    Result<> readHead(ArchiveReader& reader);
    Result<> compare(ArchiveReader& reader);
    Result<> verify();
    Result<> moveDisks();
    Result<> settle();
    Result<> move();
    [[nodiscard]] QString staged(const QString& path) const;

    const QString m_dataDir;
    const QString m_file;
    const Progress m_progress;
    const QString m_work;          ///< <data directory>/.restore
    QString m_oldDataDir;
    QFile m_seen;                  ///< the manifest as it should be
    bool m_compared = false;
};

} // namespace skylab::ops
