#include "db/Query.h"

#include "db/Session.h"

#include <QSqlError>

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
    m_statement->query.finish();
    --m_session->m_inUse;
    m_session->giveBack(std::move(m_statement));
    m_session->endUse();
}

bool Query::next()
{
    if (m_statement->query.next())
        return true;
    if (const auto error = m_statement->query.lastError(); error.isValid() && !m_error)
        m_error = m_session->note(error, m_statement->sql);
    return false;
}

QVariant Query::value(int column) const
{
    auto value = m_statement->query.value(column);
    // An empty text and NULL differ, which QVariant::isNull does not always tell.
    if (value.isNull() && m_statement->query.isNull(column))
        return {};
    return value;
}

int Query::rowsAffected() const { return m_statement->query.numRowsAffected(); }

Result<> Query::check() const
{
    if (m_error)
        return fail(*m_error);
    return {};
}

} // namespace skylab::db
