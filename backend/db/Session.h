#pragma once

#include "core/Result.h"
#include "db/Connection.h"
#include "db/SqlError.h"

#include <QMultiHash>
#include <QSqlDatabase>
#include <QSqlQuery>

#include <list>
#include <memory>
#include <vector>

struct sqlite3;

namespace skylab::db {

/// A prepared statement of one session.
struct Statement {
    QString sql;
    QSqlQuery query;
    bool cached = true;          ///< goes back into the cache after use
    qsizetype parameters = -1;   ///< how many were bound before, -1 = never ran
};

/// What a session connects to.
struct Target {
    Engine engine = Engine::Sqlite;
    QString name;           ///< of the database: the file's base name, or the schema
    QString file = {};      ///< SQLite
    QString url = {};       ///< PostgreSQL
    bool durable = true;    ///< wait for the disk at each commit
};

class SessionPool;

/// One open connection and its cached statements. Used by one thread at a time. Private to this folder.
///
/// A thread's reading session on PostgreSQL is none itself, but borrows one of the pool for each statement.
///
/// In a transaction the first failing statement "dooms" it: everything but rolling back (to a savepoint) then answers
/// with that first error, as PostgreSQL does it and, so that stores behave alike, on SQLite too.
class Session {
public:
    enum class Role : std::uint8_t { Reading, Writing };

    static Result<std::unique_ptr<Session>> open(const Target& target, Role role);
    /// For one thread: connects to nothing, query() borrows.
    static std::unique_ptr<Session> borrowing(const Target& target, std::shared_ptr<SessionPool> pool);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    Result<Query> query(const QString& sql, const QVariantList& values = {});

    /// Any number of statements without parameters and without regard to rows.
    Result<> script(const QString& sql);

    Result<> begin();                ///< IMMEDIATE on SQLite, SERIALIZABLE on PostgreSQL
    Result<> commit();               ///< fails if doomed; then, or after any failure, call rollback()
    void rollback();
    Result<> savepoint(const QString& name);
    Result<> releaseSavepoint(const QString& name);
    Result<> rollbackTo(const QString& name);

    /// SQLite: Conflict when the file is not Skylab's.
    Result<> requireOurs();

    /// Opens the connection again if the server hung up. Not inside a transaction.
    Result<> ensureOpen();

    [[nodiscard]] Engine engine() const { return m_target.engine; }
    [[nodiscard]] const QString& name() const { return m_target.name; }
    [[nodiscard]] bool isLost() const { return m_lost; }
    [[nodiscard]] bool isRetryable() const { return m_retryable; }         ///< a failure since begin() was transient
    [[nodiscard]] const std::optional<Error>& doom() const { return m_doom; }
    /// False if SQLite gave the whole transaction up by itself, as it does when the disk is full.
    [[nodiscard]] bool isInTransaction() const;

private:
    friend class Query;
    friend class Notices;
    Session(Target target, Role role);

    Result<> connectNow();
    Result<> connectSqlite();
    Result<qint64> owner();
    Result<> claimFile();
    Result<> connectPostgres();
    void disconnect();

    Result<Query> borrowAndQuery(const QString& sql, const QVariantList& values);
    void endUse();

    Result<Query> runOnce(const QString& sql, const QVariantList& values);
    Result<std::unique_ptr<Statement>> statement(const QString& sql);
    std::unique_ptr<Statement> takeIdle(const QString& sql);
    void giveBack(std::unique_ptr<Statement> statement);
    void forgetEvicted();

    Error note(SqlError failure);
    Error note(const QSqlError& error, const QString& sql);
    Result<> sqliteScript(const QString& sql);
    [[nodiscard]] sqlite3* handle() const;

    using Idle = std::list<std::unique_ptr<Statement>>;

    Target m_target;
    Role m_role;
    QString m_connectionName;
    QSqlDatabase m_database;
    Idle m_idle;                                       ///< used last = first
    QMultiHash<QString, Idle::iterator> m_idleBySql;
    std::vector<std::unique_ptr<Statement>> m_evicted; ///< PostgreSQL can't let go of them in a failed transaction
    int m_inUse = 0;
    bool m_begun = false;
    bool m_lost = false;
    bool m_wasOpen = false;                            ///< once, on PostgreSQL
    bool m_retryable = false;
    std::optional<Error> m_doom;
    std::shared_ptr<SessionPool> m_pool;               ///< of a session that borrows
    std::unique_ptr<Session> m_borrowed;               ///< while any of its statements is in use
    Session* m_borrower = nullptr;                     ///< of a session that is borrowed
};

} // namespace skylab::db
