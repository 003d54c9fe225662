#include "ops/DataCheck.h"

#include "blob/Hasher.h"
#include "ops/DataLock.h"
#include "process/Process.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

namespace skylab::ops {

namespace {

constexpr qint64 chunk = 1 << 20;
constexpr int leaksOnly = 3;      // qemu-img check: clusters are lost, nothing is wrong with the content

/// Of the whole file, empty when it can't be read.
QString md5Of(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    blob::Hasher hasher({ .md5 = true });
    while (!file.atEnd()) {
        const auto bytes = file.read(chunk);
        if (bytes.isEmpty())
            return {};
        hasher.add(bytes);
    }
    return QString::fromLatin1(hasher.finish().md5);
}

} // namespace

DataCheck::DataCheck(QString dataDir, db::Location location, Depth depth, Tell tell)
    : m_dataDir(std::move(dataDir)), m_location(std::move(location)), m_depth(depth), m_tell(std::move(tell))
{
}

Result<bool> DataCheck::run()
{
    if (!QDir(m_dataDir).exists())
        return fail(ErrorCode::NotFound, QStringLiteral("There is no data directory %1. Name the right one with --data.").arg(m_dataDir));
    const auto lock = TRY(DataLock::take(m_dataDir));
    if (QDir(m_dataDir).exists(restoring))
        say(Kind::Damage, QStringLiteral("A restore into %1 was cut off. Run skylabd --restore again.").arg(m_dataDir));
    for (const auto& database : databases())
        checkDatabase(database);
    for (const auto& book : fileBooks())
        checkBook(book);
    return m_good;
}

void DataCheck::say(Kind kind, const QString& line)
{
    m_good = m_good && kind != Kind::Damage;
    m_tell(kind, line);
}

void DataCheck::checkDatabase(const DatabaseName& database)
{
    auto opened = db::Database::openToRead(m_location, database.name);
    if (!opened)
        return say(Kind::Damage, opened.error().message);
    if (const auto whole = (*opened)->checkIntegrity(); !whole) {
        say(Kind::Damage, whole.error().message);
        for (const auto& line : whole.error().details.split(u'\n', Qt::SkipEmptyParts))
            say(Kind::Damage, QStringLiteral("%1.db: %2").arg(database.name, line));
        return;
    }
    const auto pending = (*opened)->pendingSteps(database.sets);
    if (!pending)
        say(Kind::Damage, pending.error().message);
    else
        say(Kind::Good, *pending == 0 ? QStringLiteral("database %1").arg(database.name) : QStringLiteral("database %1; the next start upgrades it (%2 steps)").arg(database.name).arg(*pending));
}

void DataCheck::checkBook(const service::FileBook& book)
{
    const auto database = db::Database::openToRead(m_location, book.database);
    if (!database)
        return;      // said already
    checkPresent(book, **database);
    checkStrays(book, **database);
}

/// A row without its file.
void DataCheck::checkPresent(const service::FileBook& book, db::Database& database)
{
    qint64 count = 0;
    const auto read = database.read([&](db::Connection& connection) {
        return book.each(connection, [&](const service::StoredFile& wanted) -> Result<> {
            ++count;
            const auto path = find(book, wanted.name);
            if (path.isEmpty())
                say(Kind::Damage, QStringLiteral("%1: its file %2/%3 is missing. Bring it back from a backup, or delete what it belongs to.").arg(wanted.owner, book.folder, wanted.name));
            else
                checkFile(path, wanted);
            return {};
        });
    });
    if (!read)
        return say(Kind::Damage, QStringLiteral("The files in %1 can't be compared with the database %2: %3").arg(book.folder, book.database, read.error().message));
    if (!book.folders)
        say(Kind::Good, QStringLiteral("%1: %2 files looked at").arg(book.folder).arg(count));
}

QString DataCheck::find(const service::FileBook& book, const QString& name) const
{
    const auto path = m_dataDir + u'/' + book.folder + u'/' + name;
    if (!book.anyFormat)
        return QFile::exists(path) ? path : QString();
    for (const auto* format : { ".qcow2", ".raw" })
        if (const auto file = path + QLatin1String(format); QFile::exists(file))
            return file;
    return {};
}

void DataCheck::checkFile(const QString& path, const service::StoredFile& wanted)
{
    const auto bytes = QFileInfo(path).size();
    if (wanted.bytes >= 0 && bytes != wanted.bytes)
        return say(Kind::Damage, QStringLiteral("%1: %2 has %3 bytes, and should have %4. Bring it back from a backup.").arg(wanted.owner, path).arg(bytes).arg(wanted.bytes));
    if (m_depth == Depth::Contents && !wanted.md5.isEmpty() && md5Of(path) != wanted.md5)
        say(Kind::Damage, QStringLiteral("%1: the content of %2 is not what was stored; its MD5 is not %3. Bring it back from a backup.").arg(wanted.owner, path, wanted.md5));
}

/// A file without its row; and disks, whatever their row says.
void DataCheck::checkStrays(const service::FileBook& book, db::Database& database)
{
    const QDir root(m_dataDir + u'/' + book.folder);
    const auto read = database.read([&](db::Connection& connection) -> Result<> {
        QDirIterator files(root.path(), QDir::Files, QDirIterator::Subdirectories);      // hidden ones are work in progress, swept at the start
        while (files.hasNext()) {
            const auto path = files.next();
            auto name = root.relativeFilePath(path);
            if (book.folders)
                name = name.section(u'/', 0, 0);
            else if (book.anyFormat)
                name = name.section(u'.', 0, 0);
            checkStray(book, connection, path, name);
        }
        return {};
    });
    if (!read)
        say(Kind::Damage, QStringLiteral("The files in %1 can't be compared with the database %2: %3").arg(book.folder, book.database, read.error().message));
}

void DataCheck::checkStray(const service::FileBook& book, db::Connection& connection, const QString& path, const QString& name)
{
    const auto owned = book.owns(connection, name);
    if (!owned)
        return say(Kind::Damage, QStringLiteral("Whose %1 is can't be read: %2").arg(path, owned.error().message));
    if (!*owned)
        return say(Kind::Note, QStringLiteral("%1 belongs to nobody (%2 bytes). If the next start leaves it there, it may be removed.").arg(path).arg(QFileInfo(path).size()));
    if (book.anyFormat || book.folders)
        checkDisk(path);
}

void DataCheck::checkDisk(const QString& path)
{
    const auto backing = backingFileOf(path);
    if (!backing.isEmpty() && !QFile::exists(backing))
        return say(Kind::Damage, QStringLiteral("The disk %1 lies upon %2, which is missing. Bring that file back from a backup.").arg(path, backing));
    QFile file(path);
    if (m_depth != Depth::Contents || !file.open(QIODevice::ReadOnly) || !file.read(4).startsWith("QFI\xfb"))
        return;
    const auto checked = process::run(QStringLiteral("qemu-img"), { QStringLiteral("check"), QStringLiteral("-q"), QStringLiteral("-f"), QStringLiteral("qcow2"), path },
                                      { .timeout = std::chrono::hours(4), .acceptedExitCodes = { 0, leaksOnly }, .lane = process::Lane::Long });
    if (!checked && checked.error().message.contains(u"another process using the image"))
        say(Kind::Note, QStringLiteral("The disk %1 is in use by a guest that runs, so that its content can't be checked. Stop the server and check again.").arg(path));
    else if (!checked)
        say(Kind::Damage, QStringLiteral("The disk %1 is not sound: %2").arg(path, checked.error().message));
}

QString checkLine(DataCheck::Kind kind, const QString& line)
{
    const auto* word = kind == DataCheck::Kind::Good ? "ok" : kind == DataCheck::Kind::Note ? "note" : "damaged";
    return QStringLiteral("%1 %2").arg(QLatin1String(word), -8).arg(line);
}

} // namespace skylab::ops
