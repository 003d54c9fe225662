#include "network/drivers/ovn/Rows.h"

#include "network/drivers/ovn/Dhcp.h"

#include <QHostAddress>

#include <algorithm>

namespace skylab::network::ovn {

using ovsdb::StringMap;

namespace {
const QString columnExternalIds = QStringLiteral("external_ids");

QString cidrOf(const FixedIp& ip)
{
    const auto [network, length]
        = QHostAddress::parseSubnet(QStringLiteral("%1/%2").arg(ip.address).arg(ip.prefixLength));
    return QStringLiteral("%1/%2").arg(network.toString()).arg(length);
}

QStringList withPrefix(const QList<FixedIp>& ips)
{
    QStringList result;
    for (const auto& ip : ips)
        result << QStringLiteral("%1/%2").arg(ip.address).arg(ip.prefixLength);
    return result;
}

QString portType(PortRole role)
{
    switch (role) {
    case PortRole::RouterInterface:
    case PortRole::RouterGateway: return QStringLiteral("router");
    case PortRole::Metadata: return QStringLiteral("localport");
    case PortRole::Guest: break;
    }
    return {};
}

QString ownAddresses(const PortSpec& spec)
{
    QStringList words { spec.mac };
    for (const auto& ip : spec.fixedIps)
        words << ip.address;
    return words.join(QLatin1Char(' '));
}

/// The port's own addresses and those it is allowed besides, one entry for each MAC.
QStringList allowedAddresses(const PortSpec& spec)
{
    QMap<QString, QStringList> byMac;
    for (const auto& pair : spec.allowedAddressPairs)
        byMac[pair.mac.isEmpty() ? spec.mac : pair.mac.toLower()] << pair.address;
    const auto own = byMac.take(spec.mac);
    QStringList result { own.isEmpty() ? ownAddresses(spec) : ownAddresses(spec) + u' ' + own.join(u' ') };
    for (auto it = byMac.begin(); it != byMac.end(); ++it)
        result << it.key() + u' ' + it.value().join(u' ');
    return result;
}

/// Where frames are sent to. A port that may use foreign MACs gets those too; one without port security, everything
/// that has no other home.
QStringList reachableAddresses(const PortSpec& spec)
{
    if (portType(spec.role) == QLatin1String("router"))
        return { QStringLiteral("router") };
    QStringList result { ownAddresses(spec) };
    if (spec.portSecurity)
        for (const auto& entry : allowedAddresses(spec))
            if (!entry.startsWith(spec.mac))
                result << entry;
    if (!spec.portSecurity && spec.role == PortRole::Guest)
        result << QStringLiteral("unknown");
    return result;
}

StringMap portOptions(const PortSpec& spec, const StringMap& keepBinding)
{
    StringMap options;
    if (portType(spec.role) == QLatin1String("router"))
        options.insert(QStringLiteral("router-port"), routerPortName(spec.id));
    if (spec.role == PortRole::RouterGateway) {
        options.insert(QStringLiteral("nat-addresses"), QStringLiteral("router"));
        options.insert(QStringLiteral("exclude-lb-vips-from-garp"), QStringLiteral("true"));
    }
    // A subport is where its parent is.
    if (spec.role != PortRole::Guest || spec.host.isEmpty() || !spec.parentPort.isEmpty())
        return options;
    const auto requested = QStringLiteral("requested-chassis");
    const auto strategy = QStringLiteral("activation-strategy");
    options.insert(requested, spec.host);
    if (keepBinding.value(requested).startsWith(spec.host + u',')) {
        options.insert(requested, keepBinding.value(requested));
        if (keepBinding.contains(strategy))
            options.insert(strategy, keepBinding.value(strategy));
    }
    return options;
}

QString reverseName(const QString& address)
{
    const QHostAddress host(address);
    QStringList labels;
    if (ipVersionOf(address) == IpVersion::V4) {
        labels = address.split(u'.');
        std::reverse(labels.begin(), labels.end());
        return labels.join(u'.') + QStringLiteral(".in-addr.arpa");
    }
    const auto bytes = host.toIPv6Address();
    for (int i = 15; i >= 0; --i)
        labels << QString::number(bytes[i] & 15, 16) << QString::number(bytes[i] >> 4, 16);
    return labels.join(u'.') + QStringLiteral(".ip6.arpa");
}

StringMap childMark(const QString& owner, const QString& kind, const RouterSpec& router, const QString& key)
{
    // No revision: an unchanged row stays untouched when its router gets a new one.
    return { { keyOwner, owner }, { keyKind, kind }, { keyRouter, router.id }, { keyChild, key } };
}

ChildRow routerPort(const QString& owner, const RouterSpec& router, const QString& portId, const QString& mac,
                    const QList<FixedIp>& addresses, const StringMap& advertisement)
{
    const auto name = routerPortName(portId);
    return { name,
             { { QStringLiteral("name"), name },
               { QStringLiteral("mac"), mac },
               { QStringLiteral("networks"), ovsdb::set(withPrefix(addresses)) },
               { QStringLiteral("ipv6_ra_configs"), ovsdb::map(advertisement) },
               { columnExternalIds, ovsdb::map(childMark(owner, QStringLiteral("router_port"), router, name)) } } };
}

ChildRow route(const QString& owner, const RouterSpec& router, const HostRoute& route, const QString& outputPort)
{
    const auto key = route.destination + u'>' + route.nextHop;
    return { key,
             { { QStringLiteral("ip_prefix"), route.destination },
               { QStringLiteral("nexthop"), route.nextHop },
               { QStringLiteral("output_port"), ovsdb::optional(outputPort) },
               { columnExternalIds, ovsdb::map(childMark(owner, QStringLiteral("route"), router, key)) } } };
}
} // namespace

QString switchName(const QString& networkId) { return QStringLiteral("neutron-") + networkId; }
QString routerName(const QString& routerId) { return QStringLiteral("neutron-") + routerId; }
QString routerPortName(const QString& portId) { return QStringLiteral("lrp-") + portId; }
QString localnetName(const QString& networkId) { return QStringLiteral("provnet-") + networkId; }
QString keyDhcp(IpVersion version)
{
    return version == IpVersion::V4 ? QStringLiteral("skylab:dhcp4") : QStringLiteral("skylab:dhcp6");
}

StringMap mark(const QString& owner, const QString& kind, const QString& id, qint64 revision)
{
    return { { keyOwner, owner }, { keyKind, kind }, { keyId, id }, { keyRevision, QString::number(revision) } };
}

QJsonObject switchColumns(const QString& owner, const NetworkSpec& spec, int mtu)
{
    auto ids = mark(owner, kindName(Kind::Network), spec.id, spec.revision);
    ids.insert(QStringLiteral("neutron:network_name"), spec.name);
    ids.insert(QStringLiteral("neutron:project_id"), spec.projectId);
    ids.insert(keyMtu, QString::number(mtu));
    ids.insert(keyPhysicalNetwork, spec.physicalNetwork);
    return { { QStringLiteral("name"), switchName(spec.id) },
             { QStringLiteral("other_config"),
               ovsdb::map({ { QStringLiteral("mcast_snoop"), QStringLiteral("false") } }) },
             { columnExternalIds, ovsdb::map(ids) } };
}

QJsonObject localnetColumns(const QString& owner, const NetworkSpec& spec)
{
    auto ids = mark(owner, QStringLiteral("localnet"), spec.id, spec.revision);
    ids.insert(keyNetwork, spec.id);
    return { { QStringLiteral("name"), localnetName(spec.id) },
             { QStringLiteral("type"), QStringLiteral("localnet") },
             { QStringLiteral("addresses"), QStringLiteral("unknown") },
             { QStringLiteral("options"), ovsdb::map({ { QStringLiteral("network_name"), spec.physicalNetwork } }) },
             { QStringLiteral("tag_request"), spec.vlan ? QJsonValue(*spec.vlan) : QJsonValue(ovsdb::set()) },
             { columnExternalIds, ovsdb::map(ids) } };
}

QString dhcpSubnet(const PortSpec& spec, IpVersion version)
{
    if (spec.role != PortRole::Guest || dhcpDisabled(spec.dhcpOptions, version))
        return {};
    for (const auto& ip : spec.fixedIps)
        if (ipVersionOf(ip.address) == version)
            return ip.subnetId;
    return {};
}

QJsonObject portColumns(const QString& owner, const PortSpec& spec, const StringMap& keepBinding)
{
    auto ids = mark(owner, kindName(Kind::Port), spec.id, spec.revision);
    ids.insert(keyNetwork, spec.networkId);
    ids.insert(keyCidrs, withPrefix(spec.fixedIps).join(u' '));
    ids.insert(QStringLiteral("neutron:port_name"), spec.name);
    ids.insert(QStringLiteral("neutron:project_id"), spec.projectId);
    ids.insert(QStringLiteral("neutron:device_id"), spec.deviceId);
    ids.insert(QStringLiteral("neutron:device_owner"), spec.deviceOwner);
    for (const auto version : { IpVersion::V4, IpVersion::V6 })
        if (const auto subnet = dhcpSubnet(spec, version); !subnet.isEmpty())
            ids.insert(keyDhcp(version), subnet);
    if (const auto records = dnsRecords(spec); !records.isEmpty())
        ids.insert(keyDns, records.keys().join(u' '));
    const bool filtered = spec.portSecurity && spec.role == PortRole::Guest;
    const auto tag = spec.parentTag ? QJsonValue(*spec.parentTag) : QJsonValue(ovsdb::set());
    return { { QStringLiteral("name"), spec.id },
             { QStringLiteral("type"), portType(spec.role) },
             { QStringLiteral("enabled"), spec.adminUp },
             { QStringLiteral("parent_name"), ovsdb::optional(spec.parentPort) },
             { QStringLiteral("tag_request"), tag },   // northd writes the tag as asked, and keeps one that is there
             { QStringLiteral("tag"), tag },
             { QStringLiteral("addresses"), ovsdb::set(reachableAddresses(spec)) },
             { QStringLiteral("port_security"), ovsdb::set(filtered ? allowedAddresses(spec) : QStringList()) },
             { QStringLiteral("options"), ovsdb::map(portOptions(spec, keepBinding)) },
             { columnExternalIds, ovsdb::map(ids) } };
}

StringMap dnsRecords(const PortSpec& spec)
{
    StringMap records;
    if (spec.dnsName.isEmpty() || spec.fixedIps.isEmpty() || spec.role != PortRole::Guest)
        return records;
    auto domain = spec.dnsDomain.toLower();
    if (domain.endsWith(u'.'))
        domain.chop(1);
    const auto name = spec.dnsName.toLower();
    const auto full = domain.isEmpty() ? name : name + u'.' + domain;
    QStringList addresses;
    for (const auto& ip : spec.fixedIps) {
        addresses << ip.address;
        records.insert(reverseName(ip.address), full);
    }
    records.insert(name, addresses.join(u' '));
    records.insert(full, addresses.join(u' '));
    return records;
}

StringMap toldDnsRecords(const StringMap& portIds)
{
    auto names = portIds.value(keyDns).split(u' ', Qt::SkipEmptyParts);
    QStringList addresses, reverse;
    const auto cidrs = portIds.value(keyCidrs).split(u' ', Qt::SkipEmptyParts);
    for (const auto& cidr : cidrs) {
        addresses << cidr.section(u'/', 0, 0);
        if (const auto name = reverseName(addresses.last()); names.removeOne(name))
            reverse << name;
    }
    StringMap records;
    QString full;      // the name with its domain is the longer one
    for (const auto& name : std::as_const(names)) {
        records.insert(name, addresses.join(u' '));
        full = name.size() > full.size() ? name : full;
    }
    for (const auto& name : std::as_const(reverse))
        records.insert(name, full);
    return records;
}

QJsonObject routerColumns(const QString& owner, const RouterSpec& spec)
{
    auto ids = mark(owner, kindName(Kind::Router), spec.id, spec.revision);
    ids.insert(QStringLiteral("neutron:router_name"), spec.name);
    ids.insert(QStringLiteral("neutron:project_id"), spec.projectId);
    if (spec.gateway)
        ids.insert(keyGateway, spec.gateway->portId);
    // Learn neighbours only when asked for: a busy external network would fill the southbound database.
    const StringMap options { { QStringLiteral("always_learn_from_arp_request"), QStringLiteral("false") },
                              { QStringLiteral("dynamic_neigh_routers"), QStringLiteral("true") } };
    return { { QStringLiteral("name"), routerName(spec.id) },
             { QStringLiteral("enabled"), spec.adminUp },
             { QStringLiteral("options"), ovsdb::map(options) },
             { columnExternalIds, ovsdb::map(ids) } };
}

QList<ChildRow> routerPorts(const QString& owner, const RouterSpec& spec)
{
    QList<ChildRow> ports;
    for (const auto& leg : spec.interfaces)
        ports << routerPort(owner, spec, leg.portId, leg.mac, leg.addresses, routerAdvertisement(leg));
    if (spec.gateway)
        ports << routerPort(owner, spec, spec.gateway->portId, spec.gateway->mac, spec.gateway->addresses, {});
    return ports;
}

QList<ChildRow> routerRoutes(const QString& owner, const RouterSpec& spec)
{
    QList<ChildRow> routes;
    if (spec.gateway)
        for (const auto& hop : spec.gateway->nextHops) {
            const auto all = ipVersionOf(hop) == IpVersion::V4 ? QStringLiteral("0.0.0.0/0") : QStringLiteral("::/0");
            routes << route(owner, spec, { all, hop }, routerPortName(spec.gateway->portId));
        }
    for (const auto& own : spec.routes)
        routes << route(owner, spec, own, {});
    return routes;
}

QList<ChildRow> routerSnat(const QString& owner, const RouterSpec& spec)
{
    QList<ChildRow> rules;
    if (!spec.gateway || !spec.gateway->enableSnat)
        return rules;
    QString external;
    for (const auto& ip : spec.gateway->addresses)
        if (external.isEmpty() && ipVersionOf(ip.address) == IpVersion::V4)
            external = ip.address;
    QStringList seen;
    for (const auto& leg : spec.interfaces)
        for (const auto& ip : leg.addresses) {
            const auto cidr = cidrOf(ip);
            if (external.isEmpty() || ipVersionOf(ip.address) == IpVersion::V6 || seen.contains(cidr))
                continue;
            seen << cidr;
            const auto key = QStringLiteral("snat>") + cidr;
            rules << ChildRow { key,
                                { { QStringLiteral("type"), QStringLiteral("snat") },
                                  { QStringLiteral("external_ip"), external },
                                  { QStringLiteral("logical_ip"), cidr },
                                  { columnExternalIds,
                                    ovsdb::map(childMark(owner, QStringLiteral("snat"), spec, key)) } } };
        }
    return rules;
}

QList<ChildRow> gatewayHosts(const QString& owner, const RouterSpec& spec, const QStringList& hosts)
{
    QList<ChildRow> rows;
    int priority = int(hosts.size());
    for (const auto& host : hosts) {
        const auto name = routerPortName(spec.gateway->portId) + u'_' + host;
        rows << ChildRow { name,
                           { { QStringLiteral("name"), name },
                             { QStringLiteral("chassis_name"), host },
                             { QStringLiteral("priority"), priority-- },
                             { columnExternalIds,
                               ovsdb::map(childMark(owner, QStringLiteral("gateway_host"), spec, name)) } } };
    }
    return rows;
}

QJsonObject floatingIpColumns(const QString& owner, const FloatingIpSpec& spec)
{
    auto ids = mark(owner, kindName(Kind::FloatingIp), spec.id, spec.revision);
    ids.insert(keyRouter, spec.routerId);
    ids.insert(QStringLiteral("neutron:fip_port_id"), spec.portId);
    const bool distributed = !spec.externalMac.isEmpty() && !spec.portId.isEmpty();
    return { { QStringLiteral("type"), QStringLiteral("dnat_and_snat") },
             { QStringLiteral("external_ip"), spec.floatingAddress },
             { QStringLiteral("logical_ip"), spec.fixedAddress },
             { QStringLiteral("external_mac"), ovsdb::optional(distributed ? spec.externalMac : QString()) },
             { QStringLiteral("logical_port"), ovsdb::optional(spec.portId) },
             { columnExternalIds, ovsdb::map(ids) } };
}

} // namespace skylab::network::ovn
