#include "NetworkCloud.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Networks, subnets, ports and what all of Neutron's resources have in common.
class NetworksTest : public QObject {
    Q_OBJECT

    std::unique_ptr<NetworkCloud> m_cloud;

private Q_SLOTS:
    void init() { m_cloud = std::make_unique<NetworkCloud>(); }

    void discovers()
    {
        auto client = m_cloud->cloud().client();
        const auto versions = client.get(QStringLiteral("/network/"));
        QCOMPARE(versions.status, 200);
        QCOMPARE(versions.json()[u"versions"][0][u"id"].toString(), QStringLiteral("v2.0"));
        QCOMPARE(client.get(QStringLiteral("/network/v2.0")).status, 401);
        QCOMPARE(m_cloud->get(QStringLiteral("/")).json()[u"resources"][0][u"collection"].toString(), QStringLiteral("networks"));
        QVERIFY(m_cloud->get(QStringLiteral("/extensions")).json()[u"extensions"].toArray().size() > 20);
        QCOMPARE(m_cloud->get(QStringLiteral("/extensions/router")).status, 200);
        QCOMPARE(m_cloud->get(QStringLiteral("/extensions/metering")).status, 404);
        QCOMPARE(m_cloud->get(QStringLiteral("/agents")).json()[u"agents"].toArray().size(), 0);
        const auto agents = m_cloud->get(QStringLiteral("/agents"), m_cloud->admin()).json()[u"agents"].toArray();
        QCOMPARE(agents.size(), 2);
        QCOMPARE(m_cloud->get(QStringLiteral("/agents/") + agents[0][u"id"].toString(), m_cloud->admin()).status, 200);
        const auto unknown = m_cloud->get(QStringLiteral("/nonsense"));
        QCOMPARE(unknown.status, 404);
        QCOMPARE(faultType(unknown), QStringLiteral("HTTPNotFound"));
    }
    void networkLives()
    {
        auto made = m_cloud->network("net");
        QCOMPARE(made[u"status"].toString(), QStringLiteral("ACTIVE"));
        QCOMPARE(made[u"project_id"], made[u"tenant_id"]);
        QCOMPARE(made[u"mtu"].toInt(), 1442);
        QVERIFY(!made.contains(u"provider:network_type"));
        const auto path = QStringLiteral("/networks/") + idOf(made);
        QCOMPARE(m_cloud->get(path, m_cloud->admin()).json()[u"network"][u"provider:network_type"].toString(), QStringLiteral("geneve"));
        const auto changed = m_cloud->put(path, R"({"network":{"name":"other","admin_state_up":"False"}})");
        QCOMPARE(changed.status, 200);
        QCOMPARE(changed.json()[u"network"][u"name"].toString(), QStringLiteral("other"));
        QCOMPARE(changed.json()[u"network"][u"admin_state_up"].toBool(true), false);
        QCOMPARE(changed.json()[u"network"][u"revision_number"].toInt(), 2);
        const auto few = m_cloud->get(path + QStringLiteral("?fields=id&fields=name")).json()[u"network"].toObject();
        QCOMPARE(few.keys(), (QStringList { QStringLiteral("id"), QStringLiteral("name") }));
        QCOMPARE(m_cloud->send("DELETE", path, "{}", {}, { { "If-Match", "revision_number=1" } }).status, 412);
        QCOMPARE(m_cloud->send("PUT", path, R"({"network":{"name":"x"}})", {}, { { "If-Match", "revision_number=2" } }).status, 200);
        QCOMPARE(m_cloud->del(path).status, 204);
        const auto gone = m_cloud->get(path);
        QCOMPARE(gone.status, 404);
        QCOMPARE(faultType(gone), QStringLiteral("NetworkNotFound"));
        QVERIFY(m_cloud->driver().owned()->isEmpty() || m_cloud->driver().owned()->first().kind == network::Kind::SecurityGroup);
    }
    void keepsTenantsApart()
    {
        const auto tenant = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        const auto reader = m_cloud->cloud().makeTenant(QStringLiteral("looker"), QStringLiteral("reader"));
        const auto mine = m_cloud->network("mine");
        const auto subnet = m_cloud->subnet(idOf(mine), "10.0.0.0/24");
        const auto port = m_cloud->port(idOf(mine));
        for (const auto& path : { QStringLiteral("/networks/") + idOf(mine), QStringLiteral("/subnets/") + idOf(subnet), QStringLiteral("/ports/") + idOf(port) }) {
            QCOMPARE(m_cloud->get(path, tenant.token).status, 404);
            QCOMPARE(m_cloud->del(path, tenant.token).status, 404);
            QCOMPARE(m_cloud->get(path, m_cloud->admin()).status, 200);
        }
        QCOMPARE(m_cloud->get(QStringLiteral("/networks"), tenant.token).json()[u"networks"].toArray().size(), 0);
        QCOMPARE(m_cloud->get(QStringLiteral("/ports"), tenant.token).json()[u"ports"].toArray().size(), 0);
        QCOMPARE(m_cloud->post(QStringLiteral("/networks"), R"({"network":{}})", reader.token).status, 403);
        QCOMPARE(m_cloud->post(QStringLiteral("/networks"), R"({"network":{"shared":true}})").status, 403);
        QCOMPARE(m_cloud->post(QStringLiteral("/networks"), R"({"network":{"project_id":"abc"}})").status, 403);
        QCOMPARE(m_cloud->post(QStringLiteral("/ports"), QByteArray(R"({"port":{"binding:host_id":"h","network_id":")") + idOf(mine).toUtf8() + "\"}}").status, 403);
        // An administrator makes things for others, and shares.
        const auto given = m_cloud->make(QStringLiteral("/networks"), QByteArray(R"({"network":{"shared":true,"tenant_id":")") + tenant.projectId.toUtf8() + "\"}}", m_cloud->admin());
        QCOMPARE(given[u"project_id"].toString(), tenant.projectId);
        QCOMPARE(m_cloud->get(QStringLiteral("/networks/") + idOf(given)).status, 200);
        QCOMPARE(m_cloud->del(QStringLiteral("/networks/") + idOf(given)).status, 403);
        m_cloud->port(idOf(given));
        QCOMPARE(m_cloud->put(QStringLiteral("/networks/") + idOf(given), R"({"network":{"shared":false}})", m_cloud->admin()).status, 409);
        QCOMPARE(m_cloud->post(QStringLiteral("/subnets"), QByteArray(R"({"subnet":{"ip_version":4,"cidr":"10.0.0.0/24","network_id":")") + idOf(given).toUtf8() + "\"}}").status, 403);
    }
    void listsPageFilterAndSort()
    {
        const auto bulk = m_cloud->post(QStringLiteral("/networks"), R"({"networks":[{"name":"a"},{"name":"b"},{"name":"c"}]})");
        QCOMPARE(bulk.status, 201);
        QCOMPARE(bulk.json()[u"networks"].toArray().size(), 3);
        // All or nothing.
        QCOMPARE(m_cloud->post(QStringLiteral("/networks"), R"({"networks":[{"name":"d"},{"name":"e","mtu":9000}]})").status, 400);
        const auto names = [&](const QString& query) {
            QStringList list;
            for (const auto& one : m_cloud->get(QStringLiteral("/networks?") + query).json()[u"networks"].toArray())
                list << one[u"name"].toString();
            return list.join(u' ');
        };
        QCOMPARE(names(QStringLiteral("sort_key=name&sort_dir=desc")), QStringLiteral("c b a"));
        QCOMPARE(names(QStringLiteral("name=a&name=c&sort_key=name")), QStringLiteral("a c"));
        QCOMPARE(names(QStringLiteral("router:external=True")), QString());
        const auto first = m_cloud->get(QStringLiteral("/networks?sort_key=name&limit=2")).json();
        QCOMPARE(first[u"networks"].toArray().size(), 2);
        QVERIFY(first[u"networks_links"][0][u"href"].toString().contains(QStringLiteral("marker=")));
        QCOMPARE(names(QStringLiteral("sort_key=name&limit=2&marker=") + first[u"networks"][1][u"id"].toString()), QStringLiteral("c"));
        // Backwards: the page that ends before the marker, in the same order; without one, the last page.
        const auto back = m_cloud->get(QStringLiteral("/networks?sort_key=name&limit=1&page_reverse=True&marker=") + first[u"networks"][1][u"id"].toString()).json();
        QCOMPARE(back[u"networks"][0][u"name"].toString(), QStringLiteral("a"));
        QCOMPARE(back[u"networks_links"][0][u"rel"].toString(), QStringLiteral("next"));
        QCOMPARE(back[u"networks_links"].toArray().size(), 1);
        const auto end = m_cloud->get(QStringLiteral("/networks?sort_key=name&limit=2&page_reverse=True")).json();
        QCOMPARE(end[u"networks"][1][u"name"].toString(), QStringLiteral("c"));
        QCOMPARE(end[u"networks_links"][0][u"rel"].toString(), QStringLiteral("previous"));
        QVERIFY(end[u"networks_links"][0][u"href"].toString().contains(QStringLiteral("page_reverse=True")));
        QCOMPARE(m_cloud->get(QStringLiteral("/networks?foo=bar")).status, 400);
        // Tags.
        const auto a = QStringLiteral("/networks/") + first[u"networks"][0][u"id"].toString();
        const auto b = QStringLiteral("/networks/") + first[u"networks"][1][u"id"].toString();
        QCOMPARE(m_cloud->put(a + QStringLiteral("/tags"), R"({"tags":["red","blue"]})").status, 200);
        // One tag stands in the path: no body is asked for, and none refused.
        auto client = m_cloud->cloud().client();
        for (const auto* body : { "", "{}", "\"{}\"" })
            QCOMPARE(client.sendBytes("PUT", QStringLiteral("/network/v2.0") + b + QStringLiteral("/tags/red"), body, "application/json", m_cloud->demo()).status, 201);
        QCOMPARE(m_cloud->get(b + QStringLiteral("/tags")).json()[u"tags"].toArray().size(), 1);
        QCOMPARE(m_cloud->get(b + QStringLiteral("/tags/red")).status, 204);
        QCOMPARE(m_cloud->get(b + QStringLiteral("/tags/blue")).status, 404);
        QCOMPARE(names(QStringLiteral("tags=red,blue")), QStringLiteral("a"));
        QCOMPARE(names(QStringLiteral("tags-any=red,blue&sort_key=name")), QStringLiteral("a b"));
        QCOMPARE(names(QStringLiteral("not-tags=red,blue&sort_key=name")), QStringLiteral("b c"));
        QCOMPARE(names(QStringLiteral("not-tags-any=red,blue")), QStringLiteral("c"));
        const auto more = m_cloud->post(a + QStringLiteral("/tags"), R"({"tags":["red","green"]})");
        QCOMPARE(more.status, 201);
        QCOMPARE(more.json()[u"tags"].toArray().size(), 3);
        QCOMPARE(m_cloud->del(a + QStringLiteral("/tags")).status, 204);
        QCOMPARE(m_cloud->get(a + QStringLiteral("/tags")).json()[u"tags"].toArray().size(), 0);
    }
    void subnetLives()
    {
        const auto network = m_cloud->network("net");
        const auto made = m_cloud->subnet(idOf(network), "10.0.0.0/24");
        QCOMPARE(made[u"gateway_ip"].toString(), QStringLiteral("10.0.0.1"));
        QCOMPARE(made[u"allocation_pools"][0][u"end"].toString(), QStringLiteral("10.0.0.254"));
        QCOMPARE(m_cloud->get(QStringLiteral("/networks/") + idOf(network)).json()[u"network"][u"subnets"][0].toString(), idOf(made));
        const auto overlap = m_cloud->post(QStringLiteral("/subnets"), QByteArray(R"({"subnet":{"ip_version":4,"cidr":"10.0.0.128/25","network_id":")") + idOf(network).toUtf8() + "\"}}");
        QCOMPARE(overlap.status, 400);
        QVERIFY(faultText(overlap).contains(QStringLiteral("overlaps with another subnet")));
        const auto none = m_cloud->subnet(idOf(network), "10.0.1.0/24", R"(,"gateway_ip":null,"enable_dhcp":false)");
        QVERIFY(none[u"gateway_ip"].isNull());
        const auto path = QStringLiteral("/subnets/") + idOf(made);
        const auto changed = m_cloud->put(path, R"({"subnet":{"name":"s","dns_nameservers":["9.9.9.9"],"host_routes":[{"destination":"10.9.0.0/16","nexthop":"10.0.0.9"}]}})");
        QCOMPARE(changed.status, 200);
        QCOMPARE(m_cloud->driver().subnet(idOf(made))->dnsServers, QStringList { QStringLiteral("9.9.9.9") });
        // The metadata port comes and goes with DHCP.
        const auto metadata = [&] { return m_cloud->get(QStringLiteral("/ports?device_owner=network:distributed")).json()[u"ports"].toArray(); };
        QCOMPARE(metadata().size(), 1);
        QCOMPARE(metadata()[0][u"device_id"].toString(), QStringLiteral("ovnmeta-") + idOf(network));
        QCOMPARE(m_cloud->driver().subnet(idOf(made))->metadataAddress, metadata()[0][u"fixed_ips"][0][u"ip_address"].toString());
        QCOMPARE(m_cloud->put(path, R"({"subnet":{"enable_dhcp":false}})").status, 200);
        QCOMPARE(metadata().size(), 0);
        QCOMPARE(m_cloud->put(path, R"({"subnet":{"enable_dhcp":true}})").status, 200);
        QCOMPARE(m_cloud->del(QStringLiteral("/ports/") + idOf(metadata()[0].toObject())).status, 204);      // as Neutron lets it go
        QCOMPARE(metadata().size(), 0);
        const auto port = m_cloud->port(idOf(network));
        const auto busy = m_cloud->del(path);
        QCOMPARE(busy.status, 409);
        QCOMPARE(faultType(busy), QStringLiteral("SubnetInUse"));
        const auto inUse = m_cloud->del(QStringLiteral("/networks/") + idOf(network));
        QCOMPARE(inUse.status, 409);
        QCOMPARE(faultType(inUse), QStringLiteral("NetworkInUse"));
        QVERIFY(faultText(inUse).contains(QStringLiteral("There are one or more ports still in use on the network")));
        QCOMPARE(m_cloud->del(QStringLiteral("/ports/") + idOf(port)).status, 204);
        QCOMPARE(m_cloud->del(path).status, 204);
        QCOMPARE(m_cloud->del(QStringLiteral("/networks/") + idOf(network)).status, 204);
    }
    void portLives()
    {
        const auto network = m_cloud->network("net");
        const auto subnet = m_cloud->subnet(idOf(network), "10.0.0.0/24");
        const auto made = m_cloud->port(idOf(network), R"(,"name":"p","fixed_ips":[{"ip_address":"10.0.0.50"}],"dns_name":"web")");
        QCOMPARE(made[u"fixed_ips"][0][u"ip_address"].toString(), QStringLiteral("10.0.0.50"));
        QCOMPARE(made[u"fixed_ips"][0][u"subnet_id"].toString(), idOf(subnet));
        QCOMPARE(made[u"status"].toString(), QStringLiteral("DOWN"));
        QCOMPARE(made[u"security_groups"].toArray().size(), 1);
        QCOMPARE(made[u"dns_assignment"][0][u"fqdn"].toString(), QStringLiteral("web.openstacklocal."));
        QVERIFY(!made.contains(u"binding:host_id"));
        const auto taken = m_cloud->post(QStringLiteral("/ports"), QByteArray(R"({"port":{"fixed_ips":[{"ip_address":"10.0.0.50"}],"network_id":")") + idOf(network).toUtf8() + "\"}}");
        QCOMPARE(taken.status, 409);
        QCOMPARE(faultType(taken), QStringLiteral("IpAddressAlreadyAllocated"));
        const auto mac = m_cloud->post(QStringLiteral("/ports"), QByteArray(R"({"port":{"mac_address":")") + made[u"mac_address"].toString().toUpper().toUtf8() + R"(","network_id":")" + idOf(network).toUtf8() + "\"}}");
        QCOMPARE(mac.status, 409);
        QCOMPARE(faultType(mac), QStringLiteral("MacAddressInUse"));
        QCOMPARE(m_cloud->get(QStringLiteral("/ports?fixed_ips=ip_address=10.0.0.50")).json()[u"ports"].toArray().size(), 1);
        QCOMPARE(m_cloud->get(QStringLiteral("/ports?fixed_ips=ip_address=10.0.0.50&fixed_ips=subnet_id=x")).json()[u"ports"].toArray().size(), 0);
        QCOMPARE(m_cloud->get(QStringLiteral("/ports?fixed_ips=subnet_id=") + idOf(subnet)).json()[u"ports"].toArray().size(), 2);      // and the metadata port
        const auto path = QStringLiteral("/ports/") + idOf(made);
        const auto moved = m_cloud->put(path, R"({"port":{"fixed_ips":[{"ip_address":"10.0.0.50"},{"ip_address":"10.0.0.60"}],"security_groups":[]}})");
        QCOMPARE(moved.status, 200);
        QCOMPARE(moved.json()[u"port"][u"fixed_ips"].toArray().size(), 2);
        QVERIFY(m_cloud->driver().port(idOf(made))->securityGroupIds.isEmpty());
        QCOMPARE(m_cloud->driver().port(idOf(made))->fixedIps.size(), 2);
        QCOMPARE(m_cloud->put(path, R"({"port":{"port_security_enabled":false}})").status, 200);
        QCOMPARE(m_cloud->put(path, R"({"port":{"allowed_address_pairs":[{"ip_address":"10.0.0.99"}]}})").status, 409);
        QCOMPARE(m_cloud->put(path, R"({"port":{"extra_dhcp_opts":[{"opt_name":"mtu","opt_value":"1400"},{"opt_name":"bootfile-name","opt_value":"a"}]}})").status, 200);
        QCOMPARE(m_cloud->put(path, R"({"port":{"extra_dhcp_opts":[{"opt_name":"mtu","opt_value":null},{"opt_name":"bootfile-name","opt_value":"b"}]}})").json()[u"port"][u"extra_dhcp_opts"].toArray().size(), 1);
        QCOMPARE(m_cloud->driver().port(idOf(made))->dhcpOptions[0].value, QStringLiteral("b"));
        // Bound by an administrator, it comes up.
        const auto bound = m_cloud->put(path, R"({"port":{"binding:host_id":"fake-host"}})", m_cloud->admin());
        QCOMPARE(bound.json()[u"port"][u"binding:vif_type"].toString(), QStringLiteral("ovs"));
        QTRY_COMPARE(m_cloud->get(path).json()[u"port"][u"status"].toString(), QStringLiteral("ACTIVE"));
        QCOMPARE(m_cloud->put(path, R"({"port":{"binding:host_id":""}})", m_cloud->admin()).status, 200);
        QTRY_COMPARE(m_cloud->get(path).json()[u"port"][u"status"].toString(), QStringLiteral("DOWN"));
        QCOMPARE(m_cloud->del(path).status, 204);
        QVERIFY(!m_cloud->driver().port(idOf(made)));
    }
    /// The engine would refuse them after the book has them.
    void refusesDhcpOptionsThatNoEngineTakes()
    {
        const auto network = idOf(m_cloud->network("net"));
        m_cloud->subnet(network, "10.0.0.0/24");
        const auto port = idOf(m_cloud->port(network, R"(,"extra_dhcp_opts":[{"opt_name":"bootfile-name","opt_value":"a"}])"));
        for (const auto* one : { "\"bootfile-name\",\"opt_value\":\"a\\\\b\"", "\"mtu\",\"opt_value\":\"1400); next;\"", "\"x\",\"ip_version\":6,\"opt_value\":\"a\\\"b\"" }) {
            const auto options = QByteArray("\"extra_dhcp_opts\":[{\"opt_name\":") + one + "}]";
            const auto made = m_cloud->post(QStringLiteral("/ports"), QByteArray("{\"port\":{\"network_id\":\"") + network.toUtf8() + "\"," + options + "}}");
            QCOMPARE(made.status, 400);
            QVERIFY2(faultText(made).contains(QStringLiteral("DHCP option")), made.body.constData());
            const auto changed = m_cloud->put(QStringLiteral("/ports/") + port, QByteArray("{\"port\":{\"name\":\"late\",") + options + "}}");
            QCOMPARE(changed.status, 400);
            QCOMPARE(faultText(changed), faultText(made));
        }
        const QJsonValue shown = m_cloud->get(QStringLiteral("/ports/") + port).json()[u"port"];
        QCOMPARE(shown[u"name"].toString(), QString());
        QCOMPARE(shown[u"extra_dhcp_opts"][0][u"opt_value"].toString(), QStringLiteral("a"));
    }
    void tellsOfAFullSubnet()
    {
        const auto network = m_cloud->network("net");
        m_cloud->subnet(idOf(network), "10.0.0.0/29", R"(,"name":"small")");      // 8 less network, broadcast, gateway, metadata
        for (int i = 0; i < 4; ++i)
            m_cloud->port(idOf(network));
        const auto full = m_cloud->post(QStringLiteral("/ports"), QByteArray(R"({"port":{"network_id":")") + idOf(network).toUtf8() + "\"}}");
        QCOMPARE(full.status, 409);
        QCOMPARE(faultType(full), QStringLiteral("IpAddressGenerationFailure"));
        QVERIFY(faultText(full).contains(QStringLiteral("small")));
        const auto bulk = m_cloud->get(QStringLiteral("/network-ip-availabilities/") + idOf(network), m_cloud->admin()).json()[u"network_ip_availability"].toObject();
        QCOMPARE(bulk[u"used_ips"].toInt(), 5);
        QCOMPARE(bulk[u"total_ips"].toInt(), 5);
    }
    /// Heat, Horizon and Terraform send whole forms.
    void takesFalseForWhatOnlyAdministratorsSet()
    {
        for (const auto* field : { "shared", "router:external", "is_default" }) {
            const auto with = [&](const char* value) { return QByteArray(R"({"network":{"name":"n",")") + field + "\":" + value + "}}"; };
            const auto made = m_cloud->post(QStringLiteral("/networks"), with("false"));
            QCOMPARE(made.status, 201);
            QCOMPARE(made.json()[u"network"][QLatin1String(field)].toBool(true), false);
            QCOMPARE(m_cloud->post(QStringLiteral("/networks"), with("true")).status, 403);
            QCOMPARE(m_cloud->put(QStringLiteral("/networks/") + made.json()[u"network"][u"id"].toString(), with("false")).status, 403);
        }
        const auto many = m_cloud->post(QStringLiteral("/networks"), R"({"networks":[{"shared":false},{"shared":false,"is_default":true}]})");
        QCOMPARE(many.status, 403);
    }
    void usesIpv6()
    {
        const auto network = m_cloud->network("net");
        m_cloud->make(QStringLiteral("/subnets"), QByteArray(R"({"subnet":{"ip_version":6,"cidr":"2001:db8::/64","ipv6_ra_mode":"slaac","ipv6_address_mode":"slaac","network_id":")") + idOf(network).toUtf8() + "\"}}");
        m_cloud->subnet(idOf(network), "10.0.0.0/24");
        const auto port = m_cloud->port(idOf(network), R"(,"mac_address":"fa:16:3e:01:02:03")");
        QCOMPARE(port[u"fixed_ips"].toArray().size(), 2);
        QCOMPARE(port[u"fixed_ips"][1][u"ip_address"].toString(), QStringLiteral("2001:db8::f816:3eff:fe01:203"));
        // Another MAC address, another one of its own; what it was given stays.
        const auto path = QStringLiteral("/ports/") + idOf(port);
        const auto moved = m_cloud->put(path, R"({"port":{"mac_address":"fa:16:3e:0a:0b:0c"}})");
        QCOMPARE(moved.status, 200);
        const QJsonValue shown = moved.json()[u"port"];
        QCOMPARE(shown[u"fixed_ips"].toArray().size(), 2);
        QCOMPARE(shown[u"fixed_ips"][0], port[u"fixed_ips"][0]);
        QCOMPARE(shown[u"fixed_ips"][1][u"ip_address"].toString(), QStringLiteral("2001:db8::f816:3eff:fe0a:b0c"));
        QCOMPARE(m_cloud->driver().port(idOf(port))->fixedIps[1].address, QStringLiteral("2001:db8::f816:3eff:fe0a:b0c"));
        m_cloud->port(idOf(network), R"(,"mac_address":"fa:16:3e:01:02:03")");      // the old one is free
        const QJsonValue anew = m_cloud->put(path, QByteArray("{\"port\":{\"mac_address\":null,\"fixed_ips\":") + QJsonDocument(shown[u"fixed_ips"].toArray()).toJson(QJsonDocument::Compact) + "}}").json()[u"port"];
        QCOMPARE(anew[u"fixed_ips"].toArray().size(), 2);
        QCOMPARE(anew[u"fixed_ips"][0], shown[u"fixed_ips"][0]);
        QVERIFY(anew[u"fixed_ips"][1][u"ip_address"] != shown[u"fixed_ips"][1][u"ip_address"]);
    }
    void keepsQuotas()
    {
        const auto project = m_cloud->network("one")[u"project_id"].toString();
        const auto path = QStringLiteral("/quotas/") + project;
        QCOMPARE(m_cloud->get(path).json()[u"quota"][u"network"].toInt(), 100);
        QCOMPARE(m_cloud->put(path, R"({"quota":{"network":1}})").status, 403);
        QCOMPARE(m_cloud->put(path, R"({"quota":{"network":1}})", m_cloud->admin()).status, 200);
        const auto over = m_cloud->post(QStringLiteral("/networks"), R"({"network":{}})");
        QCOMPARE(over.status, 409);
        QCOMPARE(faultType(over), QStringLiteral("OverQuota"));
        QVERIFY(faultText(over).contains(QStringLiteral("Quota exceeded for resources: ['network']")));
        const auto details = m_cloud->get(path + QStringLiteral("/details")).json()[u"quota"][u"network"].toObject();
        QCOMPARE(details[u"used"].toInt(), 1);
        QCOMPARE(details[u"limit"].toInt(), 1);
        QCOMPARE(m_cloud->get(QStringLiteral("/quotas"), m_cloud->admin()).json()[u"quotas"].toArray().size(), 1);
        QCOMPARE(m_cloud->del(path, m_cloud->admin()).status, 204);
        m_cloud->network("two");
        QCOMPARE(m_cloud->get(path + QStringLiteral("/default")).json()[u"quota"][u"network"].toInt(), 100);
    }
};
SKYLAB_TEST(NetworksTest)
#include "NetworksTest.moc"
