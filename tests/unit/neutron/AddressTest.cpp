#include "network/model/Address.h"
#include "network/model/Subnets.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::network;

class AddressTest : public QObject {
    Q_OBJECT

    static sdk::Subnet subnet(const char* cidr, int version)
    {
        sdk::Subnet subnet;
        subnet.cidr = QString::fromLatin1(cidr);
        subnet.ipVersion = version;
        return subnet;
    }
    static QString pools(const sdk::Subnet& subnet)
    {
        QStringList texts;
        for (const auto& pool : subnet.allocationPools)
            texts << pool.start + u'-' + pool.end;
        return texts.join(u' ');
    }

private Q_SLOTS:
    void readsAndWrites()
    {
        QCOMPARE(Address::parse(u"10.0.0.5")->text(), QStringLiteral("10.0.0.5"));
        QCOMPARE(Address::parse(u"2001:DB8:0:0::0001")->text(), QStringLiteral("2001:db8::1"));
        QVERIFY(!Address::parse(u"10.0.0.256"));
        QVERIFY(!Address::parse(u""));
        QVERIFY(!Address::parse(u"10.0.0.5/24"));
        QVERIFY(*Address::parse(u"10.0.0.5") < *Address::parse(u"10.0.0.10"));
    }
    void knowsNetworks()
    {
        const auto cidr = *Cidr::parse(u"10.1.2.3/22");
        QCOMPARE(cidr.text(), QStringLiteral("10.1.0.0/22"));
        QCOMPARE(cidr.last().text(), QStringLiteral("10.1.3.255"));
        QVERIFY(cidr.contains(*Address::parse(u"10.1.3.255")));
        QVERIFY(!cidr.contains(*Address::parse(u"10.1.4.0")));
        QVERIFY(cidr.overlaps(*Cidr::parse(u"10.1.3.0/24")));
        QVERIFY(Cidr::parse(u"10.1.3.0/24")->overlaps(cidr));
        QVERIFY(!cidr.overlaps(*Cidr::parse(u"10.1.4.0/24")));
        QVERIFY(!cidr.overlaps(*Cidr::parse(u"::/0")));
        QCOMPARE(Cidr::parse(u"255.255.255.255/0")->text(), QStringLiteral("0.0.0.0/0"));
        QCOMPARE(Cidr::parse(u"2001:db8::5/0")->text(), QStringLiteral("::/0"));
        QCOMPARE(Cidr::parse(u"1.2.3.4")->text(), QStringLiteral("1.2.3.4/32"));
        QVERIFY(!Cidr::parse(u"10.0.0.0/33"));
        QVERIFY(!Cidr::parse(u"10.0.0.0/-1"));
        QVERIFY(!Cidr::parse(u"10.0.0.0/"));
    }
    void makesAddressesOfMacs()
    {
        QCOMPARE(slaacAddress(*Cidr::parse(u"2001:db8::/64"), QStringLiteral("fa:16:3e:01:02:03")).text(), QStringLiteral("2001:db8::f816:3eff:fe01:203"));
        QVERIFY(randomMac().startsWith(QStringLiteral("fa:16:3e:")));
        QCOMPARE(randomMac().size(), 17);
    }
    void fillsPools()
    {
        auto plain = subnet("10.0.0.7/24", 4);
        QVERIFY(completeSubnet(plain, false, false));
        QCOMPARE(plain.cidr, QStringLiteral("10.0.0.0/24"));
        QCOMPARE(plain.gatewayIp.value(), QStringLiteral("10.0.0.1"));
        QCOMPARE(pools(plain), QStringLiteral("10.0.0.2-10.0.0.254"));
        auto none = subnet("10.0.0.0/24", 4);
        QVERIFY(completeSubnet(none, true, false));
        QVERIFY(!none.gatewayIp);
        QCOMPARE(pools(none), QStringLiteral("10.0.0.1-10.0.0.254"));
        auto middle = subnet("10.0.0.0/24", 4);
        middle.gatewayIp = QStringLiteral("10.0.0.100");
        QVERIFY(completeSubnet(middle, true, false));
        QCOMPARE(pools(middle), QStringLiteral("10.0.0.1-10.0.0.99 10.0.0.101-10.0.0.254"));
        auto six = subnet("2001:db8::/64", 6);
        QVERIFY(completeSubnet(six, false, false));
        QCOMPARE(pools(six), QStringLiteral("2001:db8::2-2001:db8::ffff:ffff:ffff:ffff"));
        auto tiny = subnet("10.0.0.0/31", 4);
        QVERIFY(completeSubnet(tiny, false, false));
        QCOMPARE(pools(tiny), QStringLiteral("10.0.0.1-10.0.0.1"));
    }
    void refusesWrongSubnets_data()
    {
        QTest::addColumn<QString>("cidr");
        QTest::addColumn<int>("version");
        QTest::addColumn<QString>("gateway");
        QTest::addColumn<QString>("pool");
        QTest::addColumn<QString>("type");
        QTest::newRow("version") << "10.0.0.0/24" << 6 << "" << "" << "InvalidInput";
        QTest::newRow("no version") << "10.0.0.0/24" << 5 << "" << "" << "InvalidInput";
        QTest::newRow("no cidr") << "" << 4 << "" << "" << "BadRequest";
        QTest::newRow("gateway outside") << "10.0.0.0/24" << 4 << "10.0.1.1" << "" << "InvalidInput";
        QTest::newRow("gateway broadcast") << "10.0.0.0/24" << 4 << "10.0.0.255" << "" << "InvalidInput";
        QTest::newRow("pool turned") << "10.0.0.0/24" << 4 << "" << "10.0.0.9-10.0.0.5" << "InvalidAllocationPool";
        QTest::newRow("pool outside") << "10.0.0.0/24" << 4 << "" << "10.0.0.9-10.0.1.5" << "OutOfBoundsAllocationPool";
        QTest::newRow("gateway in pool") << "10.0.0.0/24" << 4 << "10.0.0.7" << "10.0.0.2-10.0.0.9" << "GatewayConflictWithAllocationPools";
        QTest::newRow("pools overlap") << "10.0.0.0/24" << 4 << "" << "10.0.0.2-10.0.0.9 10.0.0.9-10.0.0.20" << "OverlappingAllocationPools";
    }
    void refusesWrongSubnets()
    {
        QFETCH(QString, cidr);
        QFETCH(int, version);
        QFETCH(QString, gateway);
        QFETCH(QString, pool);
        QFETCH(QString, type);
        auto wrong = subnet(cidr.toLatin1().constData(), version);
        if (!gateway.isEmpty())
            wrong.gatewayIp = gateway;
        for (const auto& one : pool.split(u' ', Qt::SkipEmptyParts))
            wrong.allocationPools.push_back({ one.section(u'-', 0, 0), one.section(u'-', 1) });
        const auto done = completeSubnet(wrong, !gateway.isEmpty(), !pool.isEmpty());
        QVERIFY(!done);
        QCOMPARE(done.error().type, type);
    }
    void checksIpv6Modes()
    {
        auto slaac = subnet("2001:db8::/80", 6);
        slaac.ipv6AddressMode = slaac.ipv6RaMode = QStringLiteral("slaac");
        QVERIFY(!completeSubnet(slaac, false, false));
        slaac.cidr = QStringLiteral("2001:db8::/64");
        QVERIFY(completeSubnet(slaac, false, false));
        // A router that tells of the prefix is enough: hosts make their addresses.
        auto advertised = subnet("2001:db8::/80", 6);
        advertised.ipv6RaMode = QStringLiteral("slaac");
        QVERIFY(isSlaac(advertised));
        QVERIFY(!completeSubnet(advertised, false, false));
        slaac.ipv6RaMode = QStringLiteral("dhcpv6-stateful");
        QVERIFY(!completeSubnet(slaac, false, false));
        auto four = subnet("10.0.0.0/24", 4);
        four.ipv6AddressMode = QStringLiteral("slaac");
        QVERIFY(!completeSubnet(four, false, false));
    }
};
SKYLAB_TEST(AddressTest)
#include "AddressTest.moc"
