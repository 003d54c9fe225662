#include "VolumeCloud.h"

#include "support/JsonSchema.h"
#include "support/TestMain.h"

#include <QFile>
#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// The answers against tempest's response schemas: SKYLAB_TEMPEST_SCHEMAS names a file of them, {"volume.volumes.show_volume":
/// {"status_code": [...], "response_body": schema}, ...}. Skipped without it.
class ShapesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<VolumeCloud> m_cloud;
    QJsonObject m_schemas;

    void check(const Answer& answer, const char* name)
    {
        QVERIFY2(m_schemas.contains(QLatin1String(name)), name);
        const auto schema = m_schemas[QLatin1String(name)].toObject();
        QVERIFY2(schema[u"status_code"].toArray().contains(answer.status), qPrintable(QStringLiteral("%1: %2").arg(QLatin1String(name)).arg(answer.status)));
        const auto body = schema[u"response_body"].toObject();
        const auto violations = body.isEmpty() ? QStringList() : JsonSchema::violations(answer.json(), body);
        QVERIFY2(violations.isEmpty(), qPrintable(QLatin1String(name) + QStringLiteral(": ") + violations.join(u'\n')));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QFile file(qEnvironmentVariable("SKYLAB_TEMPEST_SCHEMAS"));
        if (!file.open(QIODevice::ReadOnly))
            QSKIP("SKYLAB_TEMPEST_SCHEMAS names no file of tempest's schemas");
        m_schemas = QJsonDocument::fromJson(file.readAll()).object();
        m_cloud = std::make_unique<VolumeCloud>();
    }
    void cleanupTestCase() { m_cloud.reset(); }

    void volumes()
    {
        const auto image = m_cloud->makeImage("bootable");
        check(m_cloud->create({ { QStringLiteral("size"), 1 }, { QStringLiteral("imageRef"), image } }), "volume.volumes.create_volume");
        const auto id = m_cloud->make(fromJson(R"({"size":1,"name":"v"})"));
        const auto path = QStringLiteral("/volumes/") + id;
        m_cloud->act(id, "os-attach", fromJson(R"({"instance_uuid":"11111111-1111-4111-8111-111111111111","mountpoint":"/dev/vdb"})"));
        for (const auto& token : { m_cloud->demo(), m_cloud->admin() }) {
            check(m_cloud->get(path, token), "volume.volumes.show_volume");
            check(m_cloud->get(path, token, "3.61"), "volume.v3_61.volumes.show_volume");
            check(m_cloud->get(path, token, "3.63"), "volume.v3_63.volumes.show_volume");
            check(m_cloud->get(path, token, "3.64"), "volume.v3_64.volumes.show_volume");
            check(m_cloud->get(path, token, "3.65"), "volume.v3_65.volumes.show_volume");
            const auto all = QStringLiteral("?all_tenants=1&limit=1");
            check(m_cloud->get(QStringLiteral("/volumes/detail") + all, token), "volume.volumes.list_volumes_with_detail");
            check(m_cloud->get(QStringLiteral("/volumes") + all, token), "volume.volumes.list_volumes_no_detail");
            check(m_cloud->get(QStringLiteral("/volumes/detail") + all, token, "3.65"), "volume.v3_65.volumes.list_volumes_with_detail");
        }
        check(m_cloud->put(path, fromJson(R"({"volume":{"name":"w"}})")), "volume.volumes.update_volume");
        check(m_cloud->get(QStringLiteral("/volumes/summary"), {}, "3.36"), "volume.volumes.show_volume_summary");
        check(m_cloud->post(path + QStringLiteral("/metadata"), fromJson(R"({"metadata":{"a":"b"}})")), "volume.volumes.create_volume_metadata");
        check(m_cloud->get(path + QStringLiteral("/metadata")), "volume.volumes.show_volume_metadata");
        check(m_cloud->get(path + QStringLiteral("/metadata/a")), "volume.volumes.show_volume_metadata_item");
        check(m_cloud->put(path + QStringLiteral("/metadata/a"), fromJson(R"({"meta":{"a":"c"}})")), "volume.volumes.update_volume_metadata_item");
        check(m_cloud->del(path + QStringLiteral("/metadata/a")), "volume.volumes.delete_volume_metadata_item");
    }
    void snapshots()
    {
        const auto volume = m_cloud->make();
        const auto made = m_cloud->snapshot(volume, fromJson(R"({"name":"s"})"));
        check(made, "volume.snapshots.create_snapshot");
        const auto path = QStringLiteral("/snapshots/") + made.json()[u"snapshot"][u"id"].toString();
        QVERIFY(m_cloud->settle());
        check(m_cloud->get(path), "volume.snapshots.show_snapshot");
        check(m_cloud->put(path, fromJson(R"({"snapshot":{"name":"t"}})")), "volume.snapshots.update_snapshot");
        check(m_cloud->get(QStringLiteral("/snapshots")), "volume.snapshots.list_snapshots_no_detail");
        check(m_cloud->get(QStringLiteral("/snapshots/detail")), "volume.snapshots.list_snapshots_with_detail");
        check(m_cloud->post(path + QStringLiteral("/metadata"), fromJson(R"({"metadata":{"a":"b"}})")), "volume.snapshots.create_snapshot_metadata");
        check(m_cloud->get(path + QStringLiteral("/metadata/a")), "volume.snapshots.show_snapshot_metadata_item");
        check(m_cloud->del(path), "volume.snapshots.delete_snapshot");
    }
    void typesAndTheRest()
    {
        const auto admin = m_cloud->admin();
        const auto type = m_cloud->post(QStringLiteral("/types"), fromJson(R"({"volume_type":{"name":"t","description":"d"}})"), admin);
        check(type, "volume.volume_types.create_volume_type");
        const auto path = QStringLiteral("/types/") + type.json()[u"volume_type"][u"id"].toString();
        check(m_cloud->get(path, admin), "volume.volume_types.show_volume_type");
        check(m_cloud->get(QStringLiteral("/types"), admin), "volume.volume_types.list_volume_types");
        check(m_cloud->put(path, fromJson(R"({"volume_type":{"name":"u"}})"), admin), "volume.volume_types.update_volume_types");
        check(m_cloud->post(path + QStringLiteral("/extra_specs"), fromJson(R"({"extra_specs":{"a":"b"}})"), admin), "volume.volume_types.create_volume_types_extra_specs");
        check(m_cloud->get(path + QStringLiteral("/extra_specs"), admin), "volume.volume_types.list_volume_types_extra_specs");
        check(m_cloud->get(path + QStringLiteral("/extra_specs/a"), admin), "volume.volume_types.show_volume_types_extra_specs");
        check(m_cloud->put(path + QStringLiteral("/extra_specs/a"), fromJson(R"({"a":"c"})"), admin), "volume.volume_types.update_volume_type_extra_specs");
        check(m_cloud->del(path + QStringLiteral("/extra_specs/a"), admin), "volume.volume_types.delete_volume_types_extra_specs");
        check(m_cloud->del(path, admin), "volume.volume_types.delete_volume_type");
        const auto quota = QStringLiteral("/os-quota-sets/") + m_cloud->demoProject();
        check(m_cloud->get(quota, admin), "volume.quotas.show_quota_set");
        check(m_cloud->get(quota + QStringLiteral("?usage=True"), admin), "volume.quotas.show_quota_set_usage");
        check(m_cloud->put(quota, fromJson(R"({"quota_set":{"volumes":7}})"), admin), "volume.quotas.update_quota_set");
        check(m_cloud->del(quota, admin), "volume.quotas.delete_quota_set");
        check(m_cloud->get(QStringLiteral("/limits")), "volume.limits.show_limits");
        check(m_cloud->get(QStringLiteral("/extensions")), "volume.extensions.list_extensions");
        check(m_cloud->get(QStringLiteral("/os-services"), admin), "volume.services.list_services");
        check(m_cloud->get(QStringLiteral("/scheduler-stats/get_pools"), admin), "volume.scheduler_stats.get_pools_no_detail");
        check(m_cloud->get(QStringLiteral("/scheduler-stats/get_pools?detail=true"), admin), "volume.scheduler_stats.get_pools_with_detail");
    }
};

SKYLAB_TEST(ShapesTest)
#include "ShapesTest.moc"
