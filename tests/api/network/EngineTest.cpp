#include "NetworkCloud.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// The book and the engine: outages, restarts, and what compute asks.
class EngineTest : public QObject {
    Q_OBJECT

    std::unique_ptr<NetworkCloud> m_cloud;

    int count(const char* collection) { return int(m_cloud->get(QStringLiteral("/%1").arg(QLatin1String(collection))).json().begin().value().toArray().size()); }
    service::Context demo() { return *m_cloud->cloud().chassis().authenticator()->authenticate(m_cloud->demo()); }

private Q_SLOTS:
    void init() { m_cloud = std::make_unique<NetworkCloud>(); }

    void leavesNothingWhenTheEngineIsDown()
    {
        const auto network = idOf(m_cloud->network("net"));
        m_cloud->subnet(network, "10.0.0.0/24");
        const auto group = idOf(m_cloud->make(QStringLiteral("/security-groups"), "{\"security_group\":{\"name\":\"g\"}}"));
        const auto external = idOf(m_cloud->externalNetwork());
        m_cloud->driver().breakWith(QStringLiteral("OVN can't be reached at unix:/x. Start it with: service ovn-central start"));
        const auto expectDown = [&](const QString& path, const QByteArray& body) {
            const auto answer = m_cloud->post(path, body);
            QCOMPARE(answer.status, 503);
            QVERIFY(faultText(answer).contains(QStringLiteral("service ovn-central start")));
        };
        expectDown(QStringLiteral("/networks"), "{\"network\":{}}");
        expectDown(QStringLiteral("/networks"), "{\"networks\":[{},{}]}");
        expectDown(QStringLiteral("/subnets"), "{\"subnet\":{\"ip_version\":4,\"cidr\":\"10.3.0.0/24\",\"network_id\":\"" + network.toUtf8() + "\"}}");
        expectDown(QStringLiteral("/ports"), "{\"port\":{\"network_id\":\"" + network.toUtf8() + "\"}}");
        expectDown(QStringLiteral("/routers"), "{\"router\":{\"external_gateway_info\":{\"network_id\":\"" + external.toUtf8() + "\"}}}");
        expectDown(QStringLiteral("/security-groups"), "{\"security_group\":{\"name\":\"h\"}}");
        expectDown(QStringLiteral("/security-group-rules"), "{\"security_group_rule\":{\"direction\":\"ingress\",\"security_group_id\":\"" + group.toUtf8() + "\"}}");
        QCOMPARE(count("networks"), 2);
        QCOMPARE(count("subnets"), 1);
        QCOMPARE(count("ports"), 1);      // the metadata port
        QCOMPARE(count("routers"), 0);
        QCOMPARE(count("security-groups"), 2);
        QCOMPARE(m_cloud->get(QStringLiteral("/ports"), m_cloud->admin()).json()[u"ports"].toArray().size(), 1);
        // Changes and deletions stand, and reach the engine when it is back.
        QCOMPARE(m_cloud->put(QStringLiteral("/security-groups/") + group, "{\"security_group\":{\"name\":\"late\"}}").status, 200);
        m_cloud->driver().breakWith({});
        QTRY_COMPARE_WITH_TIMEOUT(m_cloud->driver().securityGroup(group)->name, QStringLiteral("late"), 20000);
        QCOMPARE(m_cloud->driver().securityGroup(group)->rules.size(), 2);
        m_cloud->driver().breakWith(QStringLiteral("down"));
        QCOMPARE(m_cloud->del(QStringLiteral("/security-groups/") + group).status, 204);
        m_cloud->driver().breakWith({});
        QTRY_VERIFY_WITH_TIMEOUT(!m_cloud->driver().securityGroup(group), 20000);
    }
    void reconcilesAfterARestart()
    {
        const auto external = idOf(m_cloud->externalNetwork());
        const auto network = idOf(m_cloud->network("net"));
        const auto subnet = idOf(m_cloud->subnet(network, "10.0.0.0/24"));
        const auto router = idOf(m_cloud->make(QStringLiteral("/routers"), "{\"router\":{\"external_gateway_info\":{\"network_id\":\"" + external.toUtf8() + "\"}}}"));
        QCOMPARE(m_cloud->put(QStringLiteral("/routers/%1/add_router_interface").arg(router), "{\"subnet_id\":\"" + subnet.toUtf8() + "\"}").status, 200);
        const auto port = idOf(m_cloud->port(network));
        m_cloud->make(QStringLiteral("/floatingips"), "{\"floatingip\":{\"floating_network_id\":\"" + external.toUtf8() + "\",\"port_id\":\"" + port.toUtf8() + "\"}}");
        const auto before = m_cloud->driver().owned()->size();
        m_cloud->restart();      // with an engine that has forgotten everything
        QTRY_COMPARE_WITH_TIMEOUT(m_cloud->driver().owned()->size(), before, 20000);
        QVERIFY(m_cloud->driver().router(router)->gateway);
        // What the book doesn't know goes.
        network::NetworkSpec stray;
        stray.id = QStringLiteral("stray");
        QVERIFY(m_cloud->driver().applyNetwork(stray));
        m_cloud->driver().breakWith(QStringLiteral("down"));
        QCOMPARE(m_cloud->post(QStringLiteral("/networks"), "{\"network\":{}}").status, 503);
        m_cloud->driver().breakWith({});
        QTRY_COMPARE_WITH_TIMEOUT(m_cloud->driver().owned()->size(), before, 20000);
        // Down at the start: the API answers, and the engine is filled when it comes.
        m_cloud->restart(QStringLiteral("OVN is not there"));
        QCOMPARE(m_cloud->get(QStringLiteral("/ports/") + port).status, 200);
        m_cloud->driver().breakWith({});
        QTRY_COMPARE_WITH_TIMEOUT(m_cloud->driver().owned()->size(), before, 20000);
    }
    /// One thing that it can't have keeps all else from nothing.
    void goesOnAfterWhatTheEngineRefuses()
    {
        const auto network = idOf(m_cloud->network("net"));
        const auto subnet = idOf(m_cloud->subnet(network, "10.0.0.0/24"));
        const auto group = idOf(m_cloud->make(QStringLiteral("/security-groups"), "{\"security_group\":{\"name\":\"g\"}}"));
        const auto refuses = std::make_shared<std::atomic<bool>>(true);
        m_cloud->driver().setGate([refuses, group](network::Kind, const QString& id) -> Result<void> {
            if (*refuses && id == group)
                return fail(ErrorCode::BadRequest, QStringLiteral("No such thing here."));
            return {};
        });
        QCOMPARE(m_cloud->put(QStringLiteral("/security-groups/") + group, "{\"security_group\":{\"name\":\"late\"}}").status, 200);
        m_cloud->driver().breakWith(QStringLiteral("down"));
        // The subnet has no new revision by it: it is known by its mark alone.
        QCOMPARE(m_cloud->put(QStringLiteral("/networks/") + network, "{\"network\":{\"dns_domain\":\"example.org.\"}}").status, 200);
        m_cloud->driver().breakWith({});
        QTRY_COMPARE_WITH_TIMEOUT(m_cloud->driver().subnet(subnet)->dnsDomain, QStringLiteral("example.org."), 20000);
        QCOMPARE(m_cloud->driver().securityGroup(group)->name, QStringLiteral("g"));
        *refuses = false;
        QTRY_COMPARE_WITH_TIMEOUT(m_cloud->driver().securityGroup(group)->name, QStringLiteral("late"), 20000);
    }
    /// The engine is ahead of a book that was restored. What is taken out there takes along what stood on it.
    void followsARestoredBook()
    {
        const auto external = idOf(m_cloud->externalNetwork());
        const auto network = idOf(m_cloud->network("net"));
        const auto subnet = idOf(m_cloud->subnet(network, "10.0.0.0/24"));
        const auto router = idOf(m_cloud->make(QStringLiteral("/routers"), "{\"router\":{\"external_gateway_info\":{\"network_id\":\"" + external.toUtf8() + "\"}}}"));
        QCOMPARE(m_cloud->put(QStringLiteral("/routers/%1/add_router_interface").arg(router), "{\"subnet_id\":\"" + subnet.toUtf8() + "\"}").status, 200);
        const auto port = idOf(m_cloud->port(network));
        const auto ip = idOf(m_cloud->make(QStringLiteral("/floatingips"), "{\"floatingip\":{\"floating_network_id\":\"" + external.toUtf8() + "\",\"port_id\":\"" + port.toUtf8() + "\"}}"));
        auto& driver = m_cloud->driver();
        const auto revision = [&](const QString& id) {
            const auto all = driver.owned();
            const auto one = std::find_if(all->begin(), all->end(), [&](const network::Owned& owned) { return owned.id == id; });
            return one == all->end() ? qint64(-1) : one->revision;
        };
        const auto size = driver.owned()->size();
        const auto networkIs = revision(network), routerIs = revision(router);
        network::NetworkSpec later;
        later.id = network;
        later.revision = networkIs + 10;
        QVERIFY(driver.applyNetwork(later));
        auto ahead = *driver.router(router);
        ahead.revision += 10;
        QVERIFY(driver.applyRouter(ahead));
        driver.breakWith(QStringLiteral("down"));
        driver.breakWith({});
        QTRY_COMPARE_WITH_TIMEOUT(revision(network), networkIs, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(revision(router), routerIs, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(driver.owned()->size(), size, 20000);
        QVERIFY(driver.port(port) && driver.subnet(subnet) && driver.floatingIp(ip));
    }
    void buildsAgainWhatTheEngineLost()
    {
        const auto network = idOf(m_cloud->network("net"));
        m_cloud->subnet(network, "10.0.0.0/24");
        const auto port = idOf(m_cloud->port(network));
        QCOMPARE(m_cloud->put(QStringLiteral("/ports/") + port, "{\"port\":{\"binding:host_id\":\"fake-host\"}}", m_cloud->admin()).status, 200);
        const auto status = [&] { return m_cloud->get(QStringLiteral("/ports/") + port).json()[u"port"][u"status"].toString(); };
        QTRY_COMPARE(status(), QStringLiteral("ACTIVE"));
        const auto before = m_cloud->driver().owned()->size();
        m_cloud->driver().loseEverything();      // gone and back between two looks at its health
        QCOMPARE(m_cloud->driver().owned()->size(), 0);
        QTRY_COMPARE_WITH_TIMEOUT(m_cloud->driver().owned()->size(), before, 20000);
        QCOMPARE(m_cloud->driver().port(port)->host, QStringLiteral("fake-host"));
        QVERIFY(m_cloud->driver().portState(port)->up);
        QTRY_COMPARE(status(), QStringLiteral("ACTIVE"));
    }
    void buildsWhatTheEngineLacks()
    {
        const auto network = idOf(m_cloud->network("net"));
        m_cloud->subnet(network, "10.0.0.0/24");
        QVERIFY(m_cloud->driver().removeNetwork(network));      // somebody else did
        const auto port = idOf(m_cloud->port(network));
        QVERIFY(m_cloud->driver().port(port));
    }
    void buildsWhatAFloatingIpStandsOn()
    {
        const auto external = idOf(m_cloud->externalNetwork());
        const auto network = idOf(m_cloud->network("net"));
        const auto subnet = idOf(m_cloud->subnet(network, "10.0.0.0/24"));
        const auto router = idOf(m_cloud->make(QStringLiteral("/routers"), "{\"router\":{\"external_gateway_info\":{\"network_id\":\"" + external.toUtf8() + "\"}}}"));
        QCOMPARE(m_cloud->put(QStringLiteral("/routers/%1/add_router_interface").arg(router), "{\"subnet_id\":\"" + subnet.toUtf8() + "\"}").status, 200);
        const auto port = idOf(m_cloud->port(network));
        const auto spec = m_cloud->driver().router(router);
        QVERIFY(m_cloud->driver().removePort(spec->interfaces[0].portId));
        QVERIFY(m_cloud->driver().removePort(spec->gateway->portId));
        const auto ip = m_cloud->make(QStringLiteral("/floatingips"), "{\"floatingip\":{\"floating_network_id\":\"" + external.toUtf8() + "\",\"port_id\":\"" + port.toUtf8() + "\"}}");
        QVERIFY(m_cloud->driver().floatingIp(idOf(ip)));
        QVERIFY(m_cloud->driver().port(spec->interfaces[0].portId));
    }
    /// The network's DNS has each name once, so it goes with the port that had it.
    void aNameGoesToAnotherPortThatBearsIt()
    {
        const auto network = idOf(m_cloud->network("net"));
        m_cloud->subnet(network, "10.0.0.0/24");
        const auto first = idOf(m_cloud->port(network, R"(,"dns_name":"web")"));
        const auto second = idOf(m_cloud->port(network, R"(,"dns_name":"Web")"));
        m_cloud->port(network, R"(,"dns_name":"web","fixed_ips":[])");      // has nothing to tell
        std::mutex mutex;
        QStringList told;
        m_cloud->driver().setGate([&](network::Kind, const QString& id) -> Result<void> {
            const std::lock_guard lock(mutex);
            told << id;
            return {};
        });
        const auto wasTold = [&](const QString& id) {
            const std::lock_guard lock(mutex);
            return std::exchange(told, {}).contains(id);
        };
        const auto change = [&](const QString& id, const QByteArray& fields) { return m_cloud->put(QStringLiteral("/ports/") + id, "{\"port\":" + fields + "}").status; };
        QCOMPARE(m_cloud->del(QStringLiteral("/ports/") + first).status, 204);
        QVERIFY(wasTold(second));
        const auto third = idOf(m_cloud->port(network, R"(,"dns_name":"web")"));
        QVERIFY(wasTold(third));
        QCOMPARE(change(second, R"({"dns_name":"db"})"), 200);
        QVERIFY(wasTold(third));
        QCOMPARE(change(second, R"({"dns_name":"web"})"), 200);
        QVERIFY(!wasTold(third));
        QCOMPARE(change(third, R"({"fixed_ips":[]})"), 200);
        QVERIFY(wasTold(second));
        m_cloud->driver().setGate({});
    }
    /// Anybody may write any server's id into his port's device_id.
    void tellsAServersPortsFromThoseThatBearItsId()
    {
        const auto network = idOf(m_cloud->network("net"));
        m_cloud->subnet(network, "10.0.0.0/24");
        const auto port = idOf(m_cloud->port(network));
        auto& servers = m_cloud->service().servers();
        QCOMPARE(m_cloud->put(QStringLiteral("/ports/") + port, "{\"port\":{\"device_id\":\"server-1\",\"device_owner\":\"compute:nova\"}}").status, 200);
        const QJsonValue shown = m_cloud->get(QStringLiteral("/ports/") + port).json()[u"port"];
        const auto address = shown[u"fixed_ips"][0][u"ip_address"].toString();
        const auto server = QStringLiteral("server-1");
        const network::ServerKey foreign { server, QStringLiteral("somebody-else"), {} }, own { server, shown[u"project_id"].toString(), {} }, given { server, QStringLiteral("somebody-else"), { port } };
        QVERIFY(servers.portsOfServers({ foreign })->isEmpty());
        QVERIFY(servers.securityGroupsOf(foreign)->empty());
        QCOMPARE(servers.addFixedIp(foreign, network).error().code, ErrorCode::BadRequest);
        QCOMPARE(servers.removeFixedIp(foreign, address).error().code, ErrorCode::BadRequest);
        for (const auto& key : { own, given }) {
            QCOMPARE(servers.portsOfServers({ key })->value(server).size(), 1u);
            QCOMPARE(servers.securityGroupsOf(key)->size(), 1u);
            QVERIFY(servers.addFixedIp(key, network));
        }
        // Who asks from that address is told with the port, for the server to judge.
        const auto holder = servers.serverAt(network, address);
        QCOMPARE(holder->serverId, server);
        QCOMPARE(holder->portId, port);
        QCOMPARE(holder->projectId, own.projectId);
        QVERIFY(servers.serverAt(network, QStringLiteral("10.0.0.250"))->serverId.isEmpty());
    }
    void givesServersTheirPorts()
    {
        const auto external = idOf(m_cloud->externalNetwork());
        const auto network = idOf(m_cloud->network("net"));
        const auto subnet = idOf(m_cloud->subnet(network, "10.0.0.0/24"));
        auto& servers = m_cloud->service().servers();
        const auto context = demo();
        QCOMPARE(servers.networksOf(context)->size(), 2u);
        QCOMPARE(servers.network(context, external)->external, true);
        network::PortWish wish;
        wish.portId = QStringLiteral("11111111-2222-3333-4444-555555555555");
        wish.networkId = network;
        wish.serverId = QStringLiteral("server-1");
        wish.hostname = QStringLiteral("My Server!");
        const auto made = servers.preparePort(context, wish);
        QVERIFY2(made, made ? "" : qPrintable(made.error().message));
        QCOMPARE(made->portId, wish.portId);
        QCOMPARE(servers.preparePort(context, wish)->mac, made->mac);      // asking again
        QCOMPARE(made->securityGroups, QStringList { QStringLiteral("default") });
        QCOMPARE(m_cloud->get(QStringLiteral("/ports/") + wish.portId).json()[u"port"][u"dns_name"].toString(), QStringLiteral("my-server"));
        std::atomic<int> ups = 0;
        servers.onPortStatus([&](const QString& port, const QString& server, bool up) {
            if (up && port == wish.portId && server == u"server-1")
                ++ups;
        });
        const auto binding = servers.bindPort(wish.portId, QStringLiteral("fake-host"));
        QVERIFY(binding);
        QCOMPARE(binding->bridge, QStringLiteral("br-int"));
        QTRY_VERIFY(ups > 0);
        const network::ServerKey server { wish.serverId, context.projectId, {} };
        const auto ports = servers.portsOfServers({ server, { QStringLiteral("server-2"), context.projectId, {} } });
        QCOMPARE(ports->value(QStringLiteral("server-1")).size(), 1u);
        QCOMPARE(ports->value(QStringLiteral("server-1"))[0].networkName, QStringLiteral("net"));
        QCOMPARE(servers.serverAt(network, made->fixedIps[0].address)->serverId, QStringLiteral("server-1"));
        QCOMPARE(servers.subnetsOf(network)->front().id, subnet);
        QVERIFY(!servers.checkPort(context, wish.portId));
        // Security groups of a server.
        m_cloud->make(QStringLiteral("/security-groups"), "{\"security_group\":{\"name\":\"web\"}}");
        QVERIFY(servers.addSecurityGroup(context, server, QStringLiteral("web")));
        QCOMPARE(servers.securityGroupsOf(server)->size(), 2u);
        QVERIFY(servers.removeSecurityGroup(context, server, QStringLiteral("web")));
        QCOMPARE(servers.removeSecurityGroup(context, server, QStringLiteral("web")).error().code, ErrorCode::NotFound);
        QCOMPARE(servers.resolveGroup(context, QStringLiteral("nope")).error().code, ErrorCode::BadRequest);
        QVERIFY(servers.releasePort(wish.portId, wish.serverId, network::PortFate::Delete));
        QVERIFY(servers.releasePort(wish.portId, wish.serverId, network::PortFate::Delete));
        QCOMPARE(m_cloud->get(QStringLiteral("/ports/") + wish.portId).status, 404);
        // A port of the user's own is only borrowed.
        wish.portId = idOf(m_cloud->port(network));
        wish.existing = true;
        QVERIFY(servers.preparePort(context, wish));
        auto other = wish;
        other.serverId = QStringLiteral("server-2");
        QCOMPARE(servers.preparePort(context, other).error().code, ErrorCode::Conflict);
        QVERIFY(servers.releasePort(wish.portId, wish.serverId, network::PortFate::Keep));
        QCOMPARE(m_cloud->get(QStringLiteral("/ports/") + wish.portId).json()[u"port"][u"device_id"].toString(), QString());
        wish = {};
        wish.networkId = external;
        wish.serverId = QStringLiteral("server-3");
        QCOMPARE(servers.preparePort(context, wish).error().code, ErrorCode::Forbidden);
    }
    /// The port as it was read is an old one by the time that the engine has said no.
    void anUndoneBindingKeepsWhatCameBetween()
    {
        auto& servers = m_cloud->service().servers();
        const auto network = idOf(m_cloud->network("net"));
        const auto port = idOf(m_cloud->port(network));
        const auto shown = [&] { return m_cloud->get(QStringLiteral("/ports/") + port, m_cloud->admin()).json()[u"port"].toObject(); };
        for (const auto& before : { QString(), QStringLiteral("fake-host") }) {
            if (!before.isEmpty())
                QVERIFY(servers.bindPort(port, before));
            const auto name = QStringLiteral("on '%1'").arg(before);
            m_cloud->driver().setGate([&, self = std::this_thread::get_id()](network::Kind, const QString& id) -> Result<void> {
                if (id != port || std::this_thread::get_id() != self)
                    return {};
                // As another request does that comes first.
                TRY(m_cloud->service().database().write([&](db::Transaction& transaction) -> Result<> {
                    TRY(transaction.execute(QStringLiteral("UPDATE ports SET name = ? WHERE id = ?"), name, port));
                    return {};
                }));
                return fail(ErrorCode::Unavailable, QStringLiteral("down"));
            });
            QCOMPARE(servers.bindPort(port, QStringLiteral("other-host")).error().code, ErrorCode::Unavailable);
            m_cloud->driver().setGate({});
            QCOMPARE(shown()[u"name"].toString(), name);
            QCOMPARE(shown()[u"binding:host_id"].toString(), before);
        }
    }
    /// What a server could not take is not its to give back.
    void leavesPortsToTheServersThatHaveThem()
    {
        auto& servers = m_cloud->service().servers();
        const auto network = idOf(m_cloud->network("net"));
        const auto port = idOf(m_cloud->port(network));
        const auto shown = [&] { return m_cloud->get(QStringLiteral("/ports/") + port, m_cloud->admin()).json()[u"port"].toObject(); };
        network::PortWish wish;
        wish.portId = port;
        wish.existing = true;
        wish.serverId = QStringLiteral("server-1");
        wish.hostname = QStringLiteral("one");
        QVERIFY(servers.preparePort(demo(), wish));
        QVERIFY(servers.bindPort(port, QStringLiteral("fake-host")));
        const auto before = shown();
        QCOMPARE(before[u"binding:host_id"].toString(), QStringLiteral("fake-host"));
        QVERIFY(servers.unbindPort(port, QStringLiteral("server-2")));
        for (const auto fate : { network::PortFate::Keep, network::PortFate::Delete })
            QVERIFY(servers.releasePort(port, QStringLiteral("server-2"), fate));
        for (const auto* same : { "device_id", "device_owner", "dns_name", "binding:host_id", "binding:vif_type" })
            QCOMPARE(shown()[QLatin1String(same)], before[QLatin1String(same)]);
    }
    void tellsEvents()
    {
        const auto network = m_cloud->network("net");
        m_cloud->put(QStringLiteral("/networks/") + idOf(network), "{\"network\":{\"name\":\"b\"}}");
        m_cloud->del(QStringLiteral("/networks/") + idOf(network));
        m_cloud->cloud().chassis().events().flush();
        const auto events = *m_cloud->cloud().chassis().events().ofResource(idOf(network), 10);
        QCOMPARE(events.size(), 3u);
        QCOMPARE(events[2].type, QStringLiteral("network.network.create"));
        QCOMPARE(events[1].payload[u"name"].toString(), QStringLiteral("b"));
        QVERIFY(!events[1].payload.contains(u"provider:network_type"));
        QCOMPARE(events[0].type, QStringLiteral("network.network.delete"));
    }
};
SKYLAB_TEST(EngineTest)
#include "EngineTest.moc"
