#include "compute/store/UserQuotas.h"

#include "compute/store/ComputeRows.h"

#include <algorithm>

namespace skylab::compute::userquotas {

namespace {

Result<QMap<QString, qint64>> pairs(Result<db::Query> rows)
{
    QMap<QString, qint64> all;
    auto query = TRY(std::move(rows));
    while (query.next())
        all[query.get<QString>(0)] = query.get<qint64>(1);
    TRY(query.check());
    return all;
}

/// What resized servers give up only with their confirmation: until then each can go back to its old flavor, unasked.
Result<> addOldFlavors(QMap<QString, qint64>& used, db::Connection& connection, const QString& condition, const QVariantList& arguments)
{
    const auto rows = TRY(ResizedRows::select(connection, QStringLiteral("old_flavor NOT LIKE '%\"original_name\":\"\"%' AND ") + condition, arguments));
    for (const auto& row : rows) {
        used[QStringLiteral("cores")] += std::max(0, row.oldFlavor.vcpus - row.vcpus);
        used[QStringLiteral("ram")] += std::max<qint64>(0, row.oldFlavor.ram - row.memoryMiB);
    }
    return {};
}

} // namespace

Result<QMap<QString, qint64>> limits(db::Connection& connection, const QString& projectId, const QString& userId)
{
    return pairs(connection.query(QStringLiteral("SELECT resource, hard_limit FROM quota_users WHERE project_id = ? AND user_id = ?"), projectId, userId));
}

Result<> setLimit(db::Connection& connection, const QString& projectId, const QString& userId, const QString& resource, qint64 limit)
{
    TRY(connection.execute(QStringLiteral("INSERT INTO quota_users (project_id, user_id, resource, hard_limit) VALUES (?, ?, ?, ?) "
                                          "ON CONFLICT (project_id, user_id, resource) DO UPDATE SET hard_limit = excluded.hard_limit"),
                           projectId, userId, resource, limit));
    return {};
}

Result<> reset(db::Connection& connection, const QString& projectId, const QString& userId)
{
    TRY(connection.execute(QStringLiteral("DELETE FROM quota_users WHERE project_id = ? AND user_id = ?"), projectId, userId));
    return {};
}

Result<> resetProject(db::Connection& connection, const QString& projectId)
{
    TRY(connection.execute(QStringLiteral("DELETE FROM quota_users WHERE project_id = ?"), projectId));
    return {};
}

Result<QMap<QString, qint64>> use(db::Connection& connection, const QString& projectId, const QString& userId)
{
    auto where = QStringLiteral("project_id = ?");
    QVariantList owner { projectId };
    if (!userId.isEmpty()) {
        where += QStringLiteral(" AND user_id = ?");
        owner << userId;
    }
    QMap<QString, qint64> used;
    const auto counted = QStringLiteral("%1 AND deleted = ? AND trashed_at IS NULL AND (vm_state <> 'soft-delete' OR task_state = 'restoring')").arg(where);
    auto servers = TRY(connection.query(QStringLiteral("SELECT COUNT(*), CAST(COALESCE(SUM(vcpus), 0) AS BIGINT), CAST(COALESCE(SUM(memory_mib), 0) AS BIGINT) FROM servers WHERE ") + counted, owner + QVariantList { false }));
    if (servers.next()) {
        used[QStringLiteral("instances")] = servers.get<qint64>(0);
        used[QStringLiteral("cores")] = servers.get<qint64>(1);
        used[QStringLiteral("ram")] = servers.get<qint64>(2);
    }
    TRY(servers.check());
    TRY(addOldFlavors(used, connection, counted, owner + QVariantList { false }));
    auto groups = TRY(connection.query(QStringLiteral("SELECT COUNT(*) FROM server_groups WHERE ") + where, owner));
    if (groups.next())
        used[QStringLiteral("server_groups")] = groups.get<qint64>(0);
    TRY(groups.check());
    return used;
}

Result<> requireWithin(const QMap<QString, qint64>& limits, const QMap<QString, qint64>& used, const QMap<QString, qint64>& wanted)
{
    for (auto it = wanted.begin(); it != wanted.end(); ++it) {
        const auto limit = limits.value(it.key(), -1);
        if (limit >= 0 && it.value() > 0 && used.value(it.key()) + it.value() > limit)
            return fail(ErrorCode::OverQuota, QStringLiteral("Quota exceeded for %1: requested %2, but you already use %3 of the %4 that you may in this project. Delete something, or ask the administrator for more.")
                                                  .arg(it.key()).arg(it.value()).arg(used.value(it.key())).arg(limit), it.key());
    }
    return {};
}

Result<> require(db::Connection& connection, const QString& projectId, const QString& userId, const QMap<QString, qint64>& wanted)
{
    const auto own = TRY(limits(connection, projectId, userId));
    if (own.isEmpty())
        return {};
    const auto used = TRY(use(connection, projectId, userId));
    return requireWithin(own, used, wanted);
}

Result<QMap<QString, qint64>> classLimits(db::Connection& connection, const QString& className)
{
    return pairs(connection.query(QStringLiteral("SELECT resource, hard_limit FROM quota_classes WHERE class_name = ?"), className));
}

Result<> setClassLimit(db::Connection& connection, const QString& className, const QString& resource, qint64 limit)
{
    TRY(connection.execute(QStringLiteral("INSERT INTO quota_classes (class_name, resource, hard_limit) VALUES (?, ?, ?) "
                                          "ON CONFLICT (class_name, resource) DO UPDATE SET hard_limit = excluded.hard_limit"),
                           className, resource, limit));
    return {};
}

} // namespace skylab::compute::userquotas
