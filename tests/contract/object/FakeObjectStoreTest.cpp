#include "ObjectStoreContract.h"
#include "object/drivers/fake/FakeObjectStore.h"
#include "support/TestMain.h"

namespace skylab::object {

class FakeObjectStoreTest : public ObjectStoreContract {
    Q_OBJECT
    std::unique_ptr<ObjectStore> make() override { return std::make_unique<FakeObjectStore>(); }
    std::unique_ptr<ObjectStore> makeSmall() override { return std::make_unique<FakeObjectStore>(4 << 20); }
};
SKYLAB_TEST(FakeObjectStoreTest)

} // namespace skylab::object
#include "FakeObjectStoreTest.moc"
