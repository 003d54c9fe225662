#include "db/Session.h"

#include "db/SessionPool.h"

#include <QSqlDriver>
#include <QSqlError>

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <atomic>

namespace skylab::db {

namespace {
constexpr std::size_t cachedStatements = 256;

QString uniqueName(const QString& name)
{
    static std::atomic<quint64> counter { 0 };
    return QStringLiteral("skylab-%1-%2").arg(name).arg(++counter);
}

bool hasNul(const QVariant& value)
{
    return value.typeId() == QMetaType::QString && static_cast<const QString*>(value.constData())->contains(QChar(0));
}

/// PostgreSQL prepares these only; DDL and settings are run as they are.
bool isPreparable(const QString& sql)
{
    static constexpr std::array verbs { "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES", "MERGE" };
    const auto text = QStringView(sql).trimmed();
    return std::any_of(verbs.begin(), verbs.end(), [text](const char* verb) {
        return text.startsWith(QLatin1String(verb), Qt::CaseInsensitive);
    });
}
} // namespace

Session::Session(Target target, Role role)
    : m_target(std::move(target)), m_role(role), m_connectionName(uniqueName(m_target.name))
{
}

Result<std::unique_ptr<Session>> Session::open(const Target& target, Role role)
{
    std::unique_ptr<Session> session(new Session(target, role));
    TRY(session->connectNow());
    return session;
}

std::unique_ptr<Session> Session::borrowing(const Target& target, std::shared_ptr<SessionPool> pool)
{
    std::unique_ptr<Session> session(new Session(target, Role::Reading));
    session->m_pool = std::move(pool);
    return session;
}

Session::~Session()
{
    disconnect();
}

void Session::disconnect()
{
    Q_ASSERT_X(m_inUse == 0, "db::Session", "a Query outlives the closure it was made in");
    m_idleBySql.clear();
    m_idle.clear();
    m_evicted.clear();
    if (!m_database.isValid())
        return;
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_connectionName);
}

Result<> Session::ensureOpen()
{
    if (!m_lost)
        return {};
    disconnect();
    TRY(connectNow());
    m_lost = false;
    return {};
}

sqlite3* Session::handle() const
{
    // QSqlDriver::handle documents sqlite3* for QSQLITE; QVariant compares type names, hence the pointer to data.
    const auto handle = m_database.driver()->handle();
    return *static_cast<sqlite3* const*>(handle.constData());
}

bool Session::isInTransaction() const
{
    return m_begun && (engine() == Engine::Postgres || sqlite3_get_autocommit(handle()) == 0);
}

Error Session::note(SqlError failure)
{
    m_lost = m_lost || failure.lost;
    m_retryable = m_retryable || failure.retryable;
    if (m_begun && !m_doom)
        m_doom = failure.error;
    return std::move(failure.error);
}

Error Session::note(const QSqlError& error, const QString& sql)
{
    if (engine() == Engine::Sqlite)
        return note(fromSqlite(error.nativeErrorCode().toInt(), error.databaseText(), sql));
    return note(fromPostgres(m_database.isOpen() ? error.nativeErrorCode() : QString(), error.databaseText(), sql));
}

Result<Query> Session::borrowAndQuery(const QString& sql, const QVariantList& values)
{
    if (!m_borrowed) {
        m_borrowed = TRY(m_pool->take());
        m_borrowed->m_borrower = this;
    }
    auto answer = m_borrowed->query(sql, values);
    if (!answer)
        m_borrowed->endUse();
    return answer;
}

/// A statement is no longer in use. A borrowed session may go back with its last one, and this object with it.
void Session::endUse()
{
    if (m_inUse > 0 || !m_borrower)
        return;
    auto* const borrower = std::exchange(m_borrower, nullptr);
    borrower->m_pool->put(std::move(borrower->m_borrowed));
}

Result<Query> Session::query(const QString& sql, const QVariantList& values)
{
    if (m_pool)
        return borrowAndQuery(sql, values);
    if (m_doom)
        return fail(*m_doom);
    for (const auto& value : values) {
        if (hasNul(value))
            return fail(ErrorCode::BadRequest, QStringLiteral("Text must not contain the NUL character. Remove it and try again."));
    }
    if (m_begun || m_inUse > 0)
        return runOnce(sql, values);
    // Nothing depends on what came before: a server that was restarted meanwhile may be asked again.
    TRY(ensureOpen());
    auto answer = runOnce(sql, values);
    if (!answer && m_lost) {
        TRY(ensureOpen());
        return runOnce(sql, values);
    }
    return answer;
}

Result<Query> Session::runOnce(const QString& sql, const QVariantList& values)
{
    auto statement = TRY(this->statement(sql));
    if (statement->parameters >= 0 && statement->parameters != values.size()) {
        giveBack(std::move(statement));
        return fail(note(SqlError { { ErrorCode::Internal, QStringLiteral("A statement was given the wrong number of values. "
                                                                          "This is a fault in Skylab; please report it.") } }));
    }
    if (statement->native) {
        if (auto done = runNative(*statement, values); !done) {
            statement->finish();
            giveBack(std::move(statement));
            return fail(done.error());
        }
    } else {
        for (qsizetype i = 0; i < values.size(); ++i)
            statement->query->bindValue(int(i), values[i]);
        if (statement->cached ? !statement->query->exec() : !statement->query->exec(sql)) {
            const auto error = note(statement->query->lastError(), sql);
            statement->finish();
            giveBack(std::move(statement));
            return fail(error);
        }
    }
    statement->parameters = values.size();
    ++m_inUse;
    return Query(this, std::move(statement));
}

/// From the cache, or prepared anew.
Result<std::unique_ptr<Statement>> Session::statement(const QString& sql)
{
    if (auto idle = takeIdle(sql))
        return idle;
    auto fresh = std::make_unique<Statement>();
    fresh->sql = sql;
    if (engine() == Engine::Sqlite) {
        TRY(prepareNative(*fresh));
        return fresh;
    }
    fresh->cached = isPreparable(sql);
    fresh->query.emplace(m_database);
    if (fresh->cached && !fresh->query->prepare(sql))
        return fail(note(fresh->query->lastError(), sql));
    return fresh;
}

std::unique_ptr<Statement> Session::takeIdle(const QString& sql)
{
    const auto found = m_idleBySql.find(sql);
    if (found == m_idleBySql.end())
        return {};
    const auto position = found.value();
    m_idleBySql.erase(found);
    auto statement = std::move(*position);
    m_idle.erase(position);
    return statement;
}

void Session::giveBack(std::unique_ptr<Statement> statement)
{
    if (!statement->cached)
        return;
    m_idle.push_front(std::move(statement));
    m_idleBySql.insert(m_idle.front()->sql, m_idle.begin());
    if (m_idle.size() <= cachedStatements)
        return;
    const auto last = std::prev(m_idle.end());
    m_idleBySql.remove((*last)->sql, last);
    m_evicted.push_back(std::move(*last));
    m_idle.erase(last);
    forgetEvicted();
}

void Session::forgetEvicted()
{
    if (!m_doom)
        m_evicted.clear();
}

Result<> Session::script(const QString& sql)
{
    if (m_doom)
        return fail(*m_doom);
    if (engine() == Engine::Sqlite)
        return sqliteScript(sql);
    QSqlQuery query(m_database);
    if (!query.exec(sql))
        return fail(note(query.lastError(), sql));
    // The results of the later statements come one by one, and so do their errors.
    while (query.nextResult()) { }
    if (query.lastError().isValid())
        return fail(note(query.lastError(), sql));
    return {};
}

Result<> Session::sqliteScript(const QString& sql)
{
    auto* const database = handle();
    const int code = sqlite3_exec(database, sql.toUtf8().constData(), nullptr, nullptr, nullptr);
    if (code == SQLITE_OK)
        return {};
    return fail(note(fromSqlite(sqlite3_extended_errcode(database), QString::fromUtf8(sqlite3_errmsg(database)), sql)));
}

/// What each transaction says, which need not be read anew each time.
Result<> Session::sqliteCommand(const QString& sql)
{
    auto statement = TRY(this->statement(sql));
    auto done = runNative(*statement, {});
    statement->finish();
    giveBack(std::move(statement));
    return done;
}

Result<> Session::begin()
{
    Q_ASSERT(!m_begun);
    m_retryable = false;
    TRY(ensureOpen());
    const auto say = [this] {
        if (m_doom)
            return Result<>(fail(*m_doom));
        return engine() == Engine::Sqlite ? sqliteCommand(QStringLiteral("BEGIN IMMEDIATE")) : script(QStringLiteral("BEGIN"));
    };
    auto begun = say();
    if (!begun && m_lost) {
        TRY(ensureOpen());
        begun = say();
    }
    m_begun = begun.has_value();
    return begun;
}

Result<> Session::commit()
{
    if (m_doom)
        return fail(*m_doom);
    if (engine() == Engine::Sqlite) {
        TRY(sqliteCommand(QStringLiteral("COMMIT")));
    } else if (!m_database.isOpen() || !m_database.commit()) {
        // Not through script(): the server answers a COMMIT that rolled back with success, the driver looks closer.
        return fail(note(m_database.lastError(), QStringLiteral("COMMIT")));
    }
    m_begun = false;
    forgetEvicted();
    return {};
}

void Session::rollback()
{
    if (isInTransaction() && !m_lost) {
        m_doom.reset();
        (void)script(QStringLiteral("ROLLBACK"));
    }
    m_begun = false;
    m_doom.reset();
    forgetEvicted();
}

Result<> Session::savepoint(const QString& name) { return script(QStringLiteral("SAVEPOINT ") + name); }

Result<> Session::releaseSavepoint(const QString& name) { return script(QStringLiteral("RELEASE SAVEPOINT ") + name); }

Result<> Session::rollbackTo(const QString& name)
{
    if (!isInTransaction() || m_lost) {
        return fail(m_doom ? *m_doom : Error { ErrorCode::Unavailable, QStringLiteral("The database gave the change up. Try again in a moment.") });
    }
    m_doom.reset();
    TRY(script(QStringLiteral("ROLLBACK TO SAVEPOINT %1; RELEASE SAVEPOINT %1").arg(name)));
    forgetEvicted();
    return {};
}

} // namespace skylab::db
