#include "ObjectStoreContract.h"
#include "core/Uuid.h"
#include "object/drivers/file/FileObjectStore.h"
#include "support/SmallDisk.h"
#include "support/TestMain.h"

#include <QTest>

namespace skylab::object {

class FileObjectStoreTest : public ObjectStoreContract {
    Q_OBJECT
    std::unique_ptr<ObjectStore> make() override
    {
        m_place = std::make_unique<QTemporaryDir>();
        return FileObjectStore::at(m_place->filePath(QStringLiteral("objects"))).value();
    }
    std::unique_ptr<ObjectStore> makeSmall() override
    {
        if (!m_disk)
            m_disk = std::unique_ptr<test::SmallDisk>(new test::SmallDisk(test::SmallDisk::tmpfs(4)));
        if (!m_disk->isMounted())
            return nullptr;
        return FileObjectStore::at(m_disk->path() + QStringLiteral("/objects")).value();
    }

private Q_SLOTS:
    void spreadsAnAccountOverFolders()
    {
        const auto store = make();
        const auto blobId = newUuid();
        const auto writer = store->begin(QStringLiteral("AUTH_a"), -1).value();
        QVERIFY(writer->write("x") && writer->commit(blobId));
        QVERIFY(QFile::exists(m_place->filePath(QStringLiteral("objects/AUTH_a/%1/%2").arg(blobId.left(2), blobId))));
    }

private:
    std::unique_ptr<QTemporaryDir> m_place;
    std::unique_ptr<test::SmallDisk> m_disk;
};
SKYLAB_TEST(FileObjectStoreTest)

} // namespace skylab::object
#include "FileObjectStoreTest.moc"
