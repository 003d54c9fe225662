#include "support/TestMain.h"
#include "volume/model/IoLimits.h"
#include "volume/model/Pools.h"

#include <QTest>

using namespace skylab;
using namespace skylab::volume;

/// Where volumes go, and what QoS makes of their size.
class PoolsTest : public QObject {
    Q_OBJECT

    static Pool pool(const char* name = "host@file#a", double freeGiB = 50)
    {
        Pool one;
        one.name = QString::fromLatin1(name);
        one.backendName = QStringLiteral("file");
        one.stats = { .totalGiB = 100, .freeGiB = freeGiB, .allocatedGiB = 10, .provisionedGiB = 20 };
        return one;
    }
    static QString refusal(const Pool& one, const PoolWish& wish)
    {
        const auto fits = requireFits(one, wish);
        return fits ? QString() : fits.error().message;
    }

private Q_SLOTS:
    void operators_data()
    {
        QTest::addColumn<QJsonValue>("capability");
        QTest::addColumn<QString>("wanted");
        QTest::addColumn<bool>("fits");
        const auto row = [](const char* name, const QJsonValue& capability, const char* wanted, bool fits) { QTest::newRow(name) << capability << QString::fromLatin1(wanted) << fits; };
        row("text", QStringLiteral("file"), "file", true);
        row("other text", QStringLiteral("file"), "File", false);
        row("is true", true, "<is> True", true);
        row("is yes", true, "<is> yes", true);
        row("is false", true, "<is> False", false);
        row("is nothing", true, "<is> maybe", false);
        row("plain true", true, "true", true);
        row("in", QStringLiteral("a file store"), "<in> file", true);
        row("not in", QStringLiteral("a store"), "<in> file", false);
        row("or", QStringLiteral("b"), "<or> a <or> b", true);
        row("none of or", QStringLiteral("c"), "<or> a <or> b", false);
        row("at least", 10, ">= 10", true);
        row("more", 10, "> 10", false);
        row("equals is at least", 11, "= 10", true);
        row("same number", 11, "== 10", false);
        row("other number", 11, "!= 10", true);
        row("no number", 11, ">= many", false);
        row("same text", QStringLiteral("x"), "s== x", true);
        row("text behind", QStringLiteral("y"), "s> x", true);
        row("text at most", QStringLiteral("y"), "s<= x", false);
    }
    void operators()
    {
        QFETCH(QJsonValue, capability);
        QFETCH(QString, wanted);
        QFETCH(bool, fits);
        QCOMPARE(matches(capability, wanted), fits);
    }
    void extraSpecsOfTheStorageAreCompared()
    {
        QCOMPARE(refusal(pool(), { 1, { { QStringLiteral("volume_backend_name"), QStringLiteral("file") }, { QStringLiteral("vendor:thing"), QStringLiteral("x") } } }), QString());
        QVERIFY(refusal(pool(), { 1, { { QStringLiteral("capabilities:volume_backend_name"), QStringLiteral("ceph") } } }).contains(QStringLiteral("'file'")));
        QVERIFY(refusal(pool(), { 1, { { QStringLiteral("colour"), QStringLiteral("red") } } }).contains(QStringLiteral("no capability colour")));
        auto without = pool();
        without.capabilities.multiattach = false;
        QVERIFY(refusal(without, { .sizeGiB = 1, .multiattach = true }).contains(QStringLiteral("several servers")));
        without.trouble = QStringLiteral("the disk is on fire");
        QCOMPARE(refusal(without, { .sizeGiB = 1 }), without.trouble);
    }
    void thinVolumesMayPromiseMoreThanThereIs()
    {
        auto one = pool();
        QCOMPARE(refusal(one, { .sizeGiB = 900 }), QString());
        QVERIFY(refusal(one, { .sizeGiB = 1981 }).contains(QStringLiteral("promised")));
        one.placement.maxOverSubscription = 1;
        QVERIFY(refusal(one, { .sizeGiB = 81 }).contains(QStringLiteral("promised")));
        QVERIFY(refusal(one, { .sizeGiB = 60 }).contains(QStringLiteral("free")));
        one.placement.reservedPercentage = 45;
        QVERIFY(refusal(one, { .sizeGiB = 6 }).contains(QStringLiteral("5 GiB are free")));
        QCOMPARE(refusal(one, { .sizeGiB = 5 }), QString());
    }
    void thickVolumesNeedTheirRoom()
    {
        const sdk::StringMap thick { { QStringLiteral("provisioning:type"), QStringLiteral("thick") } };
        auto one = pool();
        QVERIFY(refusal(one, { 1, thick }).contains(QStringLiteral("thin")));
        one.capabilities.thickProvisioning = true;
        QCOMPARE(refusal(one, { 50, thick }), QString());
        QVERIFY(refusal(one, { 51, thick }).contains(QStringLiteral("50 GiB are free")));
    }
    void choosesTheEmptiestAndExplainsTheRest()
    {
        QCOMPARE(choosePool({ pool("h@f#a", 10), pool("h@f#b", 30), pool("h@f#c", 20) }, { .sizeGiB = 5 }).value(), QStringLiteral("h@f#b"));
        auto broken = pool("h@f#b");
        broken.trouble = QStringLiteral("it is disabled");
        const auto none = choosePool({ pool("h@f#a"), broken }, { 1, { { QStringLiteral("volume_backend_name"), QStringLiteral("ceph") } } });
        QCOMPARE(none.error().code, ErrorCode::NoValidHost);
        QVERIFY(!none.error().message.contains(u'@'));
        QVERIFY2(none.error().message.contains(QStringLiteral("f#a: its volume_backend_name")) && none.error().message.contains(QStringLiteral("f#b: it is disabled")), qPrintable(none.error().message));
    }
    void typesBoundSizes()
    {
        const sdk::StringMap specs { { QStringLiteral("provisioning:min_vol_size"), QStringLiteral("2") }, { QStringLiteral("provisioning:max_vol_size"), QStringLiteral("4") } };
        QVERIFY(requireTypeSize(specs, 2) && requireTypeSize(specs, 4) && requireTypeSize({}, 1));
        QCOMPARE(requireTypeSize(specs, 1).error().code, ErrorCode::BadRequest);
        QCOMPARE(requireTypeSize(specs, 5).error().field, QStringLiteral("size"));
    }

    void limitsAreReadFromSpecs()
    {
        const auto io = ioLimits({ { QStringLiteral("read_iops_sec"), QStringLiteral("100") }, { QStringLiteral("read_iops_sec_max"), QStringLiteral("200") },
                                   { QStringLiteral("write_iops_sec_max"), QStringLiteral("200") }, { QStringLiteral("total_bytes_sec"), QStringLiteral("many") } }, 1);
        QCOMPARE(io.readIopsSec, 100);
        QCOMPARE(io.readIopsSecMax, 200);
        QCOMPARE(io.writeIopsSecMax, 0);      // a burst without a limit
        QCOMPARE(io.totalBytesSec, 0);
        QCOMPARE(ioLimits({ { QStringLiteral("read_iops_sec"), QStringLiteral("100") }, { QStringLiteral("read_iops_sec_max"), QStringLiteral("50") } }, 1).readIopsSecMax, 0);
    }
    void limitsGrowWithTheVolume()
    {
        const sdk::StringMap specs { { QStringLiteral("total_iops_sec_per_gb"), QStringLiteral("10") }, { QStringLiteral("total_iops_sec_per_gb_min"), QStringLiteral("50") } };
        QCOMPARE(ioLimits(specs, 2).totalIopsSec, 50);
        QCOMPARE(ioLimits(specs, 20).totalIopsSec, 200);
    }
    void oneLimitForBothWins()
    {
        const auto io = ioLimits({ { QStringLiteral("total_iops_sec"), QStringLiteral("100") }, { QStringLiteral("read_iops_sec"), QStringLiteral("50") }, { QStringLiteral("read_bytes_sec"), QStringLiteral("7") } }, 1);
        QCOMPARE(io.readIopsSec, 0);
        QCOMPARE(io.totalIopsSec, 100);
        QCOMPARE(io.readBytesSec, 7);
    }
};

SKYLAB_TEST(PoolsTest)
#include "PoolsTest.moc"
