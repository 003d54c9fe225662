#include "service/Quota.h"

namespace skylab::service {

Result<QMap<QString, qint64>> Quota::limits(db::Connection& connection, const QString& projectId) const
{
    auto limits = m_defaults;
    auto rows = TRY(connection.query(QStringLiteral("SELECT resource, hard_limit FROM quota_limits WHERE project_id = ?"), projectId));
    while (rows.next())
        limits[rows.get<QString>(0)] = rows.get<qint64>(1);
    TRY(rows.check());
    return limits;
}

Result<> Quota::setLimit(db::Connection& connection, const QString& projectId, const QString& resource, qint64 limit) const
{
    if (!m_defaults.contains(resource))
        return fail(ErrorCode::BadRequest, QStringLiteral("There is no quota for '%1'.").arg(resource.left(64)), resource);
    if (limit < -1)
        return fail(ErrorCode::BadRequest, QStringLiteral("The quota of %1 must be -1 (unlimited) or more, not %2.").arg(resource).arg(limit), resource);
    TRY(connection.execute(QStringLiteral("INSERT INTO quota_limits (project_id, resource, hard_limit) VALUES (?, ?, ?) "
                                          "ON CONFLICT (project_id, resource) DO UPDATE SET hard_limit = excluded.hard_limit"),
                           projectId, resource, limit));
    return {};
}

Result<> Quota::reset(db::Connection& connection, const QString& projectId) const
{
    TRY(connection.execute(QStringLiteral("DELETE FROM quota_limits WHERE project_id = ?"), projectId));
    return {};
}

Result<> Quota::require(db::Connection& connection, const QString& projectId, const std::vector<Use>& uses) const
{
    const auto all = TRY(limits(connection, projectId));
    for (const auto& use : uses) {
        const auto limit = all.value(use.resource, -1);
        if (limit < 0 || use.wanted <= 0 || use.used + use.wanted <= limit)
            continue;
        return fail(ErrorCode::OverQuota, QStringLiteral("Quota exceeded for %1: requested %2, but already used %3 of %4. Delete something, or ask the administrator for more.")
                                              .arg(use.resource).arg(use.wanted).arg(use.used).arg(limit), use.resource);
    }
    return {};
}

} // namespace skylab::service
