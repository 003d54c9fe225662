#include "network/drivers/ovn/NorthboundPlan.h"
#include "network/drivers/ovn/Rows.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::network;
using namespace skylab::network::ovn;

class RowsTest : public QObject {
    Q_OBJECT

private:
    static PortSpec port()
    {
        return { .id = "p", .networkId = "n", .mac = "fa:16:3e:00:00:01",
                 .fixedIps = { { "s4", "10.0.0.5", 24 }, { "s6", "fd00::5", 64 } }, .host = "h1", .revision = 3 };
    }
    static QStringList column(const QJsonObject& row, const char* name)
    {
        return ovsdb::readSet(row.value(QLatin1String(name)));
    }
    static ovsdb::StringMap mapOf(const QJsonObject& row, const char* name)
    {
        return ovsdb::readMap(row.value(QLatin1String(name)));
    }

private Q_SLOTS:
    void guardsAPortsAddresses()
    {
        const auto row = portColumns("me", port(), {});
        QCOMPARE(column(row, "addresses"), QStringList("fa:16:3e:00:00:01 10.0.0.5 fd00::5"));
        QCOMPARE(column(row, "port_security"), QStringList("fa:16:3e:00:00:01 10.0.0.5 fd00::5"));
        QCOMPARE(mapOf(row, "options"), (ovsdb::StringMap { { "requested-chassis", "h1" } }));
        const auto ids = mapOf(row, "external_ids");
        QCOMPARE(ids[keyOwner], "me");
        QCOMPARE(ids[keyRevision], "3");
        QCOMPARE(ids[keyCidrs], "10.0.0.5/24 fd00::5/64");
        QCOMPARE(ids[keyDhcp(IpVersion::V4)], "s4");
        QCOMPARE(ids[keyDhcp(IpVersion::V6)], "s6");
    }

    void letsAddressPairsThrough()
    {
        auto spec = port();
        spec.allowedAddressPairs
            = { { {}, "10.0.0.100" }, { "fa:16:3e:00:00:99", "10.0.0.0/28" }, { "fa:16:3e:00:00:01", "10.1.0.0/16" } };
        const auto row = portColumns("me", spec, {});
        QCOMPARE(column(row, "port_security"),
                 (QStringList { "fa:16:3e:00:00:01 10.0.0.5 fd00::5 10.0.0.100 10.1.0.0/16",
                                "fa:16:3e:00:00:99 10.0.0.0/28" }));
        QCOMPARE(column(row, "addresses"),
                 (QStringList { "fa:16:3e:00:00:01 10.0.0.5 fd00::5", "fa:16:3e:00:00:99 10.0.0.0/28" }));
    }

    void opensAPortWithoutSecurity()
    {
        auto spec = port();
        spec.portSecurity = false;
        const auto row = portColumns("me", spec, {});
        QVERIFY(column(row, "port_security").isEmpty());
        QVERIFY(column(row, "addresses").contains("unknown"));
    }

    void knowsRolesOfPorts()
    {
        auto spec = port();
        spec.role = PortRole::RouterGateway;
        auto row = portColumns("me", spec, {});
        QCOMPARE(row.value("type").toString(), "router");
        QCOMPARE(column(row, "addresses"), QStringList("router"));
        QCOMPARE(mapOf(row, "options")["router-port"], "lrp-p");
        QCOMPARE(mapOf(row, "options")["nat-addresses"], "router");
        QVERIFY(!mapOf(row, "external_ids").contains(keyDhcp(IpVersion::V4)));
        spec.role = PortRole::Metadata;
        row = portColumns("me", spec, {});
        QCOMPARE(row.value("type").toString(), "localport");
        QVERIFY(column(row, "port_security").isEmpty());
    }

    void keepsAMigrationUnderWay()
    {
        const ovsdb::StringMap now { { "requested-chassis", "h1,h2" },
                                     { "activation-strategy", "rarp" },
                                     { "old", "x" } };
        QCOMPARE(mapOf(portColumns("me", port(), now), "options"),
                 (ovsdb::StringMap { { "requested-chassis", "h1,h2" }, { "activation-strategy", "rarp" } }));
        auto moved = port();
        moved.host = "h2";
        QCOMPARE(mapOf(portColumns("me", moved, now), "options"), (ovsdb::StringMap { { "requested-chassis", "h2" } }));
    }

    void writesDnsBothWays()
    {
        auto spec = port();
        spec.dnsName = "Web";
        spec.dnsDomain = "Example.org.";
        const auto records = dnsRecords(spec);
        QCOMPARE(records["web"], "10.0.0.5 fd00::5");
        QCOMPARE(records["web.example.org"], "10.0.0.5 fd00::5");
        QCOMPARE(records["5.0.0.10.in-addr.arpa"], "web.example.org");
        QCOMPARE(records["5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa"],
                 "web.example.org");
        QCOMPARE(records.size(), 4);
        QVERIFY(dnsRecords(port()).isEmpty());
    }

    /// What is taken back is just what was told.
    void knowsTheDnsThatItTold()
    {
        auto spec = port();
        const auto told = [&] { return toldDnsRecords(mapOf(portColumns("me", spec, {}), "external_ids")); };
        QVERIFY(told().isEmpty());
        spec.dnsName = "Web";
        for (const auto* domain : { "", "Example.org.", "in-addr.arpa" }) {
            spec.dnsDomain = QLatin1String(domain);
            QCOMPARE(told(), dnsRecords(spec));
        }
    }

    void translatesSourcesOncePerSubnet()
    {
        RouterSpec spec { .id = "r" };
        spec.interfaces << RouterInterface { .portId = "a",
                                             .addresses = { { "s", "10.0.0.1", 24 }, { "s6", "fd00::1", 64 } } }
                        << RouterInterface { .portId = "b", .addresses = { { "s", "10.0.0.9", 24 } } };
        QVERIFY(routerSnat("me", spec).isEmpty());
        spec.gateway = RouterGateway { .portId = "g",
                                       .addresses = { { "e6", "2001:db8::2", 64 }, { "e", "172.24.4.9", 24 } },
                                       .nextHops = { "172.24.4.1", "2001:db8::1" } };
        const auto rules = routerSnat("me", spec);
        QCOMPARE(rules.size(), 1);
        QCOMPARE(rules[0].columns.value("logical_ip").toString(), "10.0.0.0/24");
        QCOMPARE(rules[0].columns.value("external_ip").toString(), "172.24.4.9");
        spec.gateway->enableSnat = false;
        QVERIFY(routerSnat("me", spec).isEmpty());
        const auto routes = routerRoutes("me", spec);
        QCOMPARE(routes.size(), 2);
        QCOMPARE(routes[1].columns.value("ip_prefix").toString(), "::/0");
        QCOMPARE(column(routes[1].columns, "output_port"), QStringList("lrp-g"));
    }

    void answersFloatingIpsCentrallyOrOnTheHost()
    {
        FloatingIpSpec spec {
            .id = "f", .routerId = "r", .floatingAddress = "172.24.4.9", .portId = "p", .fixedAddress = "10.0.0.5"
        };
        QVERIFY(column(floatingIpColumns("me", spec), "external_mac").isEmpty());
        spec.externalMac = "fa:16:3e:00:00:77";
        QCOMPARE(column(floatingIpColumns("me", spec), "external_mac"), QStringList("fa:16:3e:00:00:77"));
        QCOMPARE(column(floatingIpColumns("me", spec), "logical_port"), QStringList("p"));
    }

    void readsOvsdbNotation()
    {
        QCOMPARE(ovsdb::readSet(QJsonArray { "uuid", "x" }), QStringList("x"));
        QCOMPARE(ovsdb::readSet("bare"), QStringList("bare"));
        QVERIFY(ovsdb::readSet(ovsdb::set()).isEmpty());
        QCOMPARE(ovsdb::readMap(ovsdb::map({ { "a", "b" } })), (ovsdb::StringMap { { "a", "b" } }));
        QCOMPARE(ovsdb::normalised(ovsdb::set(QStringList { "a" })), QJsonValue("a"));
        QVERIFY(ovsdb::covers({ { "x", ovsdb::set(QStringList { "b", "a" }) }, { "y", 1 } },
                              { { "x", ovsdb::set(QStringList { "a", "b" }) } }));
        QVERIFY(!ovsdb::covers({ { "x", "a" } }, { { "x", "b" } }));
    }

    void touchesOnlyChildrenThatDiffer()
    {
        const auto row = [](const char* uuid, const char* key, int priority) {
            return QJsonObject { { "_uuid", ovsdb::uuid(uuid) }, { "priority", priority },
                                 { "external_ids", ovsdb::map({ { keyChild, key } }) } };
        };
        const auto wanted = [](const char* key, int priority) {
            return ChildRow { key,
                              { { "priority", priority }, { "external_ids", ovsdb::map({ { keyChild, key } }) } } };
        };
        NorthboundPlan plan;
        plan.syncChildren({ "ACL", "Port_Group", ovsdb::whereName("g"), "acls" },
                          { row("1", "same", 1), row("2", "changed", 1), row("3", "gone", 1), row("4", "same", 1) },
                          { wanted("same", 1), wanted("changed", 2), wanted("new", 1) });
        QStringList done;
        for (const auto& op : plan.operations)
            done << op.toObject().value("op").toString();
        done.sort();
        QCOMPARE(done, (QStringList { "insert", "mutate", "mutate", "mutate", "update" }));
    }
};

SKYLAB_TEST(RowsTest)
#include "RowsTest.moc"
