// How a session reaches its database: files, PRAGMAs, URLs and settings.
#include "db/PrivateFile.h"
#include "db/Session.h"

#include <QSqlError>
#include <QUrl>
#include <QUrlQuery>

#include <sqlite3.h>

namespace skylab::db {

namespace {

constexpr qint64 applicationId = 0x534B594C;   // "SKYL"
constexpr int lockTimeoutMs = 5000;
constexpr int readerCacheKib = 512;
constexpr int writerCacheKib = 2048;
constexpr int mappedBytes = 256 << 20;

Error noDriver(const QString& driver, const QString& package)
{
    return { ErrorCode::Internal, QStringLiteral("Qt's database driver %1 is missing. Install the package %2.").arg(driver, package) };
}

Error foreign(const QString& file)
{
    return { ErrorCode::Conflict, QStringLiteral("'%1' is not a database of Skylab. Move the file away, or choose another data directory.").arg(file) };
}

/// Quotes a value of libpq's connection string. Qt takes ';' for a separator, so that can't be part of one.
Result<QString> option(const QString& key, const QString& value)
{
    if (value.contains(u';'))
        return fail(ErrorCode::BadRequest, QStringLiteral("The database URL's %1 must not contain ';'.").arg(key));
    auto escaped = value;
    escaped.replace(u'\\', QStringLiteral("\\\\")).replace(u'\'', QStringLiteral("\\'"));
    return QStringLiteral("%1='%2'").arg(key, escaped);
}

} // namespace

Result<> Session::connectNow()
{
    return engine() == Engine::Sqlite ? connectSqlite() : connectPostgres();
}

Result<> Session::connectSqlite()
{
    if (!QSqlDatabase::isDriverAvailable(QStringLiteral("QSQLITE")))
        return fail(noDriver(QStringLiteral("QSQLITE"), QStringLiteral("libqt6sql6-sqlite")));
    // No statistics of SQLite's allocations: they take a lock of the whole process at each of them. Has to come before
    // the first database is opened; later it changes nothing.
    static const int withoutStatistics = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    Q_UNUSED(withoutStatistics)
    TRY(createPrivately(m_target.file));
    m_database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connectionName);
    m_database.setDatabaseName(m_target.file);
    m_database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(lockTimeoutMs));
    if (!m_database.open())
        return fail(note(m_database.lastError(), QStringLiteral("open ") + m_target.file));
    if (m_role == Role::Writing) {
        TRY(claimFile());
        TRY(script(QStringLiteral("PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 67108864")));
    }
    return script(QStringLiteral("PRAGMA synchronous = %1; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
                                 "PRAGMA mmap_size = %4; PRAGMA query_only = %2; PRAGMA cache_size = %3")
                      .arg(m_target.durable ? QStringLiteral("FULL") : QStringLiteral("OFF"),
                           m_role == Role::Reading ? QStringLiteral("ON") : QStringLiteral("OFF"))
                      // A reader has the file mapped: its cache holds only what is still in the log.
                      .arg(m_role == Role::Reading ? -readerCacheKib : -writerCacheKib)
                      .arg(m_role == Role::Reading ? mappedBytes : 0));
}

void Session::rest()
{
    if (engine() != Engine::Sqlite || m_inUse > 0 || m_begun || !m_database.isOpen())
        return;
    // Setting it to nothing takes the mapping away; the next read after the second makes a new one.
    (void)sqliteScript(QStringLiteral("PRAGMA mmap_size = 0; PRAGMA mmap_size = %1; PRAGMA shrink_memory").arg(m_role == Role::Reading ? mappedBytes : 0));
}

/// 0 = nobody's, and nothing is in it.
Result<> Session::requireOurs()
{
    return TRY(owner()) == applicationId ? Result<>() : Result<>(fail(foreign(m_target.file)));
}

/// The file's mark. 0 = it is empty; Conflict = somebody else's.
Result<qint64> Session::owner()
{
    qint64 id = 0;
    bool empty = true;
    {
        auto query = TRY(runOnce(QStringLiteral("SELECT count(*) FROM sqlite_schema"), {}));
        empty = query.next() && query.get<qint64>(0) == 0;
    }
    {
        auto query = TRY(runOnce(QStringLiteral("PRAGMA application_id"), {}));
        if (query.next())
            id = query.get<qint64>(0);
    }
    if (id != applicationId && (id != 0 || !empty))
        return fail(foreign(m_target.file));
    return id;
}

/// Marks a new file as ours, and refuses one that is not before anything in it is changed.
Result<> Session::claimFile()
{
    return TRY(owner()) == applicationId ? Result<>() : script(QStringLiteral("PRAGMA application_id = %1").arg(applicationId));
}

Result<> Session::connectPostgres()
{
    if (!QSqlDatabase::isDriverAvailable(QStringLiteral("QPSQL")))
        return fail(noDriver(QStringLiteral("QPSQL"), QStringLiteral("libqt6sql6-psql")));
    const QUrl url(m_target.url);
    const QUrlQuery parameters(url);
    QStringList options { TRY(option(QStringLiteral("application_name"), QStringLiteral("skylab ") + name())) };
    QString host = url.host(QUrl::FullyDecoded);
    if (!parameters.hasQueryItem(QStringLiteral("connect_timeout")))
        options << QStringLiteral("connect_timeout=5");
    for (const auto& [key, value] : parameters.queryItems(QUrl::FullyDecoded)) {
        if (key == QLatin1String("host"))
            host = value;
        else
            options << TRY(option(key, value));
    }
    m_database = QSqlDatabase::addDatabase(QStringLiteral("QPSQL"), m_connectionName);
    m_database.setHostName(host);
    m_database.setPort(url.port(5432));
    m_database.setUserName(url.userName(QUrl::FullyDecoded));
    m_database.setPassword(url.password(QUrl::FullyDecoded));
    m_database.setDatabaseName(url.path(QUrl::FullyDecoded).mid(1));
    m_database.setConnectOptions(options.join(u';'));
    if (!m_database.open()) {
        const auto lost = note(m_database.lastError(), QStringLiteral("connect"));
        m_lost = true;
        if (m_wasOpen || m_role == Role::Reading)
            return fail(lost);      // a client hears of this one: where the server is and who logs in is the operator's
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("PostgreSQL at %1 can't be reached, has no database '%2', or refuses the user '%3'. Check "
                                   "the database URL and that the server is running.")
                        .arg(host.isEmpty() ? QStringLiteral("the local socket") : host, m_database.databaseName(), m_database.userName()));
    }
    m_wasOpen = true;
    return script(QStringLiteral("SET search_path TO \"%1\"; SET client_min_messages TO warning; SET timezone TO 'UTC';"
                                 "SET lock_timeout TO %2; SET default_transaction_isolation TO '%3';"
                                 "SET default_transaction_read_only TO %4; SET synchronous_commit TO %5")
                      .arg(name()).arg(lockTimeoutMs)
                      .arg(m_role == Role::Writing ? QStringLiteral("serializable") : QStringLiteral("read committed"),
                           m_role == Role::Reading ? QStringLiteral("on") : QStringLiteral("off"),
                           m_target.durable ? QStringLiteral("on") : QStringLiteral("off")));
}

} // namespace skylab::db
