#include "volume/store/QuotaStore.h"

#include "volume/store/TypeStore.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace skylab::volume {

namespace {

const QString volumes = QStringLiteral("volumes");
const QString gigabytes = QStringLiteral("gigabytes");
const QString snapshots = QStringLiteral("snapshots");

QString ofType(const QString& resource, const QString& type) { return resource + u'_' + type; }

/// Lays what a query says (resource, limit) over the numbers; a resource that is no more (its type is gone) is left out.
Result<> overlay(QuotaStore::Numbers& numbers, Result<db::Query> found, bool onlyKnown)
{
    auto rows = TRY(std::move(found));
    while (rows.next())
        if (!onlyKnown || numbers.contains(rows.get<QString>(0)))
            numbers[rows.get<QString>(0)] = rows.get<qint64>(1);
    return rows.check();
}

/// What volumes are about to grow by: their rows have the new size only at the end of the work.
Result<> addGrowth(QuotaStore::Numbers& used, db::Connection& connection, const QString& projectId)
{
    auto rows = TRY(connection.query(QStringLiteral("SELECT COALESCE(v.volume_type, ''), v.size, t.payload FROM tasks t JOIN volumes v ON v.id = t.resource_id "
                                                    "WHERE t.state IN ('pending', 'running', 'undoing') AND t.kind = 'volume.extend' AND v.project_id = ?"), projectId));
    while (rows.next()) {
        const auto wanted = QJsonDocument::fromJson(rows.get<QString>(2).toUtf8()).object().value(QStringLiteral("size")).toInteger();
        const auto growth = std::max<qint64>(0, wanted - rows.get<qint64>(1));
        used[gigabytes] += growth;
        if (const auto type = rows.get<QString>(0); !type.isEmpty())
            used[ofType(gigabytes, type)] += growth;
    }
    return rows.check();
}

} // namespace

Result<QuotaStore::Numbers> QuotaStore::builtIn(db::Connection& connection) const
{
    auto numbers = m_fixed;
    auto types = TRY(connection.query(QStringLiteral("SELECT name FROM volume_types")));
    while (types.next())
        for (const auto& resource : { volumes, gigabytes, snapshots })
            numbers.insert(ofType(resource, types.get<QString>(0)), -1);
    TRY(types.check());
    return numbers;
}

Result<QuotaStore::Numbers> QuotaStore::classLimits(db::Connection& connection, const QString& className) const
{
    auto numbers = TRY(builtIn(connection));
    TRY(overlay(numbers, connection.query(QStringLiteral("SELECT resource, hard_limit FROM quota_class_limits WHERE class_name = ?"), className), true));
    return numbers;
}

Result<QuotaStore::Numbers> QuotaStore::limits(db::Connection& connection, const QString& projectId) const
{
    auto numbers = TRY(defaults(connection));
    TRY(overlay(numbers, connection.query(QStringLiteral("SELECT resource, hard_limit FROM quota_limits WHERE project_id = ?"), projectId), true));
    return numbers;
}

Result<QuotaStore::Numbers> QuotaStore::visible(db::Connection& connection, const service::Context& context, Numbers numbers) const
{
    if (context.admin)
        return numbers;
    auto hidden = TRY(connection.query(QStringLiteral("SELECT name FROM volume_types WHERE is_public IS FALSE AND NOT (%1)").arg(TypeStore::accessScope()), context.projectId));
    while (hidden.next())
        for (const auto& resource : { volumes, gigabytes, snapshots })
            numbers.remove(ofType(resource, hidden.get<QString>(0)));
    TRY(hidden.check());
    return numbers;
}

Result<> QuotaStore::requireKnown(db::Connection& connection, const QString& resource, qint64 limit) const
{
    if (!TRY(builtIn(connection)).contains(resource))
        return fail(ErrorCode::BadRequest, QStringLiteral("Bad key(s) in quota set: %1. There is no quota of that name.").arg(resource.left(64)), resource.left(64));
    if (limit < -1)
        return fail(ErrorCode::BadRequest, QStringLiteral("The quota of %1 must be -1 (unlimited) or more, not %2.").arg(resource).arg(limit), resource);
    return {};
}

Result<> QuotaStore::setLimit(db::Connection& connection, const QString& projectId, const QString& resource, qint64 limit) const
{
    TRY(requireKnown(connection, resource, limit));
    TRY(connection.execute(QStringLiteral("INSERT INTO quota_limits (project_id, resource, hard_limit) VALUES (?, ?, ?) "
                                          "ON CONFLICT (project_id, resource) DO UPDATE SET hard_limit = excluded.hard_limit"), projectId, resource, limit));
    return {};
}

Result<> QuotaStore::setClassLimit(db::Connection& connection, const QString& className, const QString& resource, qint64 limit) const
{
    TRY(requireKnown(connection, resource, limit));
    TRY(connection.execute(QStringLiteral("INSERT INTO quota_class_limits (class_name, resource, hard_limit) VALUES (?, ?, ?) "
                                          "ON CONFLICT (class_name, resource) DO UPDATE SET hard_limit = excluded.hard_limit"), className, resource, limit));
    return {};
}

Result<> QuotaStore::reset(db::Connection& connection, const QString& projectId) const
{
    TRY(connection.execute(QStringLiteral("DELETE FROM quota_limits WHERE project_id = ?"), projectId));
    return {};
}

Result<> QuotaStore::renameType(db::Connection& connection, const QString& before, const QString& after) const
{
    for (const auto& resource : { volumes, gigabytes, snapshots })
        for (const auto* table : { "quota_limits", "quota_class_limits" }) {
            const auto of = QLatin1String(table);
            // What a type of the new name left behind must not stand in the way.
            TRY(connection.execute(QStringLiteral("DELETE FROM %1 WHERE resource = ?").arg(of), ofType(resource, after.isEmpty() ? before : after)));
            if (!after.isEmpty())
                TRY(connection.execute(QStringLiteral("UPDATE %1 SET resource = ? WHERE resource = ?").arg(of), ofType(resource, after), ofType(resource, before)));
        }
    return {};
}

Result<QuotaStore::Numbers> QuotaStore::inUse(db::Connection& connection, const QString& projectId) const
{
    Numbers used { { volumes, 0 }, { gigabytes, 0 }, { snapshots, 0 } };
    const auto add = [&](Result<db::Query> found, const QString& resource) -> Result<> {
        auto rows = TRY(std::move(found));
        while (rows.next()) {
            const auto type = rows.get<QString>(0);
            used[resource] += rows.get<qint64>(1);
            used[gigabytes] += rows.get<qint64>(2);
            if (type.isEmpty())
                continue;
            used[ofType(resource, type)] += rows.get<qint64>(1);
            used[ofType(gigabytes, type)] += rows.get<qint64>(2);
        }
        return rows.check();
    };
    TRY(add(connection.query(QStringLiteral("SELECT COALESCE(volume_type, ''), COUNT(*), CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM volumes "
                                            "WHERE project_id = ? GROUP BY COALESCE(volume_type, '')"), projectId), volumes));
    TRY(add(connection.query(QStringLiteral("SELECT COALESCE(v.volume_type, ''), COUNT(*), CAST(COALESCE(SUM(s.size), 0) AS BIGINT) FROM snapshots s JOIN volumes v ON v.id = s.volume_id "
                                            "WHERE s.project_id = ? GROUP BY COALESCE(v.volume_type, '')"), projectId), snapshots));
    TRY(addGrowth(used, connection, projectId));
    auto backups = TRY(connection.query(QStringLiteral("SELECT COUNT(*), CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM backups WHERE project_id = ?"), projectId));
    if (backups.next()) {
        used[QStringLiteral("backups")] = backups.get<qint64>(0);
        used[QStringLiteral("backup_gigabytes")] = backups.get<qint64>(1);
    }
    TRY(backups.check());
    auto groups = TRY(connection.query(QStringLiteral("SELECT COUNT(*) FROM volume_groups WHERE project_id = ?"), projectId));
    if (groups.next())
        used[QStringLiteral("groups")] = groups.get<qint64>(0);
    TRY(groups.check());
    return used;
}

Result<> QuotaStore::require(db::Connection& connection, const QString& projectId, const std::vector<Use>& uses) const
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

Result<> QuotaStore::requireForType(db::Connection& connection, const QString& projectId, const QString& type, qint64 sizeGiB) const
{
    const auto used = TRY(inUse(connection, projectId));
    const auto count = ofType(volumes, type), size = ofType(gigabytes, type);
    return require(connection, projectId, { { count, used.value(count), 1 }, { size, used.value(size), sizeGiB } });
}

} // namespace skylab::volume
