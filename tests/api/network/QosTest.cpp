#include "NetworkCloud.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Policies that limit and mark traffic, from the API to what the engine is told.
class QosTest : public QObject {
    Q_OBJECT

    std::unique_ptr<NetworkCloud> m_cloud;
    QString m_policy;

    QByteArray with(const char* json, const QString& id) { return QByteArray(json).replace("$", id.toUtf8()); }
    QString path(const QString& more = {}) { return QStringLiteral("/qos/policies/") + m_policy + more; }
    QString policy(const QByteArray& more = {}) { return idOf(m_cloud->make(QStringLiteral("/qos/policies"), "{\"policy\":{\"name\":\"p\"" + more + "}}", m_cloud->admin())); }
    Answer limit(const QByteArray& more) { return m_cloud->post(path(QStringLiteral("/bandwidth_limit_rules")), "{\"bandwidth_limit_rule\":{" + more + "}}", m_cloud->admin()); }

private Q_SLOTS:
    void init()
    {
        m_cloud = std::make_unique<NetworkCloud>();
        m_policy = policy(",\"shared\":true,\"description\":\"d\"");
    }

    void hasRules()
    {
        const auto made = limit("\"max_kbps\":1000,\"max_burst_kbps\":200");
        QCOMPARE(made.status, 201);
        const auto rule = made.json()[u"bandwidth_limit_rule"].toObject();
        QCOMPARE(rule[u"direction"].toString(), QStringLiteral("egress"));
        QVERIFY(!rule.contains(u"type"));
        QCOMPARE(faultType(limit("\"max_kbps\":5")), QStringLiteral("QoSRulesConflict"));
        QCOMPARE(limit("\"max_kbps\":2000,\"direction\":\"ingress\"").status, 201);
        QCOMPARE(limit("\"max_kbps\":-1").status, 400);
        QCOMPARE(limit("\"direction\":\"egress\"").status, 400);
        const auto marks = path(QStringLiteral("/dscp_marking_rules"));
        QCOMPARE(m_cloud->post(marks, "{\"dscp_marking_rule\":{\"dscp_mark\":7}}", m_cloud->admin()).status, 400);
        const auto mark = m_cloud->make(marks, "{\"dscp_marking_rule\":{\"dscp_mark\":26}}", m_cloud->admin());
        QCOMPARE(faultType(m_cloud->post(marks, "{\"dscp_marking_rule\":{\"dscp_mark\":8}}", m_cloud->admin())), QStringLiteral("QoSRulesConflict"));
        const auto shown = m_cloud->get(path()).json()[u"policy"].toObject();
        QCOMPARE(shown[u"rules"].toArray().size(), 3);
        QCOMPARE(shown[u"rules"][2][u"type"].toString(), QStringLiteral("dscp_marking"));
        QCOMPARE(shown[u"rules"][2][u"qos_policy_id"].toString(), m_policy);
        QVERIFY(shown[u"revision_number"].toInt() > 1);
        QCOMPARE(m_cloud->get(path(QStringLiteral("/bandwidth_limit_rules?max_kbps=2000"))).json()[u"bandwidth_limit_rules"].toArray().size(), 1);
        const auto one = path(QStringLiteral("/bandwidth_limit_rules/")) + idOf(rule);
        QCOMPARE(m_cloud->put(one, "{\"bandwidth_limit_rule\":{\"max_kbps\":1500}}", m_cloud->admin()).json()[u"bandwidth_limit_rule"][u"max_kbps"].toInt(), 1500);
        QCOMPARE(faultType(m_cloud->put(one, "{\"bandwidth_limit_rule\":{\"direction\":\"ingress\"}}", m_cloud->admin())), QStringLiteral("QoSRulesConflict"));
        QCOMPARE(m_cloud->get(QStringLiteral("/qos/alias_dscp_marking_rules/") + idOf(mark)).json()[u"dscp_marking_rule"][u"dscp_mark"].toInt(), 26);
        QCOMPARE(m_cloud->del(QStringLiteral("/qos/alias_dscp_marking_rules/") + idOf(mark), m_cloud->admin()).status, 204);
        QCOMPARE(faultType(m_cloud->get(path(QStringLiteral("/dscp_marking_rules/")) + idOf(mark))), QStringLiteral("QosRuleNotFound"));
        QCOMPARE(m_cloud->get(path(QStringLiteral("/minimum_bandwidth_rules"))).json()[u"minimum_bandwidth_rules"].toArray().size(), 0);
        QCOMPARE(faultType(m_cloud->post(path(QStringLiteral("/minimum_bandwidth_rules")), "{\"minimum_bandwidth_rule\":{\"min_kbps\":5}}", m_cloud->admin())), QStringLiteral("QosRuleNotSupported"));
        QCOMPARE(m_cloud->del(one, m_cloud->admin()).status, 204);
        QCOMPARE(m_cloud->get(QStringLiteral("/qos/rule-types")).json()[u"rule_types"].toArray().size(), 2);
        QCOMPARE(m_cloud->get(QStringLiteral("/qos/rule-types/bandwidth_limit"), m_cloud->admin()).json()[u"rule_type"][u"drivers"][0][u"supported_parameters"].toArray().size(), 3);
        QCOMPARE(m_cloud->get(QStringLiteral("/qos/rule-types/packet_rate_limit"), m_cloud->admin()).status, 404);
    }
    void isTheAdministrators()
    {
        QCOMPARE(m_cloud->post(QStringLiteral("/qos/policies"), "{\"policy\":{\"name\":\"mine\"}}").status, 403);
        QCOMPARE(m_cloud->put(path(), "{\"policy\":{\"name\":\"x\"}}").status, 403);
        QCOMPARE(m_cloud->post(path(QStringLiteral("/bandwidth_limit_rules")), "{\"bandwidth_limit_rule\":{\"max_kbps\":1}}").status, 403);
        const auto hidden = policy();
        QCOMPARE(faultType(m_cloud->get(QStringLiteral("/qos/policies/") + hidden)), QStringLiteral("QosPolicyNotFound"));
        QCOMPARE(m_cloud->get(QStringLiteral("/qos/policies")).json()[u"policies"].toArray().size(), 1);
        const auto network = idOf(m_cloud->network("net"));
        QCOMPARE(faultType(m_cloud->put(QStringLiteral("/networks/") + network, with("{\"network\":{\"qos_policy_id\":\"$\"}}", hidden))), QStringLiteral("QosPolicyNotFound"));
        QCOMPARE(m_cloud->put(QStringLiteral("/networks/") + network, with("{\"network\":{\"qos_policy_id\":\"$\"}}", m_policy)).status, 200);
        QCOMPARE(faultType(m_cloud->put(path(), "{\"policy\":{\"shared\":false}}", m_cloud->admin())), QStringLiteral("RbacPolicyInUse"));
        QCOMPARE(faultType(m_cloud->del(path(), m_cloud->admin())), QStringLiteral("QosPolicyInUse"));
        QCOMPARE(m_cloud->put(QStringLiteral("/networks/") + network, "{\"network\":{\"qos_policy_id\":null}}").status, 200);
        QCOMPARE(m_cloud->del(path(), m_cloud->admin()).status, 204);
    }
    void reachesPortsAndFloatingIps()
    {
        limit("\"max_kbps\":1000,\"max_burst_kbps\":200");
        const auto strict = std::exchange(m_policy, policy(",\"shared\":true"));
        limit("\"max_kbps\":77,\"direction\":\"ingress\"");
        const auto slow = std::exchange(m_policy, strict);
        const auto network = idOf(m_cloud->make(QStringLiteral("/networks"), with("{\"network\":{\"qos_policy_id\":\"$\"}}", m_policy)));
        const auto subnet = idOf(m_cloud->subnet(network, "10.0.0.0/24"));
        const auto port = m_cloud->port(network);
        const auto id = idOf(port);
        QVERIFY(port[u"qos_policy_id"].isNull());
        QCOMPARE(port[u"qos_network_policy_id"].toString(), m_policy);
        QCOMPARE(m_cloud->driver().port(id)->qos.egress, (network::RateLimit { 1000, 200 }));
        // Its own policy goes before its network's.
        QCOMPARE(m_cloud->put(QStringLiteral("/ports/") + id, with("{\"port\":{\"qos_policy_id\":\"$\"}}", slow)).status, 200);
        QCOMPARE(m_cloud->driver().port(id)->qos.egress.kilobitsPerSecond, 0);
        QCOMPARE(m_cloud->driver().port(id)->qos.ingress.kilobitsPerSecond, 77);
        QCOMPARE(m_cloud->put(QStringLiteral("/ports/") + id, "{\"port\":{\"qos_policy_id\":null}}").status, 200);
        // A changed rule is heard of by all who use it.
        const auto rule = m_cloud->get(path()).json()[u"policy"][u"rules"][0][u"id"].toString();
        QCOMPARE(m_cloud->put(path(QStringLiteral("/bandwidth_limit_rules/")) + rule, "{\"bandwidth_limit_rule\":{\"max_kbps\":1200}}", m_cloud->admin()).status, 200);
        QCOMPARE(m_cloud->driver().port(id)->qos.egress.kilobitsPerSecond, 1200);
        QCOMPARE(m_cloud->put(QStringLiteral("/networks/") + network, "{\"network\":{\"qos_policy_id\":null}}").status, 200);
        QCOMPARE(m_cloud->driver().port(id)->qos, network::QosSpec());
        const auto external = idOf(m_cloud->externalNetwork());
        const auto router = idOf(m_cloud->make(QStringLiteral("/routers"), with("{\"router\":{\"external_gateway_info\":{\"network_id\":\"$\"}}}", external)));
        QCOMPARE(m_cloud->put(QStringLiteral("/routers/%1/add_router_interface").arg(router), with("{\"subnet_id\":\"$\"}", subnet)).status, 200);
        const auto ip = idOf(m_cloud->make(QStringLiteral("/floatingips"), with(with("{\"floatingip\":{\"floating_network_id\":\"$\",\"port_id\":\"@\"}}", external).replace('@', '$').constData(), id)));
        QCOMPARE(m_cloud->put(QStringLiteral("/floatingips/") + ip, with("{\"floatingip\":{\"qos_policy_id\":\"$\"}}", m_policy)).status, 200);
        QCOMPARE(m_cloud->driver().floatingIp(ip)->qos.egress.kilobitsPerSecond, 1200);
        QCOMPARE(m_cloud->get(QStringLiteral("/floatingips/") + ip).json()[u"floatingip"][u"fixed_ip_address"], port[u"fixed_ips"][0][u"ip_address"]);
        QCOMPARE(m_cloud->put(QStringLiteral("/floatingips/") + ip, "{\"floatingip\":{\"qos_policy_id\":null}}").status, 200);
        QCOMPARE(m_cloud->put(QStringLiteral("/networks/") + external, with("{\"network\":{\"qos_policy_id\":\"$\"}}", m_policy), m_cloud->admin()).status, 200);
        QCOMPARE(m_cloud->driver().floatingIp(ip)->qos.egress.kilobitsPerSecond, 1200);
        QCOMPARE(m_cloud->get(QStringLiteral("/floatingips/") + ip).json()[u"floatingip"][u"qos_network_policy_id"].toString(), m_policy);
    }
    void whatTheAdministratorSetStays()
    {
        const auto hidden = policy();
        const auto network = idOf(m_cloud->network("net"));
        m_cloud->subnet(network, "10.0.0.0/24");
        const auto external = idOf(m_cloud->externalNetwork());
        const QList<QPair<QString, QByteArray>> all {
            { QStringLiteral("/networks/") + network, "network" },
            { QStringLiteral("/ports/") + idOf(m_cloud->port(network)), "port" },
            { QStringLiteral("/floatingips/") + idOf(m_cloud->make(QStringLiteral("/floatingips"), with("{\"floatingip\":{\"floating_network_id\":\"$\"}}", external))), "floatingip" },
        };
        for (const auto& [where, kind] : all) {
            QCOMPARE(m_cloud->put(where, with("{\"#\":{\"qos_policy_id\":\"$\"}}", hidden).replace("#", kind), m_cloud->admin()).status, 200);
            const auto refused = m_cloud->put(where, QByteArray("{\"#\":{\"qos_policy_id\":null}}").replace("#", kind));
            QCOMPARE(refused.status, 403);
            QCOMPARE(faultType(refused), QStringLiteral("PolicyRemoveAuthorizationError"));
            QCOMPARE(m_cloud->put(where, with("{\"#\":{\"qos_policy_id\":\"$\"}}", m_policy).replace("#", kind)).status, 403);
            QCOMPARE(m_cloud->put(where, QByteArray("{\"#\":{\"description\":\"d\"}}").replace("#", kind)).status, 200);
            QCOMPARE(m_cloud->put(where, QByteArray("{\"#\":{\"qos_policy_id\":null}}").replace("#", kind), m_cloud->admin()).status, 200);
        }
    }
    void aProjectHasADefault()
    {
        const auto project = m_cloud->network("any")[u"project_id"].toString();
        const auto own = with("{\"policy\":{\"name\":\"default\",\"is_default\":true,\"project_id\":\"$\"}}", project);
        const auto made = m_cloud->make(QStringLiteral("/qos/policies"), own, m_cloud->admin());
        QCOMPARE(faultType(m_cloud->post(QStringLiteral("/qos/policies"), own, m_cloud->admin())), QStringLiteral("QoSPolicyDefaultAlreadyExists"));
        QCOMPARE(m_cloud->network("next")[u"qos_policy_id"].toString(), idOf(made));
        QVERIFY(m_cloud->make(QStringLiteral("/networks"), "{\"network\":{\"qos_policy_id\":null}}")[u"qos_policy_id"].isNull());
        QCOMPARE(m_cloud->get(QStringLiteral("/qos/policies?is_default=true")).json()[u"policies"].toArray().size(), 1);
    }
};

SKYLAB_TEST(QosTest)
#include "QosTest.moc"
