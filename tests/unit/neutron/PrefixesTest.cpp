#include "network/model/Prefixes.h"
#include "network/model/SubnetPools.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::network;

/// Sets of networks, and what subnet pools must fulfil.
class PrefixesTest : public QObject {
    Q_OBJECT

    static QString text(const std::vector<Cidr>& networks) { return textsOf(networks).join(u' '); }
    static std::vector<Cidr> set(const char* texts) { return cidrsOf(QString::fromLatin1(texts).split(u' ', Qt::SkipEmptyParts)); }

private Q_SLOTS:
    void merges_data()
    {
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("result");
        QTest::newRow("halves") << "10.128.0.0/9 10.0.0.0/9" << "10.0.0.0/8";
        QTest::newRow("inside") << "10.0.0.0/8 10.5.0.0/16" << "10.0.0.0/8";
        QTest::newRow("twice") << "10.0.0.0/8 10.0.0.0/8" << "10.0.0.0/8";
        QTest::newRow("neighbours that are no halves") << "10.0.1.0/24 10.0.2.0/24" << "10.0.1.0/24 10.0.2.0/24";
        QTest::newRow("all four") << "10.0.3.0/24 10.0.1.0/24 10.0.2.0/24 10.0.0.0/24" << "10.0.0.0/22";
        QTest::newRow("everything") << "0.0.0.0/1 128.0.0.0/1" << "0.0.0.0/0";
        QTest::newRow("IPv6") << "2001:db8:1::/48 2001:db8::/48" << "2001:db8::/47";
    }
    void merges()
    {
        QFETCH(QString, given);
        QFETCH(QString, result);
        QCOMPARE(text(merged(set(given.toLatin1().constData()))), result);
    }
    void takesAway()
    {
        QCOMPARE(text(without(set("10.0.0.0/24"), set("10.0.0.0/26"))), QStringLiteral("10.0.0.64/26 10.0.0.128/25"));
        QCOMPARE(text(without(set("10.0.0.0/24"), set("10.0.0.0/8"))), QString());
        QCOMPARE(text(without(set("10.0.0.0/31"), set("10.0.0.1/32"))), QStringLiteral("10.0.0.0/32"));
        QCOMPARE(text(without(set("10.0.0.0/24"), set("10.1.0.0/24"))), QStringLiteral("10.0.0.0/24"));
        QCOMPARE(text(without(set("::/0"), set("8000::/1"))), QStringLiteral("::/1"));
        QVERIFY(holds(set("10.0.0.0/8"), *Cidr::parse(u"10.9.0.0/16")));
        QVERIFY(!holds(set("10.0.0.0/16"), *Cidr::parse(u"10.0.0.0/8")));
    }
    void findsTheSmallestGap()
    {
        const auto pool = set("10.0.0.0/16");
        QCOMPARE(findFree(pool, {}, 24)->text(), QStringLiteral("10.0.0.0/24"));
        // Of the gap of 64 addresses, not of the large one.
        QCOMPARE(findFree(pool, set("10.0.0.0/26 10.0.0.128/25"), 26)->text(), QStringLiteral("10.0.0.64/26"));
        QCOMPARE(findFree(pool, set("10.0.0.0/26 10.0.0.128/25"), 25)->text(), QStringLiteral("10.0.1.0/25"));
        QVERIFY(!findFree(pool, set("10.0.0.0/17 10.0.128.0/17"), 30));
        QVERIFY(!findFree(pool, {}, 8));
        std::vector<Cidr> many;
        for (int i = 0; i < 4096; ++i)
            many.push_back(Cidr { Address { false, 0x0a000000u + std::uint32_t(i) * 16 }, 28 });
        QVERIFY(!findFree(pool, many, 28));
        many.pop_back();
        QCOMPARE(findFree(pool, many, 28)->text(), QStringLiteral("10.0.255.240/28"));
    }
    void completesPools()
    {
        sdk::SubnetPool pool;
        pool.prefixes = QStringList { QStringLiteral("10.128.0.0/9"), QStringLiteral("10.0.0.0/9") };
        QVERIFY(completePool(pool));
        QCOMPARE(pool.prefixes, QStringList { QStringLiteral("10.0.0.0/8") });
        QCOMPARE(pool.ipVersion, 4);
        QCOMPARE(pool.minPrefixlen, 8);
        QCOMPARE(pool.maxPrefixlen, 32);
        QCOMPARE(pool.defaultPrefixlen, 8);
        sdk::SubnetPool six;
        six.prefixes = QStringList { QStringLiteral("2001:db8::/32") };
        QVERIFY(completePool(six));
        QCOMPARE(six.minPrefixlen, 64);
        QCOMPARE(six.maxPrefixlen, 128);
        QCOMPARE(checkPrefixlen(six, 63).error().type, QStringLiteral("MinPrefixSubnetAllocationError"));
        six.maxPrefixlen = 100;
        QCOMPARE(checkPrefixlen(six, 120).error().type, QStringLiteral("MaxPrefixSubnetAllocationError"));
        QCOMPARE(quotaUnits(QStringLiteral("10.0.0.0/24")), 256.0);
        QCOMPARE(quotaUnits(QStringLiteral("2001:db8::/60")), 16.0);
        QCOMPARE(quotaUnits(QStringLiteral("2001:db8::/80")), 1.0);
    }
    void refusesPools_data()
    {
        QTest::addColumn<QString>("prefixes");
        QTest::addColumn<int>("least");
        QTest::addColumn<int>("usual");
        QTest::addColumn<int>("most");
        QTest::addColumn<QString>("type");
        QTest::newRow("none") << "" << 0 << 0 << 0 << "EmptySubnetPoolPrefixList";
        QTest::newRow("mixed") << "10.0.0.0/8 2001:db8::/32" << 0 << 0 << 0 << "PrefixVersionMismatch";
        QTest::newRow("too long") << "10.0.0.0/8" << 33 << 0 << 0 << "UnsupportedMinSubnetPoolPrefix";
        QTest::newRow("least above most") << "10.0.0.0/8" << 24 << 24 << 20 << "IllegalSubnetPoolPrefixBounds";
        QTest::newRow("usual below least") << "10.0.0.0/8" << 24 << 20 << 28 << "IllegalSubnetPoolPrefixBounds";
        QTest::newRow("usual above most") << "10.0.0.0/8" << 24 << 30 << 28 << "IllegalSubnetPoolPrefixBounds";
    }
    void refusesPools()
    {
        QFETCH(QString, prefixes);
        QFETCH(int, least);
        QFETCH(int, usual);
        QFETCH(int, most);
        QFETCH(QString, type);
        sdk::SubnetPool pool;
        pool.prefixes = prefixes.split(u' ', Qt::SkipEmptyParts);
        pool.minPrefixlen = least;
        pool.defaultPrefixlen = usual;
        pool.maxPrefixlen = most;
        const auto done = completePool(pool);
        QVERIFY(!done);
        QCOMPARE(done.error().type, type);
    }
    void poolsOnlyGrow()
    {
        sdk::SubnetPool before;
        before.prefixes = QStringList { QStringLiteral("10.0.0.0/16") };
        auto after = before;
        after.prefixes = QStringList { QStringLiteral("10.0.0.0/8") };
        QVERIFY(checkGrown(before, after));
        QCOMPARE(checkGrown(after, before).error().type, QStringLiteral("IllegalSubnetPoolPrefixUpdate"));
        QVERIFY(checkServiceTypes({ QStringLiteral("compute:nova"), QStringLiteral("network:floatingip") }));
        QCOMPARE(checkServiceTypes({ QStringLiteral("guests") }).error().type, QStringLiteral("InvalidSubnetServiceType"));
    }
};
SKYLAB_TEST(PrefixesTest)
#include "PrefixesTest.moc"
