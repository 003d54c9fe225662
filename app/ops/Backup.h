#pragma once

#include "core/Result.h"
#include "ops/Archive.h"

#include <QString>
#include <QTemporaryFile>

#include <functional>
#include <map>

struct stat;

namespace skylab::ops {

/// What a backup begins and ends with.
inline const QString backupHead = QStringLiteral("BACKUP");
inline const QString backupManifest = QStringLiteral("MANIFEST");
constexpr int backupFormat = 1;

/// skylabd --backup: the whole data directory of a cloud that does not run, in one file. The databases are copied as SQLite
/// does it, everything else as it lies there; disks keep their holes, images that share their data go on doing so. The
/// file holds every secret of the cloud: it is for its owner only (0600). Blocks; memory does not grow with the data, the
/// place of the backup needs room for the largest database on top.
class Backup {
public:
    using Progress = std::function<void(const QString& line)>;

    Backup(QString dataDir, QString file, Progress progress);

    /// Conflict: a cloud runs there, its databases are on PostgreSQL, a guest still writes to a disk, or the file exists. NoSpace, Internal. Then there is
    /// no such file.
    Result<> run();

private:
    Result<> addDatabases();
    Result<> addFolder(const QString& path, int depth);
    Result<> addEntry(const QString& path, int depth);
    Result<> addContent(const QString& path, const QString& source);
    Result<> note(const QString& line);

    const QString m_dataDir;
    const QString m_file;
    const Progress m_progress;
    std::unique_ptr<ArchiveWriter> m_writer;
    QTemporaryFile m_manifest;
    std::map<std::pair<quint64, quint64>, QString> m_linked;      ///< first names of files with several, by file system and inode
};

/// One line of the manifest.
QString manifestLine(const ArchiveReader::Entry& entry, const QByteArray& digest);

} // namespace skylab::ops
