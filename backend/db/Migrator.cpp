#include "db/Migrator.h"

#include "core/Clock.h"
#include "db/PrivateFile.h"
#include "db/Session.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QLoggingCategory>

#include <algorithm>
#include <cstring>

namespace skylab::db {

namespace {
Q_LOGGING_CATEGORY(log, "skylab.db")

auto brokenProgram(const QString& what)
{
    return fail(ErrorCode::Internal, QStringLiteral("%1. This is a fault in how Skylab was built; please report it.").arg(what));
}

/// The same for everyone who migrates this schema.
qint64 lockKey(const QString& name)
{
    const auto hash = QCryptographicHash::hash("skylab migrations of " + name.toUtf8(), QCryptographicHash::Sha256);
    qint64 key = 0;
    std::memcpy(&key, hash.constData(), sizeof key);
    return key;
}
} // namespace

Migrator::Migrator(Session& session, QList<MigrationSet> sets, QString databaseFile)
    : m_session(session), m_sets(std::move(sets)), m_databaseFile(std::move(databaseFile))
{
}

Result<> Migrator::run()
{
    TRY(readSets());
    if (m_session.engine() == Engine::Sqlite)
        return migrate();
    // Another controller may be at it: wait as long as it takes.
    TRY(m_session.script(QStringLiteral("SET lock_timeout TO 0")));
    TRY(m_session.query(QStringLiteral("SELECT pg_advisory_lock(?)"), args(lockKey(m_session.name()))));
    auto result = migrate();
    TRY(m_session.query(QStringLiteral("SELECT pg_advisory_unlock(?)"), args(lockKey(m_session.name()))));
    TRY(m_session.script(QStringLiteral("SET lock_timeout TO 5000")));
    return result;
}

Result<int> Migrator::pending()
{
    TRY(readSets());
    bool never = false;
    if (m_session.engine() == Engine::Sqlite) {
        auto table = TRY(m_session.query(QStringLiteral("SELECT 1 FROM sqlite_schema WHERE name = 'schema_migrations'")));
        never = !table.next();
    }
    const auto records = never ? QList<Record>() : TRY(readRecords());
    return int(TRY(pendingSteps(records)).size());
}

Result<> Migrator::migrate()
{
    if (m_session.engine() == Engine::Postgres)
        TRY(m_session.script(QStringLiteral("CREATE SCHEMA IF NOT EXISTS \"%1\"").arg(m_session.name())));
    TRY(m_session.script(QStringLiteral("CREATE TABLE IF NOT EXISTS schema_migrations ("
                                        "set_name TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL,"
                                        "sha256 TEXT NOT NULL, applied_at BIGINT NOT NULL, PRIMARY KEY (set_name, number))")));
    const auto records = TRY(readRecords());
    const auto steps = TRY(pendingSteps(records));
    if (steps.isEmpty())
        return {};
    if (!records.isEmpty())
        TRY(keepCopy(steps.first()));
    for (const auto& step : steps)
        TRY(apply(step));
    return {};
}

Result<> Migrator::readSets()
{
    for (const auto& set : m_sets)
        TRY(readFolder(set));
    return {};
}

Result<> Migrator::readFolder(const MigrationSet& set)
{
    const QDir folder(set.folder.isEmpty() ? QStringLiteral(":/migrations/") + set.name : set.folder);
    const auto files = folder.entryList({ QStringLiteral("*.sql") }, QDir::Files, QDir::Name);
    if (files.isEmpty())
        return brokenProgram(QStringLiteral("There are no migrations in '%1'").arg(folder.path()));
    int last = 0;
    for (const auto& name : files) {
        bool isNumber = false;
        const int number = name.left(4).toInt(&isNumber);
        if (!isNumber || name.size() < 10 || name[4] != u'_')
            return brokenProgram(QStringLiteral("The migration '%1' is not named like 0001_what.sql").arg(folder.filePath(name)));
        if (number != last + 1)
            return brokenProgram(QStringLiteral("The migrations in '%1' are not numbered one by one at '%2'").arg(folder.path(), name));
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            return brokenProgram(QStringLiteral("The migration '%1' can't be read").arg(file.fileName()));
        const auto text = file.readAll();
        m_steps << Step { set.name, number, name.mid(5, name.size() - 9),
                          QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex(), QString::fromUtf8(text) };
        last = number;
    }
    return {};
}

Result<QList<Migrator::Record>> Migrator::readRecords()
{
    QList<Record> records;
    auto query = TRY(m_session.query(QStringLiteral("SELECT set_name, number, sha256 FROM schema_migrations ORDER BY set_name, number")));
    while (query.next())
        records << Record { query.get<QString>(0), query.get<int>(1), query.get<QString>(2).toLatin1() };
    TRY(query.check());
    return records;
}

/// Says no to a database that is not an earlier state of what this program would build.
Result<QList<Migrator::Step>> Migrator::pendingSteps(const QList<Record>& records) const
{
    for (const auto& record : records)
        TRY(compare(record));
    QList<Step> pending;
    for (const auto& step : m_steps) {
        int applied = 0;
        for (const auto& record : records) {
            if (record.set == step.set)
                applied = std::max(applied, record.number);
        }
        const bool isApplied = std::any_of(records.begin(), records.end(), [&step](const auto& record) {
            return record.set == step.set && record.number == step.number;
        });
        if (isApplied)
            continue;
        if (step.number < applied)
            return brokenProgram(QStringLiteral("The database '%1' is at step %2 of '%3' but never had step %4")
                                     .arg(m_session.name()).arg(applied).arg(step.set).arg(step.number));
        pending << step;
    }
    return pending;
}

Result<> Migrator::compare(const Record& record) const
{
    const auto step = std::find_if(m_steps.begin(), m_steps.end(), [&record](const auto& each) {
        return each.set == record.set && each.number == record.number;
    });
    if (step == m_steps.end()) {
        return fail(ErrorCode::Conflict,
                    QStringLiteral("The database '%1' was written by a newer Skylab: it has step %2 of '%3', which this version "
                                   "does not know. Install that version again, or restore a backup made before the upgrade.")
                        .arg(m_session.name()).arg(record.number).arg(record.set));
    }
    if (step->sha256 == record.sha256)
        return {};
    return fail(ErrorCode::Conflict,
                QStringLiteral("Step %1 of '%2' (%3) was changed after it had been applied to the database '%4'. Steps are never "
                               "edited: undo that change and add a new step. If you did not build Skylab yourself, install an "
                               "official version.").arg(record.number).arg(record.set, step->name, m_session.name()));
}

Result<> Migrator::keepCopy(const Step& first)
{
    if (m_session.engine() != Engine::Sqlite)
        return {};
    const auto copy = QStringLiteral("%1.before-%2-%3").arg(m_databaseFile, first.set).arg(first.number);
    const auto partial = copy + QStringLiteral(".part");
    QFile::remove(partial);
    TRY(createPrivately(partial));
    TRY(m_session.query(QStringLiteral("VACUUM INTO ?"), args(partial)));
    // Before the first step, or a power failure could keep the step and lose the copy.
    if (auto kept = putInPlace(partial, copy); !kept) {
        auto error = kept.error();
        error.message = QStringLiteral("The database can't be copied before it is upgraded, and is as it was. %1").arg(error.message);
        return fail(std::move(error));
    }
    qCInfo(log).noquote() << "upgrading; the database as it was is kept in" << copy;
    return {};
}

Result<> Migrator::apply(const Step& step)
{
    const bool sqlite = m_session.engine() == Engine::Sqlite;
    // Rebuilding a table drops it for a moment; the PRAGMA has no effect within a transaction.
    if (sqlite)
        TRY(m_session.script(QStringLiteral("PRAGMA foreign_keys = OFF")));
    TRY(m_session.begin());
    auto result = applyInTransaction(step);
    if (result)
        result = m_session.commit();
    if (!result)
        m_session.rollback();
    if (sqlite)
        TRY(m_session.script(QStringLiteral("PRAGMA foreign_keys = ON")));
    if (!result) {
        auto error = result.error();
        error.message = QStringLiteral("Step %1 of '%2' (%3) failed; the database '%4' is as it was before that step. %5")
                            .arg(step.number).arg(step.set, step.name, m_session.name(), error.message);
        return fail(std::move(error));
    }
    return {};
}

Result<> Migrator::applyInTransaction(const Step& step)
{
    TRY(m_session.script(translated(step.sql)));
    if (!m_session.isInTransaction())
        return brokenProgram(QStringLiteral("A migration must not contain BEGIN, COMMIT or ROLLBACK"));
    if (m_session.engine() == Engine::Sqlite) {
        auto orphans = TRY(m_session.query(QStringLiteral("PRAGMA foreign_key_check")));
        if (orphans.next())
            return brokenProgram(QStringLiteral("It leaves a row of '%1' that refers to a missing row of '%2'")
                                     .arg(orphans.get<QString>(0), orphans.get<QString>(2)));
        TRY(orphans.check());
    }
    TRY(m_session.query(QStringLiteral("INSERT INTO schema_migrations (set_name, number, name, sha256, applied_at) VALUES (?, ?, ?, ?, ?)"),
                        args(step.set, step.number, step.name, QString::fromLatin1(step.sha256), Clock::now())));
    return {};
}

QString Migrator::translated(const QString& sql) const
{
    const bool sqlite = m_session.engine() == Engine::Sqlite;
    auto text = sql;
    const QLatin1String identity("BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY");
    text.replace(QLatin1String("@id@"), sqlite ? QLatin1String("INTEGER PRIMARY KEY AUTOINCREMENT") : identity);
    text.replace(QLatin1String("@key@"), sqlite ? QLatin1String("INTEGER PRIMARY KEY") : identity);
    text.replace(QLatin1String("@blob@"), sqlite ? QLatin1String("BLOB") : QLatin1String("BYTEA"));
    text.replace(QLatin1String("@bool@"), QLatin1String("BOOLEAN"));
    return text;
}

} // namespace skylab::db
