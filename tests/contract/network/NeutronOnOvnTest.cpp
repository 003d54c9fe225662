#include "contract/network/PrivateHost.h"
#include "network/NetworkService.h"
#include "network/drivers/ovn/OvnDriver.h"
#include "support/TestMain.h"
#include "support/cloud/TestCloud.h"

#include <QElapsedTimer>
#include <QTest>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace skylab;
using skylab::test::PrivateHost;

/// What a user asks of Neutron's API arrives as packets: guests on a real OVN, driven over HTTP and by compute's facade.
class NeutronOnOvnTest : public QObject {
    Q_OBJECT

    std::unique_ptr<test::TestCloud> m_cloud;
    network::NetworkService* m_service = nullptr;
    QString m_external, m_network, m_subnet, m_router, m_floating, m_host;
    QString m_portOne, m_portTwo, m_group;
    QByteArray m_one, m_two;

    PrivateHost& host() { return PrivateHost::instance(); }
    test::Answer send(const char* method, const QString& path, const QByteArray& json = "{}", const QByteArray& token = {})
    {
        auto client = m_cloud->client();
        return client.send(method, QStringLiteral("/network/v2.0") + path, test::fromJson(json.constData()), token.isEmpty() ? m_cloud->demoToken() : token);
    }
    QJsonObject make(const QString& path, const QByteArray& json, const QByteArray& token = {})
    {
        const auto answer = send("POST", path, json, token);
        if (answer.status != 201)
            qFatal("%s: %d %s", qPrintable(path), answer.status, answer.body.constData());
        const auto document = answer.json();
        return document.begin().value().toObject();
    }
    bool reaches(const QString& from, const QString& to, const QString& address, int port, QString* peer = nullptr)
    {
        QElapsedTimer since;
        since.start();
        do {
            const auto answer = host().talk(from, to, address, port, 800);
            if (peer)
                *peer = answer.peer;
            if (answer.text == "hello")
                return true;
        } while (!since.hasExpired(skylab::test::patiently(10000)));
        return false;
    }
    bool isRefused(const QString& from, const QString& to, const QString& address, int port) { return host().talk(from, to, address, port, 700).text.isEmpty(); }
    /// GET / of the metadata service as a guest sees it; the whole answer.
    static QByteArray metadata(const QString& space);
    service::Context demo() { return *m_cloud->chassis().authenticator()->authenticate(m_cloud->demoToken()); }
    /// A server's port as compute makes it, and the guest that is plugged into it.
    QString boot(const char* guest, const char* server);

private Q_SLOTS:
    void initTestCase();
    void guestsGetWhatTheApiSays();
    void rulesAndFloatingIps();
    void forwardsPorts();
    void limitsAndTrunksAreInTheEngine();
    void metadataKnowsTheGuest();
    void goesOnAfterARestart();
    void buildsALostDatabaseAgain();
    void leavesNothing();
    void cleanupTestCase() { m_cloud.reset(); }
};

QByteArray NeutronOnOvnTest::metadata(const QString& space)
{
    QByteArray text;
    PrivateHost::inside(space, [&] {
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        sockaddr_in target {};
        target.sin_family = AF_INET;
        target.sin_port = htons(80);
        ::inet_pton(AF_INET, "169.254.169.254", &target.sin_addr);
        ::connect(fd, reinterpret_cast<sockaddr*>(&target), sizeof target);
        pollfd writing { fd, POLLOUT, 0 };
        const QByteArray request = "GET /latest HTTP/1.1\r\nHost: 169.254.169.254\r\nConnection: close\r\n\r\n";
        if (::poll(&writing, 1, 1500) == 1 && ::send(fd, request.constData(), size_t(request.size()), MSG_NOSIGNAL) == request.size()) {
            pollfd reading { fd, POLLIN, 0 };
            char buffer[2048];
            while (::poll(&reading, 1, 2000) == 1) {
                const auto got = ::recv(fd, buffer, sizeof buffer, 0);
                if (got <= 0)
                    break;
                text.append(buffer, got);
            }
        }
        ::close(fd);
    });
    return text;
}

void NeutronOnOvnTest::initTestCase()
{
    if (const auto why = host().start(); !why.isEmpty())
        QSKIP(qPrintable("OVN can't run here: " + why));
    m_cloud = std::make_unique<test::TestCloud>(std::vector<test::TestCloud::Builder> { [this](service::Chassis& chassis, identity::IdentityService&) -> Result<std::unique_ptr<service::Service>> {
        network::ovn::OvnOptions options;
        options.northbound = QStringList { host().socket("ovnnb_db.sock") };
        options.southbound = QStringList { host().socket("ovnsb_db.sock") };
        options.openVswitch = host().socket("db.sock");
        auto service = TRY(network::NetworkService::open(chassis, {}, std::make_unique<network::ovn::OvnDriver>(options)));
        m_service = service.get();
        m_service->setMetadataResponder([](const http::Request& request, http::BodyReader&, const QString& networkId) {
            return http::Response::text(200, "guest " + request.peerAddress.toUtf8() + " of " + networkId.toUtf8());
        });
        return service;
    } });
    m_service->attachServer(m_cloud->server());
    QTRY_VERIFY_WITH_TIMEOUT(m_service->health(), 15000);
    const auto admin = m_cloud->adminToken();
    m_external = make("/networks", R"j({"network":{"name":"public","router:external":true,"provider:network_type":"flat","provider:physical_network":"public"}})j", admin)[u"id"].toString();
    make("/subnets", R"j({"subnet":{"ip_version":4,"cidr":"172.24.4.0/24","enable_dhcp":false,"allocation_pools":[{"start":"172.24.4.10","end":"172.24.4.50"}],"network_id":")j" + m_external.toUtf8() + "\"}}", admin);
    m_network = make("/networks", R"j({"network":{"name":"net"}})j")[u"id"].toString();
    m_subnet = make("/subnets", R"j({"subnet":{"ip_version":4,"cidr":"10.0.5.0/24","dns_nameservers":["9.9.9.9"],"network_id":")j" + m_network.toUtf8() + "\"}}")[u"id"].toString();
    m_router = make("/routers", R"j({"router":{"external_gateway_info":{"network_id":")j" + m_external.toUtf8() + "\"}}}")[u"id"].toString();
    QCOMPARE(send("PUT", "/routers/" + m_router + "/add_router_interface", "{\"subnet_id\":\"" + m_subnet.toUtf8() + "\"}").status, 200);
    const auto hosts = m_service->driver().hosts();
    QVERIFY(hosts && !hosts->isEmpty());
    m_host = hosts->first().hostname;
}

QString NeutronOnOvnTest::boot(const char* guest, const char* server)
{
    network::PortWish wish;
    wish.networkId = m_network;
    wish.serverId = QLatin1String(server);
    wish.hostname = QLatin1String(server);
    auto& servers = m_service->servers();
    const auto port = servers.preparePort(demo(), wish);
    if (!port)
        qFatal("no port: %s", qPrintable(port.error().message));
    const auto binding = servers.bindPort(port->portId, m_host);
    if (!binding)
        qFatal("not bound: %s", qPrintable(binding.error().message));
    const auto problem = host().addGuest(QLatin1String(guest), binding->interfaceId, port->mac);
    if (!problem.isEmpty())
        qFatal("no guest: %s", qPrintable(problem));
    return port->portId;
}

void NeutronOnOvnTest::guestsGetWhatTheApiSays()
{
    m_portOne = boot("n1", "one");
    m_portTwo = boot("n2", "two");
    for (const auto& id : { m_portOne, m_portTwo })
        QTRY_COMPARE_WITH_TIMEOUT(send("GET", "/ports/" + id).json()[u"port"][u"status"].toString(), QStringLiteral("ACTIVE"), 15000);
    m_one = send("GET", "/ports/" + m_portOne).json()[u"port"][u"fixed_ips"][0][u"ip_address"].toString().toUtf8();
    m_two = send("GET", "/ports/" + m_portTwo).json()[u"port"][u"fixed_ips"][0][u"ip_address"].toString().toUtf8();
    for (const auto& [guest, address] : { std::pair { "n1", m_one }, { "n2", m_two } }) {
        const auto lease = host().dhcp(QLatin1String(guest));
        QVERIFY2(lease.text.contains("ip=" + QString::fromUtf8(address) + "\n"), qPrintable(lease.text));
        QVERIFY2(lease.text.contains("dns=9.9.9.9\n"), qPrintable(lease.text));
    }
    QVERIFY(reaches("n1", "n2", QString::fromUtf8(m_two), 80));      // the default group lets its own in
}

void NeutronOnOvnTest::rulesAndFloatingIps()
{
    QString peer;
    QVERIFY(reaches("n1", {}, "172.24.4.1", 5000, &peer));
    const auto router = send("GET", "/routers/" + m_router).json()[u"router"][u"external_gateway_info"][u"external_fixed_ips"][0][u"ip_address"].toString();
    QCOMPARE(peer, router);      // SNAT
    const auto floating = make("/floatingips", R"j({"floatingip":{"floating_network_id":")j" + m_external.toUtf8() + "\",\"port_id\":\"" + m_portOne.toUtf8() + "\"}}");
    m_floating = floating[u"id"].toString();
    const auto address = floating[u"floating_ip_address"].toString();
    QVERIFY(reaches("n1", {}, "172.24.4.1", 5001, &peer));
    QTRY_VERIFY_WITH_TIMEOUT((reaches("n1", {}, "172.24.4.1", 5001, &peer), peer == address), 10000);
    QVERIFY(isRefused({}, "n1", address, 80));      // no rule yet
    m_group = send("GET", "/security-groups?name=default").json()[u"security_groups"][0][u"id"].toString();
    const auto rule = make("/security-group-rules", R"j({"security_group_rule":{"direction":"ingress","protocol":"tcp","port_range_min":80,"port_range_max":80,"remote_ip_prefix":"0.0.0.0/0","security_group_id":")j" + m_group.toUtf8() + "\"}}");
    QVERIFY(reaches({}, "n1", address, 80));
    QCOMPARE(send("DELETE", "/security-group-rules/" + rule[u"id"].toString()).status, 204);
    QTRY_VERIFY_WITH_TIMEOUT(isRefused({}, "n1", address, 80), 10000);
    make("/security-group-rules", R"j({"security_group_rule":{"direction":"ingress","protocol":"tcp","port_range_min":80,"port_range_max":80,"security_group_id":")j" + m_group.toUtf8() + "\"}}");
    QVERIFY(reaches({}, "n1", address, 80));
}

void NeutronOnOvnTest::forwardsPorts()
{
    const auto floating = make("/floatingips", R"j({"floatingip":{"floating_network_id":")j" + m_external.toUtf8() + "\"}}");
    const auto path = "/floatingips/" + floating[u"id"].toString();
    const auto address = floating[u"floating_ip_address"].toString();
    const auto forwarding = make(path + "/port_forwardings", R"j({"port_forwarding":{"protocol":"tcp","external_port":80,"internal_port":80,"internal_port_id":")j" + m_portTwo.toUtf8() + "\"}}");
    QVERIFY(reaches({}, "n2", address, 80));
    QVERIFY(isRefused({}, "n2", address, 81));
    QVERIFY2(reaches("n1", "n2", address, 80), "guests behind the router must reach the address too");
    QCOMPARE(host().nbctl({ "--bare", "--columns=name", "list", "Load_Balancer" }).text.trimmed(), "pf-floatingip-" + floating[u"id"].toString() + "-tcp");
    QCOMPARE(send("DELETE", path + "/port_forwardings/" + forwarding[u"id"].toString()).status, 204);
    QTRY_VERIFY_WITH_TIMEOUT(isRefused({}, "n2", address, 80), 10000);
    QVERIFY(host().nbctl({ "--bare", "--columns=_uuid", "list", "Load_Balancer" }).text.trimmed().isEmpty());
    QCOMPARE(send("DELETE", path).status, 204);
}

void NeutronOnOvnTest::limitsAndTrunksAreInTheEngine()
{
    const auto admin = m_cloud->adminToken();
    const auto policy = make("/qos/policies", R"j({"policy":{"name":"slow","shared":true}})j", admin)[u"id"].toString();
    make("/qos/policies/" + policy + "/bandwidth_limit_rules", R"j({"bandwidth_limit_rule":{"max_kbps":20000,"max_burst_kbps":2000}})j", admin);
    make("/qos/policies/" + policy + "/dscp_marking_rules", R"j({"dscp_marking_rule":{"dscp_mark":26}})j", admin);
    const auto attach = QStringLiteral("{'port':{'qos_policy_id':'%1'}}").arg(policy).replace(QChar(0x27), QChar(0x22)).toUtf8();
    const auto detach = QStringLiteral("{'port':{'qos_policy_id':null}}").replace(QChar(0x27), QChar(0x22)).toUtf8();
    QCOMPARE(send("PUT", "/ports/" + m_portOne, attach).status, 200);
    const auto rules = host().nbctl({ "--bare", "--columns=direction,bandwidth,action,match", "list", "QoS" }).text;
    QVERIFY2(rules.contains("from-lport") && rules.contains("rate=20000") && rules.contains("burst=2000") && rules.contains("dscp=26") && rules.contains(m_portOne), qPrintable(rules));
    QVERIFY(reaches("n1", "n2", QString::fromUtf8(m_two), 80));
    QCOMPARE(send("PUT", "/ports/" + m_portOne, detach).status, 200);
    QVERIFY(host().nbctl({ "--bare", "--columns=_uuid", "list", "QoS" }).text.trimmed().isEmpty());
    QCOMPARE(send("DELETE", "/qos/policies/" + policy, "{}", admin).status, 204);

    const auto child = make("/ports", R"j({"port":{"network_id":")j" + m_network.toUtf8() + "\"}}")[u"id"].toString();
    const auto body = QStringLiteral("{'trunk':{'port_id':'%1','sub_ports':[{'segmentation_type':'vlan','segmentation_id':101,'port_id':'%2'}]}}").arg(m_portOne, child);
    const auto trunk = make("/trunks", QString(body).replace(QChar(0x27), QChar(0x22)).toUtf8())[u"id"].toString();
    QCOMPARE(host().nbctl({ "get", "Logical_Switch_Port", child, "parent_name", "tag" }).text.simplified().remove(QChar(0x22)), m_portOne + " 101");
    QTRY_COMPARE_WITH_TIMEOUT(send("GET", "/ports/" + child).json()[u"port"][u"status"].toString(), QStringLiteral("ACTIVE"), 15000);
    QCOMPARE(send("DELETE", "/trunks/" + trunk).status, 204);
    QCOMPARE(send("DELETE", "/ports/" + child).status, 204);
}

void NeutronOnOvnTest::metadataKnowsTheGuest()
{
    QVERIFY(m_service->servers().ensureMetadata(m_network));
    for (const auto& [guest, address] : { std::pair { "n1", m_one }, { "n2", m_two } }) {
        QByteArray answer;
        QTRY_VERIFY_WITH_TIMEOUT(!(answer = metadata(QLatin1String(guest))).isEmpty(), 15000);
        QVERIFY2(answer.contains("guest " + address + " of " + m_network.toUtf8()), answer.constData());
    }
    QCOMPARE(m_service->servers().serverAt(m_network, QString::fromUtf8(m_two))->serverId, QStringLiteral("two"));
}

void NeutronOnOvnTest::goesOnAfterARestart()
{
    // While the cloud is away somebody breaks the engine.
    const auto address = send("GET", "/floatingips/" + m_floating).json()[u"floatingip"][u"floating_ip_address"].toString();
    const auto router = host().nbctl({ "--bare", "--columns=_uuid", "list", "Logical_Router" }).text.trimmed();
    QCOMPARE(host().nbctl({ "clear", "Logical_Router", router, "nat" }).status, 0);
    QVERIFY(host().nbctl({ "--bare", "--columns=_uuid", "list", "NAT" }).text.trimmed().isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(isRefused({}, "n1", address, 80), 10000);
    QVERIFY(host().nbctl({ "ls-add", "foreign" }).status == 0);      // not ours: stays
    m_cloud->restart();
    m_service->attachServer(m_cloud->server());
    QVERIFY(reaches("n1", "n2", QString::fromUtf8(m_two), 80));
    QTRY_VERIFY_WITH_TIMEOUT(!metadata("n1").isEmpty(), 15000);      // served again without being asked
    QVERIFY2(reaches({}, "n1", address, 80), "what was destroyed in the engine must be built again");
    QVERIFY(host().nbctl({ "ls-list" }).text.contains("foreign"));
    QCOMPARE(host().nbctl({ "ls-del", "foreign" }).status, 0);
    QCOMPARE(send("GET", "/ports/" + m_portOne).json()[u"port"][u"status"].toString(), QStringLiteral("ACTIVE"));
}

void NeutronOnOvnTest::buildsALostDatabaseAgain()
{
    const auto everything = [&] {
        QSet<QString> all;
        const auto owned = m_service->driver().owned();
        for (const auto& one : owned.value_or(QList<network::Owned>()))
            all.insert(QStringLiteral("%1 %2 %3").arg(network::kindName(one.kind), one.id).arg(one.revision));
        return all;
    };
    const auto before = everything();
    QVERIFY(before.size() > 10);
    QCOMPARE(host().loseNorthbound(), QString());
    QTRY_COMPARE_WITH_TIMEOUT(everything(), before, 30000);
    QTRY_VERIFY_WITH_TIMEOUT(m_service->health(), 15000);
    QVERIFY(host().nbctl({ "get", "Logical_Switch_Port", m_portOne, "options:requested-chassis" }).text.contains(m_host));
    // The guests' network is as it was, without anybody having touched them.
    QTRY_COMPARE_WITH_TIMEOUT(send("GET", "/ports/" + m_portOne).json()[u"port"][u"status"].toString(), QStringLiteral("ACTIVE"), 15000);
    QVERIFY(reaches("n1", "n2", QString::fromUtf8(m_two), 80));
    QVERIFY(reaches("n1", {}, "172.24.4.1", 5002));
    QVERIFY(reaches({}, "n1", send("GET", "/floatingips/" + m_floating).json()[u"floatingip"][u"floating_ip_address"].toString(), 80));
    const auto lease = host().dhcp("n2");
    QVERIFY2(lease.text.contains("ip=" + QString::fromUtf8(m_two) + "\n"), qPrintable(lease.text));
    QTRY_VERIFY_WITH_TIMEOUT(metadata("n1").contains("guest " + m_one), 15000);
}

void NeutronOnOvnTest::leavesNothing()
{
    for (const auto* guest : { "n1", "n2" })
        host().removeGuest(QLatin1String(guest));
    for (const auto& [port, server] : { std::pair { m_portOne, "one" }, { m_portTwo, "two" } })
        QVERIFY(m_service->servers().releasePort(port, QLatin1String(server), network::PortFate::Delete));
    QCOMPARE(send("DELETE", "/floatingips/" + m_floating).status, 204);
    QCOMPARE(send("PUT", "/routers/" + m_router + "/remove_router_interface", "{\"subnet_id\":\"" + m_subnet.toUtf8() + "\"}").status, 200);
    QCOMPARE(send("DELETE", "/routers/" + m_router).status, 204);
    QCOMPARE(send("DELETE", "/networks/" + m_network).status, 204);
    QCOMPARE(send("DELETE", "/networks/" + m_external, "{}", m_cloud->adminToken()).status, 204);
    for (const auto& table : { "Logical_Switch", "Logical_Switch_Port", "Logical_Router", "NAT", "DHCP_Options", "DNS", "QoS", "Load_Balancer" })
        QVERIFY2(host().nbctl({ "--bare", "--columns=_uuid", "list", table }).text.trimmed().isEmpty(), table);
    QTRY_VERIFY_WITH_TIMEOUT(!host().run("ip", { "netns" }).text.contains("skylab-"), 10000);
}

SKYLAB_TEST(NeutronOnOvnTest)
#include "NeutronOnOvnTest.moc"
