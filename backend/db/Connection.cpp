#include "db/Connection.h"

#include "db/Session.h"

namespace skylab::db {

Engine Connection::engine() const { return m_session->engine(); }

Result<Query> Connection::run(const QString& sql, const QVariantList& values) { return m_session->query(sql, values); }

Result<int> Connection::runAndCount(const QString& sql, const QVariantList& values)
{
    auto query = TRY(m_session->query(sql, values));
    // SQLite counts the changes of a statement with RETURNING when its last row has been fetched.
    while (query.next()) { }
    TRY(query.check());
    return query.rowsAffected();
}

bool isUniqueViolation(const Error& error, QStringView column)
{
    if (error.code != ErrorCode::Conflict || error.field.isEmpty())
        return false;
    return column.isEmpty() || QStringView(error.field).split(u',').contains(column);
}

} // namespace skylab::db
