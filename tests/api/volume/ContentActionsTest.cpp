#include "VolumeCloud.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Actions that give a volume other content, another type, or tell something of it; and those that are refused.
class ContentActionsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<VolumeCloud> m_cloud;
    QString m_id;

    Answer revert(const QString& snapshot, const QByteArray& version = "3.40") { return m_cloud->act(m_id, "revert", QJsonObject { { QStringLiteral("snapshot_id"), snapshot } }, {}, version); }
    Answer admin(const char* name, const char* json, const QByteArray& version = {}) { return m_cloud->act(m_id, name, fromJson(json), m_cloud->admin(), version); }

private Q_SLOTS:
    void init()
    {
        m_cloud = std::make_unique<VolumeCloud>();
        m_id = m_cloud->make();
    }
    void cleanup() { m_cloud.reset(); }

    void revertsToTheLatestSnapshot()
    {
        QCOMPARE(revert(QStringLiteral("11111111-1111-4111-8111-111111111111")).status, 400);
        m_cloud->write(m_id, { { 0, "then" } });
        const auto older = m_cloud->makeSnapshot(m_id);
        const auto latest = m_cloud->makeSnapshot(m_id);
        m_cloud->write(m_id, { { 0, "now!" } });
        QCOMPARE(revert(latest, "3.39").status, 404);
        QCOMPARE(revert(older).status, 400);
        QCOMPARE(revert(latest).status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->status(m_id), QStringLiteral("available"));
        QCOMPARE(m_cloud->showSnapshot(latest)[u"status"].toString(), QStringLiteral("available"));
        QCOMPARE(m_cloud->read(m_id, 0, 4), QByteArray("then"));
        admin("os-reset_status", R"({"status":"error"})");
        QCOMPARE(revert(latest).status, 409);
        admin("os-reset_status", R"({"status":"available"})");
        m_cloud->act(m_id, "os-extend", fromJson(R"({"new_size":2})"));
        QVERIFY(m_cloud->settle());
        QCOMPARE(revert(latest).status, 400);
    }
    void reimages()
    {
        m_cloud->write(m_id, { { 0, "old" } });
        const auto image = m_cloud->makeImage("an image's bytes");
        const QJsonObject wanted { { QStringLiteral("image_id"), image } };
        QCOMPARE(m_cloud->act(m_id, "os-reimage", wanted, {}, "3.67").status, 404);
        QCOMPARE(m_cloud->act(m_id, "os-reimage", fromJson(R"({"image_id":"11111111-1111-4111-8111-111111111111"})"), {}, "3.68").status, 404);
        QCOMPARE(m_cloud->act(m_id, "os-reimage", wanted, {}, "3.68").status, 202);
        QVERIFY(m_cloud->settle());
        const auto volume = m_cloud->show(m_id);
        QCOMPARE(volume[u"status"].toString(), QStringLiteral("available"));
        QCOMPARE(volume[u"bootable"].toString(), QStringLiteral("true"));
        QCOMPARE(volume[u"volume_image_metadata"][u"image_id"].toString(), image);
        QCOMPARE(m_cloud->read(m_id, 0, 3), QByteArray(3, '\0'));
        // A reserved volume only when that is said.
        QVERIFY(m_cloud->service().reserve(service::Context::system(), m_id));
        QCOMPARE(m_cloud->act(m_id, "os-reimage", wanted, {}, "3.68").status, 400);
        QCOMPARE(m_cloud->act(m_id, "os-reimage", QJsonObject { { QStringLiteral("image_id"), image }, { QStringLiteral("reimage_reserved"), true } }, {}, "3.68").status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->status(m_id), QStringLiteral("reserved"));
        QCOMPARE(m_cloud->act(m_id, "os-reimage", QJsonObject { { QStringLiteral("image_id"), m_cloud->makeImage("x", 5) }, { QStringLiteral("reimage_reserved"), true } }, {}, "3.68").status, 400);
    }
    /// A clone that gets an image's content needs its source no more.
    void sourcesOfWhatIsReimagedCanGo()
    {
        const auto clone = m_cloud->make({ { QStringLiteral("source_volid"), m_id } });
        const auto image = m_cloud->makeImage("an image's bytes");
        m_cloud->holdTasks();
        QCOMPARE(m_cloud->act(clone, "os-reimage", QJsonObject { { QStringLiteral("image_id"), image } }, {}, "3.68").status, 202);
        QCOMPARE(m_cloud->status(clone), QStringLiteral("downloading"));
        QCOMPARE(m_cloud->call("DELETE", QStringLiteral("/volumes/") + m_id).status, 202);
    }
    void retypes()
    {
        const auto type = m_cloud->post(QStringLiteral("/types"), { { QStringLiteral("volume_type"), fromJson(R"({"name":"fast"})") } }, m_cloud->admin()).json()[u"volume_type"][u"id"].toString();
        QCOMPARE(m_cloud->act(m_id, "os-retype", fromJson(R"({"new_type":"none"})")).status, 404);
        QCOMPARE(m_cloud->act(m_id, "os-retype", fromJson(R"({"new_type":"fast","migration_policy":"maybe"})")).status, 400);
        QCOMPARE(m_cloud->act(m_id, "os-retype", fromJson(R"({"new_type":"fast","migration_policy":"on-demand"})")).status, 202);
        QCOMPARE(m_cloud->show(m_id)[u"volume_type"].toString(), QStringLiteral("fast"));
        QCOMPARE(m_cloud->act(m_id, "os-retype", QJsonObject { { QStringLiteral("new_type"), type } }).status, 400);      // the same
        admin("os-reset_status", R"({"status":"error"})");
        QCOMPARE(m_cloud->act(m_id, "os-retype", fromJson(R"({"new_type":"file"})")).status, 400);
    }
    void imageMetadata()
    {
        const auto set = m_cloud->act(m_id, "os-set_image_metadata", fromJson(R"({"metadata":{"a":"1","b":"2"}})"));
        QCOMPARE(set.status, 200);
        QCOMPARE(set.json()[u"metadata"].toObject(), fromJson(R"({"a":"1","b":"2"})"));
        QCOMPARE(m_cloud->act(m_id, "os-set_image_metadata", fromJson(R"({"metadata":{"a":7}})")).status, 400);
        QCOMPARE(m_cloud->act(m_id, "os-unset_image_metadata", fromJson(R"({"key":"a"})")).status, 200);
        QCOMPARE(m_cloud->act(m_id, "os-unset_image_metadata", fromJson(R"({"key":"a"})")).status, 404);
        QCOMPARE(m_cloud->act(m_id, "os-show_image_metadata").json()[u"metadata"].toObject(), fromJson(R"({"b":"2"})"));
        QCOMPARE(m_cloud->show(m_id)[u"volume_image_metadata"].toObject(), fromJson(R"({"b":"2"})"));
        const auto found = [&](const char* filter) { return m_cloud->get(QStringLiteral("/volumes/detail?glance_metadata=") + QString::fromLatin1(filter), {}, "3.4").json()[u"volumes"].toArray().size(); };
        QCOMPARE(found("{'b':'2'}"), 1);
        QCOMPARE(found("{'b':'3'}"), 0);
    }
    void connections()
    {
        const auto answer = m_cloud->act(m_id, "os-initialize_connection", fromJson(R"({"connector":{"host":"h1"}})"));
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.json()[u"connection_info"][u"driver_volume_type"].toString(), QStringLiteral("fake"));
        QVERIFY(!answer.json()[u"connection_info"][u"data"].toObject().contains(u"device_path"));
        QVERIFY(admin("os-initialize_connection", R"({"connector":{}})").json()[u"connection_info"][u"data"].toObject().contains(u"device_path"));
        QCOMPARE(m_cloud->act(m_id, "os-initialize_connection", fromJson(R"({"connector":"x"})")).status, 400);
        QCOMPARE(m_cloud->act(m_id, "os-terminate_connection", fromJson(R"({"connector":{"host":"h1"}})")).status, 202);
        admin("os-reset_status", R"({"status":"maintenance"})");
        QCOMPARE(m_cloud->act(m_id, "os-initialize_connection", fromJson(R"({"connector":{}})")).status, 400);
    }
    void migrationHasNowhereToGo()
    {
        QCOMPARE(m_cloud->act(m_id, "os-migrate_volume", fromJson(R"({"host":"h@b#p"})")).status, 403);
        QCOMPARE(admin("os-migrate_volume", R"({"host":"h@b#p"})").status, 400);
        QCOMPARE(admin("os-migrate_volume", R"({"cluster":"c"})", "3.16").status, 400);
        const auto host = m_cloud->show(m_id, m_cloud->admin())[u"os-vol-host-attr:host"].toString();
        QCOMPARE(m_cloud->act(m_id, "os-migrate_volume", QJsonObject { { QStringLiteral("host"), host } }, m_cloud->admin()).status, 400);
        QCOMPARE(m_cloud->act(m_id, "os-migrate_volume_completion", QJsonObject { { QStringLiteral("new_volume"), m_id } }, m_cloud->admin()).status, 400);
        QCOMPARE(admin("os-extend_volume_completion", R"({})", "3.71").status, 400);
        QCOMPARE(m_cloud->status(m_id), QStringLiteral("available"));
    }
    void administratorsUntangle()
    {
        const QString server = QStringLiteral("11111111-1111-4111-8111-111111111111");
        QCOMPARE(admin("os-reset_status", R"({})").status, 400);
        QCOMPARE(admin("os-reset_status", R"({"status":"in-use"})").status, 400);
        QCOMPARE(admin("os-reset_status", R"({"migration_status":"migrating"})").status, 202);
        QCOMPARE(m_cloud->show(m_id, m_cloud->admin())[u"migration_status"].toString(), QStringLiteral("migrating"));
        QCOMPARE(admin("os-reset_status", R"({"migration_status":"none"})").status, 202);
        QVERIFY(m_cloud->show(m_id, m_cloud->admin())[u"migration_status"].isNull());
        m_cloud->act(m_id, "os-attach", QJsonObject { { QStringLiteral("instance_uuid"), server }, { QStringLiteral("mountpoint"), QStringLiteral("/dev/vdb") } });
        const auto attachment = m_cloud->show(m_id)[u"attachments"][0][u"attachment_id"].toString();
        QCOMPARE(admin("os-reset_status", R"({"status":"error"})").status, 202);
        QCOMPARE(m_cloud->act(m_id, "os-force_detach", QJsonObject { { QStringLiteral("connector"), QJsonValue() }, { QStringLiteral("attachment_id"), attachment } }, m_cloud->admin()).status, 202);
        QCOMPARE(m_cloud->status(m_id), QStringLiteral("available"));
        m_cloud->act(m_id, "os-attach", QJsonObject { { QStringLiteral("instance_uuid"), server }, { QStringLiteral("mountpoint"), QStringLiteral("/dev/vdb") } });
        QCOMPARE(admin("os-reset_status", R"({"attach_status":"detached","status":"available"})").status, 202);
        QVERIFY(m_cloud->show(m_id)[u"attachments"].toArray().isEmpty());
    }
    void uploadsAsIsSaid()
    {
        QCOMPARE(m_cloud->act(m_id, "os-volume_upload_image", fromJson(R"({"image_name":"i","visibility":"shared"})")).status, 400);      // 3.1
        QCOMPARE(m_cloud->act(m_id, "os-volume_upload_image", fromJson(R"({"image_name":"i","visibility":"public"})"), {}, "3.1").status, 403);
        const auto answer = m_cloud->act(m_id, "os-volume_upload_image", fromJson(R"({"image_name":"i","disk_format":"qcow2","visibility":"shared","protected":true})"), {}, "3.1");
        QCOMPARE(answer.status, 202);
        const QJsonValue said = answer.json()[u"os-volume_upload_image"];
        QCOMPARE(said[u"visibility"].toString(), QStringLiteral("shared"));
        QVERIFY(said[u"protected"].toBool());
        QVERIFY(m_cloud->settle());
        const auto image = m_cloud->image(u'/' + said[u"image_id"].toString()).json();
        QCOMPARE(image[u"visibility"].toString(), QStringLiteral("shared"));
        QVERIFY(image[u"protected"].toBool());
        QCOMPARE(m_cloud->act(m_id, "os-volume_upload_image", fromJson(R"({"image_name":"i","colour":"red"})")).status, 400);
    }
};

SKYLAB_TEST(ContentActionsTest)
#include "ContentActionsTest.moc"
