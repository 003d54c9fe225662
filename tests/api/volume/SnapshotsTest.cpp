#include "VolumeCloud.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

class SnapshotsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<VolumeCloud> m_cloud;
    QString m_volume;

    static QString path(const QString& id) { return QStringLiteral("/snapshots/") + id; }

    void begin(const VolumeCloud::Prepare& prepare)
    {
        m_cloud = std::make_unique<VolumeCloud>(VolumeCloud::Driver::Fake, prepare);
        m_volume = m_cloud->make(fromJson(R"({"size":2,"name":"source"})"));
    }

private Q_SLOTS:
    void init() { begin({}); }
    void cleanup() { m_cloud.reset(); }

    void livesAndDies()
    {
        const auto answer = m_cloud->snapshot(m_volume, fromJson(R"({"name":"s","description":"d","metadata":{"a":"b"}})"));
        QCOMPARE(answer.status, 202);
        const auto id = answer.json()[u"snapshot"][u"id"].toString();
        QCOMPARE(answer.json()[u"snapshot"][u"status"].toString(), QStringLiteral("creating"));
        QVERIFY(m_cloud->settle());
        const auto snapshot = m_cloud->showSnapshot(id);
        QCOMPARE(snapshot[u"status"].toString(), QStringLiteral("available"));
        QCOMPARE(snapshot[u"os-extended-snapshot-attributes:progress"].toString(), QStringLiteral("100%"));
        QCOMPARE(snapshot[u"size"].toInt(), 2);
        QCOMPARE(snapshot[u"volume_id"].toString(), m_volume);
        QCOMPARE(snapshot[u"metadata"].toObject(), fromJson(R"({"a":"b"})"));
        QCOMPARE(m_cloud->put(path(id), fromJson(R"({"snapshot":{"name":"t","description":"e"}})")).json()[u"snapshot"][u"name"].toString(), QStringLiteral("t"));
        QCOMPARE(m_cloud->put(path(id), fromJson(R"({"snapshot":{"status":"error"}})")).status, 400);
        QCOMPARE(m_cloud->del(path(id)).status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->get(path(id)).status, 404);
        QCOMPARE(m_cloud->service().driver().owned().value().size(), 1);
    }
    void showsTheKeysOfTheVersion()
    {
        const auto id = m_cloud->makeSnapshot(m_volume);
        const auto keys = [&](const QByteArray& version) { return m_cloud->get(path(id), {}, version).json()[u"snapshot"].toObject().keys(); };
        QStringList expected = QStringLiteral("created_at description id metadata name os-extended-snapshot-attributes:progress os-extended-snapshot-attributes:project_id size status updated_at volume_id").split(u' ');
        QCOMPARE(keys("3.0"), expected);
        expected << QStringLiteral("group_snapshot_id") << QStringLiteral("user_id") << QStringLiteral("consumes_quota");
        expected.sort();
        QCOMPARE(keys("3.65"), expected);
    }
    void refuses()
    {
        QCOMPARE(m_cloud->post(QStringLiteral("/snapshots"), fromJson(R"({"snapshot":{"name":"s"}})")).status, 400);
        QCOMPARE(m_cloud->snapshot(QStringLiteral("no id")).status, 400);
        QCOMPARE(m_cloud->snapshot(QStringLiteral("00000000-0000-4000-8000-000000000000")).status, 404);
        QCOMPARE(m_cloud->snapshot(m_volume, fromJson(R"({"colour":"red"})")).status, 400);
        QCOMPARE(m_cloud->get(path(QStringLiteral("none"))).status, 404);
        QCOMPARE(m_cloud->del(path(QStringLiteral("none"))).status, 404);
    }
    void attachedOnesNeedForceUntil366()
    {
        m_cloud->act(m_volume, "os-attach", fromJson(R"({"instance_uuid":"11111111-1111-4111-8111-111111111111","mountpoint":"x"})"));
        QCOMPARE(m_cloud->snapshot(m_volume).status, 400);
        const auto forced = m_cloud->snapshot(m_volume, fromJson(R"({"force":true})"));
        QCOMPARE(forced.status, 202);
        const auto body = [&](const QJsonValue& force) {
            QJsonObject snapshot { { QStringLiteral("volume_id"), m_volume } };
            if (!force.isUndefined())
                snapshot[u"force"] = force;
            return m_cloud->post(QStringLiteral("/snapshots"), { { QStringLiteral("snapshot"), snapshot } }, {}, "3.66").status;
        };
        QCOMPARE(body(QJsonValue::Undefined), 202);
        QCOMPARE(body(true), 202);
        QCOMPARE(body(false), 400);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->showSnapshot(forced.json()[u"snapshot"][u"id"].toString())[u"status"].toString(), QStringLiteral("available"));
        QCOMPARE(m_cloud->status(m_volume), QStringLiteral("in-use"));
    }
    void pausesTheServerForACopyThatMustBeQuiet()
    {
        // The fake driver freezes volumes in an instant, so nobody is paused.
        std::atomic<int> pauses = 0;
        begin([&](volume::VolumeService& volumes) {
            volumes.setServerHooks({ .extendVolume = {}, .whilePaused = [&](const QString&, const std::function<Result<>()>& work) {
                ++pauses;
                return work();
            } });
        });
        m_cloud->act(m_volume, "os-attach", fromJson(R"({"instance_uuid":"11111111-1111-4111-8111-111111111111","mountpoint":"x"})"));
        QCOMPARE(m_cloud->snapshot(m_volume, fromJson(R"({"force":true})")).status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(pauses.load(), 0);
    }
    void pausesAllServersThatHaveTheVolume()
    {
        std::mutex mutex;
        QStringList told;
        m_cloud = std::make_unique<VolumeCloud>(VolumeCloud::Driver::Quiet, [&](volume::VolumeService& volumes) {
            volumes.setServerHooks({ .extendVolume = {}, .whilePaused = [&](const QString& server, const std::function<Result<>()>& work) {
                const auto tell = [&](const QString& what) {
                    const std::lock_guard lock(mutex);
                    told << what + server.left(1);
                };
                tell(QStringLiteral("pause "));
                auto done = work();
                tell(QStringLiteral("wake "));
                return done;
            } });
        });
        QCOMPARE(m_cloud->post(QStringLiteral("/types"), { { QStringLiteral("volume_type"), fromJson(R"({"name":"shared","extra_specs":{"multiattach":"<is> True"}})") } }, m_cloud->admin()).status, 200);
        m_volume = m_cloud->make(fromJson(R"({"size":1,"volume_type":"shared"})"));
        for (const auto* server : { "22222222-2222-4222-8222-222222222222", "11111111-1111-4111-8111-111111111111" })
            QVERIFY(m_cloud->service().attach(service::Context::system(), m_volume, QLatin1String(server), QStringLiteral("/dev/vdb"), QStringLiteral("h1")));
        const auto id = m_cloud->snapshot(m_volume, fromJson(R"({"force":true})")).json()[u"snapshot"][u"id"].toString();
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->showSnapshot(id)[u"status"].toString(), QStringLiteral("available"));
        const std::lock_guard lock(mutex);
        QCOMPARE(told, QStringList({ QStringLiteral("pause 2"), QStringLiteral("pause 1"), QStringLiteral("wake 1"), QStringLiteral("wake 2") }));
    }
    void holdTheirVolume()
    {
        const auto id = m_cloud->makeSnapshot(m_volume);
        const auto answer = m_cloud->del(QStringLiteral("/volumes/") + m_volume);
        QCOMPARE(answer.status, 400);
        QVERIFY2(VolumeCloud::fault(answer).contains(QStringLiteral("1 snapshots")), answer.body.constData());
        QCOMPARE(m_cloud->status(m_volume), QStringLiteral("available"));
        m_cloud->del(path(id));
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->del(QStringLiteral("/volumes/") + m_volume).status, 202);
        QVERIFY(m_cloud->settle());
        QVERIFY(m_cloud->service().driver().owned().value().isEmpty());
    }
    void goWithTheirVolumeWhenAskedTo()
    {
        const auto one = m_cloud->makeSnapshot(m_volume);
        const auto two = m_cloud->makeSnapshot(m_volume);
        m_cloud->post(path(one) + QStringLiteral("/action"), fromJson(R"({"os-reset_status":{"status":"creating"}})"), m_cloud->admin());
        QCOMPARE(m_cloud->del(QStringLiteral("/volumes/%1?cascade=true").arg(m_volume)).status, 400);
        QCOMPARE(m_cloud->showSnapshot(two)[u"status"].toString(), QStringLiteral("available"));
        m_cloud->post(path(one) + QStringLiteral("/action"), fromJson(R"({"os-reset_status":{"status":"available"}})"), m_cloud->admin());
        QCOMPARE(m_cloud->del(QStringLiteral("/volumes/%1?cascade=True").arg(m_volume)).status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->get(QStringLiteral("/volumes/") + m_volume).status, 404);
        QCOMPARE(m_cloud->get(path(one)).status, 404);
        QCOMPARE(m_cloud->get(path(two)).status, 404);
        QVERIFY(m_cloud->service().driver().owned().value().isEmpty());
    }
    void statesRefuse()
    {
        const auto id = m_cloud->makeSnapshot(m_volume);
        const auto set = [&](const char* status, const QByteArray& token) {
            return m_cloud->post(path(id) + QStringLiteral("/action"), { { QStringLiteral("os-reset_status"), QJsonObject { { QStringLiteral("status"), QLatin1String(status) } } } }, token).status;
        };
        QCOMPARE(set("error", {}), 403);
        QCOMPARE(set("purple", m_cloud->admin()), 400);
        QCOMPARE(set("creating", m_cloud->admin()), 202);
        QCOMPARE(m_cloud->del(path(id)).status, 400);
        QCOMPARE(m_cloud->create({ { QStringLiteral("snapshot_id"), id } }).status, 400);
        QCOMPARE(set("error", m_cloud->admin()), 202);
        QCOMPARE(m_cloud->del(path(id)).status, 202);
    }
    void lists()
    {
        const auto other = m_cloud->make(fromJson(R"({"size":1})"));
        for (const auto* name : { "a", "b", "c" })
            m_cloud->snapshot(m_volume, { { QStringLiteral("name"), QLatin1String(name) } });
        m_cloud->snapshot(other, fromJson(R"({"name":"d"})"));
        QVERIFY(m_cloud->settle());
        const auto names = [&](const QString& query, const QByteArray& token = {}) {
            QStringList all;
            for (const auto& one : m_cloud->get(QStringLiteral("/snapshots/detail") + query, token).json()[u"snapshots"].toArray())
                all << one[u"name"].toString();
            return all.join(u' ');
        };
        QCOMPARE(names({}), QStringLiteral("d c b a"));
        QCOMPARE(names(QStringLiteral("?volume_id=") + other), QStringLiteral("d"));
        QCOMPARE(names(QStringLiteral("?name=b&status=available")), QStringLiteral("b"));
        QCOMPARE(names(QStringLiteral("?status=error")), QString());
        QCOMPARE(names(QStringLiteral("?sort=name:asc&limit=2")), QStringLiteral("a b"));
        QCOMPARE(names({}, m_cloud->admin()), QString());
        QCOMPARE(names(QStringLiteral("?all_tenants=true"), m_cloud->admin()), QStringLiteral("d c b a"));
        const auto page = m_cloud->get(QStringLiteral("/snapshots?limit=3")).json();
        QCOMPARE(page[u"snapshots"].toArray().size(), 3);
        QVERIFY(page[u"snapshots_links"][0][u"href"].toString().contains(QStringLiteral("marker=") + page[u"snapshots"][2][u"id"].toString()));
        QVERIFY(!page[u"snapshots"][0].toObject().contains(u"os-extended-snapshot-attributes:progress"));
    }
    void keepMetadata()
    {
        const auto id = m_cloud->makeSnapshot(m_volume);
        const auto at = path(id) + QStringLiteral("/metadata");
        QCOMPARE(m_cloud->post(at, fromJson(R"({"metadata":{"a":"1","b":"2"}})")).json(), fromJson(R"({"metadata":{"a":"1","b":"2"}})"));
        QCOMPARE(m_cloud->put(at + QStringLiteral("/a"), fromJson(R"({"meta":{"a":"3"}})")).status, 200);
        QCOMPARE(m_cloud->del(at + QStringLiteral("/b")).status, 200);
        QCOMPARE(m_cloud->get(at).json(), fromJson(R"({"metadata":{"a":"3"}})"));
        QCOMPARE(m_cloud->put(at, fromJson(R"({"metadata":{"z":"0"}})")).json(), fromJson(R"({"metadata":{"z":"0"}})"));
        QCOMPARE(m_cloud->showSnapshot(id)[u"metadata"].toObject(), fromJson(R"({"z":"0"})"));
        QCOMPARE(m_cloud->get(at + QStringLiteral("/none")).status, 404);
    }
};

SKYLAB_TEST(SnapshotsTest)
#include "SnapshotsTest.moc"
