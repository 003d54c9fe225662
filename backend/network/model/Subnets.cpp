#include "network/model/Subnets.h"

#include "network/model/Faults.h"

#include <algorithm>

namespace skylab::network {

bool isSlaac(const sdk::Subnet& subnet)
{
    const auto isAutomatic = [](const std::optional<QString>& mode) { return mode == QStringLiteral("slaac") || mode == QStringLiteral("dhcpv6-stateless"); };
    return isAutomatic(subnet.ipv6AddressMode) || isAutomatic(subnet.ipv6RaMode);
}

std::vector<sdk::AllocationPool> defaultPools(const Cidr& cidr, const std::optional<Address>& gateway)
{
    std::vector<sdk::AllocationPool> pools;
    const auto add = [&](const Address& from, const Address& to) {
        if (from <= to)
            pools.push_back({ from.text(), to.text() });
    };
    const auto first = cidr.firstHost();
    const auto last = cidr.lastHost();
    if (!gateway || *gateway < first || *gateway > last) {
        add(first, last);
        return pools;
    }
    if (*gateway > first)
        add(first, { first.v6, gateway->bits - 1 });
    if (*gateway < last)
        add(gateway->plus(1), last);
    return pools;
}

Result<> checkPools(const sdk::Subnet& subnet)
{
    const auto cidr = *Cidr::parse(subnet.cidr);
    const auto gateway = Address::parse(subnet.gatewayIp.value_or(QString()));
    std::vector<std::pair<Address, Address>> ranges;
    for (const auto& pool : subnet.allocationPools) {
        const auto start = Address::parse(pool.start);
        const auto end = Address::parse(pool.end);
        if (!start || !end || start->v6 != end->v6 || *start > *end)
            return refuse(ErrorCode::BadRequest, "InvalidAllocationPool", QStringLiteral("The allocation pool %1-%2 is not valid.").arg(pool.start, pool.end), QStringLiteral("allocation_pools"));
        if (!cidr.contains(*start) || !cidr.contains(*end) || *start < cidr.firstHost() || *end > cidr.lastHost())
            return refuse(ErrorCode::BadRequest, "OutOfBoundsAllocationPool", QStringLiteral("The allocation pool %1-%2 spans beyond the subnet cidr %3.").arg(pool.start, pool.end, subnet.cidr), QStringLiteral("allocation_pools"));
        if (gateway && *gateway >= *start && *gateway <= *end)
            return refuse(ErrorCode::Conflict, "GatewayConflictWithAllocationPools", QStringLiteral("Gateway ip %1 conflicts with allocation pool %2-%3.").arg(*subnet.gatewayIp, pool.start, pool.end), QStringLiteral("allocation_pools"));
        ranges.emplace_back(*start, *end);
    }
    std::sort(ranges.begin(), ranges.end());
    for (std::size_t i = 1; i < ranges.size(); ++i)
        if (ranges[i].first <= ranges[i - 1].second)
            return refuse(ErrorCode::Conflict, "OverlappingAllocationPools", QStringLiteral("Found overlapping allocation pools: %1-%2 and %3-%4 for subnet %5.")
                              .arg(ranges[i - 1].first.text(), ranges[i - 1].second.text(), ranges[i].first.text(), ranges[i].second.text(), subnet.cidr), QStringLiteral("allocation_pools"));
    return {};
}

namespace {

Result<> checkModes(const sdk::Subnet& subnet, const Cidr& cidr)
{
    if (!subnet.ipv6RaMode && !subnet.ipv6AddressMode)
        return {};
    if (subnet.ipVersion != 6)
        return invalid(QStringLiteral("ipv6_ra_mode and ipv6_address_mode need a subnet of IP version 6."), QStringLiteral("ipv6_address_mode"));
    if (!subnet.enableDhcp)
        return invalid(QStringLiteral("ipv6_ra_mode or ipv6_address_mode cannot be set when enable_dhcp is set to False"), QStringLiteral("enable_dhcp"));
    if (subnet.ipv6RaMode && subnet.ipv6AddressMode && subnet.ipv6RaMode != subnet.ipv6AddressMode)
        return invalid(QStringLiteral("ipv6_ra_mode set to '%1' with ipv6_address_mode set to '%2' is not valid. If both attributes are set, they must be the same value").arg(*subnet.ipv6RaMode, *subnet.ipv6AddressMode), QStringLiteral("ipv6_address_mode"));
    if (isSlaac(subnet) && cidr.prefix != 64)
        return invalid(QStringLiteral("Invalid CIDR %1 for IPv6 address mode. OpenStack uses the EUI-64 address format, which requires the prefix to be /64").arg(subnet.cidr), QStringLiteral("cidr"));
    return {};
}

Result<> checkHints(const sdk::Subnet& subnet)
{
    for (const auto& server : subnet.dnsNameservers)
        if (!Address::parse(server))
            return invalid(QStringLiteral("'%1' is not a valid nameserver.").arg(server.left(64)), QStringLiteral("dns_nameservers"));
    for (const auto& route : subnet.hostRoutes) {
        const auto destination = Cidr::parse(route.destination);
        const auto hop = Address::parse(route.nexthop);
        if (!destination || !hop || destination->base.v6 != hop->v6 || hop->v6 != (subnet.ipVersion == 6))
            return invalid(QStringLiteral("The host route to %1 by %2 does not fit a subnet of IP version %3.").arg(route.destination, route.nexthop).arg(subnet.ipVersion), QStringLiteral("host_routes"));
    }
    return {};
}

} // namespace

Result<> completeSubnet(sdk::Subnet& subnet, bool gatewayGiven, bool poolsGiven)
{
    const auto cidr = Cidr::parse(subnet.cidr);
    if (subnet.ipVersion != 4 && subnet.ipVersion != 6)
        return invalid(QStringLiteral("ip_version must be 4 or 6, not %1.").arg(subnet.ipVersion), QStringLiteral("ip_version"));
    if (!cidr)
        return refuse(ErrorCode::BadRequest, "BadRequest", QStringLiteral("Bad subnets request: a subnetpool must be specified in the absence of a cidr."), QStringLiteral("cidr"));
    if (cidr->base.v6 != (subnet.ipVersion == 6))
        return invalid(QStringLiteral("cidr '%1' does not match the ip_version '%2'").arg(subnet.cidr).arg(subnet.ipVersion), QStringLiteral("cidr"));
    if (cidr->prefix == 0)
        return invalid(QStringLiteral("0 is not allowed as CIDR prefix length"), QStringLiteral("cidr"));
    subnet.cidr = cidr->text();
    TRY(checkModes(subnet, *cidr));
    TRY(checkHints(subnet));
    std::optional<Address> gateway;
    if (!gatewayGiven)
        gateway = cidr->firstHost();
    else if (subnet.gatewayIp && !subnet.gatewayIp->isEmpty())
        gateway = Address::parse(*subnet.gatewayIp);
    if (gateway && (!cidr->contains(*gateway) || *gateway < cidr->firstHost() || *gateway > cidr->lastHost()) && !(cidr->base.v6 && *gateway == cidr->base))
        return invalid(QStringLiteral("Gateway %1 is not valid on subnet %2").arg(gateway->text(), subnet.cidr), QStringLiteral("gateway_ip"));
    subnet.gatewayIp = gateway ? std::optional(gateway->text()) : std::nullopt;
    if (!poolsGiven) {
        subnet.allocationPools = defaultPools(*cidr, gateway);
        return {};
    }
    TRY(checkPools(subnet));
    for (auto& pool : subnet.allocationPools)
        pool = { Address::parse(pool.start)->text(), Address::parse(pool.end)->text() };
    return {};
}

} // namespace skylab::network
