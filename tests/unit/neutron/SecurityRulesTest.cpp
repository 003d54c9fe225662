#include "network/model/SecurityRules.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::network;

class SecurityRulesTest : public QObject {
    Q_OBJECT

    static sdk::SecurityGroupRule rule(const char* protocol, std::optional<int> from = {}, std::optional<int> to = {}, const char* cidr = nullptr, const char* type = "IPv4")
    {
        sdk::SecurityGroupRule rule;
        rule.direction = QStringLiteral("ingress");
        rule.ethertype = QString::fromLatin1(type);
        if (protocol)
            rule.protocol = QString::fromLatin1(protocol);
        rule.portRangeMin = from;
        rule.portRangeMax = to;
        if (cidr)
            rule.remoteIpPrefix = QString::fromLatin1(cidr);
        return rule;
    }
    static QString refusal(sdk::SecurityGroupRule rule)
    {
        const auto done = normaliseRule(rule);
        return done ? QString() : done.error().type;
    }

private Q_SLOTS:
    void brings()
    {
        auto one = rule("TCP", 22, 22, "10.0.0.1", "ipv4");
        QVERIFY(normaliseRule(one));
        QCOMPARE(one.protocol.value(), QStringLiteral("tcp"));
        QCOMPARE(one.ethertype, QStringLiteral("IPv4"));
        QCOMPARE(one.remoteIpPrefix.value(), QStringLiteral("10.0.0.1/32"));
        auto any = rule("any");
        QVERIFY(normaliseRule(any));
        QVERIFY(!any.protocol);
        auto six = rule("icmp", {}, {}, nullptr, "IPv6");
        QVERIFY(normaliseRule(six));
        QCOMPARE(six.protocol.value(), QStringLiteral("ipv6-icmp"));
    }
    void refuses()
    {
        QCOMPARE(refusal(rule("tcp", 1, 1, nullptr, "IPv5")), QStringLiteral("SecurityGroupRuleInvalidEtherType"));
        QCOMPARE(refusal(rule("nonsense")), QStringLiteral("SecurityGroupRuleInvalidProtocol"));
        QCOMPARE(refusal(rule("256")), QStringLiteral("SecurityGroupRuleInvalidProtocol"));
        QCOMPARE(refusal(rule(nullptr, 22, 22)), QStringLiteral("SecurityGroupProtocolRequiredWithPorts"));
        QCOMPARE(refusal(rule("tcp", 23, 22)), QStringLiteral("SecurityGroupInvalidPortRange"));
        QCOMPARE(refusal(rule("tcp", 23)), QStringLiteral("SecurityGroupInvalidPortRange"));
        QCOMPARE(refusal(rule("gre", 1, 2)), QStringLiteral("SecurityGroupInvalidProtocolForPort"));
        QCOMPARE(refusal(rule("icmp", 256, 0)), QStringLiteral("SecurityGroupInvalidIcmpValue"));
        QCOMPARE(refusal(rule("icmp", {}, 3)), QStringLiteral("SecurityGroupMissingIcmpType"));
        QCOMPARE(refusal(rule("icmpv6")), QStringLiteral("SecurityGroupEthertypeConflictWithProtocol"));
        QCOMPARE(refusal(rule("tcp", 22, 22, "2001::/64")), QStringLiteral("SecurityGroupRuleParameterConflict"));
        auto both = rule("tcp", 22, 22, "10.0.0.0/8");
        both.remoteGroupId = QStringLiteral("x");
        QCOMPARE(refusal(both), QStringLiteral("SecurityGroupMultipleRemoteEntites"));
        QCOMPARE(refusal(rule("icmp", 8, 0)), QString());
    }
    void comparesMeaning()
    {
        QVERIFY(sameRule(rule("tcp", 22, 22), rule("6", 22, 22, "0.0.0.0/0")));
        QVERIFY(!sameRule(rule("tcp", 22, 22), rule("tcp", 22, 23)));
        QVERIFY(!sameRule(rule("tcp", 22, 22), rule("tcp", 22, 22, "10.0.0.0/8")));
        QVERIFY(!sameRule(rule("tcp"), rule("tcp", {}, {}, nullptr, "IPv6")));
    }
    void bearsRules()
    {
        sdk::DefaultGroupRule way;
        way.id = QStringLiteral("template");
        way.direction = QStringLiteral("ingress");
        way.remoteGroupId = QStringLiteral("PARENT");
        const auto own = bornRule(way, QStringLiteral("g"));
        QCOMPARE(own.securityGroupId, QStringLiteral("g"));
        QCOMPARE(own.remoteGroupId.value(), QStringLiteral("g"));
        QVERIFY(own.id.isEmpty());
        way.remoteGroupId = QStringLiteral("other");
        QCOMPARE(bornRule(way, QStringLiteral("g")).remoteGroupId.value(), QStringLiteral("other"));
    }
    void takesOneRemoteOnly()
    {
        auto both = rule("tcp", 22, 22, "10.0.0.0/8");
        both.remoteAddressGroupId = QStringLiteral("a");
        QCOMPARE(normaliseRule(both).error().type, QStringLiteral("SecurityGroupMultipleRemoteEntites"));
        both.remoteIpPrefix.reset();
        QVERIFY(normaliseRule(both));
        auto other = both;
        other.remoteAddressGroupId = QStringLiteral("b");
        QVERIFY(!sameRule(both, other));
    }
};
SKYLAB_TEST(SecurityRulesTest)
#include "SecurityRulesTest.moc"
