#include "contract/network/NetworkContract.h"
#include "network/drivers/fake/FakeNetworkDriver.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab::network;

class FakeContractTest : public NetworkContract {
    Q_OBJECT

protected:
    std::unique_ptr<NetworkDriver> make() override
    {
        FakeOptions options;
        options.anyHost = false;
        options.autoPlug = false;
        auto driver = std::make_unique<FakeNetworkDriver>(options);
        m_fake = driver.get();
        return driver;
    }
    void plug(const QString& portId) override { m_fake->plug(portId, host()); }
    void unplug(const QString& portId) override { m_fake->unplug(portId); }

private:
    FakeNetworkDriver* m_fake = nullptr;
};

SKYLAB_TEST(FakeContractTest)
#include "FakeContractTest.moc"
