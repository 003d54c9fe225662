#include "network/store/Scope.h"

#include "network/store/TrafficRows.h"

namespace skylab::network {

namespace {
const QString own = QStringLiteral("project_id = ?");

Scope wall(const service::Context& context, const QString& where, int times)
{
    if (context.admin)
        return {};
    Scope scope { where, {} };
    for (int i = 0; i < times; ++i)
        scope.arguments << context.projectId;
    return scope;
}
} // namespace

template <> Scope scopeOf<NetworkRow>(const service::Context& context)
{
    return wall(context, QStringLiteral("project_id = ? OR shared IS TRUE OR external IS TRUE"), 1);
}
template <> Scope scopeOf<SubnetRow>(const service::Context& context)
{
    return wall(context, QStringLiteral("project_id = ? OR network_id IN (SELECT n.id FROM networks n WHERE n.project_id = ? OR n.shared IS TRUE)"), 2);
}
template <> Scope scopeOf<PortRow>(const service::Context& context)
{
    return wall(context, QStringLiteral("project_id = ? OR network_id IN (SELECT n.id FROM networks n WHERE n.project_id = ?)"), 2);
}
template <> Scope scopeOf<RouterRow>(const service::Context& context) { return wall(context, own, 1); }
template <> Scope scopeOf<FloatingIpRow>(const service::Context& context) { return wall(context, own, 1); }
template <> Scope scopeOf<TrunkRow>(const service::Context& context) { return wall(context, own, 1); }
template <> Scope scopeOf<PolicyRow>(const service::Context& context) { return wall(context, QStringLiteral("project_id = ? OR shared IS TRUE"), 1); }
template <> Scope scopeOf<GroupRow>(const service::Context& context) { return wall(context, own, 1); }
template <> Scope scopeOf<RuleRow>(const service::Context& context)
{
    return wall(context, QStringLiteral("project_id = ? OR security_group_id IN (SELECT g.id FROM security_groups g WHERE g.project_id = ?)"), 2);
}

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

} // namespace skylab::network
