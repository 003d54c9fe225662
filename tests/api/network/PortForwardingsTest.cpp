#include "NetworkCloud.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Ports of a floating IP that lead to guests, as the API and the engine have them.
class PortForwardingsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<NetworkCloud> m_cloud;
    QString m_external, m_network, m_subnet, m_router, m_port, m_address, m_ip, m_path;

    QByteArray with(const char* json, const QString& id) { return QByteArray(json).replace("$", id.toUtf8()); }
    Answer forward(const char* more) { return m_cloud->post(m_path, with(QByteArray("{\"port_forwarding\":{\"protocol\":\"tcp\",\"internal_port_id\":\"$\",").append(more).append("}}"), m_port)); }
    Answer change(const QString& id, const QByteArray& json) { return m_cloud->put(m_path + u'/' + id, "{\"port_forwarding\":" + json + "}"); }
    QString made(const char* more)
    {
        const auto answer = forward(more);
        if (answer.status != 201)
            qFatal("not forwarded: %d %s", answer.status, answer.body.constData());
        return answer.json()[u"port_forwarding"][u"id"].toString();
    }
    QJsonObject floatingIp() { return m_cloud->get(QStringLiteral("/floatingips/") + m_ip).json()[u"floatingip"].toObject(); }

private Q_SLOTS:
    void init()
    {
        m_cloud = std::make_unique<NetworkCloud>();
        m_external = idOf(m_cloud->externalNetwork());
        m_network = idOf(m_cloud->network("net"));
        m_subnet = idOf(m_cloud->subnet(m_network, "10.0.0.0/24"));
        m_router = idOf(m_cloud->make(QStringLiteral("/routers"), with("{\"router\":{\"external_gateway_info\":{\"network_id\":\"$\"}}}", m_external)));
        QCOMPARE(m_cloud->put(QStringLiteral("/routers/%1/add_router_interface").arg(m_router), with("{\"subnet_id\":\"$\"}", m_subnet)).status, 200);
        const auto port = m_cloud->port(m_network);
        m_port = idOf(port);
        m_address = port[u"fixed_ips"][0][u"ip_address"].toString();
        m_ip = idOf(m_cloud->make(QStringLiteral("/floatingips"), with("{\"floatingip\":{\"floating_network_id\":\"$\"}}", m_external)));
        m_path = QStringLiteral("/floatingips/%1/port_forwardings").arg(m_ip);
    }

    void livesFromTheFirstToTheLast()
    {
        const auto answer = forward("\"internal_port\":22,\"external_port\":2222,\"description\":\"ssh\"");
        QCOMPARE(answer.status, 201);
        const auto one = answer.json()[u"port_forwarding"].toObject();
        const auto id = idOf(one);
        QCOMPARE(one[u"internal_ip_address"].toString(), m_address);
        QCOMPARE(one[u"internal_port"].toInt(), 22);
        QCOMPARE(one[u"external_port_range"].toString(), QStringLiteral("2222:2222"));
        QCOMPARE(one[u"description"].toString(), QStringLiteral("ssh"));
        QVERIFY(!one.contains(u"created_at") && !one.contains(u"project_id"));
        const auto ip = floatingIp();
        QCOMPARE(ip[u"status"].toString(), QStringLiteral("ACTIVE"));
        QCOMPARE(ip[u"router_id"].toString(), m_router);
        QVERIFY(ip[u"port_id"].isNull());
        QCOMPARE(ip[u"port_forwardings"][0][u"external_port"].toInt(), 2222);
        const auto spec = m_cloud->driver().floatingIp(m_ip);
        QVERIFY(spec);
        QCOMPARE(spec->forwardings, (QList<network::PortForwardingSpec> { { QStringLiteral("tcp"), 2222, 2222, m_address, 22, 22 } }));
        // A change is one of the floating IP too.
        const auto changed = change(id, "{\"external_port\":2223,\"protocol\":\"udp\"}");
        QCOMPARE(changed.status, 200);
        QCOMPARE(changed.json()[u"port_forwarding"][u"external_port"].toInt(), 2223);
        QVERIFY(floatingIp()[u"revision_number"].toInt() > ip[u"revision_number"].toInt());
        QCOMPARE(m_cloud->driver().floatingIp(m_ip)->forwardings[0].protocol, QStringLiteral("udp"));
        QCOMPARE(m_cloud->get(m_path + u'/' + id).json()[u"port_forwarding"][u"protocol"].toString(), QStringLiteral("udp"));
        QCOMPARE(m_cloud->del(m_path + u'/' + id).status, 204);
        QCOMPARE(faultType(m_cloud->get(m_path + u'/' + id)), QStringLiteral("PortForwardingNotFound"));
        QCOMPARE(faultType(m_cloud->del(m_path + u'/' + id)), QStringLiteral("PortForwardingNotFound"));
        QVERIFY(floatingIp()[u"router_id"].isNull());
        QCOMPARE(floatingIp()[u"status"].toString(), QStringLiteral("DOWN"));
        QVERIFY(!m_cloud->driver().floatingIp(m_ip));
    }
    void forwardsRanges()
    {
        const auto range = forward("\"internal_port_range\":\"6000:6004\",\"external_port_range\":\"5000:5004\"");
        QCOMPARE(range.status, 201);
        const auto one = range.json()[u"port_forwarding"].toObject();
        QVERIFY(!one.contains(u"internal_port"));
        QCOMPARE(one[u"internal_port_range"].toString(), QStringLiteral("6000:6004"));
        QCOMPARE(forward("\"internal_port\":80,\"external_port_range\":\"7000:7009\"").status, 201);      // many to one
        QCOMPARE(forward("\"internal_port_range\":\"90:92\",\"external_port_range\":\"8000:8009\"").status, 400);
        QCOMPARE(forward("\"internal_port_range\":\"92:90\",\"external_port_range\":\"8000:8002\"").status, 400);
        QCOMPARE(forward("\"internal_port\":22").status, 400);
        QCOMPARE(forward("\"internal_port\":22,\"external_port\":0").status, 400);
        QCOMPARE(forward("\"internal_port\":22,\"external_port\":70000").status, 400);
    }
    void hasAnEnd()
    {
        made("\"internal_port\":80,\"external_port_range\":\"1000:1999\"");
        const auto refused = forward("\"internal_port\":81,\"external_port_range\":\"2000:2024\"");
        QCOMPARE(refused.status, 400);
        QVERIFY2(faultText(refused).contains(QStringLiteral("external_port_range")), refused.body.constData());
        const auto last = made("\"internal_port\":81,\"external_port_range\":\"2000:2023\"");
        QCOMPARE(change(last, "{\"external_port_range\":\"2000:2030\"}").status, 400);
        QCOMPARE(change(last, "{\"external_port_range\":\"3000:3023\"}").status, 200);
    }
    void refusesConflicts()
    {
        made("\"internal_port\":22,\"external_port\":2222");
        const auto same = forward("\"internal_port\":23,\"external_port\":2222");
        QCOMPARE(same.status, 400);
        QVERIFY2(faultText(same).contains(QStringLiteral("A duplicate port forwarding entry")), same.body.constData());
        QCOMPARE(forward("\"internal_port\":22,\"external_port\":2300").status, 400);      // the same port of the guest
        QCOMPARE(forward("\"internal_port_range\":\"30:40\",\"external_port_range\":\"2215:2225\"").status, 400);
        const auto other = made("\"internal_port\":23,\"external_port\":2223");
        QCOMPARE(change(other, "{\"external_port\":2222}").status, 400);
        QCOMPARE(change(other, "{\"external_port\":2223}").status, 200);                 // its own
        QCOMPARE(forward("\"internal_port\":25,\"external_port\":25,\"internal_ip_address\":\"10.0.0.99\"").status, 400);
        QCOMPARE(m_cloud->post(m_path, with("{\"port_forwarding\":{\"protocol\":\"icmp\",\"internal_port\":1,\"external_port\":1,\"internal_port_id\":\"$\"}}", m_port)).status, 400);
        QCOMPARE(m_cloud->post(m_path, with("{\"port_forwarding\":{\"protocol\":\"tcp\",\"internal_port\":1,\"external_port\":1,\"internal_port_id\":\"$\"}}", m_network)).status, 404);
        const auto away = idOf(m_cloud->network("away"));
        m_cloud->subnet(away, "10.9.0.0/24");
        const auto unreachable = m_cloud->post(m_path, with("{\"port_forwarding\":{\"protocol\":\"tcp\",\"internal_port\":1,\"external_port\":1,\"internal_port_id\":\"$\"}}", idOf(m_cloud->port(away))));
        QCOMPARE(unreachable.status, 400);
        QVERIFY(faultText(unreachable).contains(QStringLiteral("is not reachable from subnet")));
    }
    void aFloatingIpIsEitherOrTheOther()
    {
        made("\"internal_port\":22,\"external_port\":2222");
        const auto ip = QStringLiteral("/floatingips/") + m_ip;
        QCOMPARE(faultType(m_cloud->put(ip, with("{\"floatingip\":{\"port_id\":\"$\"}}", m_port))), QStringLiteral("FipInUseByPortForwarding"));
        QCOMPARE(m_cloud->put(ip, "{\"floatingip\":{\"description\":\"x\",\"port_id\":null}}").status, 200);
        QCOMPARE(floatingIp()[u"router_id"].toString(), m_router);      // still
        QCOMPARE(faultType(m_cloud->del(ip)), QStringLiteral("FipInUseByPortForwarding"));
        QCOMPARE(faultType(m_cloud->put(QStringLiteral("/routers/%1/remove_router_interface").arg(m_router), with("{\"subnet_id\":\"$\"}", m_subnet))), QStringLiteral("RouterInterfaceInUseByFloatingIP"));
        QCOMPARE(faultType(m_cloud->put(QStringLiteral("/routers/") + m_router, "{\"router\":{\"external_gateway_info\":null}}")), QStringLiteral("RouterExternalGatewayInUseByFloatingIp"));
        const auto bound = m_cloud->make(QStringLiteral("/floatingips"), with(with("{\"floatingip\":{\"floating_network_id\":\"$\",\"port_id\":\"@\"}}", m_external).replace('@', '$').constData(), m_port));
        m_path = QStringLiteral("/floatingips/%1/port_forwardings").arg(idOf(bound));
        QCOMPARE(faultType(forward("\"internal_port\":25,\"external_port\":25")), QStringLiteral("FloatingIPPortAlreadyAssociated"));
    }
    void goesWithItsPort()
    {
        const auto id = made("\"internal_port\":22,\"external_port\":2222");
        QCOMPARE(m_cloud->put(QStringLiteral("/ports/") + m_port, "{\"port\":{\"name\":\"renamed\"}}").status, 200);
        QCOMPARE(m_cloud->get(m_path).json()[u"port_forwardings"].toArray().size(), 1);
        QCOMPARE(m_cloud->del(QStringLiteral("/ports/") + m_port).status, 204);
        QCOMPARE(m_cloud->get(m_path).json()[u"port_forwardings"].toArray().size(), 0);
        QVERIFY(!m_cloud->driver().floatingIp(m_ip));
        QVERIFY(floatingIp()[u"router_id"].isNull());
        m_cloud->cloud().chassis().events().flush();
        const auto events = *m_cloud->cloud().chassis().events().ofResource(id, 10);
        QCOMPARE(events.size(), 2u);
        QCOMPARE(events[0].type, QStringLiteral("network.port_forwarding.delete"));
        QCOMPARE(events[0].projectId, floatingIp()[u"project_id"].toString());
        QCOMPARE(m_cloud->del(QStringLiteral("/floatingips/") + m_ip).status, 204);
    }
    void listsAndKeepsStrangersOut()
    {
        const auto first = made("\"internal_port\":22,\"external_port\":2222");
        made("\"internal_port\":80,\"external_port\":8080");
        QCOMPARE(m_cloud->get(m_path + QStringLiteral("?external_port=2222")).json()[u"port_forwardings"].toArray().size(), 1);
        QCOMPARE(m_cloud->get(m_path + QStringLiteral("?external_port=2222&fields=id")).json()[u"port_forwardings"][0].toObject().keys(), QStringList { QStringLiteral("id") });
        QCOMPARE(m_cloud->get(m_path + QStringLiteral("?colour=red")).status, 400);
        QCOMPARE(m_cloud->get(m_path + QStringLiteral("?sort_key=external_port&sort_dir=desc&limit=1")).json()[u"port_forwardings"][0][u"external_port"].toInt(), 8080);
        const auto theirs = m_cloud->make(QStringLiteral("/floatingips"), with("{\"floatingip\":{\"floating_network_id\":\"$\"}}", m_external), m_cloud->admin());
        QCOMPARE(m_cloud->get(QStringLiteral("/floatingips/%1/port_forwardings").arg(idOf(theirs))).status, 404);
        QCOMPARE(m_cloud->get(QStringLiteral("/floatingips/%1/port_forwardings/%2").arg(idOf(theirs), first), m_cloud->admin()).status, 404);
        const auto bulk = m_cloud->post(m_path, with("{\"port_forwardings\":[{\"protocol\":\"udp\",\"internal_port\":53,\"external_port\":53,\"internal_port_id\":\"$\"},"
                                                     "{\"protocol\":\"udp\",\"internal_port\":54,\"external_port\":53,\"internal_port_id\":\"$\"}]}", m_port));
        QCOMPARE(bulk.status, 400);      // the second takes the first's port: neither is made
        QCOMPARE(m_cloud->get(m_path).json()[u"port_forwardings"].toArray().size(), 2);
    }
    void survivesARestartOfTheEngine()
    {
        made("\"internal_port\":22,\"external_port\":2222");
        m_cloud->restart();
        QTRY_VERIFY(m_cloud->driver().floatingIp(m_ip));
        QCOMPARE(m_cloud->driver().floatingIp(m_ip)->forwardings.size(), 1);
    }
};

SKYLAB_TEST(PortForwardingsTest)
#include "PortForwardingsTest.moc"
