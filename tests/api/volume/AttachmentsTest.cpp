#include "VolumeCloud.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// The attachments API, and that compute and the volume actions write the same book.
class AttachmentsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<VolumeCloud> m_cloud;
    QString m_volume;
    const QString m_server = QStringLiteral("11111111-1111-4111-8111-111111111111");
    const QString m_second = QStringLiteral("22222222-2222-4222-8222-222222222222");
    const QString m_root = QStringLiteral("/attachments");

    Answer create(QJsonObject json, const QByteArray& version = "3.54")
    {
        if (!json.contains(u"volume_uuid"))
            json[u"volume_uuid"] = m_volume;
        return m_cloud->post(m_root, { { QStringLiteral("attachment"), json } }, {}, version);
    }
    Answer create(const QString& server) { return create({ { QStringLiteral("instance_uuid"), server } }); }
    Answer connectTo(const QString& id, const char* connector) { return m_cloud->put(m_root + u'/' + id, { { QStringLiteral("attachment"), QJsonObject { { QStringLiteral("connector"), fromJson(connector) } } } }, {}, "3.54"); }
    Answer complete(const QString& id, const QByteArray& version = "3.44") { return m_cloud->post(QStringLiteral("/attachments/%1/action").arg(id), { { QStringLiteral("os-complete"), QJsonValue() } }, {}, version); }
    Answer del(const QString& id) { return m_cloud->call("DELETE", m_root + u'/' + id, {}, {}, "3.54"); }
    QJsonObject show(const QString& id) { return m_cloud->get(m_root + u'/' + id, {}, "3.54").json()[u"attachment"].toObject(); }
    QString status() { return m_cloud->status(m_volume); }

private Q_SLOTS:
    void init()
    {
        m_cloud = std::make_unique<VolumeCloud>();
        m_volume = m_cloud->make();
    }
    void cleanup() { m_cloud.reset(); }

    void reservesConnectsCompletesAndGoes()
    {
        QCOMPARE(m_cloud->get(m_root, {}, "3.26").status, 404);
        const auto made = create({ { QStringLiteral("instance_uuid"), m_server }, { QStringLiteral("mode"), QStringLiteral("ro") } });
        QCOMPARE(made.status, 200);
        const QJsonValue attachment = made.json()[u"attachment"];
        const auto id = attachment[u"id"].toString();
        QCOMPARE(attachment[u"status"].toString(), QStringLiteral("reserved"));
        QCOMPARE(attachment[u"attach_mode"].toString(), QStringLiteral("ro"));
        QVERIFY(attachment[u"connection_info"].toObject().isEmpty());
        QCOMPARE(status(), QStringLiteral("reserved"));
        QVERIFY(m_cloud->show(m_volume)[u"attachments"].toArray().isEmpty());
        QCOMPARE(create(m_second).status, 400);

        QCOMPARE(connectTo(id, R"({})").status, 400);
        QCOMPARE(connectTo(id, R"({"host":"h1","mountpoint":"/dev/vdb","mode":"paint"})").status, 400);
        QCOMPARE(connectTo(id, R"({"host":"h1","mountpoint":"/dev/vdb"})").status, 200);
        QCOMPARE(show(id)[u"status"].toString(), QStringLiteral("attaching"));
        QCOMPARE(show(id)[u"connection_info"][u"access_mode"].toString(), QStringLiteral("ro"));
        QVERIFY(!show(id)[u"connection_info"].toObject().contains(u"device_path"));      // the host's business
        QCOMPARE(status(), QStringLiteral("attaching"));

        QCOMPARE(complete(id, "3.43").status, 404);
        QCOMPARE(complete(id).status, 204);
        QCOMPARE(status(), QStringLiteral("in-use"));
        const auto shown = m_cloud->show(m_volume)[u"attachments"][0];
        QCOMPARE(shown[u"attachment_id"].toString(), id);
        QCOMPARE(shown[u"server_id"].toString(), m_server);
        QCOMPARE(shown[u"device"].toString(), QStringLiteral("/dev/vdb"));
        QCOMPARE(shown[u"host_name"].toString(), QStringLiteral("h1"));

        const auto gone = del(id);
        QCOMPARE(gone.status, 200);
        QVERIFY(gone.json()[u"attachments"].toArray().isEmpty());
        QCOMPARE(status(), QStringLiteral("available"));
        QCOMPARE(m_cloud->get(m_root + u'/' + id, {}, "3.54").status, 404);
    }
    void connectsAtOnce()
    {
        const auto id = create({ { QStringLiteral("instance_uuid"), m_server }, { QStringLiteral("connector"), fromJson(R"({"host":"h1"})") } }).json()[u"attachment"][u"id"].toString();
        QCOMPARE(status(), QStringLiteral("attaching"));
        QCOMPARE(show(id)[u"connection_info"][u"volume_id"].toString(), m_volume);
        QCOMPARE(del(id).status, 200);
        QCOMPARE(status(), QStringLiteral("available"));
    }
    void severalServersForMultiattach()
    {
        m_volume = m_cloud->make(fromJson(R"({"size":1,"multiattach":true})"));
        const auto first = create(m_server).json()[u"attachment"][u"id"].toString();
        connectTo(first, R"({"host":"h1"})");
        complete(first);
        const auto second = create(m_second).json()[u"attachment"][u"id"].toString();
        QCOMPARE(status(), QStringLiteral("reserved"));
        connectTo(second, R"({"host":"h1"})");
        complete(second);
        QCOMPARE(m_cloud->show(m_volume)[u"attachments"].toArray().size(), 2);
        QCOMPARE(del(first).json()[u"attachments"][0][u"id"].toString(), second);
        QCOMPARE(status(), QStringLiteral("in-use"));
        QCOMPARE(del(second).status, 200);
        QCOMPARE(status(), QStringLiteral("available"));
    }
    void aServerThatMovesHasTwo()
    {
        const auto here = create(m_server).json()[u"attachment"][u"id"].toString();
        connectTo(here, R"({"host":"h1"})");
        complete(here);
        const auto there = create(m_server).json()[u"attachment"][u"id"].toString();
        QVERIFY(!there.isEmpty());
        QCOMPARE(status(), QStringLiteral("in-use"));
        QCOMPARE(connectTo(there, R"({"host":"h1"})").status, 409);
        QCOMPARE(connectTo(there, R"({"host":"h2"})").status, 200);
        QCOMPARE(complete(there).status, 204);
        QCOMPARE(del(here).status, 200);
        QCOMPARE(status(), QStringLiteral("in-use"));
    }

    void computeAndTheApiWriteOneBook()
    {
        auto& service = m_cloud->service();
        QVERIFY(service.attach(service::Context::system(), m_volume, m_server, QStringLiteral("/dev/vdb"), QStringLiteral("h1")));
        const auto list = m_cloud->get(QStringLiteral("/attachments/detail?volume_id=%1").arg(m_volume), {}, "3.54").json()[u"attachments"].toArray();
        QCOMPARE(list.size(), 1);
        QCOMPARE(list[0][u"status"].toString(), QStringLiteral("attached"));
        QCOMPARE(list[0][u"instance"].toString(), m_server);
        const auto id = list[0][u"id"].toString();
        // The server runs with it: taking it away here would break the server's disk.
        QCOMPARE(del(id).status, 409);
        QCOMPARE(m_cloud->act(m_volume, "os-detach").status, 409);
        QCOMPARE(m_cloud->act(m_volume, "os-force_detach", QJsonObject(), m_cloud->admin()).status, 409);
        QCOMPARE(m_cloud->act(m_volume, "os-terminate_connection", fromJson(R"({"connector":{}})")).status, 409);
        QCOMPARE(status(), QStringLiteral("in-use"));
        QVERIFY(service.detach(m_volume, m_server));
        QCOMPARE(status(), QStringLiteral("available"));
        QCOMPARE(m_cloud->get(m_root + u'/' + id, {}, "3.54").status, 404);
    }
    void aClientsLineBecomesComputes()
    {
        const auto id = create(m_server).json()[u"attachment"][u"id"].toString();
        QCOMPARE(connectTo(id, R"({"host":"h1"})").status, 200);
        QCOMPARE(complete(id).status, 204);
        QVERIFY(m_cloud->service().attach(service::Context::system(), m_volume, m_server, QStringLiteral("/dev/vdb"), QStringLiteral("h1")));
        QCOMPARE(del(id).status, 409);      // the server runs with it now
        QCOMPARE(status(), QStringLiteral("in-use"));
    }
    void whatWasReservedIsAttached()
    {
        const auto id = create(m_server).json()[u"attachment"][u"id"].toString();
        QCOMPARE(m_cloud->service().attach(service::Context::system(), m_volume, m_server, QStringLiteral("/dev/vdb"), QStringLiteral("h1")).value().attachmentId, id);
        QCOMPARE(show(id)[u"status"].toString(), QStringLiteral("attached"));
    }
    void computeSnapshotsWhatServersHave()
    {
        auto& service = m_cloud->service();
        const auto system = service::Context::system();
        const auto id = QStringLiteral("11111111-2222-4333-8444-555555555555");
        QVERIFY(service.attach(service::Context::system(), m_volume, m_server, QStringLiteral("/dev/vdb"), QStringLiteral("h1")));
        const volume::VolumeService::SnapshotRequest request { id, m_volume, QStringLiteral("snapshot for web"), {} };
        QVERIFY(service.createSnapshot(system, request));
        QVERIFY(service.createSnapshot(system, request));      // asking again
        const auto snapshot = [&] { return service.snapshot(system, id); };
        QTRY_COMPARE(snapshot().value().status, QStringLiteral("available"));
        QCOMPARE(snapshot()->projectId, service.volume(system, m_volume)->projectId);
        QVERIFY(service.deleteSnapshot(system, id));
        QTRY_VERIFY(!snapshot());
        QVERIFY(service.deleteSnapshot(system, id));
        QCOMPARE(service.createSnapshot(system, { id, id, {}, {} }).error().code, ErrorCode::NotFound);
    }
    void whatComputeSnapshotsHasItsTypesQuota()
    {
        const auto type = m_cloud->show(m_volume)[u"volume_type"].toString();
        const auto limit = [&](int snapshots) {
            const QJsonObject quotas { { QStringLiteral("snapshots_") + type, snapshots } };
            return m_cloud->call("PUT", QStringLiteral("/os-quota-sets/") + m_cloud->demoProject(), { { QStringLiteral("quota_set"), quotas } }, m_cloud->admin()).status;
        };
        const volume::VolumeService::SnapshotRequest request { QStringLiteral("11111111-2222-4333-8444-555555555555"), m_volume, QStringLiteral("snapshot for web"), {} };
        QCOMPARE(limit(0), 200);
        const auto refused = m_cloud->service().createSnapshot(service::Context::system(), request);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::OverQuota);
        QCOMPARE(limit(1), 200);
        QVERIFY(m_cloud->service().createSnapshot(service::Context::system(), request));
        QVERIFY(m_cloud->settle());
    }
    void olderDatabasesAreAdopted()
    {
        QVERIFY(m_cloud->service().attach(service::Context::system(), m_volume, m_server, QStringLiteral("/dev/vdb"), QStringLiteral("h1")));
        const QJsonValue before = m_cloud->show(m_volume)[u"attachments"];
        QVERIFY(m_cloud->service().database().write([](db::Transaction& transaction) -> Result<> {
            TRY(transaction.execute(QStringLiteral("DELETE FROM attachments")));
            return {};
        }));
        m_cloud->restart();
        const auto id = before[0][u"attachment_id"].toString();
        QCOMPARE(show(id)[u"instance"].toString(), m_server);
        QVERIFY(m_cloud->service().detach(m_volume, m_server));
        QVERIFY(m_cloud->show(m_volume)[u"attachments"].toArray().isEmpty());
    }

    void listsAndFilters()
    {
        create(m_server);
        m_volume = m_cloud->make();
        create(m_second);
        const auto count = [&](const QString& query, const QByteArray& token = {}) { return m_cloud->get(m_root + query, token, "3.54").json()[u"attachments"].toArray().size(); };
        QCOMPARE(count({}), 2);
        QCOMPARE(count(QStringLiteral("?instance_id=") + m_server), 1);
        QCOMPARE(count(QStringLiteral("?status=attached")), 0);
        QCOMPARE(count(QStringLiteral("?status=reserved&limit=1")), 1);
        QCOMPARE(count(QStringLiteral("?volume_id=") + m_volume), 1);
        QCOMPARE(m_cloud->get(m_root + QStringLiteral("?colour=red"), {}, "3.54").status, 400);
        QCOMPARE(count({}, m_cloud->admin()), 0);
        QCOMPARE(count(QStringLiteral("?all_tenants=1"), m_cloud->admin()), 2);
        const auto other = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        QCOMPARE(count({}, other.token), 0);
        QCOMPARE(m_cloud->post(m_root, { { QStringLiteral("attachment"), QJsonObject { { QStringLiteral("volume_uuid"), m_volume } } } }, other.token, "3.54").status, 404);
    }
    void refuses()
    {
        QCOMPARE(create(fromJson(R"({"volume_uuid":"x"})")).status, 400);
        QCOMPARE(create(fromJson(R"({"volume_uuid":"33333333-3333-4333-8333-333333333333"})")).status, 404);
        QCOMPARE(create(fromJson(R"({"instance_uuid":"x"})")).status, 400);
        QCOMPARE(create(fromJson(R"({"mode":"paint"})")).status, 400);
        QCOMPARE(create(fromJson(R"({"mode":"ro"})"), "3.53").status, 400);
        QCOMPARE(create(fromJson(R"({"colour":"red"})")).status, 400);
        m_cloud->act(m_volume, "os-reset_status", fromJson(R"({"status":"error"})"), m_cloud->admin());
        QCOMPARE(create(m_server).status, 400);
    }
    void readOnlyVolumesAreAttachedSo()
    {
        QCOMPARE(m_cloud->act(m_volume, "os-update_readonly_flag", fromJson(R"({"readonly":true})")).status, 202);
        QCOMPARE(m_cloud->show(m_volume)[u"metadata"][u"readonly"].toString(), QStringLiteral("True"));
        QCOMPARE(m_cloud->act(m_volume, "os-attach", QJsonObject { { QStringLiteral("instance_uuid"), m_server }, { QStringLiteral("mountpoint"), QStringLiteral("x") } }).status, 400);
        QCOMPARE(create(fromJson(R"({"mode":"rw","connector":{"host":"h1"}})")).status, 400);
        const auto id = create(fromJson(R"({"connector":{"host":"h1"}})")).json()[u"attachment"][u"id"].toString();
        QCOMPARE(show(id)[u"attach_mode"].toString(), QStringLiteral("ro"));
        QCOMPARE(m_cloud->act(m_volume, "os-update_readonly_flag", fromJson(R"({"readonly":false})")).status, 400);
        QCOMPARE(m_cloud->act(m_volume, "os-update_readonly_flag", fromJson(R"({"readonly":"maybe"})")).status, 400);
    }
};

SKYLAB_TEST(AttachmentsTest)
#include "AttachmentsTest.moc"
