#include "identity/store/RevocationStore.h"

#include <mutex>

namespace skylab::identity {

Result<> RevocationStore::load(db::Database& database, qint64 keepSeconds)
{
    m_keepMicros = keepSeconds * 1'000'000;
    TRY(database.write([&](db::Transaction& transaction) { return transaction.execute(QStringLiteral("DELETE FROM revocations WHERE revoked_at < ?"), oldest()); }));
    return read(database, { 0 });
}

Result<> RevocationStore::refresh(db::Database& database)
{
    // Not "after the last id": transactions may be committed in another order, and clocks differ.
    constexpr qint64 overlapSeconds = 600;
    return read(database, Clock::now().addSeconds(-overlapSeconds));
}

Result<> RevocationStore::read(db::Database& database, Timestamp since)
{
    return database.read([&](db::Connection& connection) -> Result<> {
        auto rows = TRY(connection.query(QStringLiteral("SELECT audit_id, user_id, project_id, issued_before FROM revocations WHERE revoked_at >= ? ORDER BY id"), since.micros));
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
    // A few of the oldest each time keep the table small without ever reading all of it.
    TRY(transaction.execute(QStringLiteral("DELETE FROM revocations WHERE id IN (SELECT id FROM (SELECT id, revoked_at FROM revocations ORDER BY id LIMIT 10) first WHERE revoked_at < ?)"), oldest()));
    TRY(transaction.execute(QStringLiteral("INSERT INTO revocations (audit_id, user_id, project_id, issued_before, revoked_at) VALUES (?, ?, ?, ?, ?)"),
                            row.auditId, row.userId, row.projectId, row.issuedBefore, Clock::now()));
    TRY(db::Notices::send(transaction, QStringLiteral("identity"), noticeOfRevocation));
    transaction.onCommit([this, row] { remember(row); });
    return {};
}

void RevocationStore::remember(const Row& row)
{
    const std::unique_lock lock(m_mutex);
    if (m_tokens.size() + m_users.size() + m_projects.size() >= m_pruneAt) {
        for (auto* map : { &m_tokens, &m_users, &m_projects })
            map->removeIf([end = oldest()](const auto& one) { return one.value() < end; });
        m_pruneAt = 2 * (m_tokens.size() + m_users.size() + m_projects.size()) + pruneStep;
    }
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
