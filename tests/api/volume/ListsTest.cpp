#include "VolumeCloud.h"

#include "support/TestMain.h"

#include <QTest>
#include <QUrl>

using namespace skylab;
using namespace skylab::test;

/// Lists of volumes, snapshots and messages: filters by microversion, counts, summaries.
class ListsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<VolumeCloud> m_cloud;

    QString names(const QString& query, const QByteArray& version = {}, const char* collection = "volumes")
    {
        QStringList all;
        const auto items = m_cloud->get(QStringLiteral("/%1/detail%2").arg(QLatin1String(collection), query), {}, version).json()[QLatin1String(collection)].toArray();
        for (const auto& item : items)
            all << item[u"name"].toString();
        all.sort();
        return all.join(u' ');
    }

private Q_SLOTS:
    void init() { m_cloud = std::make_unique<VolumeCloud>(); }
    void cleanup() { m_cloud.reset(); }

    void volumes()
    {
        m_cloud->make(fromJson(R"({"size":1,"name":"red","metadata":{"colour":"red","a":"1"}})"));
        const auto blue = m_cloud->make(fromJson(R"({"size":2,"name":"blue","metadata":{"colour":"blue","a":"1"}})"));
        QCOMPARE(names(QStringLiteral("?name~=e"), "3.34"), QStringLiteral("blue red"));
        QCOMPARE(names(QStringLiteral("?name~=lu"), "3.34"), QStringLiteral("blue"));
        QCOMPARE(m_cloud->get(QStringLiteral("/volumes?name~=lu"), {}, "3.33").status, 400);
        QCOMPARE(m_cloud->get(QStringLiteral("/volumes?colour=red")).status, 200);
        QCOMPARE(m_cloud->get(QStringLiteral("/volumes?colour=red"), {}, "3.31").status, 400);
        QCOMPARE(names(QStringLiteral("?bootable=True")), QString());
        QCOMPARE(names(QStringLiteral("?limit=1&offset=1")).size() > 0, true);
        QVERIFY(names(QStringLiteral("?limit=1&offset=1")) != names(QStringLiteral("?limit=1")));
        QCOMPARE(m_cloud->get(QStringLiteral("/volumes?offset=x")).status, 400);
        const auto created = m_cloud->show(blue)[u"created_at"].toString();
        QCOMPARE(names(QStringLiteral("?created_at=gte:") + created, "3.60"), QStringLiteral("blue"));
        QCOMPARE(names(QStringLiteral("?created_at=lt:") + created, "3.60"), QStringLiteral("red"));
        QCOMPARE(names(QStringLiteral("?created_at=gt:2001-01-01T00:00:00,lt:") + created, "3.60"), QStringLiteral("red"));
        QCOMPARE(m_cloud->get(QStringLiteral("/volumes?created_at=gt:soon"), {}, "3.60").status, 400);
        QCOMPARE(m_cloud->get(QStringLiteral("/volumes?limit=1&with_count=true"), {}, "3.45").json()[u"count"].toInt(), 2);
        QCOMPARE(m_cloud->get(QStringLiteral("/volumes/detail?name=red&with_count=1"), {}, "3.45").json()[u"count"].toInt(), 1);

        QCOMPARE(m_cloud->get(QStringLiteral("/volumes/summary"), {}, "3.11").status, 404);
        const QJsonValue summary = m_cloud->get(QStringLiteral("/volumes/summary"), {}, "3.36").json()[u"volume-summary"];
        QCOMPARE(summary[u"total_count"].toInt(), 2);
        QCOMPARE(summary[u"total_size"].toInt(), 3);
        QCOMPARE(summary[u"metadata"][u"colour"].toArray().size(), 2);
        QCOMPARE(summary[u"metadata"][u"a"].toArray(), QJsonArray { QStringLiteral("1") });
        QVERIFY(!m_cloud->get(QStringLiteral("/volumes/summary"), {}, "3.35").json()[u"volume-summary"].toObject().contains(u"metadata"));
        QCOMPARE(m_cloud->get(QStringLiteral("/volumes/summary?name=red"), {}, "3.36").json()[u"volume-summary"][u"total_size"].toInt(), 1);
    }
    void snapshots()
    {
        const auto volume = m_cloud->make();
        const auto made = m_cloud->snapshot(volume, fromJson(R"({"name":"one","metadata":{"colour":"red"}})"));
        QCOMPARE(made.status, 202);
        QVERIFY(!made.json()[u"snapshot"].toObject().contains(u"os-extended-snapshot-attributes:progress"));
        const auto id = made.json()[u"snapshot"][u"id"].toString();
        QVERIFY(m_cloud->settle());
        QVERIFY(m_cloud->showSnapshot(id).contains(u"os-extended-snapshot-attributes:progress"));
        m_cloud->snapshot(volume, fromJson(R"({"name":"two"})"));
        QVERIFY(m_cloud->settle());
        QCOMPARE(names(QStringLiteral("?metadata={'colour':'red'}"), "3.22", "snapshots"), QStringLiteral("one"));
        QCOMPARE(names(QStringLiteral("?name~=tw"), "3.34", "snapshots"), QStringLiteral("two"));
        QCOMPARE(names(QStringLiteral("?volume_id=") + volume, {}, "snapshots"), QStringLiteral("one two"));
        QCOMPARE(m_cloud->get(QStringLiteral("/snapshots?limit=1&with_count=true"), {}, "3.45").json()[u"count"].toInt(), 2);
        QCOMPARE(m_cloud->get(QStringLiteral("/snapshots?colour=red"), {}, "3.31").status, 400);
        QCOMPARE(m_cloud->get(QStringLiteral("/snapshots/%1").arg(id), {}, "3.65").json()[u"snapshot"][u"consumes_quota"].toBool(), true);
    }
    void snapshotActions()
    {
        const auto id = m_cloud->makeSnapshot(m_cloud->make());
        const auto act = [&](const char* name, const char* json, const QByteArray& token) { return m_cloud->post(QStringLiteral("/snapshots/%1/action").arg(id), { { QLatin1String(name), fromJson(json) } }, token); };
        const auto status = [&] { return m_cloud->showSnapshot(id)[u"status"].toString(); };
        QCOMPARE(act("os-update_snapshot_status", R"({"status":"creating"})", m_cloud->admin()).status, 400);
        QCOMPARE(act("os-reset_status", R"({"status":"creating"})", m_cloud->admin()).status, 202);
        QCOMPARE(act("os-update_snapshot_status", R"({"status":"deleting"})", m_cloud->admin()).status, 400);
        QCOMPARE(act("os-update_snapshot_status", R"({"status":"creating","progress":"80%"})", m_cloud->admin()).status, 202);
        QCOMPARE(m_cloud->showSnapshot(id)[u"os-extended-snapshot-attributes:progress"].toString(), QStringLiteral("80%"));
        QCOMPARE(status(), QStringLiteral("creating"));
        QCOMPARE(m_cloud->del(QStringLiteral("/snapshots/") + id).status, 400);
        QCOMPARE(act("os-force_delete", R"({})", m_cloud->demo()).status, 403);
        QCOMPARE(act("os-force_delete", R"({})", m_cloud->admin()).status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->get(QStringLiteral("/snapshots/") + id).status, 404);
    }
    void messages()
    {
        // The data went away behind the service.
        const auto id = m_cloud->make();
        QVERIFY(m_cloud->service().driver().remove(id));
        QCOMPARE(m_cloud->act(id, "os-extend", fromJson(R"({"new_size":2})")).status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->status(id), QStringLiteral("error_extending"));
        QCOMPARE(m_cloud->get(QStringLiteral("/messages"), {}, "3.2").status, 404);
        const auto list = m_cloud->get(QStringLiteral("/messages"), {}, "3.3").json()[u"messages"].toArray();
        QCOMPARE(list.size(), 1);
        const auto message = list[0].toObject();
        QCOMPARE(message[u"event_id"].toString(), QStringLiteral("VOLUME_VOLUME_007_010"));
        QCOMPARE(message[u"message_level"].toString(), QStringLiteral("ERROR"));
        QCOMPARE(message[u"resource_type"].toString(), QStringLiteral("VOLUME"));
        QCOMPARE(message[u"resource_uuid"].toString(), id);
        QVERIFY(message[u"request_id"].toString().startsWith(QStringLiteral("req-")));
        QVERIFY(message[u"user_message"].toString().startsWith(QStringLiteral("extend volume:")));
        QVERIFY(message[u"guaranteed_until"].toString() > message[u"created_at"].toString());
        const auto path = QStringLiteral("/messages/") + message[u"id"].toString();
        QCOMPARE(m_cloud->get(path, {}, "3.3").json()[u"message"].toObject(), message);
        QCOMPARE(m_cloud->get(QStringLiteral("/messages?resource_uuid=x"), {}, "3.5").json()[u"messages"].toArray().size(), 0);
        QCOMPARE(m_cloud->get(QStringLiteral("/messages?event_id=VOLUME_VOLUME_007_010&sort=created_at:asc"), {}, "3.5").json()[u"messages"].toArray().size(), 1);
        const auto other = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        QCOMPARE(m_cloud->get(path, other.token, "3.3").status, 404);
        QCOMPARE(m_cloud->get(QStringLiteral("/messages"), other.token, "3.3").json()[u"messages"].toArray().size(), 0);
        QCOMPARE(m_cloud->call("DELETE", path, {}, {}, "3.3").status, 204);
        QCOMPARE(m_cloud->get(path, {}, "3.3").status, 404);
    }
};

SKYLAB_TEST(ListsTest)
#include "ListsTest.moc"
