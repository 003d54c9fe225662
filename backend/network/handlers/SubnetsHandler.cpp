#include "network/handlers/SubnetsHandler.h"

#include "core/Uuid.h"
#include "network/NetworkService.h"
#include "network/handlers/Wire.h"
#include "network/model/SubnetPools.h"
#include "network/store/Book.h"
#include "network/store/Pools.h"

namespace skylab::network {

using service::Call;

std::vector<service::Route> SubnetsHandler::routes()
{
    using H = SubnetsHandler;
    return {
        service::list("/subnets", wire::reading("get_subnet"), this, &H::list, wire::listExtras({ QStringLiteral("shared") })),
        wire::create("/subnets", wire::writing("create_subnet"), this, &H::create),
        wire::show("/subnets/{subnet_id}", wire::reading("get_subnet"), this, &H::show),
        service::update("PUT", "/subnets/{subnet_id}", wire::writing("update_subnet"), this, &H::update),
        service::remove("/subnets/{subnet_id}", wire::writing("delete_subnet"), this, &H::remove),
    };
}

Result<sdk::Page<SubnetRow>> SubnetsHandler::list(Call& call, const sdk::ListQuery& query)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<sdk::Page<SubnetRow>> {
        auto scope = wire::withTags(scopeOf<SubnetRow>(call.context), query, connection.engine());
        scope = wire::withShared(std::move(scope), query, call.context, QStringLiteral("network"), QStringLiteral("network_id"));
        return Subnets::list(connection, query, scope.where, scope.arguments);
    });
}

Result<SubnetRow> SubnetsHandler::show(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) { return visible<SubnetRow>(connection, call.context, id); });
}

Result<std::vector<SubnetRow>> SubnetsHandler::create(Call& call, std::vector<sdk::Decoded<sdk::Subnet>> wanted)
{
    auto made = TRY(m_service.create(call.context, [&](Change& change) -> Result<std::vector<SubnetRow>> {
        std::vector<SubnetRow> rows;
        for (const auto& one : wanted)
            rows.push_back(TRY(insert(change, one)));
        return rows;
    }, [](Change& change, const std::vector<SubnetRow>& rows) -> Result<> {
        for (const auto& row : rows)
            TRY(book::dropSubnet(change, row));
        return {};
    }));
    for (const auto& row : made)
        m_service.metadata().refresh(row.networkId);
    return made;
}

Result<SubnetRow> SubnetsHandler::insert(Change& change, const sdk::Decoded<sdk::Subnet>& wanted)
{
    SubnetRow row;
    static_cast<sdk::Subnet&>(row) = wanted.value;
    const auto network = TRY(owned<NetworkRow>(change.db, change.context, row.networkId));
    row.projectId = row.projectId.isEmpty() && change.context.admin ? network.projectId : TRY(wire::projectFor(change.context, row.projectId));
    TRY(book::requireQuota(change.db, m_service.quota(), row.projectId, QStringLiteral("subnet"), 1));
    TRY(checkServiceTypes(row.serviceTypes));
    Change::stamp(row, newUuid());
    TRY(settleCidr(change, row, wanted));
    // A gateway of "" is as good as none in requests of old clients; null means none.
    TRY(completeSubnet(row, wanted.has("gateway_ip"), wanted.has("allocation_pools")));
    const auto cidr = *Cidr::parse(row.cidr);
    const auto others = TRY(book::subnetsOf(change.db, network.id));
    for (const auto& other : others)
        if (const auto theirs = Cidr::parse(other.cidr); theirs && theirs->overlaps(cidr))
            return invalid(QStringLiteral("Requested subnet with cidr: %1 for network: %2 overlaps with another subnet").arg(row.cidr, network.id), QStringLiteral("cidr"));
    TRY(Subnets::insert(change.db, row));
    TRY(change.mark(Kind::Subnet, row.id));
    TRY(book::settleMetadata(change, network));
    TRY(change.announce("create", row));
    TRY(book::addOwnAddresses(change, row));
    return row;
}

Result<> SubnetsHandler::settleCidr(Change& change, SubnetRow& row, const sdk::Decoded<sdk::Subnet>& wanted)
{
    const auto pool = TRY(pools::wantedPool(change, row));
    if (!pool && !wanted.has("ip_version"))
        return refuse(ErrorCode::BadRequest, "HTTPBadRequest", QStringLiteral("Failed to parse request. Required attribute 'ip_version' not specified"), QStringLiteral("ip_version"));
    if (pool && !wanted.has("ip_version"))
        row.ipVersion = pool->ipVersion;
    if (pool && row.cidr.isEmpty() && wanted.has("allocation_pools"))
        return refuse(ErrorCode::BadRequest, "BadRequest", QStringLiteral("Bad subnets request: allocation_pools allowed only for specific subnet requests."), QStringLiteral("allocation_pools"));
    row.subnetpoolId.reset();
    TRY(pools::checkAffinity(change.db, row, pool));
    return pool ? pools::allocate(change, *pool, row) : Result<>();
}

Result<SubnetRow> SubnetsHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    bool dhcpChanged = false;
    auto updated = TRY(m_service.change(call.context, [&](Change& change) -> Result<SubnetRow> {
        const auto before = TRY(owned<SubnetRow>(change.db, call.context, id));
        TRY(wire::checkRevision(call, before.revisionNumber));
        auto wanted = TRY(sdk::decode<SubnetRow>(changes, sdk::In::Update, {}, before));
        TRY(applyChanges(change, wanted, before));
        auto& row = wanted.value;
        TRY(change.save(row));
        TRY(change.mark(Kind::Subnet, id));
        dhcpChanged = row.enableDhcp != before.enableDhcp;
        if (dhcpChanged)
            if (const auto network = TRY(Networks::find(change.db, row.networkId)))
                TRY(book::settleMetadata(change, *network));
        TRY(book::markRouters(change, row.networkId));      // advertisements and next hops come from here
        TRY(change.announce("update", row));
        return row;
    }));
    if (dhcpChanged)
        m_service.metadata().refresh(updated.networkId);
    return updated;
}

Result<> SubnetsHandler::applyChanges(Change& change, sdk::Decoded<SubnetRow>& wanted, const SubnetRow& before)
{
    auto& row = wanted.value;
    TRY(checkServiceTypes(row.serviceTypes));
    if (wanted.has("gateway_ip") && row.gatewayIp != before.gatewayIp && before.gatewayIp) {
        const auto holder = TRY(ipam::holder(change.db, before.id, *before.gatewayIp));
        const auto port = holder.isEmpty() ? std::nullopt : TRY(Ports::find(change.db, holder));
        if (port && port->deviceOwner == owner::routerInterface)
            return refuse(ErrorCode::Conflict, "GatewayIpInUse", QStringLiteral("Current gateway ip %1 already in use by port %2. Unable to update.").arg(*before.gatewayIp, holder), QStringLiteral("gateway_ip"));
    }
    const bool gatewayChanged = row.gatewayIp != before.gatewayIp;
    // The pools stay as they are unless they are given; a gateway inside of them is refused.
    if (wanted.has("allocation_pools") || gatewayChanged || wanted.has("dns_nameservers") || wanted.has("host_routes") || wanted.has("enable_dhcp"))
        TRY(completeSubnet(row, true, true));
    return {};
}

Result<> SubnetsHandler::remove(Call& call, const QString& id)
{
    QString networkId;
    TRY(m_service.change(call.context, [&](Change& change) -> Result<> {
        const auto row = TRY(owned<SubnetRow>(change.db, call.context, id));
        networkId = row.networkId;
        TRY(wire::checkRevision(call, row.revisionNumber));
        const auto ports = TRY(Ports::select(change.db, QStringLiteral("device_owner <> ? AND id IN (SELECT a.port_id FROM ip_allocations a WHERE a.subnet_id = ?)"), { owner::metadata, id }));
        // Addresses that ports made themselves go with the subnet, other ones are in the way.
        for (const auto& port : ports)
            if (!isSlaac(row) || port.deviceOwner.startsWith(owner::network))
                return refuse(ErrorCode::Conflict, "SubnetInUse", QStringLiteral("Unable to complete operation on subnet %1: One or more ports have an IP allocation from this subnet, for example port %2.").arg(id, port.id));
        return book::dropSubnet(change, row);
    }));
    m_service.metadata().refresh(networkId);
    return {};
}

} // namespace skylab::network
