#include "network/store/Change.h"

#include <algorithm>

namespace skylab::network {

Change::Change(db::Transaction& transaction, const service::Context& who, service::Chassis& chassis) : db(transaction), context(who)
{
    transaction.onCommit([&chassis] { chassis.events().wake(); });
}

Result<> Change::mark(Kind kind, const QString& id)
{
    const Mark mark { kind, id };
    if (std::find(m_marks.begin(), m_marks.end(), mark) != m_marks.end())
        return {};
    TRY(db.execute(QStringLiteral("INSERT INTO pending_sync (kind, id, version) VALUES (?, ?, ?) "
                                      "ON CONFLICT (kind, id) DO UPDATE SET version = CASE WHEN excluded.version > pending_sync.version THEN excluded.version ELSE pending_sync.version + 1 END"),
                       kindName(kind), id, Clock::now().micros));      // never the same again, so that late work can't remove a newer mark
    m_marks.push_back(mark);
    return {};
}

Result<> Change::bump(const char* table, const QString& id)
{
    TRY(db.execute(QStringLiteral("UPDATE %1 SET revision_number = revision_number + 1, updated_at = ? WHERE id = ?").arg(QLatin1String(table)), Clock::now(), id));
    return {};
}

} // namespace skylab::network
