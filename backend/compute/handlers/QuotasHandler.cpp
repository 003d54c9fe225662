#include "compute/handlers/QuotasHandler.h"

#include "compute/ComputeService.h"

namespace skylab::compute {

using service::Call;

namespace {

/// The resources of a quota set at a microversion: networks left with 2.36 (of quota classes with 2.50), injected files
/// with 2.57.
QStringList resourcesAt(sdk::Version version, sdk::Version networksUntil = sdk::mv(2, 35))
{
    QStringList names { QStringLiteral("instances"), QStringLiteral("cores"), QStringLiteral("ram"), QStringLiteral("metadata_items"), QStringLiteral("key_pairs"),
                        QStringLiteral("server_groups"), QStringLiteral("server_group_members") };
    if (version <= networksUntil)
        names << QStringLiteral("fixed_ips") << QStringLiteral("floating_ips") << QStringLiteral("security_groups") << QStringLiteral("security_group_rules");
    if (version < sdk::mv(2, 57))
        names << QStringLiteral("injected_files") << QStringLiteral("injected_file_content_bytes") << QStringLiteral("injected_file_path_bytes");
    return names;
}

http::Response quotaResponse(const Call& call, const QMap<QString, qint64>& limits, const char* key, const QString& id)
{
    JsonWriter json;
    json.beginObject().key(key).beginObject();
    if (!id.isNull())
        json.key("id").value(id);
    for (const auto& name : resourcesAt(call.version, sdk::mv(2, qstrcmp(key, "quota_class_set") == 0 ? 49 : 35)))
        json.key(QStringView(name)).value(limits.value(name, -1));
    json.endObject().endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace

std::vector<service::Route> QuotasHandler::routes()
{
    using H = QuotasHandler;
    const auto read = [](const char* rule) { return service::Guard { QStringLiteral("os_compute_api:%1").arg(QLatin1String(rule)), service::rules::projectReader }; };
    const auto admin = [](const char* rule) { return service::Guard { QStringLiteral("os_compute_api:%1").arg(QLatin1String(rule)), service::rules::admin }; };
    return {
        service::route("GET", "/limits", read("limits"), this, &H::limits),
        service::route("GET", "/os-quota-sets/{project_id}", read("os-quota-sets:show"), this, &H::showQuota),
        service::route("GET", "/os-quota-sets/{project_id}/defaults", { QStringLiteral("os_compute_api:os-quota-sets:defaults"), service::rules::anyone }, this, &H::quotaDefaults),
        service::route("GET", "/os-quota-sets/{project_id}/detail", read("os-quota-sets:detail"), this, &H::quotaDetail),
        service::route("PUT", "/os-quota-sets/{project_id}", admin("os-quota-sets:update"), this, &H::updateQuota),
        service::route("DELETE", "/os-quota-sets/{project_id}", admin("os-quota-sets:delete"), this, &H::resetQuota),
        service::route("GET", "/os-quota-class-sets/{class_id}", admin("os-quota-class-sets:show"), this, &H::showQuotaClass),
        service::route("GET", "/os-simple-tenant-usage", admin("os-simple-tenant-usage:list"), this, &H::listUsage),
        service::route("GET", "/os-simple-tenant-usage/{project_id}", read("os-simple-tenant-usage:show"), this, &H::showUsage),
    };
}

Result<QMap<QString, qint64>> QuotasHandler::use(db::Connection& connection, const QString& projectId) const
{
    QMap<QString, qint64> used;
    auto rows = TRY(connection.query(QStringLiteral("SELECT COUNT(*), CAST(COALESCE(SUM(vcpus), 0) AS BIGINT), CAST(COALESCE(SUM(memory_mib), 0) AS BIGINT) FROM servers WHERE project_id = ? AND deleted = ?"), projectId, false));
    if (rows.next()) {
        used[QStringLiteral("instances")] = rows.get<qint64>(0);
        used[QStringLiteral("cores")] = rows.get<qint64>(1);
        used[QStringLiteral("ram")] = rows.get<qint64>(2);
    }
    TRY(rows.check());
    used[QStringLiteral("server_groups")] = TRY(ServerGroups::count(connection, QStringLiteral("project_id = ?"), { projectId }));
    return used;
}

Result<> QuotasHandler::requireOwnProject(const Call& call) const
{
    if (call.id(QStringLiteral("project_id")) == call.projectId() || call.context.admin)
        return {};
    return fail(ErrorCode::Forbidden, QStringLiteral("Policy doesn't allow reading another project's quotas and usage."));
}

Result<http::Response> QuotasHandler::limits(Call& call)
{
    const auto other = call.query(u"tenant_id");
    if (!other.isEmpty() && other != call.projectId() && !call.context.admin)
        return fail(ErrorCode::Forbidden, QStringLiteral("Policy doesn't allow os_compute_api:limits:other_project to be performed."));
    const auto project = other.isEmpty() ? call.projectId() : other;
    QMap<QString, qint64> limits, used;
    TRY(m_service.database().read([&](db::Connection& connection) -> Result<> {
        limits = TRY(m_service.quota().limits(connection, project));
        used = TRY(use(connection, project));
        return {};
    }));
    JsonWriter json;
    json.beginObject().key("limits").beginObject().key("rate").beginArray().endArray().key("absolute").beginObject();
    const auto limit = [&](const char* name, const char* resource) { json.key(name).value(limits.value(QLatin1String(resource), -1)); };
    const auto usage = [&](const char* name, const char* resource) { json.key(name).value(used.value(QLatin1String(resource), 0)); };
    limit("maxTotalInstances", "instances");
    limit("maxTotalCores", "cores");
    limit("maxTotalRAMSize", "ram");
    limit("maxServerMeta", "metadata_items");
    limit("maxTotalKeypairs", "key_pairs");
    limit("maxServerGroups", "server_groups");
    limit("maxServerGroupMembers", "server_group_members");
    if (call.version < sdk::mv(2, 39))
        limit("maxImageMeta", "metadata_items");
    if (call.version < sdk::mv(2, 57)) {
        limit("maxPersonality", "injected_files");
        limit("maxPersonalitySize", "injected_file_content_bytes");
    }
    if (call.version < sdk::mv(2, 36)) {
        limit("maxSecurityGroups", "security_groups");
        limit("maxSecurityGroupRules", "security_group_rules");
        limit("maxTotalFloatingIps", "floating_ips");
        usage("totalFloatingIpsUsed", "floating_ips");
        usage("totalSecurityGroupsUsed", "security_groups");
    }
    usage("totalInstancesUsed", "instances");
    usage("totalCoresUsed", "cores");
    usage("totalRAMUsed", "ram");
    usage("totalServerGroupsUsed", "server_groups");
    json.endObject().endObject().endObject();
    return service::jsonResponse(200, json.take());
}

// ---- quota sets

Result<http::Response> QuotasHandler::showQuota(Call& call)
{
    TRY(requireOwnProject(call));
    const auto project = call.id(QStringLiteral("project_id"));
    return quotaResponse(call, TRY(m_service.database().read([&](db::Connection& connection) { return m_service.quota().limits(connection, project); })), "quota_set", project);
}

Result<http::Response> QuotasHandler::quotaDefaults(Call& call)
{
    return quotaResponse(call, m_service.quota().defaults(), "quota_set", call.id(QStringLiteral("project_id")));
}

Result<http::Response> QuotasHandler::quotaDetail(Call& call)
{
    TRY(requireOwnProject(call));
    const auto project = call.id(QStringLiteral("project_id"));
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        const auto limits = TRY(m_service.quota().limits(connection, project));
        const auto used = TRY(use(connection, project));
        JsonWriter json;
        json.beginObject().key("quota_set").beginObject().key("id").value(project);
        for (const auto& name : resourcesAt(call.version))
            json.key(QStringView(name)).beginObject().key("limit").value(limits.value(name, -1)).key("in_use").value(used.value(name, 0)).key("reserved").value(0).endObject();
        json.endObject().endObject();
        return service::jsonResponse(200, json.take());
    });
}

Result<http::Response> QuotasHandler::updateQuota(Call& call)
{
    const auto wanted = TRY(service::unwrap(call, "quota_set"));
    const auto project = call.id(QStringLiteral("project_id"));
    const auto known = resourcesAt(call.version);
    static constexpr sdk::Rules rules { .min = -1, .max = 0x7fffffff };
    const auto limits = TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<QMap<QString, qint64>> {
        const auto used = TRY(use(transaction, project));
        const bool force = wanted[u"force"].toVariant().toBool();
        for (auto it = wanted.begin(); it != wanted.end(); ++it) {
            if (it.key() == u"force" || it.key() == u"tenant_id")
                continue;
            if (!known.contains(it.key()))
                return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'quota_set': additional properties are not allowed ('%1' was unexpected)").arg(it.key().left(64)), it.key());
            qint64 limit = 0;
            sdk::Problems problems;
            sdk::Decoding decoding { problems, QStringLiteral("quota_set.") + it.key(), rules };
            if (!sdk::Codec<qint64>::decode(it.value(), limit, decoding))
                return fail(ErrorCode::BadRequest, problems.text(), problems.firstField());
            if (!force && limit >= 0 && limit < used.value(it.key(), 0))
                return fail(ErrorCode::BadRequest, QStringLiteral("Quota limit %1 for %2 must be greater than or equal to already used and reserved %3.").arg(limit).arg(it.key()).arg(used.value(it.key(), 0)), it.key());
            TRY(m_service.quota().setLimit(transaction, project, it.key(), limit));
        }
        return m_service.quota().limits(transaction, project);
    }));
    return quotaResponse(call, limits, "quota_set", {});
}

Result<http::Response> QuotasHandler::resetQuota(Call& call)
{
    TRY(m_service.database().write([&](db::Transaction& transaction) { return m_service.quota().reset(transaction, call.id(QStringLiteral("project_id"))); }));
    return http::Response::empty(202);
}

Result<http::Response> QuotasHandler::showQuotaClass(Call& call)
{
    return quotaResponse(call, m_service.quota().defaults(), "quota_class_set", call.id(QStringLiteral("class_id")));
}

// ---- usage

namespace {

struct Period {
    Timestamp start;
    Timestamp end;
};

Result<Period> periodOf(const Call& call)
{
    Period period { Clock::now().addSeconds(-4 * 7 * 24 * 3600), Clock::now() };
    for (const auto& [name, time] : { std::pair { u"start", &period.start }, { u"end", &period.end } }) {
        const auto text = call.query(QStringView(name));
        if (text.isEmpty())
            continue;
        *time = parseTimestamp(text);
        if (time->isNull())
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for query parameters %1. Value: %2").arg(QString::fromUtf16(name), text.left(64)), QString::fromUtf16(name));
    }
    if (period.end < period.start)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid start time. The start time cannot occur after the end time."), QStringLiteral("start"));
    return period;
}

void writeServerUsage(JsonWriter& json, const ServerRow& server, double hours)
{
    json.beginObject().key("instance_id").value(server.id).key("name").value(server.name).key("hours").value(hours).key("tenant_id").value(server.projectId).key("flavor").value(server.flavor.name);
    const auto ended = server.terminatedAt;
    json.key("memory_mb").value(server.memoryMiB).key("vcpus").value(server.vcpus).key("local_gb").value(server.flavor.disk + server.flavor.ephemeral);
    json.key("started_at").value(toString(server.launchedAt, TimeFormat::Micros)).key("ended_at");
    ended.isNull() ? json.null() : json.value(toString(ended, TimeFormat::Micros));
    json.key("state").value(server.deleted ? QStringLiteral("terminated") : server.vmState);
    json.key("uptime").value(((ended.isNull() ? Clock::now() : ended).micros - server.launchedAt.micros) / 1'000'000).endObject();
}

void writeUsage(JsonWriter& json, const QString& project, const std::vector<ServerRow>& servers, const Period& period, bool detailed)
{
    double hours = 0, vcpus = 0, memory = 0, disk = 0;
    json.beginObject().key("tenant_id").value(project);
    if (detailed)
        json.key("server_usages").beginArray();
    for (const auto& server : servers) {
        const auto from = std::max(server.launchedAt.micros, period.start.micros);
        // Clients ask to the end of tomorrow; what has not run yet has used nothing.
        const auto ended = server.terminatedAt.isNull() ? Clock::now().micros : server.terminatedAt.micros;
        const auto to = std::min(ended, period.end.micros);
        const double ran = double(std::max<qint64>(0, to - from)) / 3.6e9;
        hours += ran;
        vcpus += ran * server.vcpus;
        memory += ran * double(server.memoryMiB);
        disk += ran * (server.flavor.disk + server.flavor.ephemeral);
        if (detailed)
            writeServerUsage(json, server, ran);
    }
    if (detailed)
        json.endArray();
    json.key("total_hours").value(hours).key("total_vcpus_usage").value(vcpus).key("total_memory_mb_usage").value(memory).key("total_local_gb_usage").value(disk);
    json.key("start").value(toString(period.start, TimeFormat::Micros)).key("stop").value(toString(period.end, TimeFormat::Micros)).endObject();
}

const QString ranInPeriod = QStringLiteral("launched_at IS NOT NULL AND launched_at <= ? AND (terminated_at IS NULL OR terminated_at >= ?)");

} // namespace

Result<http::Response> QuotasHandler::listUsage(Call& call)
{
    const auto period = TRY(periodOf(call));
    const auto rows = TRY(m_service.database().read([&](db::Connection& connection) { return Servers::select(connection, ranInPeriod, { period.end.micros, period.start.micros }, QStringLiteral("project_id, id")); }));
    JsonWriter json;
    json.beginObject().key("tenant_usages").beginArray();
    for (std::size_t i = 0; i < rows.size();) {
        std::vector<ServerRow> ofProject;
        const auto project = rows[i].projectId;
        for (; i < rows.size() && rows[i].projectId == project; ++i)
            ofProject.push_back(rows[i]);
        writeUsage(json, project, ofProject, period, call.query(u"detailed") == u"1");
    }
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> QuotasHandler::showUsage(Call& call)
{
    TRY(requireOwnProject(call));
    const auto period = TRY(periodOf(call));
    const auto project = call.id(QStringLiteral("project_id"));
    const auto rows = TRY(m_service.database().read([&](db::Connection& connection) { return Servers::select(connection, ranInPeriod + QStringLiteral(" AND project_id = ?"), { period.end.micros, period.start.micros, project }); }));
    JsonWriter json;
    json.beginObject().key("tenant_usage");
    if (rows.empty())
        json.beginObject().endObject();
    else
        writeUsage(json, project, rows, period, true);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace skylab::compute
