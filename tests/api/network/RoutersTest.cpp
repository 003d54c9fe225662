#include "NetworkCloud.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Routers, floating IPs and security groups.
class RoutersTest : public QObject {
    Q_OBJECT

    std::unique_ptr<NetworkCloud> m_cloud;
    QString m_external, m_network, m_subnet, m_router;

    QByteArray with(const char* json, const QString& id) { return QByteArray(json).replace("$", id.toUtf8()); }
    /// A network with a router that leads out.
    void build()
    {
        m_external = idOf(m_cloud->externalNetwork());
        m_network = idOf(m_cloud->network("net"));
        m_subnet = idOf(m_cloud->subnet(m_network, "10.0.0.0/24"));
        m_router = idOf(m_cloud->make(QStringLiteral("/routers"), with("{\"router\":{\"name\":\"r\",\"external_gateway_info\":{\"network_id\":\"$\"}}}", m_external)));
        QCOMPARE(m_cloud->put(router(QStringLiteral("/add_router_interface")), with("{\"subnet_id\":\"$\"}", m_subnet)).status, 200);
    }
    QString router(const QString& more = {}) { return QStringLiteral("/routers/") + m_router + more; }

private Q_SLOTS:
    void init() { m_cloud = std::make_unique<NetworkCloud>(); }

    /// What Nova's older actions do to a server's addresses.
    void serversGetAndLoseAddresses()
    {
        build();
        auto& servers = m_cloud->service().servers();
        service::Context context;
        context.projectId = m_cloud->get(QStringLiteral("/networks/") + m_network).json()[u"network"][u"project_id"].toString();
        const network::PortWish wish { .portId = QStringLiteral("11111111-2222-3333-4444-555555555555"), .networkId = m_network, .serverId = QStringLiteral("server-1") };
        const auto made = servers.preparePort(context, wish);
        QVERIFY2(made, made ? "" : qPrintable(made.error().message));
        const network::ServerKey server { wish.serverId, context.projectId, {} };
        const auto addresses = [&] { return servers.portsOfServers({ server })->value(wish.serverId)[0]; };
        QCOMPARE(servers.addFixedIp(server, m_external).error().code, ErrorCode::BadRequest);
        QVERIFY(servers.addFixedIp(server, m_network));
        QCOMPARE(addresses().fixedIps.size(), 2u);
        QCOMPARE(servers.removeFixedIp(server, QStringLiteral("10.9.9.9")).error().code, ErrorCode::BadRequest);
        QVERIFY(servers.removeFixedIp(server, addresses().fixedIps[1].address));
        const auto fixed = addresses().fixedIps[0].address;
        const auto floating = m_cloud->make(QStringLiteral("/floatingips"), with("{\"floatingip\":{\"floating_network_id\":\"$\"}}", m_external))[u"floating_ip_address"].toString();
        QCOMPARE(servers.addFloatingIp(context, server, floating, QStringLiteral("10.0.0.250")).error().code, ErrorCode::BadRequest);
        service::Context stranger;
        stranger.projectId = QStringLiteral("somebody-else");
        QCOMPARE(servers.addFloatingIp(stranger, server, floating, {}).error().code, ErrorCode::NotFound);
        QCOMPARE(servers.removeFloatingIp(context, server, floating).error().code, ErrorCode::Conflict);
        QVERIFY(servers.addFloatingIp(context, server, floating, fixed));
        QCOMPARE(addresses().floatingIps.value(fixed), QStringList { floating });
        QVERIFY(servers.removeFloatingIp(context, server, floating));
        QVERIFY(addresses().floatingIps.isEmpty());
    }

    void noRoutesMayBeNull()
    {
        build();
        const auto made = m_cloud->post(QStringLiteral("/routers"), "{\"router\":{\"name\":\"bare\",\"routes\":null}}");
        QCOMPARE(made.status, 201);
        QCOMPARE(made.json()[u"router"][u"routes"].toArray().size(), 0);
        QCOMPARE(m_cloud->post(QStringLiteral("/routers"), "{\"router\":{\"routes\":[]}}").status, 201);
        const auto early = m_cloud->post(QStringLiteral("/routers"), "{\"router\":{\"routes\":[{\"destination\":\"10.8.0.0/16\",\"nexthop\":\"10.0.0.9\"}]}}");
        QCOMPARE(early.status, 400);
        QVERIFY(faultText(early).contains(QStringLiteral("Attribute 'routes' not allowed in POST")));
        QCOMPARE(m_cloud->put(router(), "{\"router\":{\"routes\":[{\"destination\":\"10.8.0.0/16\",\"nexthop\":\"10.0.0.9\"}]}}").json()[u"router"][u"routes"].toArray().size(), 1);
        const auto none = m_cloud->put(router(), "{\"router\":{\"routes\":null}}");
        QCOMPARE(none.status, 200);
        QCOMPARE(none.json()[u"router"][u"routes"].toArray().size(), 0);
        QVERIFY(m_cloud->driver().router(m_router)->routes.isEmpty());
    }
    void routerLives()
    {
        build();
        const auto shown = m_cloud->get(router()).json()[u"router"].toObject();
        QCOMPARE(shown[u"external_gateway_info"][u"network_id"].toString(), m_external);
        QCOMPARE(shown[u"external_gateway_info"][u"enable_snat"].toBool(), true);
        QCOMPARE(shown[u"external_gateway_info"][u"external_fixed_ips"].toArray().size(), 1);
        const auto spec = m_cloud->driver().router(m_router);
        QVERIFY(spec && spec->gateway);
        QCOMPARE(spec->gateway->nextHops, QStringList { QStringLiteral("172.24.4.1") });
        QCOMPARE(spec->interfaces.size(), 1);
        QCOMPARE(spec->interfaces[0].addresses[0].address, QStringLiteral("10.0.0.1"));
        // Its ports are not to be deleted by hand.
        const auto ports = m_cloud->get(QStringLiteral("/ports?device_owner=network:router_interface")).json()[u"ports"].toArray();
        QCOMPARE(ports.size(), 1);
        const auto refused = m_cloud->del(QStringLiteral("/ports/") + ports[0][u"id"].toString());
        QCOMPARE(refused.status, 409);
        QVERIFY(faultText(refused).contains(QStringLiteral("cannot be deleted directly via the port API: has device owner network:router_interface")));
        QCOMPARE(faultType(m_cloud->del(router())), QStringLiteral("RouterInUse"));
        QCOMPARE(m_cloud->put(router(QStringLiteral("/add_router_interface")), with("{\"subnet_id\":\"$\"}", m_subnet)).status, 400);
        // Routes need a next hop nearby.
        QCOMPARE(faultType(m_cloud->put(router(), "{\"router\":{\"routes\":[{\"destination\":\"10.8.0.0/16\",\"nexthop\":\"10.7.0.1\"}]}}")), QStringLiteral("InvalidRoutes"));
        QCOMPARE(m_cloud->put(router(QStringLiteral("/add_extraroutes")), "{\"router\":{\"routes\":[{\"destination\":\"10.8.0.0/16\",\"nexthop\":\"10.0.0.9\"}]}}").status, 200);
        QCOMPARE(m_cloud->driver().router(m_router)->routes.size(), 1);
        QCOMPARE(faultType(m_cloud->put(router(QStringLiteral("/remove_router_interface")), with("{\"subnet_id\":\"$\"}", m_subnet))), QStringLiteral("RouterInterfaceInUseByRoute"));
        QCOMPARE(m_cloud->put(router(), "{\"router\":{\"routes\":[]}}").status, 200);
        QCOMPARE(m_cloud->put(router(), with("{\"router\":{\"external_gateway_info\":{\"network_id\":\"$\",\"enable_snat\":false}}}", m_external)).status, 403);
        QCOMPARE(m_cloud->put(router(), with("{\"router\":{\"external_gateway_info\":{\"network_id\":\"$\",\"enable_snat\":false}}}", m_external), m_cloud->admin()).status, 200);
        QCOMPARE(m_cloud->driver().router(m_router)->gateway->enableSnat, false);
        QCOMPARE(m_cloud->put(router(QStringLiteral("/remove_router_interface")), with("{\"subnet_id\":\"$\"}", m_subnet)).status, 200);
        QCOMPARE(m_cloud->put(router(QStringLiteral("/remove_router_interface")), with("{\"subnet_id\":\"$\"}", m_subnet)).status, 404);
        QCOMPARE(m_cloud->put(router(), "{\"router\":{\"external_gateway_info\":null}}").status, 200);
        QVERIFY(!m_cloud->driver().router(m_router)->gateway);
        QCOMPARE(m_cloud->put(router(), with("{\"router\":{\"external_gateway_info\":{\"network_id\":\"$\"}}}", m_external)).status, 200);
        QCOMPARE(m_cloud->put(router(), "{\"router\":{\"external_gateway_info\":{\"enable_snat\":true}}}").status, 400);
        QCOMPARE(m_cloud->put(router(), "{\"router\":{\"external_gateway_info\":{}}}").status, 200);
        QVERIFY(!m_cloud->driver().router(m_router)->gateway);
        QCOMPARE(m_cloud->del(router()).status, 204);
        QCOMPARE(m_cloud->del(QStringLiteral("/networks/") + m_external, m_cloud->admin()).status, 204);
    }
    void portsDoNotPassForOthers()
    {
        build();
        const auto tenant = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        const auto foreign = idOf(m_cloud->make(QStringLiteral("/routers"), "{\"router\":{}}", tenant.token));
        const auto ports = QStringLiteral("/ports");
        const auto port = QStringLiteral("/ports/") + idOf(m_cloud->port(m_network));
        for (const auto* kind : { "router_interface", "router_gateway" }) {
            const auto device = with("\"device_id\":\"$\",\"device_owner\":\"network:", foreign) + kind + '"';
            QCOMPARE(faultType(m_cloud->post(ports, with("{\"port\":{\"network_id\":\"$\",", m_network) + device + "}}")), QStringLiteral("DeviceIDNotOwnedByTenant"));
            QCOMPARE(faultType(m_cloud->put(port, "{\"port\":{" + device + "}}")), QStringLiteral("DeviceIDNotOwnedByTenant"));
        }
        for (const auto* kind : { "floatingip", "distributed" }) {
            const auto device = QByteArray("\"device_owner\":\"network:") + kind + '"';
            QCOMPARE(m_cloud->post(ports, with("{\"port\":{\"network_id\":\"$\",", m_network) + device + "}}").status, 403);
            QCOMPARE(m_cloud->put(port, "{\"port\":{" + device + "}}").status, 403);
        }
        QCOMPARE(m_cloud->put(port, "{\"port\":{\"device_owner\":\"network:dhcp\"}}").status, 200);
        // A router's own port stays at its router.
        const auto leg = QStringLiteral("/ports/") + m_cloud->get(QStringLiteral("/ports?device_owner=network:router_interface")).json()[u"ports"][0][u"id"].toString();
        QCOMPARE(faultType(m_cloud->put(leg, "{\"port\":{\"device_id\":\"\"}}")), QStringLiteral("PortInUse"));
        QCOMPARE(faultType(m_cloud->put(leg, "{\"port\":{\"device_owner\":\"\"}}")), QStringLiteral("PortInUse"));
        QCOMPARE(m_cloud->put(leg, with("{\"port\":{\"name\":\"leg\",\"device_id\":\"$\"}}", m_router)).status, 200);
    }
    void keepsARouterThatFloatingIpsNeed()
    {
        build();
        const auto guest = idOf(m_cloud->port(m_network));
        const auto second = idOf(m_cloud->subnet(m_network, "10.1.0.0/24"));
        const auto ip = QStringLiteral("/floatingips/") + idOf(m_cloud->make(QStringLiteral("/floatingips"), with("{\"floatingip\":{\"floating_network_id\":\"$\"}}", m_external)));
        QCOMPARE(m_cloud->put(ip, with("{\"floatingip\":{\"port_id\":\"$\"}}", guest)).status, 200);
        const auto leg = m_cloud->get(QStringLiteral("/ports?device_owner=network:router_interface")).json()[u"ports"][0][u"id"].toString();
        QCOMPARE(m_cloud->put(QStringLiteral("/ports/") + leg, with("{\"port\":{\"fixed_ips\":[{\"subnet_id\":\"$\"}]}}", second)).status, 200);
        QCOMPARE(m_cloud->put(router(QStringLiteral("/remove_router_interface")), with("{\"port_id\":\"$\"}", leg)).status, 200);
        const auto refused = m_cloud->del(router());
        QCOMPARE(faultType(refused), QStringLiteral("RouterInUse"));
        QVERIFY(faultText(refused).contains(QStringLiteral("floating IPs")));
        QCOMPARE(m_cloud->put(ip, "{\"floatingip\":{\"port_id\":null}}").status, 200);
        QCOMPARE(m_cloud->del(router()).status, 204);
    }
    /// No engine can have them.
    void routerPortsKeepAnAddress()
    {
        build();
        const auto leg = QStringLiteral("/ports/") + m_cloud->get(QStringLiteral("/ports?device_owner=network:router_interface")).json()[u"ports"][0][u"id"].toString();
        const auto gate = QStringLiteral("/ports/") + m_cloud->get(QStringLiteral("/ports?device_owner=network:router_gateway"), m_cloud->admin()).json()[u"ports"][0][u"id"].toString();
        for (const auto& [path, token] : { std::pair { leg, m_cloud->demo() }, { gate, m_cloud->admin() } }) {
            const auto refused = m_cloud->put(path, "{\"port\":{\"fixed_ips\":[]}}", token);
            QCOMPARE(refused.status, 400);
            QVERIFY2(faultText(refused).contains(QStringLiteral("Router port must have at least one fixed IP")), refused.body.constData());
        }
        QCOMPARE(m_cloud->put(leg, "{\"port\":{\"name\":\"leg\",\"mac_address\":\"fa:16:3e:00:00:01\"}}").status, 200);
        QCOMPARE(m_cloud->driver().router(m_router)->interfaces[0].addresses.size(), 1);
        // One that was made so by hand, or by an earlier version, keeps the router's others from nothing.
        QCOMPARE(m_cloud->post(QStringLiteral("/ports"), with("{\"port\":{\"network_id\":\"$\",\"fixed_ips\":[],\"device_owner\":\"network:router_interface\",\"device_id\":\"", m_network) + m_router.toUtf8() + "\"}}").status, 201);
        QCOMPARE(m_cloud->put(router(), "{\"router\":{\"name\":\"s\"}}").status, 200);
        QCOMPARE(m_cloud->driver().router(m_router)->name, QStringLiteral("s"));
        QCOMPARE(m_cloud->driver().router(m_router)->interfaces.size(), 1);
    }
    void aGatewayNeedsAnAddress()
    {
        const auto bare = idOf(m_cloud->make(QStringLiteral("/networks"), "{\"network\":{\"router:external\":true}}", m_cloud->admin()));
        const auto gateway = with("{\"router\":{\"external_gateway_info\":{\"network_id\":\"$\"}}}", bare);
        m_router = idOf(m_cloud->make(QStringLiteral("/routers"), "{\"router\":{}}"));
        for (const auto& refused : { m_cloud->put(router(), gateway), m_cloud->post(QStringLiteral("/routers"), gateway) }) {
            QCOMPARE(refused.status, 400);
            QVERIFY2(faultText(refused).contains(QStringLiteral("No IPs available for external network %1").arg(bare)), refused.body.constData());
        }
        QVERIFY(m_cloud->get(router()).json()[u"router"][u"external_gateway_info"].isNull());
        QCOMPARE(m_cloud->get(QStringLiteral("/ports?device_owner=network:router_gateway"), m_cloud->admin()).json()[u"ports"].toArray().size(), 0);
        m_cloud->subnet(bare, "172.24.4.0/24", "", m_cloud->admin());
        QCOMPARE(m_cloud->put(router(), gateway).status, 200);
    }
    void takesAPortAsInterface()
    {
        build();
        const auto network = idOf(m_cloud->network("second"));
        m_cloud->subnet(network, "10.1.0.0/24");
        const auto port = idOf(m_cloud->port(network));
        const auto added = m_cloud->put(router(QStringLiteral("/add_router_interface")), with("{\"port_id\":\"$\"}", port));
        QCOMPARE(added.status, 200);
        QCOMPARE(added.json()[u"port_id"].toString(), port);
        QCOMPARE(m_cloud->driver().router(m_router)->interfaces.size(), 2);
        QCOMPARE(faultType(m_cloud->put(router(QStringLiteral("/add_router_interface")), with("{\"port_id\":\"$\"}", port))), QStringLiteral("PortInUse"));
        // Overlapping subnets can't meet in one router.
        const auto third = idOf(m_cloud->network("third"));
        const auto overlap = idOf(m_cloud->subnet(third, "10.0.0.0/16"));
        QVERIFY(faultText(m_cloud->put(router(QStringLiteral("/add_router_interface")), with("{\"subnet_id\":\"$\"}", overlap))).contains(QStringLiteral("overlaps with cidr")));
    }
    void floatingIpLives()
    {
        build();
        const auto port = m_cloud->port(m_network);
        const auto free = m_cloud->make(QStringLiteral("/floatingips"), with("{\"floatingip\":{\"floating_network_id\":\"$\"}}", m_external));
        QCOMPARE(free[u"status"].toString(), QStringLiteral("DOWN"));
        QVERIFY(free[u"floating_ip_address"].toString().startsWith(QStringLiteral("172.24.4.1")));
        QVERIFY(!free.contains(u"name"));
        const auto path = QStringLiteral("/floatingips/") + idOf(free);
        const auto bound = m_cloud->put(path, with("{\"floatingip\":{\"port_id\":\"$\"}}", idOf(port)));
        QCOMPARE(bound.status, 200);
        QCOMPARE(bound.json()[u"floatingip"][u"router_id"].toString(), m_router);
        QCOMPARE(bound.json()[u"floatingip"][u"fixed_ip_address"], port[u"fixed_ips"][0][u"ip_address"]);
        QCOMPARE(bound.json()[u"floatingip"][u"status"].toString(), QStringLiteral("ACTIVE"));
        QCOMPARE(bound.json()[u"floatingip"][u"port_details"][u"mac_address"], port[u"mac_address"]);
        const auto second = m_cloud->post(QStringLiteral("/floatingips"), with(with("{\"floatingip\":{\"floating_network_id\":\"$\",\"port_id\":\"@\"}}", m_external).replace('@', '$').constData(), idOf(port)));
        QCOMPARE(faultType(second), QStringLiteral("FloatingIPPortAlreadyAssociated"));
        QCOMPARE(faultType(m_cloud->put(router(QStringLiteral("/remove_router_interface")), with("{\"subnet_id\":\"$\"}", m_subnet))), QStringLiteral("RouterInterfaceInUseByFloatingIP"));
        QCOMPARE(faultType(m_cloud->put(router(), "{\"router\":{\"external_gateway_info\":null}}")), QStringLiteral("RouterExternalGatewayInUseByFloatingIp"));
        QCOMPARE(m_cloud->get(QStringLiteral("/floatingips?port_id=") + idOf(port)).json()[u"floatingips"].toArray().size(), 1);
        // It survives its port.
        QCOMPARE(m_cloud->del(QStringLiteral("/ports/") + idOf(port)).status, 204);
        const auto after = m_cloud->get(path).json()[u"floatingip"].toObject();
        QVERIFY(after[u"port_id"].isNull());
        QCOMPARE(after[u"status"].toString(), QStringLiteral("DOWN"));
        QCOMPARE(m_cloud->del(path).status, 204);
        QCOMPARE(m_cloud->get(QStringLiteral("/ports?device_owner=network:floatingip"), m_cloud->admin()).json()[u"ports"].toArray().size(), 0);
    }
    void idleFloatingIpsGoWithTheirNetwork()
    {
        const auto external = idOf(m_cloud->externalNetwork());
        const auto ip = idOf(m_cloud->make(QStringLiteral("/floatingips"), with("{\"floatingip\":{\"floating_network_id\":\"$\"}}", external)));
        QCOMPARE(m_cloud->del(QStringLiteral("/networks/") + external, m_cloud->admin()).status, 204);
        QCOMPARE(m_cloud->get(QStringLiteral("/floatingips/") + ip).status, 404);
    }
    void floatingIpNeedsAWay()
    {
        const auto external = idOf(m_cloud->externalNetwork());
        const auto network = idOf(m_cloud->network("net"));
        m_cloud->subnet(network, "10.0.0.0/24");
        const auto port = idOf(m_cloud->port(network));
        const auto refused = m_cloud->post(QStringLiteral("/floatingips"), with(with("{\"floatingip\":{\"floating_network_id\":\"$\",\"port_id\":\"@\"}}", external).replace('@', '$').constData(), port));
        QCOMPARE(refused.status, 404);
        QCOMPARE(faultType(refused), QStringLiteral("ExternalGatewayForFloatingIPNotFound"));
        QCOMPARE(m_cloud->post(QStringLiteral("/floatingips"), with("{\"floatingip\":{\"floating_network_id\":\"$\"}}", network)).status, 400);
        // Nothing of it was kept.
        QCOMPARE(m_cloud->get(QStringLiteral("/floatingips")).json()[u"floatingips"].toArray().size(), 0);
        QCOMPARE(m_cloud->get(QStringLiteral("/ports?device_owner=network:floatingip"), m_cloud->admin()).json()[u"ports"].toArray().size(), 0);
        QCOMPARE(m_cloud->post(QStringLiteral("/ports"), with("{\"port\":{\"network_id\":\"$\"}}", external)).status, 403);
    }
    void defaultGroupIsThere()
    {
        const auto groups = m_cloud->get(QStringLiteral("/security-groups")).json()[u"security_groups"].toArray();
        QCOMPARE(groups.size(), 1);
        QCOMPARE(groups[0][u"name"].toString(), QStringLiteral("default"));
        QCOMPARE(groups[0][u"security_group_rules"].toArray().size(), 4);
        QCOMPARE(m_cloud->get(QStringLiteral("/security-groups")).json()[u"security_groups"].toArray().size(), 1);
        const auto path = QStringLiteral("/security-groups/") + groups[0][u"id"].toString();
        QCOMPARE(faultType(m_cloud->del(path)), QStringLiteral("SecurityGroupCannotRemoveDefault"));
        QCOMPARE(faultType(m_cloud->put(path, "{\"security_group\":{\"name\":\"x\"}}")), QStringLiteral("SecurityGroupCannotUpdateDefault"));
        QCOMPARE(m_cloud->put(path, "{\"security_group\":{\"description\":\"x\"}}").status, 200);
        QCOMPARE(m_cloud->post(QStringLiteral("/security-groups"), "{\"security_group\":{\"name\":\"default\"}}").status, 409);
        // As tempest cleans up: another project's, by its name.
        const auto tenant = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        QCOMPARE(m_cloud->get(QStringLiteral("/security-groups?name=default&tenant_id=") + tenant.projectId, m_cloud->admin()).json()[u"security_groups"].toArray().size(), 1);
    }
    void rulesAreTakenAsNeutronTakesThem()
    {
        const auto group = idOf(m_cloud->make(QStringLiteral("/security-groups"), "{\"security_group\":{\"name\":\"web\"}}"));
        const auto rule = [&](const QByteArray& more) { return m_cloud->post(QStringLiteral("/security-group-rules"), with("{\"security_group_rule\":{\"direction\":\"ingress\",\"security_group_id\":\"$\"", group) + more + "}}"); };
        // A protocol's number may be a number.
        const auto byNumber = rule(",\"protocol\":17");
        QCOMPARE(byNumber.status, 201);
        QCOMPARE(byNumber.json()[u"security_group_rule"][u"protocol"].toString(), QStringLiteral("17"));
        QCOMPARE(faultType(rule(",\"protocol\":\"udp\"")), QStringLiteral("SecurityGroupRuleExists"));
        QCOMPARE(faultType(rule(",\"protocol\":256")), QStringLiteral("SecurityGroupRuleInvalidProtocol"));
        QCOMPARE(m_cloud->post(QStringLiteral("/security-group-rules"), with("{\"security_group_rules\":[{\"direction\":\"ingress\",\"protocol\":6,\"security_group_id\":\"$\"}]}", group)).status, 201);
        QCOMPARE(m_cloud->post(QStringLiteral("/default-security-group-rules"), "{\"default_security_group_rule\":{\"direction\":\"ingress\",\"protocol\":50}}", m_cloud->admin()).status, 201);
        for (const auto& [from, to, bad] : { std::tuple { "-16", "80", "-16" }, { "80", "65536", "65536" }, { "-16", "65536", "-16" } }) {
            const auto refused = rule(QByteArray(",\"protocol\":\"tcp\",\"port_range_min\":") + from + ",\"port_range_max\":" + to);
            QCOMPARE(refused.status, 400);
            QCOMPARE(faultType(refused), QStringLiteral("SecurityGroupInvalidPortValue"));
            QVERIFY(faultText(refused).contains(QStringLiteral("Invalid value for port ") + QLatin1String(bad)));
        }
        // There is one default group, by its own name alone.
        const auto renamed = m_cloud->put(QStringLiteral("/security-groups/") + group, "{\"security_group\":{\"name\":\"default\"}}");
        QCOMPARE(renamed.status, 409);
        QCOMPARE(faultType(renamed), QStringLiteral("SecurityGroupDefaultAlreadyExists"));
    }
    void groupsAndRulesLive()
    {
        const auto group = m_cloud->make(QStringLiteral("/security-groups"), "{\"security_group\":{\"name\":\"web\"}}");
        QCOMPARE(group[u"security_group_rules"].toArray().size(), 2);
        const auto body = with("{\"security_group_rule\":{\"security_group_id\":\"$\",\"direction\":\"ingress\",\"protocol\":\"tcp\",\"port_range_min\":80,\"port_range_max\":80,\"remote_ip_prefix\":\"0.0.0.0/0\"}}", idOf(group));
        const auto rule = m_cloud->make(QStringLiteral("/security-group-rules"), body);
        QCOMPARE(rule[u"normalized_cidr"].toString(), QStringLiteral("0.0.0.0/0"));
        const auto again = m_cloud->post(QStringLiteral("/security-group-rules"), body);
        QCOMPARE(again.status, 409);
        QCOMPARE(faultType(again), QStringLiteral("SecurityGroupRuleExists"));
        QVERIFY(faultText(again).contains(idOf(rule)));
        auto conflict = body;
        conflict.replace("0.0.0.0/0", "2001::/16");
        QVERIFY(faultText(m_cloud->post(QStringLiteral("/security-group-rules"), conflict)).startsWith(QStringLiteral("Conflicting value ethertype")));
        QCOMPARE(m_cloud->driver().securityGroup(idOf(group))->rules.size(), 3);
        QCOMPARE(m_cloud->get(QStringLiteral("/security-group-rules?security_group_id=") + idOf(group)).json()[u"security_group_rules"].toArray().size(), 3);
        const auto tenant = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        QCOMPARE(m_cloud->get(QStringLiteral("/security-group-rules/") + idOf(rule), tenant.token).status, 404);
        QCOMPARE(m_cloud->post(QStringLiteral("/security-group-rules"), body, tenant.token).status, 404);
        const auto network = idOf(m_cloud->network("net"));
        m_cloud->subnet(network, "10.0.0.0/24");
        const auto port = m_cloud->port(network, with(",\"security_groups\":[\"$\"]", idOf(group)).constData());
        const auto used = m_cloud->del(QStringLiteral("/security-groups/") + idOf(group));
        QCOMPARE(used.status, 409);
        QCOMPARE(faultType(used), QStringLiteral("SecurityGroupInUse"));
        QCOMPARE(m_cloud->get(QStringLiteral("/ports?security_groups=") + idOf(group)).json()[u"ports"].toArray().size(), 1);
        QCOMPARE(m_cloud->del(QStringLiteral("/security-group-rules/") + idOf(rule)).status, 204);
        QCOMPARE(m_cloud->driver().securityGroup(idOf(group))->rules.size(), 2);
        QCOMPARE(m_cloud->del(QStringLiteral("/ports/") + idOf(port)).status, 204);
        QCOMPARE(m_cloud->del(QStringLiteral("/security-groups/") + idOf(group)).status, 204);
        QVERIFY(!m_cloud->driver().securityGroup(idOf(group)));
    }
};
SKYLAB_TEST(RoutersTest)
#include "RoutersTest.moc"
