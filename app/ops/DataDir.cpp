#include "ops/DataDir.h"

#include "compute/store/ServerFiles.h"
#include "image/store/ImageFiles.h"
#include "object/store/ObjectFiles.h"
#include "volume/store/VolumeFiles.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QSaveFile>
#include <QtEndian>

namespace skylab::ops {

namespace {

constexpr qint64 readAtEachStart = 256 << 20;      // some 100 ms
constexpr int longestBacking = 1023;               // docs/interop/qcow2 of QEMU

QString listFile(const QString& dataDir) { return QDir(dataDir).filePath(QStringLiteral("databases")); }
QString idFile(const QString& dataDir) { return QDir(dataDir).filePath(QStringLiteral("database-id")); }

Result<> writeNote(const QString& path, const QByteArray& bytes)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return fail(ErrorCode::NoSpace, QStringLiteral("%1 can't be written: %2. Free some space, then start again.").arg(path, file.errorString()));
    return {};
}

/// One of the files that services keep, or nothing.
QString anyFile(const QString& dataDir)
{
    for (const auto& book : fileBooks()) {
        QDirIterator files(QDir(dataDir).filePath(book.folder), QDir::Files, QDirIterator::Subdirectories);
        if (files.hasNext())
            return files.next();
    }
    return {};
}

Result<> examine(const QString& dataDir, const DatabaseName& database, bool known, bool wasCutOff)
{
    const QFile file(QDir(dataDir).filePath(database.name + QStringLiteral(".db")));
    if (known && file.size() == 0)
        return fail(ErrorCode::Conflict, QStringLiteral("The database file '%1' is %2, though this cloud has used it. Put it back, or bring a backup back into an empty "
                                                        "directory with skylabd --restore.").arg(file.fileName(), file.exists() ? QStringLiteral("empty") : QStringLiteral("missing")));
    if (file.size() == 0)
        return {};      // never used: it is made now
    auto opened = TRY(db::Database::openToRead(db::Location::inDirectory(dataDir), database.name));
    if (wasCutOff || file.size() <= readAtEachStart)
        TRY(opened->checkIntegrity(db::Database::Depth::Quick));
    if (const auto pending = opened->pendingSteps(database.sets); !pending)
        return fail(pending.error().code, QStringLiteral("%1: %2").arg(file.fileName(), pending.error().message));
    return {};
}

struct Header {
    quint64 offset = 0;
    quint32 size = 0;
    quint32 clusterBits = 0;
};

Header headerOf(QFile& file)
{
    const auto bytes = file.read(24);
    if (bytes.size() < 24 || !bytes.startsWith("QFI\xfb"))
        return {};
    return { qFromBigEndian<quint64>(bytes.constData() + 8), qFromBigEndian<quint32>(bytes.constData() + 16), qFromBigEndian<quint32>(bytes.constData() + 20) };
}

} // namespace

std::vector<DatabaseName> databases()
{
    std::vector<DatabaseName> result;
    const auto chassis = QStringLiteral("service"), events = QStringLiteral("events");
    for (const auto& name : QDir(QStringLiteral(":/migrations")).entryList(QDir::Dirs, QDir::Name)) {
        if (name == events)
            result.push_back({ name, { { events } } });
        else if (name != chassis)
            result.push_back({ name, { { chassis }, { name } } });
    }
    return result;
}

std::vector<service::FileBook> fileBooks()
{
    std::vector<service::FileBook> books;
    for (auto list : { image::filesOf(), object::filesOf(), volume::filesOf(), compute::filesOf() })
        books.insert(books.end(), list.begin(), list.end());
    return books;
}

Result<> examineBeforeStart(const QString& dataDir, bool wasCutOff)
{
    if (QDir(dataDir).exists(restoring))
        return fail(ErrorCode::Conflict, QStringLiteral("A restore into %1 was cut off. Run skylabd --restore again: it goes on or begins anew.").arg(dataDir));
    QFile list(listFile(dataDir));
    const auto known = list.open(QIODevice::ReadOnly) ? QString::fromUtf8(list.readAll()).split(u'\n') : QStringList();
    for (const auto& database : databases())
        TRY(examine(dataDir, database, known.contains(database.name), wasCutOff));
    return {};
}

Result<> noteDatabases(const QString& dataDir)
{
    QByteArray names;
    for (const auto& database : databases())
        names += database.name.toUtf8() + '\n';
    QFile before(listFile(dataDir));
    if (before.open(QIODevice::ReadOnly) && before.readAll() == names)
        return {};
    return writeNote(listFile(dataDir), names);
}

Result<> compareDatabase(const QString& dataDir, const QString& id)
{
    QFile file(idFile(dataDir));
    if (!file.exists())
        return {};
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Forbidden, QStringLiteral("%1 can't be read: %2. Run this as the user who runs Skylab.").arg(file.fileName(), file.errorString()));
    const auto noted = QString::fromLatin1(file.readAll()).trimmed();
    if (noted == id)
        return {};
    const auto found = id.isEmpty() ? QStringLiteral("one that belongs to no data directory yet") : QStringLiteral("the database %1").arg(id);
    return fail(ErrorCode::Conflict, QStringLiteral("The data directory %1 belongs to the database %2, and this is %3. Without its rows the files there would be removed. Name the right one with "
                                                    "--database-url, or leave that out if the databases are in the directory, or bring a backup of the database back. Only if this one is right: %4.")
                                         .arg(dataDir, noted, found, id.isEmpty() ? QStringLiteral("remove the file %1").arg(file.fileName()) : QStringLiteral("write %1 into the file %2").arg(id, file.fileName())));
}

Result<> tieDatabase(const QString& dataDir, service::Chassis& chassis, bool isNew)
{
    if (QFile::exists(idFile(dataDir)))
        return {};      // compared already
    const auto id = TRY(chassis.databaseId());
    const auto held = isNew || !id.isEmpty() ? anyFile(dataDir) : QString();
    if (!held.isEmpty() && isNew)
        return fail(ErrorCode::Conflict, QStringLiteral("The database is new, but the data directory %1 holds files of a cloud ('%2'). Without its rows they would be removed. Name the right one with "
                                                        "--database-url, or put the databases back, or choose an empty data directory with --data.").arg(dataDir, held));
    if (!held.isEmpty())
        return fail(ErrorCode::Conflict, QStringLiteral("The database %1 belongs to another data directory than %2, which holds files of a cloud ('%3'). Without their rows they would be removed. Name the "
                                                        "right one with --database-url or --data. Only if they do belong to each other: write %1 into the file %4.").arg(id, dataDir, held, idFile(dataDir)));
    auto tied = chassis.ensureDatabaseId([&](const QString& made) { return writeNote(idFile(dataDir), made.toLatin1() + '\n'); });
    if (!tied)
        QFile::remove(idFile(dataDir));      // no note of what the database does not have
    return tied;
}

bool isOnPostgres(const QString& dataDir)
{
    return QFile::exists(idFile(dataDir)) && !QFile::exists(listFile(dataDir));
}

QString backingFileOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const auto header = headerOf(file);
    if (header.offset == 0 || header.size > longestBacking || !file.seek(qint64(header.offset)))
        return {};
    return QFile::decodeName(file.read(header.size));
}

Result<> setBackingFile(const QString& path, const QString& backing)
{
    QFile file(path);
    const auto name = QFile::encodeName(backing);
    const auto cant = [&](const QString& why) { return fail(ErrorCode::Internal, QStringLiteral("The disk %1 can't be told that its image is now %2: %3.").arg(path, backing, why)); };
    if (!file.open(QIODevice::ReadWrite))
        return cant(file.errorString());
    const auto header = headerOf(file);
    // The name is the last thing in the first cluster, so a longer one may take the room behind it.
    if (header.offset == 0 || header.clusterBits > 21 || name.size() > longestBacking || header.offset + quint64(name.size()) > quint64(1) << header.clusterBits)
        return cant(QStringLiteral("there is no room for so long a name; choose a shorter data directory"));
    char size[4];
    qToBigEndian(quint32(name.size()), size);
    if (!file.seek(qint64(header.offset)) || file.write(name) != name.size() || !file.seek(16) || file.write(size, 4) != 4 || !file.flush())
        return cant(file.errorString());
    return {};
}

} // namespace skylab::ops
