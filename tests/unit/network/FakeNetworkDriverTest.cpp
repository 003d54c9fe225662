#include "network/drivers/fake/FakeNetworkDriver.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::network;

/// What is the fake's own; the rest is in tests/contract/network.
class FakeNetworkDriverTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void plugsABoundPortByItself()
    {
        FakeNetworkDriver driver;
        std::atomic<int> ups { 0 }, downs { 0 };
        driver.setPortCallback([&](const QString&, bool up) { up ? ++ups : ++downs; });
        QVERIFY(driver.start());
        QVERIFY(driver.applyNetwork({ .id = "n" }));
        QVERIFY(driver.applyPort({ .id = "p", .networkId = "n" }));
        QVERIFY(driver.bindPort("p", "any", {}));
        QTRY_COMPARE(ups.load(), 1);
        QVERIFY(driver.portState("p")->up);
        QVERIFY(driver.unbindPort("p"));
        QTRY_COMPARE(downs.load(), 1);
    }

    void breaksOnRequest()
    {
        FakeNetworkDriver driver;
        QVERIFY(driver.start());
        driver.breakWith("OVN is down. Start it.");
        QCOMPARE(driver.applyNetwork({ .id = "n" }).error().code, ErrorCode::Unavailable);
        QCOMPARE(driver.health().error().message, "OVN is down. Start it.");
        driver.breakWith({});
        QVERIFY(driver.health());
    }

    void tellsWhatWasApplied()
    {
        FakeNetworkDriver driver;
        QVERIFY(driver.start());
        QVERIFY(driver.applyNetwork({ .id = "n" }));
        QVERIFY(driver.applySubnet({ .id = "s", .networkId = "n", .cidr = "10.0.0.0/24" }));
        QCOMPARE(driver.subnet("s")->cidr, "10.0.0.0/24");
        QVERIFY(!driver.subnet("x"));
        QVERIFY(!driver.router("x"));
        QVERIFY(!driver.port("x"));
        QVERIFY(!driver.securityGroup("x"));
    }
};

SKYLAB_TEST(FakeNetworkDriverTest)
#include "FakeNetworkDriverTest.moc"
