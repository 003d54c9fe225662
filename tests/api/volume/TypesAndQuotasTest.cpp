#include "VolumeCloud.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

class TypesAndQuotasTest : public QObject {
    Q_OBJECT

    std::unique_ptr<VolumeCloud> m_cloud;

    Answer makeType(const char* json) { return m_cloud->post(QStringLiteral("/types"), { { QStringLiteral("volume_type"), fromJson(json) } }, m_cloud->admin()); }
    QString quotaPath() { return QStringLiteral("/os-quota-sets/") + m_cloud->demoProject(); }
    int setQuota(const char* json) { return m_cloud->call("PUT", quotaPath(), { { QStringLiteral("quota_set"), fromJson(json) } }, m_cloud->admin()).status; }

private Q_SLOTS:
    void init() { m_cloud = std::make_unique<VolumeCloud>(); }
    void cleanup() { m_cloud.reset(); }

    void typesLiveAndDie()
    {
        const auto answer = makeType(R"({"name":"fast","description":"d","extra_specs":{"a":"b"}})");
        QCOMPARE(answer.status, 200);
        const auto path = QStringLiteral("/types/") + answer.json()[u"volume_type"][u"id"].toString();
        QCOMPARE(m_cloud->get(path).json()[u"volume_type"][u"name"].toString(), QStringLiteral("fast"));
        const auto volume = m_cloud->make(fromJson(R"({"size":1,"volume_type":"fast"})"));
        const auto renamed = m_cloud->put(path, fromJson(R"({"volume_type":{"name":"quick","description":null}})"), m_cloud->admin());
        QCOMPARE(renamed.status, 200);
        QCOMPARE(m_cloud->show(volume)[u"volume_type"].toString(), QStringLiteral("quick"));
        QCOMPARE(m_cloud->del(path, m_cloud->admin()).status, 400);
        m_cloud->del(QStringLiteral("/volumes/") + volume);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->del(path, m_cloud->admin()).status, 202);
        QCOMPARE(m_cloud->get(path).status, 404);
    }
    void typesRefuse()
    {
        const auto id = makeType(R"({"name":"fast"})").json()[u"volume_type"][u"id"].toString();
        QCOMPARE(makeType(R"({"name":"fast"})").status, 409);
        QCOMPARE(makeType(R"({"name":""})").status, 400);
        QCOMPARE(makeType(R"({})").status, 400);
        QCOMPARE(makeType(R"({"name":"x","extra_specs":{"a":5}})").status, 400);
        QCOMPARE(m_cloud->put(QStringLiteral("/types/") + id, fromJson(R"({"volume_type":{"name":"file"}})"), m_cloud->admin()).status, 409);
        QCOMPARE(m_cloud->post(QStringLiteral("/types"), fromJson(R"({"volume_type":{"name":"mine"}})")).status, 403);
        QCOMPARE(m_cloud->del(QStringLiteral("/types/") + id).status, 403);
        QCOMPARE(m_cloud->get(QStringLiteral("/types/none")).status, 404);
    }
    void defaultTypeStays()
    {
        const QJsonValue type = m_cloud->get(QStringLiteral("/types/default")).json()[u"volume_type"];
        QCOMPARE(type[u"name"].toString(), QStringLiteral("file"));
        const auto path = QStringLiteral("/types/") + type[u"id"].toString();
        QCOMPARE(m_cloud->del(path, m_cloud->admin()).status, 400);
        QCOMPARE(m_cloud->put(path, fromJson(R"({"volume_type":{"name":"other"}})"), m_cloud->admin()).status, 400);
        QCOMPARE(m_cloud->put(path, fromJson(R"({"volume_type":{"description":"mine"}})"), m_cloud->admin()).status, 200);
        QCOMPARE(m_cloud->show(m_cloud->make())[u"volume_type"].toString(), QStringLiteral("file"));
    }
    void privateTypesAreForAdministrators()
    {
        const auto id = makeType(R"({"name":"secret","os-volume-type-access:is_public":false})").json()[u"volume_type"][u"id"].toString();
        QCOMPARE(m_cloud->get(QStringLiteral("/types/") + id).status, 404);
        QCOMPARE(m_cloud->get(QStringLiteral("/types")).json()[u"volume_types"].toArray().size(), 1);
        QCOMPARE(m_cloud->get(QStringLiteral("/types?is_public=None"), m_cloud->admin()).json()[u"volume_types"].toArray().size(), 2);
        QCOMPARE(m_cloud->get(QStringLiteral("/types?is_public=false"), m_cloud->admin()).json()[u"volume_types"].toArray().size(), 1);
        QCOMPARE(m_cloud->create(R"({"size":1,"volume_type":"secret"})").status, 404);
        QCOMPARE(m_cloud->create({ { QStringLiteral("size"), 1 }, { QStringLiteral("volume_type"), id } }).status, 404);
        QCOMPARE(m_cloud->create(R"({"size":1,"volume_type":"secret"})", m_cloud->admin()).status, 202);
    }
    void extraSpecs()
    {
        const auto path = QStringLiteral("/types/%1/extra_specs").arg(makeType(R"({"name":"fast"})").json()[u"volume_type"][u"id"].toString());
        const auto admin = m_cloud->admin();
        QCOMPARE(m_cloud->post(path, fromJson(R"({"extra_specs":{"a":"1","b":"2"}})"), admin).json(), fromJson(R"({"extra_specs":{"a":"1","b":"2"}})"));
        QCOMPARE(m_cloud->get(path, admin).json(), fromJson(R"({"extra_specs":{"a":"1","b":"2"}})"));
        QCOMPARE(m_cloud->put(path + QStringLiteral("/a"), fromJson(R"({"a":"3"})"), admin).json(), fromJson(R"({"a":"3"})"));
        QCOMPARE(m_cloud->get(path + QStringLiteral("/a"), admin).json(), fromJson(R"({"a":"3"})"));
        QCOMPARE(m_cloud->put(path + QStringLiteral("/a"), fromJson(R"({"b":"3"})"), admin).status, 400);
        QCOMPARE(m_cloud->put(path + QStringLiteral("/a"), fromJson(R"({"a":"3","b":"4"})"), admin).status, 400);
        QCOMPARE(m_cloud->post(path, fromJson(R"({"extra_specs":{}})"), admin).status, 400);
        QCOMPARE(m_cloud->post(path, fromJson(R"({"extra_specs":{"a":1}})"), admin).status, 400);
        QCOMPARE(m_cloud->post(path, fromJson(R"({"extra_specs":{"a":"1"}})")).status, 403);
        QCOMPARE(m_cloud->del(path + QStringLiteral("/a"), admin).status, 202);
        QCOMPARE(m_cloud->del(path + QStringLiteral("/a"), admin).status, 404);
        QCOMPARE(m_cloud->get(path + QStringLiteral("/a"), admin).status, 404);
    }

    void quotaOfVolumes()
    {
        QCOMPARE(setQuota(R"({"volumes":1})"), 200);
        m_cloud->make();
        const auto answer = m_cloud->create(R"({"size":1})");
        QCOMPARE(answer.status, 413);
        QCOMPARE(answer.json()[u"overLimit"][u"code"].toInt(), 413);
        QVERIFY2(VolumeCloud::fault(answer).contains(QStringLiteral("already used 1 of 1")), answer.body.constData());
        QCOMPARE(m_cloud->call("DELETE", quotaPath(), {}, m_cloud->admin()).status, 200);
        QCOMPARE(m_cloud->create(R"({"size":1})").status, 202);
    }
    void quotaOfGigabytes()
    {
        const auto id = m_cloud->make(fromJson(R"({"size":2})"));
        QCOMPARE(setQuota(R"({"gigabytes":5,"per_volume_gigabytes":3})"), 200);
        QCOMPARE(m_cloud->create(R"({"size":4})").status, 413);
        QCOMPARE(m_cloud->act(id, "os-extend", fromJson(R"({"new_size":4})")).status, 413);
        QCOMPARE(m_cloud->status(id), QStringLiteral("available"));
        QCOMPARE(m_cloud->snapshot(id).status, 202);      // 4 of 5, with snapshots counted
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->create(R"({"size":2})").status, 413);
        QCOMPARE(m_cloud->snapshot(id).status, 413);
        QCOMPARE(m_cloud->act(id, "os-extend", fromJson(R"({"new_size":3})")).status, 202);
    }
    /// Volumes that grow at once are counted as if they had grown.
    void quotaOfWhatIsBeingExtended()
    {
        m_cloud = std::make_unique<VolumeCloud>(VolumeCloud::Driver::File);      // outlives a restart
        const auto one = m_cloud->make(), two = m_cloud->make();
        const auto extend = [&](const QString& id, int size) { return m_cloud->act(id, "os-extend", QJsonObject { { QStringLiteral("new_size"), size } }).status; };
        const auto used = [&](const QString& resource) { return m_cloud->get(quotaPath() + QStringLiteral("?usage=True")).json()[u"quota_set"][resource][u"in_use"].toInt(); };
        m_cloud->holdTasks();
        QCOMPARE(extend(one, 3), 202);
        for (const auto* limit : { R"({"gigabytes":4,"gigabytes_file":-1})", R"({"gigabytes":-1,"gigabytes_file":4})" }) {
            QCOMPARE(setQuota(limit), 200);
            QCOMPARE(extend(two, 2), 413);
            QCOMPARE(m_cloud->create(R"({"size":1})").status, 413);
        }
        QCOMPARE(used(QStringLiteral("gigabytes")), 4);
        QCOMPARE(used(QStringLiteral("gigabytes_file")), 4);
        m_cloud->restart();
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->show(one)[u"size"].toInt(), 3);
        QCOMPARE(used(QStringLiteral("gigabytes")), 4);
        QCOMPARE(setQuota(R"({"gigabytes":5,"gigabytes_file":-1})"), 200);
        QCOMPARE(extend(two, 2), 202);
    }
    void quotaOfSnapshots()
    {
        const auto id = m_cloud->make();
        QCOMPARE(setQuota(R"({"snapshots":0})"), 200);
        QCOMPARE(m_cloud->snapshot(id).status, 413);
        QCOMPARE(setQuota(R"({"snapshots":-1})"), 200);
        QCOMPARE(m_cloud->snapshot(id).status, 202);
    }
    void showsQuotas()
    {
        m_cloud->make(fromJson(R"({"size":2})"));
        const QJsonValue set = m_cloud->get(quotaPath()).json()[u"quota_set"];
        QCOMPARE(set[u"id"].toString(), m_cloud->demoProject());
        QCOMPARE(set[u"volumes"].toInt(), 100);
        const QJsonValue usage = m_cloud->get(quotaPath() + QStringLiteral("?usage=True")).json()[u"quota_set"];
        QCOMPARE(usage[u"gigabytes"].toObject(), fromJson(R"({"limit":10000,"in_use":2,"reserved":0})"));
        QCOMPARE(m_cloud->get(quotaPath() + QStringLiteral("/defaults")).json()[u"quota_set"][u"snapshots"].toInt(), 100);
        QCOMPARE(setQuota(R"({"volumes":-2})"), 400);
        QCOMPARE(setQuota(R"({"volumes":"many"})"), 400);
        QCOMPARE(setQuota(R"({"unicorns":5})"), 400);
        QCOMPARE(m_cloud->call("PUT", quotaPath(), fromJson(R"({"quota_set":{"volumes":5}})")).status, 403);
        const auto other = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        QCOMPARE(m_cloud->get(quotaPath(), other.token).status, 403);
    }
    /// A private type's name is for those who may use it.
    void quotasNameNoPrivateTypes()
    {
        const auto type = m_cloud->post(QStringLiteral("/types"), { { QStringLiteral("volume_type"), fromJson(R"({"name":"ours","os-volume-type-access:is_public":false})") } }, m_cloud->admin()).json()[u"volume_type"][u"id"].toString();
        const auto names = [&](const QByteArray& token) {
            QStringList named;
            for (const auto& rest : { QString(), QStringLiteral("?usage=True"), QStringLiteral("/defaults") })
                for (const auto* resource : { "volumes_ours", "gigabytes_ours", "snapshots_ours" })
                    if (m_cloud->get(quotaPath() + rest, token).json()[u"quota_set"].toObject().contains(QLatin1String(resource)))
                        named << rest + QLatin1String(resource);
            return named.size();
        };
        QCOMPARE(names(m_cloud->demo()), 0);
        QCOMPARE(names(m_cloud->admin()), 9);
        QVERIFY(m_cloud->get(quotaPath()).json()[u"quota_set"].toObject().contains(QStringLiteral("volumes_file")));
        const QJsonObject access { { QStringLiteral("project"), m_cloud->demoProject() } };
        QCOMPARE(m_cloud->post(QStringLiteral("/types/%1/action").arg(type), { { QStringLiteral("addProjectAccess"), access } }, m_cloud->admin()).status, 202);
        QCOMPARE(names(m_cloud->demo()), 9);
        QCOMPARE(m_cloud->post(QStringLiteral("/types/%1/action").arg(type), { { QStringLiteral("removeProjectAccess"), access } }, m_cloud->admin()).status, 202);
        QCOMPARE(names(m_cloud->demo()), 0);
    }
    void showsLimits()
    {
        m_cloud->makeSnapshot(m_cloud->make(fromJson(R"({"size":2})")));
        const auto absolute = m_cloud->get(QStringLiteral("/limits")).json()[u"limits"][u"absolute"];
        QCOMPARE(absolute[u"totalVolumesUsed"].toInt(), 1);
        QCOMPARE(absolute[u"totalGigabytesUsed"].toInt(), 4);
        QCOMPARE(absolute[u"totalSnapshotsUsed"].toInt(), 1);
        QCOMPARE(absolute[u"maxTotalVolumes"].toInt(), 100);
    }
    void describesTheCloud()
    {
        QCOMPARE(m_cloud->get(QStringLiteral("/os-availability-zone")).json()[u"availabilityZoneInfo"][0][u"zoneName"].toString(), QStringLiteral("nova"));
        QCOMPARE(m_cloud->get(QStringLiteral("/os-services")).status, 403);
        QCOMPARE(m_cloud->get(QStringLiteral("/os-services"), m_cloud->admin()).json()[u"services"].toArray().size(), 3);
        QCOMPARE(m_cloud->get(QStringLiteral("/scheduler-stats/get_pools?detail=true"), m_cloud->admin()).json()[u"pools"][0][u"capabilities"][u"volume_backend_name"].toString(), QStringLiteral("fake"));
        QVERIFY(m_cloud->get(QStringLiteral("/extensions")).json()[u"extensions"].toArray().size() > 3);
    }
};

SKYLAB_TEST(TypesAndQuotasTest)
#include "TypesAndQuotasTest.moc"
