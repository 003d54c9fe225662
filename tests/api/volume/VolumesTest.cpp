#include "VolumeCloud.h"

#include "support/TestMain.h"

#include <QTest>
#include <QUrl>

using namespace skylab;
using namespace skylab::test;

/// Volumes: making, listing, showing, changing, deleting; who may.
class VolumesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<VolumeCloud> m_cloud;
    const QString m_nobody = QStringLiteral("00000000-0000-4000-8000-000000000000");

    QStringList names(const QString& query, const QByteArray& token = {})
    {
        QStringList all;
        for (const auto& one : m_cloud->get(QStringLiteral("/volumes/detail") + query, token).json()[u"volumes"].toArray())
            all << one[u"name"].toString();
        return all;
    }
    static QJsonObject named(const char* name, int size = 1) { return { { QStringLiteral("name"), QLatin1String(name) }, { QStringLiteral("size"), size } }; }

private Q_SLOTS:
    void init() { m_cloud = std::make_unique<VolumeCloud>(); }
    void cleanup() { m_cloud.reset(); }

    void makesAnEmptyOne()
    {
        const auto answer = m_cloud->create(R"({"size":2,"name":"data","description":"for data","metadata":{"colour":"red"}})");
        QCOMPARE(answer.status, 202);
        const auto made = answer.json()[u"volume"].toObject();
        QCOMPARE(made[u"status"].toString(), QStringLiteral("creating"));
        QCOMPARE(made[u"links"][0][u"rel"].toString(), QStringLiteral("self"));
        QVERIFY(!made.contains(u"os-vol-tenant-attr:tenant_id"));      // an extension's: only when shown
        QVERIFY(m_cloud->settle());
        QVERIFY(m_cloud->show(made[u"id"].toString()).contains(u"os-vol-tenant-attr:tenant_id"));
        const auto volume = m_cloud->show(made[u"id"].toString());
        QCOMPARE(volume[u"status"].toString(), QStringLiteral("available"));
        QCOMPARE(volume[u"size"].toInt(), 2);
        QCOMPARE(volume[u"name"].toString(), QStringLiteral("data"));
        QCOMPARE(volume[u"description"].toString(), QStringLiteral("for data"));
        QCOMPARE(volume[u"metadata"].toObject(), (QJsonObject { { QStringLiteral("colour"), QStringLiteral("red") } }));
        QCOMPARE(volume[u"bootable"].toString(), QStringLiteral("false"));
        QCOMPARE(volume[u"volume_type"].toString(), QStringLiteral("file"));
        QVERIFY(!volume.contains(u"volume_image_metadata"));
        QCOMPARE(m_cloud->service().driver().owned().value().size(), 1);
    }
    void makesOneFromAnImage()
    {
        const auto image = m_cloud->makeImage("the guest's disk", 2);
        const auto volume = m_cloud->show(m_cloud->make({ { QStringLiteral("size"), 3 }, { QStringLiteral("imageRef"), image } }));
        QCOMPARE(volume[u"bootable"].toString(), QStringLiteral("true"));
        const auto said = volume[u"volume_image_metadata"].toObject();
        QCOMPARE(said[u"image_id"].toString(), image);
        QCOMPARE(said[u"image_name"].toString(), QStringLiteral("tiny"));
        QCOMPARE(said[u"min_disk"].toString(), QStringLiteral("2"));
        QCOMPARE(said[u"os_distro"].toString(), QStringLiteral("none"));

        const auto small = m_cloud->create({ { QStringLiteral("size"), 1 }, { QStringLiteral("imageRef"), image } });
        QCOMPARE(small.status, 400);
        QVERIFY2(VolumeCloud::fault(small).contains(QStringLiteral("larger than volume size 1GB")), small.body.constData());
        QCOMPARE(m_cloud->create({ { QStringLiteral("size"), 1 }, { QStringLiteral("imageRef"), m_cloud->makeImage({}) } }).status, 400);
        QCOMPARE(m_cloud->create({ { QStringLiteral("size"), 1 }, { QStringLiteral("imageRef"), m_nobody } }).status, 404);
    }
    void makesCopies()
    {
        m_cloud->post(QStringLiteral("/types"), fromJson(R"({"volume_type":{"name":"other"}})"), m_cloud->admin());
        const auto image = m_cloud->makeImage("bootable");
        const auto source = m_cloud->make({ { QStringLiteral("size"), 2 }, { QStringLiteral("imageRef"), image }, { QStringLiteral("volume_type"), QStringLiteral("other") } });
        const auto snapshot = m_cloud->makeSnapshot(source);
        for (const auto& [key, id] : { std::pair { QStringLiteral("source_volid"), source }, { QStringLiteral("snapshot_id"), snapshot } }) {
            const auto copy = m_cloud->show(m_cloud->make({ { key, id } }));
            QCOMPARE(copy[key].toString(), id);
            QCOMPARE(copy[u"size"].toInt(), 2);
            QCOMPARE(copy[u"bootable"].toString(), QStringLiteral("true"));
            QCOMPARE(copy[u"volume_image_metadata"][u"image_id"].toString(), image);
            QCOMPARE(copy[u"volume_type"].toString(), QStringLiteral("other"));
            QCOMPARE(m_cloud->show(m_cloud->make({ { key, id }, { QStringLiteral("size"), 5 } }))[u"size"].toInt(), 5);
            const auto small = m_cloud->create({ { key, id }, { QStringLiteral("size"), 1 } });
            QCOMPARE(small.status, 400);
            QVERIFY2(VolumeCloud::fault(small).contains(QStringLiteral("size")), small.body.constData());
        }
    }
    void sourceStaysWhileItIsCopied()
    {
        const auto source = m_cloud->make();
        const auto snapshot = m_cloud->makeSnapshot(source);
        const auto other = m_cloud->make();
        m_cloud->holdTasks();
        m_cloud->create({ { QStringLiteral("snapshot_id"), snapshot } });
        m_cloud->create({ { QStringLiteral("source_volid"), other } });
        QCOMPARE(m_cloud->del(QStringLiteral("/snapshots/") + snapshot).status, 400);
        QCOMPARE(m_cloud->del(QStringLiteral("/volumes/") + other).status, 400);
        QCOMPARE(m_cloud->act(other, "os-extend", fromJson(R"({"new_size":2})")).status, 400);
        QCOMPARE(m_cloud->status(other), QStringLiteral("available"));
    }
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("word");
        QTest::newRow("no size") << QByteArray("{}") << 400 << QStringLiteral("size");
        QTest::newRow("size 0") << QByteArray(R"({"size":0})") << 400 << QStringLiteral("size");
        QTest::newRow("negative") << QByteArray(R"({"size":-1})") << 400 << QStringLiteral("size");
        QTest::newRow("fraction") << QByteArray(R"({"size":1.5})") << 400 << QStringLiteral("size");
        QTest::newRow("word") << QByteArray(R"({"size":"#$%"})") << 400 << QStringLiteral("size");
        QTest::newRow("huge") << QByteArray(R"({"size":99999999})") << 400 << QStringLiteral("size");
        QTest::newRow("long name") << R"({"size":1,"name":")" + QByteArray(256, 'x') + "\"}" << 400 << QStringLiteral("name");
        QTest::newRow("unknown field") << QByteArray(R"({"size":1,"colour":"red"})") << 400 << QStringLiteral("colour");
        QTest::newRow("unknown type") << QByteArray(R"({"size":1,"volume_type":"none such"})") << 404 << QStringLiteral("none such");
        QTest::newRow("zone") << QByteArray(R"({"size":1,"availability_zone":"moon"})") << 400 << QStringLiteral("moon");
        QTest::newRow("metadata") << QByteArray(R"({"size":1,"metadata":{"a":1}})") << 400 << QStringLiteral("metadata");
        QTest::newRow("no snapshot") << QByteArray(R"({"snapshot_id":"00000000-0000-4000-8000-000000000000"})") << 404 << QStringLiteral("Snapshot");
        QTest::newRow("no source") << QByteArray(R"({"source_volid":"00000000-0000-4000-8000-000000000000"})") << 404 << QStringLiteral("Volume");
        QTest::newRow("source is no id") << QByteArray(R"({"source_volid":"x"})") << 400 << QStringLiteral("source_volid");
        QTest::newRow("backup before 3.47") << QByteArray(R"({"size":1,"backup_id":"00000000-0000-4000-8000-000000000000"})") << 400 << QStringLiteral("backup_id");
        QTest::newRow("two sources") << QByteArray(R"({"snapshot_id":"00000000-0000-4000-8000-000000000000","source_volid":"00000000-0000-4000-8000-000000000000"})") << 400 << QStringLiteral("Only one");
    }
    void refuses()
    {
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QString, word);
        const auto answer = m_cloud->create(body.constData());
        QCOMPARE(answer.status, status);
        QVERIFY2(VolumeCloud::fault(answer).contains(word), answer.body.constData());
        QCOMPARE(answer.json()[status == 404 ? u"itemNotFound" : u"badRequest"][u"code"].toInt(), status);
        QCOMPARE(names({}), QStringList());
    }
    void refusesWhatIsNoVolume()
    {
        QCOMPARE(m_cloud->post(QStringLiteral("/volumes"), {}).status, 400);
        QCOMPARE(m_cloud->post(QStringLiteral("/volumes"), fromJson(R"({"volume":5})")).status, 400);
        QCOMPARE(m_cloud->post(QStringLiteral("/volumes"), fromJson(R"({"volume":{"size":1}})"), {}, "3.999").status, 406);
    }
    void takesOldSpellings()
    {
        const auto answer = m_cloud->create(R"({"size":"1","display_name":"a","display_description":"b"})");
        QCOMPARE(answer.status, 202);
        QCOMPARE(answer.json()[u"volume"][u"name"].toString(), QStringLiteral("a"));
        QCOMPARE(answer.json()[u"volume"][u"description"].toString(), QStringLiteral("b"));
    }

    void listsNewestFirst()
    {
        for (const auto* name : { "a", "b", "c" })
            m_cloud->make(named(name));
        QCOMPARE(names({}), (QStringList { QStringLiteral("c"), QStringLiteral("b"), QStringLiteral("a") }));
        const auto plain = m_cloud->get(QStringLiteral("/volumes")).json()[u"volumes"].toArray();
        QCOMPARE(plain.size(), 3);
        QCOMPARE(plain[0].toObject().keys(), (QStringList { QStringLiteral("id"), QStringLiteral("links"), QStringLiteral("name") }));
    }
    void sortsAndFilters()
    {
        const auto a = m_cloud->make({ { QStringLiteral("name"), QStringLiteral("a") }, { QStringLiteral("size"), 3 }, { QStringLiteral("metadata"), fromJson("{\"colour\":\"red\",\"x%y\":\"\\\"q\\\"\"}") } });
        m_cloud->make({ { QStringLiteral("name"), QStringLiteral("b") }, { QStringLiteral("size"), 1 }, { QStringLiteral("metadata"), fromJson(R"({"colour":"Red"})") } });
        m_cloud->make(named("c", 2));
        m_cloud->act(a, "os-reserve");
        const auto list = [](const char* text) { return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts); };
        QCOMPARE(names(QStringLiteral("?sort=size:asc")), list("b c a"));
        QCOMPARE(names(QStringLiteral("?sort=size:desc")), list("a c b"));
        QCOMPARE(names(QStringLiteral("?sort_key=name&sort_dir=desc")), list("c b a"));
        QCOMPARE(names(QStringLiteral("?status=attaching")), list("a"));
        QCOMPARE(names(QStringLiteral("?name=b")), list("b"));
        QCOMPARE(names(QStringLiteral("?size=2")), list("c"));
        QCOMPARE(names(QStringLiteral("?status=available&sort=name:asc")), list("b c"));
        QCOMPARE(names(QStringLiteral("?metadata=") + QString::fromLatin1(QUrl::toPercentEncoding(QStringLiteral("{'colour': 'red'}")))), list("a"));
        QCOMPARE(names(QStringLiteral("?metadata=") + QString::fromLatin1(QUrl::toPercentEncoding(QStringLiteral("{\"x%y\":\"\\\"q\\\"\"}")))), list("a"));
        QCOMPARE(names(QStringLiteral("?metadata=") + QString::fromLatin1(QUrl::toPercentEncoding(QStringLiteral(R"({"colour":"red","x":"y"})")))), list(""));
        QCOMPARE(m_cloud->get(QStringLiteral("/volumes?metadata=red")).status, 400);
        QCOMPARE(m_cloud->get(QStringLiteral("/volumes?sort=colour")).status, 400);
        QCOMPARE(m_cloud->get(QStringLiteral("/volumes?limit=-1")).status, 400);
        QCOMPARE(m_cloud->get(QStringLiteral("/volumes?marker=none")).status, 404);
    }
    void pages()
    {
        for (const auto* name : { "a", "b", "c" })
            m_cloud->make(named(name));
        for (const auto* path : { "/volumes", "/volumes/detail" }) {
            auto page = m_cloud->get(QLatin1String(path) + QStringLiteral("?limit=2&sort=name:asc")).json();
            QCOMPARE(page[u"volumes"].toArray().size(), 2);
            const auto next = page[u"volumes_links"][0][u"href"].toString();
            QCOMPARE(page[u"volumes_links"][0][u"rel"].toString(), QStringLiteral("next"));
            const auto prefix = m_cloud->cloud().url() + QStringLiteral("/volume/v3");
            QVERIFY2(next.startsWith(prefix), qPrintable(next));
            page = m_cloud->get(next.mid(prefix.size())).json();
            QCOMPARE(page[u"volumes"].toArray().size(), 1);
            QCOMPARE(page[u"volumes"][0][u"name"].toString(), QStringLiteral("c"));
            QVERIFY(!page.contains(u"volumes_links"));
            // A page that is full has a next one, if only an empty one: Cinder's clients count on it.
            QVERIFY(m_cloud->get(QLatin1String(path) + QStringLiteral("?limit=3")).json().contains(u"volumes_links"));
        }
        QCOMPARE(m_cloud->get(QStringLiteral("/volumes?limit=0")).json()[u"volumes"].toArray().size(), 0);
    }
    void summarises()
    {
        m_cloud->make(named("a", 2));
        m_cloud->make(named("b", 3));
        QCOMPARE(m_cloud->get(QStringLiteral("/volumes/summary")).status, 404);
        const QJsonValue summary = m_cloud->get(QStringLiteral("/volumes/summary"), {}, "3.36").json()[u"volume-summary"];
        QCOMPARE(summary[u"total_count"].toInt(), 2);
        QCOMPARE(summary[u"total_size"].toInt(), 5);
    }

    void showsExactlyTheKeysOfTheVersion()
    {
        const auto id = m_cloud->make();
        const auto keys = [&](const QByteArray& version, const QByteArray& token) { return m_cloud->get(QStringLiteral("/volumes/") + id, token, version).json()[u"volume"].toObject().keys(); };
        const auto sorted = [](QStringList all) {
            all.sort();
            return all;
        };
        QStringList expected = QStringLiteral("attachments availability_zone bootable consistencygroup_id created_at description encrypted id links metadata multiattach name "
                                              "os-vol-tenant-attr:tenant_id replication_status size snapshot_id source_volid status updated_at user_id volume_type").split(u' ');
        const QStringList forAdmins { QStringLiteral("migration_status"), QStringLiteral("os-vol-host-attr:host"), QStringLiteral("os-vol-mig-status-attr:migstat"), QStringLiteral("os-vol-mig-status-attr:name_id") };
        QCOMPARE(sorted(keys("3.0", m_cloud->demo())), sorted(expected));
        QCOMPARE(sorted(keys("3.0", m_cloud->admin())), sorted(expected + forAdmins));
        QCOMPARE(sorted(keys({}, m_cloud->demo())), sorted(expected));
        expected << QStringLiteral("group_id") << QStringLiteral("service_uuid") << QStringLiteral("shared_targets") << QStringLiteral("volume_type_id");
        QCOMPARE(sorted(keys("3.63", m_cloud->demo())), sorted(expected));
        expected << QStringLiteral("consumes_quota");
        QCOMPARE(sorted(keys("3.65", m_cloud->demo())), sorted(expected));
        QCOMPARE(sorted(keys("latest", m_cloud->demo())), sorted(expected));
        QCOMPARE(sorted(keys("latest", m_cloud->admin())), sorted(expected + forAdmins + QStringList { QStringLiteral("provider_id"), QStringLiteral("cluster_name") }));
        const auto answer = m_cloud->get(QStringLiteral("/volumes/") + id, {}, "3.63");
        QCOMPARE(answer.header("openstack-api-version"), QByteArray("volume 3.63"));
        QVERIFY(answer.header("x-openstack-request-id").startsWith("req-"));
    }
    void changes()
    {
        const auto id = m_cloud->make();
        const auto path = QStringLiteral("/volumes/") + id;
        const auto answer = m_cloud->put(path, fromJson(R"({"volume":{"name":"new","description":"d","metadata":{"a":"b"}}})"));
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.json()[u"volume"][u"name"].toString(), QStringLiteral("new"));
        QCOMPARE(m_cloud->show(id)[u"metadata"][u"a"].toString(), QStringLiteral("b"));
        QCOMPARE(m_cloud->put(path, fromJson(R"({"volume":{"display_name":"old way"}})")).json()[u"volume"][u"name"].toString(), QStringLiteral("old way"));
        QCOMPARE(m_cloud->put(path, fromJson(R"({"volume":{"size":5}})")).status, 400);
        QCOMPARE(m_cloud->put(path, fromJson(R"({"volume":{"status":"error"}})")).status, 400);
        QCOMPARE(m_cloud->put(path, {}).status, 400);
        QCOMPARE(m_cloud->put(QStringLiteral("/volumes/none"), fromJson(R"({"volume":{"name":"new"}})")).status, 404);
        QCOMPARE(m_cloud->show(id)[u"size"].toInt(), 1);
    }
    void keepsMetadata()
    {
        const auto id = m_cloud->make();
        const auto path = QStringLiteral("/volumes/%1/metadata").arg(id);
        QCOMPARE(m_cloud->get(path).json(), fromJson(R"({"metadata":{}})"));
        QCOMPARE(m_cloud->post(path, fromJson(R"({"metadata":{"a":"1","b":"2"}})")).json(), fromJson(R"({"metadata":{"a":"1","b":"2"}})"));
        QCOMPARE(m_cloud->post(path, fromJson(R"({"metadata":{"b":"3"}})")).json(), fromJson(R"({"metadata":{"a":"1","b":"3"}})"));
        QCOMPARE(m_cloud->get(path + QStringLiteral("/b")).json(), fromJson(R"({"meta":{"b":"3"}})"));
        QCOMPARE(m_cloud->put(path + QStringLiteral("/c"), fromJson(R"({"meta":{"c":"4"}})")).json(), fromJson(R"({"meta":{"c":"4"}})"));
        QCOMPARE(m_cloud->put(path + QStringLiteral("/c"), fromJson(R"({"meta":{"d":"4"}})")).status, 400);
        QCOMPARE(m_cloud->put(path + QStringLiteral("/c"), { { QStringLiteral("meta"), QJsonObject { { QStringLiteral("c"), QString(256, u'x') } } } }).status, 400);
        QCOMPARE(m_cloud->del(path + QStringLiteral("/a")).status, 200);
        QCOMPARE(m_cloud->del(path + QStringLiteral("/a")).status, 404);
        QCOMPARE(m_cloud->get(path + QStringLiteral("/a")).status, 404);
        QCOMPARE(m_cloud->put(path, fromJson(R"({"metadata":{"z":"0"}})")).json(), fromJson(R"({"metadata":{"z":"0"}})"));
        QCOMPARE(m_cloud->show(id)[u"metadata"].toObject(), fromJson(R"({"z":"0"})"));
        for (const auto* bad : { R"({})", R"({"metadata":"a"})", R"({"metadata":{"a":1}})", R"({"metadata":{"":"1"}})" })
            QCOMPARE(m_cloud->post(path, fromJson(bad)).status, 400);
        QCOMPARE(m_cloud->post(path, { { QStringLiteral("metadata"), QJsonObject { { QString(256, u'k'), QStringLiteral("v") } } } }).status, 400);
    }
    void deletes()
    {
        const auto id = m_cloud->make();
        QCOMPARE(m_cloud->del(QStringLiteral("/volumes/") + id).status, 202);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->get(QStringLiteral("/volumes/") + id).status, 404);
        QCOMPARE(m_cloud->del(QStringLiteral("/volumes/") + id).status, 404);
        QVERIFY(m_cloud->service().driver().owned().value().isEmpty());
        QCOMPARE(m_cloud->del(QStringLiteral("/volumes/none")).status, 404);
    }

    void tenantsSeeNothingOfEachOther()
    {
        const auto other = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        const auto id = m_cloud->make(named("mine"));
        const auto snapshot = m_cloud->makeSnapshot(id);
        for (const auto& [method, path] : { std::pair { "GET", QStringLiteral("/volumes/") + id }, { "DELETE", QStringLiteral("/volumes/") + id }, { "PUT", QStringLiteral("/volumes/") + id },
                                            { "GET", QStringLiteral("/volumes/%1/metadata").arg(id) }, { "GET", QStringLiteral("/snapshots/") + snapshot }, { "DELETE", QStringLiteral("/snapshots/") + snapshot },
                                            { "GET", QStringLiteral("/snapshots/%1/metadata").arg(snapshot) } })
            QCOMPARE(m_cloud->call(method, path, fromJson(R"({"volume":{"name":"theirs"}})"), other.token).status, 404);
        QCOMPARE(m_cloud->act(id, "os-extend", fromJson(R"({"new_size":2})"), other.token).status, 404);
        QCOMPARE(m_cloud->snapshot(id, {}, other.token).status, 404);
        QCOMPARE(m_cloud->create({ { QStringLiteral("source_volid"), id } }, other.token).status, 404);
        QCOMPARE(m_cloud->create({ { QStringLiteral("snapshot_id"), snapshot } }, other.token).status, 404);
        QCOMPARE(names({}, other.token), QStringList());
        QCOMPARE(names(QStringLiteral("?all_tenants=1"), other.token), QStringList());
        QCOMPARE(names(QStringLiteral("?project_id=") + m_cloud->demoProject(), other.token), QStringList());
        QCOMPARE(names({}, m_cloud->admin()), QStringList());
        QCOMPARE(names(QStringLiteral("?all_tenants=1"), m_cloud->admin()), QStringList { QStringLiteral("mine") });
        QCOMPARE(names(QStringLiteral("?all_tenants=1&project_id=") + m_cloud->demoProject(), m_cloud->admin()), QStringList { QStringLiteral("mine") });
        QCOMPARE(m_cloud->show(id, m_cloud->admin())[u"name"].toString(), QStringLiteral("mine"));
    }
    void readerReadsOnly()
    {
        const auto reader = m_cloud->cloud().makeTenant(QStringLiteral("watcher"), QStringLiteral("reader"));
        QCOMPARE(m_cloud->get(QStringLiteral("/volumes/detail"), reader.token).status, 200);
        QCOMPARE(m_cloud->create(R"({"size":1})", reader.token).status, 403);
        QCOMPARE(m_cloud->del(QStringLiteral("/volumes/") + m_nobody, reader.token).status, 403);
        QCOMPARE(m_cloud->snapshot(m_nobody, {}, reader.token).status, 403);
        QCOMPARE(m_cloud->act(m_nobody, "os-extend", fromJson(R"({"new_size":2})"), reader.token).status, 403);
        QCOMPARE(m_cloud->get(QStringLiteral("/volumes"), "not a token").status, 401);
    }
    void projectMayStandInTheUrl()
    {
        const auto other = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        const auto id = m_cloud->make();
        const auto mine = u'/' + m_cloud->demoProject();
        QCOMPARE(m_cloud->get(mine + QStringLiteral("/volumes/") + id).status, 200);
        QCOMPARE(m_cloud->get(mine + QStringLiteral("/volumes/detail")).json()[u"volumes"].toArray().size(), 1);
        QCOMPARE(m_cloud->get(mine + QStringLiteral("/volumes"), other.token).status, 400);
        QCOMPARE(m_cloud->get(mine + QStringLiteral("/volumes"), m_cloud->admin()).status, 400);
        QCOMPARE(m_cloud->get(mine + QStringLiteral("/nothing")).status, 404);
    }
    void tellsItsVersions()
    {
        auto anyone = m_cloud->cloud().client();
        const auto all = anyone.get(QStringLiteral("/volume/"));
        QCOMPARE(all.status, 300);
        QCOMPARE(all.json()[u"versions"][0][u"version"].toString(), QStringLiteral("3.71"));
        QCOMPARE(all.json()[u"versions"][0][u"links"][0][u"href"].toString(), m_cloud->cloud().url() + QStringLiteral("/volume/v3/"));
        QCOMPARE(anyone.get(QStringLiteral("/volume/v3/")).status, 200);
    }
};

SKYLAB_TEST(VolumesTest)
#include "VolumesTest.moc"
