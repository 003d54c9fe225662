#include "NetworkCloud.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Trunks: a parent port, and subports by which its guest reaches other networks.
class TrunksTest : public QObject {
    Q_OBJECT

    std::unique_ptr<NetworkCloud> m_cloud;
    QString m_network, m_parent, m_child;

    QByteArray with(const char* json, const QString& id) { return QByteArray(json).replace("$", id.toUtf8()); }
    QByteArray sub(const QString& port, const char* tag) { return with("{\"port_id\":\"$\",\"segmentation_type\":\"vlan\",\"segmentation_id\":", port) + tag + '}'; }
    QJsonObject trunk(const QByteArray& more = {}) { return m_cloud->make(QStringLiteral("/trunks"), with("{\"trunk\":{\"name\":\"t\",\"port_id\":\"$\"", m_parent) + more + "}}"); }
    Answer add(const QString& id, const QByteArray& list) { return m_cloud->put(QStringLiteral("/trunks/%1/add_subports").arg(id), "{\"sub_ports\":[" + list + "]}"); }
    Answer take(const QString& id, const QByteArray& list) { return m_cloud->put(QStringLiteral("/trunks/%1/remove_subports").arg(id), "{\"sub_ports\":[" + list + "]}"); }
    QJsonObject port(const QString& id, const QByteArray& token = {}) { return m_cloud->get(QStringLiteral("/ports/") + id, token).json()[u"port"].toObject(); }

private Q_SLOTS:
    void init()
    {
        m_cloud = std::make_unique<NetworkCloud>();
        m_network = idOf(m_cloud->network("net"));
        m_cloud->subnet(m_network, "10.0.0.0/24");
        m_parent = idOf(m_cloud->port(m_network));
        const auto inner = idOf(m_cloud->network("inner"));
        m_cloud->subnet(inner, "10.1.0.0/24");
        m_child = idOf(m_cloud->port(inner));
    }

    void livesWithItsSubports()
    {
        const auto made = trunk(",\"sub_ports\":[" + sub(m_child, "101") + ']');
        const auto id = idOf(made);
        QCOMPARE(made[u"status"].toString(), QStringLiteral("DOWN"));      // on no host yet
        QCOMPARE(made[u"sub_ports"][0][u"segmentation_id"].toInt(), 101);
        QCOMPARE(made[u"revision_number"].toInt(), 1);
        const auto spec = m_cloud->driver().port(m_child);
        QCOMPARE(spec->parentPort, m_parent);
        QCOMPARE(spec->parentTag, 101);
        QCOMPARE(port(m_child)[u"device_owner"].toString(), QStringLiteral("trunk:subport"));
        QCOMPARE(port(m_child)[u"device_id"].toString(), id);
        const auto details = port(m_parent)[u"trunk_details"].toObject();
        QCOMPARE(details[u"trunk_id"].toString(), id);
        QCOMPARE(details[u"sub_ports"][0][u"mac_address"], port(m_child)[u"mac_address"]);
        QVERIFY(!port(m_child).contains(u"trunk_details"));
        // Neither port can go while the trunk has it, nor forget it.
        QCOMPARE(faultType(m_cloud->put(QStringLiteral("/ports/") + m_child, "{\"port\":{\"device_id\":\"\"}}")), QStringLiteral("PortInUse"));
        QCOMPARE(faultType(m_cloud->put(QStringLiteral("/ports/") + m_child, "{\"port\":{\"device_owner\":\"compute:nova\"}}")), QStringLiteral("PortInUse"));
        QCOMPARE(faultType(m_cloud->del(QStringLiteral("/ports/") + m_parent)), QStringLiteral("PortInUseAsTrunkParent"));
        QCOMPARE(faultType(m_cloud->del(QStringLiteral("/ports/") + m_child)), QStringLiteral("PortInUseAsSubPort"));
        const auto more = idOf(m_cloud->port(m_network));
        const auto added = add(id, sub(more, "102"));
        QCOMPARE(added.status, 200);
        QCOMPARE(added.json()[u"sub_ports"].toArray().size(), 2);      // not in a "trunk"
        QCOMPARE(m_cloud->get(QStringLiteral("/trunks/%1/get_subports").arg(id)).json()[u"sub_ports"].toArray().size(), 2);
        const auto removed = take(id, with("{\"port_id\":\"$\"}", m_child));
        QCOMPARE(removed.status, 200);
        QCOMPARE(removed.json()[u"sub_ports"].toArray().size(), 1);
        QVERIFY(m_cloud->driver().port(m_child)->parentPort.isEmpty());
        QCOMPARE(port(m_child)[u"device_owner"].toString(), QString());
        QCOMPARE(faultType(take(id, with("{\"port_id\":\"$\"}", m_child))), QStringLiteral("SubPortNotFound"));
        QCOMPARE(m_cloud->put(QStringLiteral("/trunks/") + id, "{\"trunk\":{\"name\":\"renamed\",\"description\":\"d\"}}").status, 200);
        QCOMPARE(m_cloud->get(QStringLiteral("/trunks?name=renamed")).json()[u"trunks"].toArray().size(), 1);
        QCOMPARE(m_cloud->put(QStringLiteral("/trunks/%1/tags/red").arg(id), "{}").status, 201);
        QCOMPARE(m_cloud->get(QStringLiteral("/trunks?tags=red")).json()[u"trunks"].toArray().size(), 1);
        QCOMPARE(m_cloud->del(QStringLiteral("/trunks/") + id).status, 204);
        QCOMPARE(faultType(m_cloud->get(QStringLiteral("/trunks/") + id)), QStringLiteral("TrunkNotFound"));
        QVERIFY(m_cloud->driver().port(more)->parentPort.isEmpty());
        QCOMPARE(m_cloud->del(QStringLiteral("/ports/") + m_parent).status, 204);
    }
    void refusesPortsThatAreTaken()
    {
        const auto id = idOf(trunk(",\"sub_ports\":[" + sub(m_child, "101") + ']'));
        QCOMPARE(faultType(m_cloud->post(QStringLiteral("/trunks"), with("{\"trunk\":{\"port_id\":\"$\"}}", m_parent))), QStringLiteral("ParentPortInUse"));
        QCOMPARE(faultType(m_cloud->post(QStringLiteral("/trunks"), with("{\"trunk\":{\"port_id\":\"$\"}}", m_child))), QStringLiteral("TrunkPortInUse"));
        QCOMPARE(faultType(add(id, sub(m_child, "102"))), QStringLiteral("TrunkPortInUse"));
        QCOMPARE(faultType(add(id, sub(m_parent, "102"))), QStringLiteral("ParentPortInUse"));
        const auto other = idOf(m_cloud->port(m_network));
        QCOMPARE(faultType(add(id, sub(other, "101"))), QStringLiteral("DuplicateSubPort"));
        QCOMPARE(add(id, sub(other, "0")).status, 400);
        QCOMPARE(add(id, sub(other, "4095")).status, 400);
        QCOMPARE(add(id, with("{\"port_id\":\"$\"}", other)).status, 400);
        QCOMPARE(add(id, with("{\"port_id\":\"$\",\"segmentation_type\":\"vxlan\",\"segmentation_id\":5}", other)).status, 400);
        QCOMPARE(add(id, with("{\"port_id\":\"$\",\"segmentation_type\":\"inherit\"}", other)).status, 400);      // no VLAN network
        QCOMPARE(add(id, sub(other, "7") + ',' + sub(other, "8")).status, 400);
        QCOMPARE(m_cloud->put(QStringLiteral("/trunks/%1/add_subports").arg(id), "{\"sub_ports\":{}}").status, 400);
        const auto used = idOf(m_cloud->port(m_network, ",\"device_id\":\"server\",\"device_owner\":\"compute:nova\""));
        QCOMPARE(faultType(add(id, sub(used, "103"))), QStringLiteral("PortInUse"));
        const auto wide = idOf(m_cloud->make(QStringLiteral("/networks"), "{\"network\":{\"provider:network_type\":\"vlan\",\"provider:physical_network\":\"public\",\"provider:segmentation_id\":20}}", m_cloud->admin()));
        const auto big = idOf(m_cloud->port(wide, "", m_cloud->admin()));      // MTU 1500, the trunk's network has 1442
        QCOMPARE(faultType(m_cloud->put(QStringLiteral("/trunks/%1/add_subports").arg(id), "{\"sub_ports\":[" + sub(big, "104") + "]}", m_cloud->admin())), QStringLiteral("SubPortMtuGreaterThanTrunkPortMtu"));
        QCOMPARE(m_cloud->get(QStringLiteral("/trunks/%1/get_subports").arg(id)).json()[u"sub_ports"].toArray().size(), 1);
    }
    void aDisabledTrunkStaysAsItIs()
    {
        const auto id = idOf(trunk());
        QCOMPARE(m_cloud->put(QStringLiteral("/trunks/") + id, "{\"trunk\":{\"admin_state_up\":false}}").status, 200);
        QCOMPARE(faultType(add(id, sub(m_child, "101"))), QStringLiteral("TrunkDisabled"));
        QCOMPARE(faultType(m_cloud->del(QStringLiteral("/trunks/") + id)), QStringLiteral("TrunkDisabled"));
        QCOMPARE(m_cloud->put(QStringLiteral("/trunks/") + id, "{\"trunk\":{\"admin_state_up\":true}}").status, 200);
        QCOMPARE(m_cloud->del(QStringLiteral("/trunks/") + id).status, 204);
    }
    void subportsAreWhereTheirParentIs()
    {
        trunk(",\"sub_ports\":[" + sub(m_child, "101") + ']');
        QCOMPARE(m_cloud->put(QStringLiteral("/ports/") + m_parent, "{\"port\":{\"binding:host_id\":\"fake-host\"}}", m_cloud->admin()).status, 200);
        QCOMPARE(port(m_child, m_cloud->admin())[u"binding:host_id"].toString(), QStringLiteral("fake-host"));
        QCOMPARE(port(m_child, m_cloud->admin())[u"binding:vif_type"].toString(), QStringLiteral("ovs"));
        QTRY_COMPARE(port(m_child)[u"status"].toString(), QStringLiteral("ACTIVE"));
        QCOMPARE(m_cloud->put(QStringLiteral("/ports/") + m_parent, "{\"port\":{\"binding:host_id\":\"\"}}", m_cloud->admin()).status, 200);
        QTRY_COMPARE(port(m_child)[u"status"].toString(), QStringLiteral("DOWN"));
        QCOMPARE(port(m_child, m_cloud->admin())[u"binding:host_id"].toString(), QString());
    }
    void itsStatusIsThatOfItsPorts()
    {
        const auto id = idOf(trunk(",\"sub_ports\":[" + sub(m_child, "101") + ']'));
        const auto status = [&] { return m_cloud->get(QStringLiteral("/trunks/") + id).json()[u"trunk"][u"status"].toString(); };
        const auto bind = [&](const char* host) { return m_cloud->put(QStringLiteral("/ports/") + m_parent, QByteArray("{\"port\":{\"binding:host_id\":\"") + host + "\"}}", m_cloud->admin()).status; };
        const auto revision = m_cloud->get(QStringLiteral("/trunks/") + id).json()[u"trunk"][u"revision_number"].toInt();
        QCOMPARE(status(), QStringLiteral("DOWN"));
        QCOMPARE(bind("fake-host"), 200);
        QTRY_COMPARE(status(), QStringLiteral("ACTIVE"));
        m_cloud->driver().unplug(m_parent);      // the guest is not there at the moment
        QTRY_COMPARE(status(), QStringLiteral("BUILD"));
        QCOMPARE(port(m_child)[u"status"].toString(), QStringLiteral("DOWN"));
        m_cloud->driver().plug(m_parent, QStringLiteral("fake-host"));
        QTRY_COMPARE(status(), QStringLiteral("ACTIVE"));
        // What joins a trunk that runs is on its way until it passes traffic.
        const auto more = idOf(m_cloud->port(m_network));
        QVERIFY(QStringList({ QStringLiteral("BUILD"), QStringLiteral("ACTIVE") }).contains(add(id, sub(more, "102")).json()[u"status"].toString()));
        QTRY_COMPARE(status(), QStringLiteral("ACTIVE"));
        // A port that the engine can't bind stays out; the others go on.
        const auto direct = idOf(m_cloud->port(m_network, ",\"binding:vnic_type\":\"direct\""));
        QCOMPARE(add(id, sub(direct, "103")).status, 200);
        QTRY_COMPARE(status(), QStringLiteral("DEGRADED"));
        QCOMPARE(port(direct, m_cloud->admin())[u"binding:vif_type"].toString(), QStringLiteral("binding_failed"));
        QCOMPARE(port(direct)[u"status"].toString(), QStringLiteral("DOWN"));
        QVERIFY(m_cloud->driver().port(direct)->parentPort.isEmpty());
        QCOMPARE(m_cloud->get(QStringLiteral("/trunks?status=DEGRADED")).json()[u"trunks"].toArray().size(), 1);
        QCOMPARE(take(id, with("{\"port_id\":\"$\"}", direct)).json()[u"status"].toString(), QStringLiteral("ACTIVE"));
        QCOMPARE(m_cloud->put(QStringLiteral("/trunks/") + id, "{\"trunk\":{\"admin_state_up\":false}}").json()[u"trunk"][u"status"].toString(), QStringLiteral("ACTIVE"));
        // Of all that, only what the user did is a new revision.
        QCOMPARE(m_cloud->get(QStringLiteral("/trunks/") + id).json()[u"trunk"][u"revision_number"].toInt(), revision + 4);
        QCOMPARE(bind(""), 200);
        QTRY_COMPARE(status(), QStringLiteral("DOWN"));
    }
    void isItsOwnersOnly()
    {
        const auto id = idOf(trunk());
        const auto network = idOf(m_cloud->network("theirs", m_cloud->admin()));
        const auto theirs = idOf(m_cloud->make(QStringLiteral("/ports"), with("{\"port\":{\"network_id\":\"$\"}}", network), m_cloud->admin()));
        const auto hidden = idOf(m_cloud->make(QStringLiteral("/trunks"), with("{\"trunk\":{\"port_id\":\"$\"}}", theirs), m_cloud->admin()));
        QCOMPARE(m_cloud->get(QStringLiteral("/trunks/") + hidden).status, 404);
        QCOMPARE(m_cloud->get(QStringLiteral("/trunks")).json()[u"trunks"].toArray().size(), 1);
        QCOMPARE(m_cloud->post(QStringLiteral("/trunks"), with("{\"trunk\":{\"port_id\":\"$\"}}", theirs)).status, 404);
        QCOMPARE(add(id, sub(theirs, "5")).status, 404);
        QCOMPARE(m_cloud->put(QStringLiteral("/quotas/") + m_cloud->get(QStringLiteral("/trunks/") + id).json()[u"trunk"][u"project_id"].toString(), "{\"quota\":{\"trunk\":1}}", m_cloud->admin()).status, 200);
        QCOMPARE(faultType(m_cloud->post(QStringLiteral("/trunks"), with("{\"trunk\":{\"port_id\":\"$\"}}", m_child))), QStringLiteral("OverQuota"));
    }
};

SKYLAB_TEST(TrunksTest)
#include "TrunksTest.moc"
