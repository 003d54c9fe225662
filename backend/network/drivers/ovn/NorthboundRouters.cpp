// Routers.
#include "network/drivers/ovn/Northbound.h"
#include "network/drivers/ovn/NorthboundPlan.h"

#include <algorithm>

namespace skylab::network::ovn {

namespace {
QJsonArray ofKind(const QJsonArray& rows, const QString& kind)
{
    QJsonArray result;
    for (const auto& row : rows)
        if (idsOf(row).value(keyKind) == kind)
            result.append(row);
    return result;
}

QStringList networksOf(const RouterSpec& spec)
{
    QStringList networks;
    if (spec.gateway)
        networks << spec.gateway->networkId;   // first, for gatewayHostsFor()
    for (const auto& leg : spec.interfaces)
        networks << leg.networkId;
    return networks;
}
} // namespace

Result<QStringList> Northbound::gatewayHostsFor(const RouterSpec& spec, const QJsonArray& switchRows,
                                                const QJsonArray& current)
{
    if (!spec.gateway->hosts.isEmpty())
        return spec.gateway->hosts;
    const auto physical = idsOf(switchRows.first()).value(keyPhysicalNetwork);
    const auto able = TRY(m_chooser(physical));
    if (able.isEmpty() && physical.isEmpty())
        return fail(
            ErrorCode::Unavailable,
            QStringLiteral("No host has joined the network engine, so the router has no way out. Start ovn-controller "
                           "(installer/host-network does)."));
    if (able.isEmpty())
        return fail(
            ErrorCode::Unavailable,
            QStringLiteral("No host is connected to the physical network \"%1\", so the router has no way out. Add "
                           "it to ovn-bridge-mappings of a host (installer/host-network does).")
                .arg(physical));
    // Gateways that work stay where they are: moving one cuts its connections.
    QList<std::pair<int, QString>> kept;
    for (const auto& row : current) {
        const auto host = row.toObject().value(QStringLiteral("chassis_name")).toString();
        if (able.contains(host) && row.toObject().value(QStringLiteral("name")).toString().startsWith(
                routerPortName(spec.gateway->portId)))
            kept.emplaceBack(-row.toObject().value(QStringLiteral("priority")).toInt(), host);
    }
    std::sort(kept.begin(), kept.end());
    QStringList hosts;
    for (const auto& [priority, host] : kept)
        hosts << host;
    for (const auto& host : able)
        if (!hosts.contains(host))
            hosts << host;
    return hosts.mid(0, 5);
}

Result<QJsonArray> Northbound::planRouter(const RouterSpec& spec)
{
    const auto where = ovsdb::whereName(routerName(spec.id));
    const auto children = whereIds({ { keyRouter, spec.id }, { keyOwner, m_owner } });
    QJsonArray selects { ovsdb::select(table::router, where, { columnUuid, columnIds }),
                         ovsdb::select(table::routerPort, children), ovsdb::select(table::nat, children),
                         ovsdb::select(table::staticRoute, children), ovsdb::select(table::gatewayChassis, children) };
    const auto networks = networksOf(spec);
    for (const auto& network : networks)
        selects.append(ovsdb::select(table::logicalSwitch, ovsdb::whereName(switchName(network)), { columnIds }));
    const auto rows = TRY(read(selects));
    for (qsizetype i = 0; i < networks.size(); ++i)
        if (rows[5 + i].isEmpty())
            return fail(ErrorCode::NotFound,
                        QStringLiteral("The network %1 is not in the network engine yet.").arg(networks[i]),
                        QStringLiteral("network_id"));
    if (isNewer(rows[0], spec.revision))
        return QJsonArray();

    NorthboundPlan plan;
    plan.upsert(table::router, where, rows[0], routerColumns(m_owner, spec));
    plan.syncChildren({ table::routerPort, table::router, where, QStringLiteral("ports") }, rows[1],
                      routerPorts(m_owner, spec));
    plan.syncChildren({ table::nat, table::router, where, QStringLiteral("nat") },
                      ofKind(rows[2], QStringLiteral("snat")), routerSnat(m_owner, spec));
    plan.syncChildren({ table::staticRoute, table::router, where, QStringLiteral("static_routes") }, rows[3],
                      routerRoutes(m_owner, spec));
    if (spec.gateway) {
        const auto hosts = TRY(gatewayHostsFor(spec, rows[5], rows[4]));
        const auto port = routerPortName(spec.gateway->portId);
        QJsonArray current;   // those of an earlier gateway port vanish with it
        for (const auto& row : rows[4])
            if (row.toObject().value(columnName).toString().startsWith(port))
                current.append(row);
        plan.syncChildren({ table::gatewayChassis, table::routerPort, ovsdb::whereName(port),
                            QStringLiteral("gateway_chassis") },
                          current, gatewayHosts(m_owner, spec, hosts));
    }
    return plan.operations;
}

} // namespace skylab::network::ovn
