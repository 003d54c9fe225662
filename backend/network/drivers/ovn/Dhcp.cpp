#include "network/drivers/ovn/Dhcp.h"

#include <QCryptographicHash>
#include <QHostAddress>

#include <array>

namespace skylab::network::ovn {

namespace {
enum class Notation : std::uint8_t { Plain, Quoted, List };

struct Option {
    const char* neutron;
    const char* number;   ///< RFC 2132 and later; Neutron takes either
    const char* ovn;
    Notation notation;
};

constexpr std::array v4Options {
    Option { "netmask", "1", "netmask", Notation::Plain },
    Option { "router", "3", "router", Notation::Plain },
    Option { "dns-server", "6", "dns_server", Notation::List },
    Option { "log-server", "7", "log_server", Notation::List },
    Option { "lpr-server", "9", "lpr_server", Notation::List },
    Option { "hostname", "12", "hostname", Notation::Quoted },
    Option { "domain-name", "15", "domain_name", Notation::Quoted },
    Option { "swap-server", "16", "swap_server", Notation::Plain },
    Option { "ip-forward-enable", "19", "ip_forward_enable", Notation::Plain },
    Option { "policy-filter", "21", "policy_filter", Notation::List },
    Option { "default-ttl", "23", "default_ttl", Notation::Plain },
    Option { "mtu", "26", "mtu", Notation::Plain },
    Option { "broadcast-address", "28", "broadcast_address", Notation::Plain },
    Option { "router-discovery", "31", "router_discovery", Notation::Plain },
    Option { "router-solicitation", "32", "router_solicitation", Notation::Plain },
    Option { "arp-timeout", "35", "arp_cache_timeout", Notation::Plain },
    Option { "ethernet-encap", "36", "ethernet_encap", Notation::Plain },
    Option { "tcp-ttl", "37", "tcp_ttl", Notation::Plain },
    Option { "tcp-keepalive", "38", "tcp_keepalive_interval", Notation::Plain },
    Option { "nis-server", "41", "nis_server", Notation::List },
    Option { "ntp-server", "42", "ntp_server", Notation::List },
    Option { "netbios-ns", "44", "netbios_name_server", Notation::List },
    Option { "netbios-nodetype", "46", "netbios_node_type", Notation::Plain },
    Option { "lease-time", "51", "lease_time", Notation::Plain },
    Option { "server-ip-address", "54", "server_id", Notation::Plain },
    Option { "T1", "58", "T1", Notation::Plain },
    Option { "T2", "59", "T2", Notation::Plain },
    Option { "tftp-server", "66", "tftp_server", Notation::Quoted },
    Option { "bootfile-name", "67", "bootfile_name", Notation::Quoted },
    Option { "domain-search", "119", "domain_search_list", Notation::Quoted },
    Option { "classless-static-route", "121", "classless_static_route", Notation::List },
    Option { "tftp-server-address", "150", "tftp_server_address", Notation::List },
    Option { "path-prefix", "210", "path_prefix", Notation::Quoted },
    Option { "ms-classless-static-route", "249", "ms_classless_static_route", Notation::List },
    Option { "wpad", "252", "wpad", Notation::Quoted },
    Option { "next-server", "253", "next_server", Notation::Plain },
    Option { "bootfile-name-alt", "254", "bootfile_name_alt", Notation::Quoted },
};

constexpr std::array v6Options {
    Option { "server-id", "2", "server_id", Notation::Plain },
    Option { "dns-server", "23", "dns_server", Notation::List },
    Option { "domain-search", "24", "domain_search", Notation::Quoted },
};

template <std::size_t N>
const Option* find(const std::array<Option, N>& options, const QString& wanted)
{
    for (const auto& option : options) {
        auto underscored = QString::fromLatin1(option.neutron).replace(QLatin1Char('-'), QLatin1Char('_'));
        if (wanted == QLatin1String(option.neutron) || wanted == underscored || wanted == QLatin1String(option.number)
            || wanted == QLatin1String(option.ovn))
            return &option;
    }
    return nullptr;
}

bool isSafe(const QString& value)
{
    for (const auto c : value)
        if (c < QLatin1Char(' ') || c == QLatin1Char('"') || c == QLatin1Char('\\'))
            return false;
    return true;
}

/// What stands bare in a logical flow: addresses, numbers and what parts them. All else could end the flow's action and
/// begin another, in the words of whoever made the port.
bool isBare(QStringView value, bool isList)
{
    if (value.startsWith(QLatin1Char('{')) && value.endsWith(QLatin1Char('}')) && value.size() > 1) {
        value = value.mid(1, value.size() - 2);
        isList = true;      // an address option takes several so
    }
    for (const auto c : value) {
        const bool letter = (c >= QLatin1Char('a') && c <= QLatin1Char('z')) || (c >= QLatin1Char('A') && c <= QLatin1Char('Z'))
            || (c >= QLatin1Char('0') && c <= QLatin1Char('9'));
        if (!letter && !QStringLiteral(".:/-").contains(c) && !(isList && QStringLiteral(", ").contains(c)))
            return false;
    }
    return !value.trimmed().isEmpty();
}

QString braced(const QStringList& values)
{
    return QLatin1Char('{') + values.join(QStringLiteral(", ")) + QLatin1Char('}');
}
QString quoted(const QString& value) { return QLatin1Char('"') + value + QLatin1Char('"'); }

QString classlessRoutes(const SubnetSpec& subnet)
{
    QStringList routes;
    if (!subnet.metadataAddress.isEmpty())
        routes << QStringLiteral("169.254.169.254/32,") + subnet.metadataAddress;
    for (const auto& route : subnet.hostRoutes)
        routes << route.destination + QLatin1Char(',') + route.nextHop;
    // Whoever gets option 121 must ignore option 3 (RFC 3442), so the default route comes again.
    if (!routes.isEmpty() && !subnet.gateway.isEmpty())
        routes << QStringLiteral("0.0.0.0/0,") + subnet.gateway;
    return routes.isEmpty() ? QString() : braced(routes);
}

/// Any address of the subnet will do for a server that is everywhere.
QString serverAddress(const SubnetSpec& subnet)
{
    if (!subnet.gateway.isEmpty())
        return subnet.gateway;
    if (!subnet.metadataAddress.isEmpty())
        return subnet.metadataAddress;
    const auto network = QHostAddress::parseSubnet(subnet.cidr).first.toIPv4Address();
    return QHostAddress(network + 1).toString();
}

ovsdb::StringMap dhcpV4Options(const SubnetSpec& subnet, int mtu)
{
    ovsdb::StringMap options {
        { QStringLiteral("server_id"), serverAddress(subnet) },
        { QStringLiteral("server_mac"), stableMac(subnet.id) },
        { QStringLiteral("lease_time"), QString::number(subnet.leaseSeconds) },
        { QStringLiteral("mtu"), QString::number(mtu) },
    };
    if (!subnet.gateway.isEmpty())
        options.insert(QStringLiteral("router"), subnet.gateway);
    if (!subnet.dnsServers.isEmpty())
        options.insert(QStringLiteral("dns_server"), braced(subnet.dnsServers));
    if (!subnet.dnsDomain.isEmpty() && isSafe(subnet.dnsDomain))
        options.insert(QStringLiteral("domain_name"), quoted(subnet.dnsDomain));
    if (const auto routes = classlessRoutes(subnet); !routes.isEmpty())
        options.insert(QStringLiteral("classless_static_route"), routes);
    return options;
}

ovsdb::StringMap dhcpV6Options(const SubnetSpec& subnet)
{
    ovsdb::StringMap options { { QStringLiteral("server_id"), stableMac(subnet.id) } };
    if (subnet.ipv6AddressMode == Ipv6Mode::DhcpStateless)
        options.insert(QStringLiteral("dhcpv6_stateless"), QStringLiteral("true"));
    if (!subnet.dnsServers.isEmpty())
        options.insert(QStringLiteral("dns_server"), braced(subnet.dnsServers));
    if (!subnet.dnsDomain.isEmpty() && isSafe(subnet.dnsDomain))
        options.insert(QStringLiteral("domain_search"), quoted(subnet.dnsDomain));
    return options;
}
} // namespace

QString stableMac(const QString& seed)
{
    const auto hash = QCryptographicHash::hash(seed.toUtf8(), QCryptographicHash::Sha256);
    return QStringLiteral("fa:16:3e:") + QString::fromLatin1(hash.left(3).toHex(':'));
}

ovsdb::StringMap dhcpOptions(const SubnetSpec& subnet, int mtu)
{
    if (!subnet.dhcp)
        return {};
    if (ipVersionOf(subnet.cidr) == IpVersion::V4)
        return dhcpV4Options(subnet, mtu);
    return subnet.ipv6AddressMode == Ipv6Mode::Slaac ? ovsdb::StringMap() : dhcpV6Options(subnet);
}

Result<std::optional<std::pair<QString, QString>>> translateOption(const DhcpOption& option)
{
    const auto* known = option.version == IpVersion::V4 ? find(v4Options, option.name) : find(v6Options, option.name);
    if (!known)
        return std::nullopt;
    if (!isSafe(option.value))
        return fail(
            ErrorCode::BadRequest,
            QStringLiteral("The value of DHCP option %1 must not have quotes, backslashes or control characters.")
                .arg(option.name),
            QStringLiteral("extra_dhcp_opts"));
    QString value = option.value.trimmed();
    if (value.isEmpty() && (qstrcmp(known->ovn, "router") == 0 || qstrcmp(known->ovn, "classless_static_route") == 0))
        return std::pair(QString::fromLatin1(known->ovn), value);
    if (known->notation != Notation::Quoted && !isBare(value, known->notation == Notation::List))
        return fail(
            ErrorCode::BadRequest,
            QStringLiteral("The value of DHCP option %1 must be %2: letters, digits and . : / - only.")
                .arg(option.name,
                     known->notation == Notation::List ? QStringLiteral("addresses or networks with commas between them")
                                                       : QStringLiteral("an address or a number")),
            QStringLiteral("extra_dhcp_opts"));
    switch (known->notation) {
    case Notation::Quoted:
        value = quoted(value);
        break;
    case Notation::List:
        if (!value.startsWith(QLatin1Char('{')))
            value = QLatin1Char('{') + value + QLatin1Char('}');
        break;
    case Notation::Plain:
        break;
    }
    return std::pair(QString::fromLatin1(known->ovn), value);
}

bool dhcpDisabled(const QList<DhcpOption>& options, IpVersion version)
{
    for (const auto& option : options)
        if (option.version == version && option.name == QLatin1String("dhcp_disabled"))
            return option.value.compare(QLatin1String("true"), Qt::CaseInsensitive) == 0;
    return false;
}

ovsdb::StringMap overlay(ovsdb::StringMap base, const QList<DhcpOption>& options, IpVersion version)
{
    for (const auto& option : options) {
        if (option.version != version)
            continue;
        // The book may have one from before such values were refused; the port and its subnet shall not wait for it.
        const auto translated = translateOption(option);
        if (!translated || !*translated)
            continue;
        const auto& [name, value] = **translated;
        if (value.isEmpty())
            base.remove(name);
        else
            base.insert(name, value);
    }
    return base;
}

ovsdb::StringMap routerAdvertisement(const RouterInterface& interface)
{
    QString mode;
    switch (interface.ipv6RaMode) {
    case Ipv6Mode::None: return {};
    case Ipv6Mode::Slaac: mode = QStringLiteral("slaac"); break;
    case Ipv6Mode::DhcpStateful: mode = QStringLiteral("dhcpv6_stateful"); break;
    case Ipv6Mode::DhcpStateless: mode = QStringLiteral("dhcpv6_stateless"); break;
    }
    ovsdb::StringMap configs { { QStringLiteral("address_mode"), mode },
                               { QStringLiteral("send_periodic"), QStringLiteral("true") } };
    if (interface.mtu > 0)
        configs.insert(QStringLiteral("mtu"), QString::number(interface.mtu));
    if (!interface.ipv6DnsServers.isEmpty())
        configs.insert(QStringLiteral("rdnss"), interface.ipv6DnsServers.first());   // OVN sends one
    if (!interface.ipv6DnsDomain.isEmpty() && isSafe(interface.ipv6DnsDomain))
        configs.insert(QStringLiteral("dnssl"), interface.ipv6DnsDomain);
    return configs;
}

} // namespace skylab::network::ovn
