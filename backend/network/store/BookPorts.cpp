// Ports and their addresses.
#include "core/Uuid.h"
#include "network/store/Traffic.h"

namespace skylab::network::book {

namespace {

const QString fixedIps = QStringLiteral("fixed_ips");

struct Resource {
    const char* name;
    const char* table;
    const char* condition;
};
constexpr Resource resources[] = {
    { "network", "networks", "" }, { "subnet", "subnets", "" }, { "router", "routers", "" }, { "floatingip", "floatingips", "" },
    { "port", "ports", " AND device_owner <> 'network:distributed'" }, { "security_group", "security_groups", "" }, { "security_group_rule", "security_group_rules", "" },
    { "trunk", "trunks", "" },
    { "subnetpool", "subnetpools", "" }, { "rbac_policy", "rbac_policies", "" },
};

bool isRouterPort(const PortRow& port) { return port.deviceOwner == owner::routerInterface || port.deviceOwner == owner::routerGateway; }

/// The subnet that a wish means: named, or the one that holds the address.
Result<SubnetRow> subnetFor(const std::vector<SubnetRow>& subnets, const QString& networkId, const sdk::FixedIp& wish)
{
    if (!wish.subnetId.isEmpty()) {
        for (const auto& subnet : subnets)
            if (subnet.id == wish.subnetId)
                return subnet;
        return invalid(QStringLiteral("Failed to create port on network %1, because fixed_ips included invalid subnet %2.").arg(networkId, wish.subnetId), fixedIps);
    }
    const auto address = Address::parse(wish.ipAddress);
    if (!address)
        return invalid(QStringLiteral("IP allocation requires subnet_id or ip_address."), fixedIps);
    for (const auto& subnet : subnets)
        if (const auto cidr = Cidr::parse(subnet.cidr); cidr && cidr->contains(*address))
            return subnet;
    return refuse(ErrorCode::BadRequest, "InvalidIpForNetwork", QStringLiteral("IP address %1 is not a valid IP for any of the subnets on the specified network.").arg(wish.ipAddress), fixedIps);
}

Result<sdk::FixedIp> fulfil(db::Connection& connection, const std::vector<SubnetRow>& subnets, const PortRow& port, const sdk::FixedIp& wish)
{
    const auto subnet = TRY(subnetFor(subnets, port.networkId, wish));
    if (isSlaac(subnet) && !isRouterPort(port)) {
        auto ip = TRY(ipam::takeSlaac(connection, subnet, port.id, port.macAddress));
        if (!wish.ipAddress.isEmpty() && Address::parse(wish.ipAddress) != Address::parse(ip.ipAddress))
            return refuse(ErrorCode::BadRequest, "AllocationOnAutoAddressSubnet", QStringLiteral("IPv6 address %1 cannot be directly assigned to a port on subnet %2 as the subnet is configured for automatic addresses").arg(wish.ipAddress, subnet.id), fixedIps);
        return ip;
    }
    return wish.ipAddress.isEmpty() ? ipam::takeNext(connection, subnet, port.id) : ipam::take(connection, subnet, port.id, wish.ipAddress);
}

/// One address of the first subnet of the version that has one left.
Result<> takeFromAny(db::Connection& connection, const std::vector<SubnetRow>& subnets, int version, PortRow& port)
{
    std::optional<Error> last;
    for (const auto& subnet : subnets) {
        if (subnet.ipVersion != version || (version == 6 && isSlaac(subnet) && !isRouterPort(port)))
            continue;
        auto ip = ipam::takeNext(connection, subnet, port.id);
        if (ip) {
            port.fixedIps.push_back(*ip);
            return {};
        }
        if (ip.error().type != u"IpAddressGenerationFailure")
            return fail(ip.error());
        last = ip.error();
    }
    if (last)
        return fail(*last);
    return {};
}

/// The subnets that a port of this owner may have addresses of without naming them: those that were made for such owners
/// come first, those for others are left out. Conflict when none is left.
Result<std::vector<SubnetRow>> servingSubnets(const std::vector<SubnetRow>& subnets, const PortRow& port)
{
    std::vector<SubnetRow> serving;
    for (const bool special : { true, false })
        for (const auto& subnet : subnets)
            if (special ? subnet.serviceTypes.contains(port.deviceOwner) : subnet.serviceTypes.isEmpty())
                serving.push_back(subnet);
    if (serving.empty() && !subnets.empty())
        return refuse(ErrorCode::Conflict, "IpAddressGenerationFailureNoMatchingSubnet", QStringLiteral("No valid service subnet for the given device owner, network_id %1, service type %2.").arg(port.networkId, port.deviceOwner), fixedIps);
    return serving;
}

/// Addresses that a port makes itself come without being asked for, in each subnet that is for it.
Result<> takeOwn(db::Connection& connection, const std::vector<SubnetRow>& subnets, PortRow& port)
{
    if (port.deviceOwner.startsWith(owner::network))
        return {};
    for (const auto& subnet : subnets) {
        const bool has = std::any_of(port.fixedIps.begin(), port.fixedIps.end(), [&](const sdk::FixedIp& ip) { return ip.subnetId == subnet.id; });
        if (isSlaac(subnet) && !has && (subnet.serviceTypes.isEmpty() || subnet.serviceTypes.contains(port.deviceOwner)))
            port.fixedIps.push_back(TRY(ipam::takeSlaac(connection, subnet, port.id, port.macAddress)));
    }
    return {};
}

/// What the network's DNS calls the port; empty = nothing.
QString toldName(const PortRow& port) { return isRouterPort(port) || port.fixedIps.empty() ? QString() : port.dnsName.toLower(); }

/// The network's DNS has one port to a name. When that of `before` goes, another one that bears it is told anew.
Result<> markNamesake(Change& change, const PortRow& before)
{
    if (toldName(before).isEmpty())
        return {};
    const auto others = TRY(Ports::select(change.db, QStringLiteral("network_id = ? AND LOWER(dns_name) = ? AND id <> ? AND device_owner NOT IN (?, ?) AND id IN (SELECT a.port_id FROM ip_allocations a WHERE a.network_id = ?)"),
                                          { before.networkId, toldName(before), before.id, owner::routerInterface, owner::routerGateway, before.networkId }, QStringLiteral("created_at DESC, id LIMIT 1")));
    return others.empty() ? Result<>() : change.mark(Kind::Port, others.front().id);
}

Result<> takeAutomatic(db::Connection& connection, const std::vector<SubnetRow>& all, PortRow& port)
{
    const auto subnets = TRY(servingSubnets(all, port));
    TRY(takeFromAny(connection, subnets, 4, port));
    return takeFromAny(connection, subnets, 6, port);
}

} // namespace

Result<qint64> used(db::Connection& connection, const QString& projectId, const QString& resource)
{
    for (const auto& one : resources) {
        if (resource != QLatin1String(one.name))
            continue;
        auto rows = TRY(connection.query(QStringLiteral("SELECT COUNT(*) FROM %1 WHERE project_id = ?%2").arg(QLatin1String(one.table), QLatin1String(one.condition)), projectId));
        rows.next();
        return rows.get<qint64>(0);
    }
    return qint64(0);
}

Result<> requireQuota(db::Connection& connection, const service::Quota& quota, const QString& projectId, const QString& resource, qint64 wanted)
{
    const auto limit = TRY(quota.limits(connection, projectId)).value(resource, -1);
    if (limit < 0)
        return {};
    const auto has = TRY(used(connection, projectId, resource));
    if (has + wanted <= limit)
        return {};
    return refuse(ErrorCode::OverQuota, "OverQuota", QStringLiteral("Quota exceeded for resources: ['%1']. %2 of %3 are in use; delete some that are not needed, or ask the administrator for more.").arg(resource).arg(has).arg(limit), resource);
}

Result<std::vector<SubnetRow>> subnetsOf(db::Connection& connection, const QString& networkId)
{
    return Subnets::select(connection, QStringLiteral("network_id = ?"), { networkId }, QStringLiteral("created_at, id"));
}

Result<> checkMac(db::Connection& connection, const PortRow& port)
{
    if (TRY(Ports::count(connection, QStringLiteral("network_id = ? AND mac_address = ? AND id <> ?"), { port.networkId, port.macAddress, port.id })) == 0)
        return {};
    return refuse(ErrorCode::Conflict, "MacAddressInUse", QStringLiteral("Unable to complete operation for network %1. The mac address %2 is in use.").arg(port.networkId, port.macAddress), QStringLiteral("mac_address"));
}

Result<> addPort(Change& change, const NetworkRow& network, PortRow& port, const std::optional<Addresses>& wanted)
{
    port.networkId = network.id;
    Change::stamp(port, port.id.isEmpty() ? newUuid() : port.id);
    if (port.macAddress.isEmpty()) {
        for (int attempt = 0; attempt < 16; ++attempt) {
            port.macAddress = randomMac();
            if (checkMac(change.db, port))
                break;
        }
    }
    port.macAddress = port.macAddress.toLower();
    TRY(checkMac(change.db, port));
    const auto groups = std::exchange(port.securityGroups, {});
    port.fixedIps.clear();
    TRY(Ports::insert(change.db, port));
    const auto subnets = TRY(subnetsOf(change.db, network.id));
    if (wanted) {
        for (const auto& wish : *wanted)
            port.fixedIps.push_back(TRY(fulfil(change.db, subnets, port, wish)));
    } else {
        TRY(takeAutomatic(change.db, subnets, port));
    }
    TRY(takeOwn(change.db, subnets, port));
    for (const auto& group : groups)
        TRY(change.db.execute(QStringLiteral("INSERT INTO port_groups (port_id, group_id) VALUES (?, ?)"), port.id, group));
    port.securityGroups = groups;
    TRY(Ports::update(change.db, port));
    if (port.deviceOwner != owner::floatingIp)
        TRY(change.mark(Kind::Port, port.id));
    port = TRY(decorated(change.db, port));
    return change.announce("create", port);
}

Result<> changeAddresses(Change& change, PortRow& port, const Addresses& wanted)
{
    const auto subnets = TRY(subnetsOf(change.db, port.networkId));
    auto old = port.fixedIps;
    Addresses kept;
    std::vector<sdk::FixedIp> missing;
    // An address that the port made of a MAC address which it has no more is given back, and asked for anew.
    const auto isStale = [&](const sdk::FixedIp& ip) {
        const auto subnet = std::find_if(subnets.begin(), subnets.end(), [&](const SubnetRow& one) { return one.id == ip.subnetId; });
        const auto cidr = subnet != subnets.end() && isSlaac(*subnet) && !isRouterPort(port) ? Cidr::parse(subnet->cidr) : std::nullopt;
        return cidr && Address::parse(ip.ipAddress) != slaacAddress(*cidr, port.macAddress);
    };
    for (const auto& one : wanted) {
        auto wish = one;
        const auto has = std::find(old.begin(), old.end(), wish);
        if (has != old.end() && isStale(*has))
            wish.ipAddress.clear();
        const auto same = std::find_if(old.begin(), old.end(), [&](const sdk::FixedIp& ip) {
            return !isStale(ip) && (wish.subnetId.isEmpty() || wish.subnetId == ip.subnetId) && (wish.ipAddress.isEmpty() || Address::parse(wish.ipAddress) == Address::parse(ip.ipAddress));
        });
        if (same == old.end()) {
            missing.push_back(wish);
            continue;
        }
        kept.push_back(*same);
        old.erase(same);
    }
    for (const auto& ip : old)
        TRY(ipam::release(change.db, port.id, ip));
    for (const auto& wish : missing)
        kept.push_back(TRY(fulfil(change.db, subnets, port, wish)));
    port.fixedIps = kept;
    TRY(takeOwn(change.db, subnets, port));
    return freeFloatingIps(change, port.id, port.fixedIps);
}

Result<> addOwnAddresses(Change& change, const SubnetRow& subnet)
{
    if (!isSlaac(subnet))
        return {};
    auto ports = TRY(Ports::select(change.db, QStringLiteral("network_id = ?"), { subnet.networkId }));
    for (auto& port : ports) {
        const auto before = port.fixedIps.size();
        TRY(takeOwn(change.db, { subnet }, port));
        if (port.fixedIps.size() != before)
            TRY(savePort(change, port));
    }
    return {};
}

Result<> setGroups(Change& change, const service::Context& context, PortRow& port, const QStringList& groupIds)
{
    auto wanted = groupIds;
    wanted.removeDuplicates();
    if (!wanted.isEmpty() && !port.portSecurityEnabled)
        return refuse(ErrorCode::Conflict, "PortSecurityAndIPRequiredForSecurityGroups", QStringLiteral("Port security must be enabled and port must have an IP address in order to use security groups."), QStringLiteral("security_groups"));
    for (const auto& id : wanted)
        TRY(visible<GroupRow>(change.db, context, id));
    TRY(change.db.execute(QStringLiteral("DELETE FROM port_groups WHERE port_id = ?"), port.id));
    for (const auto& id : wanted)
        TRY(change.db.execute(QStringLiteral("INSERT INTO port_groups (port_id, group_id) VALUES (?, ?)"), port.id, id));
    port.securityGroups = wanted;
    return {};
}

Result<> savePort(Change& change, PortRow& port)
{
    const auto before = TRY(Ports::find(change.db, port.id));
    TRY(change.save(port));
    if (port.deviceOwner != owner::floatingIp)
        TRY(change.mark(Kind::Port, port.id));
    if (before && toldName(*before) != toldName(port))
        TRY(markNamesake(change, *before));
    port = TRY(decorated(change.db, port));
    TRY(change.announce("update", port));
    TRY(followParent(change, port));
    return settleTrunksOf(change, port.id);
}

Result<> dropPort(Change& change, const PortRow& port)
{
    TRY(freeFloatingIps(change, port.id));
    TRY(forgetInTrunks(change, port.id));
    TRY(Ports::remove(change.db, port.id));       // its addresses and groups go along
    if (port.deviceOwner != owner::floatingIp)
        TRY(change.mark(Kind::Port, port.id));
    TRY(markNamesake(change, port));
    return change.announce("delete", port);
}

} // namespace skylab::network::book
