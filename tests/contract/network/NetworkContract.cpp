#include "contract/network/NetworkContract.h"

#include "core/Uuid.h"

#include <QTest>

#include <atomic>
#include <thread>

namespace skylab::network {

#define OK(expression)                                                                              \
    do {                                                                                            \
        const auto okResult = (expression);                                                         \
        QVERIFY2(okResult, okResult ? "" : qPrintable(okResult.error().message));                   \
    } while (false)
#define FAILS(expression, expected)                                                                 \
    do {                                                                                            \
        const auto failsResult = (expression);                                                      \
        QVERIFY2(!failsResult, "should have failed");                                               \
        QVERIFY2(failsResult.error().code == (expected), qPrintable(failsResult.error().message));  \
        QVERIFY(!failsResult.error().message.isEmpty());                                            \
    } while (false)

NetworkSpec NetworkContract::network(qint64 revision)
{
    return { .id = newUuid(), .name = "net", .projectId = "project", .revision = revision };
}

SubnetSpec NetworkContract::subnet(const NetworkSpec& network, const QString& cidr)
{
    const auto base = cidr.section('.', 0, 2);
    return { .id = newUuid(),
             .networkId = network.id,
             .cidr = cidr,
             .gateway = base + ".1",
             .dnsServers = { "9.9.9.9" },
             .metadataAddress = base + ".2",
             .revision = 1 };
}

PortSpec NetworkContract::port(const NetworkSpec& network, const SubnetSpec& subnet, const QString& address)
{
    return { .id = newUuid(),
             .networkId = network.id,
             .name = "port",
             .mac = QString::asprintf("fa:16:3e:11:22:%02x", ++m_macs),
             .fixedIps = { { subnet.id, address, 24 } },
             .revision = 1 };
}

SecurityGroupSpec NetworkContract::group()
{
    SecurityGroupSpec spec { .id = newUuid(), .name = "default", .revision = 1 };
    spec.rules << SecurityGroupRuleSpec { .id = newUuid(), .direction = Direction::Egress }
               << SecurityGroupRuleSpec { .id = newUuid(), .direction = Direction::Ingress, .remoteGroupId = spec.id };
    return spec;
}

QList<std::pair<QString, bool>> NetworkContract::calls()
{
    const std::lock_guard lock(m_mutex);
    return m_calls;
}

bool NetworkContract::wasTold(const QString& portId, bool up) { return calls().contains(std::pair(portId, up)); }

void NetworkContract::initTestCase()
{
    if (const auto why = whyNot(); !why.isEmpty())
        QSKIP(qPrintable("This driver can't run here: " + why));
    m_driver = make();
    m_driver->setPortCallback([this](const QString& id, bool up) {
        const std::lock_guard lock(m_mutex);
        m_calls.emplaceBack(id, up);
    });
    OK(m_driver->start());
    const auto hosts = m_driver->hosts();
    OK(hosts);
    QCOMPARE(hosts->size(), 1);
    QVERIFY(hosts->first().alive);
    m_host = hosts->first().hostname;
}

void NetworkContract::cleanupTestCase()
{
    if (m_driver)
        m_driver->stop();
    m_driver.reset();
}

/// Whatever a test leaves goes by the means that reconciliation has.
void NetworkContract::cleanup()
{
    if (!m_driver)
        return;
    const auto owned = m_driver->owned();
    OK(owned);
    for (const auto& entry : *owned) {
        Result<void> removed;
        switch (entry.kind) {
        case Kind::Network: removed = m_driver->removeNetwork(entry.id); break;
        case Kind::Subnet: removed = m_driver->removeSubnet(entry.id); break;
        case Kind::Port: removed = m_driver->removePort(entry.id); break;
        case Kind::Router: removed = m_driver->removeRouter(entry.id); break;
        case Kind::FloatingIp: removed = m_driver->removeFloatingIp(entry.id); break;
        case Kind::SecurityGroup: removed = m_driver->removeSecurityGroup(entry.id); break;
        case Kind::AddressGroup: removed = m_driver->removeAddressGroup(entry.id); break;
        }
        OK(removed);
    }
    const auto left = m_driver->owned();
    OK(left);
    QVERIFY(left->isEmpty());
}

void NetworkContract::isHealthyAndSaysWhatItCan()
{
    OK(driver().health());
    OK(driver().health());
    const auto able = driver().capabilities();
    OK(able);
    QVERIFY(able->physicalNetworks.contains("public"));
    QVERIFY(able->overlayMtu > 1000);
}

void NetworkContract::applyingTwiceIsApplyingOnce()
{
    const auto net = network();
    const auto sub = subnet(net);
    const auto sg = group();
    auto one = port(net, sub, "10.0.1.11");
    one.securityGroupIds = QStringList { sg.id };
    one.dhcpOptions = { { "mtu", "1400" } };
    one.dnsName = "one";
    for (int round = 0; round < 2; ++round) {
        OK(driver().applyNetwork(net));
        OK(driver().applySubnet(sub));
        OK(driver().applySecurityGroup(sg));
        OK(driver().applyPort(one));
        const auto owned = driver().owned();
        OK(owned);
        QCOMPARE(owned->size(), 4);
    }
    for (int round = 0; round < 2; ++round)
        OK(driver().removePort(one.id));
    FAILS(driver().portState(one.id), ErrorCode::NotFound);
}

void NetworkContract::removingTheAbsentSucceeds()
{
    const auto id = newUuid();
    OK(driver().removeNetwork(id));
    OK(driver().removeSubnet(id));
    OK(driver().removePort(id));
    OK(driver().removeRouter(id));
    OK(driver().removeFloatingIp(id));
    OK(driver().removeSecurityGroup(id));
    OK(driver().removeAddressGroup(id));
    OK(driver().removeMetadata(id));
}

void NetworkContract::refusesMissingReferences()
{
    const auto net = network();
    const auto sub = subnet(net);
    auto one = port(net, sub, "10.0.1.11");
    FAILS(driver().applySubnet(sub), ErrorCode::NotFound);
    FAILS(driver().applyPort(one), ErrorCode::NotFound);
    OK(driver().applyNetwork(net));
    FAILS(driver().applyPort(one), ErrorCode::NotFound);   // no subnet
    OK(driver().applySubnet(sub));
    one.securityGroupIds = QStringList { newUuid() };
    FAILS(driver().applyPort(one), ErrorCode::NotFound);   // no group
    one.portSecurity = false;
    OK(driver().applyPort(one));                           // groups don't count then
    RouterSpec router { .id = newUuid(), .interfaces = { { .portId = newUuid(), .networkId = newUuid() } } };
    FAILS(driver().applyRouter(router), ErrorCode::NotFound);
    FAILS(driver().bindPort(newUuid(), host()), ErrorCode::NotFound);
    FAILS(driver().unbindPort(newUuid()), ErrorCode::NotFound);
}

void NetworkContract::olderRevisionDoesNotWin()
{
    const auto net = network(5);
    const auto sub = subnet(net);
    OK(driver().applyNetwork(net));
    OK(driver().applySubnet(sub));
    auto one = port(net, sub, "10.0.1.11");
    one.revision = 7;
    OK(driver().applyPort(one));
    one.revision = 6;
    OK(driver().applyPort(one));
    QCOMPARE(driver().portState(one.id)->revision, 7);
    one.revision = 8;
    OK(driver().applyPort(one));
    QCOMPARE(driver().portState(one.id)->revision, 8);
    OK(driver().removePort(one.id));
    one.revision = 2;
    OK(driver().applyPort(one));   // removed first: forced in
    QCOMPARE(driver().portState(one.id)->revision, 2);
    auto late = net;
    late.revision = 4;
    OK(driver().applyNetwork(late));
    QVERIFY(driver().owned()->contains(Owned { Kind::Network, net.id, 5 }));
}

namespace {
struct Topology {
    NetworkSpec inner, outer;
    SubnetSpec innerSubnet, outerSubnet;
    PortSpec leg, gateway, guest;
    RouterSpec router;
    FloatingIpSpec floatingIp;
};
} // namespace

static Topology topology(const NetworkSpec& inner, const NetworkSpec& outer, const SubnetSpec& innerSubnet,
                         const SubnetSpec& outerSubnet, const PortSpec& guest, const PortSpec& leg,
                         const PortSpec& gateway)
{
    Topology t { inner, outer, innerSubnet, outerSubnet, leg, gateway, guest, {}, {} };
    t.outer.physicalNetwork = "public";
    t.outer.external = true;
    t.leg.role = PortRole::RouterInterface;
    t.gateway.role = PortRole::RouterGateway;
    t.router.id = newUuid();
    t.router.revision = 3;
    t.router.interfaces << RouterInterface {
        .portId = leg.id, .networkId = inner.id, .mac = leg.mac, .addresses = leg.fixedIps
    };
    t.router.gateway = RouterGateway { .portId = gateway.id, .networkId = outer.id, .mac = gateway.mac,
                                       .addresses = gateway.fixedIps, .nextHops = { "172.24.4.1" } };
    t.floatingIp = { newUuid(), t.router.id, "172.24.4.101", guest.id, "10.0.1.11", {}, 2 };
    return t;
}

#define TOPOLOGY(t)                                                                                            \
    const auto t##Inner = network();                                                                           \
    const auto t##Outer = network();                                                                           \
    const auto t##InnerSubnet = subnet(t##Inner);                                                              \
    auto t##OuterSubnet = subnet(t##Outer, "172.24.4.0/24");                                                   \
    t##OuterSubnet.dhcp = false;                                                                               \
    auto t = topology(t##Inner, t##Outer, t##InnerSubnet, t##OuterSubnet, port(t##Inner, t##InnerSubnet, "10.0.1.11"), \
                      port(t##Inner, t##InnerSubnet, "10.0.1.1"), port(t##Outer, t##OuterSubnet, "172.24.4.10"));     \
    OK(driver().applyNetwork(t.inner));                                                                        \
    OK(driver().applyNetwork(t.outer));                                                                        \
    OK(driver().applySubnet(t.innerSubnet));                                                                   \
    OK(driver().applySubnet(t.outerSubnet));                                                                   \
    OK(driver().applyPort(t.guest));                                                                           \
    OK(driver().applyPort(t.leg));                                                                             \
    OK(driver().applyPort(t.gateway));                                                                         \
    OK(driver().applyRouter(t.router))

void NetworkContract::listsWhatIsOurs()
{
    TOPOLOGY(t);
    const auto sg = group();
    OK(driver().applySecurityGroup(sg));
    const AddressGroupSpec addresses { newUuid(), "offices", { "192.0.2.0/24", "2001:db8::/32" }, 4 };
    OK(driver().applyAddressGroup(addresses));
    OK(driver().applyFloatingIp(t.floatingIp));
    const auto owned = driver().owned();
    OK(owned);
    const QList<Owned> expected {
        { Kind::Network, t.inner.id, 1 },
        { Kind::Network, t.outer.id, 1 },
        { Kind::Subnet, t.innerSubnet.id, 1 },
        { Kind::Subnet, t.outerSubnet.id, 1 },
        { Kind::Port, t.guest.id, 1 },
        { Kind::Port, t.leg.id, 1 },
        { Kind::Port, t.gateway.id, 1 },
        { Kind::Router, t.router.id, 3 },
        { Kind::FloatingIp, t.floatingIp.id, 2 },
        { Kind::SecurityGroup, sg.id, 1 },
        { Kind::AddressGroup, addresses.id, 4 },
    };
    for (const auto& entry : expected)
        QVERIFY2(owned->contains(entry), qPrintable(kindName(entry.kind)));
    QCOMPARE(owned->size(), expected.size());
}

void NetworkContract::removingANetworkTakesItsPartsAlong()
{
    const auto net = network();
    const auto sub = subnet(net);
    auto one = port(net, sub, "10.0.1.11");
    one.dhcpOptions = { { "mtu", "1400" } };
    one.dnsName = "one";
    OK(driver().applyNetwork(net));
    OK(driver().applySubnet(sub));
    OK(driver().applyPort(one));
    OK(driver().removeNetwork(net.id));
    QVERIFY(driver().owned()->isEmpty());
    FAILS(driver().portState(one.id), ErrorCode::NotFound);
}

void NetworkContract::removingARouterTakesItsFloatingIpsAlong()
{
    TOPOLOGY(t);
    OK(driver().applyFloatingIp(t.floatingIp));
    OK(driver().removeRouter(t.router.id));
    const auto left = driver().owned();
    OK(left);
    for (const auto& entry : *left)
        QVERIFY(entry.kind != Kind::FloatingIp && entry.kind != Kind::Router);
}

void NetworkContract::movesAFloatingIpBetweenRouters()
{
    TOPOLOGY(t);
    OK(driver().applyFloatingIp(t.floatingIp));
    auto second = port(t.outer, t.outerSubnet, "172.24.4.11");
    second.role = PortRole::RouterGateway;
    OK(driver().applyPort(second));
    auto other = t.router;
    other.id = newUuid();
    other.interfaces.clear();
    other.gateway->portId = second.id;
    other.gateway->mac = second.mac;
    other.gateway->addresses = second.fixedIps;
    OK(driver().applyRouter(other));
    t.floatingIp.routerId = other.id;
    t.floatingIp.revision = 9;
    OK(driver().applyFloatingIp(t.floatingIp));
    QVERIFY(driver().owned()->contains(Owned { Kind::FloatingIp, t.floatingIp.id, 9 }));
    OK(driver().removeRouter(t.router.id));
    QVERIFY(driver().owned()->contains(Owned { Kind::FloatingIp, t.floatingIp.id, 9 }));
    OK(driver().removeFloatingIp(t.floatingIp.id));
    QVERIFY(!driver().owned()->contains(Owned { Kind::FloatingIp, t.floatingIp.id, 9 }));
}

void NetworkContract::refusesAFloatingIpWithoutGateway()
{
    TOPOLOGY(t);
    t.router.gateway.reset();
    t.router.revision = 4;
    OK(driver().applyRouter(t.router));
    FAILS(driver().applyFloatingIp(t.floatingIp), ErrorCode::NotFound);
    t.floatingIp.routerId = newUuid();
    FAILS(driver().applyFloatingIp(t.floatingIp), ErrorCode::NotFound);
}

void NetworkContract::refusesAFloatingIpWithoutTheRoutersPorts()
{
    TOPOLOGY(t);
    for (const auto& end : { t.leg, t.gateway }) {
        OK(driver().removePort(end.id));
        FAILS(driver().applyFloatingIp(t.floatingIp), ErrorCode::NotFound);
        OK(driver().applyPort(end));
    }
    OK(driver().applyFloatingIp(t.floatingIp));
}

void NetworkContract::forwardsPortsOfAFloatingIp()
{
    TOPOLOGY(t);
    auto& ip = t.floatingIp;
    ip.portId.clear();
    ip.fixedAddress.clear();
    ip.forwardings = { { "tcp", 2222, 2222, "10.0.1.11", 22, 22 }, { "udp", 5000, 5004, "10.0.1.11", 6000, 6004 } };
    OK(driver().applyFloatingIp(ip));
    OK(driver().applyFloatingIp(ip));
    QVERIFY(driver().owned()->contains(Owned { Kind::FloatingIp, ip.id, 2 }));
    ip.revision = 3;
    ip.forwardings.removeFirst();
    OK(driver().applyFloatingIp(ip));
    QVERIFY(driver().owned()->contains(Owned { Kind::FloatingIp, ip.id, 3 }));
    ip.revision = 4;      // from now on it is one guest's
    ip.forwardings.clear();
    ip.portId = t.guest.id;
    ip.fixedAddress = "10.0.1.11";
    OK(driver().applyFloatingIp(ip));
    ip.revision = 5;      // and back
    ip.portId.clear();
    ip.fixedAddress.clear();
    ip.forwardings = { { "tcp", 80, 80, "10.0.1.11", 8080, 8080 } };
    OK(driver().applyFloatingIp(ip));
    int found = 0;
    const auto owned = driver().owned();
    OK(owned);
    for (const auto& entry : *owned)
        found += entry.kind == Kind::FloatingIp ? 1 : 0;
    QCOMPARE(found, 1);
    OK(driver().removeFloatingIp(ip.id));
    QVERIFY(!driver().owned()->contains(Owned { Kind::FloatingIp, ip.id, 5 }));
    OK(driver().applyFloatingIp(ip));
    OK(driver().removeRouter(t.router.id));
    QVERIFY(!driver().owned()->contains(Owned { Kind::FloatingIp, ip.id, 5 }));
}

void NetworkContract::refusesForwardingsThatDontFit()
{
    TOPOLOGY(t);
    auto& ip = t.floatingIp;
    ip.portId.clear();
    for (const auto& wrong : { PortForwardingSpec { "icmp", 1, 1, "10.0.1.11", 1, 1 }, PortForwardingSpec { "tcp", 5, 9, "10.0.1.11", 5, 7 },
                               PortForwardingSpec { "tcp", 0, 0, "10.0.1.11", 22, 22 }, PortForwardingSpec { "tcp", 9, 5, "10.0.1.11", 22, 22 } }) {
        ip.forwardings = { wrong };
        FAILS(driver().applyFloatingIp(ip), ErrorCode::BadRequest);
    }
    QVERIFY(!driver().owned()->contains(Owned { Kind::FloatingIp, ip.id, 2 }));
}

void NetworkContract::aSubportFollowsItsParent()
{
    const auto net = network();
    const auto sub = subnet(net);
    const auto parent = port(net, sub, "10.0.1.11");
    const auto inner = network();
    const auto innerSubnet = subnet(inner, "10.0.2.0/24");
    auto child = port(inner, innerSubnet, "10.0.2.11");
    child.parentPort = parent.id;
    child.parentTag = 101;
    OK(driver().applyNetwork(net));
    OK(driver().applySubnet(sub));
    OK(driver().applyNetwork(inner));
    OK(driver().applySubnet(innerSubnet));
    OK(driver().applyPort(child));      // may come first
    OK(driver().applyPort(parent));
    OK(driver().bindPort(parent.id, host()));
    plug(parent.id);
    QTRY_VERIFY_WITH_TIMEOUT(wasTold(parent.id, true), 10000);
    QTRY_VERIFY_WITH_TIMEOUT(wasTold(child.id, true), 10000);
    QTRY_VERIFY(driver().portState(child.id)->up);
    child.parentPort.clear();
    child.parentTag.reset();
    child.revision = 2;
    OK(driver().applyPort(child));
    QTRY_VERIFY_WITH_TIMEOUT(wasTold(child.id, false), 10000);
    unplug(parent.id);
}

void NetworkContract::limitsPortsAndFloatingIps()
{
    TOPOLOGY(t);
    t.guest.qos = { { 2000, 400 }, { 1000, 0 }, 26 };
    OK(driver().applyPort(t.guest));      // of the same revision: a policy's change is none of the port's
    OK(driver().applyPort(t.guest));
    t.floatingIp.qos = { { 3000, 0 }, {}, {} };
    OK(driver().applyFloatingIp(t.floatingIp));
    OK(driver().applyFloatingIp(t.floatingIp));
    t.floatingIp.qos = {};
    OK(driver().applyFloatingIp(t.floatingIp));
    t.guest.qos = {};
    OK(driver().applyPort(t.guest));
    t.guest.qos = { {}, {}, 10 };
    OK(driver().applyPort(t.guest));
    OK(driver().removePort(t.guest.id));
    OK(driver().removeFloatingIp(t.floatingIp.id));
    QCOMPARE(driver().owned()->size(), 7);
}

void NetworkContract::groupsMayNameEachOther()
{
    auto one = group();
    auto two = group();
    one.rules[1].remoteGroupId = two.id;
    two.rules[1].remoteGroupId = one.id;
    OK(driver().applySecurityGroup(one));
    QVERIFY(driver().owned()->contains(Owned { Kind::SecurityGroup, two.id, -1 }));   // so far only its name
    OK(driver().applySecurityGroup(two));
    QVERIFY(driver().owned()->contains(Owned { Kind::SecurityGroup, two.id, 1 }));
    one.rules.clear();
    one.revision = 2;
    OK(driver().applySecurityGroup(one));
}

void NetworkContract::refusesANonsenseRule()
{
    auto spec = group();
    spec.rules[0].protocol = "999";
    FAILS(driver().applySecurityGroup(spec), ErrorCode::BadRequest);
    QVERIFY(driver().owned()->isEmpty());
}

void NetworkContract::tellsWhenAPortComesAndGoes()
{
    auto net = network();
    net.mtu = 1400;
    const auto sub = subnet(net);
    const auto one = port(net, sub, "10.0.1.11");
    OK(driver().applyNetwork(net));
    OK(driver().applySubnet(sub));
    OK(driver().applyPort(one));
    QVERIFY(!driver().portState(one.id)->up);
    const auto binding = driver().bindPort(one.id, host());
    OK(binding);
    QCOMPARE(binding->type, "ovs");
    QCOMPARE(binding->interfaceId, one.id);
    QCOMPARE(binding->mtu, 1400);
    QVERIFY(!binding->bridge.isEmpty());
    QCOMPARE(driver().portState(one.id)->host, host());
    QVERIFY(!wasTold(one.id, true));
    plug(one.id);
    QTRY_VERIFY_WITH_TIMEOUT(wasTold(one.id, true), 10000);
    QTRY_VERIFY(driver().portState(one.id)->up);
    unplug(one.id);
    QTRY_VERIFY_WITH_TIMEOUT(wasTold(one.id, false), 10000);
    OK(driver().unbindPort(one.id));
    QCOMPARE(driver().portState(one.id)->host, QString());
    QVERIFY(!driver().portState(one.id)->up);
}

void NetworkContract::refusesAnUnknownHost()
{
    const auto net = network();
    const auto sub = subnet(net);
    const auto one = port(net, sub, "10.0.1.11");
    OK(driver().applyNetwork(net));
    OK(driver().applySubnet(sub));
    OK(driver().applyPort(one));
    FAILS(driver().bindPort(one.id, "no-such-host"), ErrorCode::NotFound);
    FAILS(driver().bindPort(one.id, host(), "no-such-host"), ErrorCode::NotFound);
    FAILS(driver().bindPort(one.id, QString()), ErrorCode::NotFound);
    QCOMPARE(driver().portState(one.id)->host, QString());
}

void NetworkContract::aPortBoundElsewhereStaysDown()
{
    const auto net = network();
    const auto sub = subnet(net);
    auto away = port(net, sub, "10.0.1.11");
    away.host = "another-host";
    const auto here = port(net, sub, "10.0.1.12");
    OK(driver().applyNetwork(net));
    OK(driver().applySubnet(sub));
    OK(driver().applyPort(away));
    OK(driver().applyPort(here));
    plug(away.id);
    plug(here.id);
    QTRY_VERIFY_WITH_TIMEOUT(wasTold(here.id, true), 10000);   // what was plugged later is up
    QVERIFY(!wasTold(away.id, true));
    unplug(away.id);
    unplug(here.id);
}

void NetworkContract::metadataNeedsItsPort()
{
    const auto net = network();
    OK(driver().applyNetwork(net));
    FAILS(driver().ensureMetadata(net.id), ErrorCode::NotFound);
}

void NetworkContract::takesWorkFromManyThreads()
{
    const auto net = network();
    const auto sub = subnet(net);
    const auto sg = group();
    OK(driver().applyNetwork(net));
    OK(driver().applySubnet(sub));
    OK(driver().applySecurityGroup(sg));
    QList<PortSpec> ports;
    for (int i = 0; i < 40; ++i) {
        ports << port(net, sub, QString("10.0.1.%1").arg(20 + i));
        ports.last().securityGroupIds = QStringList { sg.id };
        ports.last().dnsName = QString("guest%1").arg(i);
    }
    std::atomic<int> failures { 0 };
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 8; ++thread)
        threads.emplace_back([&, thread] {
            for (qsizetype i = thread; i < ports.size(); i += 8)
                if (!driver().applyPort(ports[i]))
                    ++failures;
        });
    for (auto& thread : threads)
        thread.join();
    QCOMPARE(failures.load(), 0);
    QCOMPARE(driver().owned()->size(), 43);
}

void NetworkContract::isUnavailableWhenStopped()
{
    driver().stop();
    FAILS(driver().applyNetwork(network()), ErrorCode::Unavailable);
    FAILS(driver().health(), ErrorCode::Unavailable);
    OK(driver().start());
    OK(driver().health());
}

} // namespace skylab::network
