#include "VolumeCloud.h"

#include "support/TestMain.h"
#include "volume/store/GroupStore.h"

#include <QStandardPaths>
#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Groups of volumes, their types and their snapshots.
class GroupsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<VolumeCloud> m_cloud;
    QString m_type;
    QString m_groupType;
    const QByteArray m_version = "3.60";
    bool m_held = false;          ///< tasks wait for the next start

    void hold()
    {
        m_cloud->holdTasks();
        m_held = true;
    }
    void restart()
    {
        m_cloud->restart();
        m_held = false;
        QVERIFY(m_cloud->settle());
    }
    void settle()
    {
        if (!m_held)
            m_cloud->settle();
    }

    Answer post(const QString& path, const QJsonObject& json, const QByteArray& token = {}) { return m_cloud->post(path, json, token, m_version); }
    Answer get(const QString& path, const QByteArray& token = {}) { return m_cloud->get(path, token, m_version); }
    Answer put(const QString& path, const QJsonObject& json) { return m_cloud->call("PUT", path, json, {}, m_version); }
    Answer make(const QString& name)
    {
        return post(QStringLiteral("/groups"), { { QStringLiteral("group"), QJsonObject { { QStringLiteral("name"), name }, { QStringLiteral("group_type"), m_groupType },
            { QStringLiteral("volume_types"), QJsonArray { m_type } } } } });
    }
    QString makeGroup(const char* name = "g") { return make(QLatin1String(name)).json()[u"group"][u"id"].toString(); }
    QString makeVolume(const QString& group)
    {
        const auto id = post(QStringLiteral("/volumes"), { { QStringLiteral("volume"), QJsonObject { { QStringLiteral("size"), 1 }, { QStringLiteral("group_id"), group },
            { QStringLiteral("volume_type"), m_type } } } }).json()[u"volume"][u"id"].toString();
        settle();
        return id;
    }
    QJsonObject group(const QString& id, const QString& query = {}) { return get(QStringLiteral("/groups/") + id + query).json()[u"group"].toObject(); }
    QString groupOf(const QString& volume) { return get(QStringLiteral("/volumes/") + volume).json()[u"volume"][u"group_id"].toString(); }
    Answer act(const QString& id, const char* name, const QJsonObject& argument = {}, const QByteArray& token = {})
    {
        return post(QStringLiteral("/groups/%1/action").arg(id), { { QLatin1String(name), argument } }, token);
    }
    QString makeSnapshot(const QString& group)
    {
        const auto id = post(QStringLiteral("/group_snapshots"), { { QStringLiteral("group_snapshot"), QJsonObject { { QStringLiteral("group_id"), group }, { QStringLiteral("name"), QStringLiteral("s") } } } })
                            .json()[u"group_snapshot"][u"id"].toString();
        settle();
        return id;
    }
    QJsonArray snapshotsIn(const QString& groupSnapshot)
    {
        QJsonArray inside;
        for (const auto& one : get(QStringLiteral("/snapshots/detail")).json()[u"snapshots"].toArray())
            if (one[u"group_snapshot_id"].toString() == groupSnapshot)
                inside.append(one);
        return inside;
    }
    QString fromSource(const char* key, const QString& id)
    {
        const auto made = post(QStringLiteral("/groups/action"), { { QStringLiteral("create-from-src"), QJsonObject { { QLatin1String(key), id }, { QStringLiteral("name"), QStringLiteral("copy") } } } });
        if (made.status != 202)
            qWarning("%d %s", made.status, made.body.constData());
        settle();
        return made.json()[u"group"][u"id"].toString();
    }

    void open(VolumeCloud::Driver driver)
    {
        m_held = false;
        m_cloud.reset();
        m_cloud = std::make_unique<VolumeCloud>(driver);
        m_type = post(QStringLiteral("/types"), fromJson(R"({"volume_type":{"name":"t"}})"), m_cloud->admin()).json()[u"volume_type"][u"id"].toString();
        m_groupType = post(QStringLiteral("/group_types"), fromJson(R"({"group_type":{"name":"gt"}})"), m_cloud->admin()).json()[u"group_type"][u"id"].toString();
    }

private Q_SLOTS:
    void init() { open(VolumeCloud::Driver::Fake); }
    void cleanup() { m_cloud.reset(); }
    void typesLiveAndDie()
    {
        const auto admin = m_cloud->admin();
        const auto made = post(QStringLiteral("/group_types"), fromJson(R"({"group_type":{"name":"x","description":"d","is_public":false,"group_specs":{"k:a":"1"}}})"), admin);
        QCOMPARE(made.status, 202);
        const auto path = QStringLiteral("/group_types/") + made.json()[u"group_type"][u"id"].toString();
        QCOMPARE(get(path).status, 404);
        QCOMPARE(get(path, admin).json()[u"group_type"][u"group_specs"].toObject(), fromJson(R"({"k:a":"1"})"));
        QVERIFY(!get(QStringLiteral("/group_types/") + m_groupType).json()[u"group_type"].toObject().contains(u"group_specs"));
        QCOMPARE(get(QStringLiteral("/group_types"), admin).json()[u"group_types"].toArray().size(), 1);
        QCOMPARE(get(QStringLiteral("/group_types?is_public=None&sort=name:asc"), admin).json()[u"group_types"][0][u"name"].toString(), QStringLiteral("gt"));
        QCOMPARE(get(QStringLiteral("/group_types?is_public=False"), admin).json()[u"group_types"].toArray().size(), 1);
        QCOMPARE(post(QStringLiteral("/group_types"), fromJson(R"({"group_type":{"name":"x"}})"), admin).status, 409);
        QCOMPARE(post(QStringLiteral("/group_types"), fromJson(R"({"group_type":{"name":" "}})"), admin).status, 400);
        QCOMPARE(post(QStringLiteral("/group_types"), fromJson(R"({"group_type":{"name":"y"}})")).status, 403);
        QCOMPARE(m_cloud->call("PUT", path, fromJson(R"({"group_type":{"name":"gt"}})"), admin, m_version).status, 409);
        QCOMPARE(m_cloud->call("PUT", path, fromJson(R"({"group_type":{}})"), admin, m_version).status, 400);
        QCOMPARE(m_cloud->call("PUT", path, fromJson(R"({"group_type":{"name":"z"}})"), admin, m_version).json()[u"group_type"][u"name"].toString(), QStringLiteral("z"));
        const auto specs = path + QStringLiteral("/group_specs");
        QCOMPARE(post(specs, fromJson(R"({"group_specs":{"k:b":"2"}})"), admin).json(), fromJson(R"({"group_specs":{"k:b":"2"}})"));
        QCOMPARE(get(specs, admin).json(), fromJson(R"({"group_specs":{"k:a":"1","k:b":"2"}})"));
        QCOMPARE(m_cloud->call("PUT", specs + QStringLiteral("/k:b"), fromJson(R"({"k:b":"3"})"), admin, m_version).json(), fromJson(R"({"k:b":"3"})"));
        QCOMPARE(m_cloud->call("PUT", specs + QStringLiteral("/k:b"), fromJson(R"({"k:c":"3"})"), admin, m_version).status, 400);
        QCOMPARE(m_cloud->call("DELETE", specs + QStringLiteral("/k:b"), {}, admin, m_version).status, 202);
        QCOMPARE(get(specs + QStringLiteral("/k:b"), admin).status, 404);
        QCOMPARE(m_cloud->call("DELETE", path, {}, admin, m_version).status, 202);
        QCOMPARE(get(path, admin).status, 404);
        QCOMPARE(m_cloud->get(QStringLiteral("/group_types"), {}, "3.10").status, 404);
        QCOMPARE(get(QStringLiteral("/group_types/default")).status, 404);
    }
    void volumesOfGroupsStayWithThem()
    {
        const auto id = makeGroup();
        const auto volume = makeVolume(id);
        // Given away it would still be in the group, whose owner could copy and delete it.
        const auto gift = post(QStringLiteral("/os-volume-transfer"), { { QStringLiteral("transfer"), QJsonObject { { QStringLiteral("volume_id"), volume } } } });
        QCOMPARE(gift.status, 400);
        QVERIFY(gift.body.contains(id.toLatin1()));
        QCOMPARE(m_cloud->status(volume), QStringLiteral("available"));
    }
    void whatIsWorkedOnIsNotDeletedWithItsGroup()
    {
        const auto id = makeGroup();
        const auto volume = makeVolume(id);
        QVERIFY(m_cloud->service().reserve(service::Context::system(), volume));
        QCOMPARE(act(id, "delete", fromJson(R"({"delete-volumes":true})")).status, 400);
        QCOMPARE(m_cloud->status(volume), QStringLiteral("reserved"));
        QCOMPARE(group(id)[u"status"].toString(), QStringLiteral("available"));
    }
    void groupsHoldVolumes()
    {
        const auto id = makeGroup();
        QCOMPARE(group(id)[u"status"].toString(), QStringLiteral("available"));
        QVERIFY(!group(id).contains(u"volumes"));
        QVERIFY(!group(id).contains(u"project_id"));
        const auto volume = makeVolume(id);
        QCOMPARE(groupOf(volume), id);
        QCOMPARE(group(id, QStringLiteral("?list_volume=True"))[u"volumes"].toArray(), QJsonArray { volume });
        QCOMPARE(get(QStringLiteral("/groups/%1").arg(id), m_cloud->admin()).json()[u"group"][u"project_id"].toString(), m_cloud->demoProject());
        QVERIFY(!m_cloud->get(QStringLiteral("/groups/") + id, {}, "3.13").json()[u"group"].toObject().contains(u"group_snapshot_id"));
        QCOMPARE(m_cloud->get(QStringLiteral("/groups"), {}, "3.12").status, 404);
        QCOMPARE(get(QStringLiteral("/groups")).json()[u"groups"][0].toObject(), (QJsonObject { { QStringLiteral("id"), id }, { QStringLiteral("name"), QStringLiteral("g") } }));
        QCOMPARE(get(QStringLiteral("/volumes/detail?group_id=") + id).json()[u"volumes"].toArray().size(), 1);

        // What is in a group goes with it.
        QCOMPARE(m_cloud->del(QStringLiteral("/volumes/") + volume).status, 400);
        QCOMPARE(m_cloud->call("DELETE", QStringLiteral("/types/") + m_type, {}, m_cloud->admin()).status, 400);
        QCOMPARE(m_cloud->call("DELETE", QStringLiteral("/group_types/") + m_groupType, {}, m_cloud->admin(), m_version).status, 400);
        QCOMPARE(act(id, "delete").status, 400);
        QCOMPARE(act(id, "delete", fromJson(R"({"delete-volumes":true})")).status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(get(QStringLiteral("/groups/") + id).status, 404);
        QCOMPARE(get(QStringLiteral("/volumes/") + volume).status, 404);
        QVERIFY(m_cloud->service().driver().owned().value().isEmpty());
    }
    void groupsRefuse()
    {
        const auto with = [&](const char* json) { return post(QStringLiteral("/groups"), { { QStringLiteral("group"), fromJson(json) } }).status; };
        QCOMPARE(with(R"({"volume_types":["t"]})"), 400);
        QCOMPARE(with(R"({"group_type":"gt","volume_types":[]})"), 400);
        QCOMPARE(with(R"({"group_type":"gt","volume_types":["t","t"]})"), 400);
        QCOMPARE(with(R"({"group_type":"gt","volume_types":["none"]})"), 404);
        QCOMPARE(with(R"({"group_type":"none","volume_types":["t"]})"), 404);
        QCOMPARE(with(R"({"group_type":"gt","volume_types":["t"],"availability_zone":"moon"})"), 400);
        QCOMPARE(with(R"({"group_type":"gt","volume_types":["t"],"colour":"red"})"), 400);
        QCOMPARE(with(R"({"group_type":"gt","volume_types":["t"],"name":null})"), 202);
        const auto id = makeGroup();
        const auto volume = [&](const char* json) { auto body = fromJson(json); body[u"group_id"] = id; return post(QStringLiteral("/volumes"), { { QStringLiteral("volume"), body } }).status; };
        QCOMPARE(volume(R"({"size":1})"), 400);
        QCOMPARE(volume(R"({"size":1,"volume_type":"file"})"), 400);
        QCOMPARE(act(id, "enable_replication").status, 400);
        QCOMPARE(act(id, "reset_status", fromJson(R"({"status":"error"})")).status, 403);
        QCOMPARE(act(id, "reset_status", fromJson(R"({"status":"purple"})"), m_cloud->admin()).status, 400);
        QCOMPARE(act(id, "reset_status", fromJson(R"({"status":"error"})"), m_cloud->admin()).status, 202);
        QCOMPARE(group(id)[u"status"].toString(), QStringLiteral("error"));
        QCOMPARE(volume(R"({"size":1,"volume_type":"t"})"), 400);
        const auto other = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        QCOMPARE(get(QStringLiteral("/groups/") + id, other.token).status, 404);
        QVERIFY(get(QStringLiteral("/groups/detail"), other.token).json()[u"groups"].toArray().isEmpty());
        QCOMPARE(get(QStringLiteral("/groups/detail?all_tenants=1"), m_cloud->admin()).json()[u"groups"].toArray().size(), 2);
        QCOMPARE(post(QStringLiteral("/os-quota-sets/x"), {}, m_cloud->admin()).status, 405);
        m_cloud->call("PUT", QStringLiteral("/os-quota-sets/") + m_cloud->demoProject(), fromJson(R"({"quota_set":{"groups":2}})"), m_cloud->admin());
        QCOMPARE(make(QStringLiteral("g")).status, 413);
    }
    void noPoolForWhatAGroupWants()
    {
        post(QStringLiteral("/group_types/%1/group_specs").arg(m_groupType), fromJson(R"({"group_specs":{"consistent_group_snapshot_enabled":"<is> True"}})"), m_cloud->admin());
        QCOMPARE(group(makeGroup())[u"status"].toString(), QStringLiteral("error"));
    }
    void volumesJoinAndLeave()
    {
        const auto id = makeGroup();
        const auto first = makeVolume(id);
        const auto second = m_cloud->make(fromJson(R"({"size":1,"volume_type":"t"})"));
        const auto stranger = m_cloud->make();
        const auto change = [&](const char* key, const QString& ids) { return put(QStringLiteral("/groups/") + id, { { QStringLiteral("group"), QJsonObject { { QLatin1String(key), ids } } } }).status; };
        QCOMPARE(change("add_volumes", stranger), 400);
        QCOMPARE(change("add_volumes", QStringLiteral("none")), 400);
        QCOMPARE(change("remove_volumes", second), 400);
        QCOMPARE(change("add_volumes", second), 202);
        QCOMPARE(groupOf(second), id);
        QCOMPARE(change("remove_volumes", first + u',' + second), 202);
        QVERIFY(groupOf(first).isEmpty());
        QCOMPARE(put(QStringLiteral("/groups/") + id, fromJson(R"({"group":{"name":"new","description":"d"}})")).status, 202);
        QCOMPARE(group(id)[u"name"].toString(), QStringLiteral("new"));
        QCOMPARE(put(QStringLiteral("/groups/") + id, fromJson(R"({"group":{"name":"new"}})")).status, 400);
        QCOMPARE(put(QStringLiteral("/groups/") + id, fromJson(R"({"group":{}})")).status, 400);
        QCOMPARE(act(id, "delete").status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->status(first), QStringLiteral("available"));
    }
    void snapshotsOfAll()
    {
        const auto id = makeGroup();
        QCOMPARE(post(QStringLiteral("/group_snapshots"), { { QStringLiteral("group_snapshot"), QJsonObject { { QStringLiteral("group_id"), id } } } }).status, 400);
        makeVolume(id);
        makeVolume(id);
        const auto snapshot = makeSnapshot(id);
        const auto shown = get(QStringLiteral("/group_snapshots/") + snapshot).json()[u"group_snapshot"].toObject();
        QCOMPARE(shown[u"status"].toString(), QStringLiteral("available"));
        QCOMPARE(shown[u"group_id"].toString(), id);
        const auto inside = snapshotsIn(snapshot);
        QCOMPARE(inside.size(), 2);
        QCOMPARE(inside[0][u"status"].toString(), QStringLiteral("available"));
        QCOMPARE(m_cloud->del(QStringLiteral("/snapshots/") + inside[0][u"id"].toString()).status, 400);
        QCOMPARE(act(id, "delete", fromJson(R"({"delete-volumes":true})")).status, 400);
        QCOMPARE(get(QStringLiteral("/group_snapshots?limit=1")).json()[u"group_snapshots"].toArray().size(), 1);
        QVERIFY(get(QStringLiteral("/group_snapshots/detail?status=error")).json()[u"group_snapshots"].toArray().isEmpty());
        QCOMPARE(post(QStringLiteral("/group_snapshots/%1/action").arg(snapshot), fromJson(R"({"reset_status":{"status":"error"}})"), m_cloud->admin()).status, 202);
        const auto other = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        QCOMPARE(get(QStringLiteral("/group_snapshots/") + snapshot, other.token).status, 404);
        QCOMPARE(m_cloud->call("DELETE", QStringLiteral("/group_snapshots/") + snapshot, {}, {}, m_version).status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(get(QStringLiteral("/group_snapshots/") + snapshot).status, 404);
        QVERIFY(snapshotsIn(snapshot).isEmpty());
        QCOMPARE(m_cloud->service().driver().owned().value().size(), 2);
    }
    void groupsFromSources()
    {
        const auto id = makeGroup();
        makeVolume(id);
        makeVolume(id);
        const auto snapshot = makeSnapshot(id);
        for (const auto& [key, source] : { std::pair { "source_group_id", id }, { "group_snapshot_id", snapshot } }) {
            const auto copy = fromSource(key, source);
            QCOMPARE(group(copy)[u"status"].toString(), QStringLiteral("available"));
            QCOMPARE(group(copy)[QLatin1String(key)].toString(), source);
            const auto volumes = group(copy, QStringLiteral("?list_volume=true"))[u"volumes"].toArray();
            QCOMPARE(volumes.size(), 2);
            QCOMPARE(m_cloud->status(volumes[0].toString()), QStringLiteral("available"));
        }
        QCOMPARE(post(QStringLiteral("/groups/action"), fromJson(R"({"create-from-src":{"name":"x"}})")).status, 400);
        QCOMPARE(post(QStringLiteral("/groups/action"), fromJson(R"({"create-from-src":{"source_group_id":"00000000-0000-4000-8000-000000000000"}})")).status, 404);
        QCOMPARE(post(QStringLiteral("/groups/action"), { { QStringLiteral("create-from-src"), QJsonObject { { QStringLiteral("source_group_id"), makeGroup("empty") } } } }).status, 400);
    }
    void listsWhatGroupsHold()
    {
        const auto one = makeGroup("one"), none = makeGroup("none"), two = makeGroup("two");
        QHash<QString, QJsonArray> held { { none, {} } };
        for (const auto& id : { one, two, one })
            held[id] << makeVolume(id);
        const auto listed = get(QStringLiteral("/groups/detail?list_volume=true")).json()[u"groups"].toArray();
        QCOMPARE(listed.size(), 3);
        for (const auto& group : listed)
            QCOMPARE(group[u"volumes"].toArray(), held.value(group[u"id"].toString()));
        QVERIFY(!get(QStringLiteral("/groups/detail")).json()[u"groups"][0].toObject().contains(u"volumes"));

        // One statement for all, also where they are more than a statement's arguments.
        QVERIFY(m_cloud->service().database().read([&](db::Connection& connection) -> Result<> {
            QStringList many { one, none };
            for (int i = 0; i < 1200; ++i)
                many << QString::number(i);
            const auto found = volume::GroupStore::volumeIds(connection, many << two).value();
            for (const auto& id : { one, two })
                if (QJsonArray::fromStringList(found.value(id)) != held.value(id))
                    qFatal("volumes of a group are missing");
            if (found.size() != 2)
                qFatal("a group holds what is not its own");
            return {};
        }));
    }
    void workGoesOnAfterTheProcessDied()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("qemu-img")).isEmpty())
            QSKIP("qemu-img is not installed");
        open(VolumeCloud::Driver::File);
        const auto id = makeGroup();
        makeVolume(id);
        hold();
        const auto copy = fromSource("source_group_id", id);
        QCOMPARE(act(id, "delete", fromJson(R"({"delete-volumes":true})")).status, 400);
        const auto snapshot = makeSnapshot(id);
        QCOMPARE(group(copy)[u"status"].toString(), QStringLiteral("creating"));
        restart();
        QCOMPARE(group(copy)[u"status"].toString(), QStringLiteral("available"));
        QCOMPARE(get(QStringLiteral("/group_snapshots/") + snapshot).json()[u"group_snapshot"][u"status"].toString(), QStringLiteral("available"));
        QCOMPARE(m_cloud->service().driver().owned().value().size(), 3);
        hold();
        QCOMPARE(act(copy, "delete", fromJson(R"({"delete-volumes":true})")).status, 202);
        restart();
        QCOMPARE(get(QStringLiteral("/groups/") + copy).status, 404);
        QCOMPARE(m_cloud->service().driver().owned().value().size(), 2);
    }
    void aGroupThatCantBeMadeSaysSo()
    {
        const auto id = makeGroup();
        const auto volume = makeVolume(id);
        QVERIFY(m_cloud->service().driver().remove(volume));      // the disk lost it
        const auto copy = fromSource("source_group_id", id);
        QCOMPARE(group(copy)[u"status"].toString(), QStringLiteral("error"));
        QCOMPARE(m_cloud->status(group(copy, QStringLiteral("?list_volume=1"))[u"volumes"][0].toString()), QStringLiteral("error"));
        const auto snapshot = makeSnapshot(id);
        QCOMPARE(get(QStringLiteral("/group_snapshots/") + snapshot).json()[u"group_snapshot"][u"status"].toString(), QStringLiteral("error"));
        QVERIFY(m_cloud->service().driver().owned().value().isEmpty());
    }
    void consistencyGroupsAreGone()
    {
        QCOMPARE(get(QStringLiteral("/consistencygroups")).json(), fromJson(R"({"consistencygroups":[]})"));
        QCOMPARE(get(QStringLiteral("/cgsnapshots/detail")).json(), fromJson(R"({"cgsnapshots":[]})"));
        QCOMPARE(post(QStringLiteral("/consistencygroups"), fromJson(R"({"consistencygroup":{"volume_types":"t"}})")).status, 404);
        QCOMPARE(get(QStringLiteral("/consistencygroups/x")).status, 404);
    }
};

SKYLAB_TEST(GroupsTest)
#include "GroupsTest.moc"
