#include "NetworkCloud.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Agents, bindings of ports and availability zones: which host does what.
class HostsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<NetworkCloud> m_cloud;

    QByteArray with(const char* json, const QString& id) { return QByteArray(json).replace("$", id.toUtf8()); }
    Answer asAdmin(const char* method, const QString& path, const QByteArray& json = "{}") { return m_cloud->send(method, path, json.constData(), m_cloud->admin()); }
    QJsonArray agents(const QString& query = {}) { return asAdmin("GET", QStringLiteral("/agents") + query).json()[u"agents"].toArray(); }

private Q_SLOTS:
    void init() { m_cloud = std::make_unique<NetworkCloud>(); }

    void everyHostHasAgents()
    {
        const auto all = agents();
        QCOMPARE(all.size(), 2);
        QCOMPARE(all[0][u"agent_type"].toString(), QStringLiteral("OVN Controller Gateway agent"));
        QCOMPARE(all[1][u"agent_type"].toString(), QStringLiteral("OVN Metadata agent"));
        QCOMPARE(all[0][u"host"].toString(), QStringLiteral("fake-host"));
        QVERIFY(all[0][u"alive"].toBool());
        QCOMPARE(m_cloud->get(QStringLiteral("/agents")).json()[u"agents"].toArray().size(), 0);      // others have none to see
        QCOMPARE(agents(QStringLiteral("?binary=ovn-controller")).size(), 1);
        QCOMPARE(agents(QStringLiteral("?alive=True&host=fake-host")).size(), 2);
        QCOMPARE(agents(QStringLiteral("?alive=false")).size(), 0);
        QCOMPARE(agents(QStringLiteral("?fields=id"))[0].toObject().keys(), QStringList { QStringLiteral("id") });
        QCOMPARE(asAdmin("GET", QStringLiteral("/agents?colour=red")).status, 400);
    }
    void agentsTakeANoteAndNothingElse()
    {
        const auto path = QStringLiteral("/agents/") + agents()[0][u"id"].toString();
        const auto noted = asAdmin("PUT", path, "{\"agent\":{\"description\":\"rack 4\",\"admin_state_up\":true}}");
        QCOMPARE(noted.status, 200);
        QCOMPARE(noted.json()[u"agent"][u"description"].toString(), QStringLiteral("rack 4"));
        QCOMPARE(asAdmin("GET", path).json()[u"agent"][u"description"].toString(), QStringLiteral("rack 4"));
        QCOMPARE(asAdmin("PUT", path, "{\"agent\":{\"admin_state_up\":false}}").status, 400);
        QCOMPARE(asAdmin("PUT", path, "{\"agent\":{\"host\":\"x\"}}").status, 400);
        QCOMPARE(m_cloud->put(path, "{\"agent\":{\"description\":\"mine\"}}").status, 403);
        QCOMPARE(asAdmin("DELETE", path).status, 400);
        QCOMPARE(faultType(asAdmin("GET", QStringLiteral("/agents/none"))), QStringLiteral("AgentNotFound"));
    }
    void nothingIsScheduled()
    {
        const auto path = QStringLiteral("/agents/") + agents()[0][u"id"].toString();
        const auto network = idOf(m_cloud->network("net"));
        QCOMPARE(asAdmin("GET", path + QStringLiteral("/dhcp-networks")).json()[u"networks"].toArray().size(), 0);
        QCOMPARE(asAdmin("GET", path + QStringLiteral("/l3-routers")).json()[u"routers"].toArray().size(), 0);
        QCOMPARE(faultType(asAdmin("POST", path + QStringLiteral("/dhcp-networks"), with("{\"network_id\":\"$\"}", network))), QStringLiteral("InvalidDHCPAgent"));
        QCOMPARE(faultType(asAdmin("POST", path + QStringLiteral("/l3-routers"), "{}")), QStringLiteral("InvalidL3Agent"));
        QCOMPARE(faultType(asAdmin("DELETE", path + QStringLiteral("/dhcp-networks/") + network)), QStringLiteral("NetworkNotHostedByDhcpAgent"));
        QCOMPARE(faultType(asAdmin("DELETE", path + QStringLiteral("/l3-routers/") + network)), QStringLiteral("RouterNotHostedByL3Agent"));
        const auto hosting = asAdmin("GET", QStringLiteral("/networks/%1/dhcp-agents").arg(network));
        QVERIFY(hosting.status == 200 && hosting.json()[u"agents"].isArray());
        QCOMPARE(asAdmin("GET", QStringLiteral("/networks/none/dhcp-agents")).status, 404);
        const auto router = idOf(m_cloud->make(QStringLiteral("/routers"), "{\"router\":{}}"));
        QCOMPARE(asAdmin("GET", QStringLiteral("/routers/%1/l3-agents").arg(router)).status, 200);
        QCOMPARE(m_cloud->get(QStringLiteral("/routers/%1/l3-agents").arg(router)).status, 403);
    }
    void aPortMovesByItsBindings()
    {
        const auto network = idOf(m_cloud->network("net"));
        m_cloud->subnet(network, "10.0.0.0/24");
        const auto port = idOf(m_cloud->make(QStringLiteral("/ports"), with("{\"port\":{\"network_id\":\"$\",\"binding:host_id\":\"fake-host\"}}", network), m_cloud->admin()));
        const auto path = QStringLiteral("/ports/%1/bindings").arg(port);
        auto list = asAdmin("GET", path).json()[u"bindings"].toArray();
        QCOMPARE(list.size(), 1);
        QCOMPARE(list[0][u"status"].toString(), QStringLiteral("ACTIVE"));
        const auto made = asAdmin("POST", path, "{\"binding\":{\"host\":\"second\",\"profile\":{\"migrating_to\":\"second\"}}}");
        QCOMPARE(made.status, 201);
        QCOMPARE(made.json()[u"binding"][u"status"].toString(), QStringLiteral("INACTIVE"));
        QCOMPARE(made.json()[u"binding"][u"vif_type"].toString(), QStringLiteral("ovs"));
        QCOMPARE(faultType(asAdmin("POST", path, "{\"binding\":{\"host\":\"second\"}}")), QStringLiteral("PortBindingAlreadyExists"));
        QCOMPARE(asAdmin("POST", path, "{\"binding\":{\"host\":\"third\",\"vnic_type\":\"direct\"}}").status, 409);
        QCOMPARE(asAdmin("GET", path + QStringLiteral("?status=INACTIVE")).json()[u"bindings"].toArray().size(), 1);
        QCOMPARE(faultType(asAdmin("PUT", path + QStringLiteral("/fake-host/activate"))), QStringLiteral("PortBindingAlreadyActive"));
        QCOMPARE(asAdmin("PUT", path + QStringLiteral("/second/activate")).status, 200);
        const auto moved = asAdmin("GET", QStringLiteral("/ports/") + port).json()[u"port"].toObject();
        QCOMPARE(moved[u"binding:host_id"].toString(), QStringLiteral("second"));
        QCOMPARE(moved[u"binding:profile"][u"migrating_to"].toString(), QStringLiteral("second"));
        QCOMPARE(m_cloud->driver().portState(port)->host, QStringLiteral("second"));
        list = asAdmin("GET", path).json()[u"bindings"].toArray();
        QCOMPARE(list.size(), 2);
        QCOMPARE(list[1][u"host"].toString(), QStringLiteral("fake-host"));
        QCOMPARE(asAdmin("DELETE", path + QStringLiteral("/fake-host")).status, 204);
        QCOMPARE(faultType(asAdmin("DELETE", path + QStringLiteral("/fake-host"))), QStringLiteral("PortBindingNotFound"));
        QCOMPARE(m_cloud->get(path).status, 403);
        QCOMPARE(asAdmin("DELETE", path + QStringLiteral("/second")).status, 204);
        QCOMPARE(asAdmin("GET", QStringLiteral("/ports/") + port).json()[u"port"][u"binding:vif_type"].toString(), QStringLiteral("unbound"));
    }
    void aPortStaysWhereTheEngineHasIt()
    {
        const auto network = idOf(m_cloud->network("net"));
        const auto port = idOf(m_cloud->make(QStringLiteral("/ports"), with("{\"port\":{\"network_id\":\"$\",\"binding:host_id\":\"fake-host\"}}", network), m_cloud->admin()));
        const auto path = QStringLiteral("/ports/%1/bindings").arg(port);
        QCOMPARE(asAdmin("POST", path, "{\"binding\":{\"host\":\"second\"}}").status, 201);
        m_cloud->driver().breakWith(QStringLiteral("down"));
        QCOMPARE(faultType(asAdmin("PUT", path + QStringLiteral("/second/activate"))), QStringLiteral("PortBindingError"));
        m_cloud->driver().breakWith({});
        const auto bindings = asAdmin("GET", path).json()[u"bindings"].toArray();
        QCOMPARE(bindings.size(), 2);
        QCOMPARE(bindings[0][u"host"].toString(), QStringLiteral("fake-host"));
        QCOMPARE(bindings[0][u"status"].toString(), QStringLiteral("ACTIVE"));
        QCOMPARE(bindings[1][u"host"].toString(), QStringLiteral("second"));
        QCOMPARE(bindings[1][u"status"].toString(), QStringLiteral("INACTIVE"));
        QCOMPARE(asAdmin("PUT", path + QStringLiteral("/second/activate")).status, 200);
        QCOMPARE(m_cloud->driver().portState(port)->host, QStringLiteral("second"));
    }
    void onlyNormalPortsCanBeBound()
    {
        const auto network = idOf(m_cloud->network("net"));
        const auto port = m_cloud->make(QStringLiteral("/ports"), with("{\"port\":{\"network_id\":\"$\",\"binding:vnic_type\":\"direct\",\"binding:host_id\":\"fake-host\"}}", network), m_cloud->admin());
        QCOMPARE(port[u"binding:vif_type"].toString(), QStringLiteral("binding_failed"));
        QCOMPARE(m_cloud->post(QStringLiteral("/ports"), with("{\"port\":{\"network_id\":\"$\",\"binding:vnic_type\":\"wireless\"}}", network)).status, 400);
    }
    void hintsNameZonesThatThereAre()
    {
        QCOMPARE(m_cloud->make(QStringLiteral("/networks"), "{\"network\":{\"availability_zone_hints\":[\"nova\"]}}")[u"availability_zone_hints"].toArray().size(), 1);
        QCOMPARE(faultType(m_cloud->post(QStringLiteral("/networks"), "{\"network\":{\"availability_zone_hints\":[\"moon\"]}}")), QStringLiteral("AvailabilityZoneNotFound"));
        QCOMPARE(faultType(m_cloud->post(QStringLiteral("/routers"), "{\"router\":{\"availability_zone_hints\":[\"moon\"]}}")), QStringLiteral("AvailabilityZoneNotFound"));
        const auto router = m_cloud->make(QStringLiteral("/routers"), "{\"router\":{\"availability_zone_hints\":[\"nova\"]}}");
        QCOMPARE(m_cloud->get(QStringLiteral("/routers/") + idOf(router)).json()[u"router"][u"availability_zone_hints"][0].toString(), QStringLiteral("nova"));
    }
    void findsWhatIsEmptyAndWhatIsThere()
    {
        m_cloud->network("net");
        m_cloud->make(QStringLiteral("/networks"), "{\"network\":{}}");
        QCOMPARE(m_cloud->get(QStringLiteral("/networks?name=")).json()[u"networks"].toArray().size(), 1);
        QCOMPARE(m_cloud->get(QStringLiteral("/networks?sort_key=colour")).status, 400);
        QCOMPARE(m_cloud->get(QStringLiteral("/availability_zones?resource=router")).json()[u"availability_zones"].toArray().size(), 1);
        QCOMPARE(m_cloud->get(QStringLiteral("/availability_zones?name=moon")).json()[u"availability_zones"].toArray().size(), 0);
        QCOMPARE(m_cloud->get(QStringLiteral("/service-providers")).json()[u"service_providers"][0][u"name"].toString(), QStringLiteral("fake"));
        m_cloud->externalNetwork();
        const auto pools = m_cloud->get(QStringLiteral("/floatingip_pools")).json()[u"floatingip_pools"].toArray();
        QCOMPARE(pools.size(), 1);
        QCOMPARE(pools[0][u"cidr"].toString(), QStringLiteral("172.24.4.0/24"));
    }
    void aPortGetsANewMacAddress()
    {
        const auto network = idOf(m_cloud->network("net"));
        const auto port = m_cloud->port(network);
        const auto changed = m_cloud->put(QStringLiteral("/ports/") + idOf(port), "{\"port\":{\"mac_address\":null}}");
        QCOMPARE(changed.status, 200);
        const auto mac = changed.json()[u"port"][u"mac_address"].toString();
        QVERIFY(mac.startsWith(QStringLiteral("fa:16:3e:")) && mac != port[u"mac_address"].toString());
        QCOMPARE(m_cloud->driver().port(idOf(port))->mac, mac);
    }
};

SKYLAB_TEST(HostsTest)
#include "HostsTest.moc"
