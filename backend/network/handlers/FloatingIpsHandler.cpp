#include "network/handlers/FloatingIpsHandler.h"

#include "core/Uuid.h"
#include "network/NetworkService.h"
#include "network/handlers/Wire.h"
#include "network/store/Traffic.h"

namespace skylab::network {

using service::Call;

std::vector<service::Route> FloatingIpsHandler::routes()
{
    using H = FloatingIpsHandler;
    return {
        service::list("/floatingips", wire::reading("get_floatingip"), this, &H::list, wire::listExtras()),
        wire::create("/floatingips", wire::writing("create_floatingip"), this, &H::create),
        wire::show("/floatingips/{floatingip_id}", wire::reading("get_floatingip"), this, &H::show),
        service::update("PUT", "/floatingips/{floatingip_id}", wire::writing("update_floatingip"), this, &H::update),
        service::remove("/floatingips/{floatingip_id}", wire::writing("delete_floatingip"), this, &H::remove),
        service::route("GET", "/floatingip_pools", wire::reading("get_floatingip_pool"), this, &H::pools),
    };
}

Result<sdk::Page<FloatingIpRow>> FloatingIpsHandler::list(Call& call, const sdk::ListQuery& query)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<sdk::Page<FloatingIpRow>> {
        const auto scope = wire::withTags(scopeOf<FloatingIpRow>(call.context), query, connection.engine());
        auto page = TRY(FloatingIps::list(connection, query, scope.where, scope.arguments));
        TRY(decorate(connection, page.items));
        return page;
    });
}

Result<FloatingIpRow> FloatingIpsHandler::show(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<FloatingIpRow> {
        return decorated(connection, TRY(visible<FloatingIpRow>(connection, call.context, id)));
    });
}

Result<std::vector<FloatingIpRow>> FloatingIpsHandler::create(Call& call, std::vector<sdk::Decoded<sdk::FloatingIp>> wanted)
{
    return m_service.create(call.context, [&](Change& change) -> Result<std::vector<FloatingIpRow>> {
        std::vector<FloatingIpRow> rows;
        for (const auto& one : wanted)
            rows.push_back(TRY(insert(change, one)));
        return rows;
    }, [](Change& change, const std::vector<FloatingIpRow>& rows) -> Result<> {
        for (const auto& row : rows)
            TRY(book::dropFloatingIp(change, row));
        return {};
    });
}

Result<FloatingIpRow> FloatingIpsHandler::insert(Change& change, const sdk::Decoded<sdk::FloatingIp>& wanted)
{
    FloatingIpRow row;
    static_cast<sdk::FloatingIp&>(row) = wanted.value;
    if (!row.floatingIpAddress.isEmpty())
        TRY(wire::refuseFields(change.context, "create_floatingip", { "floating_ip_address" }, { "floating_ip_address" }));
    row.projectId = TRY(wire::projectFor(change.context, row.projectId));
    TRY(book::requireQuota(change.db, m_service.quota(), row.projectId, QStringLiteral("floatingip"), 1));
    const auto network = TRY(visible<NetworkRow>(change.db, change.context, row.floatingNetworkId));
    if (!network.external)
        return refuse(ErrorCode::BadRequest, "BadRequest", QStringLiteral("Bad floatingip request: Network %1 is not a valid external network.").arg(network.id), QStringLiteral("floating_network_id"));
    TRY(book::checkPolicy(change, row.qosPolicyId));
    Change::stamp(row, newUuid());
    PortRow port;
    port.deviceId = row.id;
    port.deviceOwner = owner::floatingIp;
    port.portSecurityEnabled = false;
    port.status = QStringLiteral("N/A");
    std::optional<book::Addresses> addresses;
    if (!row.subnetId.isEmpty() || !row.floatingIpAddress.isEmpty())
        addresses = book::Addresses { { row.subnetId, row.floatingIpAddress } };
    TRY(book::addPort(change, network, port, addresses));
    const auto address = std::find_if(port.fixedIps.begin(), port.fixedIps.end(), [](const sdk::FixedIp& ip) { return ipVersionOf(ip.ipAddress) == IpVersion::V4; });
    if (address == port.fixedIps.end())
        return refuse(ErrorCode::BadRequest, "ExternalIpAddressExhausted", QStringLiteral("Unable to find any IP address on external network %1: it has no IPv4 subnet.").arg(network.id), QStringLiteral("floating_network_id"));
    row.floatingIpAddress = address->ipAddress;
    row.ownPortId = port.id;
    const auto fixed = std::exchange(row.fixedIpAddress, std::nullopt);
    if (row.portId && !row.portId->isEmpty())
        TRY(associate(change, row, fixed));
    else
        row.portId.reset();
    row.status = row.portId ? QStringLiteral("ACTIVE") : QStringLiteral("DOWN");
    TRY(FloatingIps::insert(change.db, row));
    TRY(change.mark(Kind::FloatingIp, row.id));
    row = TRY(decorated(change.db, row));
    TRY(change.announce("create", row));
    return row;
}

Result<> FloatingIpsHandler::associate(Change& change, FloatingIpRow& row, const std::optional<QString>& fixedIp)
{
    const auto port = TRY(owned<PortRow>(change.db, change.context, *row.portId));
    std::vector<sdk::FixedIp> candidates;
    for (const auto& ip : port.fixedIps)
        if (ipVersionOf(ip.ipAddress) == IpVersion::V4 && (!fixedIp || fixedIp->isEmpty() || ip.ipAddress == *fixedIp))
            candidates.push_back(ip);
    if (candidates.empty() && fixedIp && !fixedIp->isEmpty())
        return refuse(ErrorCode::BadRequest, "BadRequest", QStringLiteral("Bad floatingip request: Port %1 does not have fixed ip %2.").arg(port.id, *fixedIp), QStringLiteral("fixed_ip_address"));
    if (candidates.empty())
        return refuse(ErrorCode::BadRequest, "BadRequest", QStringLiteral("Bad floatingip request: Cannot add floating IP to port %1 that has no fixed IPv4 addresses.").arg(port.id), QStringLiteral("port_id"));
    if (candidates.size() > 1)
        return refuse(ErrorCode::BadRequest, "BadRequest", QStringLiteral("Bad floatingip request: Port %1 has multiple fixed IPv4 addresses. Must provide a specific IPv4 address when assigning a floating IP.").arg(port.id), QStringLiteral("fixed_ip_address"));
    const auto& fixed = candidates.front();
    const auto router = TRY(book::routerBetween(change.db, fixed.subnetId, row.floatingNetworkId));
    if (router.isEmpty())
        return refuse(ErrorCode::NotFound, "ExternalGatewayForFloatingIPNotFound", QStringLiteral("External network %1 is not reachable from subnet %2. Therefore, cannot associate Port %3 with a Floating IP. Connect the subnet to a router that has its gateway on that network.").arg(row.floatingNetworkId, fixed.subnetId, port.id), QStringLiteral("port_id"));
    const auto other = TRY(FloatingIps::findWhere(change.db, QStringLiteral("port_id = ? AND fixed_ip_address = ? AND floating_network_id = ? AND id <> ?"), { port.id, fixed.ipAddress, row.floatingNetworkId, row.id }));
    if (other)
        return refuse(ErrorCode::Conflict, "FloatingIPPortAlreadyAssociated", QStringLiteral("Cannot associate floating IP %1 (%2) with port %3 using fixed IP %4, as that fixed IP already has a floating IP on external network %5.").arg(row.floatingIpAddress, row.id, port.id, fixed.ipAddress, row.floatingNetworkId), QStringLiteral("port_id"));
    row.fixedIpAddress = fixed.ipAddress;
    row.routerId = router;
    return {};
}

Result<> FloatingIpsHandler::place(Change& change, FloatingIpRow& row, const QString& portId, const std::optional<QString>& fixedIp)
{
    const bool forwards = TRY(Forwardings::count(change.db, QStringLiteral("floatingip_id = ?"), { row.id })) > 0;
    row.portId.reset();
    row.fixedIpAddress.reset();
    if (!forwards)
        row.routerId.reset();
    if (portId.isEmpty())
        return {};
    if (forwards)
        return refuse(ErrorCode::Conflict, "FipInUseByPortForwarding", QStringLiteral("Floating IP %1 in use by Port Forwarding resources.").arg(row.id), QStringLiteral("port_id"));
    row.portId = portId;
    return associate(change, row, fixedIp);
}

Result<FloatingIpRow> FloatingIpsHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    return m_service.change(call.context, [&](Change& change) -> Result<FloatingIpRow> {
        const auto before = TRY(owned<FloatingIpRow>(change.db, call.context, id));
        TRY(wire::checkRevision(call, before.revisionNumber));
        auto wanted = TRY(sdk::decode<FloatingIpRow>(changes, sdk::In::Update, {}, before));
        auto& row = wanted.value;
        if (wanted.has("fixed_ip_address") && !wanted.has("port_id"))
            return refuse(ErrorCode::BadRequest, "BadRequest", QStringLiteral("Bad floatingip request: fixed_ip_address cannot be specified without a port_id."), QStringLiteral("fixed_ip_address"));
        if (wanted.has("port_id"))
            TRY(place(change, row, row.portId.value_or(QString()), wanted.has("fixed_ip_address") ? row.fixedIpAddress : std::nullopt));
        if (wanted.has("qos_policy_id"))
            TRY(book::checkPolicy(change, row.qosPolicyId, before.qosPolicyId));
        TRY(book::saveFloatingIp(change, row));
        return row;
    });
}

Result<> FloatingIpsHandler::remove(Call& call, const QString& id)
{
    return m_service.change(call.context, [&](Change& change) -> Result<> {
        const auto row = TRY(owned<FloatingIpRow>(change.db, call.context, id));
        TRY(wire::checkRevision(call, row.revisionNumber));
        if (TRY(Forwardings::count(change.db, QStringLiteral("floatingip_id = ?"), { id })) > 0)
            return refuse(ErrorCode::Conflict, "FipInUseByPortForwarding", QStringLiteral("Floating IP %1 in use by Port Forwarding resources.").arg(id));
        return book::dropFloatingIp(change, row);
    });
}

// ---- by address, for compute

Result<FloatingIpRow> FloatingIpsHandler::ownedAt(db::Connection& connection, const service::Context& context, const QString& address)
{
    const auto row = TRY(FloatingIps::findWhere(connection, QStringLiteral("floating_ip_address = ?"), { address }));
    if (!row || (!context.admin && row->projectId != context.projectId))
        return fail(ErrorCode::NotFound, QStringLiteral("floating IP not found: %1").arg(address.left(64)), QStringLiteral("address"));
    return *row;
}

Result<> FloatingIpsHandler::assign(const service::Context& context, const QString& address, const std::optional<Target>& target)
{
    return m_service.change(context, [&](Change& change) -> Result<> {
        auto row = TRY(ownedAt(change.db, context, address));
        TRY(place(change, row, target ? target->portId : QString(), target ? std::optional(target->fixedIp) : std::nullopt));
        return book::saveFloatingIp(change, row);
    });
}

Result<QString> FloatingIpsHandler::portOf(const service::Context& context, const QString& address)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<QString> { return TRY(ownedAt(connection, context, address)).portId.value_or(QString()); });
}

Result<http::Response> FloatingIpsHandler::pools(Call& call)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        const auto scope = scopeOf<NetworkRow>(call.context);
        const auto where = scope.where.isEmpty() ? QStringLiteral("external IS TRUE") : QStringLiteral("external IS TRUE AND (%1)").arg(scope.where);
        const auto networks = TRY(Networks::select(connection, where, scope.arguments, QStringLiteral("created_at, id")));
        JsonWriter json;
        json.beginObject().key("floatingip_pools").beginArray();
        for (const auto& network : networks) {
            const auto subnets = TRY(book::subnetsOf(connection, network.id));
            for (const auto& subnet : subnets)
                if (subnet.ipVersion == 4)
                    json.beginObject().key("network_id").value(network.id).key("subnet_id").value(subnet.id).key("subnet_name").value(subnet.name)
                        .key("cidr").value(subnet.cidr).key("tenant_id").value(network.projectId).key("project_id").value(network.projectId).endObject();
        }
        json.endArray().endObject();
        return service::jsonResponse(200, json.take());
    });
}

} // namespace skylab::network
