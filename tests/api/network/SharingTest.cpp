#include "NetworkCloud.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

namespace {
const QString policies = QStringLiteral("/rbac-policies");
const QString networks = QStringLiteral("/networks/");
} // namespace

/// RBAC policies: they truly widen what others see and may use, and nothing else does.
class SharingTest : public QObject {
    Q_OBJECT

    std::unique_ptr<NetworkCloud> m_cloud;
    TestCloud::Tenant m_other;
    TestCloud::Tenant m_third;

    Answer share(const char* type, const QString& id, const QString& target, const QByteArray& token = {}, const char* action = "access_as_shared")
    {
        return m_cloud->post(policies, QByteArray(R"({"rbac_policy":{"object_type":")") + type + R"(","object_id":")" + id.toUtf8() + R"(","action":")" + action + R"(","target_tenant":")" + target.toUtf8() + "\"}}", token);
    }
    static QString policyOf(const Answer& answer) { return policies + u'/' + answer.json()[u"rbac_policy"][u"id"].toString(); }
    int seen(const QString& path, const QByteArray& token) { return m_cloud->get(path, token).status; }
    QByteArray body(const char* kind, const char* key, const QString& id, const QByteArray& more = {}) { return QByteArray("{\"") + kind + "\":{\"" + key + "\":\"" + id.toUtf8() + '"' + more + "}}"; }

private Q_SLOTS:
    void init()
    {
        m_cloud = std::make_unique<NetworkCloud>();
        m_other = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        m_third = m_cloud->cloud().makeTenant(QStringLiteral("third"), QStringLiteral("member"));
    }

    void sharesNetworks()
    {
        const auto net = m_cloud->network("n");
        const auto inside = m_cloud->subnet(idOf(net), "10.0.0.0/24");
        const auto path = networks + idOf(net);
        const auto subnetPath = QStringLiteral("/subnets/") + idOf(inside);
        QCOMPARE(seen(path, m_other.token), 404);
        const auto made = share("network", idOf(net), m_other.projectId);
        QCOMPARE(made.status, 201);
        QCOMPARE(made.json()[u"rbac_policy"][u"tenant_id"], net[u"project_id"]);
        // Who is named sees it, with its subnets, and as shared; nobody else does, and its owner sees what is the case.
        QCOMPARE(seen(path, m_other.token), 200);
        QCOMPARE(seen(subnetPath, m_other.token), 200);
        QCOMPARE(m_cloud->get(path, m_other.token).json()[u"network"][u"shared"].toBool(), true);
        QCOMPARE(m_cloud->get(path).json()[u"network"][u"shared"].toBool(true), false);
        QCOMPARE(m_cloud->get(QStringLiteral("/networks?shared=true"), m_other.token).json()[u"networks"].toArray().size(), 1);
        QCOMPARE(m_cloud->get(QStringLiteral("/networks?shared=false"), m_other.token).json()[u"networks"].toArray().size(), 0);
        QCOMPARE(m_cloud->get(QStringLiteral("/subnets?shared=true"), m_other.token).json()[u"subnets"].toArray().size(), 1);
        QCOMPARE(seen(path, m_third.token), 404);
        QCOMPARE(seen(subnetPath, m_third.token), 404);
        // It may be used, not changed.
        QCOMPARE(m_cloud->put(path, R"({"network":{"name":"mine"}})", m_other.token).status, 403);
        QCOMPARE(m_cloud->post(QStringLiteral("/subnets"), body("subnet", "network_id", idOf(net), R"(,"ip_version":4,"cidr":"10.9.0.0/24")"), m_other.token).status, 403);
        const auto port = m_cloud->port(idOf(net), "", m_other.token);
        QCOMPARE(port[u"project_id"].toString(), m_other.projectId);
        const auto offers = m_cloud->service().servers().networksOf(service::Context { .projectId = m_other.projectId });
        QVERIFY(offers);
        QCOMPARE(offers->size(), 1u);
        QVERIFY(!offers->front().own);
        QVERIFY(m_cloud->service().servers().network(service::Context { .projectId = net[u"project_id"].toString() }, idOf(net))->own);
        // In use: neither taken away nor given to someone else, but given to all.
        QCOMPARE(faultType(m_cloud->del(policyOf(made))), QStringLiteral("RbacPolicyInUse"));
        QCOMPARE(m_cloud->put(policyOf(made), body("rbac_policy", "target_tenant", m_third.projectId)).status, 409);
        QCOMPARE(share("network", idOf(net), QStringLiteral("*")).status, 403);
        const auto all = share("network", idOf(net), QStringLiteral("*"), m_cloud->admin());
        QCOMPARE(all.status, 201);
        QCOMPARE(m_cloud->get(path).json()[u"network"][u"shared"].toBool(), true);
        QCOMPARE(seen(path, m_third.token), 200);
        QCOMPARE(m_cloud->del(policyOf(made)).status, 204);
        QCOMPARE(m_cloud->del(policyOf(all), m_cloud->admin()).status, 409);
        QCOMPARE(m_cloud->put(path, R"({"network":{"shared":false}})", m_cloud->admin()).status, 409);
        QCOMPARE(m_cloud->del(QStringLiteral("/ports/") + idOf(port), m_other.token).status, 204);
        QCOMPARE(m_cloud->put(path, R"({"network":{"shared":false}})", m_cloud->admin()).status, 200);
        QCOMPARE(seen(policyOf(all), m_cloud->admin()), 404);
        QCOMPARE(seen(path, m_other.token), 404);
    }
    void portsOnASharedNetworkAreTheirOwners()
    {
        const auto outside = m_cloud->externalNetwork();
        const auto net = m_cloud->network("n");
        const auto inside = m_cloud->subnet(idOf(net), "10.0.0.0/24");
        QCOMPARE(share("network", idOf(net), m_other.projectId).status, 201);
        const auto router = idOf(m_cloud->make(QStringLiteral("/routers"), QByteArray(R"({"router":{"external_gateway_info":{"network_id":")") + idOf(outside).toUtf8() + "\"}}}"));
        const auto plug = QStringLiteral("/routers/%1/add_router_interface").arg(router);
        const auto by = [](const char* key, const QString& id) { return QByteArray("{\"") + key + "\":\"" + id.toUtf8() + "\"}"; };
        QCOMPARE(m_cloud->put(plug, by("subnet_id", idOf(inside))).status, 200);
        const auto mine = m_cloud->port(idOf(net));
        const auto theirs = idOf(m_cloud->port(idOf(net), "", m_other.token));
        // Who owns the network sees the port and may remove it, and that is all.
        const auto path = QStringLiteral("/ports/") + theirs;
        QCOMPARE(seen(path, m_cloud->demo()), 200);
        QCOMPARE(faultType(m_cloud->put(path, R"({"port":{"name":"x"}})")), QStringLiteral("PolicyNotAuthorized"));
        QCOMPARE(m_cloud->put(path, R"({"port":{"name":"x"}})", m_other.token).status, 200);
        const auto at = QByteArray(",\"port_id\":\"") + theirs.toUtf8() + "\"";
        QCOMPARE(m_cloud->post(QStringLiteral("/floatingips"), body("floatingip", "floating_network_id", idOf(outside), at)).status, 403);
        const auto ip = idOf(m_cloud->make(QStringLiteral("/floatingips"), body("floatingip", "floating_network_id", idOf(outside))));
        const auto forward = QByteArray(R"(,"protocol":"tcp","internal_port":22,"external_port":22)");
        QCOMPARE(m_cloud->post(QStringLiteral("/floatingips/%1/port_forwardings").arg(ip), body("port_forwarding", "internal_port_id", theirs, forward)).status, 403);
        QCOMPARE(m_cloud->post(QStringLiteral("/trunks"), body("trunk", "port_id", theirs)).status, 403);
        const auto sub = ",\"sub_ports\":[{\"segmentation_type\":\"vlan\",\"segmentation_id\":5" + at + "}]";
        QCOMPARE(m_cloud->post(QStringLiteral("/trunks"), body("trunk", "port_id", idOf(mine), sub)).status, 403);
        QCOMPARE(m_cloud->put(plug, by("port_id", theirs)).status, 403);
        auto& servers = m_cloud->service().servers();
        const service::Context demo { .projectId = net[u"project_id"].toString() };
        QCOMPARE(servers.checkPort(demo, theirs).error().code, ErrorCode::BadRequest);
        network::PortWish wish { .portId = theirs, .serverId = QStringLiteral("server-1") };
        wish.existing = true;
        QCOMPARE(servers.preparePort(demo, wish).error().type, QStringLiteral("PortNotUsable"));
        QVERIFY(servers.checkPort(service::Context { .projectId = m_other.projectId }, theirs));
        QCOMPARE(m_cloud->del(path).status, 204);
    }
    void aNetworkForAllKeepsItsGateway()
    {
        const auto net = m_cloud->make(QStringLiteral("/networks"), R"({"network":{"name":"s","shared":true}})", m_cloud->admin());
        const auto inside = idOf(m_cloud->subnet(idOf(net), "10.0.0.0/24", "", m_cloud->admin()));
        const auto router = idOf(m_cloud->make(QStringLiteral("/routers"), R"({"router":{}})", m_other.token));
        const auto plug = QStringLiteral("/routers/%1/add_router_interface").arg(router);
        const auto by = [](const char* key, const QString& id) { return QByteArray("{\"") + key + "\":\"" + id.toUtf8() + "\"}"; };
        const auto bySubnet = by("subnet_id", inside);
        const auto refused = m_cloud->put(plug, bySubnet, m_other.token);
        QCOMPARE(refused.status, 400);
        QVERIFY2(faultText(refused).contains(QStringLiteral("because subnet %1 is not owned by project making the request").arg(inside)), refused.body.constData());
        QCOMPARE(m_cloud->get(QStringLiteral("/ports?device_owner=network:router_interface"), m_cloud->admin()).json()[u"ports"].toArray().size(), 0);
        // An entry for another project, or another thing, says nothing of this one.
        QCOMPARE(share("network", idOf(net), m_third.projectId, m_cloud->admin()).status, 201);
        QCOMPARE(share("network", idOf(net), m_other.projectId, m_cloud->admin(), "access_as_external").status, 201);
        QCOMPARE(m_cloud->put(plug, bySubnet, m_other.token).status, 400);
        // A port of its own does not lead all others.
        const auto own = idOf(m_cloud->port(idOf(net), "", m_other.token));
        QCOMPARE(m_cloud->put(plug, by("port_id", own), m_other.token).status, 200);
        const auto leg = QStringLiteral("/ports/") + own;
        QCOMPARE(m_cloud->put(leg, R"({"port":{"name":"leg"}})", m_other.token).status, 200);
        QCOMPARE(m_cloud->put(leg, R"({"port":{"name":"x","device_owner":"network:dhcp"}})", m_other.token).status, 403);
        QCOMPARE(m_cloud->put(QStringLiteral("/routers/%1/remove_router_interface").arg(router), by("port_id", own), m_other.token).status, 200);
        QCOMPARE(share("network", idOf(net), m_other.projectId, m_cloud->admin()).status, 201);
        QCOMPARE(m_cloud->put(plug, bySubnet, m_other.token).status, 200);
    }
    void sharedNetworksHaveAnEntry()
    {
        const auto net = m_cloud->make(QStringLiteral("/networks"), R"({"network":{"name":"s","shared":true}})", m_cloud->admin());
        QCOMPARE(net[u"shared"].toBool(), true);
        const auto entries = m_cloud->get(policies + QStringLiteral("?object_id=") + idOf(net), m_cloud->admin()).json()[u"rbac_policies"].toArray();
        QCOMPARE(entries.size(), 1);
        QCOMPARE(entries[0][u"target_tenant"].toString(), QStringLiteral("*"));
        QCOMPARE(seen(networks + idOf(net), m_third.token), 200);
        QCOMPARE(m_cloud->get(policies, m_third.token).json()[u"rbac_policies"].toArray().size(), 0);
        QCOMPARE(m_cloud->del(networks + idOf(net), m_cloud->admin()).status, 204);
        QCOMPARE(m_cloud->get(policies, m_cloud->admin()).json()[u"rbac_policies"].toArray().size(), 0);
    }
    void sharesExternalNetworks()
    {
        const auto outside = m_cloud->externalNetwork();
        const auto path = networks + idOf(outside);
        const auto everyone = m_cloud->get(policies + QStringLiteral("?action=access_as_external"), m_cloud->admin()).json()[u"rbac_policies"][0].toObject();
        QCOMPARE(everyone[u"target_tenant"].toString(), QStringLiteral("*"));
        QCOMPARE(m_cloud->del(policies + u'/' + idOf(everyone), m_cloud->admin()).status, 204);
        QCOMPARE(seen(path, m_other.token), 404);
        QCOMPARE(m_cloud->get(path, m_cloud->admin()).json()[u"network"][u"router:external"].toBool(), true);
        const auto made = share("network", idOf(outside), m_other.projectId, m_cloud->admin(), "access_as_external");
        QCOMPARE(made.status, 201);
        QCOMPARE(seen(path, m_other.token), 200);
        QCOMPARE(seen(path, m_third.token), 404);
        // Only as external: routers and floating IPs, no ports.
        QCOMPARE(m_cloud->post(QStringLiteral("/ports"), body("port", "network_id", idOf(outside)), m_other.token).status, 403);
        QCOMPARE(m_cloud->post(QStringLiteral("/floatingips"), body("floatingip", "floating_network_id", idOf(outside)), m_third.token).status, 404);
        const auto router = m_cloud->make(QStringLiteral("/routers"), QByteArray(R"({"router":{"external_gateway_info":{"network_id":")") + idOf(outside).toUtf8() + "\"}}}", m_other.token);
        QCOMPARE(m_cloud->del(policyOf(made), m_cloud->admin()).status, 409);
        QCOMPARE(m_cloud->del(QStringLiteral("/routers/") + idOf(router), m_other.token).status, 204);
        QCOMPARE(m_cloud->del(policyOf(made), m_cloud->admin()).status, 204);
        // A network that is given out as external becomes it.
        const auto plain = m_cloud->network("plain");
        QCOMPARE(share("network", idOf(plain), m_other.projectId, {}, "access_as_external").status, 201);
        QCOMPARE(m_cloud->get(networks + idOf(plain)).json()[u"network"][u"router:external"].toBool(), true);
    }
    void refusesPolicies()
    {
        const auto net = m_cloud->network("n");
        QCOMPARE(share("router", idOf(net), m_other.projectId).status, 400);
        QCOMPARE(faultType(share("subnetpool", idOf(net), m_other.projectId, {}, "access_as_external")), QStringLiteral("InvalidActionForType"));
        QCOMPARE(share("subnetpool", idOf(net), m_other.projectId).status, 404);
        QCOMPARE(share("network", idOf(net), m_third.projectId, m_other.token).status, 404);
        QCOMPARE(share("network", idOf(net), QString()).status, 400);
        const auto made = share("network", idOf(net), m_other.projectId);
        QCOMPARE(faultType(share("network", idOf(net), m_other.projectId)), QStringLiteral("DuplicateRbacPolicy"));
        // Who it is shared with can't pass it on, nor see or end the policy.
        QCOMPARE(share("network", idOf(net), m_third.projectId, m_other.token).status, 400);
        QCOMPARE(seen(policyOf(made), m_other.token), 404);
        QCOMPARE(m_cloud->del(policyOf(made), m_other.token).status, 404);
        QCOMPARE(m_cloud->put(policyOf(made), body("rbac_policy", "target_tenant", m_third.projectId)).json()[u"rbac_policy"][u"target_tenant"].toString(), m_third.projectId);
        QCOMPARE(seen(networks + idOf(net), m_other.token), 404);
        QCOMPARE(seen(networks + idOf(net), m_third.token), 200);
        QCOMPARE(m_cloud->put(policyOf(made), R"({"rbac_policy":{"action":"access_as_external"}})").status, 400);
        m_cloud->put(QStringLiteral("/quotas/") + net[u"project_id"].toString(), R"({"quota":{"rbac_policy":1}})", m_cloud->admin());
        QCOMPARE(faultType(share("network", idOf(net), m_other.projectId)), QStringLiteral("OverQuota"));
    }
    void sharesSecurityGroups()
    {
        const auto group = m_cloud->make(QStringLiteral("/security-groups"), R"({"security_group":{"name":"g"}})");
        const auto path = QStringLiteral("/security-groups/") + idOf(group);
        const auto made = share("security_group", idOf(group), m_other.projectId);
        QCOMPARE(made.status, 201);
        QCOMPARE(m_cloud->get(path, m_other.token).json()[u"security_group"][u"shared"].toBool(), true);
        QCOMPARE(m_cloud->get(QStringLiteral("/security-groups?shared=true"), m_other.token).json()[u"security_groups"].toArray().size(), 1);
        QCOMPARE(seen(path, m_third.token), 404);
        const auto rule = group[u"security_group_rules"][0][u"id"].toString();
        QCOMPARE(m_cloud->del(QStringLiteral("/security-group-rules/") + rule, m_other.token).status, 403);
        QCOMPARE(m_cloud->post(QStringLiteral("/security-group-rules"), body("security_group_rule", "security_group_id", idOf(group), R"(,"direction":"ingress")"), m_other.token).status, 403);
        QCOMPARE(m_cloud->put(path, R"({"security_group":{"name":"x"}})", m_other.token).status, 403);
        const auto net = m_cloud->network("n", m_other.token);
        const auto port = m_cloud->port(idOf(net), (QByteArray(R"(,"security_groups":[")") + idOf(group).toUtf8() + "\"]").constData(), m_other.token);
        QCOMPARE(m_cloud->del(policyOf(made)).status, 409);
        QCOMPARE(m_cloud->del(QStringLiteral("/ports/") + idOf(port), m_other.token).status, 204);
        QCOMPARE(m_cloud->del(policyOf(made)).status, 204);
        QCOMPARE(m_cloud->post(QStringLiteral("/ports"), body("port", "network_id", idOf(net), QByteArray(R"(,"security_groups":[")") + idOf(group).toUtf8() + "\"]"), m_other.token).status, 404);
    }
    void sharesPoolsAndScopes()
    {
        const auto scope = m_cloud->make(QStringLiteral("/address-scopes"), R"({"address_scope":{"name":"s","ip_version":4}})");
        const auto pool = m_cloud->make(QStringLiteral("/subnetpools"), R"({"subnetpool":{"name":"p","prefixes":["10.0.0.0/16"],"default_prefixlen":24}})");
        QCOMPARE(share("address_scope", idOf(scope), m_other.projectId).status, 201);
        QCOMPARE(m_cloud->get(QStringLiteral("/address-scopes/") + idOf(scope), m_other.token).json()[u"address_scope"][u"shared"].toBool(), true);
        const auto made = share("subnetpool", idOf(pool), m_other.projectId);
        const auto net = m_cloud->network("n", m_other.token);
        const auto subnet = m_cloud->post(QStringLiteral("/subnets"), body("subnet", "network_id", idOf(net), QByteArray(R"(,"subnetpool_id":")") + idOf(pool).toUtf8() + "\""), m_other.token);
        QCOMPARE(subnet.status, 201);
        QCOMPARE(m_cloud->del(policyOf(made)).status, 409);
        QCOMPARE(m_cloud->del(QStringLiteral("/subnets/") + subnet.json()[u"subnet"][u"id"].toString(), m_other.token).status, 204);
        QCOMPARE(m_cloud->del(policyOf(made)).status, 204);
        QCOMPARE(seen(QStringLiteral("/subnetpools/") + idOf(pool), m_other.token), 404);
    }
    void sharesQosPolicies()
    {
        const auto policies = QStringLiteral("/qos/policies");
        const auto make = [&](const QByteArray& more = {}) { return m_cloud->make(policies, R"({"policy":{"name":"q")" + more + "}}", m_cloud->admin()); };
        const auto policy = make();
        const auto path = policies + u'/' + idOf(policy);
        QCOMPARE(policy[u"shared"].toBool(true), false);
        QCOMPARE(m_cloud->post(path + QStringLiteral("/bandwidth_limit_rules"), R"({"bandwidth_limit_rule":{"max_kbps":100}})", m_cloud->admin()).status, 201);
        QCOMPARE(seen(path, m_other.token), 404);
        QCOMPARE(share("qos_policy", idOf(policy), m_third.projectId, m_other.token).status, 404);
        QCOMPARE(faultType(share("qos_policy", idOf(policy), m_other.projectId, m_cloud->admin(), "access_as_external")), QStringLiteral("InvalidActionForType"));
        const auto made = share("qos_policy", idOf(policy), m_other.projectId, m_cloud->admin());
        QCOMPARE(made.status, 201);
        // One project sees it as shared and uses it; the others don't know of it.
        QCOMPARE(m_cloud->get(path, m_other.token).json()[u"policy"][u"shared"].toBool(), true);
        QCOMPARE(m_cloud->get(path, m_cloud->admin()).json()[u"policy"][u"shared"].toBool(true), false);
        QCOMPARE(m_cloud->get(policies + QStringLiteral("?shared=True"), m_other.token).json()[u"policies"].toArray().size(), 1);
        QCOMPARE(m_cloud->get(policies + QStringLiteral("?shared=False"), m_other.token).json()[u"policies"].toArray().size(), 0);
        QCOMPARE(m_cloud->get(path + QStringLiteral("/bandwidth_limit_rules"), m_other.token).json()[u"bandwidth_limit_rules"].toArray().size(), 1);
        QCOMPARE(seen(path, m_third.token), 404);
        QCOMPARE(m_cloud->get(policies, m_third.token).json()[u"policies"].toArray().size(), 0);
        QCOMPARE(m_cloud->put(path, R"({"policy":{"name":"mine"}})", m_other.token).status, 403);
        const auto use = [&](const char* value, const QString& network, const QByteArray& token) { return m_cloud->put(networks + network, QByteArray(R"({"network":{"qos_policy_id":)") + value + "}}", token); };
        const auto named = ('"' + idOf(policy) + '"').toUtf8();
        const auto net = idOf(m_cloud->network("n", m_other.token));
        QCOMPARE(use(named.constData(), net, m_other.token).status, 200);
        QCOMPARE(faultType(use(named.constData(), idOf(m_cloud->network("n", m_third.token)), m_third.token)), QStringLiteral("QosPolicyNotFound"));
        // In use: neither the entry nor the policy goes.
        QCOMPARE(faultType(m_cloud->del(policyOf(made), m_cloud->admin())), QStringLiteral("RbacPolicyInUse"));
        QCOMPARE(faultType(m_cloud->del(path, m_cloud->admin())), QStringLiteral("QosPolicyInUse"));
        // An entry for all takes its place, and is what "shared" of an administrator says and sets.
        QCOMPARE(m_cloud->put(path, R"({"policy":{"shared":true}})", m_cloud->admin()).json()[u"policy"][u"shared"].toBool(), true);
        QCOMPARE(seen(path, m_third.token), 200);
        QCOMPARE(m_cloud->del(policyOf(made), m_cloud->admin()).status, 204);
        QCOMPARE(m_cloud->put(path, R"({"policy":{"shared":false}})", m_cloud->admin()).status, 409);
        QCOMPARE(use("null", net, m_other.token).status, 200);
        QCOMPARE(m_cloud->put(path, R"({"policy":{"shared":false}})", m_cloud->admin()).json()[u"policy"][u"shared"].toBool(true), false);
        QCOMPARE(seen(path, m_other.token), 404);
        QCOMPARE(m_cloud->del(path, m_cloud->admin()).status, 204);
        QCOMPARE(m_cloud->get(::policies, m_cloud->admin()).json()[u"rbac_policies"].toArray().size(), 0);
        const auto open = make(R"(,"shared":true)");
        QCOMPARE(seen(policies + u'/' + idOf(open), m_third.token), 200);
        QCOMPARE(m_cloud->get(::policies + QStringLiteral("?object_type=qos_policy"), m_cloud->admin()).json()[u"rbac_policies"][0][u"target_tenant"].toString(), QStringLiteral("*"));
    }
};
SKYLAB_TEST(SharingTest)
#include "SharingTest.moc"
