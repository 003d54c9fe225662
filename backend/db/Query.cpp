#include "db/Query.h"

#include "db/Session.h"

#include <QSqlError>

#include <sqlite3.h>

#include <utility>

namespace skylab::db {

Query::Query(Session* session, std::unique_ptr<Statement> statement) : m_session(session), m_statement(std::move(statement)) { }

Query::Query(Query&& other) noexcept
    : m_session(other.m_session), m_statement(std::move(other.m_statement)), m_error(std::move(other.m_error))
{
}

Query& Query::operator=(Query&& other) noexcept
{
    if (this != &other) {
        release();
        m_session = other.m_session;
        m_statement = std::move(other.m_statement);
        m_error = std::move(other.m_error);
    }
    return *this;
}

Query::~Query() { release(); }

void Query::release()
{
    if (!m_statement)
        return;
    m_statement->finish();
    --m_session->m_inUse;
    m_session->giveBack(std::move(m_statement));
    m_session->endUse();
}

bool Query::next()
{
    auto& statement = *m_statement;
    if (!statement.native) {
        if (statement.query->next())
            return true;
        if (const auto error = statement.query->lastError(); error.isValid() && !m_error)
            m_error = m_session->note(error, statement.sql);
        return false;
    }
    if (std::exchange(statement.ahead, false))
        return true;
    if (!m_session->stepNative(statement) && !m_error)
        m_error = m_session->noteNative(statement.sql);
    return statement.step == Statement::Step::Row;
}

QVariant Query::value(int column) const
{
    auto* const native = m_statement->native.get();
    if (!native) {
        auto value = m_statement->query->value(column);
        // An empty text and NULL differ, which QVariant::isNull does not always tell.
        if (value.isNull() && m_statement->query->isNull(column))
            return {};
        return value;
    }
    switch (sqlite3_column_type(native, column)) {
    case SQLITE_INTEGER: return qlonglong(sqlite3_column_int64(native, column));
    case SQLITE_FLOAT: return sqlite3_column_double(native, column);
    case SQLITE_TEXT: return text(column);
    case SQLITE_BLOB: {
        const auto* const bytes = static_cast<const char*>(sqlite3_column_blob(native, column));
        return bytes ? QByteArray(bytes, sqlite3_column_bytes(native, column)) : QByteArray("");
    }
    default: return {};
    }
}

bool Query::isNull(int column) const
{
    auto* const native = m_statement->native.get();
    return native ? sqlite3_column_type(native, column) == SQLITE_NULL : m_statement->query->isNull(column);
}

QByteArrayView Query::utf8(int column) const
{
    auto* const native = m_statement->native.get();
    if (!native) {
        m_text = m_statement->query->value(column).toString().toUtf8();
        return m_text;
    }
    const auto* const bytes = reinterpret_cast<const char*>(sqlite3_column_text(native, column));
    return { bytes, bytes ? sqlite3_column_bytes(native, column) : 0 };
}

QString Query::text(int column) const
{
    return m_statement->native ? QString::fromUtf8(utf8(column)) : value(column).toString();
}

qint64 Query::integer(int column) const
{
    auto* const native = m_statement->native.get();
    if (native && sqlite3_column_type(native, column) == SQLITE_INTEGER)
        return sqlite3_column_int64(native, column);
    return value(column).toLongLong();
}

int Query::rowsAffected() const { return m_statement->native ? m_statement->changed : m_statement->query->numRowsAffected(); }

Result<> Query::check() const
{
    if (m_error)
        return fail(*m_error);
    return {};
}

} // namespace skylab::db
