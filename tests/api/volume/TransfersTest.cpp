#include "VolumeCloud.h"

#include "core/Uuid.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Volumes that change hands, by both paths.
class TransfersTest : public QObject {
    Q_OBJECT

    std::unique_ptr<VolumeCloud> m_cloud;
    QString m_volume;
    TestCloud::Tenant m_other;

    Answer create(const QString& root, QJsonObject json = {}, const QByteArray& version = {})
    {
        if (!json.contains(u"volume_id"))
            json[u"volume_id"] = m_volume;
        return m_cloud->post(root, { { QStringLiteral("transfer"), json } }, {}, version);
    }
    Answer accept(const QString& id, const QString& key, const QByteArray& token)
    {
        return m_cloud->post(QStringLiteral("/os-volume-transfer/%1/accept").arg(id), { { QStringLiteral("accept"), QJsonObject { { QStringLiteral("auth_key"), key } } } }, token);
    }

private Q_SLOTS:
    void init()
    {
        m_cloud = std::make_unique<VolumeCloud>();
        m_volume = m_cloud->make();
        m_other = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
    }
    void cleanup() { m_cloud.reset(); }

    void volumeAndSnapshotsChangeHands()
    {
        const auto snapshot = m_cloud->makeSnapshot(m_volume);
        const auto answer = create(QStringLiteral("/os-volume-transfer"), fromJson(R"({"name":" gift "})"));
        QCOMPARE(answer.status, 202);
        const QJsonValue transfer = answer.json()[u"transfer"];
        QCOMPARE(transfer.toObject().keys(), QStringList({ QStringLiteral("auth_key"), QStringLiteral("created_at"), QStringLiteral("id"), QStringLiteral("links"), QStringLiteral("name"), QStringLiteral("volume_id") }));
        QCOMPARE(transfer[u"name"].toString(), QStringLiteral("gift"));
        QCOMPARE(m_cloud->status(m_volume), QStringLiteral("awaiting-transfer"));
        const auto id = transfer[u"id"].toString();
        const auto key = transfer[u"auth_key"].toString();
        QVERIFY(!m_cloud->get(QStringLiteral("/os-volume-transfer/") + id).json()[u"transfer"].toObject().contains(u"auth_key"));
        QCOMPARE(m_cloud->get(QStringLiteral("/os-volume-transfer/") + id, m_other.token).status, 404);
        QCOMPARE(m_cloud->get(QStringLiteral("/os-volume-transfer"), m_other.token).json()[u"transfers"].toArray().size(), 0);

        QCOMPARE(accept(id, QStringLiteral("0123456789abcdef"), m_other.token).status, 400);
        QCOMPARE(accept(QStringLiteral("none"), key, m_other.token).status, 404);
        QCOMPARE(accept(id, key, m_other.token).status, 202);
        QCOMPARE(m_cloud->get(QStringLiteral("/volumes/") + m_volume).status, 404);
        QCOMPARE(m_cloud->status(m_volume, m_other.token), QStringLiteral("available"));
        QCOMPARE(m_cloud->get(QStringLiteral("/snapshots/") + snapshot, m_other.token).status, 200);
        QCOMPARE(m_cloud->show(m_volume, m_other.token)[u"user_id"].toString(), m_other.userId);
        QCOMPARE(m_cloud->get(QStringLiteral("/os-volume-transfer/") + id).status, 404);
        QCOMPARE(accept(id, key, m_other.token).status, 404);
    }
    /// Compute looked at the volume before it changed hands, and attaches it after.
    void nobodyAttachesWhatWasGivenAway()
    {
        const auto transfer = create(QStringLiteral("/os-volume-transfer")).json()[u"transfer"].toObject();
        QCOMPARE(accept(transfer[u"id"].toString(), transfer[u"auth_key"].toString(), m_other.token).status, 202);
        service::Context giver, taker;
        giver.projectId = m_cloud->demoProject();
        taker.projectId = m_other.projectId;
        const auto server = newUuid();
        const auto attach = [&](const service::Context& who) { return m_cloud->service().attach(who, m_volume, server, QStringLiteral("/dev/vdb"), QStringLiteral("h1")); };
        QCOMPARE(attach(giver).error().code, ErrorCode::NotFound);
        QCOMPARE(m_cloud->service().reserve(giver, m_volume).error().code, ErrorCode::NotFound);
        QCOMPARE(m_cloud->status(m_volume, m_other.token), QStringLiteral("available"));
        QVERIFY(attach(taker));
        QCOMPARE(m_cloud->status(m_volume, m_other.token), QStringLiteral("in-use"));
    }
    void theKeyIsNowhere()
    {
        const auto key = create(QStringLiteral("/os-volume-transfer")).json()[u"transfer"][u"auth_key"].toString();
        QVERIFY(key.size() >= 16);
        const auto rows = m_cloud->service().database().read([&](db::Connection& connection) { return volume::Transfers::select(connection); }).value();
        QCOMPARE(rows.size(), std::size_t(1));
        QVERIFY(rows.front().keyHash != key && !rows.front().keyHash.contains(key) && rows.front().salt != key);
    }
    void snapshotsMayStay()
    {
        const auto snapshot = m_cloud->makeSnapshot(m_volume);
        QCOMPARE(create(QStringLiteral("/volume-transfers"), fromJson(R"({"no_snapshots":true})"), "3.54").status, 404);
        QCOMPARE(create(QStringLiteral("/os-volume-transfer"), fromJson(R"({"no_snapshots":true})"), "3.54").status, 400);
        const auto transfer = create(QStringLiteral("/volume-transfers"), fromJson(R"({"no_snapshots":true})"), "3.57").json()[u"transfer"].toObject();
        QVERIFY(transfer[u"no_snapshots"].toBool());
        QCOMPARE(transfer[u"source_project_id"].toString(), m_cloud->demoProject());
        QVERIFY(transfer[u"destination_project_id"].isNull() && !transfer[u"accepted"].toBool());
        QCOMPARE(accept(transfer[u"id"].toString(), transfer[u"auth_key"].toString(), m_other.token).status, 202);
        QCOMPARE(m_cloud->get(QStringLiteral("/snapshots/") + snapshot).status, 200);
        QCOMPARE(m_cloud->get(QStringLiteral("/snapshots/") + snapshot, m_other.token).status, 404);
    }
    /// What stayed with the giver is neither read nor deleted by who has the volume now.
    void snapshotsThatStayAreTheGiversAlone()
    {
        m_cloud->write(m_volume, { { 0, "then" } });
        const auto snapshot = m_cloud->makeSnapshot(m_volume);
        m_cloud->write(m_volume, { { 0, "now!" } });
        const auto transfer = create(QStringLiteral("/volume-transfers"), fromJson(R"({"no_snapshots":true})"), "3.57").json()[u"transfer"].toObject();
        QCOMPARE(accept(transfer[u"id"].toString(), transfer[u"auth_key"].toString(), m_other.token).status, 202);
        const auto revert = [&](const QString& to) { return m_cloud->act(m_volume, "revert", QJsonObject { { QStringLiteral("snapshot_id"), to } }, m_other.token, "3.40"); };
        const auto refused = revert(snapshot);
        QCOMPARE(refused.status, 400);
        const auto guessed = revert(newUuid());
        QCOMPARE(guessed.status, 400);
        QVERIFY2(!guessed.body.contains(snapshot.toLatin1()), guessed.body.constData());
        for (const auto& token : { m_other.token, m_cloud->admin() })
            QCOMPARE(m_cloud->del(QStringLiteral("/volumes/%1?cascade=True").arg(m_volume), token).status, 400);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->showSnapshot(snapshot)[u"status"].toString(), QStringLiteral("available"));
        QCOMPARE(m_cloud->status(m_volume, m_other.token), QStringLiteral("available"));
        QCOMPARE(m_cloud->read(m_volume, 0, 4), QByteArray("now!"));

        // One's own is the latest that there is.
        const auto own = m_cloud->snapshot(m_volume, {}, m_other.token).json()[u"snapshot"][u"id"].toString();
        QVERIFY(m_cloud->settle());
        QCOMPARE(revert(own).status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->del(QStringLiteral("/snapshots/") + snapshot).status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->del(QStringLiteral("/volumes/%1?cascade=True").arg(m_volume), m_other.token).status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->get(QStringLiteral("/volumes/") + m_volume, m_other.token).status, 404);
    }
    void quotaOfWhoTakes()
    {
        m_cloud->makeSnapshot(m_volume);
        const auto transfer = create(QStringLiteral("/os-volume-transfer")).json()[u"transfer"].toObject();
        const auto quota = [&](const char* json) { m_cloud->put(QStringLiteral("/os-quota-sets/") + m_other.projectId, { { QStringLiteral("quota_set"), fromJson(json) } }, m_cloud->admin()); };
        for (const auto* limit : { R"({"volumes":0,"gigabytes":9,"snapshots":9})", R"({"volumes":9,"gigabytes":1,"snapshots":9})", R"({"volumes":9,"gigabytes":9,"snapshots":0})" }) {
            quota(limit);
            QCOMPARE(accept(transfer[u"id"].toString(), transfer[u"auth_key"].toString(), m_other.token).status, 413);
        }
        QCOMPARE(m_cloud->status(m_volume), QStringLiteral("awaiting-transfer"));
        quota(R"({"volumes":1,"gigabytes":2,"snapshots":1})");
        QCOMPARE(accept(transfer[u"id"].toString(), transfer[u"auth_key"].toString(), m_other.token).status, 202);
    }
    void refusesAndTakesBack()
    {
        QCOMPARE(create(QStringLiteral("/os-volume-transfer"), fromJson(R"({"volume_id":"11111111-1111-4111-8111-111111111111"})")).status, 404);
        QCOMPARE(create(QStringLiteral("/os-volume-transfer"), fromJson(R"({"colour":"red"})")).status, 400);
        const auto id = create(QStringLiteral("/os-volume-transfer")).json()[u"transfer"][u"id"].toString();
        QCOMPARE(create(QStringLiteral("/os-volume-transfer")).status, 400);
        QCOMPARE(m_cloud->del(QStringLiteral("/volumes/") + m_volume).status, 400);
        QCOMPARE(m_cloud->del(QStringLiteral("/os-volume-transfer/") + id, m_other.token).status, 404);
        QCOMPARE(m_cloud->get(QStringLiteral("/os-volume-transfer/detail")).json()[u"transfers"][0][u"id"].toString(), id);
        QCOMPARE(m_cloud->get(QStringLiteral("/os-volume-transfer/detail?all_tenants=1"), m_cloud->admin()).json()[u"transfers"].toArray().size(), 1);
        QCOMPARE(m_cloud->del(QStringLiteral("/os-volume-transfer/") + id).status, 202);
        QCOMPARE(m_cloud->status(m_volume), QStringLiteral("available"));
    }
};

SKYLAB_TEST(TransfersTest)
#include "TransfersTest.moc"
