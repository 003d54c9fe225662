#include "VolumeCloud.h"

#include "support/TestMain.h"
#include "volume/model/BackupManifest.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

namespace {
const qint64 chunk = volume::BackupManifest::chunkBytes;
} // namespace

/// Backups to the object store: what they hold, share and give back, and what refuses.
class BackupsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<VolumeCloud> m_cloud;
    QString m_volume;

    Answer create(QJsonObject json = {}, const QByteArray& version = {}, const QByteArray& token = {})
    {
        if (!json.contains(u"volume_id"))
            json[u"volume_id"] = m_volume;
        return m_cloud->post(backups, { { QStringLiteral("backup"), json } }, token, version);
    }
    QString make(const QJsonObject& json = {})
    {
        const auto id = create(json).json()[u"backup"][u"id"].toString();
        m_cloud->settle();
        return id;
    }
    QJsonObject show(const QString& id, const QByteArray& version = {}, const QByteArray& token = {}) { return m_cloud->get(backups + u'/' + id, token, version).json()[u"backup"].toObject(); }
    QString status(const QString& id) { return show(id)[u"status"].toString(); }
    Answer act(const QString& id, const char* name, const QJsonValue& argument, const QByteArray& token)
    {
        return m_cloud->post(QStringLiteral("/backups/%1/action").arg(id), { { QLatin1String(name), argument } }, token);
    }
    Answer restore(const QString& id, const QJsonObject& json = {}) { return m_cloud->post(QStringLiteral("/backups/%1/restore").arg(id), { { QStringLiteral("restore"), json } }); }
    QStringList objects()
    {
        const auto answer = m_cloud->objects("GET", QStringLiteral("volumebackups"));
        return answer.status == 200 ? QString::fromUtf8(answer.body).split(u'\n', Qt::SkipEmptyParts) : QStringList();
    }

private Q_SLOTS:
    void init()
    {
        m_cloud = std::make_unique<VolumeCloud>();
        m_volume = m_cloud->make();
    }
    void cleanup() { m_cloud.reset(); }

    void bringsBackWhatWasThere()
    {
        const QMap<qint64, QByteArray> content { { 10, "first" }, { 3 * chunk - 2, "across" }, { volume::bytesPerGiB - 4, "last" } };
        m_cloud->write(m_volume, content);
        const auto answer = create({ { QStringLiteral("name"), QStringLiteral("monday") }, { QStringLiteral("description"), QStringLiteral("d") } });
        QCOMPARE(answer.status, 202);
        const QJsonValue said = answer.json()[u"backup"];
        QCOMPARE(said.toObject().keys(), QStringList({ QStringLiteral("id"), QStringLiteral("links"), QStringLiteral("name") }));
        QVERIFY(m_cloud->settle());
        const auto id = said[u"id"].toString();
        const auto backup = show(id, "3.64");
        QCOMPARE(backup[u"status"].toString(), QStringLiteral("available"));
        QCOMPARE(backup[u"name"].toString(), QStringLiteral("monday"));
        QCOMPARE(backup[u"container"].toString(), QStringLiteral("volumebackups"));
        QCOMPARE(backup[u"object_count"].toInt(), 5);      // four parts hold something, and the list of them
        QCOMPARE(objects().size(), 5);
        QVERIFY(backup[u"fail_reason"].isNull() && backup[u"snapshot_id"].isNull() && backup[u"encryption_key_id"].isNull());
        QCOMPARE(m_cloud->status(m_volume), QStringLiteral("available"));

        m_cloud->write(m_volume, { { 10, "other" } });
        QCOMPARE(restore(id, { { QStringLiteral("volume_id"), m_volume } }).status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->status(m_volume), QStringLiteral("available"));
        QCOMPARE(status(id), QStringLiteral("available"));
        for (auto it = content.begin(); it != content.end(); ++it)
            QCOMPARE(m_cloud->read(m_volume, it.key(), it.value().size()), it.value());
    }
    void anEmptyVolumeTakesNoRoom()
    {
        const auto id = make();
        QCOMPARE(show(id)[u"object_count"].toInt(), 1);
        QCOMPARE(m_cloud->del(backups + u'/' + id).status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->get(backups + u'/' + id).status, 404);
        QVERIFY(objects().isEmpty());
    }
    void makesANewVolume()
    {
        m_cloud->act(m_volume, "os-set_bootable", fromJson(R"({"bootable":true})"));
        m_cloud->act(m_volume, "os-set_image_metadata", fromJson(R"({"metadata":{"os_distro":"none"}})"));
        m_cloud->write(m_volume, { { 5 * chunk, "kept" } });
        const auto id = make();
        const auto answer = restore(id);
        QCOMPARE(answer.status, 202);
        const QJsonValue said = answer.json()[u"restore"];
        QCOMPARE(said[u"backup_id"].toString(), id);
        QCOMPARE(said[u"volume_name"].toString(), QStringLiteral("restore_backup_") + id);
        QVERIFY(m_cloud->settle());
        const auto fresh = said[u"volume_id"].toString();
        const auto volume = m_cloud->show(fresh);
        QCOMPARE(volume[u"status"].toString(), QStringLiteral("available"));
        QCOMPARE(volume[u"size"].toInt(), 1);
        QCOMPARE(volume[u"bootable"].toString(), QStringLiteral("true"));
        QCOMPARE(volume[u"volume_image_metadata"][u"os_distro"].toString(), QStringLiteral("none"));
        QCOMPARE(m_cloud->read(fresh, 5 * chunk, 4), QByteArray("kept"));
        QCOMPARE(status(id), QStringLiteral("available"));
    }
    void volumesAreMadeFromBackups()
    {
        m_cloud->write(m_volume, { { 0, "kept" } });
        const auto id = make();
        const auto wanted = [&](int size) { return QJsonObject { { QStringLiteral("volume"), QJsonObject { { QStringLiteral("size"), size }, { QStringLiteral("backup_id"), id } } } }; };
        QCOMPARE(m_cloud->post(QStringLiteral("/volumes"), wanted(2), {}, "3.46").status, 400);
        QCOMPARE(m_cloud->post(QStringLiteral("/volumes"), { { QStringLiteral("volume"), fromJson(R"({"size":1,"backup_id":null,"group_id":null})") } }, {}, "3.0").status, 202);      // as the client sends it
        const auto answer = m_cloud->post(QStringLiteral("/volumes"), wanted(2), {}, "3.47");
        QCOMPARE(answer.status, 202);
        QVERIFY(m_cloud->settle());
        const auto fresh = answer.json()[u"volume"][u"id"].toString();
        QCOMPARE(m_cloud->status(fresh), QStringLiteral("available"));
        QCOMPARE(m_cloud->read(fresh, 0, 4), QByteArray("kept"));
        QCOMPARE(status(id), QStringLiteral("available"));
        QCOMPARE(m_cloud->post(QStringLiteral("/volumes"), { { QStringLiteral("volume"), fromJson(R"({"size":1,"backup_id":"11111111-1111-4111-8111-111111111111"})") } }, {}, "3.47").status, 404);
    }

    void incrementalOnesHoldOnlyWhatChanged()
    {
        QCOMPARE(create(fromJson(R"({"incremental":true})")).status, 400);
        QCOMPARE(m_cloud->status(m_volume), QStringLiteral("available"));
        m_cloud->write(m_volume, { { 0, "one" }, { 4 * chunk, "two" }, { 8 * chunk, "three" } });
        const auto full = make();
        m_cloud->write(m_volume, { { 0, "one" }, { 4 * chunk, "TWO" } });      // the third became zeros
        const auto second = make(fromJson(R"({"incremental":true})"));
        QCOMPARE(show(second)[u"object_count"].toInt(), 2);
        QVERIFY(show(second)[u"is_incremental"].toBool());
        m_cloud->write(m_volume, { { 0, "ONE" }, { 4 * chunk, "TWO" } });
        const auto third = make(fromJson(R"({"incremental":true})"));
        QVERIFY(show(full)[u"has_dependent_backups"].toBool());
        QVERIFY(show(second)[u"has_dependent_backups"].toBool());
        QVERIFY(!show(third)[u"has_dependent_backups"].toBool());
        QCOMPARE(m_cloud->del(backups + u'/' + full).status, 400);
        QCOMPARE(act(second, "os-force_delete", QJsonObject(), m_cloud->admin()).status, 400);

        for (const auto& [id, first, middle, last] : { std::tuple { full, "one", "two", "three" }, { second, "one", "TWO", "\0\0\0\0\0" }, { third, "ONE", "TWO", "\0\0\0\0\0" } }) {
            QCOMPARE(restore(id, { { QStringLiteral("volume_id"), m_volume } }).status, 202);
            QVERIFY(m_cloud->settle());
            QCOMPARE(m_cloud->read(m_volume, 0, 3), QByteArray(first, 3));
            QCOMPARE(m_cloud->read(m_volume, 4 * chunk, 3), QByteArray(middle, 3));
            QCOMPARE(m_cloud->read(m_volume, 8 * chunk, 5), QByteArray(last, 5));
        }
        for (const auto& id : { third, second, full }) {
            QCOMPARE(m_cloud->del(backups + u'/' + id).status, 202);
            QVERIFY(m_cloud->settle());
        }
        QVERIFY(objects().isEmpty());
    }
    void aSnapshotIsBackedUpAsItWas()
    {
        m_cloud->write(m_volume, { { 0, "then" } });
        const auto snapshot = m_cloud->makeSnapshot(m_volume);
        m_cloud->write(m_volume, { { 0, "now!" } });
        const auto id = make({ { QStringLiteral("snapshot_id"), snapshot } });
        QCOMPARE(show(id)[u"snapshot_id"].toString(), snapshot);
        QCOMPARE(m_cloud->showSnapshot(snapshot)[u"status"].toString(), QStringLiteral("available"));
        QCOMPARE(show(id)[u"data_timestamp"].toString(), m_cloud->showSnapshot(snapshot)[u"created_at"].toString());
        restore(id, { { QStringLiteral("volume_id"), m_volume } });
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->read(m_volume, 0, 4), QByteArray("then"));
        const auto other = m_cloud->make();
        QCOMPARE(create({ { QStringLiteral("volume_id"), other }, { QStringLiteral("snapshot_id"), snapshot } }).status, 400);
    }
    void attachedOnesNeedForce()
    {
        QCOMPARE(m_cloud->act(m_volume, "os-attach", fromJson(R"({"instance_uuid":"11111111-1111-4111-8111-111111111111","mountpoint":"x"})")).status, 202);
        const auto refused = create();
        QCOMPARE(refused.status, 400);
        QVERIFY(VolumeCloud::fault(refused).contains(QStringLiteral("force")));
        const auto id = make(fromJson(R"({"force":true})"));
        QCOMPARE(status(id), QStringLiteral("available"));
        QCOMPARE(m_cloud->status(m_volume), QStringLiteral("in-use"));
        QCOMPARE(restore(id, { { QStringLiteral("volume_id"), m_volume } }).status, 400);
        QCOMPARE(status(id), QStringLiteral("available"));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<int>("status");
        QTest::newRow("no volume") << QByteArray(R"({"volume_id":"11111111-1111-4111-8111-111111111111"})") << 404;
        QTest::newRow("no uuid") << QByteArray(R"({"volume_id":"x"})") << 400;
        QTest::newRow("unknown key") << QByteArray(R"({"colour":"red"})") << 400;
        QTest::newRow("container") << QByteArray(R"({"container":"a/b"})") << 400;
        QTest::newRow("metadata too early") << QByteArray(R"({"metadata":{"a":"b"}})") << 400;
        QTest::newRow("no snapshot") << QByteArray(R"({"snapshot_id":"11111111-1111-4111-8111-111111111111"})") << 404;
    }
    void refuses()
    {
        QFETCH(QByteArray, json);
        QFETCH(int, status);
        QCOMPARE(create(fromJson(json.constData())).status, status);
        QCOMPARE(m_cloud->status(m_volume), QStringLiteral("available"));
        QCOMPARE(m_cloud->get(backups).json()[u"backups"].toArray().size(), 0);
    }
    void restoreRefuses()
    {
        const auto big = m_cloud->make(fromJson(R"({"size":2})"));
        const auto id = make({ { QStringLiteral("volume_id"), big } });
        QCOMPARE(restore(id, { { QStringLiteral("volume_id"), m_volume } }).status, 400);
        QCOMPARE(restore(id, fromJson(R"({"volume_id":"11111111-1111-4111-8111-111111111111"})")).status, 404);
        QCOMPARE(restore(id, fromJson(R"({"colour":"red"})")).status, 400);
        QCOMPARE(restore(QStringLiteral("none")).status, 404);
        act(id, "os-reset_status", fromJson(R"({"status":"error"})"), m_cloud->admin());
        QCOMPARE(restore(id).status, 400);
        QCOMPARE(m_cloud->status(m_volume), QStringLiteral("available"));
    }
    void damagedObjectsAreNotRestored()
    {
        m_cloud->write(m_volume, { { 0, "good" } });
        const auto id = make();
        for (const auto& name : objects())
            if (!name.endsWith(QStringLiteral("_metadata")))
                QCOMPARE(m_cloud->objects("DELETE", QStringLiteral("volumebackups/") + name).status, 204);
        m_cloud->write(m_volume, { { 0, "mine" } });
        QCOMPARE(restore(id, { { QStringLiteral("volume_id"), m_volume } }).status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->status(m_volume), QStringLiteral("error_restoring"));
        QCOMPARE(status(id), QStringLiteral("available"));
        QCOMPARE(m_cloud->read(m_volume, 0, 4), QByteArray("mine"));
        const auto message = m_cloud->get(QStringLiteral("/messages"), {}, "3.5").json()[u"messages"][0];
        QCOMPARE(message[u"event_id"].toString(), QStringLiteral("VOLUME_VOLUME_BACKUP_015_026"));
        QCOMPARE(message[u"resource_uuid"].toString(), id);
        QVERIFY(message[u"user_message"].toString().contains(QStringLiteral("gone")));
    }

    void strangeNamesInTheContainerStopNothing()
    {
        m_cloud->write(m_volume, { { 0, "good" } });
        const auto id = make();
        // Up to the last "-0": ids have some, too.
        const auto prefix = objects().constFirst().section(QStringLiteral("-0"), 0, -2);
        // A line break in a name: a list by lines would go round for ever, and take "A" along.
        QCOMPARE(m_cloud->objects("PUT", QStringLiteral("volumebackups/") + prefix + QStringLiteral("~%0AA")).status, 201);
        QCOMPARE(m_cloud->objects("PUT", QStringLiteral("volumebackups/A")).status, 201);
        QCOMPARE(m_cloud->del(backups + u'/' + id).status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->get(backups + u'/' + id).status, 404);
        QCOMPARE(objects(), QStringList { QStringLiteral("A") });
    }

    void recordsCarryBackupsElsewhere()
    {
        m_cloud->write(m_volume, { { 0, "good" } });
        const auto id = make(fromJson(R"({"name":"n"})"));
        QCOMPARE(m_cloud->get(QStringLiteral("/backups/%1/export_record").arg(id)).status, 403);
        const auto record = m_cloud->get(QStringLiteral("/backups/%1/export_record").arg(id), m_cloud->admin()).json()[u"backup-record"].toObject();
        QVERIFY(record[u"backup_service"].toString().startsWith(QStringLiteral("cinder.backup.drivers")));
        const auto import = [&](const QJsonObject& json, const QByteArray& token) { return m_cloud->post(QStringLiteral("/backups/import_record"), { { QStringLiteral("backup-record"), json } }, token); };
        QCOMPARE(import(record, m_cloud->demo()).status, 403);
        QCOMPARE(import(record, m_cloud->admin()).status, 400);      // it exists
        QCOMPARE(import(fromJson(R"({"backup_service":"x"})"), m_cloud->admin()).status, 400);
        auto parts = QJsonDocument::fromJson(QByteArray::fromBase64(record[u"backup_url"].toString().toLatin1())).object();
        const auto copy = QStringLiteral("22222222-2222-4222-8222-222222222222");
        parts[u"id"] = copy;
        auto short_ = parts;      // which would be that of every backup of the account
        short_[u"service_metadata"] = QStringLiteral("volume_");
        auto greedy = record;
        greedy[u"backup_url"] = QString::fromLatin1(QJsonDocument(short_).toJson().toBase64());
        QCOMPARE(import(greedy, m_cloud->admin()).status, 400);
        auto changed = record;
        changed[u"backup_url"] = QString::fromLatin1(QJsonDocument(parts).toJson().toBase64());
        QCOMPARE(import(changed, m_cloud->admin()).status, 201);
        QVERIFY(m_cloud->settle());
        QCOMPARE(show(copy, {}, m_cloud->admin())[u"status"].toString(), QStringLiteral("available"));
        QCOMPARE(m_cloud->get(backups + u'/' + copy).status, 404);      // another project's
        // The first to go leaves the data to the other.
        QCOMPARE(m_cloud->del(backups + u'/' + id).status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(objects().size(), 2);
        const auto answer = m_cloud->call("POST", QStringLiteral("/backups/%1/restore").arg(copy), { { QStringLiteral("restore"), QJsonObject() } }, m_cloud->admin());
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->read(answer.json()[u"restore"][u"volume_id"].toString(), 0, 4), QByteArray("good"));
        QCOMPARE(m_cloud->del(backups + u'/' + copy, m_cloud->admin()).status, 202);
        QVERIFY(m_cloud->settle());
        QVERIFY(objects().isEmpty());
    }

    void listsAndFilters()
    {
        const auto one = make(fromJson(R"({"name":"one"})"));
        const auto two = make(fromJson(R"({"name":"two"})"));
        const auto names = [&](const QString& path, const QByteArray& version = {}) {
            QStringList all;
            for (const auto& item : m_cloud->get(path, {}, version).json()[u"backups"].toArray())
                all << item[u"name"].toString();
            return all.join(u' ');
        };
        QCOMPARE(names(backups), QStringLiteral("two one"));
        QCOMPARE(names(QStringLiteral("/backups?sort=name:asc")), QStringLiteral("one two"));
        QCOMPARE(names(QStringLiteral("/backups/detail?name=one")), QStringLiteral("one"));
        QCOMPARE(names(QStringLiteral("/backups/detail?name~=tw"), "3.34"), QStringLiteral("two"));
        QCOMPARE(names(QStringLiteral("/backups?volume_id=%1&status=available&limit=1").arg(m_volume)), QStringLiteral("two"));
        QCOMPARE(names(QStringLiteral("/backups?marker=%1").arg(two)), QStringLiteral("one"));
        QCOMPARE(m_cloud->get(QStringLiteral("/backups?limit=1&with_count=true"), {}, "3.45").json()[u"count"].toInt(), 2);
        QVERIFY(!m_cloud->get(QStringLiteral("/backups?with_count=true"), {}, "3.44").json().contains(u"count"));
        QCOMPARE(m_cloud->get(QStringLiteral("/backups?colour=red"), {}, "3.31").status, 400);
        QCOMPARE(m_cloud->get(backups, m_cloud->admin()).json()[u"backups"].toArray().size(), 0);
        QCOMPARE(m_cloud->get(QStringLiteral("/backups/detail?all_tenants=1"), m_cloud->admin(), "3.18").json()[u"backups"].toArray().size(), 2);
        QVERIFY(show(one, "3.18", m_cloud->admin()).contains(u"os-backup-project-attr:project_id"));
        QVERIFY(!show(one, "3.18").contains(u"os-backup-project-attr:project_id"));
        QVERIFY(!show(one, "3.42").contains(u"metadata") && show(one, "3.43").contains(u"metadata"));
        QVERIFY(!show(one, "3.55").contains(u"user_id") && show(one, "3.56").contains(u"user_id"));
    }
    void updatesAndResets()
    {
        const auto id = make();
        const auto put = [&](const char* json, const QByteArray& version) { return m_cloud->put(backups + u'/' + id, { { QStringLiteral("backup"), fromJson(json) } }, {}, version); };
        QCOMPARE(put(R"({"name":"n"})", "3.8").status, 404);
        QCOMPARE(put(R"({})", "3.9").status, 400);
        QCOMPARE(put(R"({"status":"error"})", "3.9").status, 400);
        QCOMPARE(put(R"({"name":"n","description":"d"})", "3.9").status, 200);
        QCOMPARE(put(R"({"metadata":{"a":"b"}})", "3.43").status, 200);
        QCOMPARE(show(id, "3.43")[u"metadata"][u"a"].toString(), QStringLiteral("b"));
        QCOMPARE(show(id)[u"name"].toString(), QStringLiteral("n"));
        QCOMPARE(act(id, "os-reset_status", fromJson(R"({"status":"error"})"), m_cloud->demo()).status, 403);
        QCOMPARE(act(id, "os-reset_status", fromJson(R"({"status":"purple"})"), m_cloud->admin()).status, 400);
        QCOMPARE(act(id, "os-reset_status", fromJson(R"({"status":"error"})"), m_cloud->admin()).status, 202);
        QCOMPARE(status(id), QStringLiteral("error"));
        QCOMPARE(act(id, "os-force_delete", QJsonObject(), m_cloud->admin()).status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->get(backups + u'/' + id).status, 404);
    }
    void quotasAndTenants()
    {
        const auto path = QStringLiteral("/os-quota-sets/") + m_cloud->demoProject();
        const auto id = make();
        QCOMPARE(m_cloud->get(path + QStringLiteral("?usage=true")).json()[u"quota_set"][u"backups"][u"in_use"].toInt(), 1);
        QCOMPARE(m_cloud->put(path, { { QStringLiteral("quota_set"), fromJson(R"({"backups":1})") } }, m_cloud->admin()).status, 200);
        QCOMPARE(create().status, 413);
        QCOMPARE(m_cloud->status(m_volume), QStringLiteral("available"));
        m_cloud->put(path, { { QStringLiteral("quota_set"), fromJson(R"({"backups":5,"backup_gigabytes":1})") } }, m_cloud->admin());
        QCOMPARE(create().status, 413);
        const auto other = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        QCOMPARE(m_cloud->get(backups + u'/' + id, other.token).status, 404);
        QCOMPARE(m_cloud->del(backups + u'/' + id, other.token).status, 404);
        QCOMPARE(create({}, {}, other.token).status, 404);
        QCOMPARE(m_cloud->get(backups, other.token).json()[u"backups"].toArray().size(), 0);
    }

    void whatWasCutOffGoesOn()
    {
        m_cloud->write(m_volume, { { 0, "good" } });
        m_cloud->holdTasks();
        const auto id = create().json()[u"backup"][u"id"].toString();
        QCOMPARE(status(id), QStringLiteral("creating"));
        QCOMPARE(m_cloud->status(m_volume), QStringLiteral("backing-up"));
        m_cloud->restart();
        QVERIFY(m_cloud->settle());
        // The driver in memory has forgotten the volume: the backup fails and says so; nothing hangs.
        QCOMPARE(status(id), QStringLiteral("error"));
        QVERIFY(!show(id)[u"fail_reason"].toString().isEmpty());
        QVERIFY(objects().isEmpty());
    }
};

SKYLAB_TEST(BackupsTest)
#include "BackupsTest.moc"
