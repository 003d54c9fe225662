#pragma once

#include "core/Result.h"
#include "db/Query.h"
#include "db/Value.h"

namespace skylab::db {

/// Which database stands behind a connection. One SQL text serves both; where that is impossible, ask.
enum class Engine : std::uint8_t { Sqlite, Postgres };

/// A handle to one open connection, lent to the closures of Database::read (reading only) and, as a Transaction,
/// of Database::write. Cheap to pass by reference; must not be kept.
///
/// Statements are SQL with `?` placeholders, one statement a text. They are prepared once per connection and
/// cached by their text (the 256 used last), so build texts once and never paste values into them.
///
/// SQL that both engines take: RETURNING, ON CONFLICT (key) DO UPDATE, `flag IS TRUE` for booleans, explicit
/// NULLS FIRST/LAST, lower(a) LIKE lower(?), CAST(sum(x) AS BIGINT), single quotes for strings. PostgreSQL infers the
/// type of each `?` from its place: write CAST(? AS TEXT) where there is nothing to infer from.
///
/// Errors: a broken UNIQUE is Conflict with Error::field naming its columns as in "project_id,name" (or the index,
/// when that is over expressions), see isUniqueViolation(); a broken foreign key is Conflict without a field; a full
/// disk NoSpace; a lock not had in time or a lost server Unavailable; text with a NUL character BadRequest; all else
/// Internal, with the cause in the log. No error and no log line carries bound values.
class Connection {
public:
    /// Runs a statement with the given parameters (any SqlValue).
    template <SqlValue... Args>
    [[nodiscard]] Result<Query> query(const QString& sql, const Args&... values)
    {
        return run(sql, args(values...));
    }
    [[nodiscard]] Result<Query> query(const QString& sql, const QVariantList& values) { return run(sql, values); }

    /// Runs a statement whose rows, if any, do not matter. Returns how many rows it changed.
    template <SqlValue... Args>
    Result<int> execute(const QString& sql, const Args&... values)
    {
        return runAndCount(sql, args(values...));
    }
    Result<int> execute(const QString& sql, const QVariantList& values) { return runAndCount(sql, values); }

    [[nodiscard]] Engine engine() const;

protected:
    friend class Database;
    friend class Readers;
    explicit Connection(Session* session) : m_session(session) { }
    [[nodiscard]] Session* session() const { return m_session; }

private:
    Result<Query> run(const QString& sql, const QVariantList& values);
    Result<int> runAndCount(const QString& sql, const QVariantList& values);

    Session* m_session = nullptr;
};

/// True for the Conflict that a broken UNIQUE or PRIMARY KEY gives. With a column, only if that column is part of it:
///
///     if (db::isUniqueViolation(error, u"name"))
///         return fail(ErrorCode::Conflict, QStringLiteral("Key pair '%1' already exists.").arg(name));
[[nodiscard]] bool isUniqueViolation(const Error& error, QStringView column = {});

} // namespace skylab::db
