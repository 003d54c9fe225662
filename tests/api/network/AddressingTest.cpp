#include "NetworkCloud.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

namespace {
const QString groups = QStringLiteral("/address-groups");
const QString ruleTemplates = QStringLiteral("/default-security-group-rules");
} // namespace

/// Address groups, segments, rules that groups are born with, subnets for some owners, and addresses that ports make.
class AddressingTest : public QObject {
    Q_OBJECT

    std::unique_ptr<NetworkCloud> m_cloud;

    static QStringList addresses(const QJsonObject& port)
    {
        QStringList list;
        for (const auto& one : port[u"fixed_ips"].toArray())
            list << one[u"ip_address"].toString();
        return list;
    }
    bool has(network::Kind kind, const QString& id)
    {
        const auto owned = m_cloud->driver().owned();
        return std::any_of(owned->begin(), owned->end(), [&](const network::Owned& one) { return one.kind == kind && one.id == id; });
    }
    QJsonObject subnet6(const QString& networkId, const char* cidr, const char* more)
    {
        return m_cloud->make(QStringLiteral("/subnets"), QByteArray(R"({"subnet":{"ip_version":6,"network_id":")") + networkId.toUtf8() + R"(","cidr":")" + cidr + "\"" + more + "}}");
    }

private Q_SLOTS:
    void init() { m_cloud = std::make_unique<NetworkCloud>(); }

    void addressGroupsLive()
    {
        const auto made = m_cloud->make(groups, R"({"address_group":{"name":"a","addresses":["10.0.0.5/32","192.0.2.7/24","2001:db8::/32"]}})");
        QCOMPARE(made[u"addresses"].toArray(), (QJsonArray { "10.0.0.5/32", "192.0.2.0/24", "2001:db8::/32" }));
        QVERIFY(has(network::Kind::AddressGroup, idOf(made)));
        const auto path = groups + u'/' + idOf(made);
        const auto added = m_cloud->put(path + QStringLiteral("/add_addresses"), R"({"address_group":{"addresses":["10.1.0.0/16"]}})");
        QCOMPARE(added.status, 200);
        QCOMPARE(added.json()[u"address_group"][u"addresses"].toArray().size(), 4);
        QCOMPARE(faultType(m_cloud->put(path + QStringLiteral("/add_addresses"), R"({"address_group":{"addresses":["10.1.0.0/16"]}})")), QStringLiteral("AddressesAlreadyExist"));
        QCOMPARE(m_cloud->put(path + QStringLiteral("/remove_addresses"), R"({"address_group":{"addresses":["10.0.0.5/32"]}})").status, 200);
        const auto missing = m_cloud->put(path + QStringLiteral("/remove_addresses"), R"({"address_group":{"addresses":["10.0.0.5/32"]}})");
        QCOMPARE(missing.status, 404);
        QCOMPARE(faultType(missing), QStringLiteral("AddressesNotFound"));
        QCOMPARE(m_cloud->put(path, R"({"address_group":{"name":"b"}})").json()[u"address_group"][u"name"].toString(), QStringLiteral("b"));
        QCOMPARE(m_cloud->put(path, R"({"address_group":{"addresses":[]}})").status, 400);
        QCOMPARE(m_cloud->post(groups, R"({"address_group":{"addresses":["x"]}})").status, 400);
        QCOMPARE(m_cloud->get(groups + QStringLiteral("?name=b")).json()[u"address_groups"].toArray().size(), 1);
        const auto tenant = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        QCOMPARE(m_cloud->get(path, tenant.token).status, 404);
        QCOMPARE(m_cloud->del(path).status, 204);
        QVERIFY(!has(network::Kind::AddressGroup, idOf(made)));
        QCOMPARE(faultType(m_cloud->get(path)), QStringLiteral("AddressGroupNotFound"));
    }
    void addressGroupsHaveAnEnd()
    {
        QStringList texts;
        for (int i = 0; i < 1000; ++i)
            texts << QStringLiteral("\"10.0.%1.%2/32\"").arg(i / 250).arg(i % 250);
        const auto made = m_cloud->make(groups, R"({"address_group":{"name":"a","addresses":[)" + texts.join(u',').toUtf8() + "]}}");
        const auto path = groups + u'/' + idOf(made);
        const QByteArray more = R"({"address_group":{"addresses":["10.1.0.0/16"]}})";
        const auto refused = m_cloud->put(path + QStringLiteral("/add_addresses"), more);
        QCOMPARE(refused.status, 400);
        QVERIFY(faultText(refused).contains(QStringLiteral("at most 1000")));
        QCOMPARE(m_cloud->put(path + QStringLiteral("/remove_addresses"), R"({"address_group":{"addresses":["10.0.0.0/32"]}})").status, 200);
        QCOMPARE(m_cloud->put(path + QStringLiteral("/add_addresses"), more).status, 200);
    }
    void rulesNameAddressGroups()
    {
        const auto addresses = m_cloud->make(groups, R"({"address_group":{"name":"a","addresses":["10.0.0.5/32"]}})");
        const auto group = m_cloud->make(QStringLiteral("/security-groups"), R"({"security_group":{"name":"g"}})");
        const auto rule = QByteArray(R"({"security_group_rule":{"direction":"ingress","protocol":"tcp","security_group_id":")") + idOf(group).toUtf8() + "\",\"remote_address_group_id\":\"";
        const auto made = m_cloud->make(QStringLiteral("/security-group-rules"), rule + idOf(addresses).toUtf8() + "\"}}");
        QCOMPARE(made[u"remote_address_group_id"].toString(), idOf(addresses));
        QCOMPARE(m_cloud->post(QStringLiteral("/security-group-rules"), rule + idOf(addresses).toUtf8() + "\"}}").status, 409);
        QCOMPARE(m_cloud->post(QStringLiteral("/security-group-rules"), rule + idOf(addresses).toUtf8() + "\",\"remote_ip_prefix\":\"10.0.0.0/8\"}}").status, 400);
        const auto tenant = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        const auto foreign = m_cloud->make(groups, R"({"address_group":{"name":"f","addresses":["10.0.0.5/32"]}})", tenant.token);
        QCOMPARE(m_cloud->post(QStringLiteral("/security-group-rules"), rule + idOf(foreign).toUtf8() + "\"}}").status, 404);
        QCOMPARE(faultType(m_cloud->del(groups + u'/' + idOf(addresses))), QStringLiteral("AddressGroupInUse"));
        QCOMPARE(m_cloud->del(QStringLiteral("/security-group-rules/") + idOf(made)).status, 204);
        QCOMPARE(m_cloud->del(groups + u'/' + idOf(addresses)).status, 204);
    }
    void engineGetsAddressGroupsBack()
    {
        const auto made = m_cloud->make(groups, R"({"address_group":{"name":"a","addresses":["10.0.0.5/32"]}})");
        m_cloud->restart();
        QTRY_VERIFY(has(network::Kind::AddressGroup, idOf(made)));
    }
    void networksHaveOneSegment()
    {
        const auto net = m_cloud->network("n");
        const auto list = QStringLiteral("/segments?network_id=") + idOf(net);
        const auto found = m_cloud->get(list, m_cloud->admin()).json()[u"segments"].toArray();
        QCOMPARE(found.size(), 1);
        QCOMPARE(found[0][u"network_type"].toString(), QStringLiteral("geneve"));
        QVERIFY(found[0][u"physical_network"].isNull());
        const auto path = QStringLiteral("/segments/") + found[0][u"id"].toString();
        QCOMPARE(m_cloud->get(list).json()[u"segments"].toArray().size(), 0);
        QCOMPARE(m_cloud->get(path).status, 404);
        QCOMPARE(m_cloud->put(path, R"({"segment":{"name":"s","description":"d"}})", m_cloud->admin()).json()[u"segment"][u"name"].toString(), QStringLiteral("s"));
        QCOMPARE(m_cloud->put(path, R"({"segment":{"name":"s"}})").status, 403);
        QCOMPARE(m_cloud->post(QStringLiteral("/segments"), QByteArray(R"({"segment":{"network_type":"geneve","network_id":")") + idOf(net).toUtf8() + "\"}}", m_cloud->admin()).status, 400);
        QCOMPARE(faultType(m_cloud->del(path, m_cloud->admin())), QStringLiteral("SegmentInUse"));
        QCOMPARE(m_cloud->del(QStringLiteral("/networks/") + idOf(net)).status, 204);
        QCOMPARE(m_cloud->get(path, m_cloud->admin()).status, 404);
    }
    void groupsAreBornWithDefaultRules()
    {
        QCOMPARE(m_cloud->get(ruleTemplates).json()[u"default_security_group_rules"].toArray().size(), 4);
        QCOMPARE(m_cloud->post(ruleTemplates, R"({"default_security_group_rule":{"direction":"ingress"}})").status, 403);
        const auto made = m_cloud->make(ruleTemplates, R"({"default_security_group_rule":{"direction":"ingress","protocol":"tcp","port_range_min":22,"port_range_max":22,"remote_group_id":"PARENT"}})", m_cloud->admin());
        QCOMPARE(made[u"used_in_default_sg"].toBool(true), false);
        QCOMPARE(made[u"used_in_non_default_sg"].toBool(), true);
        QCOMPARE(m_cloud->post(ruleTemplates, R"({"default_security_group_rule":{"direction":"egress","used_in_default_sg":true}})", m_cloud->admin()).status, 409);
        const auto group = m_cloud->make(QStringLiteral("/security-groups"), R"({"security_group":{"name":"g"}})");
        const auto rules = group[u"security_group_rules"].toArray();
        QCOMPARE(rules.size(), 3);
        QVERIFY(std::any_of(rules.begin(), rules.end(), [&](const QJsonValue& rule) { return rule[u"port_range_min"].toInt() == 22 && rule[u"remote_group_id"].toString() == idOf(group); }));
        const auto path = ruleTemplates + u'/' + idOf(made);
        QCOMPARE(m_cloud->get(path).status, 200);
        QCOMPARE(m_cloud->del(path, m_cloud->admin()).status, 204);
        QCOMPARE(faultType(m_cloud->get(path)), QStringLiteral("DefaultSecurityGroupRuleNotFound"));
        QCOMPARE(m_cloud->make(QStringLiteral("/security-groups"), R"({"security_group":{"name":"h"}})")[u"security_group_rules"].toArray().size(), 2);
    }
    /// Else every new project's first group would be one that the engine can't have.
    void takesNoDefaultRuleThatTheEngineRefuses()
    {
        const auto refused = m_cloud->post(ruleTemplates, R"({"default_security_group_rule":{"direction":"ingress","protocol":"dccp","port_range_min":5,"port_range_max":6,"used_in_default_sg":true}})", m_cloud->admin());
        QCOMPARE(refused.status, 400);
        QVERIFY2(faultText(refused).contains(QStringLiteral("not of dccp")), refused.body.constData());
        QCOMPARE(m_cloud->get(ruleTemplates).json()[u"default_security_group_rules"].toArray().size(), 4);
        for (const auto* protocol : { "dccp", "hopopt" })
            m_cloud->make(ruleTemplates, QByteArray(R"({"default_security_group_rule":{"direction":"ingress","used_in_default_sg":true,"protocol":")") + protocol + "\"}}", m_cloud->admin());
    }
    void defaultRulesGoWithTheirGroup()
    {
        const auto group = idOf(m_cloud->make(QStringLiteral("/security-groups"), R"({"security_group":{"name":"g"}})", m_cloud->admin()));
        const auto rule = idOf(m_cloud->make(ruleTemplates, QByteArray(R"({"default_security_group_rule":{"direction":"ingress","remote_group_id":")") + group.toUtf8() + "\"}}", m_cloud->admin()));
        QCOMPARE(m_cloud->del(QStringLiteral("/security-groups/") + group, m_cloud->admin()).status, 204);
        QCOMPARE(m_cloud->get(ruleTemplates + u'/' + rule).status, 404);
        m_cloud->cloud().chassis().events().flush();
        const auto events = *m_cloud->cloud().chassis().events().ofResource(rule, 10);
        QCOMPARE(events.size(), 2u);
        QVERIFY(events[0].type.endsWith(QStringLiteral(".delete")));
        QCOMPARE(m_cloud->post(QStringLiteral("/security-groups"), R"({"security_group":{"name":"h"}})").status, 201);
    }
    void subnetsServeOwners()
    {
        const auto net = idOf(m_cloud->network("n"));
        const auto plain = m_cloud->subnet(net, "10.0.0.0/24");
        const auto guests = m_cloud->subnet(net, "10.1.0.0/24", R"(,"service_types":["compute:nova"])");
        QCOMPARE(guests[u"service_types"].toArray(), QJsonArray { "compute:nova" });
        QVERIFY(addresses(m_cloud->port(net)).first().startsWith(QStringLiteral("10.0.0.")));
        QVERIFY(addresses(m_cloud->port(net, R"(,"device_owner":"compute:nova")")).first().startsWith(QStringLiteral("10.1.0.")));
        QCOMPARE(m_cloud->post(QStringLiteral("/subnets"), QByteArray(R"({"subnet":{"ip_version":4,"cidr":"10.2.0.0/24","service_types":["guests"],"network_id":")") + net.toUtf8() + "\"}}").status, 400);
        const auto path = QStringLiteral("/subnets/") + idOf(plain);
        QCOMPARE(m_cloud->put(path, R"({"subnet":{"service_types":["network:router_gateway"]}})").status, 200);
        const auto none = m_cloud->post(QStringLiteral("/ports"), QByteArray(R"({"port":{"network_id":")") + net.toUtf8() + "\"}}");
        QCOMPARE(none.status, 409);
        QCOMPARE(faultType(none), QStringLiteral("IpAddressGenerationFailureNoMatchingSubnet"));
    }
    void portsMakeTheirOwnAddresses()
    {
        const auto net = idOf(m_cloud->network("n"));
        const auto four = m_cloud->subnet(net, "10.0.0.0/24");
        const auto early = m_cloud->port(net, R"(,"mac_address":"fa:16:3e:00:00:01")");
        QCOMPARE(addresses(early).size(), 1);
        const auto six = subnet6(net, "2001:db8::/64", R"(,"ipv6_ra_mode":"slaac","ipv6_address_mode":"slaac")");
        const auto own = QStringLiteral("2001:db8::f816:3eff:fe00:1");
        const auto path = QStringLiteral("/ports/") + idOf(early);
        QCOMPARE(addresses(m_cloud->get(path).json()[u"port"].toObject()).value(1), own);
        QVERIFY(m_cloud->driver().owned());
        // Also where only other addresses are asked for, and it stays when those change.
        const auto late = m_cloud->port(net, (QByteArray(R"(,"mac_address":"fa:16:3e:00:00:02","fixed_ips":[{"subnet_id":")") + idOf(four).toUtf8() + "\"}]").constData());
        QCOMPARE(addresses(late).value(1), QStringLiteral("2001:db8::f816:3eff:fe00:2"));
        const auto moved = m_cloud->put(path, R"({"port":{"fixed_ips":[{"ip_address":"10.0.0.77"}]}})");
        QCOMPARE(addresses(moved.json()[u"port"].toObject()), (QStringList { QStringLiteral("10.0.0.77"), own }));
        // Another address there can't be chosen, and the subnet can go although ports have addresses in it.
        QCOMPARE(m_cloud->post(QStringLiteral("/ports"), QByteArray(R"({"port":{"fixed_ips":[{"ip_address":"2001:db8::5"}],"network_id":")") + net.toUtf8() + "\"}}").status, 400);
        QCOMPARE(m_cloud->del(QStringLiteral("/subnets/") + idOf(six)).status, 204);
        QCOMPARE(addresses(m_cloud->get(path).json()[u"port"].toObject()).size(), 1);
        // DHCPv6 gives addresses out of the pools.
        const auto other = idOf(m_cloud->network("m"));
        subnet6(other, "2001:db8:1::/64", R"(,"ipv6_ra_mode":"dhcpv6-stateful","ipv6_address_mode":"dhcpv6-stateful")");
        QVERIFY(!addresses(m_cloud->port(other)).first().contains(QStringLiteral("ff:fe")));
    }
    void rulesOfModes_data()
    {
        QTest::addColumn<QByteArray>("attributes");
        QTest::addColumn<int>("status");
        const auto row = [](const char* name, const char* attributes, int status) { QTest::newRow(name) << QByteArray(attributes) << status; };
        row("different", R"("ip_version":6,"cidr":"2001:db8::/64","ipv6_ra_mode":"slaac","ipv6_address_mode":"dhcpv6-stateful")", 400);
        row("of IPv4", R"("ip_version":4,"cidr":"10.0.0.0/24","ipv6_ra_mode":"slaac")", 400);
        row("without DHCP", R"("ip_version":6,"cidr":"2001:db8::/64","ipv6_ra_mode":"slaac","enable_dhcp":false)", 400);
        row("unknown", R"("ip_version":6,"cidr":"2001:db8::/64","ipv6_ra_mode":"magic")", 400);
        row("long prefix", R"("ip_version":6,"cidr":"2001:db8::/80","ipv6_ra_mode":"dhcpv6-stateless")", 400);
        row("stateful long prefix", R"("ip_version":6,"cidr":"2001:db8::/80","ipv6_address_mode":"dhcpv6-stateful")", 201);
        row("advertised only", R"("ip_version":6,"cidr":"2001:db8::/64","ipv6_ra_mode":"slaac")", 201);
        row("addresses only", R"("ip_version":6,"cidr":"2001:db8::/64","ipv6_address_mode":"dhcpv6-stateless")", 201);
    }
    void rulesOfModes()
    {
        QFETCH(QByteArray, attributes);
        QFETCH(int, status);
        const auto net = idOf(m_cloud->network("n"));
        QCOMPARE(m_cloud->post(QStringLiteral("/subnets"), QByteArray(R"({"subnet":{"network_id":")") + net.toUtf8() + "\"," + attributes + "}}").status, status);
    }
    void announcesWhatItCan()
    {
        QStringList aliases;
        for (const auto& one : m_cloud->get(QStringLiteral("/extensions")).json()[u"extensions"].toArray())
            aliases << one[u"alias"].toString();
        for (const auto* alias : { "subnet_allocation", "address-scope", "address-group", "rbac-policies", "segment", "auto-allocated-topology", "security-groups-remote-address-group" })
            QVERIFY2(aliases.contains(QLatin1String(alias)), alias);
        QCOMPARE(aliases.removeDuplicates(), 0);
    }
};
SKYLAB_TEST(AddressingTest)
#include "AddressingTest.moc"
