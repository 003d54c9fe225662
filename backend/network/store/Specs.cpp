#include "network/store/Specs.h"

#include "network/model/Address.h"
#include "network/store/Book.h"
#include "network/store/Traffic.h"

namespace skylab::network::specs {

namespace {

Ipv6Mode modeOf(const std::optional<QString>& mode)
{
    if (mode == QStringLiteral("slaac"))
        return Ipv6Mode::Slaac;
    if (mode == QStringLiteral("dhcpv6-stateful"))
        return Ipv6Mode::DhcpStateful;
    if (mode == QStringLiteral("dhcpv6-stateless"))
        return Ipv6Mode::DhcpStateless;
    return Ipv6Mode::None;
}

QList<HostRoute> routesOf(const std::vector<sdk::Route>& routes)
{
    QList<HostRoute> list;
    for (const auto& route : routes)
        list << HostRoute { route.destination, route.nexthop };
    return list;
}

QList<FixedIp> addressesOf(const PortRow& port, const std::vector<SubnetRow>& subnets)
{
    QList<FixedIp> list;
    for (const auto& ip : port.fixedIps)
        for (const auto& subnet : subnets)
            if (subnet.id == ip.subnetId)
                list << FixedIp { ip.subnetId, ip.ipAddress, Cidr::parse(subnet.cidr).value_or(Cidr()).prefix };
    return list;
}

PortRole roleOf(const QString& deviceOwner)
{
    return deviceOwner == owner::routerInterface ? PortRole::RouterInterface : deviceOwner == owner::routerGateway ? PortRole::RouterGateway
        : deviceOwner == owner::metadata ? PortRole::Metadata : PortRole::Guest;
}

Result<RouterInterface> interface(db::Connection& connection, const PortRow& port)
{
    RouterInterface leg { port.id, port.networkId, port.macAddress, {}, 0, Ipv6Mode::None, {}, {} };
    const auto subnets = TRY(book::subnetsOf(connection, port.networkId));
    leg.addresses = addressesOf(port, subnets);
    if (const auto network = TRY(Networks::find(connection, port.networkId))) {
        leg.mtu = network->mtu;
        leg.ipv6DnsDomain = network->dnsDomain;
    }
    for (const auto& subnet : subnets)
        for (const auto& ip : port.fixedIps)
            if (ip.subnetId == subnet.id && subnet.ipVersion == 6) {
                leg.ipv6RaMode = modeOf(subnet.ipv6RaMode);
                leg.ipv6DnsServers = subnet.dnsNameservers;
            }
    return leg;
}

Result<RouterGateway> gateway(db::Connection& connection, const RouterRow& router, const PortRow& port)
{
    RouterGateway leg { port.id, port.networkId, port.macAddress, {}, {}, router.enableSnat, {} };
    const auto subnets = TRY(book::subnetsOf(connection, port.networkId));
    leg.addresses = addressesOf(port, subnets);
    for (const auto& subnet : subnets)
        for (const auto& ip : port.fixedIps)
            if (ip.subnetId == subnet.id && subnet.gatewayIp)
                leg.nextHops << *subnet.gatewayIp;
    return leg;
}

} // namespace

SecurityGroupRuleSpec rule(const sdk::SecurityGroupRule& row)
{
    SecurityGroupRuleSpec spec;
    spec.id = row.id;
    spec.direction = row.direction == u"egress" ? Direction::Egress : Direction::Ingress;
    spec.ethertype = row.ethertype == u"IPv6" ? IpVersion::V6 : IpVersion::V4;
    spec.protocol = row.protocol.value_or(QString());
    spec.portMin = row.portRangeMin;
    spec.portMax = row.portRangeMax;
    const auto cidr = row.remoteIpPrefix ? Cidr::parse(*row.remoteIpPrefix) : std::nullopt;
    spec.remoteCidr = cidr ? cidr->text() : QString();
    spec.remoteGroupId = row.remoteGroupId.value_or(QString());
    spec.remoteAddressGroupId = row.remoteAddressGroupId.value_or(QString());
    return spec;
}

Result<std::optional<NetworkSpec>> network(db::Connection& connection, const QString& id)
{
    const auto row = TRY(Networks::find(connection, id));
    if (!row)
        return std::optional<NetworkSpec>();
    NetworkSpec spec { row->id, row->name, row->projectId, row->mtu, row->physicalNetwork.value_or(QString()), {}, row->external, row->adminStateUp, row->revisionNumber };
    if (row->networkType == QStringLiteral("vlan"))
        spec.vlan = row->segmentationId;
    return std::optional(spec);
}

Result<std::optional<SubnetSpec>> subnet(db::Connection& connection, const QString& id)
{
    const auto row = TRY(Subnets::find(connection, id));
    if (!row)
        return std::optional<SubnetSpec>();
    SubnetSpec spec;
    spec.id = row->id;
    spec.networkId = row->networkId;
    spec.cidr = row->cidr;
    spec.gateway = row->gatewayIp.value_or(QString());
    spec.dhcp = row->enableDhcp;
    spec.dnsServers = row->dnsNameservers;
    spec.hostRoutes = routesOf(row->hostRoutes);
    spec.ipv6RaMode = modeOf(row->ipv6RaMode);
    spec.ipv6AddressMode = modeOf(row->ipv6AddressMode);
    spec.revision = row->revisionNumber;
    if (const auto network = TRY(Networks::find(connection, row->networkId)))
        spec.dnsDomain = network->dnsDomain;
    auto rows = TRY(connection.query(QStringLiteral("SELECT a.address FROM ip_allocations a JOIN ports p ON p.id = a.port_id WHERE a.subnet_id = ? AND p.device_owner = ? AND p.network_id = ?"), id, owner::metadata, row->networkId));
    if (rows.next())
        spec.metadataAddress = rows.get<QString>(0);
    TRY(rows.check());
    return std::optional(spec);
}

Result<std::optional<PortSpec>> port(db::Connection& connection, const QString& id)
{
    const auto row = TRY(Ports::find(connection, id));
    if (!row || row->deviceOwner == owner::floatingIp)
        return std::optional<PortSpec>();
    PortSpec spec;
    spec.id = row->id;
    spec.networkId = row->networkId;
    spec.name = row->name;
    spec.projectId = row->projectId;
    spec.role = roleOf(row->deviceOwner);
    spec.deviceId = row->deviceId;
    spec.deviceOwner = row->deviceOwner;
    spec.mac = row->macAddress;
    spec.fixedIps = addressesOf(*row, TRY(book::subnetsOf(connection, row->networkId)));
    spec.adminUp = row->adminStateUp;
    spec.portSecurity = row->portSecurityEnabled;
    spec.securityGroupIds = row->securityGroups;
    for (const auto& pair : row->allowedAddressPairs)
        spec.allowedAddressPairs << AddressPair { pair.macAddress.toLower(), pair.ipAddress };
    for (const auto& option : row->extraDhcpOpts)
        if (option.value)
            spec.dhcpOptions << DhcpOption { option.name, *option.value, option.ipVersion == 6 ? IpVersion::V6 : IpVersion::V4 };
    spec.dnsName = row->dnsName;
    std::optional<QString> networkPolicy;
    if (const auto network = TRY(Networks::find(connection, row->networkId))) {
        spec.dnsDomain = network->dnsDomain;
        networkPolicy = network->qosPolicyId;
    }
    if (spec.role == PortRole::Guest)
        spec.qos = TRY(qos(connection, row->qosPolicyId, networkPolicy));
    spec.host = row->hostId;
    spec.revision = row->revisionNumber;
    if (row->vnicType == u"normal")      // no other port can be bound, behind a parent neither
        TRY(subport(connection, spec));
    return std::optional(spec);
}

Result<std::optional<RouterSpec>> router(db::Connection& connection, const QString& id)
{
    const auto row = TRY(Routers::find(connection, id));
    if (!row)
        return std::optional<RouterSpec>();
    RouterSpec spec;
    spec.id = row->id;
    spec.name = row->name;
    spec.projectId = row->projectId;
    spec.adminUp = row->adminStateUp;
    spec.routes = routesOf(row->routes);
    spec.revision = row->revisionNumber;
    const auto legs = TRY(book::interfacesOf(connection, id));
    for (const auto& leg : legs)
        if (!leg.fixedIps.empty())      // no engine can have one that has no address yet, and the others shall not wait for it
            spec.interfaces << TRY(interface(connection, leg));
    if (!row->gatewayPortId.isEmpty())
        if (const auto leg = TRY(Ports::find(connection, row->gatewayPortId)); leg && !leg->fixedIps.empty())
            spec.gateway = TRY(gateway(connection, *row, *leg));
    return std::optional(spec);
}

Result<std::optional<FloatingIpSpec>> floatingIp(db::Connection& connection, const QString& id)
{
    const auto row = TRY(FloatingIps::find(connection, id));
    if (!row || !row->routerId || row->portId.has_value() != row->fixedIpAddress.has_value())
        return std::optional<FloatingIpSpec>();
    // Without a MAC address of its own it is answered where the gateway is, which works for every guest.
    FloatingIpSpec spec { row->id, *row->routerId, row->floatingIpAddress, row->portId.value_or(QString()), row->fixedIpAddress.value_or(QString()), {}, row->revisionNumber, {}, {} };
    if (!row->portId)
        spec.forwardings = TRY(forwardings(connection, id));
    if (!row->portId && spec.forwardings.isEmpty())
        return std::optional<FloatingIpSpec>();
    const auto network = TRY(Networks::find(connection, row->floatingNetworkId));
    spec.qos = TRY(qos(connection, row->qosPolicyId, network ? network->qosPolicyId : std::nullopt));
    return std::optional(spec);
}

Result<std::optional<SecurityGroupSpec>> securityGroup(db::Connection& connection, const QString& id)
{
    const auto row = TRY(Groups::find(connection, id));
    if (!row)
        return std::optional<SecurityGroupSpec>();
    SecurityGroupSpec spec { row->id, row->name, row->projectId, row->stateful, {}, row->revisionNumber };
    const auto rules = TRY(GroupRules::select(connection, QStringLiteral("security_group_id = ?"), { id }));
    for (const auto& one : rules)
        spec.rules << rule(one);
    return std::optional(spec);
}

Result<std::optional<AddressGroupSpec>> addressGroup(db::Connection& connection, const QString& id)
{
    const auto row = TRY(AddressGroups::find(connection, id));
    if (!row)
        return std::optional<AddressGroupSpec>();
    return std::optional(AddressGroupSpec { row->id, row->name, row->addresses, row->revisionNumber });
}

Result<QList<Owned>> expected(db::Connection& connection)
{
    QList<Owned> all;
    const auto read = [&](Kind kind, const char* table, const char* condition) -> Result<> {
        auto rows = TRY(connection.query(QStringLiteral("SELECT id, revision_number FROM %1%2").arg(QLatin1String(table), QLatin1String(condition))));
        while (rows.next())
            all << Owned { kind, rows.get<QString>(0), rows.get<qint64>(1) };
        return rows.check();
    };
    TRY(read(Kind::AddressGroup, "address_groups", ""));
    TRY(read(Kind::SecurityGroup, "security_groups", ""));
    TRY(read(Kind::Network, "networks", ""));
    TRY(read(Kind::Subnet, "subnets", ""));
    TRY(read(Kind::Port, "ports", " WHERE device_owner <> 'network:floatingip'"));
    TRY(read(Kind::Router, "routers", ""));
    TRY(read(Kind::FloatingIp, "floatingips", " WHERE router_id IS NOT NULL"));
    return all;
}

} // namespace skylab::network::specs
