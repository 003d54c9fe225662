#include "network/drivers/ovn/Dhcp.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::network;
using namespace skylab::network::ovn;

class DhcpTest : public QObject {
    Q_OBJECT

private:
    static SubnetSpec subnet()
    {
        return { .id = "s",
                 .networkId = "n",
                 .cidr = "10.0.0.0/24",
                 .gateway = "10.0.0.1",
                 .dnsServers = { "9.9.9.9", "1.1.1.1" },
                 .dnsDomain = "example.org",
                 .hostRoutes = { { "10.9.0.0/16", "10.0.0.254" } },
                 .metadataAddress = "10.0.0.2" };
    }

private Q_SLOTS:
    void tellsAnIpv4Guest()
    {
        const auto options = dhcpOptions(subnet(), 1442);
        const ovsdb::StringMap expected {
            { "server_id", "10.0.0.1" }, { "server_mac", stableMac("s") }, { "lease_time", "43200" }, { "mtu", "1442" },
            { "router", "10.0.0.1" }, { "dns_server", "{9.9.9.9, 1.1.1.1}" }, { "domain_name", "\"example.org\"" },
            { "classless_static_route", "{169.254.169.254/32,10.0.0.2, 10.9.0.0/16,10.0.0.254, 0.0.0.0/0,10.0.0.1}" },
        };
        QCOMPARE(options, expected);
    }

    void needsNoGateway()
    {
        auto spec = subnet();
        spec.gateway.clear();
        auto options = dhcpOptions(spec, 1500);
        QVERIFY(!options.contains("router"));
        QCOMPARE(options["server_id"], "10.0.0.2");
        QCOMPARE(options["classless_static_route"], "{169.254.169.254/32,10.0.0.2, 10.9.0.0/16,10.0.0.254}");
        spec.metadataAddress.clear();
        spec.hostRoutes.clear();
        options = dhcpOptions(spec, 1500);
        QCOMPARE(options["server_id"], "10.0.0.1");
        QVERIFY(!options.contains("classless_static_route"));
    }

    void saysNothingWithoutDhcp()
    {
        auto spec = subnet();
        spec.dhcp = false;
        QVERIFY(dhcpOptions(spec, 1500).isEmpty());
        QVERIFY(dhcpOptions({ .cidr = "fd00::/64", .ipv6AddressMode = Ipv6Mode::Slaac }, 1500).isEmpty());
    }

    void tellsAnIpv6Guest()
    {
        SubnetSpec spec { .id = "s", .cidr = "fd00::/64", .gateway = "fd00::1", .dnsServers = { "fd00::53" },
                          .ipv6AddressMode = Ipv6Mode::DhcpStateful };
        QCOMPARE(dhcpOptions(spec, 1500),
                 (ovsdb::StringMap { { "server_id", stableMac("s") }, { "dns_server", "{fd00::53}" } }));
        spec.ipv6AddressMode = Ipv6Mode::DhcpStateless;
        QCOMPARE(dhcpOptions(spec, 1500)["dhcpv6_stateless"], "true");
    }

    void translatesExtraOptions_data()
    {
        QTest::addColumn<DhcpOption>("option");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::newRow("quoted") << DhcpOption { "bootfile-name", "pxelinux.0" } << "bootfile_name" << "\"pxelinux.0\"";
        QTest::newRow("number") << DhcpOption { "66", "10.0.0.3" } << "tftp_server" << "\"10.0.0.3\"";
        QTest::newRow("list") << DhcpOption { "ntp-server", "10.0.0.3,10.0.0.4" } << "ntp_server"
                              << "{10.0.0.3,10.0.0.4}";
        QTest::newRow("plain") << DhcpOption { "mtu", " 1400 " } << "mtu" << "1400";
        QTest::newRow("underscores") << DhcpOption { "dns_server", "1.1.1.1" } << "dns_server" << "{1.1.1.1}";
        QTest::newRow("v6") << DhcpOption { "domain-search", "a.b", IpVersion::V6 } << "domain_search" << "\"a.b\"";
        QTest::newRow("bare list") << DhcpOption { "classless-static-route", "{10.9.0.0/16,10.0.0.254, 0.0.0.0/0,10.0.0.1}" }
                                   << "classless_static_route" << "{10.9.0.0/16,10.0.0.254, 0.0.0.0/0,10.0.0.1}";
        QTest::newRow("several routers") << DhcpOption { "router", "{10.0.0.1, 10.0.0.2}" } << "router" << "{10.0.0.1, 10.0.0.2}";
        QTest::newRow("v6 addresses") << DhcpOption { "dns-server", "fd00::53, fd00::54", IpVersion::V6 } << "dns_server" << "{fd00::53, fd00::54}";
        QTest::newRow("v6 server") << DhcpOption { "server-id", "fa:16:3e:00:00:01", IpVersion::V6 } << "server_id" << "fa:16:3e:00:00:01";
        QTest::newRow("url") << DhcpOption { "bootfile-name", "http://x/y?a=(b);c" } << "bootfile_name" << "\"http://x/y?a=(b);c\"";
        QTest::newRow("unknown") << DhcpOption { "no-such", "1" } << QString() << QString();
    }
    void translatesExtraOptions()
    {
        QFETCH(DhcpOption, option);
        const auto translated = translateOption(option);
        QVERIFY(translated);
        QTEST(*translated ? (*translated)->first : QString(), "name");
        QTEST(*translated ? (*translated)->second : QString(), "value");
    }

    void refusesAValueThatBreaksTheNotation()
    {
        for (const auto* value : { "a\"b", "a\\b", "a\nb" })
            QCOMPARE(translateOption({ "bootfile-name", value }).error().code, ErrorCode::BadRequest);
    }

    /// Values that stand bare in a logical flow could end its action and begin another.
    void refusesBareValuesThatAreMore_data()
    {
        QTest::addColumn<DhcpOption>("option");
        QTest::newRow("number") << DhcpOption { "mtu", "1400); next; drop" };
        QTest::newRow("more options") << DhcpOption { "mtu", "1400, router = 10.0.0.66" };
        QTest::newRow("two numbers") << DhcpOption { "mtu", "1400, 2" };
        QTest::newRow("list") << DhcpOption { "ntp-server", "10.0.0.3}, router = {10.0.0.66" };
        QTest::newRow("braced") << DhcpOption { "ntp-server", "{10.0.0.3}, router = {10.0.0.66}" };
        QTest::newRow("half braced") << DhcpOption { "ntp-server", "{10.0.0.3" };
        QTest::newRow("registers") << DhcpOption { "next-server", "reg0[1..2]" };
        QTest::newRow("address set") << DhcpOption { "dns-server", "$as_1" };
        QTest::newRow("line") << DhcpOption { "server-id", "a\nb", IpVersion::V6 };
        QTest::newRow("nothing") << DhcpOption { "mtu", " " };
        QTest::newRow("empty list") << DhcpOption { "dns-server", "{ }" };
    }
    void refusesBareValuesThatAreMore()
    {
        QFETCH(DhcpOption, option);
        const auto refused = translateOption(option);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::BadRequest);
        QCOMPARE(refused.error().field, "extra_dhcp_opts");
        // One that the book has from before keeps neither the port nor the subnet.
        const ovsdb::StringMap base { { "mtu", "1442" } };
        QCOMPARE(overlay(base, { option }, option.version), base);
    }

    void laysOptionsOverThoseOfTheirVersion()
    {
        const ovsdb::StringMap base { { "mtu", "1442" }, { "router", "10.0.0.1" } };
        const auto merged
            = overlay(base, { { "mtu", "1400" }, { "domain-search", "x", IpVersion::V6 } }, IpVersion::V4);
        QCOMPARE(merged, (ovsdb::StringMap { { "mtu", "1400" }, { "router", "10.0.0.1" } }));
        QCOMPARE(overlay(base, { { "router", "" } }, IpVersion::V4), (ovsdb::StringMap { { "mtu", "1442" } }));
        QVERIFY(dhcpDisabled({ { "dhcp_disabled", "True" } }, IpVersion::V4));
        QVERIFY(!dhcpDisabled({ { "dhcp_disabled", "True" } }, IpVersion::V6));
    }

    void advertisesOnlyWhenAsked()
    {
        RouterInterface leg { .mtu = 1442 };
        QVERIFY(routerAdvertisement(leg).isEmpty());
        leg.ipv6RaMode = Ipv6Mode::DhcpStateful;
        leg.ipv6DnsServers = QStringList { "fd00::53", "fd00::54" };
        QCOMPARE(routerAdvertisement(leg),
                 (ovsdb::StringMap { { "address_mode", "dhcpv6_stateful" },
                                     { "send_periodic", "true" },
                                     { "mtu", "1442" },
                                     { "rdnss", "fd00::53" } }));
    }

    void makesAStableMac()
    {
        QCOMPARE(stableMac("a"), stableMac("a"));
        QVERIFY(stableMac("a") != stableMac("b"));
        QVERIFY(stableMac("a").startsWith("fa:16:3e:"));
        QCOMPARE(stableMac("a").size(), 17);
    }
};

SKYLAB_TEST(DhcpTest)
#include "DhcpTest.moc"
