#include "network/drivers/ovn/Traffic.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::network;
using namespace skylab::network::ovn;

/// Limits, marks and forwarded ports as rows.
class TrafficTest : public QObject {
    Q_OBJECT

private:
    static PortSpec port() { return { .id = "p", .networkId = "n", .mac = "fa:16:3e:00:00:01" }; }
    static FloatingIpSpec floatingIp() { return { .id = "f", .routerId = "r", .floatingAddress = "192.0.2.7", .revision = 4 }; }
    static QString pairs(const ChildRow& row, const char* column)
    {
        QStringList words;
        for (const auto& pair : row.columns[QLatin1String(column)].toArray().at(1).toArray())
            words << pair.toArray().at(0).toString() + '=' + QString::number(pair.toArray().at(1).toInteger());
        return words.join(' ');
    }
    static QString text(const ChildRow& row, const char* column) { return row.columns[QLatin1String(column)].toString(); }

private Q_SLOTS:
    void aPortWithoutAPolicyHasNoRows() { QVERIFY(portQos("me", port()).isEmpty()); }

    void joinsLimitAndMarkOfOneDirection()
    {
        auto spec = port();
        spec.qos = { { 1000, 200 }, { 500, 0 }, 26 };
        const auto rows = portQos("me", spec);
        QCOMPARE(rows.size(), 2);
        QCOMPARE(text(rows[0], "direction"), "from-lport");
        QCOMPARE(text(rows[0], "match"), "inport == \"p\"");
        QCOMPARE(pairs(rows[0], "bandwidth"), "rate=1000 burst=200");
        QCOMPARE(pairs(rows[0], "action"), "dscp=26");
        QCOMPARE(text(rows[1], "match"), "outport == \"p\"");
        QCOMPARE(pairs(rows[1], "bandwidth"), "rate=500");
        QCOMPARE(pairs(rows[1], "action"), QString());
        spec.qos = { {}, {}, 0 };
        QCOMPARE(pairs(portQos("me", spec).first(), "action"), "dscp=0");      // a mark, though the lowest
        spec.role = PortRole::RouterInterface;
        QVERIFY(portQos("me", spec).isEmpty());
    }

    void limitsAFloatingIpWhereTheGatewayIs()
    {
        auto spec = floatingIp();
        spec.qos = { { 10, 0 }, { 20, 0 }, {} };
        const auto rows = floatingIpQos("me", spec, "gw", "ext");
        QCOMPARE(text(rows[0], "match"), "inport == \"gw\" && ip4.src == 192.0.2.7 && is_chassis_resident(\"cr-lrp-gw\")");
        QCOMPARE(text(rows[1], "match"), "outport == \"gw\" && ip4.dst == 192.0.2.7 && is_chassis_resident(\"cr-lrp-gw\")");
        QCOMPARE(rows[0].columns[u"priority"].toInt(), 2003);
    }

    void aProtocolIsALoadBalancer()
    {
        auto spec = floatingIp();
        spec.forwardings = { { "tcp", 2222, 2222, "10.0.0.5", 22, 22 }, { "tcp", 80, 81, "10.0.0.6", 8080, 8080 }, { "udp", 5000, 5001, "10.0.0.5", 6000, 6001 } };
        const auto rows = loadBalancers("me", spec);
        QCOMPARE(rows.size(), 2);
        QCOMPARE(text(rows[0], "name"), "pf-floatingip-f-tcp");
        QCOMPARE(ovsdb::readMap(rows[0].columns[u"vips"]),
                 (ovsdb::StringMap { { "192.0.2.7:2222", "10.0.0.5:22" }, { "192.0.2.7:80", "10.0.0.6:8080" }, { "192.0.2.7:81", "10.0.0.6:8080" } }));
        QCOMPARE(ovsdb::readMap(rows[1].columns[u"vips"]), (ovsdb::StringMap { { "192.0.2.7:5000", "10.0.0.5:6000" }, { "192.0.2.7:5001", "10.0.0.5:6001" } }));
        const auto ids = ovsdb::readMap(rows[1].columns[u"external_ids"]);
        QCOMPARE(ids[keyRevision], "4");
        QCOMPARE(ids[keyKind], "floatingip");
    }

    void aSubportHasNoHostOfItsOwn()
    {
        auto spec = port();
        spec.host = "h1";
        spec.parentPort = "parent";
        spec.parentTag = 101;
        const auto row = portColumns("me", spec, {});
        QCOMPARE(ovsdb::readOne(row[u"parent_name"]), "parent");
        QCOMPARE(row[u"tag"].toInt(), 101);
        QVERIFY(ovsdb::readMap(row[u"options"]).isEmpty());
        const auto alone = portColumns("me", port(), {});
        QVERIFY(ovsdb::readSet(alone[u"parent_name"]).isEmpty());
        QVERIFY(alone[u"tag"].isArray());
    }
};

SKYLAB_TEST(TrafficTest)
#include "TrafficTest.moc"
