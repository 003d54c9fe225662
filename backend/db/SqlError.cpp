#include "db/SqlError.h"

#include <QLoggingCategory>
#include <QStringList>

#include <sqlite3.h>

namespace skylab::db {

namespace {

Q_LOGGING_CATEGORY(log, "skylab.db")

SqlError unique(const QString& field)
{
    return { { ErrorCode::Conflict, QStringLiteral("Another entry with the same %1 exists already. Choose a different one.")
                                        .arg(QString(field).replace(u',', QStringLiteral(" and "))), field } };
}

SqlError foreignKey()
{
    return { { ErrorCode::Conflict, QStringLiteral("The entry is still used by another one, or refers to one that does "
                                                   "not exist (any more). Look at it again and repeat the change.") } };
}

SqlError full()
{
    return { { ErrorCode::NoSpace, QStringLiteral("The disk that holds the database is full. Free some space and try again.") } };
}

SqlError busy(bool retryable)
{
    return { { ErrorCode::Unavailable, QStringLiteral("The database is busy with other changes. Try again in a moment.") }, retryable };
}

SqlError lost()
{
    return { { ErrorCode::Unavailable, QStringLiteral("The database server can't be reached. Try again in a moment; if it "
                                                      "stays so, check that PostgreSQL is running.") }, false, true };
}

SqlError damaged()
{
    return { { ErrorCode::Internal, QStringLiteral("The database file is damaged. Stop Skylab, keep the file, and bring a backup back: skylabd --check "
                                                   "says what is broken, skylabd --restore takes the backup.") } };
}

SqlError notOurs()
{
    return { { ErrorCode::Conflict, QStringLiteral("The file is not a database of Skylab, or its first page is destroyed. If it was one, bring a backup back "
                                                   "with skylabd --restore; else move the file away, or choose another data directory.") } };
}

SqlError unreadable()
{
    return { { ErrorCode::Internal, QStringLiteral("The database file can't be opened, read or written. Check the owner, the "
                                                   "permissions and the disk of the data directory.") } };
}

SqlError unsuitable()
{
    return { { ErrorCode::BadRequest, QStringLiteral("A value is not of the kind that the attribute has, or is out of its range. Correct it and try again.") } };
}

SqlError refused()
{
    return { { ErrorCode::Internal, QStringLiteral("The database refused a statement. This is a fault in Skylab; its log "
                                                   "names the statement.") } };
}

/// "UNIQUE constraint failed: servers.project_id, servers.name" -> "project_id,name"
QString sqliteColumns(const QString& text)
{
    auto list = text.mid(text.indexOf(u':') + 1).trimmed();
    if (list.startsWith(QLatin1String("index ")))
        return list.mid(6).remove(u'\'');
    QStringList columns;
    for (const auto& column : list.split(QStringLiteral(", ")))
        columns << column.mid(column.lastIndexOf(u'.') + 1);
    return columns.join(u',');
}

/// From `... unique constraint "x_key"\nDETAIL:  Key (project_id, name)=(a, b) already exists.`, in any language.
QString postgresColumns(const QString& text)
{
    const auto end = text.indexOf(QLatin1String(")=("));
    const auto begin = text.lastIndexOf(QLatin1String(" ("), end);
    const auto list = end > 0 && begin >= 0 ? text.mid(begin + 2, end - begin - 2) : QString();
    if (!list.isEmpty() && !list.contains(u'(') && !list.contains(u')'))
        return QString(list).remove(u' ').remove(u'"');
    return text.section(u'"', 1, 1);
}

} // namespace

SqlError fromSqlite(int code, const QString& text, const QString& sql)
{
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return unique(sqliteColumns(text));
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        return foreignKey();
    default:
        break;
    }
    const auto primary = code & 0xff;
    if (primary == SQLITE_FULL || code == SQLITE_IOERR_SHMSIZE)      // the file beside the log can't grow for the same reason
        return full();
    if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED)
        return busy(true);
    qCWarning(log).noquote() << "SQLite" << code << text << "in:" << sql;
    if (primary == SQLITE_NOTADB)
        return notOurs();
    if (primary == SQLITE_CORRUPT)
        return damaged();
    if (primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN || primary == SQLITE_PERM || primary == SQLITE_READONLY)
        return unreadable();
    return refused();
}

SqlError fromPostgres(const QString& state, const QString& text, const QString& sql)
{
    if (state == QLatin1String("23505"))
        return unique(postgresColumns(text));
    if (state == QLatin1String("23503") || state == QLatin1String("23001"))
        return foreignKey();
    if (state == QLatin1String("40001") || state == QLatin1String("40P01"))
        return busy(true);
    if (state == QLatin1String("53100"))
        return full();
    if (state == QLatin1String("55P03") || state == QLatin1String("57014"))
        return busy(false);
    if (state == QLatin1String("22P02") || state == QLatin1String("22003"))
        return unsuitable();      // "abc" or 99999999999 for an INTEGER; SQLite just finds no such row
    // Only syntax errors, class 42, are sure to quote the statement and nothing that is stored.
    const auto cause = state.startsWith(QLatin1String("42")) ? text.section(u'\n', 0, 0) : QString();
    qCWarning(log).noquote() << "PostgreSQL" << state << cause << "in:" << sql;
    if (state.isEmpty() || state.startsWith(QLatin1String("08")) || state.startsWith(QLatin1String("57P"))
        || state.startsWith(QLatin1String("53")))
        return lost();
    return refused();
}

} // namespace skylab::db
