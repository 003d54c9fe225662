#pragma once

#include "core/Result.h"
#include "db/Connection.h"

#include <QList>
#include <QString>

namespace skylab::db {

/// A series of schema changes, NNNN_what.sql, numbered from 1, append only: a file that was ever released is never
/// edited. A database may be built from several sets ("service" for the chassis' tables, then "compute").
struct MigrationSet {
    QString name;
    QString folder = {};   ///< where the files are; empty = ":/migrations/<name>", as skylab_migrations() puts them
};

/// Brings a database up to the schema that this program knows. Database::open runs it on the writing connection.
///
/// Each file runs in one transaction together with its record in schema_migrations(set_name, number, name, sha256,
/// applied_at). A file may hold any number of statements and is written once for both engines with these tokens:
///
///     @id@     a key that the database counts up: INTEGER PRIMARY KEY AUTOINCREMENT, or BIGINT ... IDENTITY
///     @key@    the same, of rows that come and go: in SQLite a number above those that are there, and no counter is kept
///     @blob@   BLOB, or BYTEA          @bool@   BOOLEAN
///
/// Types that both have: TEXT, BIGINT, INTEGER, DOUBLE PRECISION. Name every index and table in lower case.
/// Foreign keys are off in SQLite while a file runs (so that tables can be rebuilt) and checked before its commit.
///
/// Refused with a Conflict that says what to do: an applied file that was changed since; a database that has steps
/// this program does not know (written by a newer Skylab); a new file numbered below an applied one.
/// Before the first step on an SQLite database that was in use, a copy is left beside it: <file>.before-<set>-<number>.
class Migrator {
public:
    /// `databaseFile` is empty for PostgreSQL.
    Migrator(Session& session, QList<MigrationSet> sets, QString databaseFile);

    [[nodiscard]] Result<> run();

    /// How many steps run() would take; changes nothing. Conflict as run() has it.
    [[nodiscard]] Result<int> pending();

private:
    struct Step {
        QString set;
        int number = 0;
        QString name;
        QByteArray sha256;
        QString sql;
    };
    struct Record {
        QString set;
        int number = 0;
        QByteArray sha256;
    };

    Result<> migrate();
    Result<> readSets();
    Result<> readFolder(const MigrationSet& set);
    Result<QList<Record>> readRecords();
    Result<QList<Step>> pendingSteps(const QList<Record>& records) const;
    Result<> compare(const Record& record) const;
    Result<> keepCopy(const Step& first);
    Result<> apply(const Step& step);
    Result<> applyInTransaction(const Step& step);
    [[nodiscard]] QString translated(const QString& sql) const;

    Session& m_session;
    QList<MigrationSet> m_sets;
    QString m_databaseFile;
    QList<Step> m_steps;
};

} // namespace skylab::db
