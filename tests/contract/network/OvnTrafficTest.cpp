#include "contract/network/PrivateHost.h"
#include "core/Uuid.h"
#include "network/drivers/ovn/OvnDriver.h"
#include "support/TestMain.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mutex>

using namespace skylab;
using namespace skylab::network;
using skylab::test::PrivateHost;

#define OK(expression)                                                                              \
    do {                                                                                            \
        const auto okResult = (expression);                                                         \
        QVERIFY2(okResult, okResult ? "" : qPrintable(okResult.error().message));                   \
    } while (false)

/// Real packets: two guests of a group, one of another, a router, the outside world (this host), metadata.
class OvnTrafficTest : public QObject {
    Q_OBJECT

private:
    PrivateHost& host() { return PrivateHost::instance(); }
    std::unique_ptr<NetworkDriver> m_driver;
    std::mutex m_mutex;
    QStringList m_up;
    NetworkSpec m_inner, m_outer;
    SubnetSpec m_subnet, m_outerSubnet;
    SecurityGroupSpec m_web, m_quiet;
    PortSpec m_one, m_two, m_three, m_leg, m_gateway, m_metadata;
    RouterSpec m_router;
    FloatingIpSpec m_floating;
    QList<int> m_sockets;

    PortSpec port(const QString& address, int number, PortRole role = PortRole::Guest)
    {
        return { .id = newUuid(),
                 .networkId = m_inner.id,
                 .role = role,
                 .mac = QString::asprintf("fa:16:3e:aa:00:%02x", number),
                 .fixedIps = { { m_subnet.id, address, 24 } },
                 .revision = 1 };
    }
    /// Fills in all specs.
    void describe();
    bool isUp(const PortSpec& port)
    {
        const std::lock_guard lock(m_mutex);
        return m_up.contains(port.id);
    }
    /// Flows reach the switch some milliseconds after the database: ask until it answers or it is late.
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
    /// Only after something else that the same transaction brought is seen to work.
    bool isRefused(const QString& from, const QString& to, const QString& address, int port)
    {
        return host().talk(from, to, address, port, 700).text.isEmpty();
    }
    /// The first IPv4 address that OVN's DNS answers, asked without EDNS.
    static QString resolve(const QString& space, const QByteArray& name);

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void portsComeUp();
    void dhcpGivesAddressRoutesAndOptions();
    void groupsAllowAndDeny();
    void rulesChangeOnTheRun();
    void changedSubnetReachesGuests();
    void namesResolve();
    void sourcesAreTranslated();
    void floatingIpLeadsIn();
    void floatingIpOnTheGuestsHost();
    void routersAdvertiseIpv6();
    void forgedSourcesAreDropped();
    void metadataAnswersAndKnowsTheGuest();
    void comesBackAfterTheDatabase();
    void everythingGoes();
};

void OvnTrafficTest::describe()
{
    m_inner = { .id = newUuid(), .name = "inner", .revision = 1 };
    m_outer = {
        .id = newUuid(), .name = "public", .mtu = 1500, .physicalNetwork = "public", .external = true, .revision = 1
    };
    m_subnet = { .id = newUuid(),
                 .networkId = m_inner.id,
                 .cidr = "10.0.1.0/24",
                 .gateway = "10.0.1.1",
                 .dnsServers = { "9.9.9.9" },
                 .dnsDomain = "cloud.test",
                 .hostRoutes = { { "10.77.0.0/16", "10.0.1.12" } },
                 .metadataAddress = "10.0.1.2",
                 .revision = 1 };
    m_outerSubnet = { .id = newUuid(),
                      .networkId = m_outer.id,
                      .cidr = "172.24.4.0/24",
                      .gateway = "172.24.4.1",
                      .dhcp = false,
                      .revision = 1 };
    m_web = { .id = newUuid(), .name = "web", .revision = 1 };
    m_web.rules
        = { { .id = newUuid(), .direction = Direction::Egress },
            { .id = newUuid(), .protocol = "tcp", .portMin = 80, .portMax = 80 },
            { .id = newUuid(), .protocol = "tcp", .portMin = 8080, .portMax = 8080, .remoteGroupId = m_web.id } };
    m_quiet = { .id = newUuid(), .name = "quiet", .revision = 1 };
    m_quiet.rules = { { .id = newUuid(), .direction = Direction::Egress } };
    m_one = port("10.0.1.11", 1);
    m_two = port("10.0.1.12", 2);
    m_three = port("10.0.1.13", 3);
    m_one.securityGroupIds = m_two.securityGroupIds = QStringList { m_web.id };
    m_three.securityGroupIds = QStringList { m_quiet.id };
    m_one.dhcpOptions = { { "bootfile-name", "pxelinux.0" } };
    m_two.dnsName = "two";
    m_two.dnsDomain = "cloud.test.";
    m_leg = port("10.0.1.1", 4, PortRole::RouterInterface);
    m_metadata = port("10.0.1.2", 5, PortRole::Metadata);
    m_gateway = port("172.24.4.10", 6, PortRole::RouterGateway);
    m_gateway.networkId = m_outer.id;
    m_gateway.fixedIps = { { m_outerSubnet.id, "172.24.4.10", 24 } };
    m_router = { .id = newUuid(), .name = "router", .revision = 1 };
    m_router.interfaces << RouterInterface {
        .portId = m_leg.id, .networkId = m_inner.id, .mac = m_leg.mac, .addresses = m_leg.fixedIps
    };
    m_router.gateway = RouterGateway { .portId = m_gateway.id, .networkId = m_outer.id, .mac = m_gateway.mac,
                                       .addresses = m_gateway.fixedIps, .nextHops = { "172.24.4.1" } };
    m_floating = { newUuid(), m_router.id, "172.24.4.101", m_two.id, "10.0.1.12", {}, 1 };
}

void OvnTrafficTest::initTestCase()
{
    if (const auto why = host().start(); !why.isEmpty())
        QSKIP(qPrintable("OVN can't run here: " + why));
    ovn::OvnOptions options;
    options.northbound = QStringList { host().socket("ovnnb_db.sock") };
    options.southbound = QStringList { host().socket("ovnsb_db.sock") };
    options.openVswitch = host().socket("db.sock");
    m_driver = std::make_unique<ovn::OvnDriver>(options);
    m_driver->setPortCallback([this](const QString& id, bool up) {
        const std::lock_guard lock(m_mutex);
        if (up)
            m_up << id;
        else
            m_up.removeAll(id);
    });
    OK(m_driver->start());

    describe();
    OK(m_driver->applyNetwork(m_inner));
    OK(m_driver->applyNetwork(m_outer));
    OK(m_driver->applySubnet(m_subnet));
    OK(m_driver->applySubnet(m_outerSubnet));
    OK(m_driver->applySecurityGroup(m_web));
    OK(m_driver->applySecurityGroup(m_quiet));
    for (const auto& spec : { m_one, m_two, m_three, m_leg, m_metadata, m_gateway })
        OK(m_driver->applyPort(spec));
    OK(m_driver->applyRouter(m_router));
    OK(m_driver->applyFloatingIp(m_floating));
}

void OvnTrafficTest::portsComeUp()
{
    const auto name = m_driver->hosts()->first().hostname;
    const QList<std::pair<QString, PortSpec>> guests { { "g1", m_one }, { "g2", m_two }, { "g3", m_three } };
    for (const auto& [guest, spec] : guests) {
        const auto binding = m_driver->bindPort(spec.id, name);
        OK(binding);
        QVERIFY(binding->disableOffload);   // the userspace datapath
        QCOMPARE(binding->mtu, 1442);
        const auto problem = host().addGuest(guest, binding->interfaceId, spec.mac);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
    for (const auto& entry : guests)
        QTRY_VERIFY_WITH_TIMEOUT(isUp(entry.second), 15000);
}

void OvnTrafficTest::dhcpGivesAddressRoutesAndOptions()
{
    for (const auto* guest : { "g1", "g2", "g3" }) {
        const auto output = host().dhcp(guest);
        QVERIFY2(output.status == 0, qPrintable(output.text));
        if (QLatin1String(guest) == QLatin1String("g1")) {
            QVERIFY2(output.text.contains("ip=10.0.1.11\n"), qPrintable(output.text));
            QVERIFY2(output.text.contains("mtu=1442\n"), qPrintable(output.text));
            QVERIFY2(output.text.contains("dns=9.9.9.9\n"), qPrintable(output.text));
            QVERIFY2(output.text.contains("domain=cloud.test\n"), qPrintable(output.text));
            QVERIFY2(output.text.contains("pxelinux.0"), qPrintable(output.text));
        } else {
            QVERIFY2(!output.text.contains("pxelinux.0"), qPrintable(output.text));
        }
    }
    const auto routes = host().run("ip", { "-n", "g1", "route" }).text;
    QVERIFY2(routes.contains("default via 10.0.1.1"), qPrintable(routes));
    QVERIFY2(routes.contains("169.254.169.254 via 10.0.1.2"), qPrintable(routes));
    QVERIFY2(routes.contains("10.77.0.0/16 via 10.0.1.12"), qPrintable(routes));
}

void OvnTrafficTest::groupsAllowAndDeny()
{
    QVERIFY(reaches("g1", "g2", "10.0.1.12", 80));
    QVERIFY(reaches("g3", "g2", "10.0.1.12", 80));
    QVERIFY(reaches("g1", "g2", "10.0.1.12", 8080));     // from the same group
    QVERIFY(isRefused("g3", "g2", "10.0.1.12", 8080));   // from another
    QVERIFY(isRefused("g1", "g3", "10.0.1.13", 80));     // no way in at all
    QVERIFY(reaches("g3", "g1", "10.0.1.11", 80));       // but out, and the answers back
}

void OvnTrafficTest::rulesChangeOnTheRun()
{
    m_quiet.rules << SecurityGroupRuleSpec {
        .id = newUuid(), .protocol = "tcp", .portMin = 8000, .portMax = 8010, .remoteCidr = "10.0.1.11/32"
    };
    m_quiet.revision = 2;
    OK(m_driver->applySecurityGroup(m_quiet));
    QVERIFY(reaches("g1", "g3", "10.0.1.13", 8005));
    QVERIFY(isRefused("g2", "g3", "10.0.1.13", 8005));
    m_two.securityGroupIds = QStringList { m_quiet.id };   // a port changes its group
    m_two.revision = 2;
    OK(m_driver->applyPort(m_two));
    QTRY_VERIFY_WITH_TIMEOUT(isRefused("g1", "g2", "10.0.1.12", 80), 10000);
    m_two.securityGroupIds = QStringList { m_web.id };
    m_two.revision = 3;
    OK(m_driver->applyPort(m_two));
    QVERIFY(reaches("g1", "g2", "10.0.1.12", 80));
}

void OvnTrafficTest::changedSubnetReachesGuests()
{
    m_subnet.dnsServers = QStringList { "1.1.1.1", "8.8.8.8" };
    m_subnet.revision = 2;
    OK(m_driver->applySubnet(m_subnet));
    QTRY_VERIFY_WITH_TIMEOUT(host().dhcp("g1").text.contains("dns=1.1.1.1 8.8.8.8\n"),
                             10000); // with options of its own
    QVERIFY(host().dhcp("g3").text.contains("dns=1.1.1.1 8.8.8.8\n"));
    QVERIFY(host().dhcp("g1").text.contains("pxelinux.0"));
    m_inner.mtu = 1300;
    m_inner.revision = 2;
    OK(m_driver->applyNetwork(m_inner));
    QTRY_VERIFY_WITH_TIMEOUT(host().dhcp("g1").text.contains("mtu=1300\n"), 10000);
}

QString OvnTrafficTest::resolve(const QString& space, const QByteArray& name)
{
    QByteArray query("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00", 12);
    for (const auto& label : name.split('.'))
        query += char(label.size()) + label;
    query += QByteArray("\0\0\x01\0\x01", 5);
    QString answer;
    PrivateHost::inside(space, [&] {
        const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        sockaddr_in server {};
        server.sin_family = AF_INET;
        server.sin_port = htons(53);
        ::inet_pton(AF_INET, "9.9.9.9", &server.sin_addr);
        [[maybe_unused]] const auto sent = ::sendto(fd, query.constData(), size_t(query.size()), 0,
                                                    reinterpret_cast<sockaddr*>(&server), sizeof server);
        pollfd entry { fd, POLLIN, 0 };
        char reply[512];
        if (::poll(&entry, 1, 1000) == 1) {
            const auto got = ::recv(fd, reply, sizeof reply, 0);
            if (got > query.size() + 4) {
                char text[INET_ADDRSTRLEN] {};
                answer = QString::fromLatin1(::inet_ntop(AF_INET, reply + got - 4, text, sizeof text));
            }
        }
        ::close(fd);
    });
    return answer;
}

void OvnTrafficTest::namesResolve()
{
    QTRY_COMPARE_WITH_TIMEOUT(resolve("g1", "two.cloud.test"), QString("10.0.1.12"), 10000);
    QCOMPARE(resolve("g1", "two"), QString("10.0.1.12"));
}

void OvnTrafficTest::sourcesAreTranslated()
{
    QString peer;
    QVERIFY(reaches("g1", {}, "172.24.4.1", 5000, &peer));
    QCOMPARE(peer, "172.24.4.10");    // the router's
    QVERIFY(reaches("g2", {}, "172.24.4.1", 5000, &peer));
    QCOMPARE(peer, "172.24.4.101");   // its floating IP
}

void OvnTrafficTest::floatingIpLeadsIn()
{
    QString peer;
    QVERIFY(reaches({}, "g2", "172.24.4.101", 80, &peer));
    QCOMPARE(peer, "172.24.4.1");
    QVERIFY(isRefused({}, "g2", "172.24.4.101", 8080));   // the group still rules
    m_floating.portId = m_one.id;                         // moves to another guest
    m_floating.fixedAddress = "10.0.1.11";
    m_floating.revision = 2;
    OK(m_driver->applyFloatingIp(m_floating));
    QVERIFY(reaches({}, "g1", "172.24.4.101", 80, &peer));
    OK(m_driver->removeFloatingIp(m_floating.id));
    QTRY_VERIFY_WITH_TIMEOUT(isRefused({}, "g1", "172.24.4.101", 80), 10000);
}

void OvnTrafficTest::floatingIpOnTheGuestsHost()
{
    m_floating.externalMac = "fa:16:3e:aa:01:01";
    m_floating.revision = 3;
    OK(m_driver->applyFloatingIp(m_floating));
    QString peer;
    QVERIFY(reaches({}, "g1", "172.24.4.101", 80, &peer));
    QVERIFY(reaches("g1", {}, "172.24.4.1", 5000, &peer));
    QCOMPARE(peer, "172.24.4.101");
    OK(m_driver->removeFloatingIp(m_floating.id));
}

void OvnTrafficTest::routersAdvertiseIpv6()
{
    const SubnetSpec six { .id = newUuid(), .networkId = m_inner.id, .cidr = "fd00:77::/64", .gateway = "fd00:77::1",
                           .ipv6RaMode = Ipv6Mode::Slaac, .ipv6AddressMode = Ipv6Mode::Slaac, .revision = 1 };
    OK(m_driver->applySubnet(six));
    auto leg = port("10.0.1.254", 9, PortRole::RouterInterface);
    leg.fixedIps = { { six.id, "fd00:77::1", 64 } };
    OK(m_driver->applyPort(leg));
    m_router.interfaces << RouterInterface { .portId = leg.id,
                                             .networkId = m_inner.id,
                                             .mac = leg.mac,
                                             .addresses = leg.fixedIps,
                                             .mtu = 1300,
                                             .ipv6RaMode = Ipv6Mode::Slaac };
    m_router.revision = 2;
    OK(m_driver->applyRouter(m_router));
    // As Neutron does: the port owns the address that the guest will make up from its MAC.
    m_three.fixedIps << FixedIp { six.id, "fd00:77::f816:3eff:feaa:3", 64 };
    m_three.revision = 2;
    OK(m_driver->applyPort(m_three));
    // The guest asks when its interface comes up.
    host().run("ip", { "-n", "g3", "link", "set", "eth0", "down" });
    host().run("ip", { "-n", "g3", "link", "set", "eth0", "up" });
    QTRY_VERIFY_WITH_TIMEOUT(host().run("ip", { "-n", "g3", "-6", "addr" }).text.contains("fd00:77::"), 15000);
    QVERIFY(host().run("ip", { "-n", "g3", "-6", "route" }).text.contains("default via fe80::"));
    m_three.fixedIps.removeLast();
    m_three.revision = 3;
    OK(m_driver->applyPort(m_three));
    m_router.interfaces.removeLast();
    m_router.revision = 3;
    OK(m_driver->applyRouter(m_router));
    OK(m_driver->removePort(leg.id));
    OK(m_driver->removeSubnet(six.id));
}

void OvnTrafficTest::forgedSourcesAreDropped()
{
    QVERIFY(reaches("g1", "g2", "10.0.1.12", 80));
    host().run("ip", { "-n", "g1", "addr", "del", "10.0.1.11/24", "dev", "eth0" });
    host().run("ip", { "-n", "g1", "addr", "add", "10.0.1.77/24", "dev", "eth0" });
    QVERIFY(isRefused("g1", "g2", "10.0.1.12", 80));
    m_one.allowedAddressPairs = { { {}, "10.0.1.77" } };
    m_one.revision = 2;
    OK(m_driver->applyPort(m_one));
    QVERIFY(reaches("g1", "g2", "10.0.1.12", 80));
    QCOMPARE(host().dhcp("g1").status, 0);
}

void OvnTrafficTest::metadataAnswersAndKnowsTheGuest()
{
    // The second time stands for a restart: what exists is used again.
    for (int round = 0; round < 2; ++round) {
        const auto socket = m_driver->ensureMetadata(m_inner.id);
        OK(socket);
        QString seen;
        QElapsedTimer since;
        since.start();
        while (seen.isEmpty() && !since.hasExpired(skylab::test::patiently(15000))) {
            // The guest connects in the background of the host's accept.
            PrivateHost::inside("g1", [&] {
                const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
                sockaddr_in target {};
                target.sin_family = AF_INET;
                target.sin_port = htons(80);
                ::inet_pton(AF_INET, "169.254.169.254", &target.sin_addr);
                ::connect(fd, reinterpret_cast<sockaddr*>(&target), sizeof target);
                pollfd listening { *socket, POLLIN, 0 };
                if (::poll(&listening, 1, 1500) == 1) {
                    sockaddr_in peer {};
                    socklen_t size = sizeof peer;
                    const int accepted = ::accept4(*socket, reinterpret_cast<sockaddr*>(&peer), &size, SOCK_CLOEXEC);
                    char text[INET_ADDRSTRLEN] {}, word[8] {};
                    [[maybe_unused]] const auto sent = ::send(accepted, "meta", 4, MSG_NOSIGNAL);
                    pollfd answering { fd, POLLIN, 0 };
                    if (::poll(&answering, 1, 1500) == 1 && ::recv(fd, word, sizeof word, 0) == 4)
                        seen = QString::fromLatin1(::inet_ntop(AF_INET, &peer.sin_addr, text, sizeof text));
                    ::close(accepted);
                }
                ::close(fd);
            });
        }
        ::close(*socket);
        QCOMPARE(seen, "10.0.1.11");
    }
    OK(m_driver->removeMetadata(m_inner.id));
    QVERIFY(!host().run("ip", { "netns" }).text.contains("skylab-"));
    QVERIFY(!host().run("ip", { "link" }).text.contains("skym"));
    QVERIFY(!host().vsctl({ "list-ports", "br-int" }).text.contains("skym"));
    // After a restart of the host its namespaces and devices are gone, and Open vSwitch's database is not.
    const auto socket = m_driver->ensureMetadata(m_inner.id);
    OK(socket);
    ::close(*socket);
    host().run("ip", { "netns", "del", "skylab-" + m_inner.id.left(11) });      // the device goes with its peer
    QTRY_VERIFY(!host().run("ip", { "link" }).text.contains("skym"));
    QVERIFY(host().vsctl({ "list-ports", "br-int" }).text.contains("skym"));
    OK(m_driver->removeMetadata(m_inner.id));
    QVERIFY(!host().vsctl({ "list-ports", "br-int" }).text.contains("skym"));
}

void OvnTrafficTest::comesBackAfterTheDatabase()
{
    QFile pidFile(host().folder() + "/ovnnb_db.pid");
    QVERIFY(pidFile.open(QIODevice::ReadOnly));
    const auto pid = pidFile.readAll().trimmed().toInt();
    {
        const std::lock_guard lock(m_mutex);
        m_up.clear();
    }
    ::kill(pid, SIGKILL);
    auto net = m_inner;
    net.revision = 9;
    const auto refused = m_driver->applyNetwork(net);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Unavailable);
    QVERIFY(refused.error().message.contains("OVN_Northbound"));
    QVERIFY(refused.error().message.contains("installer/host-network"));
    QVERIFY(m_driver->health().error().message.contains("OVN_Northbound"));
    QVERIFY(reaches("g2", "g1", "10.0.1.11", 80));   // the network goes on as it was
    QVERIFY(isRefused("g2", "g3", "10.0.1.13", 80));
    const auto output = host().run(SKYLAB_SOURCE_DIR "/installer/host-network",
                                   { "--datapath", "netdev", "--rundir", host().folder() }, 30);
    QVERIFY2(output.status == 0, qPrintable(output.text));
    OK(m_driver->applyNetwork(net));
    OK(m_driver->health());
    QTRY_VERIFY(isUp(m_one));   // told again
    QVERIFY(m_driver->owned()->contains(Owned { Kind::Network, m_inner.id, 9 }));
}

void OvnTrafficTest::everythingGoes()
{
    for (const auto* guest : { "g1", "g2", "g3" })
        host().removeGuest(guest);
    QTRY_VERIFY_WITH_TIMEOUT(!isUp(m_one), 15000);
    const auto socket = m_driver->ensureMetadata(m_inner.id);
    OK(socket);
    ::close(*socket);
    OK(m_driver->removeRouter(m_router.id));
    OK(m_driver->removeNetwork(m_outer.id));
    OK(m_driver->removeNetwork(m_inner.id));   // with its metadata
    OK(m_driver->removeSecurityGroup(m_web.id));
    OK(m_driver->removeSecurityGroup(m_quiet.id));
    QVERIFY(m_driver->owned()->isEmpty());
    QVERIFY(!host().run("ip", { "netns" }).text.contains("skylab-"));
    for (const auto* table :
         { "Logical_Switch", "Logical_Switch_Port", "Logical_Router", "Logical_Router_Port", "NAT", "ACL", "Port_Group",
           "DHCP_Options", "DNS", "Address_Set", "Gateway_Chassis", "Logical_Router_Static_Route" }) {
        const auto rows = host().nbctl({ "--bare", "--columns=_uuid", "list", table });
        QVERIFY2(rows.status == 0 && rows.text.trimmed().isEmpty(), table);
    }
}

void OvnTrafficTest::cleanupTestCase()
{
    for (const auto* guest : { "g1", "g2", "g3" })
        if (m_driver)
            host().removeGuest(guest);
    m_driver.reset();
}

SKYLAB_TEST(OvnTrafficTest)
#include "OvnTrafficTest.moc"
