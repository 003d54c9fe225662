#include "ImageStoreContract.h"
#include "image/drivers/file/FileImageStore.h"
#include "support/SmallDisk.h"
#include "support/TestMain.h"

#include <QTest>

#include <sys/stat.h>

namespace skylab::image {

namespace {
qint64 peakKiB()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    for (const auto& line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).trimmed().split(' ')[0].toLongLong();
    }
    return -1;
}
bool resetPeak()
{
    QFile file(QStringLiteral("/proc/self/clear_refs"));
    return file.open(QIODevice::WriteOnly) && file.write("5") == 1;
}
} // namespace

class FileImageStoreTest : public ImageStoreContract {
    Q_OBJECT
    std::unique_ptr<ImageStore> make() override
    {
        m_place = std::make_unique<QTemporaryDir>();
        return FileImageStore::at(m_place->filePath(QStringLiteral("images"))).value();
    }
    std::unique_ptr<ImageStore> makeSmall() override
    {
        if (!m_disk)
            m_disk = std::unique_ptr<test::SmallDisk>(new test::SmallDisk(test::SmallDisk::tmpfs(4)));
        if (!m_disk->isMounted())
            return nullptr;
        return FileImageStore::at(m_disk->path() + QStringLiteral("/images")).value();
    }

private Q_SLOTS:
    void streamsHalfAGigabyteInLittleMemory()
    {
        const auto store = make();
        const QByteArray piece(256 * 1024, 'x');
        QVERIFY(resetPeak());
        const auto before = peakKiB();
        const auto writer = store->create(QStringLiteral("big"), 512ll << 20).value();
        for (int i = 0; i < 2048; ++i)
            QVERIFY(writer->write(piece));
        const auto stored = writer->commit();
        QVERIFY(stored);
        QCOMPARE(stored->size, 512ll << 20);
        if (skylab::test::memoryIsOurs)
            QVERIFY2(peakKiB() - before < 24 * 1024, qPrintable(QString::number(peakKiB() - before)));
    }
    void survivesARestart()
    {
        auto store = make();
        const auto writer = store->create(QStringLiteral("a")).value();
        QVERIFY(writer->write("x") && writer->commit());
        store = FileImageStore::at(m_place->filePath(QStringLiteral("images"))).value();
        QCOMPARE(store->open(QStringLiteral("a"))->size, 1);
    }
    void isReadableForTheHypervisorAndWritableForNobody()
    {
        const auto store = make();
        const auto writer = store->create(QStringLiteral("a")).value();
        QVERIFY(writer->write("x") && writer->commit());
        struct stat status = {};
        QCOMPARE(::stat(store->path(QStringLiteral("a"))->toLocal8Bit().constData(), &status), 0);
        QCOMPARE(int(status.st_mode & 0777), 0444);
    }

private:
    std::unique_ptr<QTemporaryDir> m_place;
    std::unique_ptr<test::SmallDisk> m_disk;
};
SKYLAB_TEST(FileImageStoreTest)

} // namespace skylab::image
#include "FileImageStoreTest.moc"
