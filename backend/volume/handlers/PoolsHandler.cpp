#include "volume/VolumeService.h"
#include "volume/handlers/HostsHandler.h"
#include "volume/handlers/Inputs.h"
#include "volume/store/TypeStore.h"

namespace skylab::volume {

using service::Call;

std::vector<service::Route> PoolsHandler::routes()
{
    const auto reader = [](const char* rule) { return service::Guard { QString::fromLatin1(rule), QStringLiteral("rule:admin_required or role:reader") }; };
    const auto admin = [](const char* rule) { return service::Guard { QString::fromLatin1(rule), service::rules::admin }; };
    return {
        service::route("GET", "/scheduler-stats/get_pools", admin("scheduler_extension:scheduler_stats:get_pools"), this, &PoolsHandler::pools),
        service::route("GET", "/capabilities/{host_name}", admin("volume_extension:capabilities"), this, &PoolsHandler::capabilities),
        service::route("GET", "/os-availability-zone", reader("volume:availability_zone_list"), this, &PoolsHandler::availabilityZones),
        service::route("GET", "/extensions", reader("volume:extensions"), this, &PoolsHandler::extensions),
        service::versions(service::route("GET", "/resource_filters", reader("volume:resource_filters"), this, &PoolsHandler::resourceFilters), sdk::mv(3, 33)),
    };
}

Result<http::Response> PoolsHandler::pools(Call& call)
{
    const bool detail = TRY(flagOf(call, u"detail"));
    const auto name = call.version >= sdk::mv(3, 28) ? call.query(u"name") : QString();
    const auto type = call.version >= sdk::mv(3, 35) ? call.query(u"volume_type") : QString();
    sdk::StringMap specs;
    if (!type.isEmpty())
        specs = TRY(m_service.database().read([&](db::Connection& connection) { return TypeStore::findNamed(connection, call.context, type); })).extraSpecs;
    JsonWriter json;
    json.beginObject().key("pools").beginArray();
    for (const auto& pool : TRY(m_service.pools())) {
        if ((!name.isEmpty() && name != pool.name) || (!type.isEmpty() && !requireFits(pool, { .sizeGiB = 0, .extraSpecs = specs })))
            continue;
        json.beginObject().key("name").value(pool.name);
        if (detail) {
            json.key("capabilities").beginObject();
            const auto properties = pool.properties();
            for (auto it = properties.begin(); it != properties.end(); ++it)
                json.key(QStringView(it.key())).value(it.value());
            json.key("location_info").value(pool.name).key("timestamp").value(toString(Clock::now(), TimeFormat::Micros)).endObject();
        }
        json.endObject();
    }
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

namespace {

void writeProperty(JsonWriter& json, const char* key, const char* title, const char* description)
{
    json.key(key).beginObject().key("title").value(title).key("description").value(description).key("type").value("boolean").endObject();
}

} // namespace

Result<http::Response> PoolsHandler::capabilities(Call& call)
{
    const auto asked = call.id(QStringLiteral("host_name"));
    for (const auto& pool : TRY(m_service.pools())) {
        const auto backend = pool.name.section(u'#', 0, 0);
        if (asked != pool.name && asked != backend && asked != backend.section(u'@', 0, 0))
            continue;
        const auto properties = pool.properties();
        JsonWriter json;
        json.beginObject().key("namespace").value(QString(QStringLiteral("OS::Storage::Capabilities::") + asked));
        for (const auto* key : { "vendor_name", "volume_backend_name", "pool_name", "driver_version", "storage_protocol" })
            json.key(key).value(properties.value(QLatin1String(key)));
        json.key("display_name").value("Volumes in files").key("description").value("Each volume is a file on this host").key("visibility").value("public");
        json.key("replication_targets").beginArray().endArray().key("properties").beginObject();
        writeProperty(json, "thin_provisioning", "Thin Provisioning", "Sets thin provisioning.");
        writeProperty(json, "compression", "Compression", "Enables compression.");
        writeProperty(json, "qos", "QoS", "Enables QoS.");
        writeProperty(json, "replication_enabled", "Replication", "Enables replication.");
        json.endObject().endObject();
        return service::jsonResponse(200, json.take());
    }
    return fail(ErrorCode::NotFound, QStringLiteral("Service cinder-volume could not be found on host %1.").arg(asked.left(64)));
}

Result<http::Response> PoolsHandler::availabilityZones(Call&)
{
    const auto pools = TRY(m_service.pools());
    const bool available = std::any_of(pools.begin(), pools.end(), [](const Pool& pool) { return pool.trouble.isEmpty(); });
    JsonWriter json;
    json.beginObject().key("availabilityZoneInfo").beginArray().beginObject();
    json.key("zoneName").value("nova").key("zoneState").beginObject().key("available").value(available).endObject();
    json.endObject().endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> PoolsHandler::extensions(Call&)
{
    static constexpr std::pair<const char*, const char*> known[] = {
        { "os-admin-actions", "AdminActions" },           { "os-availability-zone", "AvailabilityZones" },
        { "capabilities", "Capabilities" },               { "encryption", "VolumeTypeEncryption" },
        { "os-extended-services", "ExtendedServices" },   { "os-extended-snapshot-attributes", "ExtendedSnapshotAttributes" },
        { "os-hosts", "Hosts" },                          { "os-quota-class-sets", "QuotaClasses" },
        { "os-quota-sets", "Quotas" },                    { "os-services", "Services" },
        { "os-snapshot-actions", "SnapshotActions" },     { "os-types-extra-specs", "TypesExtraSpecs" },
        { "os-types-manage", "TypesManage" },             { "os-used-limits", "UsedLimits" },
        { "os-vol-host-attr", "VolumeHostAttribute" },    { "os-vol-image-meta", "VolumeImageMetadata" },
        { "os-vol-mig-status-attr", "VolumeMigStatusAttribute" }, { "os-vol-tenant-attr", "VolumeTenantAttribute" },
        { "os-volume-actions", "VolumeActions" },         { "os-volume-type-access", "VolumeTypeAccess" },
        { "qos-specs", "Qos_specs_manage" },              { "scheduler-stats", "Scheduler_stats" },
    };
    JsonWriter json;
    json.beginObject().key("extensions").beginArray();
    for (const auto& [alias, name] : known)
        json.beginObject().key("alias").value(alias).key("name").value(name).key("description").value(name).key("updated").value("2026-01-01T00:00:00+00:00").key("links").beginArray().endArray().endObject();
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> PoolsHandler::resourceFilters(Call& call)
{
    static const std::pair<const char*, QStringList> known[] = {
        { "volume", { QStringLiteral("name"), QStringLiteral("status"), QStringLiteral("metadata"), QStringLiteral("bootable"), QStringLiteral("availability_zone"), QStringLiteral("group_id"), QStringLiteral("size") } },
        { "snapshot", { QStringLiteral("name"), QStringLiteral("status"), QStringLiteral("volume_id") } },
        { "group", { QStringLiteral("name") } },
        { "group_snapshot", { QStringLiteral("name"), QStringLiteral("status"), QStringLiteral("group_id") } },
        { "pool", { QStringLiteral("name"), QStringLiteral("volume_type") } },
        { "volume_type", { QStringLiteral("is_public"), QStringLiteral("extra_specs") } },
    };
    const auto asked = call.query(u"resource");
    JsonWriter json;
    json.beginObject().key("resource_filters").beginArray();
    for (const auto& [resource, filters] : known)
        if (asked.isEmpty() || asked == QLatin1String(resource))
            json.beginObject().key("resource").value(resource).key("filters").value(QJsonArray::fromStringList(filters)).endObject();
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace skylab::volume
