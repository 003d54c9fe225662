#include "network/store/Sharing.h"

#include "core/Uuid.h"
#include "network/model/Faults.h"

#include <array>

namespace skylab::network::sharing {

namespace {

constexpr std::array types {
    ObjectType { "network", "networks", "access_as_shared access_as_external" },
    ObjectType { "security_group", "security_groups", "access_as_shared" },
    ObjectType { "subnetpool", "subnetpools", "access_as_shared" },
    ObjectType { "address_scope", "address_scopes", "access_as_shared" },
    ObjectType { "address_group", "address_groups", "access_as_shared" },
    ObjectType { "qos_policy", "qos_policies", "access_as_shared" },
};

/// Which projects use an object.
struct Use {
    const char* type;
    const char* action;
    const char* projects;        ///< SQL, `?` = the object
};
constexpr Use uses[] = {
    { "network", "access_as_shared", "SELECT p.project_id FROM ports p WHERE p.network_id = ?" },
    { "network", "access_as_external", "SELECT r.project_id FROM routers r WHERE r.gateway_network_id = ?" },
    { "network", "access_as_external", "SELECT f.project_id FROM floatingips f WHERE f.floating_network_id = ?" },
    { "security_group", "access_as_shared", "SELECT p.project_id FROM ports p JOIN port_groups g ON g.port_id = p.id WHERE g.group_id = ?" },
    { "subnetpool", "access_as_shared", "SELECT s.project_id FROM subnets s WHERE s.subnetpool_id = ?" },
    { "address_scope", "access_as_shared", "SELECT s.project_id FROM subnetpools s WHERE s.address_scope_id = ?" },
    { "address_group", "access_as_shared", "SELECT r.project_id FROM security_group_rules r WHERE r.remote_address_group_id = ?" },
    { "qos_policy", "access_as_shared", "SELECT n.project_id FROM networks n WHERE n.qos_policy_id = ?" },
    { "qos_policy", "access_as_shared", "SELECT p.project_id FROM ports p WHERE p.qos_policy_id = ?" },
    { "qos_policy", "access_as_shared", "SELECT f.project_id FROM floatingips f WHERE f.qos_policy_id = ?" },
};

Result<QSet<QString>> texts(db::Connection& connection, const QString& sql, const QVariantList& arguments)
{
    QSet<QString> all;
    auto rows = TRY(connection.query(sql, arguments));
    while (rows.next())
        all.insert(rows.get<QString>(0));
    TRY(rows.check());
    return all;
}

Result<QString> ownerOf(db::Connection& connection, const RbacRow& policy)
{
    const auto* type = objectType(policy.objectType);
    if (!type)
        return QString();
    const auto owners = TRY(texts(connection, QStringLiteral("SELECT project_id FROM %1 WHERE id = ?").arg(QLatin1String(type->table)), { policy.objectId }));
    return owners.isEmpty() ? QString() : *owners.begin();
}

Result<> drop(Change& change, const std::vector<RbacRow>& entries)
{
    for (const auto& entry : entries) {
        TRY(RbacPolicies::remove(change.db, entry.id));
        TRY(change.announce("delete", entry));
    }
    return {};
}

} // namespace

QString given(const QString& type, const QString& column, const QString& action)
{
    auto sql = QStringLiteral("%1 IN (SELECT r.object_id FROM rbac_policies r WHERE r.object_type = '%2' AND r.target_project IN ('*', ?)").arg(column, type);
    if (!action.isEmpty())
        sql += QStringLiteral(" AND r.action = '%1'").arg(action);
    return sql + u')';
}

Result<bool> isShared(db::Connection& connection, const QString& type, const QString& objectId, const QString& projectId)
{
    return TRY(RbacPolicies::count(connection, QStringLiteral("object_id = ? AND object_type = ? AND action = ? AND target_project IN ('*', ?)"), { objectId, type, asShared, projectId.isEmpty() ? everyone : projectId })) > 0;
}

Result<QSet<QString>> sharedWith(db::Connection& connection, const QString& type, const QString& projectId)
{
    return texts(connection, QStringLiteral("SELECT object_id FROM rbac_policies WHERE object_type = ? AND action = ? AND target_project IN ('*', ?)"), { type, asShared, projectId.isEmpty() ? everyone : projectId });
}

const ObjectType* objectType(const QString& name)
{
    for (const auto& type : types)
        if (name == QLatin1String(type.name))
            return &type;
    return nullptr;
}

QStringList objectTypes()
{
    QStringList names;
    for (const auto& type : types)
        names << QLatin1String(type.name);
    return names;
}

Result<> share(Change& change, const QString& type, const QString& objectId, const QString& ownerId, const QString& action, const QString& target)
{
    if (TRY(RbacPolicies::count(change.db, QStringLiteral("object_id = ? AND object_type = ? AND action = ? AND target_project = ?"), { objectId, type, action, target })) > 0)
        return {};
    RbacRow entry;
    entry.id = newUuid();
    entry.projectId = ownerId;
    entry.objectType = type;
    entry.objectId = objectId;
    entry.action = action;
    entry.targetTenant = target;
    TRY(RbacPolicies::insert(change.db, entry));
    return change.announce("create", entry);
}

Result<> unshare(Change& change, const QString& objectId, const QString& action, const QString& target)
{
    if (target.isEmpty())
        return drop(change, TRY(RbacPolicies::select(change.db, QStringLiteral("object_id = ? AND action = ?"), { objectId, action })));
    return drop(change, TRY(RbacPolicies::select(change.db, QStringLiteral("object_id = ? AND action = ? AND target_project = ?"), { objectId, action, target })));
}

Result<> unshareAll(Change& change, const QString& type, const QString& objectId)
{
    const auto entries = TRY(RbacPolicies::select(change.db, QStringLiteral("object_id = ? AND object_type = ? AND action = ? AND target_project = ?"), { objectId, type, asShared, everyone }));
    for (const auto& entry : entries)
        TRY(requireUnneeded(change.db, entry));
    return drop(change, entries);
}

Result<> forget(Change& change, const QString& objectId)
{
    return drop(change, TRY(RbacPolicies::select(change.db, QStringLiteral("object_id = ?"), { objectId })));
}

Result<> requireUnneeded(db::Connection& connection, const RbacRow& policy, const QString& instead)
{
    QSet<QString> users;
    for (const auto& use : uses)
        if (policy.objectType == QLatin1String(use.type) && policy.action == QLatin1String(use.action))
            users += TRY(texts(connection, QString::fromLatin1(use.projects), { policy.objectId }));
    users.remove(QString());
    users.remove(TRY(ownerOf(connection, policy)));
    auto others = TRY(texts(connection, QStringLiteral("SELECT target_project FROM rbac_policies WHERE object_id = ? AND object_type = ? AND action = ? AND id <> ?"), { policy.objectId, policy.objectType, policy.action, policy.id }));
    if (!instead.isEmpty())
        others.insert(instead);
    if (others.contains(everyone))
        return {};
    if (policy.targetTenant != everyone)
        users = users.contains(policy.targetTenant) ? QSet<QString> { policy.targetTenant } : QSet<QString>();
    if ((users - others).isEmpty())
        return {};
    return refuse(ErrorCode::Conflict, "RbacPolicyInUse", QStringLiteral("RBAC policy on object %1 cannot be removed because other objects depend on it. Details: %2 project(s) use the %3; delete what they have there first.")
                      .arg(policy.objectId).arg((users - others).size()).arg(policy.objectType));
}

} // namespace skylab::network::sharing
