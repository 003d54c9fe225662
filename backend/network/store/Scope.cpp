#include "network/store/Scope.h"

#include "network/store/Sharing.h"

namespace skylab::network {

namespace {
const QString own = QStringLiteral("project_id = ?");

/// Every `?` of the condition is the caller's project.
Scope wall(const service::Context& context, const QString& where)
{
    if (context.admin)
        return {};
    Scope scope { where, {} };
    for (qsizetype i = 0; i < where.count(u'?'); ++i)
        scope.arguments << context.projectId;
    return scope;
}

/// Its own, and what others share with it.
Scope shareable(const service::Context& context, const char* type)
{
    return wall(context, QStringLiteral("project_id = ? OR ") + sharing::given(QLatin1String(type), QStringLiteral("id")));
}
} // namespace

template <> Scope scopeOf<NetworkRow>(const service::Context& context) { return shareable(context, "network"); }
template <> Scope scopeOf<SubnetRow>(const service::Context& context)
{
    return wall(context, QStringLiteral("project_id = ? OR network_id IN (SELECT n.id FROM networks n WHERE n.project_id = ?) OR ")
                             + sharing::given(QStringLiteral("network"), QStringLiteral("network_id"), sharing::asShared));
}
template <> Scope scopeOf<PortRow>(const service::Context& context)
{
    return wall(context, QStringLiteral("project_id = ? OR network_id IN (SELECT n.id FROM networks n WHERE n.project_id = ?)"));
}
template <> Scope scopeOf<RouterRow>(const service::Context& context) { return wall(context, own); }
template <> Scope scopeOf<FloatingIpRow>(const service::Context& context) { return wall(context, own); }
template <> Scope scopeOf<TrunkRow>(const service::Context& context) { return wall(context, own); }
template <> Scope scopeOf<PolicyRow>(const service::Context& context) { return shareable(context, "qos_policy"); }
template <> Scope scopeOf<GroupRow>(const service::Context& context) { return shareable(context, "security_group"); }
template <> Scope scopeOf<RuleRow>(const service::Context& context)
{
    return wall(context, QStringLiteral("project_id = ? OR security_group_id IN (SELECT g.id FROM security_groups g WHERE g.project_id = ?) OR ")
                             + sharing::given(QStringLiteral("security_group"), QStringLiteral("security_group_id")));
}
template <> Scope scopeOf<SubnetPoolRow>(const service::Context& context) { return shareable(context, "subnetpool"); }
template <> Scope scopeOf<AddressScopeRow>(const service::Context& context) { return shareable(context, "address_scope"); }
template <> Scope scopeOf<AddressGroupRow>(const service::Context& context) { return shareable(context, "address_group"); }
template <> Scope scopeOf<RbacRow>(const service::Context& context) { return wall(context, own); }
/// What carries networks is the administrator's to see.
template <> Scope scopeOf<SegmentRow>(const service::Context& context) { return wall(context, QStringLiteral("1 = 0")); }

namespace {
Error notFound(const char* type, const QString& text, const QString& id) { return { ErrorCode::NotFound, text.arg(id.left(64)), {}, QString::fromLatin1(type) }; }
} // namespace

template <> Error missing<NetworkRow>(const QString& id) { return notFound("NetworkNotFound", QStringLiteral("Network %1 could not be found."), id); }
template <> Error missing<SubnetRow>(const QString& id) { return notFound("SubnetNotFound", QStringLiteral("Subnet %1 could not be found."), id); }
template <> Error missing<PortRow>(const QString& id) { return notFound("PortNotFound", QStringLiteral("Port %1 could not be found."), id); }
template <> Error missing<RouterRow>(const QString& id) { return notFound("RouterNotFound", QStringLiteral("Router %1 could not be found"), id); }
template <> Error missing<FloatingIpRow>(const QString& id) { return notFound("FloatingIPNotFound", QStringLiteral("Floating IP %1 could not be found"), id); }
template <> Error missing<ForwardingRow>(const QString& id) { return notFound("PortForwardingNotFound", QStringLiteral("Port Forwarding %1 could not be found."), id); }
template <> Error missing<TrunkRow>(const QString& id) { return notFound("TrunkNotFound", QStringLiteral("Trunk %1 could not be found."), id); }
template <> Error missing<PolicyRow>(const QString& id) { return notFound("QosPolicyNotFound", QStringLiteral("QoS policy %1 could not be found."), id); }
template <> Error missing<GroupRow>(const QString& id) { return notFound("SecurityGroupNotFound", QStringLiteral("Security group %1 does not exist"), id); }
template <> Error missing<RuleRow>(const QString& id) { return notFound("SecurityGroupRuleNotFound", QStringLiteral("Security group rule %1 does not exist"), id); }
template <> Error missing<SubnetPoolRow>(const QString& id) { return notFound("SubnetPoolNotFound", QStringLiteral("Subnet pool %1 could not be found."), id); }
template <> Error missing<AddressScopeRow>(const QString& id) { return notFound("AddressScopeNotFound", QStringLiteral("Address scope %1 could not be found"), id); }
template <> Error missing<AddressGroupRow>(const QString& id) { return notFound("AddressGroupNotFound", QStringLiteral("Address group %1 could not be found."), id); }
template <> Error missing<RbacRow>(const QString& id) { return notFound("RbacPolicyNotFound", QStringLiteral("RBAC policy with ID %1 not found"), id); }
template <> Error missing<SegmentRow>(const QString& id) { return notFound("SegmentNotFound", QStringLiteral("Segment %1 could not be found."), id); }

} // namespace skylab::network
