#include "ops/Backup.h"

#include "core/Clock.h"
#include "ops/DataDir.h"
#include "ops/DataLock.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace skylab::ops {

namespace {

constexpr int deepest = 12;

/// At the top of a data directory: what belongs to this process, this host or this moment, and databases, which go by another way.
bool isLeftOut(const QString& name)
{
    return name == u"skylab.lock" || name == u"run" || name == u"kvm-verdict" || name == u"lost+found" || name.endsWith(QStringLiteral(".db"))
        || name.endsWith(QStringLiteral(".db-wal")) || name.endsWith(QStringLiteral(".db-shm")) || name.contains(QStringLiteral(".db.before-"));
}

/// QEMU locks a byte of each disk for each thing that it may do with it: 101 is writing (block/file-posix.c).
bool isWrittenByGuest(int file)
{
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = 101;
    lock.l_len = 1;
    return fcntl(file, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

} // namespace

QString manifestLine(const ArchiveReader::Entry& entry, const QByteArray& digest)
{
    const auto rest = QStringLiteral(" %1 %2\n").arg(entry.mode, 4, 8, QChar(u'0')).arg(entry.path);
    if (entry.kind == ArchiveReader::Kind::Folder)
        return QStringLiteral("folder -") + rest;
    if (entry.kind == ArchiveReader::Kind::Link)
        return QStringLiteral("link - - %1 is %2\n").arg(entry.path, entry.target);
    return QStringLiteral("%1 %2").arg(QString::fromLatin1(digest)).arg(entry.bytes) + rest;
}

Backup::Backup(QString dataDir, QString file, Progress progress)
    : m_dataDir(std::move(dataDir)), m_file(QFileInfo(file).absoluteFilePath()), m_progress(std::move(progress)), m_manifest(m_file + QStringLiteral(".list-XXXXXX"))
{
}

Result<> Backup::run()
{
    if (!QFile::exists(m_dataDir))
        return fail(ErrorCode::NotFound, QStringLiteral("There is no data directory %1. Name the right one with --data.").arg(m_dataDir));
    const auto lock = TRY(DataLock::take(m_dataDir));
    TRY(examineBeforeStart(m_dataDir, true));
    if (isOnPostgres(m_dataDir))      // whatever --database-url this command was given
        return fail(ErrorCode::Conflict, copyPostgresYourself);
    m_writer = TRY(ArchiveWriter::create(m_file));
    if (!m_manifest.open())
        return fail(ErrorCode::NoSpace, QStringLiteral("The backup can't be written beside '%1': %2. Choose another place.").arg(m_file, m_manifest.errorString()));
    const QJsonObject head { { QStringLiteral("format"), backupFormat }, { QStringLiteral("skylab"), QStringLiteral(SKYLAB_VERSION) },
                             { QStringLiteral("made_at"), toString(Clock::now(), TimeFormat::SecondsZ) }, { QStringLiteral("data_dir"), m_dataDir } };
    TRY(m_writer->addBytes(backupHead, QJsonDocument(head).toJson()));
    TRY(addDatabases());
    const auto entries = QDir(m_dataDir).entryList(QDir::AllEntries | QDir::NoDotAndDotDot, QDir::Name);
    for (const auto& name : entries) {
        if (isLeftOut(name))
            continue;
        m_progress(name);
        TRY(addEntry(name, 0));
    }
    if (!m_manifest.flush())
        return fail(ErrorCode::NoSpace, QStringLiteral("The backup can't be written beside '%1': %2.").arg(m_file, m_manifest.errorString()));
    TRY(m_writer->addFile(backupManifest, m_manifest.handle(), m_manifest.size(), 0600));
    return m_writer->finish();
}

Result<> Backup::addDatabases()
{
    for (const auto& database : databases()) {
        if (!QFile::exists(QDir(m_dataDir).filePath(database.name + QStringLiteral(".db"))))
            continue;
        m_progress(QStringLiteral("database %1").arg(database.name));
        const auto copy = QStringLiteral("%1.%2.db").arg(m_file, database.name);
        QFile::remove(copy);      // of a backup that was cut off
        auto opened = TRY(db::Database::openToRead(db::Location::inDirectory(m_dataDir), database.name));
        auto added = opened->backupTo(copy);
        if (added)
            added = addContent(database.name + QStringLiteral(".db"), copy);
        QFile::remove(copy);
        TRY(std::move(added));
    }
    return {};
}

/// Links within the data directory are followed: a restore puts everything into one place.
Result<> Backup::addEntry(const QString& path, int depth)
{
    const QFileInfo entry(QDir(m_dataDir).filePath(path));
    if (path.contains(u'\n') || depth > deepest)
        return fail(ErrorCode::BadRequest, QStringLiteral("%1 is not of Skylab's making. Move it out of the data directory.").arg(entry.filePath()));
    if (entry.isDir())
        return addFolder(path, depth);
    return entry.isFile() ? addContent(path, entry.filePath()) : Result<>();      // sockets and pipes are made anew
}

Result<> Backup::addFolder(const QString& path, int depth)
{
    const auto full = QDir(m_dataDir).filePath(path);
    struct stat status = {};
    if (::stat(QFile::encodeName(full).constData(), &status) != 0)
        return fail(ErrorCode::Conflict, QStringLiteral("The folder %1 went away while it was read. Does something still write there?").arg(full));
    const ArchiveReader::Entry entry { ArchiveReader::Kind::Folder, path, {}, 0, int(status.st_mode & 0777) };
    TRY(m_writer->addFolder(path, entry.mode));
    TRY(note(manifestLine(entry, {})));
    // Hidden entries are work in progress, which each service sweeps at its start.
    const auto names = QDir(full).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot, QDir::Name);
    for (const auto& name : names)
        TRY(addEntry(path + u'/' + name, depth + 1));
    return {};
}

Result<> Backup::addContent(const QString& path, const QString& source)
{
    QFile file(source);
    struct stat status = {};
    if (!file.open(QIODevice::ReadOnly) || ::fstat(file.handle(), &status) != 0)
        return fail(ErrorCode::Internal, QStringLiteral("%1 can't be read: %2. Run this as the user who runs Skylab.").arg(source, file.errorString()));
    if (isWrittenByGuest(file.handle()))
        return fail(ErrorCode::Conflict, QStringLiteral("A guest still runs and writes to %1. Shut the servers down before you stop Skylab, then make the backup.").arg(source));
    ArchiveReader::Entry entry { ArchiveReader::Kind::File, path, {}, qint64(status.st_size), int(status.st_mode & 0777) };
    if (status.st_nlink > 1) {
        // Folders may be links to other file systems, and each counts its inodes for itself.
        const auto [first, isFirst] = m_linked.try_emplace(std::pair { quint64(status.st_dev), quint64(status.st_ino) }, path);
        if (!isFirst) {
            entry.kind = ArchiveReader::Kind::Link;
            entry.target = first->second;
            TRY(m_writer->addLink(path, entry.target));
            return note(manifestLine(entry, {}));
        }
    }
    return note(manifestLine(entry, TRY(m_writer->addFile(path, file.handle(), entry.bytes, entry.mode))));
}

Result<> Backup::note(const QString& line)
{
    const auto text = line.toUtf8();
    if (m_manifest.write(text) != text.size())
        return fail(ErrorCode::NoSpace, QStringLiteral("The backup can't be written beside '%1': %2.").arg(m_file, m_manifest.errorString()));
    return {};
}

} // namespace skylab::ops
