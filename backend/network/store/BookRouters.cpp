// Routers, gateways and floating IPs.
#include "core/Uuid.h"
#include "network/model/Faults.h"
#include "network/store/Traffic.h"

namespace skylab::network::book {

namespace {

Result<> dropGateway(Change& change, RouterRow& router)
{
    const auto users = TRY(FloatingIps::count(change.db, QStringLiteral("router_id = ? AND floating_network_id = ?"), { router.id, router.gatewayNetworkId }));
    if (users > 0)
        return refuse(ErrorCode::Conflict, "RouterExternalGatewayInUseByFloatingIp", QStringLiteral("Gateway cannot be updated for router %1, since a gateway to external network %2 is required by one or more floating IPs.").arg(router.id, router.gatewayNetworkId), QStringLiteral("external_gateway_info"));
    const auto port = TRY(Ports::find(change.db, router.gatewayPortId));
    router.gatewayPortId.clear();
    router.gatewayNetworkId.clear();
    router.enableSnat = true;
    return port ? dropPort(change, *port) : Result<>();
}

Result<> addGateway(Change& change, RouterRow& router, const sdk::ExternalGatewayInfo& wanted)
{
    const auto network = TRY(visible<NetworkRow>(change.db, change.context, wanted.networkId));
    if (!network.external)
        return refuse(ErrorCode::BadRequest, "BadRequest", QStringLiteral("Bad router request: Network %1 is not an external network.").arg(network.id), QStringLiteral("external_gateway_info"));
    PortRow port;
    port.deviceOwner = owner::routerGateway;
    port.deviceId = router.id;
    port.portSecurityEnabled = false;
    port.status = QStringLiteral("ACTIVE");
    TRY(addPort(change, network, port, wanted.externalFixedIps.empty() ? std::nullopt : std::optional(wanted.externalFixedIps)));
    if (port.fixedIps.empty())
        return refuse(ErrorCode::BadRequest, "BadRequest", QStringLiteral("Bad router request: No IPs available for external network %1. It has no subnet; add one first.").arg(network.id), QStringLiteral("external_gateway_info"));
    router.gatewayPortId = port.id;
    router.gatewayNetworkId = network.id;
    router.enableSnat = wanted.enableSnat.value_or(true);
    return {};
}

} // namespace

Result<> setGateway(Change& change, RouterRow& router, const std::optional<sdk::ExternalGatewayInfo>& wanted)
{
    const bool has = !router.gatewayPortId.isEmpty();
    if (wanted && wanted->networkId.isEmpty() && (wanted->enableSnat || !wanted->externalFixedIps.empty()))
        return invalid(QStringLiteral("external_gateway_info needs a network_id."), QStringLiteral("external_gateway_info"));
    if (!wanted || wanted->networkId.isEmpty())
        return has ? dropGateway(change, router) : Result<>();
    if (!has)
        return addGateway(change, router, *wanted);
    if (router.gatewayNetworkId != wanted->networkId) {
        TRY(dropGateway(change, router));
        return addGateway(change, router, *wanted);
    }
    if (wanted->enableSnat)
        router.enableSnat = *wanted->enableSnat;
    if (wanted->externalFixedIps.empty())
        return {};
    auto port = TRY(Ports::find(change.db, router.gatewayPortId));
    if (!port)
        return fail(missing<PortRow>(router.gatewayPortId));
    TRY(changeAddresses(change, *port, wanted->externalFixedIps));
    return savePort(change, *port);
}

Result<> saveRouter(Change& change, RouterRow& router)
{
    TRY(change.save(router));
    TRY(change.mark(Kind::Router, router.id));
    router = TRY(decorated(change.db, router));
    return change.announce("update", router);
}

Result<std::vector<PortRow>> interfacesOf(db::Connection& connection, const QString& routerId)
{
    return Ports::select(connection, QStringLiteral("device_id = ? AND device_owner = ?"), { routerId, owner::routerInterface }, QStringLiteral("created_at, id"));
}

Result<> dropRouter(Change& change, const RouterRow& router)
{
    const auto ports = TRY(Ports::select(change.db, QStringLiteral("device_id = ? AND (device_owner = ? OR device_owner = ?)"), { router.id, owner::routerInterface, owner::routerGateway }));
    for (const auto& port : ports)
        TRY(dropPort(change, port));
    TRY(Routers::remove(change.db, router.id));
    TRY(change.mark(Kind::Router, router.id));
    return change.announce("delete", router);
}

Result<QString> routerBetween(db::Connection& connection, const QString& subnetId, const QString& externalNetworkId)
{
    // A router that owns the subnet's gateway address comes first.
    auto rows = TRY(connection.query(QStringLiteral("SELECT r.id FROM ip_allocations a JOIN ports p ON p.id = a.port_id JOIN routers r ON r.id = p.device_id JOIN subnets s ON s.id = a.subnet_id "
                                                    "WHERE a.subnet_id = ? AND p.device_owner = ? AND r.gateway_network_id = ? "
                                                    "ORDER BY CASE WHEN a.address = s.gateway_ip THEN 0 ELSE 1 END, r.created_at, r.id LIMIT 1"),
                                     subnetId, owner::routerInterface, externalNetworkId));
    const auto router = rows.next() ? rows.get<QString>(0) : QString();
    TRY(rows.check());
    return router;
}

Result<> saveFloatingIp(Change& change, FloatingIpRow& ip)
{
    ip.status = ip.routerId ? QStringLiteral("ACTIVE") : QStringLiteral("DOWN");
    TRY(change.save(ip));
    TRY(change.mark(Kind::FloatingIp, ip.id));
    ip = TRY(decorated(change.db, ip));
    return change.announce("update", ip);
}

Result<> freeFloatingIps(Change& change, const QString& portId, const Addresses& keep)
{
    auto ips = TRY(FloatingIps::select(change.db, QStringLiteral("port_id = ?"), { portId }));
    for (auto& ip : ips) {
        if (std::any_of(keep.begin(), keep.end(), [&](const sdk::FixedIp& one) { return one.ipAddress == ip.fixedIpAddress; }))
            continue;
        ip.portId.reset();
        ip.fixedIpAddress.reset();
        ip.routerId.reset();
        TRY(saveFloatingIp(change, ip));
    }
    return dropForwardings(change, portId, keep);
}

Result<> dropFloatingIp(Change& change, const FloatingIpRow& ip)
{
    TRY(FloatingIps::remove(change.db, ip.id));
    if (const auto port = TRY(Ports::find(change.db, ip.ownPortId)))
        TRY(dropPort(change, *port));
    TRY(change.mark(Kind::FloatingIp, ip.id));
    return change.announce("delete", ip);
}

} // namespace skylab::network::book
