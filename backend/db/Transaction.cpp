#include "db/Transaction.h"

#include "db/Session.h"

namespace skylab::db {

namespace {
QString savepointName(int depth) { return QStringLiteral("attempt%1").arg(depth); }
} // namespace

Result<> Transaction::savepoint()
{
    TRY(session()->savepoint(savepointName(m_depth + 1)));
    ++m_depth;
    return {};
}

Result<> Transaction::endAttempt(bool keep)
{
    const auto name = savepointName(m_depth--);
    const auto doom = session()->doom();
    if (keep && !doom)
        return session()->releaseSavepoint(name);
    TRY(session()->rollbackTo(name));
    if (keep)
        return fail(*doom);   // a statement failed and f did not say so
    return {};
}

} // namespace skylab::db
