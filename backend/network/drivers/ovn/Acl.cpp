#include "network/drivers/ovn/Acl.h"

#include <QHostAddress>

#include <algorithm>
#include <array>

namespace skylab::network::ovn {

namespace {
struct Protocol {
    const char* name;
    int number;
};
/// Neutron's names (API reference, security group rules) with IANA's numbers.
constexpr std::array protocols {
    Protocol { "ah", 51 },          Protocol { "dccp", 33 },        Protocol { "egp", 8 },
    Protocol { "esp", 50 },         Protocol { "gre", 47 },         Protocol { "hopopt", 0 },
    Protocol { "icmp", 1 },
    Protocol { "icmpv6", 58 },      Protocol { "igmp", 2 },         Protocol { "ip", 0 },
    Protocol { "ipip", 4 },         Protocol { "ipv6-encap", 41 },  Protocol { "ipv6-frag", 44 },
    Protocol { "ipv6-icmp", 58 },   Protocol { "ipv6-nonxt", 59 },  Protocol { "ipv6-opts", 60 },
    Protocol { "ipv6-route", 43 },  Protocol { "ospf", 89 },        Protocol { "pgm", 113 },
    Protocol { "rsvp", 46 },        Protocol { "sctp", 132 },       Protocol { "tcp", 6 },
    Protocol { "udp", 17 },         Protocol { "udplite", 136 },    Protocol { "vrrp", 112 },
};
constexpr int icmpNumber = 1;
constexpr int icmp6Number = 58;
constexpr int anyProtocol = -1;

Result<int> protocolNumber(const SecurityGroupRuleSpec& rule)
{
    const auto text = rule.protocol.toLower();
    if (text.isEmpty() || text == QLatin1String("any") || text == QLatin1String("ip"))
        return anyProtocol;
    bool isNumber = false;
    int number = text.toInt(&isNumber);
    if (!isNumber) {
        const auto found = std::find_if(protocols.begin(), protocols.end(),
                                        [&](const Protocol& p) { return text == QLatin1String(p.name); });
        if (found == protocols.end())
            return fail(ErrorCode::BadRequest, QStringLiteral("%1 is not a protocol.").arg(rule.protocol),
                        QStringLiteral("protocol"));
        number = found->number;
    }
    if (number < 0 || number > 255)
        return fail(ErrorCode::BadRequest, QStringLiteral("A protocol number is 0 to 255."),
                    QStringLiteral("protocol"));
    // "icmp" in an IPv6 rule means ICMPv6.
    return rule.ethertype == IpVersion::V6 && number == icmpNumber ? icmp6Number : number;
}

/// OVN's word for protocols whose ports it knows.
QString portedProtocol(int number)
{
    switch (number) {
    case 6: return QStringLiteral("tcp");
    case 17: return QStringLiteral("udp");
    case 132: return QStringLiteral("sctp");
    default: return {};
    }
}

Result<QString> portMatch(const QString& protocol, const SecurityGroupRuleSpec& rule)
{
    if (!rule.portMin && !rule.portMax)
        return QString();
    const int min = rule.portMin.value_or(rule.portMax.value_or(1));
    const int max = rule.portMax.value_or(min);
    if (min < 0 || max > 65535 || min > max)
        return fail(ErrorCode::BadRequest, QStringLiteral("A port range is two numbers of 0 to 65535 in order."),
                    QStringLiteral("port_range_min"));
    if (min == max)
        return QStringLiteral(" && %1.dst == %2").arg(protocol).arg(min);
    return QStringLiteral(" && %1.dst >= %2 && %1.dst <= %3").arg(protocol).arg(min).arg(max);
}

Result<QString> icmpMatch(const QString& protocol, const SecurityGroupRuleSpec& rule)
{
    QString match;
    for (const auto& [value, name] : { std::pair(rule.portMin, "type"), std::pair(rule.portMax, "code") }) {
        if (!value)
            continue;
        if (*value < 0 || *value > 255)
            return fail(ErrorCode::BadRequest, QStringLiteral("An ICMP type or code is 0 to 255."),
                        QStringLiteral("port_range_min"));
        match += QStringLiteral(" && %1.%2 == %3").arg(protocol, QLatin1String(name)).arg(*value);
    }
    return match;
}

Result<QString> protocolMatch(const SecurityGroupRuleSpec& rule)
{
    const int number = TRY(protocolNumber(rule));
    if (number == anyProtocol)
        return QString();
    if (number == icmpNumber || number == icmp6Number) {
        const auto name = number == icmpNumber ? QStringLiteral("icmp4") : QStringLiteral("icmp6");
        return QStringLiteral(" && ") + name + TRY(icmpMatch(name, rule));
    }
    if (const auto name = portedProtocol(number); !name.isEmpty())
        return QStringLiteral(" && ") + name + TRY(portMatch(name, rule));
    if (rule.portMin || rule.portMax)
        return fail(
            ErrorCode::BadRequest,
            QStringLiteral("This cloud can filter ports of TCP, UDP and SCTP only, not of %1.").arg(rule.protocol),
            QStringLiteral("port_range_min"));
    return QStringLiteral(" && ip.proto == %1").arg(number);
}

Result<QString> remoteMatch(const SecurityGroupRuleSpec& rule)
{
    const auto ip = rule.ethertype == IpVersion::V4 ? QStringLiteral("ip4") : QStringLiteral("ip6");
    const auto side = rule.direction == Direction::Ingress ? QStringLiteral("src") : QStringLiteral("dst");
    const auto prefix = QStringLiteral(" && %1.%2 == ").arg(ip, side);
    if (!rule.remoteGroupId.isEmpty())
        return prefix + QLatin1Char('$') + portGroupAddresses(rule.remoteGroupId, rule.ethertype);
    if (!rule.remoteAddressGroupId.isEmpty())
        return prefix + QLatin1Char('$') + addressSetName(rule.remoteAddressGroupId, rule.ethertype);
    if (rule.remoteCidr.isEmpty())
        return QString();
    const auto [address, length] = QHostAddress::parseSubnet(rule.remoteCidr);
    const bool wantV6 = rule.ethertype == IpVersion::V6;
    if (length < 0 || (address.protocol() == QAbstractSocket::IPv6Protocol) != wantV6)
        return fail(ErrorCode::BadRequest,
                    QStringLiteral("%1 is not an address range of the rule's ethertype.").arg(rule.remoteCidr),
                    QStringLiteral("remote_ip_prefix"));
    if (length == 0)
        return QString();   // everything; OVN warns about a /0
    return prefix + QStringLiteral("%1/%2").arg(address.toString()).arg(length);
}

QString underscored(const QString& id) { return QString(id).replace(QLatin1Char('-'), QLatin1Char('_')); }
QString suffix(IpVersion version) { return version == IpVersion::V4 ? QStringLiteral("_ip4") : QStringLiteral("_ip6"); }

QJsonObject acl(const char* direction, int priority, const QString& match, const char* action)
{
    return { { QStringLiteral("direction"), QLatin1String(direction) },
             { QStringLiteral("priority"), priority },
             { QStringLiteral("match"), match },
             { QStringLiteral("action"), QLatin1String(action) },
             { QStringLiteral("log"), false } };
}
} // namespace

QString portGroupName(const QString& groupId) { return QStringLiteral("pg_") + underscored(groupId); }

QString portGroupAddresses(const QString& groupId, IpVersion version)
{
    return portGroupName(groupId) + suffix(version);
}

QString addressSetName(const QString& addressGroupId, IpVersion version)
{
    return QStringLiteral("ag_") + underscored(addressGroupId) + suffix(version);
}

Result<QString> aclMatch(const QString& groupId, const SecurityGroupRuleSpec& rule)
{
    const auto port = rule.direction == Direction::Ingress ? QStringLiteral("outport") : QStringLiteral("inport");
    const auto ip = rule.ethertype == IpVersion::V4 ? QStringLiteral("ip4") : QStringLiteral("ip6");
    const auto remote = TRY(remoteMatch(rule));
    const auto protocol = TRY(protocolMatch(rule));
    return QStringLiteral("%1 == @%2 && %3").arg(port, portGroupName(groupId), ip) + remote + protocol;
}

Result<QJsonObject> aclColumns(const SecurityGroupSpec& group, const SecurityGroupRuleSpec& rule)
{
    const auto match = TRY(aclMatch(group.id, rule));
    return acl(rule.direction == Direction::Ingress ? "to-lport" : "from-lport", allowPriority, match,
               group.stateful ? "allow-related" : "allow-stateless");
}

QList<QJsonObject> dropGroupAcls()
{
    const auto in = QStringLiteral("inport == @") + dropGroupName;
    const auto out = QStringLiteral("outport == @") + dropGroupName;
    return { acl("from-lport", dropPriority, in + QStringLiteral(" && ip"), "drop"),
             acl("to-lport", dropPriority, out + QStringLiteral(" && ip"), "drop"),
             acl("from-lport", allowPriority, in + QStringLiteral(" && ip4 && udp.src == 68 && udp.dst == 67"),
                 "allow-related"),
             acl("from-lport", allowPriority, in + QStringLiteral(" && ip6 && udp.src == 546 && udp.dst == 547"),
                 "allow-related") };
}

} // namespace skylab::network::ovn
