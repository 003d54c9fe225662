#pragma once

#include "core/Result.h"
#include "db/Connection.h"
#include "db/SqlError.h"

#include <QMultiHash>
#include <QSqlDatabase>
#include <QSqlQuery>

#include <list>
#include <memory>
#include <optional>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace skylab::db {

/// A prepared statement of one session. SQLite's is its own, not Qt's: QSqlQuery turns each column of each row into a
/// QVariant with a UTF-16 text on the heap before anybody asks for it, which was most of what a list cost.
struct Statement {
    enum class Step : std::uint8_t { Idle, Row, Done };
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };

    QString sql;
    bool cached = true;          ///< goes back into the cache after use
    qsizetype parameters = -1;   ///< how many were bound before, -1 = never ran
    std::optional<QSqlQuery> query;                     ///< PostgreSQL
    std::unique_ptr<sqlite3_stmt, Finalize> native;     ///< SQLite
    Step step = Step::Idle;      ///< SQLite: where it stands; stepping on after Done would begin anew
    bool ahead = false;          ///< SQLite: the first row was fetched by running it, and next() has still to give it
    int changed = 0;             ///< SQLite: rows, known at the end

    /// Ends the read, so that SQLite's log can be folded in.
    void finish();
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

    /// SQLite, between two statements: gives back what is cached and mapped of the file.
    void rest();

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

    Result<> prepareNative(Statement& statement);
    Result<> runNative(Statement& statement, const QVariantList& values);
    /// False: it failed, and the error is for noteNative().
    bool stepNative(Statement& statement);
    Error noteNative(const QString& sql);
    Error note(SqlError failure);
    Error note(const QSqlError& error, const QString& sql);
    Result<> sqliteScript(const QString& sql);
    Result<> sqliteCommand(const QString& sql);
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
