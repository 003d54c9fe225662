#include "network/model/SecurityRules.h"

#include "network/model/Address.h"
#include "network/model/Faults.h"

namespace skylab::network {

namespace {

struct Protocol {
    const char16_t* name;
    int number;
};
constexpr Protocol protocols[] = {
    { u"ah", 51 },       { u"dccp", 33 },     { u"egp", 8 },          { u"esp", 50 },       { u"gre", 47 },          { u"hopopt", 0 },
    { u"icmp", 1 },      { u"igmp", 2 },      { u"ip", 0 },           { u"ipip", 4 },       { u"ipv6-encap", 41 },   { u"ipv6-frag", 44 },
    { u"ipv6-icmp", 58 }, { u"icmpv6", 58 },  { u"ipv6-nonxt", 59 },  { u"ipv6-opts", 60 }, { u"ipv6-route", 43 },   { u"ospf", 89 },
    { u"pgm", 113 },     { u"rsvp", 46 },     { u"sctp", 132 },       { u"tcp", 6 },        { u"udp", 17 },          { u"udplite", 136 },
    { u"vrrp", 112 },
};

/// -1: none such.
int numberOf(const QString& protocol)
{
    bool isNumber = false;
    const int number = protocol.toInt(&isNumber);
    if (isNumber)
        return number >= 0 && number <= 255 ? number : -1;
    for (const auto& one : protocols)
        if (protocol == QStringView(one.name))
            return one.number;
    return -1;
}

/// What both ends of a range must be whatever the protocol. Neutron looks at them before all else.
Result<> checkPortNumbers(const sdk::SecurityGroupRule& rule)
{
    for (const auto& [value, field] : { std::pair { rule.portRangeMin, "port_range_min" }, { rule.portRangeMax, "port_range_max" } })
        if (value && (*value < 0 || *value > 65535))
            return refuse(ErrorCode::BadRequest, "SecurityGroupInvalidPortValue", QStringLiteral("Invalid value for port %1, which must be 0 to 65535.").arg(*value), QLatin1String(field));
    return {};
}

bool hasPorts(int number) { return number == 6 || number == 17 || number == 33 || number == 132 || number == 136; }
bool isIcmp(int number) { return number == 1 || number == 58; }

Result<> checkRange(const sdk::SecurityGroupRule& rule, int number)
{
    const auto& from = rule.portRangeMin;
    const auto& to = rule.portRangeMax;
    const auto field = QStringLiteral("port_range_min");
    if (!from && !to)
        return {};
    if (!rule.protocol)
        return refuse(ErrorCode::BadRequest, "SecurityGroupProtocolRequiredWithPorts", QStringLiteral("Must also specify protocol if port range is given."), field);
    if (isIcmp(number)) {
        for (const auto& [value, what] : { std::pair { from, "port_range_min" }, { to, "port_range_max" } })
            if (value && *value > 255)
                return refuse(ErrorCode::BadRequest, "SecurityGroupInvalidIcmpValue", QStringLiteral("Invalid value for ICMP %1 (%2) %3. It must be 0 to 255.").arg(QLatin1String(what == field ? "type" : "code"), QLatin1String(what)).arg(*value), QLatin1String(what));
        if (!from)
            return refuse(ErrorCode::BadRequest, "SecurityGroupMissingIcmpType", QStringLiteral("ICMP code (port-range-max) %1 is provided but ICMP type (port-range-min) is missing.").arg(*to), field);
        return {};
    }
    if (!hasPorts(number))
        return refuse(ErrorCode::BadRequest, "SecurityGroupInvalidProtocolForPort", QStringLiteral("Invalid protocol %1 for port range, only supported for TCP, UDP, UDPLITE, SCTP and DCCP.").arg(*rule.protocol), field);
    if (!from || !to || *from > *to || *from == 0)
        return refuse(ErrorCode::BadRequest, "SecurityGroupInvalidPortRange", QStringLiteral("For TCP/UDP protocols, port_range_min must be <= port_range_max, both given, from 1 up."), field);
    return {};
}

Result<> checkRemote(sdk::SecurityGroupRule& rule)
{
    if (rule.remoteIpPrefix && rule.remoteIpPrefix->isEmpty())
        rule.remoteIpPrefix.reset();
    if (rule.remoteGroupId && rule.remoteGroupId->isEmpty())
        rule.remoteGroupId.reset();
    if (rule.remoteAddressGroupId && rule.remoteAddressGroupId->isEmpty())
        rule.remoteAddressGroupId.reset();
    if (int(rule.remoteIpPrefix.has_value()) + int(rule.remoteGroupId.has_value()) + int(rule.remoteAddressGroupId.has_value()) > 1)
        return refuse(ErrorCode::BadRequest, "SecurityGroupMultipleRemoteEntites", QStringLiteral("Only one of remote_ip_prefix, remote_group_id or remote_address_group_id may be provided."), QStringLiteral("remote_group_id"));
    if (!rule.remoteIpPrefix)
        return {};
    const auto cidr = Cidr::parse(*rule.remoteIpPrefix);
    if (!cidr)
        return refuse(ErrorCode::BadRequest, "HTTPBadRequest", QStringLiteral("Invalid input for remote_ip_prefix. Reason: '%1' is neither an IP address nor a CIDR.").arg(rule.remoteIpPrefix->left(64)), QStringLiteral("remote_ip_prefix"));
    if (cidr->base.v6 != (rule.ethertype == u"IPv6"))
        return refuse(ErrorCode::BadRequest, "SecurityGroupRuleParameterConflict", QStringLiteral("Conflicting value ethertype %1 for CIDR %2").arg(rule.ethertype, *rule.remoteIpPrefix), QStringLiteral("ethertype"));
    if (!rule.remoteIpPrefix->contains(u'/'))
        rule.remoteIpPrefix = cidr->text();
    return {};
}

std::optional<Cidr> reach(const sdk::SecurityGroupRule& rule)
{
    auto cidr = rule.remoteIpPrefix ? Cidr::parse(*rule.remoteIpPrefix) : std::nullopt;
    return cidr && cidr->prefix == 0 ? std::nullopt : cidr;
}

} // namespace

QJsonObject protocolAsText(QJsonObject body)
{
    const auto protocol = body.value(QStringLiteral("protocol"));
    if (protocol.isDouble())
        body.insert(QStringLiteral("protocol"), protocol.toVariant().toString());
    return body;
}

Result<> normaliseRule(sdk::SecurityGroupRule& rule)
{
    TRY(checkPortNumbers(rule));
    const auto type = rule.ethertype.toLower();
    if (type != u"ipv4" && type != u"ipv6")
        return refuse(ErrorCode::BadRequest, "SecurityGroupRuleInvalidEtherType", QStringLiteral("Security group rule for ethertype '%1' not supported. Allowed values are IPv4 and IPv6.").arg(rule.ethertype), QStringLiteral("ethertype"));
    rule.ethertype = type == u"ipv4" ? QStringLiteral("IPv4") : QStringLiteral("IPv6");
    int number = -1;
    if (rule.protocol) {
        rule.protocol = rule.protocol->toLower();
        if (rule.protocol->isEmpty() || rule.protocol == u"any")
            rule.protocol.reset();
    }
    if (rule.protocol) {
        number = numberOf(*rule.protocol);
        if (number < 0)
            return refuse(ErrorCode::BadRequest, "SecurityGroupRuleInvalidProtocol", QStringLiteral("Security group rule protocol %1 not supported. Only protocol names such as tcp, udp and icmp and integer representations [0 to 255] are supported.").arg(*rule.protocol), QStringLiteral("protocol"));
        if (rule.ethertype == u"IPv6" && rule.protocol == u"icmp") {      // an old spelling that stands for the other
            rule.protocol = QStringLiteral("ipv6-icmp");
            number = 58;
        }
        if (rule.ethertype == u"IPv4" && (number == 58 || rule.protocol->startsWith(QStringLiteral("ipv6-"))))
            return refuse(ErrorCode::BadRequest, "SecurityGroupEthertypeConflictWithProtocol", QStringLiteral("Invalid ethertype %1 for protocol %2.").arg(rule.ethertype, *rule.protocol), QStringLiteral("ethertype"));
    }
    TRY(checkRange(rule, number));
    return checkRemote(rule);
}

bool sameRule(const sdk::SecurityGroupRule& a, const sdk::SecurityGroupRule& b)
{
    const auto number = [](const sdk::SecurityGroupRule& rule) { return rule.protocol ? numberOf(*rule.protocol) : -1; };
    return a.direction == b.direction && a.ethertype == b.ethertype && number(a) == number(b) && a.portRangeMin == b.portRangeMin
        && a.portRangeMax == b.portRangeMax && a.remoteGroupId == b.remoteGroupId && a.remoteAddressGroupId == b.remoteAddressGroupId
        && reach(a) == reach(b);
}

sdk::SecurityGroupRule bornRule(const sdk::DefaultGroupRule& rule, const QString& groupId)
{
    sdk::SecurityGroupRule born = rule;
    born.id.clear();
    born.description.clear();
    born.securityGroupId = groupId;
    if (born.remoteGroupId == QStringLiteral("PARENT"))
        born.remoteGroupId = groupId;
    return born;
}

} // namespace skylab::network
