#include "VolumeDriverContract.h"
#include "support/TestMain.h"
#include "volume/drivers/fake/FakeVolumeDriver.h"

namespace skylab::volume {

class FakeVolumeDriverTest : public VolumeDriverContract {
    Q_OBJECT
    std::unique_ptr<VolumeDriver> make() override { return std::make_unique<FakeVolumeDriver>(); }
    std::unique_ptr<VolumeDriver> makeSmall() override { return std::make_unique<FakeVolumeDriver>(8 << 20); }
};
SKYLAB_TEST(FakeVolumeDriverTest)

} // namespace skylab::volume
#include "FakeVolumeDriverTest.moc"
