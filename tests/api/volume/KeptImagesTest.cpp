#include "VolumeCloud.h"

#include "support/TestMain.h"

#include <QStandardPaths>
#include <QTest>

#include <thread>

using namespace skylab;
using namespace skylab::test;

/// Volumes that get an image's content while the image is deleted and the process ends: the file stays until then, and no longer.
class KeptImagesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<VolumeCloud> m_cloud;
    QString m_image;
    QString m_endAfter;             ///< the kind of task behind whose first step, before its record, the process ends
    std::thread m_end;
    const QByteArray m_bytes = QByteArray("an image's bytes ").repeated(1000);

    Answer reimage(const QString& id) { return m_cloud->act(id, "os-reimage", QJsonObject { { QStringLiteral("image_id"), m_image } }, {}, "3.68"); }
    QString create() { return m_cloud->create({ { QStringLiteral("size"), 1 }, { QStringLiteral("imageRef"), m_image } }).json()[u"volume"][u"id"].toString(); }
    void deleteImage() { QVERIFY(m_cloud->service().images().remove(service::Context::system(), m_image)); }
    bool isStored() { return !m_cloud->service().images().store().owned()->empty(); }
    void restart()
    {
        m_cloud->restart();
        QVERIFY(m_cloud->settle());
    }
    void endsAfter(const char* kind, const std::function<void()>& begin)
    {
        m_endAfter = QLatin1String(kind);
        begin();
        QTRY_VERIFY_WITH_TIMEOUT(m_cloud->cloud().chassis().tasks().isStopping(), 20'000);
        m_end.join();
        m_endAfter.clear();
    }

private Q_SLOTS:
    void init()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("qemu-img")).isEmpty())
            QSKIP("qemu-img is not installed");
        m_cloud = std::make_unique<VolumeCloud>(VolumeCloud::Driver::File, [this](volume::VolumeService& volumes) {
            auto& tasks = volumes.chassis().tasks();
            tasks.afterStep = [&](const service::TaskRow& row, int step) {
                if (row.kind != m_endAfter || step != 0)
                    return;
                m_end = std::thread([&] { tasks.stop(); });
                while (!tasks.isStopping())
                    std::this_thread::yield();
            };
        });
        m_image = m_cloud->makeImage(m_bytes);
    }
    void cleanup()
    {
        if (m_end.joinable())
            m_end.join();
        m_cloud.reset();
    }

    void aVolumeIsMadeOfAnImageThatIsDeleted()
    {
        QString id;
        endsAfter("volume.create", [&] { id = create(); });
        deleteImage();
        QVERIFY(isStored());
        restart();
        QCOMPARE(m_cloud->status(id), QStringLiteral("available"));
        QCOMPARE(m_cloud->read(id, 0, m_bytes.size()), m_bytes);
        QVERIFY(!isStored());
    }
    void aVolumeGetsTheContentOfAnImageThatIsDeleted()
    {
        const auto id = m_cloud->make();
        endsAfter("volume.reimage", [&] { QCOMPARE(reimage(id).status, 202); });
        deleteImage();
        restart();
        QCOMPARE(m_cloud->status(id), QStringLiteral("available"));
        QCOMPARE(m_cloud->show(id)[u"volume_image_metadata"][u"image_id"].toString(), m_image);
        QCOMPARE(m_cloud->read(id, 0, m_bytes.size()), m_bytes);
        QVERIFY(!isStored());
    }
    void whatIsUndoneKeepsNoImage_data()
    {
        QTest::addColumn<bool>("isNew");
        QTest::newRow("made") << true;
        QTest::newRow("re-imaged") << false;
    }
    /// The process ended when the image was kept, and the work can't go on.
    void whatIsUndoneKeepsNoImage()
    {
        QFETCH(bool, isNew);
        auto id = isNew ? QString() : m_cloud->make();
        m_cloud->holdTasks();
        if (isNew)
            id = create();
        else
            QCOMPARE(reimage(id).status, 202);
        QVERIFY(m_cloud->service().images().keep(m_image, id));
        deleteImage();
        QVERIFY(isStored());
        restart();
        QCOMPARE(m_cloud->status(id), QStringLiteral("error"));
        QVERIFY(!isStored());
    }
};

SKYLAB_TEST(KeptImagesTest)
#include "KeptImagesTest.moc"
