#include "network/drivers/ovn/Acl.h"
#include "support/TestMain.h"

#include <QJsonObject>
#include <QTest>

using namespace skylab;
using namespace skylab::network;
using namespace skylab::network::ovn;

namespace {
const QString group = QStringLiteral("0a6d7b1e-0000-4000-8000-000000000001");
const QString other = QStringLiteral("0a6d7b1e-0000-4000-8000-000000000002");
} // namespace

class AclTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesMatches_data()
    {
        QTest::addColumn<SecurityGroupRuleSpec>("rule");
        QTest::addColumn<QString>("match");
        const auto in = QStringLiteral("outport == @pg_0a6d7b1e_0000_4000_8000_000000000001 && ");
        const auto out = QStringLiteral("inport == @pg_0a6d7b1e_0000_4000_8000_000000000001 && ");
        using R = SecurityGroupRuleSpec;
        constexpr auto v6 = IpVersion::V6;
        QTest::newRow("all out") << R { .direction = Direction::Egress } << out + "ip4";
        QTest::newRow("all out, IPv6") << R { .direction = Direction::Egress, .ethertype = v6 } << out + "ip6";
        QTest::newRow("ssh") << R { .protocol = "tcp", .portMin = 22, .portMax = 22 }
                             << in + "ip4 && tcp && tcp.dst == 22";
        QTest::newRow("range") << R { .protocol = "udp", .portMin = 1, .portMax = 65535 }
                               << in + "ip4 && udp && udp.dst >= 1 && udp.dst <= 65535";
        QTest::newRow("by number") << R { .protocol = "6", .portMin = 80, .portMax = 80 }
                                   << in + "ip4 && tcp && tcp.dst == 80";
        QTest::newRow("sctp") << R { .protocol = "SCTP", .portMin = 5, .portMax = 6 }
                              << in + "ip4 && sctp && sctp.dst >= 5 && sctp.dst <= 6";
        QTest::newRow("tcp, any port") << R { .protocol = "tcp" } << in + "ip4 && tcp";
        QTest::newRow("ping") << R { .protocol = "icmp", .portMin = 8, .portMax = 0 }
                              << in + "ip4 && icmp4 && icmp4.type == 8 && icmp4.code == 0";
        QTest::newRow("icmp, type 0") << R { .protocol = "icmp", .portMin = 0 }
                                      << in + "ip4 && icmp4 && icmp4.type == 0";
        QTest::newRow("icmp in IPv6") << R { .ethertype = v6, .protocol = "icmp" } << in + "ip6 && icmp6";
        QTest::newRow("1 in IPv6") << R { .ethertype = v6, .protocol = "1" } << in + "ip6 && icmp6";
        QTest::newRow("ipv6-icmp") << R { .ethertype = v6, .protocol = "ipv6-icmp", .portMin = 128 }
                                   << in + "ip6 && icmp6 && icmp6.type == 128";
        QTest::newRow("vrrp") << R { .protocol = "vrrp" } << in + "ip4 && ip.proto == 112";
        QTest::newRow("hopopt") << R { .ethertype = v6, .protocol = "hopopt" } << in + "ip6 && ip.proto == 0";
        QTest::newRow("number without name") << R { .protocol = "200" } << in + "ip4 && ip.proto == 200";
        QTest::newRow("any") << R { .protocol = "any" } << in + "ip4";
        QTest::newRow("from a range") << R {
            .protocol = "tcp", .portMin = 443, .portMax = 443, .remoteCidr = "10.1.0.0/16"
        } << in + "ip4 && ip4.src == 10.1.0.0/16 && tcp && tcp.dst == 443";
        QTest::newRow("from a host") << R { .remoteCidr = "10.1.2.3" } << in + "ip4 && ip4.src == 10.1.2.3/32";
        QTest::newRow("host bits are cleared")
            << R { .remoteCidr = "10.1.2.3/16" } << in + "ip4 && ip4.src == 10.1.0.0/16";
        QTest::newRow("to a range") << R {
            .direction = Direction::Egress, .ethertype = v6, .remoteCidr = "fd00:1::/64"
        } << out + "ip6 && ip6.dst == fd00:1::/64";
        QTest::newRow("everywhere") << R { .remoteCidr = "0.0.0.0/0" } << in + "ip4";
        QTest::newRow("own group") << R { .remoteGroupId = group }
                                   << in + "ip4 && ip4.src == $pg_0a6d7b1e_0000_4000_8000_000000000001_ip4";
        QTest::newRow("to a group") << R { .direction = Direction::Egress, .ethertype = v6, .remoteGroupId = other }
                                    << out + "ip6 && ip6.dst == $pg_0a6d7b1e_0000_4000_8000_000000000002_ip6";
        QTest::newRow("address group") << R { .remoteAddressGroupId = other }
                                       << in + "ip4 && ip4.src == $ag_0a6d7b1e_0000_4000_8000_000000000002_ip4";
    }
    void writesMatches()
    {
        QFETCH(SecurityGroupRuleSpec, rule);
        const auto match = aclMatch(group, rule);
        QVERIFY2(match, qPrintable(match ? QString() : match.error().message));
        QTEST(*match, "match");
    }

    void refusesWhatCantBeExpressed_data()
    {
        QTest::addColumn<SecurityGroupRuleSpec>("rule");
        QTest::addColumn<QString>("field");
        using R = SecurityGroupRuleSpec;
        QTest::newRow("unknown protocol") << R { .protocol = "tcpp" } << "protocol";
        QTest::newRow("number too big") << R { .protocol = "256" } << "protocol";
        QTest::newRow("negative") << R { .protocol = "-1" } << "protocol";
        QTest::newRow("ports upside down") << R { .protocol = "tcp", .portMin = 9, .portMax = 8 } << "port_range_min";
        QTest::newRow("port too big") << R { .protocol = "tcp", .portMin = 9, .portMax = 65536 } << "port_range_min";
        QTest::newRow("icmp type too big") << R { .protocol = "icmp", .portMin = 256 } << "port_range_min";
        QTest::newRow("ports of gre") << R { .protocol = "gre", .portMin = 1, .portMax = 2 } << "port_range_min";
        QTest::newRow("wrong family") << R { .remoteCidr = "fd00::/64" } << "remote_ip_prefix";
        QTest::newRow("injection") << R { .remoteCidr = "10.0.0.0/8 || 1" } << "remote_ip_prefix";
    }
    void refusesWhatCantBeExpressed()
    {
        QFETCH(SecurityGroupRuleSpec, rule);
        const auto match = aclMatch(group, rule);
        QVERIFY(!match);
        QCOMPARE(match.error().code, ErrorCode::BadRequest);
        QTEST(match.error().field, "field");
    }

    void allowsWithOrWithoutState()
    {
        SecurityGroupSpec spec { .id = group };
        QCOMPARE(aclColumns(spec, {})->value("action").toString(), "allow-related");
        QCOMPARE(aclColumns(spec, {})->value("priority").toInt(), 1002);
        QCOMPARE(aclColumns(spec, {})->value("direction").toString(), "to-lport");
        spec.stateful = false;
        QCOMPARE(aclColumns(spec, { .direction = Direction::Egress })->value("action").toString(), "allow-stateless");
        QCOMPARE(aclColumns(spec, { .direction = Direction::Egress })->value("direction").toString(), "from-lport");
    }

    void dropsEverythingButDhcp()
    {
        const auto acls = dropGroupAcls();
        QCOMPARE(acls.size(), 4);
        for (const auto& acl : acls)
            QCOMPARE(acl.value("action") == "drop", acl.value("priority") == 1001);
    }
};

SKYLAB_TEST(AclTest)
#include "AclTest.moc"
