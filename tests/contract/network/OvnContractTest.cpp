#include "contract/network/NetworkContract.h"
#include "contract/network/PrivateHost.h"
#include "network/drivers/ovn/OvnDriver.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab::network;
using skylab::test::PrivateHost;

/// The contract over a real OVN. It waits for connections, not for time.
class OvnContractTest : public NetworkContract {
    Q_OBJECT

protected:
    QString whyNot() override { return PrivateHost::instance().start(); }
    std::unique_ptr<NetworkDriver> make() override
    {
        const auto& host = PrivateHost::instance();
        ovn::OvnOptions options;
        options.northbound = QStringList { host.socket("ovnnb_db.sock") };
        options.southbound = QStringList { host.socket("ovnsb_db.sock") };
        options.openVswitch = host.socket("db.sock");
        return std::make_unique<ovn::OvnDriver>(options);
    }
    void plug(const QString& portId) override
    {
        const auto name = "i" + portId.left(8);
        const auto output = PrivateHost::instance().vsctl({ "add-port", "br-int", name, "--", "set", "interface", name,
                                                            "type=internal", "external_ids:iface-id=" + portId });
        QVERIFY2(output.status == 0, qPrintable(output.text));
    }
    void unplug(const QString& portId) override
    {
        PrivateHost::instance().vsctl({ "--if-exists", "del-port", "br-int", "i" + portId.left(8) });
    }

private Q_SLOTS:
    /// Two servers of one name, as when one takes the place of another.
    void aPortTakesOnlyItsOwnNamesAlong()
    {
        const auto records = [] { return PrivateHost::instance().nbctl({ "--bare", "--columns=records", "list", "DNS" }).text.simplified(); };
        const QString ofTwo = "12.1.0.10.in-addr.arpa=web.cloud.test web=10.0.1.12 web.cloud.test=10.0.1.12";
        const auto net = network();
        const auto sub = subnet(net);
        auto one = port(net, sub, "10.0.1.11"), two = port(net, sub, "10.0.1.12");
        one.dnsName = two.dnsName = "web";
        one.dnsDomain = two.dnsDomain = "cloud.test";
        QVERIFY(driver().applyNetwork(net) && driver().applySubnet(sub));
        QVERIFY(driver().applyPort(one) && driver().applyPort(two));
        QVERIFY(driver().removePort(one.id));
        QCOMPARE(records(), ofTwo);
        QVERIFY(driver().applyPort(one) && driver().applyPort(two));
        one.dnsName.clear();
        QVERIFY(driver().applyPort(one));
        QCOMPARE(records(), ofTwo);
        two.dnsName.clear();
        QVERIFY(driver().applyPort(two));
        QCOMPARE(records(), QString());
    }
};

SKYLAB_TEST(OvnContractTest)
#include "OvnContractTest.moc"
