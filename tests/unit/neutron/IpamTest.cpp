#include "db/Database.h"
#include "network/store/Book.h"
#include "support/TestMain.h"

#include <QElapsedTimer>
#include <QSet>
#include <QTest>

using namespace skylab;
using namespace skylab::network;

class IpamTest : public QObject {
    Q_OBJECT

    std::unique_ptr<db::Database> m_database;
    SubnetRow m_subnet;

    void makeSubnet(const char* cidr, int version)
    {
        auto opened = db::Database::open(db::Location::inMemory(), QStringLiteral("network"), { { QStringLiteral("service") }, { QStringLiteral("network") } });
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message));
        m_database = std::move(*opened);
        m_subnet = {};
        m_subnet.id = QStringLiteral("subnet");
        m_subnet.networkId = QStringLiteral("net");
        m_subnet.cidr = QString::fromLatin1(cidr);
        m_subnet.ipVersion = version;
        QVERIFY(completeSubnet(m_subnet, false, false));
        NetworkRow network;
        network.id = QStringLiteral("net");
        QVERIFY(m_database->write([&](db::Transaction& t) -> Result<> {
            TRY(Networks::insert(t, network));
            return Subnets::insert(t, m_subnet);
        }));
    }
    void addPort(const QString& id)
    {
        PortRow port;
        port.id = id;
        port.networkId = QStringLiteral("net");
        port.macAddress = id;
        QVERIFY(m_database->write([&](db::Transaction& t) { return Ports::insert(t, port); }));
    }
    Result<sdk::FixedIp> next()
    {
        return m_database->write([&](db::Transaction& t) { return ipam::takeNext(t, m_subnet, QStringLiteral("port")); });
    }
    Result<sdk::FixedIp> take(const char* address)
    {
        return m_database->write([&](db::Transaction& t) { return ipam::take(t, m_subnet, QStringLiteral("port"), QString::fromLatin1(address)); });
    }

private Q_SLOTS:
    void usesAllAndNoneTwice()
    {
        makeSubnet("10.0.0.0/28", 4);
        addPort(QStringLiteral("port"));
        QSet<QString> seen;
        for (int i = 0; i < 13; ++i) {
            const auto ip = next();
            QVERIFY2(ip, ip ? "" : qPrintable(ip.error().message));
            QVERIFY(!seen.contains(ip->ipAddress));
            seen << ip->ipAddress;
        }
        QVERIFY(!seen.contains(QStringLiteral("10.0.0.1")));
        const auto full = next();
        QVERIFY(!full);
        QCOMPARE(full.error().type, QStringLiteral("IpAddressGenerationFailure"));
        QVERIFY(full.error().message.contains(QStringLiteral("10.0.0.0/28")));
        // One that comes free in the middle is found again.
        QVERIFY(m_database->write([&](db::Transaction& t) { return ipam::release(t, QStringLiteral("port"), { m_subnet.id, QStringLiteral("10.0.0.7") }); }));
        QCOMPARE(next()->ipAddress, QStringLiteral("10.0.0.7"));
        QVERIFY(!next());
    }
    void stepsOverTakenOnes()
    {
        makeSubnet("10.0.0.0/24", 4);
        addPort(QStringLiteral("port"));
        for (const auto* address : { "10.0.0.2", "10.0.0.3", "10.0.0.5" })
            QVERIFY(take(address));
        QCOMPARE(next()->ipAddress, QStringLiteral("10.0.0.4"));
        QCOMPARE(next()->ipAddress, QStringLiteral("10.0.0.6"));
        const auto again = take("10.0.0.5");
        QVERIFY(!again);
        QCOMPARE(again.error().type, QStringLiteral("IpAddressAlreadyAllocated"));
    }
    void knowsBounds()
    {
        makeSubnet("10.0.0.0/24", 4);
        addPort(QStringLiteral("port"));
        for (const auto* address : { "10.0.1.1", "10.0.0.0", "10.0.0.255", "2001::1", "x" })
            QCOMPARE(take(address).error().type, QStringLiteral("InvalidIpForSubnet"));
        QVERIFY(take("10.0.0.1"));
    }
    void worksInSixBits()
    {
        makeSubnet("2001:db8::/64", 6);
        addPort(QStringLiteral("port"));
        QCOMPARE(next()->ipAddress, QStringLiteral("2001:db8::2"));
        QCOMPARE(take("2001:db8::ffff:ffff:ffff:ffff")->ipAddress, QStringLiteral("2001:db8::ffff:ffff:ffff:ffff"));
        const auto slaac = m_database->write([&](db::Transaction& t) { return ipam::takeSlaac(t, m_subnet, QStringLiteral("port"), QStringLiteral("fa:16:3e:00:00:01")); });
        QCOMPARE(slaac->ipAddress, QStringLiteral("2001:db8::f816:3eff:fe00:1"));
        QCOMPARE(next()->ipAddress, QStringLiteral("2001:db8::3"));
    }
    void staysQuickWhenFull()
    {
        makeSubnet("10.0.0.0/16", 4);
        addPort(QStringLiteral("port"));
        const auto fill = m_database->write([&](db::Transaction& t) -> Result<> {
            for (int i = 0; i < 5000; ++i)
                TRY(ipam::takeNext(t, m_subnet, QStringLiteral("port")));
            return {};
        });
        QVERIFY(fill);
        QElapsedTimer timer;
        timer.start();
        QVERIFY(next());
        QVERIFY2(timer.elapsed() < skylab::test::patiently(200), "one address must not cost a walk over all others");
    }
    void portTakesItsAddressesAlong()
    {
        makeSubnet("10.0.0.0/24", 4);
        addPort(QStringLiteral("port"));
        QVERIFY(take("10.0.0.9"));
        QVERIFY(m_database->write([&](db::Transaction& t) { return Ports::remove(t, QStringLiteral("port")); }));
        addPort(QStringLiteral("port"));
        QVERIFY(take("10.0.0.9"));
    }
};
SKYLAB_TEST(IpamTest)
#include "IpamTest.moc"
