#pragma once

#include "core/Result.h"
#include "db/Value.h"

#include <memory>

namespace skylab::db {

class Session;
struct Statement;

/// A statement in use and the rows it gives. Movable. It goes back into the cache of its connection when it is
/// destroyed, which also ends the read: an unfinished SELECT would hold SQLite's log back from being folded in.
/// Must not outlive the closure of Database::read or Database::write that it was made in, nor leave its thread.
///
///     auto rows = TRY(connection.query(QStringLiteral("SELECT id, name FROM flavors WHERE ram >= ?"), ram));
///     while (rows.next())
///         use(rows.get<QString>(0), rows.get<QString>(1));
///     TRY(rows.check());
class Query {
public:
    Query(Query&& other) noexcept;
    Query& operator=(Query&& other) noexcept;
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;
    ~Query();

    /// To the next row (the first one at first). False after the last row, and on an error: see check().
    bool next();

    /// The column, counted from 0, of the current row.
    template <typename T>
    [[nodiscard]] T get(int column) const
    {
        if constexpr (std::is_same_v<T, QString>)
            return text(column);
        else if constexpr (std::is_same_v<T, Timestamp>)
            return { integer(column) };
        else if constexpr (std::is_same_v<T, bool>)
            return integer(column) != 0;
        else if constexpr (std::is_same_v<T, int> || std::is_same_v<T, qint64>)
            return T(integer(column));
        else if constexpr (requires { Sql<T>::parse(QByteArrayView()); })
            return Sql<T>::parse(utf8(column));
        else
            return Sql<T>::read(value(column));
    }

    /// The column as the driver gives it; SQL NULL is an invalid QVariant.
    [[nodiscard]] QVariant value(int column) const;

    /// Parts of it, without a QVariant in between, which costs more than the reading itself.
    [[nodiscard]] bool isNull(int column) const;
    [[nodiscard]] QString text(int column) const;         ///< null when the column is NULL
    [[nodiscard]] qint64 integer(int column) const;       ///< 0 when the column is NULL
    /// A text as it lies in the database; good until the next call of anything here.
    [[nodiscard]] QByteArrayView utf8(int column) const;

    /// How many rows an INSERT, UPDATE or DELETE changed.
    [[nodiscard]] int rowsAffected() const;

    /// The error that made next() say false, if it was one and not the end of the rows.
    [[nodiscard]] Result<> check() const;

private:
    friend class Session;
    Query(Session* session, std::unique_ptr<Statement> statement);
    void release();

    Session* m_session = nullptr;
    std::unique_ptr<Statement> m_statement;
    std::optional<Error> m_error;
    mutable QByteArray m_text;       ///< PostgreSQL: what utf8() gave
};

} // namespace skylab::db
