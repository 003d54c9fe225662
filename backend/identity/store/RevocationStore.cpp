#include "identity/store/RevocationStore.h"

#include <mutex>

namespace skylab::identity {

Result<> RevocationStore::load(db::Database& database, qint64 keepSeconds)
{
    const auto oldest = Clock::now().addSeconds(-keepSeconds).micros;
    TRY(database.write([&](db::Transaction& transaction) -> Result<> {
        TRY(transaction.execute(QStringLiteral("DELETE FROM revocations WHERE revoked_at < ?"), oldest));
        return {};
    }));
    return database.read([&](db::Connection& connection) -> Result<> {
        auto rows = TRY(connection.query(QStringLiteral("SELECT audit_id, user_id, project_id, issued_before FROM revocations ORDER BY id")));
        while (rows.next())
            remember({ rows.get<QString>(0), rows.get<QString>(1), rows.get<QString>(2), rows.get<qint64>(3) });
        return rows.check();
    });
}

Result<> RevocationStore::revokeToken(db::Transaction& transaction, const Token& token)
{
    return add(transaction, { token.auditId, {}, {}, Clock::now().micros });
}

Result<> RevocationStore::revokeUser(db::Transaction& transaction, const QString& userId)
{
    return add(transaction, { {}, userId, {}, Clock::now().micros });
}

Result<> RevocationStore::revokeProject(db::Transaction& transaction, const QString& projectId)
{
    return add(transaction, { {}, {}, projectId, Clock::now().micros });
}

Result<> RevocationStore::add(db::Transaction& transaction, const Row& row)
{
    TRY(transaction.execute(QStringLiteral("INSERT INTO revocations (audit_id, user_id, project_id, issued_before, revoked_at) VALUES (?, ?, ?, ?, ?)"),
                            row.auditId, row.userId, row.projectId, row.issuedBefore, Clock::now()));
    transaction.onCommit([this, row] { remember(row); });
    return {};
}

void RevocationStore::remember(const Row& row)
{
    const std::unique_lock lock(m_mutex);
    const auto keep = [&](QHash<QString, qint64>& map, const QString& key) {
        if (!key.isEmpty())
            map[key] = std::max(map.value(key), row.issuedBefore);
    };
    keep(m_tokens, row.auditId);
    keep(m_users, row.userId);
    keep(m_projects, row.projectId);
}

bool RevocationStore::isRevoked(const Token& token) const
{
    const std::shared_lock lock(m_mutex);
    const auto hit = [&](const QHash<QString, qint64>& map, const QString& key) {
        const auto found = map.constFind(key);
        return found != map.constEnd() && token.issuedAt.micros <= *found;
    };
    return hit(m_tokens, token.auditId) || hit(m_users, token.userId)
        || (token.scope == ScopeKind::Project && hit(m_projects, token.scopeId));
}

} // namespace skylab::identity
