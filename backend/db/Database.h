#pragma once

#include "core/Result.h"
#include "db/Connection.h"
#include "db/Migrator.h"
#include "db/Transaction.h"

#include <QString>

#include <functional>
#include <memory>

namespace skylab::db {

class Readers;
class Writer;
struct Target;

/// Where databases live.
struct Location {
    QString directory;        ///< SQLite: <directory>/<name>.db, made if absent, readable by this user only
    QString postgres = {};    ///< or "postgresql://user:password@host:port/database?sslmode=require", one schema per name;
                              ///< "postgresql:///database?host=/run/postgresql" for a local socket
    bool temporary = false;   ///< or an SQLite file that goes away with the Database and never waits for the disk

    static Location inDirectory(const QString& directory) { return { directory }; }
    static Location onPostgres(const QString& url) { return { {}, url }; }
    /// For tests and the demo.
    static Location inMemory() { return { {}, {}, true }; }
};

/// One service's own database: a file of SQLite or a schema of PostgreSQL. May be called from any thread (also
/// from a std::thread without an event loop). Nobody may be inside read() or write() when it is destroyed.
class Database {
public:
    /// Opens or creates database `name` ([a-z][a-z0-9_]*) and brings its schema up to date (see Migrator).
    /// Conflict: the file is not Skylab's, or was written by a newer Skylab. Unavailable: no such server.
    [[nodiscard]] static Result<std::unique_ptr<Database>> open(const Location& location, const QString& name,
                                                                const QList<MigrationSet>& sets);
    /// Opens a database only to look at it: nothing is made, marked or migrated. Of the calls below only read(),
    /// checkIntegrity(), pendingSteps() and backupTo() work. NotFound: no such file; Conflict: it is not Skylab's;
    /// Internal: it is damaged or can't be read. Error::message names the file.
    [[nodiscard]] static Result<std::unique_ptr<Database>> openToRead(const Location& location, const QString& name);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Calls f(Connection&) -> Result<T> on this thread's reading connection (on PostgreSQL: on one of a few, borrowed
    /// while a statement's rows are in use). Each statement sees what was committed when it began. Nests. Not from inside
    /// write() of this database: read through the Transaction there.
    template <typename F>
    auto read(F&& f) -> std::invoke_result_t<F, Connection&>
    {
        auto connection = TRY(reader());
        return f(connection);
    }

    /// Calls f(Transaction&) -> Result<T> in one transaction of the single writer, on the writer's thread, and waits
    /// until its changes are safely on disk. An error given by f rolls everything back and is returned; so is an error
    /// of the commit. f may run more than once (when another controller was in the way), so it must change nothing
    /// but the database and what it assigns anew in each run; the rest belongs into Transaction::onCommit.
    /// Keep f short: it must not wait for hosts, the network, or another database's write().
    /// A write() inside a write() of the same database is a programming error and aborts.
    /// Unavailable: too many writes are waiting, or the database can't be reached.
    template <typename F>
    auto write(F&& f) -> std::invoke_result_t<F, Transaction&>
    {
        using Answer = std::invoke_result_t<F, Transaction&>;
        std::optional<Answer> answer;
        TRY(runWrite([&answer, &f](Transaction& transaction) -> Result<> {
            answer.emplace(f(transaction));
            if (!*answer)
                return fail(answer->error());
            return {};
        }));
        return std::move(*answer);
    }

    [[nodiscard]] Engine engine() const;
    [[nodiscard]] const QString& name() const { return m_name; }
    /// The SQLite file, or empty.
    [[nodiscard]] const QString& file() const { return m_file; }

    enum class Depth : std::uint8_t {
        Quick,   ///< every page and row, but not whether indexes agree with their tables
        Full,    ///< those and every foreign key too
    };
    /// SQLite: reads the whole file. PostgreSQL (which checks its own pages): that the schema answers.
    /// Internal: damaged, with what was found in Error::details. Takes seconds per GB.
    [[nodiscard]] Result<> checkIntegrity(Depth depth = Depth::Full);

    /// How many steps of these sets open() would still have to take. Conflict: written by a newer Skylab.
    [[nodiscard]] Result<int> pendingSteps(const QList<MigrationSet>& sets);

    /// Writes a consistent copy to `file`, which must not exist, while others read and write.
    /// NotImplemented on PostgreSQL: pg_dump does it.
    [[nodiscard]] Result<> backupTo(const QString& file);

private:
    Database();
    Result<Target> place(const Location& location, const QString& name);
    Result<Connection> reader();
    Result<> runWrite(std::function<Result<>(Transaction&)> work);

    QString m_name;
    QString m_file;
    std::shared_ptr<void> m_temporary;   ///< outlives the connections below
    std::shared_ptr<Readers> m_readers;
    std::unique_ptr<Writer> m_writer;
};

} // namespace skylab::db
