#include "ImageStoreContract.h"
#include "image/drivers/fake/FakeImageStore.h"
#include "support/TestMain.h"

namespace skylab::image {

class FakeImageStoreTest : public ImageStoreContract {
    Q_OBJECT
    std::unique_ptr<ImageStore> make() override { return std::make_unique<FakeImageStore>(); }
    std::unique_ptr<ImageStore> makeSmall() override { return std::make_unique<FakeImageStore>(4 << 20); }
};
SKYLAB_TEST(FakeImageStoreTest)

} // namespace skylab::image
#include "FakeImageStoreTest.moc"
