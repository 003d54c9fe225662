#include "NetworkCloud.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

namespace {
const QString pools = QStringLiteral("/subnetpools");
const QString subnets = QStringLiteral("/subnets");
} // namespace

/// Subnet pools, subnets out of them, address scopes and automatic topologies.
class SubnetPoolsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<NetworkCloud> m_cloud;

    QJsonObject pool(const char* prefixes, const QByteArray& more = {}, const QByteArray& token = {})
    {
        return m_cloud->make(pools, QByteArray(R"({"subnetpool":{"name":"p","prefixes":[)") + prefixes + ']' + more + "}}", token);
    }
    Answer subnet(const QString& networkId, const QByteArray& more, const QByteArray& token = {})
    {
        return m_cloud->post(subnets, QByteArray(R"({"subnet":{"network_id":")") + networkId.toUtf8() + "\"" + more + "}}", token);
    }
    static QByteArray of(const QJsonObject& pool, const char* more = "") { return QByteArray(R"(,"subnetpool_id":")") + idOf(pool).toUtf8() + "\"" + more; }
    static QString cidr(const Answer& answer) { return answer.json()[u"subnet"][u"cidr"].toString(); }

private Q_SLOTS:
    void init() { m_cloud = std::make_unique<NetworkCloud>(); }

    void takesFalseForWhatOnlyAdministratorsSet()
    {
        QCOMPARE(pool(R"("10.0.0.0/8")", R"(,"shared":false,"is_default":false)")[u"shared"].toBool(true), false);
        for (const auto* field : { "shared", "is_default" })
            QCOMPARE(m_cloud->post(pools, QByteArray(R"({"subnetpool":{"name":"p","prefixes":["10.0.0.0/8"],")") + field + "\":true}}").status, 403);
    }
    void poolLives()
    {
        const auto made = pool(R"("10.128.0.0/9","10.0.0.0/9")", R"(,"description":"d","default_prefixlen":"24")");
        QCOMPARE(made[u"prefixes"].toArray().size(), 1);
        QCOMPARE(made[u"prefixes"][0].toString(), QStringLiteral("10.0.0.0/8"));
        QCOMPARE(made[u"ip_version"].toInt(), 4);
        QCOMPARE(made[u"min_prefixlen"].toInt(), 8);
        QCOMPARE(made[u"max_prefixlen"].toInt(), 32);
        QCOMPARE(made[u"default_prefixlen"].toInt(), 24);
        QCOMPARE(made[u"shared"].toBool(true), false);
        QVERIFY(made[u"default_quota"].isNull());
        const auto path = pools + u'/' + idOf(made);
        auto changed = m_cloud->put(path, R"({"subnetpool":{"name":"q","prefixes":["10.0.0.0/8","172.16.0.0/12"],"min_prefixlen":16}})");
        QCOMPARE(changed.status, 200);
        QCOMPARE(changed.json()[u"subnetpool"][u"prefixes"].toArray().size(), 2);
        QCOMPARE(changed.json()[u"subnetpool"][u"revision_number"].toInt(), 2);
        QCOMPARE(faultType(m_cloud->put(path, R"({"subnetpool":{"prefixes":["10.0.0.0/9"]}})")), QStringLiteral("IllegalSubnetPoolPrefixUpdate"));
        QCOMPARE(m_cloud->put(path, R"({"subnetpool":{"min_prefixlen":30}})").status, 400);
        QCOMPARE(m_cloud->put(path, R"({"subnetpool":{"shared":true}})").status, 400);
        QCOMPARE(m_cloud->send("PUT", path, R"({"subnetpool":{"name":"x"}})", {}, { { "If-Match", "revision_number=1" } }).status, 412);
        const auto more = m_cloud->put(path + QStringLiteral("/add_prefixes"), R"({"prefixes":["192.168.0.0/16"]})");
        QCOMPARE(more.status, 200);
        QCOMPARE(more.json()[u"prefixes"].toArray().size(), 3);
        QCOMPARE(m_cloud->put(path + QStringLiteral("/remove_prefixes"), R"({"prefixes":["192.168.0.0/17"]})").json()[u"prefixes"][2].toString(), QStringLiteral("192.168.128.0/17"));
        QCOMPARE(m_cloud->put(path + QStringLiteral("/tags/blue"), "{}").status, 201);
        QCOMPARE(m_cloud->get(pools + QStringLiteral("?tags=blue&name=q")).json()[u"subnetpools"].toArray().size(), 1);
        QCOMPARE(m_cloud->get(pools + QStringLiteral("?tags=red")).json()[u"subnetpools"].toArray().size(), 0);
        QCOMPARE(m_cloud->get(pools + QStringLiteral("?foo=bar")).status, 400);
        const auto tenant = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        QCOMPARE(m_cloud->get(path, tenant.token).status, 404);
        QCOMPARE(m_cloud->del(path, tenant.token).status, 404);
        QCOMPARE(m_cloud->del(path).status, 204);
        QCOMPARE(faultType(m_cloud->get(path)), QStringLiteral("SubnetPoolNotFound"));
    }
    void poolsHaveAnEnd()
    {
        const auto list = [](int base, int count) {
            QStringList texts;
            for (int i = 0; i < count; ++i)      // none beside another
                texts << QStringLiteral("\"%1.%2.%3.0/24\"").arg(base).arg(i / 100).arg(i % 100 * 2);
            return texts.join(u',').toUtf8();
        };
        const auto path = pools + u'/' + idOf(pool(list(10, 200).constData()));
        const auto add = [&](const QByteArray& prefixes) { return m_cloud->put(path + QStringLiteral("/add_prefixes"), "{\"prefixes\":[" + prefixes + "]}"); };
        const auto refused = add(list(11, 57));
        QCOMPARE(refused.status, 400);
        QVERIFY(faultText(refused).contains(QStringLiteral("at most 256")));
        QCOMPARE(add(list(11, 56)).status, 200);
        QCOMPARE(m_cloud->put(path + QStringLiteral("/remove_prefixes"), "{\"prefixes\":[" + list(12, 257) + "]}").status, 400);
        QCOMPARE(m_cloud->put(path + QStringLiteral("/remove_prefixes"), R"({"prefixes":["10.0.0.64/26"]})").status, 400);      // would be two
    }
    void refusesPools()
    {
        QCOMPARE(faultType(m_cloud->post(pools, R"({"subnetpool":{"name":"p","prefixes":[]}})")), QStringLiteral("EmptySubnetPoolPrefixList"));
        QCOMPARE(m_cloud->post(pools, R"({"subnetpool":{"name":"p"}})").status, 400);
        QCOMPARE(m_cloud->post(pools, R"({"subnetpool":{"prefixes":["nonsense"]}})").status, 400);
        QCOMPARE(m_cloud->post(pools, R"({"subnetpool":{"prefixes":["10.0.0.0/8"],"shared":true}})").status, 403);
        QCOMPARE(m_cloud->post(pools, R"({"subnetpool":{"prefixes":["10.0.0.0/8"],"is_default":true}})").status, 403);
        m_cloud->put(QStringLiteral("/quotas/") + m_cloud->network("n")[u"project_id"].toString(), R"({"quota":{"subnetpool":1}})", m_cloud->admin());
        const auto bulk = m_cloud->post(pools, R"({"subnetpools":[{"prefixes":["10.0.0.0/8"]},{"prefixes":["11.0.0.0/8"]}]})");
        QCOMPARE(bulk.status, 409);
        QCOMPARE(faultType(bulk), QStringLiteral("OverQuota"));
        QCOMPARE(m_cloud->get(pools).json()[u"subnetpools"].toArray().size(), 0);
    }
    void givesSubnets()
    {
        const auto source = pool(R"("10.1.0.0/22")", R"(,"default_prefixlen":24,"min_prefixlen":23)");
        const auto net = idOf(m_cloud->network("a"));
        const auto first = subnet(net, R"(,"ip_version":4)" + of(source));
        QCOMPARE(first.status, 201);
        QCOMPARE(cidr(first), QStringLiteral("10.1.0.0/24"));
        QCOMPARE(first.json()[u"subnet"][u"gateway_ip"].toString(), QStringLiteral("10.1.0.1"));
        QCOMPARE(first.json()[u"subnet"][u"subnetpool_id"].toString(), idOf(source));
        QCOMPARE(cidr(subnet(net, of(source, R"(,"prefixlen":25)"))), QStringLiteral("10.1.1.0/25"));
        QCOMPARE(cidr(subnet(net, of(source, R"(,"cidr":"10.1.3.0/24","ip_version":4)"))), QStringLiteral("10.1.3.0/24"));
        // Smaller gaps first.
        QCOMPARE(cidr(subnet(net, of(source, R"(,"prefixlen":26)"))), QStringLiteral("10.1.1.128/26"));
        QCOMPARE(faultType(subnet(net, of(source, R"(,"cidr":"10.1.3.128/25")"))), QStringLiteral("SubnetAllocationError"));
        QCOMPARE(faultType(subnet(net, of(source, R"(,"cidr":"10.9.0.0/24")"))), QStringLiteral("SubnetAllocationError"));
        QCOMPARE(faultType(subnet(net, of(source, R"(,"prefixlen":22)"))), QStringLiteral("MinPrefixSubnetAllocationError"));
        const auto full = subnet(net, of(source, R"(,"prefixlen":23)"));
        QCOMPARE(full.status, 400);
        QVERIFY(faultText(full).contains(QStringLiteral("Insufficient prefix space to allocate subnet size /23")));
        QCOMPARE(subnet(net, of(source, R"(,"prefixlen":26,"cidr":"10.1.2.0/24")")).status, 400);
        QCOMPARE(subnet(net, of(source, R"(,"ip_version":6)")).status, 400);
        QCOMPARE(subnet(net, of(source, R"(,"allocation_pools":[{"start":"10.1.2.5","end":"10.1.2.9"}])")).status, 400);
        QCOMPARE(subnet(net, R"(,"ip_version":6,"subnetpool_id":"prefix_delegation")").status, 400);
        QCOMPARE(subnet(net, R"(,"ip_version":4)").status, 400);
        QCOMPARE(subnet(net, R"(,"cidr":"10.0.0.0/24")").status, 400);
        QCOMPARE(subnet(net, R"(,"ip_version":4,"subnetpool_id":"0f0f0f0f-0000-4000-8000-000000000000")").status, 404);
        // A pool that is used stays, and so do the prefixes that are.
        QCOMPARE(faultType(m_cloud->del(pools + u'/' + idOf(source))), QStringLiteral("SubnetPoolDeleteError"));
        QCOMPARE(m_cloud->put(pools + u'/' + idOf(source) + QStringLiteral("/remove_prefixes"), R"({"prefixes":["10.1.1.0/24"]})").status, 400);
        QCOMPARE(m_cloud->get(subnets + QStringLiteral("?subnetpool_id=") + idOf(source)).json()[u"subnets"].toArray().size(), 4);
        // What is given back can be given again.
        QCOMPARE(m_cloud->del(subnets + u'/' + first.json()[u"subnet"][u"id"].toString()).status, 204);
        QCOMPARE(cidr(subnet(net, of(source))), QStringLiteral("10.1.0.0/24"));
    }
    void keepsOneNetworkInOnePool()
    {
        const auto one = pool(R"("10.1.0.0/16")", R"(,"default_prefixlen":24)");
        const auto two = pool(R"("10.2.0.0/16")", R"(,"default_prefixlen":24)");
        const auto net = idOf(m_cloud->network("a"));
        QCOMPARE(subnet(net, of(one)).status, 201);
        QCOMPARE(faultType(subnet(net, of(two))), QStringLiteral("NetworkSubnetPoolAffinityError"));
        QCOMPARE(faultType(subnet(net, R"(,"ip_version":4,"cidr":"192.168.0.0/24")")), QStringLiteral("NetworkSubnetPoolAffinityError"));
        QCOMPARE(subnet(net, R"(,"ip_version":6,"cidr":"2001:db8::/64")").status, 201);
    }
    void countsQuota()
    {
        const auto small = pool(R"("10.1.0.0/16")", R"(,"default_prefixlen":25,"default_quota":256)");
        const auto net = idOf(m_cloud->network("a"));
        QCOMPARE(subnet(net, of(small)).status, 201);
        QCOMPARE(subnet(net, of(small)).status, 201);
        const auto over = subnet(net, of(small));
        QCOMPARE(over.status, 409);
        QCOMPARE(faultType(over), QStringLiteral("SubnetPoolQuotaExceeded"));
    }
    void hasDefaults()
    {
        const auto net = idOf(m_cloud->network("a"));
        QCOMPARE(subnet(net, R"(,"ip_version":4,"use_default_subnetpool":true)").status, 400);
        const auto usual = pool(R"("10.7.0.0/16")", R"(,"default_prefixlen":24,"shared":true,"is_default":true)", m_cloud->admin());
        QCOMPARE(m_cloud->post(pools, R"({"subnetpool":{"prefixes":["10.8.0.0/16"],"is_default":true}})", m_cloud->admin()).status, 400);
        const auto made = subnet(net, R"(,"ip_version":4,"use_default_subnetpool":true)");
        QCOMPARE(made.status, 201);
        QCOMPARE(cidr(made), QStringLiteral("10.7.0.0/24"));
        QCOMPARE(subnet(net, of(usual, R"(,"use_default_subnetpool":true)")).status, 400);
        // It is shared: seen, used, but not changed by others.
        QCOMPARE(m_cloud->get(pools + QStringLiteral("?shared=True")).json()[u"subnetpools"].toArray().size(), 1);
        QCOMPARE(m_cloud->get(pools + QStringLiteral("?shared=False")).json()[u"subnetpools"].toArray().size(), 0);
        QCOMPARE(m_cloud->put(pools + u'/' + idOf(usual), R"({"subnetpool":{"name":"mine"}})").status, 403);
    }
    void onboards()
    {
        const auto net = idOf(m_cloud->network("a"));
        const auto old = m_cloud->subnet(net, "10.3.4.0/24");
        const auto target = pool(R"("10.1.0.0/16")");
        const auto body = QByteArray(R"({"subnetpool":{"network_id":")") + net.toUtf8() + "\"}}";
        const auto path = pools + u'/' + idOf(target) + QStringLiteral("/onboard_network_subnets");
        QCOMPARE(m_cloud->put(path, body).status, 200);
        QCOMPARE(m_cloud->get(subnets + u'/' + idOf(old)).json()[u"subnet"][u"subnetpool_id"].toString(), idOf(target));
        QCOMPARE(m_cloud->get(pools + u'/' + idOf(target)).json()[u"subnetpool"][u"prefixes"].toArray().size(), 2);
        QCOMPARE(m_cloud->put(path, body).status, 400);
    }
    void scopesKeepPrefixesApart()
    {
        const auto scopes = QStringLiteral("/address-scopes");
        const auto scope = m_cloud->make(scopes, R"({"address_scope":{"name":"s","ip_version":4}})");
        QCOMPARE(m_cloud->post(scopes, R"({"address_scope":{"name":"s","ip_version":5}})").status, 400);
        QCOMPARE(m_cloud->post(scopes, R"({"address_scope":{"name":"s","ip_version":4,"shared":true}})").status, 403);
        const auto in = QByteArray(R"(,"default_prefixlen":24,"address_scope_id":")") + idOf(scope).toUtf8() + "\"";
        const auto one = pool(R"("10.1.0.0/16")", in);
        const auto two = pool(R"("10.2.0.0/16")", in);
        const auto clash = m_cloud->post(pools, QByteArray(R"({"subnetpool":{"prefixes":["10.2.3.0/24"])") + in + "}}");
        QCOMPARE(clash.status, 409);
        QCOMPARE(faultType(clash), QStringLiteral("AddressScopePrefixConflict"));
        QCOMPARE(m_cloud->put(pools + u'/' + idOf(one), R"({"subnetpool":{"prefixes":["10.1.0.0/16","10.2.0.0/24"]}})").status, 409);
        QCOMPARE(m_cloud->post(pools, QByteArray(R"({"subnetpool":{"prefixes":["2001:db8::/48"])") + in + "}}").status, 400);
        // Subnets of one network may come out of several pools of the scope.
        const auto net = idOf(m_cloud->network("a"));
        QCOMPARE(subnet(net, of(one)).status, 201);
        QCOMPARE(subnet(net, of(two)).status, 201);
        QCOMPARE(faultType(subnet(net, R"(,"ip_version":4,"cidr":"192.168.0.0/24")")), QStringLiteral("NetworkAddressScopeAffinityError"));
        const auto shown = m_cloud->get(QStringLiteral("/networks/") + net).json()[u"network"].toObject();
        QCOMPARE(shown[u"ipv4_address_scope"].toString(), idOf(scope));
        QVERIFY(shown[u"ipv6_address_scope"].isNull());
        QCOMPARE(faultType(m_cloud->del(scopes + u'/' + idOf(scope))), QStringLiteral("AddressScopeInUse"));
        QCOMPARE(m_cloud->put(scopes + u'/' + idOf(scope), R"({"address_scope":{"name":"t"}})").json()[u"address_scope"][u"name"].toString(), QStringLiteral("t"));
        // A shared scope can't be unshared, and others put their pools in.
        const auto open = m_cloud->make(scopes, R"({"address_scope":{"name":"o","ip_version":4,"shared":true}})", m_cloud->admin());
        QCOMPARE(m_cloud->get(scopes + u'/' + idOf(open)).json()[u"address_scope"][u"shared"].toBool(), true);
        QCOMPARE(m_cloud->put(scopes + u'/' + idOf(open), R"({"address_scope":{"shared":false}})", m_cloud->admin()).status, 400);
        const auto guest = pool(R"("10.5.0.0/16")", QByteArray(R"(,"address_scope_id":")") + idOf(open).toUtf8() + "\"");
        // From then on the scope's owner and administrators alone change them, as in Neutron.
        const auto foreign = pools + u'/' + idOf(guest);
        const auto refused = m_cloud->put(foreign, R"({"subnetpool":{"prefixes":["10.5.0.0/16","10.6.0.0/16"]}})");
        QCOMPARE(refused.status, 400);
        QCOMPARE(faultType(refused), QStringLiteral("IllegalSubnetPoolUpdate"));
        QVERIFY(faultText(refused).contains(QStringLiteral("cannot be updated when associated with shared address scope ") + idOf(open)));
        QCOMPARE(m_cloud->put(foreign, R"({"subnetpool":{"name":"renamed"}})").status, 400);
        QCOMPARE(m_cloud->put(foreign, R"({"subnetpool":{"address_scope_id":null}})").status, 400);
        QCOMPARE(faultType(m_cloud->put(foreign + QStringLiteral("/add_prefixes"), R"({"prefixes":["10.6.0.0/16"]})")), QStringLiteral("IllegalSubnetPoolUpdate"));
        QCOMPARE(m_cloud->put(foreign, R"({"subnetpool":{"prefixes":["10.5.0.0/16","10.6.0.0/16"]}})", m_cloud->admin()).status, 200);
        QCOMPARE(m_cloud->del(pools + u'/' + idOf(guest)).status, 204);
        // A scope that its owner can't see isn't there for the owner.
        const auto closed = m_cloud->make(scopes, R"({"address_scope":{"name":"c","ip_version":4}})", m_cloud->admin());
        const auto put = pools + u'/' + idOf(pool(R"("10.8.0.0/16")"));
        QCOMPARE(m_cloud->put(put, QByteArray(R"({"subnetpool":{"address_scope_id":")") + idOf(closed).toUtf8() + "\"}}").status, 404);
        QCOMPARE(m_cloud->put(put, QByteArray(R"({"subnetpool":{"address_scope_id":")") + idOf(closed).toUtf8() + "\"}}", m_cloud->admin()).status, 200);
        QCOMPARE(faultType(m_cloud->put(put, R"({"subnetpool":{"name":"renamed"}})")), QStringLiteral("AddressScopeNotFound"));
        QCOMPARE(m_cloud->put(put + QStringLiteral("/add_prefixes"), R"({"prefixes":["10.9.0.0/16"]})").status, 404);
        QCOMPARE(m_cloud->del(scopes + u'/' + idOf(open), m_cloud->admin()).status, 204);
        QCOMPARE(m_cloud->get(scopes + u'/' + idOf(open), m_cloud->admin()).status, 404);
    }
    void makesTopologies()
    {
        const auto path = QStringLiteral("/auto-allocated-topology/None");
        QCOMPARE(faultType(m_cloud->get(path)), QStringLiteral("AutoAllocationFailure"));
        const auto outside = m_cloud->externalNetwork();
        m_cloud->put(QStringLiteral("/networks/") + idOf(outside), R"({"network":{"is_default":true}})", m_cloud->admin());
        QCOMPARE(m_cloud->get(path + QStringLiteral("?fields=dry-run")).status, 409);
        pool(R"("10.7.0.0/16")", R"(,"default_prefixlen":26,"shared":true,"is_default":true)", m_cloud->admin());
        pool(R"("2001:db8::/48")", R"(,"default_prefixlen":64,"shared":true,"is_default":true)", m_cloud->admin());
        QCOMPARE(m_cloud->get(path + QStringLiteral("?fields=dry-run")).json()[u"auto_allocated_topology"][u"id"].toString(), QStringLiteral("dry-run=pass"));
        const auto made = m_cloud->get(path);
        QCOMPARE(made.status, 200);
        const auto id = made.json()[u"auto_allocated_topology"][u"id"].toString();
        QCOMPARE(m_cloud->get(path).json()[u"auto_allocated_topology"][u"id"].toString(), id);
        QCOMPARE(m_cloud->get(QStringLiteral("/networks/") + id).json()[u"network"][u"subnets"].toArray().size(), 2);
        const auto router = m_cloud->get(QStringLiteral("/routers")).json()[u"routers"][0].toObject();
        QCOMPARE(router[u"external_gateway_info"][u"network_id"].toString(), idOf(outside));
        QCOMPARE(m_cloud->get(QStringLiteral("/ports?device_id=") + idOf(router)).json()[u"ports"].toArray().size(), 2);
        const auto tenant = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        QCOMPARE(m_cloud->get(QStringLiteral("/auto-allocated-topology/") + router[u"project_id"].toString(), tenant.token).status, 403);
        const auto guest = m_cloud->port(id);
        QCOMPARE(m_cloud->del(path).status, 409);
        m_cloud->del(QStringLiteral("/ports/") + idOf(guest));
        QCOMPARE(m_cloud->del(path).status, 204);
        QCOMPARE(m_cloud->get(QStringLiteral("/networks/") + id).status, 404);
        QCOMPARE(m_cloud->get(QStringLiteral("/routers")).json()[u"routers"].toArray().size(), 0);
        QCOMPARE(m_cloud->del(path).status, 204);
    }
};
SKYLAB_TEST(SubnetPoolsTest)
#include "SubnetPoolsTest.moc"
