#include "network/handlers/RoutersHandler.h"

#include "core/Uuid.h"
#include "network/NetworkService.h"
#include "network/handlers/Wire.h"
#include "network/store/Sharing.h"
#include "network/store/Traffic.h"

namespace skylab::network {

using service::Call;

namespace {

const QString gatewayField = QStringLiteral("external_gateway_info");

/// enable_snat and the gateway's addresses are the administrator's to choose.
Result<> checkGatewayPowers(const service::Context& context, const char* rule, const std::optional<sdk::ExternalGatewayInfo>& gateway)
{
    if (!gateway)
        return {};
    std::vector<const char*> given;
    if (gateway->enableSnat && !*gateway->enableSnat)
        given.push_back("external_gateway_info:enable_snat");
    if (!gateway->externalFixedIps.empty())
        given.push_back("external_gateway_info:external_fixed_ips");
    return wire::refuseFields(context, rule, given, { "external_gateway_info:enable_snat", "external_gateway_info:external_fixed_ips" });
}

/// Whether ports of a floating IP at this router lead to guests of the subnet.
Result<bool> forwardsInto(Change& change, const QString& routerId, const QString& subnetId)
{
    const auto found = TRY(Forwardings::count(change.db, QStringLiteral("floatingip_id IN (SELECT f.id FROM floatingips f WHERE f.router_id = ?) AND "
                                                                       "internal_port_id IN (SELECT a.port_id FROM ip_allocations a WHERE a.subnet_id = ? AND a.address = internal_ip_address)"), { routerId, subnetId }));
    return found > 0;
}

http::Response interfaceResponse(const RouterRow& router, const PortRow& port, const QString& subnetId)
{
    JsonWriter json;
    json.beginObject().key("id").value(router.id).key("tenant_id").value(router.projectId).key("project_id").value(router.projectId);
    json.key("port_id").value(port.id).key("network_id").value(port.networkId).key("subnet_id").value(subnetId).key("subnet_ids").beginArray();
    for (const auto& ip : port.fixedIps)
        json.value(ip.subnetId);
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

/// A leg takes the subnet's gateway address, and with it everybody's traffic: a network that is shared with all is not
/// meant so, one that its owner gave to this very project is (Neutron's LP-1757482).
Result<> checkMayLead(Change& change, const SubnetRow& subnet, const NetworkRow& network)
{
    const auto& context = change.context;
    if (context.admin || subnet.projectId == context.projectId || network.projectId == context.projectId)
        return {};
    const auto given = TRY(RbacPolicies::count(change.db, QStringLiteral("object_id = ? AND object_type = 'network' AND action = ? AND target_project = ?"), { network.id, sharing::asShared, context.projectId }));
    if (given > 0)
        return {};
    return refuse(ErrorCode::BadRequest, "BadRequest", QStringLiteral("Bad router request: Cannot add interface to router because subnet %1 is not owned by project making the request. Add a port of your own by its port_id instead.").arg(subnet.id), QStringLiteral("subnet_id"));
}

Result<std::pair<QString, QString>> interfaceWish(const Call& call)
{
    const auto subnet = call.json.value(QStringLiteral("subnet_id")).toString();
    const auto port = call.json.value(QStringLiteral("port_id")).toString();
    if (subnet.isEmpty() && port.isEmpty())
        return refuse(ErrorCode::BadRequest, "BadRequest", QStringLiteral("Bad router request: Either subnet_id or port_id must be specified."), QStringLiteral("subnet_id"));
    return std::pair { subnet, port };
}

} // namespace

std::vector<service::Route> RoutersHandler::routes()
{
    using H = RoutersHandler;
    return {
        service::list("/routers", wire::reading("get_router"), this, &H::list, wire::listExtras()),
        wire::create("/routers", wire::writing("create_router"), this, &H::create),
        wire::show("/routers/{router_id}", wire::reading("get_router"), this, &H::show),
        service::update("PUT", "/routers/{router_id}", wire::writing("update_router"), this, &H::update),
        service::remove("/routers/{router_id}", wire::writing("delete_router"), this, &H::remove),
        service::route("PUT", "/routers/{router_id}/add_router_interface", wire::writing("add_router_interface"), this, &H::addInterface),
        service::route("PUT", "/routers/{router_id}/remove_router_interface", wire::writing("remove_router_interface"), this, &H::removeInterface),
        service::route("PUT", "/routers/{router_id}/add_extraroutes", wire::writing("add_extraroutes"), this, &H::addRoutes),
        service::route("PUT", "/routers/{router_id}/remove_extraroutes", wire::writing("remove_extraroutes"), this, &H::removeRoutes),
    };
}

Result<sdk::Page<RouterRow>> RoutersHandler::list(Call& call, const sdk::ListQuery& query)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<sdk::Page<RouterRow>> {
        const auto scope = wire::withTags(scopeOf<RouterRow>(call.context), query, connection.engine());
        auto page = TRY(Routers::list(connection, query, scope.where, scope.arguments));
        TRY(decorate(connection, page.items));
        return page;
    });
}

Result<RouterRow> RoutersHandler::show(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<RouterRow> {
        return decorated(connection, TRY(visible<RouterRow>(connection, call.context, id)));
    });
}

Result<std::vector<RouterRow>> RoutersHandler::create(Call& call, std::vector<sdk::Decoded<sdk::Router>> wanted)
{
    return m_service.create(call.context, [&](Change& change) -> Result<std::vector<RouterRow>> {
        std::vector<RouterRow> rows;
        for (const auto& one : wanted)
            rows.push_back(TRY(insert(change, one)));
        return rows;
    }, [](Change& change, const std::vector<RouterRow>& rows) -> Result<> {
        for (const auto& row : rows)
            TRY(book::dropRouter(change, row));
        return {};
    });
}

Result<RouterRow> RoutersHandler::insert(Change& change, const sdk::Decoded<sdk::Router>& wanted)
{
    RouterRow row;
    static_cast<sdk::Router&>(row) = wanted.value;
    TRY(checkGatewayPowers(change.context, "create_router", row.externalGatewayInfo));
    if (!row.routes.empty())
        return refuse(ErrorCode::BadRequest, "HTTPBadRequest", QStringLiteral("Attribute 'routes' not allowed in POST: a new router has no interface that a route could lead over. Update it afterwards."), QStringLiteral("routes"));
    row.projectId = TRY(wire::projectFor(change.context, row.projectId));
    TRY(wire::checkZones(row.availabilityZoneHints));
    TRY(book::requireQuota(change.db, m_service.quota(), row.projectId, QStringLiteral("router"), 1));
    Change::stamp(row, newUuid());
    TRY(Routers::insert(change.db, row));
    if (row.externalGatewayInfo) {
        TRY(book::setGateway(change, row, row.externalGatewayInfo));
        TRY(Routers::update(change.db, row));
    }
    TRY(change.mark(Kind::Router, row.id));
    row = TRY(decorated(change.db, row));
    TRY(change.announce("create", row));
    return row;
}

Result<RouterRow> RoutersHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    return m_service.change(call.context, [&](Change& change) -> Result<RouterRow> {
        auto before = TRY(decorated(change.db, TRY(owned<RouterRow>(change.db, call.context, id))));
        TRY(wire::checkRevision(call, before.revisionNumber));
        before.externalGatewayInfo.reset();      // what is given is taken whole, not laid over what is there
        auto wanted = TRY(sdk::decode<RouterRow>(changes, sdk::In::Update, {}, before));
        auto& row = wanted.value;
        if (wanted.has("external_gateway_info")) {
            TRY(checkGatewayPowers(call.context, "update_router", row.externalGatewayInfo));
            TRY(book::setGateway(change, row, row.externalGatewayInfo));
        }
        if (wanted.has("routes"))
            TRY(checkRoutes(change, row));
        TRY(book::saveRouter(change, row));
        return row;
    });
}

Result<> RoutersHandler::remove(Call& call, const QString& id)
{
    return m_service.change(call.context, [&](Change& change) -> Result<> {
        const auto row = TRY(owned<RouterRow>(change.db, call.context, id));
        TRY(wire::checkRevision(call, row.revisionNumber));
        const auto legs = TRY(book::interfacesOf(change.db, id));
        if (!legs.empty())
            return refuse(ErrorCode::Conflict, "RouterInUse", QStringLiteral("Router %1 still has ports. Remove its interfaces first, for example port %2.").arg(id, legs.front().id));
        if (const auto ip = TRY(FloatingIps::findWhere(change.db, QStringLiteral("router_id = ?"), { id })))
            return refuse(ErrorCode::Conflict, "RouterInUse", QStringLiteral("Router %1 still carries floating IPs. Disassociate them first, for example %2.").arg(id, ip->floatingIpAddress));
        return book::dropRouter(change, row);
    });
}

// ---- interfaces

Result<http::Response> RoutersHandler::addInterface(Call& call)
{
    const auto [subnetId, portId] = TRY(interfaceWish(call));
    if (!subnetId.isEmpty() && !portId.isEmpty())
        return refuse(ErrorCode::BadRequest, "BadRequest", QStringLiteral("Bad router request: Cannot specify both subnet-id and port-id."), QStringLiteral("port_id"));
    return m_service.change(call.context, [&, &subnetId = subnetId, &portId = portId](Change& change) -> Result<http::Response> {
        auto router = TRY(owned<RouterRow>(change.db, call.context, call.id(QStringLiteral("router_id"))));
        const auto leg = TRY(portId.isEmpty() ? addBySubnet(change, router, subnetId) : addByPort(change, router, portId));
        TRY(book::saveRouter(change, router));
        TRY(book::markForwardings(change, router.id));
        return interfaceResponse(router, leg.port, leg.subnetId);
    });
}

Result<> RoutersHandler::checkNewSubnet(Change& change, const RouterRow& router, const SubnetRow& subnet)
{
    const auto cidr = *Cidr::parse(subnet.cidr);
    auto ports = TRY(book::interfacesOf(change.db, router.id));
    for (const auto& port : ports)
        for (const auto& ip : port.fixedIps) {
            if (ip.subnetId == subnet.id)
                return refuse(ErrorCode::BadRequest, "BadRequest", QStringLiteral("Bad router request: Router already has a port on subnet %1.").arg(subnet.id), QStringLiteral("subnet_id"));
            const auto other = TRY(Subnets::find(change.db, ip.subnetId));
            if (other && Cidr::parse(other->cidr).value_or(Cidr()).overlaps(cidr))
                return refuse(ErrorCode::BadRequest, "BadRequest", QStringLiteral("Bad router request: Cidr %1 of subnet %2 overlaps with cidr %3 of subnet %4.").arg(subnet.cidr, subnet.id, other->cidr, other->id), QStringLiteral("subnet_id"));
        }
    return {};
}

Result<RoutersHandler::Leg> RoutersHandler::addBySubnet(Change& change, const RouterRow& router, const QString& subnetId)
{
    const auto subnet = TRY(visible<SubnetRow>(change.db, change.context, subnetId));
    if (!subnet.gatewayIp)
        return refuse(ErrorCode::BadRequest, "BadRequest", QStringLiteral("Bad router request: Subnet for router interface must have a gateway IP."), QStringLiteral("subnet_id"));
    const auto network = TRY(Networks::find(change.db, subnet.networkId));
    if (!network)
        return fail(missing<NetworkRow>(subnet.networkId));
    TRY(checkMayLead(change, subnet, *network));
    TRY(checkNewSubnet(change, router, subnet));
    PortRow port;
    port.projectId = router.projectId;
    port.deviceId = router.id;
    port.deviceOwner = owner::routerInterface;
    port.portSecurityEnabled = false;
    port.status = QStringLiteral("ACTIVE");
    TRY(book::requireQuota(change.db, m_service.quota(), router.projectId, QStringLiteral("port"), 1));
    TRY(book::addPort(change, *network, port, book::Addresses { { subnet.id, *subnet.gatewayIp } }));
    return Leg { port, subnet.id };
}

Result<PortRow> RoutersHandler::plug(Change& change, const RouterRow& router, const QString& subnetId)
{
    return TRY(addBySubnet(change, router, subnetId)).port;
}

Result<RoutersHandler::Leg> RoutersHandler::addByPort(Change& change, const RouterRow& router, const QString& portId)
{
    auto port = TRY(owned<PortRow>(change.db, change.context, portId));
    if (!port.deviceId.isEmpty())
        return refuse(ErrorCode::Conflict, "PortInUse", QStringLiteral("Unable to complete operation on port %1 for network %2. Port already has an attached device %3.").arg(port.id, port.networkId, port.deviceId), QStringLiteral("port_id"));
    if (port.fixedIps.empty())
        return refuse(ErrorCode::BadRequest, "BadRequest", QStringLiteral("Bad router request: Router port must have at least one fixed IP."), QStringLiteral("port_id"));
    for (const auto& ip : port.fixedIps)
        if (const auto subnet = TRY(Subnets::find(change.db, ip.subnetId)))
            TRY(checkNewSubnet(change, router, *subnet));
    port.deviceId = router.id;
    port.deviceOwner = owner::routerInterface;
    port.portSecurityEnabled = false;
    port.allowedAddressPairs.clear();
    port.status = QStringLiteral("ACTIVE");
    TRY(book::setGroups(change, change.context, port, {}));
    TRY(book::savePort(change, port));
    return Leg { port, port.fixedIps.front().subnetId };
}

Result<http::Response> RoutersHandler::removeInterface(Call& call)
{
    const auto [subnetId, portId] = TRY(interfaceWish(call));
    return m_service.change(call.context, [&, &subnetId = subnetId, &portId = portId](Change& change) -> Result<http::Response> {
        auto router = TRY(owned<RouterRow>(change.db, call.context, call.id(QStringLiteral("router_id"))));
        const auto leg = TRY(findLeg(change, router, portId, subnetId));
        TRY(checkLegFree(change, router, leg.port));
        TRY(book::dropPort(change, leg.port));
        TRY(book::saveRouter(change, router));
        TRY(book::markForwardings(change, router.id));
        return interfaceResponse(router, leg.port, leg.subnetId);
    });
}

Result<RoutersHandler::Leg> RoutersHandler::findLeg(Change& change, const RouterRow& router, const QString& portId, const QString& subnetId)
{
    const auto legs = TRY(book::interfacesOf(change.db, router.id));
    for (const auto& port : legs) {
        if (!portId.isEmpty() && port.id != portId)
            continue;
        for (const auto& ip : port.fixedIps)
            if (subnetId.isEmpty() || ip.subnetId == subnetId)
                return Leg { port, ip.subnetId };
        if (!portId.isEmpty())
            return refuse(ErrorCode::Conflict, "SubnetMismatchForPort", QStringLiteral("Subnet on port %1 does not match the requested subnet %2.").arg(portId, subnetId), QStringLiteral("subnet_id"));
    }
    if (!portId.isEmpty())
        return refuse(ErrorCode::NotFound, "RouterInterfaceNotFound", QStringLiteral("Router %1 does not have an interface with id %2").arg(router.id, portId), QStringLiteral("port_id"));
    TRY(visible<SubnetRow>(change.db, change.context, subnetId));
    return refuse(ErrorCode::NotFound, "RouterInterfaceNotFoundForSubnet", QStringLiteral("Router %1 has no interface on subnet %2").arg(router.id, subnetId), QStringLiteral("subnet_id"));
}

Result<> RoutersHandler::checkLegFree(Change& change, const RouterRow& router, const PortRow& port)
{
    const auto floating = TRY(FloatingIps::select(change.db, QStringLiteral("router_id = ?"), { router.id }));
    for (const auto& leg : port.fixedIps) {
        const auto subnet = TRY(Subnets::find(change.db, leg.subnetId));
        const auto cidr = subnet ? Cidr::parse(subnet->cidr) : std::nullopt;
        if (!cidr)
            continue;
        for (const auto& ip : floating)
            if (const auto fixed = Address::parse(ip.fixedIpAddress.value_or(QString())); fixed && cidr->contains(*fixed))
                return refuse(ErrorCode::Conflict, "RouterInterfaceInUseByFloatingIP", QStringLiteral("Router interface for subnet %1 on router %2 cannot be deleted, as it is required by one or more floating IPs, for example %3.").arg(leg.subnetId, router.id, ip.floatingIpAddress));
        if (TRY(forwardsInto(change, router.id, leg.subnetId)))
            return refuse(ErrorCode::Conflict, "RouterInterfaceInUseByFloatingIP", QStringLiteral("Router interface for subnet %1 on router %2 cannot be deleted, as it is required by one or more port forwardings of floating IPs.").arg(leg.subnetId, router.id));
        for (const auto& route : router.routes)
            if (const auto hop = Address::parse(route.nexthop); hop && cidr->contains(*hop))
                return refuse(ErrorCode::Conflict, "RouterInterfaceInUseByRoute", QStringLiteral("Router interface for subnet %1 on router %2 cannot be deleted, as it is required by one or more routes.").arg(leg.subnetId, router.id));
    }
    return {};
}

// ---- routes

Result<> RoutersHandler::checkRoutes(Change& change, const RouterRow& router)
{
    std::vector<Cidr> near;
    const auto ports = TRY(Ports::select(change.db, QStringLiteral("device_id = ? AND (device_owner = ? OR device_owner = ?)"), { router.id, owner::routerInterface, owner::routerGateway }));
    for (const auto& port : ports)
        for (const auto& ip : port.fixedIps)
            if (const auto subnet = TRY(Subnets::find(change.db, ip.subnetId)))
                if (const auto cidr = Cidr::parse(subnet->cidr))
                    near.push_back(*cidr);
    for (const auto& route : router.routes) {
        const auto hop = Address::parse(route.nexthop);
        const auto destination = Cidr::parse(route.destination);
        const bool connected = hop && std::any_of(near.begin(), near.end(), [&](const Cidr& cidr) { return cidr.contains(*hop); });
        if (!connected || !destination || destination->base.v6 != hop->v6)
            return refuse(ErrorCode::BadRequest, "InvalidRoutes", QStringLiteral("Invalid format for routes: %1 by %2, the nexthop is not connected with router").arg(route.destination, route.nexthop), QStringLiteral("routes"));
    }
    return {};
}

Result<http::Response> RoutersHandler::addRoutes(Call& call) { return changeRoutes(call, true); }
Result<http::Response> RoutersHandler::removeRoutes(Call& call) { return changeRoutes(call, false); }

Result<http::Response> RoutersHandler::changeRoutes(Call& call, bool add)
{
    const auto body = TRY(service::unwrap(call, "router"));
    const auto wanted = TRY(sdk::decode<RouterRow>(QJsonObject { { QStringLiteral("routes"), body.value(QStringLiteral("routes")) } }, sdk::In::Update));
    return m_service.change(call.context, [&](Change& change) -> Result<http::Response> {
        auto router = TRY(owned<RouterRow>(change.db, call.context, call.id(QStringLiteral("router_id"))));
        for (const auto& route : wanted->routes) {
            const auto same = std::find(router.routes.begin(), router.routes.end(), route);
            if (add && same == router.routes.end())
                router.routes.push_back(route);
            else if (!add && same != router.routes.end())
                router.routes.erase(same);
        }
        if (add)
            TRY(checkRoutes(change, router));
        TRY(book::saveRouter(change, router));
        return wire::respondOne(call, 200, router);
    });
}

} // namespace skylab::network
