#include "VolumeCloud.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// What operators see and do: services, hosts, pools, quotas of classes and types.
class OperatorTest : public QObject {
    Q_OBJECT

    std::unique_ptr<VolumeCloud> m_cloud;

    Answer get(const QString& path, const QByteArray& version = {}) { return m_cloud->get(path, m_cloud->admin(), version); }
    Answer put(const QString& path, const QJsonObject& json) { return m_cloud->put(path, json, m_cloud->admin()); }
    QString host() { return get(QStringLiteral("/os-services?binary=cinder-volume")).json()[u"services"][0][u"host"].toString(); }
    Answer service(const char* verb, const char* binary, const QString& host, QJsonObject more = {})
    {
        more[u"binary"] = QLatin1String(binary);
        more[u"host"] = host;
        return put(QStringLiteral("/os-services/") + QLatin1String(verb), more);
    }
    QString makeAndStatus()
    {
        const auto id = m_cloud->create(R"({"size":1})").json()[u"volume"][u"id"].toString();
        m_cloud->settle();
        return m_cloud->status(id);
    }

private Q_SLOTS:
    void init() { m_cloud = std::make_unique<VolumeCloud>(); }
    void cleanup() { m_cloud.reset(); }

    void servicesAreListed()
    {
        const auto all = get(QStringLiteral("/os-services"), "3.49").json()[u"services"].toArray();
        QCOMPARE(all.size(), 3);
        QVERIFY(host().endsWith(QStringLiteral("@file")));
        const auto name = host().section(u'@', 0, 0);
        QCOMPARE(get(QStringLiteral("/os-services?host=") + name).json()[u"services"].toArray().size(), 3);
        QCOMPARE(get(QStringLiteral("/os-services?binary=cinder-volume&host=") + host()).json()[u"services"].toArray().size(), 1);
        QVERIFY(get(QStringLiteral("/os-services?host=moon")).json()[u"services"].toArray().isEmpty());
        for (const auto& one : all)
            QCOMPARE(one.toObject().contains(u"backend_state"), one[u"binary"].toString() == u"cinder-volume");
        QVERIFY(!get(QStringLiteral("/os-services"), "3.6").json()[u"services"][0].toObject().contains(u"cluster"));
    }
    void aDisabledBackendTakesNoVolumes()
    {
        QCOMPARE(service("disable", "cinder-volume", QStringLiteral("moon")).status, 404);
        QCOMPARE(service("disable", "cinder-moon", host()).status, 404);
        QCOMPARE(service("disable-log-reason", "cinder-volume", host()).status, 400);
        QCOMPARE(put(QStringLiteral("/os-services/disable"), { { QStringLiteral("host"), host() } }).status, 400);
        const auto answer = service("disable-log-reason", "cinder-volume", host(), fromJson(R"({"disabled_reason":"new disks"})"));
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.json()[u"disabled_reason"].toString(), QStringLiteral("new disks"));
        QCOMPARE(makeAndStatus(), QStringLiteral("error"));
        QCOMPARE(get(QStringLiteral("/scheduler-stats/get_pools?detail=True")).json()[u"pools"][0][u"capabilities"][u"backend_state"].toString(), QStringLiteral("down"));
        QVERIFY(!m_cloud->get(QStringLiteral("/os-availability-zone")).json()[u"availabilityZoneInfo"][0][u"zoneState"][u"available"].toBool());
        QCOMPARE(get(QStringLiteral("/os-hosts/") + host()).status, 404);
        m_cloud->restart();
        QCOMPARE(get(QStringLiteral("/os-services?binary=cinder-volume")).json()[u"services"][0][u"disabled_reason"].toString(), QStringLiteral("new disks"));
        QCOMPARE(service("enable", "cinder-volume", host()).json()[u"status"].toString(), QStringLiteral("enabled"));
        QCOMPARE(makeAndStatus(), QStringLiteral("available"));
        QCOMPARE(m_cloud->put(QStringLiteral("/os-services/disable"), {}).status, 403);
    }
    void freezingIsRefused()
    {
        for (const auto* verb : { "freeze", "thaw" }) {
            QCOMPARE(put(QStringLiteral("/os-services/") + QLatin1String(verb), fromJson(R"({"host":"moon"})")).status, 400);
            QCOMPARE(put(QStringLiteral("/os-services/") + QLatin1String(verb), { { QStringLiteral("host"), host() } }).status, 400);
        }
        QCOMPARE(put(QStringLiteral("/os-services/failover_host"), { { QStringLiteral("host"), host() } }).status, 400);
    }
    void hostsTellWhatTheyHold()
    {
        m_cloud->makeSnapshot(m_cloud->make(fromJson(R"({"size":2})")));
        QCOMPARE(get(QStringLiteral("/os-hosts")).json()[u"hosts"].toArray().size(), 3);
        const auto shown = get(QStringLiteral("/os-hosts/") + host()).json()[u"host"].toArray();
        QCOMPARE(shown.size(), 2);
        QCOMPARE(shown[0][u"resource"][u"project"].toString(), QStringLiteral("(total)"));
        QCOMPARE(shown[1][u"resource"][u"total_volume_gb"].toString(), QStringLiteral("2"));
        QCOMPARE(shown[1][u"resource"][u"snapshot_count"].toString(), QStringLiteral("1"));
        QCOMPARE(get(QStringLiteral("/os-hosts/moon")).status, 404);
        QCOMPARE(put(QStringLiteral("/os-hosts/") + host(), fromJson(R"({"status":"disable"})")).json()[u"status"].toString(), QStringLiteral("disabled"));
        QCOMPARE(makeAndStatus(), QStringLiteral("error"));
        QCOMPARE(put(QStringLiteral("/os-hosts/") + host(), fromJson(R"({"status":"enable"})")).status, 200);
        QCOMPARE(put(QStringLiteral("/os-hosts/") + host(), fromJson(R"({"status":"purple"})")).status, 400);
        QCOMPARE(m_cloud->get(QStringLiteral("/os-hosts")).status, 403);
    }
    void poolsAndCapabilities()
    {
        const auto pools = get(QStringLiteral("/scheduler-stats/get_pools")).json()[u"pools"].toArray();
        QCOMPARE(pools.size(), 1);
        QCOMPARE(pools[0].toObject().keys(), QStringList { QStringLiteral("name") });
        m_cloud->make(fromJson(R"({"size":3})"));
        const auto detail = get(QStringLiteral("/scheduler-stats/get_pools?detail=true")).json()[u"pools"][0][u"capabilities"];
        QCOMPARE(detail[u"total_capacity_gb"].toDouble(), 1000.0);
        QCOMPARE(detail[u"provisioned_capacity_gb"].toDouble(), 3.0);
        QCOMPARE(detail[u"backend_state"].toString(), QStringLiteral("up"));
        QVERIFY(get(QStringLiteral("/scheduler-stats/get_pools?name=moon"), "3.28").json()[u"pools"].toArray().isEmpty());
        m_cloud->post(QStringLiteral("/types"), fromJson(R"({"volume_type":{"name":"far","extra_specs":{"volume_backend_name":"ceph"}}})"), m_cloud->admin());
        QVERIFY(get(QStringLiteral("/scheduler-stats/get_pools?volume_type=far"), "3.35").json()[u"pools"].toArray().isEmpty());
        QCOMPARE(get(QStringLiteral("/scheduler-stats/get_pools?volume_type=file"), "3.35").json()[u"pools"].toArray().size(), 1);
        const auto capabilities = get(QStringLiteral("/capabilities/") + host()).json();
        QCOMPARE(capabilities[u"volume_backend_name"].toString(), QStringLiteral("fake"));
        QVERIFY(capabilities[u"properties"].toObject().contains(u"qos"));
        QCOMPARE(get(QStringLiteral("/capabilities/moon")).status, 404);
        QCOMPARE(m_cloud->get(QStringLiteral("/capabilities/") + host()).status, 403);
    }
    void oneHostHasNoClusters()
    {
        QCOMPARE(get(QStringLiteral("/clusters"), "3.7").json(), fromJson(R"({"clusters":[]})"));
        QCOMPARE(get(QStringLiteral("/clusters/x"), "3.7").status, 404);
        QCOMPARE(get(QStringLiteral("/clusters"), "3.6").status, 404);
        QCOMPARE(m_cloud->post(QStringLiteral("/workers/cleanup"), {}, m_cloud->admin(), "3.24").json(), fromJson(R"({"cleaning":[],"unavailable":[]})"));
        QCOMPARE(m_cloud->call("PUT", QStringLiteral("/os-services/set-log"), {}, m_cloud->admin(), "3.32").status, 404);
        QCOMPARE(get(QStringLiteral("/resource_filters?resource=pool"), "3.33").json()[u"resource_filters"].toArray().size(), 1);
    }
    void dataIsListedAndStays()
    {
        const auto volume = m_cloud->make(fromJson(R"({"size":2})"));
        const auto snapshot = m_cloud->makeSnapshot(volume);
        const auto stray = QStringLiteral("99999999-9999-4999-8999-999999999999");
        QVERIFY(m_cloud->service().driver().create(stray, 1));
        QCOMPARE(get(QStringLiteral("/manageable_volumes"), "3.7").status, 404);
        QCOMPARE(get(QStringLiteral("/manageable_volumes"), "3.8").status, 400);
        QCOMPARE(get(QStringLiteral("/manageable_volumes?host=moon"), "3.8").status, 404);
        const QJsonValue volumes = get(QStringLiteral("/manageable_volumes/detail?sort=size:asc&host=") + host(), "3.8").json()[u"manageable-volumes"];
        QCOMPARE(volumes[0][u"reference"][u"source-name"].toString(), stray);
        QVERIFY(volumes[0][u"cinder_id"].isNull());
        QCOMPARE(volumes[1][u"cinder_id"].toString(), volume);
        QCOMPARE(get(QStringLiteral("/manageable_volumes?limit=1&host=") + host(), "3.8").json()[u"manageable-volumes"].toArray().size(), 1);
        QCOMPARE(get(QStringLiteral("/manageable_volumes?sort=colour&host=") + host(), "3.8").status, 400);
        const QJsonValue snapshots = get(QStringLiteral("/os-snapshot-manage?host=") + host()).json()[u"manageable-snapshots"];
        QCOMPARE(snapshots[0][u"source_reference"][u"source-name"].toString(), volume);
        QCOMPARE(m_cloud->post(QStringLiteral("/manageable_volumes"), fromJson(R"({"volume":{"host":"h","ref":{"source-name":"x"}}})"), m_cloud->admin(), "3.8").status, 400);
        QCOMPARE(m_cloud->act(volume, "os-unmanage", {}, m_cloud->admin()).status, 400);
        QCOMPARE(m_cloud->act(volume, "os-unmanage").status, 403);
        QCOMPARE(m_cloud->post(QStringLiteral("/snapshots/%1/action").arg(snapshot), fromJson(R"({"os-unmanage":null})"), m_cloud->admin()).status, 400);
        QCOMPARE(m_cloud->get(QStringLiteral("/volumes/%1/encryption").arg(volume)).json(), fromJson(R"({"encryption_key_id":null})"));
    }
    void quotasOfTypes()
    {
        m_cloud->post(QStringLiteral("/types"), fromJson(R"({"volume_type":{"name":"fast"}})"), m_cloud->admin());
        const auto path = QStringLiteral("/os-quota-sets/") + m_cloud->demoProject();
        QCOMPARE(get(path).json()[u"quota_set"][u"volumes_fast"].toInt(), -1);
        QCOMPARE(put(path, fromJson(R"({"quota_set":{"volumes_fast":1,"gigabytes_fast":"3"}})")).json()[u"quota_set"][u"gigabytes_fast"].toInt(), 3);
        const auto id = m_cloud->make(fromJson(R"({"size":2,"volume_type":"fast"})"));
        const auto refused = m_cloud->create(R"({"size":1,"volume_type":"fast"})");
        QCOMPARE(refused.status, 413);
        QVERIFY2(VolumeCloud::fault(refused).contains(QStringLiteral("volumes_fast")), refused.body.constData());
        QCOMPARE(m_cloud->snapshot(id).status, 413);
        QCOMPARE(m_cloud->act(id, "os-extend", fromJson(R"({"new_size":4})")).status, 413);
        QCOMPARE(m_cloud->create(R"({"size":1})").status, 202);
        QCOMPARE(get(path + QStringLiteral("?usage=True")).json()[u"quota_set"][u"gigabytes_fast"].toObject(), fromJson(R"({"limit":3,"in_use":2,"reserved":0})"));
        QCOMPARE(put(path, fromJson(R"({"quota_set":{"volumes_fast":0}})")).status, 400);      // less than there is
        QCOMPARE(put(path, fromJson(R"({"quota_set":{"volumes_none":1}})")).status, 400);
        // The limits follow the type's name.
        const auto type = get(QStringLiteral("/types?name=fast")).json()[u"volume_types"][0][u"id"].toString();
        put(QStringLiteral("/types/") + type, fromJson(R"({"volume_type":{"name":"quick"}})"));
        QCOMPARE(get(path).json()[u"quota_set"][u"volumes_quick"].toInt(), 1);
        QVERIFY(!get(path).json()[u"quota_set"].toObject().contains(u"volumes_fast"));
    }
    void classesGiveDefaults()
    {
        const auto classes = QStringLiteral("/os-quota-class-sets/default");
        QCOMPARE(get(classes).json()[u"quota_class_set"][u"volumes"].toInt(), 100);
        QCOMPARE(get(classes).json()[u"quota_class_set"][u"id"].toString(), QStringLiteral("default"));
        QCOMPARE(put(classes, fromJson(R"({"quota_class_set":{"volumes":1}})")).json()[u"quota_class_set"][u"volumes"].toInt(), 1);
        QCOMPARE(put(classes, fromJson(R"({"quota_class_set":{"unicorns":1}})")).status, 400);
        const auto path = QStringLiteral("/os-quota-sets/") + m_cloud->demoProject();
        QCOMPARE(get(path).json()[u"quota_set"][u"volumes"].toInt(), 1);
        QCOMPARE(get(path + QStringLiteral("/defaults")).json()[u"quota_set"][u"volumes"].toInt(), 1);
        m_cloud->make();
        QCOMPARE(m_cloud->create(R"({"size":1})").status, 413);
        put(path, fromJson(R"({"quota_set":{"volumes":5}})"));
        QCOMPARE(m_cloud->create(R"({"size":1})").status, 202);
        QCOMPARE(m_cloud->get(classes).status, 403);
    }
};

SKYLAB_TEST(OperatorTest)
#include "OperatorTest.moc"
