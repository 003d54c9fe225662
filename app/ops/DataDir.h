#pragma once

#include "core/Result.h"
#include "db/Database.h"
#include "service/Chassis.h"
#include "service/StoredFile.h"

#include <QString>

#include <vector>

namespace skylab::ops {

/// One of a cloud's databases and what its schema is made of.
struct DatabaseName {
    QString name;
    QList<db::MigrationSet> sets;
};

/// All databases of a cloud, as the migrations tell that are built into this program.
std::vector<DatabaseName> databases();

/// What the services' books say of the files below a data directory.
std::vector<service::FileBook> fileBooks();

/// Looks at a data directory before a cloud starts on it, and changes nothing: a restore that was cut off; databases that
/// were there once and are missing or empty; files that are no databases, or damaged (large ones are read only after a start
/// that was cut off); databases that a newer Skylab wrote. The error names the file and what to do.
Result<> examineBeforeStart(const QString& dataDir, bool wasCutOff);

/// Remembers which databases the cloud has, for examineBeforeStart(). Writes only when that changed.
Result<> noteDatabases(const QString& dataDir);

/// A data directory and its database belong to each other: on another database no row would tell of the directory's files, and
/// services remove such files at their start. Refuses a database that is not the one which the directory has noted in the
/// file "database-id"; `id` is the database's own, empty if it has none yet. Conflict.
Result<> compareDatabase(const QString& dataDir, const QString& id);
/// Notes the database when none is noted yet. Conflict when the directory holds files that can't be of this database: it is new
/// (`isNew`: it has no cloud yet), or was tied to a directory before.
Result<> tieDatabase(const QString& dataDir, service::Chassis& chassis, bool isNew);

/// Whether a data directory's cloud has its databases elsewhere: it has noted one, and none by noteDatabases(). Files of databases tell
/// nothing: a start without --database-url makes some before it is refused.
bool isOnPostgres(const QString& dataDir);
/// What is said then to who wants a backup.
inline const QString copyPostgresYourself = QStringLiteral("The databases of this cloud are in PostgreSQL: stop Skylab, copy them with pg_dump, and the data directory with tar.");

/// The name below a data directory while a restore works in it.
inline const QString restoring = QStringLiteral(".restore");

/// The backing file that a qcow2 file names, empty if it has none or is no qcow2 file.
QString backingFileOf(const QString& path);
/// Writes another name there. It may be as long as the file's first cluster leaves room for. Internal.
Result<> setBackingFile(const QString& path, const QString& backing);

} // namespace skylab::ops
