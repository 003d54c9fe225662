#include "ops/Restore.h"

#include "ops/Backup.h"
#include "ops/DataDir.h"
#include "ops/DataLock.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace skylab::ops {

namespace {

constexpr qint64 longestHead = 1 << 16;

Error cantWrite(const QString& path)
{
    return { errno == ENOSPC || errno == EDQUOT ? ErrorCode::NoSpace : ErrorCode::Internal, QStringLiteral("%1 can't be written: %2.").arg(path, QString::fromLocal8Bit(std::strerror(errno))) };
}

} // namespace

Restore::Restore(QString dataDir, QString file, Progress progress)
    : m_dataDir(std::move(dataDir)), m_file(QFileInfo(file).absoluteFilePath()), m_progress(std::move(progress)), m_work(QDir(m_dataDir).filePath(restoring)), m_seen(m_work + QStringLiteral("/seen"))
{
}

QString Restore::staged(const QString& path) const { return m_work + QStringLiteral("/data/") + path; }

Result<> Restore::run()
{
    if (!QFile::exists(m_file))
        return fail(ErrorCode::NotFound, QStringLiteral("There is no backup '%1'.").arg(m_file));
    if (!QDir().mkpath(m_dataDir))
        return fail(ErrorCode::Forbidden, QStringLiteral("The data directory %1 can't be made. Choose another one with --data.").arg(m_dataDir));
    const auto lock = TRY(DataLock::take(m_dataDir));
    if (QFile::exists(m_work + QStringLiteral("/verified"))) {
        m_progress(QStringLiteral("Go on with the restore that was cut off; all of it was verified"));
        return move();
    }
    QDir(m_work).removeRecursively();
    for (const auto& name : QDir(m_dataDir).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot))
        if (name != u"skylab.lock" && name != u"lost+found")
            return fail(ErrorCode::Conflict, QStringLiteral("The data directory %1 is not empty ('%2'). Choose an empty one with --data, or move what is there away.").arg(m_dataDir, name));
    auto done = unpack();
    if (done)
        done = verify();
    if (!done) {
        m_seen.close();
        QDir(m_work).removeRecursively();
        return done;
    }
    TRY(settle());
    return move();
}

Result<> Restore::unpack()
{
    if (mkdir(QFile::encodeName(m_work).constData(), 0700) != 0 || mkdir(QFile::encodeName(staged({})).constData(), 0700) != 0 || !m_seen.open(QIODevice::ReadWrite))
        return fail(cantWrite(m_work));
    const auto reader = TRY(ArchiveReader::open(m_file));
    TRY(readHead(*reader));
    for (auto entry = TRY(reader->next()); entry; entry = TRY(reader->next())) {
        if (m_compared)
            return fail(ErrorCode::BadRequest, QStringLiteral("'%1' holds more than its list says. Take another backup.").arg(m_file));
        if (entry->path == backupManifest)
            TRY(compare(*reader));
        else
            TRY(unpackEntry(*reader, *entry));
    }
    if (!m_compared)
        return fail(ErrorCode::BadRequest, QStringLiteral("'%1' is cut off: the list at its end is missing. Take another backup.").arg(m_file));
    return {};
}

Result<> Restore::readHead(ArchiveReader& reader)
{
    const auto entry = TRY(reader.next());
    const auto head = entry && entry->path == backupHead ? QJsonDocument::fromJson(TRY(reader.bytes(longestHead))).object() : QJsonObject();
    const auto format = head[u"format"].toInt();
    if (format <= 0)
        return fail(ErrorCode::BadRequest, QStringLiteral("'%1' is no backup of Skylab.").arg(m_file));
    if (format > backupFormat)
        return fail(ErrorCode::Conflict, QStringLiteral("'%1' was written by a newer Skylab (%2). Install that version, then restore.").arg(m_file, head[u"skylab"].toString()));
    m_oldDataDir = head[u"data_dir"].toString();
    m_progress(QStringLiteral("The backup of %1, made %2 by Skylab %3").arg(m_oldDataDir, head[u"made_at"].toString(), head[u"skylab"].toString()));
    return {};
}

Result<> Restore::unpackEntry(ArchiveReader& reader, const ArchiveReader::Entry& entry)
{
    const auto path = staged(entry.path);
    const auto name = QFile::encodeName(path);
    QByteArray digest;
    if (!entry.path.contains(u'/'))
        m_progress(entry.path);
    if (entry.kind == ArchiveReader::Kind::Folder) {
        if (mkdir(name.constData(), 0700) != 0 || chmod(name.constData(), mode_t(entry.mode | 0700)) != 0)
            return fail(cantWrite(path));
    } else if (entry.kind == ArchiveReader::Kind::Link) {
        if (link(QFile::encodeName(staged(entry.target)).constData(), name.constData()) != 0)
            return fail(cantWrite(path));
    } else {
        const int file = ::open(name.constData(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (file < 0)
            return fail(cantWrite(path));
        auto extracted = reader.extract(file);
        if (extracted && fchmod(file, mode_t(entry.mode)) != 0)
            extracted = fail(cantWrite(path));
        close(file);
        digest = TRY(std::move(extracted));
    }
    const auto line = manifestLine(entry, digest).toUtf8();
    return m_seen.write(line) == line.size() ? Result<>() : Result<>(fail(ErrorCode::NoSpace, QStringLiteral("%1 can't be written: %2.").arg(m_seen.fileName(), m_seen.errorString())));
}

/// The list at the end of the backup with what was unpacked, line by line.
Result<> Restore::compare(ArchiveReader& reader)
{
    QFile list(m_work + QStringLiteral("/manifest"));
    if (!list.open(QIODevice::ReadWrite))
        return fail(cantWrite(list.fileName()));
    TRY(reader.extract(list.handle()));
    list.seek(0);
    m_seen.flush();
    m_seen.seek(0);
    while (!list.atEnd() || !m_seen.atEnd()) {
        const auto wanted = list.readLine(), got = m_seen.readLine();
        if (wanted != got)
            return fail(ErrorCode::BadRequest, QStringLiteral("'%1' is damaged: %2 is not as it was when the backup was made. Take another one.")
                                                   .arg(m_file, QString::fromUtf8(wanted.isEmpty() ? got : wanted).trimmed().section(u' ', 3)));
    }
    m_compared = true;
    return {};
}

Result<> Restore::verify()
{
    if (isOnPostgres(staged({})))
        return fail(ErrorCode::BadRequest, QStringLiteral("'%1' holds no database: the cloud's were in PostgreSQL when it was made. Bring them back with pg_restore, and the data directory from the copy "
                                                          "that was made with them.").arg(m_file));
    for (const auto& database : databases()) {
        if (!QFile::exists(staged(database.name + QStringLiteral(".db"))))
            continue;
        m_progress(QStringLiteral("Check the database %1").arg(database.name));
        const auto opened = TRY(db::Database::openToRead(db::Location::inDirectory(staged({})), database.name));
        TRY(opened->checkIntegrity());
        TRY(opened->pendingSteps(database.sets));
    }
    return moveDisks();
}

/// Disks of servers name the image that they lie upon by its whole path.
Result<> Restore::moveDisks()
{
    const auto old = m_oldDataDir + u'/';
    if (m_oldDataDir == m_dataDir || m_oldDataDir.isEmpty())
        return {};
    for (const auto* folder : { "instances", "volumes" }) {
        QDirIterator files(staged(QLatin1String(folder)), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const auto path = files.next();
            if (const auto backing = backingFileOf(path); backing.startsWith(old))
                TRY(setBackingFile(path, m_dataDir + u'/' + backing.mid(old.size())));
        }
    }
    return {};
}

/// From here on a repeated run only moves.
Result<> Restore::settle()
{
    m_seen.close();
    const int folder = ::open(QFile::encodeName(m_work).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = folder >= 0 && syncfs(folder) == 0;
    if (folder >= 0)
        close(folder);
    QSaveFile mark(m_work + QStringLiteral("/verified"));
    if (!synced || !mark.open(QIODevice::WriteOnly) || !mark.commit())
        return fail(cantWrite(m_work));
    return {};
}

Result<> Restore::move()
{
    const QDir from(staged({}));
    for (const auto& name : from.entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot))
        if (rename(QFile::encodeName(from.filePath(name)).constData(), QFile::encodeName(QDir(m_dataDir).filePath(name)).constData()) != 0)
            return fail(cantWrite(QDir(m_dataDir).filePath(name)));
    chmod(QFile::encodeName(m_dataDir).constData(), 0711);
    const int folder = ::open(QFile::encodeName(m_dataDir).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        fsync(folder);
        close(folder);
    }
    // At once, so that no half of it can be taken for a restore that was cut off.
    const auto over = m_work + QStringLiteral("d");
    if (rename(QFile::encodeName(m_work).constData(), QFile::encodeName(over).constData()) != 0)
        return fail(cantWrite(m_work));
    QDir(over).removeRecursively();
    return {};
}

} // namespace skylab::ops
