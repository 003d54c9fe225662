#include "VolumeCloud.h"

#include "support/TestMain.h"

#include <QDir>
#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// POST /volumes/{id}/action: what each does, and from which states it is refused.
class VolumeActionsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<VolumeCloud> m_cloud;
    QString m_id;
    const QString m_server = QStringLiteral("11111111-1111-4111-8111-111111111111");

    QJsonObject attachment() const { return { { QStringLiteral("instance_uuid"), m_server }, { QStringLiteral("mountpoint"), QStringLiteral("/dev/vdb") } }; }
    void put(const char* status) { QCOMPARE(m_cloud->act(m_id, "os-reset_status", QJsonObject { { QStringLiteral("status"), QLatin1String(status) } }, m_cloud->admin()).status, 202); }

    void begin(const VolumeCloud::Prepare& prepare)
    {
        m_cloud = std::make_unique<VolumeCloud>(VolumeCloud::Driver::Fake, prepare);
        m_id = m_cloud->make();
    }

private Q_SLOTS:
    void init() { begin({}); }
    void cleanup() { m_cloud.reset(); }

    void extends()
    {
        QCOMPARE(m_cloud->act(m_id, "os-extend", fromJson(R"({"new_size":3})")).status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->show(m_id)[u"size"].toInt(), 3);
        QCOMPARE(m_cloud->status(m_id), QStringLiteral("available"));
        QCOMPARE(m_cloud->service().driver().connection(m_id).value().sizeBytes, 3 * volume::bytesPerGiB);
    }
    void refusesWrongSizes()
    {
        for (const auto* bad : { R"({"new_size":1})", R"({"new_size":0})", R"({"new_size":-5})", R"({"new_size":"x"})", R"({"new_size":2.5})", R"({"new_size":null})", R"({})", R"({"new_size":99999999})" })
            QCOMPARE(m_cloud->act(m_id, "os-extend", fromJson(bad)).status, 400);
        QCOMPARE(m_cloud->act(QStringLiteral("none"), "os-extend", fromJson(R"({"new_size":3})")).status, 404);
        QCOMPARE(m_cloud->show(m_id)[u"size"].toInt(), 1);
    }
    void extendsInUseOnlyWithTheServersHelp()
    {
        QCOMPARE(m_cloud->act(m_id, "os-attach", attachment()).status, 202);
        QCOMPARE(m_cloud->act(m_id, "os-extend", fromJson(R"({"new_size":3})"), {}, "3.42").status, 400);
        QString asked, noted;
        begin([&](volume::VolumeService& volumes) {
            volumes.setServerHooks({ .extendVolume = [&](const QString& server, const QString& volume, qint64 bytes) -> Result<> {
                asked = server + volume + QString::number(bytes);
                return {};
            }, .whilePaused = {}, .noteExtend = [&](const service::Context& context, const QString& server, const QString& task) -> Result<> {
                noted = server + (context.requestId.isEmpty() || task.isEmpty() ? QString() : QStringLiteral(" told"));
                return {};
            } });
        });
        QCOMPARE(m_cloud->act(m_id, "os-attach", attachment()).status, 202);
        QCOMPARE(m_cloud->act(m_id, "os-extend", fromJson(R"({"new_size":3})"), {}, "3.41").status, 400);
        QCOMPARE(m_cloud->act(m_id, "os-extend", fromJson(R"({"new_size":3})"), {}, "3.42").status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(asked, m_server + m_id + QString::number(3 * volume::bytesPerGiB));
        QCOMPARE(noted, m_server + QStringLiteral(" told"));
        QCOMPARE(m_cloud->service().driver().connection(m_id).value().sizeBytes, 3 * volume::bytesPerGiB);
        QCOMPARE(m_cloud->status(m_id), QStringLiteral("in-use"));
        QCOMPARE(m_cloud->show(m_id)[u"size"].toInt(), 3);
    }

    void attachesAndDetaches()
    {
        QCOMPARE(m_cloud->act(m_id, "os-reserve").status, 202);
        QCOMPARE(m_cloud->status(m_id), QStringLiteral("attaching"));
        QCOMPARE(m_cloud->act(m_id, "os-reserve").status, 400);
        QCOMPARE(m_cloud->act(m_id, "os-unreserve").status, 202);
        QCOMPARE(m_cloud->status(m_id), QStringLiteral("available"));
        QCOMPARE(m_cloud->act(m_id, "os-attach", fromJson(R"({"mountpoint":"/dev/vdb"})")).status, 400);
        QCOMPARE(m_cloud->act(m_id, "os-attach", attachment()).status, 202);
        auto volume = m_cloud->show(m_id);
        QCOMPARE(volume[u"status"].toString(), QStringLiteral("in-use"));
        QCOMPARE(volume[u"attachments"].toArray().size(), 1);
        const auto one = volume[u"attachments"][0];
        QCOMPARE(one[u"server_id"].toString(), m_server);
        QCOMPARE(one[u"device"].toString(), QStringLiteral("/dev/vdb"));
        QCOMPARE(one[u"volume_id"].toString(), m_id);
        QCOMPARE(m_cloud->act(m_id, "os-begin_detaching").status, 202);
        QCOMPARE(m_cloud->status(m_id), QStringLiteral("detaching"));
        QCOMPARE(m_cloud->act(m_id, "os-roll_detaching").status, 202);
        QCOMPARE(m_cloud->status(m_id), QStringLiteral("in-use"));
        QCOMPARE(m_cloud->act(m_id, "os-detach", fromJson(R"({"attachment_id":"22222222-2222-4222-8222-222222222222"})")).status, 400);
        QCOMPARE(m_cloud->act(m_id, "os-detach", QJsonObject { { QStringLiteral("attachment_id"), one[u"attachment_id"].toString() } }).status, 202);
        volume = m_cloud->show(m_id);
        QCOMPARE(volume[u"status"].toString(), QStringLiteral("available"));
        QVERIFY(volume[u"attachments"].toArray().isEmpty());
        QCOMPARE(m_cloud->act(m_id, "os-begin_detaching").status, 400);
    }
    void oneServerUnlessItIsForSeveral()
    {
        auto other = attachment();
        other[u"instance_uuid"] = QStringLiteral("22222222-2222-4222-8222-222222222222");
        QCOMPARE(m_cloud->act(m_id, "os-attach", attachment()).status, 202);
        QCOMPARE(m_cloud->act(m_id, "os-attach", attachment()).status, 202);      // again, of a task that runs twice
        QCOMPARE(m_cloud->act(m_id, "os-attach", other).status, 400);
        m_id = m_cloud->make(fromJson(R"({"size":1,"multiattach":true})"));
        QCOMPARE(m_cloud->act(m_id, "os-attach", attachment()).status, 202);
        QCOMPARE(m_cloud->act(m_id, "os-reserve").status, 202);
        QCOMPARE(m_cloud->act(m_id, "os-attach", other).status, 202);
        QCOMPARE(m_cloud->show(m_id)[u"attachments"].toArray().size(), 2);
        const auto unnamed = m_cloud->act(m_id, "os-detach");
        QCOMPARE(unnamed.status, 400);
        QVERIFY(VolumeCloud::fault(unnamed).contains(QStringLiteral("attachment_id")));
    }

    void statesRefuse_data()
    {
        QTest::addColumn<QString>("status");
        for (const auto* status : { "creating", "deleting", "attaching", "detaching", "error_deleting", "maintenance" })
            QTest::newRow(status) << QString::fromLatin1(status);
    }
    void statesRefuse()
    {
        QFETCH(QString, status);
        put(status.toLatin1().constData());
        const auto told = [&](const Answer& answer) { return answer.status == 400 && VolumeCloud::fault(answer).contains(status); };
        QVERIFY(told(m_cloud->act(m_id, "os-extend", fromJson(R"({"new_size":3})"))));
        QVERIFY(told(m_cloud->act(m_id, "os-reserve")));
        QVERIFY(told(m_cloud->act(m_id, "os-volume_upload_image", fromJson(R"({"image_name":"i"})"))));
        QVERIFY(told(m_cloud->snapshot(m_id)));
        QVERIFY(told(m_cloud->create({ { QStringLiteral("source_volid"), m_id } })));
        if (status != u"error_deleting") {
            QVERIFY(told(m_cloud->del(QStringLiteral("/volumes/") + m_id)));
        }
        QCOMPARE(m_cloud->status(m_id), status);
    }
    void attachedOnesStay()
    {
        m_cloud->act(m_id, "os-attach", attachment());
        const auto answer = m_cloud->del(QStringLiteral("/volumes/") + m_id);
        QCOMPARE(answer.status, 400);
        QVERIFY2(VolumeCloud::fault(answer).contains(m_server), answer.body.constData());
        QCOMPARE(m_cloud->act(m_id, "os-force_delete", {}, m_cloud->admin()).status, 400);
        QCOMPARE(m_cloud->status(m_id), QStringLiteral("in-use"));
    }
    void administratorForces()
    {
        put("creating");
        QCOMPARE(m_cloud->act(m_id, "os-force_delete").status, 403);
        QCOMPARE(m_cloud->act(m_id, "os-reset_status", fromJson(R"({"status":"error"})")).status, 403);
        QCOMPARE(m_cloud->act(m_id, "os-reset_status", fromJson(R"({"status":"purple"})"), m_cloud->admin()).status, 400);
        QCOMPARE(m_cloud->act(m_id, "os-force_delete", {}, m_cloud->admin()).status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->get(QStringLiteral("/volumes/") + m_id).status, 404);
        QVERIFY(m_cloud->service().driver().owned().value().isEmpty());
    }
    void forceDoesNotTakeSnapshotsAlong()
    {
        const auto snapshot = m_cloud->makeSnapshot(m_id);
        QCOMPARE(m_cloud->act(m_id, "os-force_delete", {}, m_cloud->admin()).status, 400);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->status(m_id), QStringLiteral("available"));
        QCOMPARE(m_cloud->service().driver().owned().value().size(), 2);
    }
    void setsBootable()
    {
        QCOMPARE(m_cloud->act(m_id, "os-set_bootable", fromJson(R"({"bootable":true})")).status, 200);
        QCOMPARE(m_cloud->show(m_id)[u"bootable"].toString(), QStringLiteral("true"));
        QCOMPARE(m_cloud->act(m_id, "os-set_bootable", fromJson(R"({"bootable":"maybe"})")).status, 400);
        QCOMPARE(m_cloud->act(m_id, "os-set_bootable", fromJson(R"({"bootable":"False"})")).status, 200);
        QCOMPARE(m_cloud->show(m_id)[u"bootable"].toString(), QStringLiteral("false"));
    }
    void unknownActions()
    {
        const auto answer = m_cloud->act(m_id, "os-paint");
        QCOMPARE(answer.status, 400);
        QVERIFY(VolumeCloud::fault(answer).contains(QStringLiteral("os-paint")));
        QCOMPARE(m_cloud->post(QStringLiteral("/volumes/%1/action").arg(m_id), {}).status, 400);
    }

    void uploadsToAnImage()
    {
        const auto answer = m_cloud->act(m_id, "os-volume_upload_image", fromJson(R"({"image_name":"copy","disk_format":"qcow2","container_format":"bare"})"));
        QCOMPARE(answer.status, 202);
        const QJsonValue said = answer.json()[u"os-volume_upload_image"];
        QCOMPARE(said[u"status"].toString(), QStringLiteral("uploading"));
        QCOMPARE(said[u"image_name"].toString(), QStringLiteral("copy"));
        QCOMPARE(said[u"volume_type"][u"name"].toString(), QStringLiteral("file"));
        QVERIFY(m_cloud->settle());
        const auto image = m_cloud->image(u'/' + said[u"image_id"].toString()).json();
        QCOMPARE(image[u"status"].toString(), QStringLiteral("active"));
        QCOMPARE(image[u"disk_format"].toString(), QStringLiteral("qcow2"));
        QCOMPARE(image[u"min_disk"].toInt(), 1);
        QCOMPARE(m_cloud->status(m_id), QStringLiteral("available"));
        QVERIFY(QDir(m_cloud->cloud().dataDir()).entryList({ QStringLiteral("upload-*") }, QDir::Files).isEmpty());
        QVERIFY(QDir(m_cloud->cloud().dataDir() + QStringLiteral("/volumes")).entryList({ QStringLiteral("upload-*") }, QDir::Files).isEmpty());
    }
    void uploadRefuses()
    {
        for (const auto* bad : { R"({})", R"({"image_name":""})", R"({"image_name":"i","disk_format":"floppy"})" })
            QCOMPARE(m_cloud->act(m_id, "os-volume_upload_image", fromJson(bad)).status, 400);
        m_cloud->act(m_id, "os-attach", attachment());
        QCOMPARE(m_cloud->act(m_id, "os-volume_upload_image", fromJson(R"({"image_name":"i"})")).status, 400);
        QCOMPARE(m_cloud->image({}).json()[u"images"].toArray().size(), 0);
        QCOMPARE(m_cloud->act(m_id, "os-volume_upload_image", fromJson(R"({"image_name":"i","force":true,"disk_format":"qcow2"})")).status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->status(m_id), QStringLiteral("in-use"));
        QCOMPARE(m_cloud->image({}).json()[u"images"][0][u"status"].toString(), QStringLiteral("active"));
    }
};

SKYLAB_TEST(VolumeActionsTest)
#include "VolumeActionsTest.moc"
