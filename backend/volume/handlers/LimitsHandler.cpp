#include "service/Chassis.h"
#include "volume/VolumeService.h"
#include "volume/handlers/TypesHandler.h"

namespace skylab::volume {

using service::Call;

namespace {
const QString volumes = QStringLiteral("volumes");
const QString gigabytes = QStringLiteral("gigabytes");
const QString snapshots = QStringLiteral("snapshots");
} // namespace

std::vector<service::Route> LimitsHandler::routes()
{
    const auto reader = [](const char* rule) { return service::Guard { QString::fromLatin1(rule), QStringLiteral("rule:admin_required or role:reader") }; };
    const auto admin = [](const char* rule) { return service::Guard { QString::fromLatin1(rule), service::rules::admin }; };
    return {
        service::route("GET", "/limits", reader("limits_extension:used_limits"), this, &LimitsHandler::limits),
        service::route("GET", "/os-quota-sets/{project_id}", { QStringLiteral("volume_extension:quotas:show"), service::rules::projectReader }, this, &LimitsHandler::showQuota),
        service::route("GET", "/os-quota-sets/{project_id}/defaults", { QStringLiteral("volume_extension:quotas:defaults"), service::rules::projectReader }, this, &LimitsHandler::defaultQuota),
        service::route("PUT", "/os-quota-sets/{project_id}", admin("volume_extension:quotas:update"), this, &LimitsHandler::updateQuota),
        service::route("DELETE", "/os-quota-sets/{project_id}", admin("volume_extension:quotas:delete"), this, &LimitsHandler::resetQuota),
        service::route("GET", "/os-availability-zone", reader("volume:availability_zone_list"), this, &LimitsHandler::availabilityZones),
        service::route("GET", "/os-services", admin("volume_extension:services:index"), this, &LimitsHandler::services),
        service::route("GET", "/scheduler-stats/get_pools", admin("scheduler_extension:scheduler_stats:get_pools"), this, &LimitsHandler::pools),
        service::route("GET", "/extensions", reader("volume:extensions"), this, &LimitsHandler::extensions),
    };
}

Result<http::Response> LimitsHandler::limits(Call& call)
{
    auto project = call.projectId();
    if (const auto other = call.query(u"project_id"); !other.isEmpty() && call.context.admin)
        project = other;
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        const auto limit = TRY(m_service.quota().limits(connection, project));
        const auto used = TRY(m_service.use(connection, project));
        JsonWriter json;
        json.beginObject().key("limits").beginObject().key("rate").beginArray().endArray().key("absolute").beginObject();
        json.key("maxTotalVolumes").value(limit[volumes]).key("totalVolumesUsed").value(used.volumes);
        json.key("maxTotalVolumeGigabytes").value(limit[gigabytes]).key("totalGigabytesUsed").value(used.gigabytes);
        json.key("maxTotalSnapshots").value(limit[snapshots]).key("totalSnapshotsUsed").value(used.snapshots);
        json.key("maxTotalBackups").value(limit[QStringLiteral("backups")]).key("totalBackupsUsed").value(used.backups);
        json.key("maxTotalBackupGigabytes").value(limit[QStringLiteral("backup_gigabytes")]).key("totalBackupGigabytesUsed").value(used.backupGigabytes);
        json.endObject().endObject().endObject();
        return service::jsonResponse(200, json.take());
    });
}

Result<http::Response> LimitsHandler::showQuota(Call& call)
{
    const auto project = call.id(QStringLiteral("project_id"));
    const bool usage = call.query(u"usage").toLower() == u"true";
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        const auto limit = TRY(m_service.quota().limits(connection, project));
        const auto used = TRY(m_service.use(connection, project));
        JsonWriter json;
        json.beginObject().key("quota_set").beginObject();
        if (!call.json.contains(u"quota_set"))
            json.key("id").value(project);
        for (auto it = limit.begin(); it != limit.end(); ++it) {
            json.key(QStringView(it.key()));
            if (!usage) {
                json.value(it.value());
                continue;
            }
            const auto inUse = it.key() == volumes ? used.volumes : it.key() == gigabytes ? used.gigabytes : it.key() == snapshots ? used.snapshots
                : it.key() == u"backups" ? used.backups : it.key() == u"backup_gigabytes" ? used.backupGigabytes : 0;
            json.beginObject().key("limit").value(it.value()).key("in_use").value(inUse).key("reserved").value(0).key("allocated").value(0).endObject();
        }
        json.endObject().endObject();
        return service::jsonResponse(200, json.take());
    });
}

Result<http::Response> LimitsHandler::defaultQuota(Call& call)
{
    JsonWriter json;
    json.beginObject().key("quota_set").beginObject().key("id").value(call.id(QStringLiteral("project_id")));
    for (auto it = m_service.quota().defaults().begin(); it != m_service.quota().defaults().end(); ++it)
        json.key(QStringView(it.key())).value(it.value());
    json.endObject().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> LimitsHandler::updateQuota(Call& call)
{
    const auto wanted = TRY(service::unwrap(call, "quota_set"));
    const auto project = call.id(QStringLiteral("project_id"));
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        for (auto it = wanted.begin(); it != wanted.end(); ++it) {
            if (it.key() == u"tenant_id" || it.key() == u"project_id" || it.key() == u"force")
                continue;
            qint64 limit = 0;
            static constexpr sdk::Rules rules { .min = -1 };
            sdk::Problems problems;
            sdk::Decoding decoding { problems, it.key().left(64), rules };
            if (!sdk::Codec<qint64>::decode(it.value(), limit, decoding))
                return fail(ErrorCode::BadRequest, problems.text(), problems.firstField());
            TRY(m_service.quota().setLimit(transaction, project, it.key(), limit));
        }
        return {};
    }));
    return showQuota(call);
}

Result<http::Response> LimitsHandler::resetQuota(Call& call)
{
    TRY(m_service.database().write([&](db::Transaction& transaction) { return m_service.quota().reset(transaction, call.id(QStringLiteral("project_id"))); }));
    return http::Response::empty(200);
}

Result<http::Response> LimitsHandler::availabilityZones(Call&)
{
    JsonWriter json;
    json.beginObject().key("availabilityZoneInfo").beginArray().beginObject();
    json.key("zoneName").value("nova").key("zoneState").beginObject().key("available").value(true).endObject();
    json.endObject().endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> LimitsHandler::services(Call&)
{
    const bool up = bool(m_service.driver().health());
    JsonWriter json;
    json.beginObject().key("services").beginArray();
    for (const auto* binary : { "cinder-scheduler", "cinder-volume" }) {
        json.beginObject().key("binary").value(binary).key("host").value(m_service.host()).key("zone").value("nova");
        json.key("status").value("enabled").key("state").value(up ? "up" : "down").key("updated_at").value(toString(Clock::now(), TimeFormat::Micros));
        json.key("disabled_reason").null().endObject();
    }
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> LimitsHandler::pools(Call& call)
{
    const auto stats = TRY(m_service.driver().stats());
    const auto pool = m_service.host() + QStringLiteral("@file#file");
    JsonWriter json;
    json.beginObject().key("pools").beginArray().beginObject().key("name").value(pool);
    if (call.query(u"detail").toLower() == u"true") {
        json.key("capabilities").beginObject();
        json.key("volume_backend_name").value(m_service.driver().name()).key("storage_protocol").value("file").key("driver_version").value("1.0").key("vendor_name").value("Skylab");
        json.key("total_capacity_gb").value(stats.totalGiB).key("free_capacity_gb").value(stats.freeGiB).key("allocated_capacity_gb").value(stats.allocatedGiB);
        json.key("provisioned_capacity_gb").value(stats.provisionedGiB).key("thin_provisioning_support").value(true).key("timestamp").value(toString(Clock::now(), TimeFormat::Micros));
        json.endObject();
    }
    json.endObject().endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> LimitsHandler::extensions(Call&)
{
    JsonWriter json;
    json.beginObject().key("extensions").beginArray();
    for (const auto& [alias, name] : { std::pair { "os-quota-sets", "Quotas" }, { "os-availability-zone", "AvailabilityZones" }, { "os-services", "Services" }, { "os-used-limits", "UsedLimits" }, { "os-volume-actions", "VolumeActions" } })
        json.beginObject().key("alias").value(alias).key("name").value(name).key("description").value(name).key("updated").value("2026-01-01T00:00:00+00:00").key("links").beginArray().endArray().endObject();
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace skylab::volume
