#include "VolumeCloud.h"

#include "support/TestMain.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace skylab;
using namespace skylab::test;

/// Work on volumes that is called off, or overtaken by something else, between its steps.
class CallOffTest : public QObject {
    Q_OBJECT

    std::unique_ptr<VolumeCloud> m_cloud;
    QString m_id;
    QString m_kind;                              ///< whose step m_then waits for
    int m_step = 0;
    std::function<void(const service::TaskRow&)> m_then;
    QString m_endIn;                             ///< the kind in whose first step the process ends
    std::atomic<bool> m_wentOn { false };        ///< ... and waited for it
    std::thread m_end;

    QString backUp() { return m_cloud->post(backups, { { QStringLiteral("backup"), QJsonObject { { QStringLiteral("volume_id"), m_id } } } }).json()[u"backup"][u"id"].toString(); }
    /// Once the step's work is done, and not recorded yet.
    void after(const char* kind, int step, std::function<void(const service::TaskRow&)> then)
    {
        m_kind = QString::fromLatin1(kind);
        m_step = step;
        m_then = std::move(then);
    }
    void callOffAfter(const char* kind, int step)
    {
        after(kind, step, [this](const service::TaskRow& row) {
            if (!m_cloud->cloud().chassis().tasks().cancel(row.id))
                qFatal("a task that goes on can't be called off");
        });
    }
    service::TaskRow lastTask() { return m_cloud->cloud().chassis().tasks().list(service::ProjectScope::all(), false, 1)->front(); }

private Q_SLOTS:
    void init()
    {
        m_then = {};
        m_endIn.clear();
        m_wentOn = false;
        m_cloud = std::make_unique<VolumeCloud>(VolumeCloud::Driver::Fake, [this](volume::VolumeService& volumes) {
            volumes.setServerHooks({ .extendVolume = [](const QString&, const QString&, qint64) -> Result<> { return {}; }, .whilePaused = {} });
            volumes.chassis().tasks().afterStep = [this](const service::TaskRow& row, int step) {
                if (m_then && row.kind == m_kind && step == m_step)
                    m_then(row);
                if (row.kind == m_endIn)
                    m_wentOn = true;
            };
            volumes.chassis().tasks().beforeStep = [this, &tasks = volumes.chassis().tasks()](const service::TaskRow& row, int) {
                if (row.kind != m_endIn)
                    return;
                m_end = std::thread([&tasks] { tasks.stop(); });
                while (!tasks.isStopping())
                    std::this_thread::yield();
            };
        });
        m_id = m_cloud->make();
    }
    void cleanup()
    {
        if (m_end.joinable())
            m_end.join();
        m_cloud.reset();
    }

    void aVolumeThatHasGrownIsLarger_data()
    {
        QTest::addColumn<int>("step");
        QTest::newRow("grown") << 0;
        QTest::newRow("told the servers") << 1;
    }
    void aVolumeThatHasGrownIsLarger()
    {
        QFETCH(int, step);
        callOffAfter("volume.extend", step);
        QCOMPARE(m_cloud->act(m_id, "os-extend", fromJson(R"({"new_size":3})")).status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(lastTask().state, QStringLiteral("done"));
        QCOMPARE(m_cloud->status(m_id), QStringLiteral("available"));
        QCOMPARE(m_cloud->show(m_id)[u"size"].toInt(), 3);
        QCOMPARE(m_cloud->service().driver().connection(m_id)->sizeBytes, 3 * volume::bytesPerGiB);
    }
    void otherContentStays()
    {
        m_cloud->write(m_id, { { 0, "then" } });
        const auto snapshot = m_cloud->makeSnapshot(m_id);
        const auto backup = backUp();
        QVERIFY(m_cloud->settle());
        const auto check = [&](const QByteArray& content) {
            QVERIFY(m_cloud->settle());
            QCOMPARE(lastTask().kind, m_kind);
            QCOMPARE(lastTask().state, QStringLiteral("done"));
            QCOMPARE(m_cloud->status(m_id), QStringLiteral("available"));
            QCOMPARE(m_cloud->read(m_id, 0, 4), content);
            m_cloud->write(m_id, { { 0, "now!" } });
        };
        m_cloud->write(m_id, { { 0, "now!" } });
        callOffAfter("volume.revert", 0);
        QCOMPARE(m_cloud->act(m_id, "revert", QJsonObject { { QStringLiteral("snapshot_id"), snapshot } }, {}, "3.40").status, 202);
        check("then");
        QCOMPARE(m_cloud->showSnapshot(snapshot)[u"status"].toString(), QStringLiteral("available"));
        callOffAfter("volume.backup_restore", 0);
        QCOMPARE(m_cloud->post(QStringLiteral("/backups/%1/restore").arg(backup), { { QStringLiteral("restore"), QJsonObject { { QStringLiteral("volume_id"), m_id } } } }).status, 202);
        check("then");
        QCOMPARE(m_cloud->get(backups + u'/' + backup).json()[u"backup"][u"status"].toString(), QStringLiteral("available"));
        callOffAfter("volume.reimage", 0);
        QCOMPARE(m_cloud->act(m_id, "os-reimage", QJsonObject { { QStringLiteral("image_id"), m_cloud->makeImage("an image's bytes") } }, {}, "3.68").status, 202);
        check(QByteArray(4, '\0'));      // the driver forgets what images hold
    }
    void anImageThatHasItsDataStaysActive()
    {
        callOffAfter("volume.upload", 1);
        const auto image = m_cloud->act(m_id, "os-volume_upload_image", fromJson(R"({"image_name":"i","disk_format":"qcow2"})")).json()[u"os-volume_upload_image"][u"image_id"].toString();
        QVERIFY(m_cloud->settle());
        QCOMPARE(lastTask().state, QStringLiteral("done"));
        QCOMPARE(m_cloud->status(m_id), QStringLiteral("available"));
        QCOMPARE(m_cloud->image(u'/' + image).json()[u"status"].toString(), QStringLiteral("active"));
    }
    void anUploadIsCalledOffBefore()
    {
        callOffAfter("volume.upload", 0);
        const auto image = m_cloud->act(m_id, "os-volume_upload_image", fromJson(R"({"image_name":"i","disk_format":"qcow2"})")).json()[u"os-volume_upload_image"][u"image_id"].toString();
        QVERIFY(m_cloud->settle());
        QCOMPARE(lastTask().state, QStringLiteral("cancelled"));
        QCOMPARE(m_cloud->status(m_id), QStringLiteral("available"));
        QCOMPARE(m_cloud->image(u'/' + image).json()[u"status"].toString(), QStringLiteral("killed"));
    }
    /// Copies may take hours: they are begun again at the next start.
    void theEndOfTheProcessWaitsForNoCopy_data()
    {
        QTest::addColumn<QString>("kind");
        for (const auto* kind : { "volume.create", "volume.revert", "volume.upload", "volume.backup", "volume.backup_restore" })
            QTest::newRow(kind) << QString::fromLatin1(kind);
    }
    void theEndOfTheProcessWaitsForNoCopy()
    {
        QFETCH(QString, kind);
        m_cloud->write(m_id, { { 0, "then" } });
        const auto snapshot = m_cloud->makeSnapshot(m_id);
        const auto backup = backUp();
        QVERIFY(m_cloud->settle());
        const QHash<QString, std::function<Answer()>> begin {
            { QStringLiteral("volume.create"), [&] { return m_cloud->create({ { QStringLiteral("source_volid"), m_id } }); } },
            { QStringLiteral("volume.revert"), [&] { return m_cloud->act(m_id, "revert", QJsonObject { { QStringLiteral("snapshot_id"), snapshot } }, {}, "3.40"); } },
            { QStringLiteral("volume.upload"), [&] { return m_cloud->act(m_id, "os-volume_upload_image", fromJson(R"({"image_name":"i","disk_format":"qcow2"})")); } },
            { QStringLiteral("volume.backup"), [&] { return m_cloud->post(backups, { { QStringLiteral("backup"), QJsonObject { { QStringLiteral("volume_id"), m_id } } } }); } },
            { QStringLiteral("volume.backup_restore"), [&] { return m_cloud->post(QStringLiteral("/backups/%1/restore").arg(backup), { { QStringLiteral("restore"), QJsonObject { { QStringLiteral("volume_id"), m_id } } } }); } },
        };
        m_endIn = kind;
        QCOMPARE(begin[kind]().status, 202);
        QTRY_VERIFY_WITH_TIMEOUT(m_cloud->cloud().chassis().tasks().isStopping(), 20'000);
        m_end.join();
        QVERIFY(!m_wentOn);
        QCOMPARE(lastTask().state, QStringLiteral("running"));
    }
    /// Its server is deleted between the steps: nobody has grown the volume yet.
    void aVolumeThatLosesItsServerGrowsAllTheSame()
    {
        const auto server = QStringLiteral("11111111-1111-4111-8111-111111111111");
        QCOMPARE(m_cloud->act(m_id, "os-attach", QJsonObject { { QStringLiteral("instance_uuid"), server }, { QStringLiteral("mountpoint"), QStringLiteral("/dev/vdb") } }).status, 202);
        after("volume.extend", 0, [&](const service::TaskRow&) {
            if (!m_cloud->service().detach(m_id, server))
                qFatal("the volume can't be detached");
        });
        QCOMPARE(m_cloud->act(m_id, "os-extend", fromJson(R"({"new_size":3})"), {}, "3.42").status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->status(m_id), QStringLiteral("available"));
        QCOMPARE(m_cloud->show(m_id)[u"size"].toInt(), 3);
        QCOMPARE(m_cloud->service().driver().connection(m_id)->sizeBytes, 3 * volume::bytesPerGiB);
    }
};

SKYLAB_TEST(CallOffTest)
#include "CallOffTest.moc"
