#include "compute/handlers/UsageHandler.h"

#include "compute/ComputeService.h"

#include <QDateTime>

namespace skylab::compute {

using service::Call;

namespace {

constexpr int mostServers = 1000;      ///< of a page
const QString ranInPeriod = QStringLiteral("launched_at IS NOT NULL AND launched_at <= ? AND (COALESCE(terminated_at, trashed_at) IS NULL OR COALESCE(terminated_at, trashed_at) >= ?)");

bool pages(const Call& call) { return call.version >= sdk::mv(2, 40); }

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

} // namespace

struct UsageHandler::Period {
    Timestamp start;
    Timestamp end;           ///< not after now: what has not run yet has used nothing

    /// One project's part of the answer.
    void write(JsonWriter& json, const QString& project, const std::vector<ServerRow>& servers, bool detailed) const
    {
        double hours = 0, vcpus = 0, memory = 0, disk = 0;
        json.beginObject().key("tenant_id").value(project);
        if (detailed)
            json.key("server_usages").beginArray();
        for (const auto& server : servers) {
            const auto from = std::max(server.launchedAt.micros, start.micros);
            const auto to = server.terminatedAt.isNull() ? end.micros : std::min(server.terminatedAt.micros, end.micros);
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
        json.key("start").value(toString(start, TimeFormat::Micros)).key("stop").value(toString(end, TimeFormat::Micros)).endObject();
    }
};

struct UsageHandler::Page {
    std::vector<ServerRow> servers;
    bool more = false;
    [[nodiscard]] QString last() const { return servers.empty() ? QString() : servers.back().id; }
};

std::vector<service::Route> UsageHandler::routes()
{
    using H = UsageHandler;
    const auto admin = [](const char* rule) { return service::Guard { QStringLiteral("os_compute_api:%1").arg(QLatin1String(rule)), service::rules::admin }; };
    return {
        service::route("GET", "/os-simple-tenant-usage", admin("os-simple-tenant-usage:list"), this, &H::list),
        service::route("GET", "/os-simple-tenant-usage/{project_id}", { QStringLiteral("os_compute_api:os-simple-tenant-usage:show"), service::rules::projectReader }, this, &H::show),
        service::route("GET", "/os-instance_usage_audit_log", admin("os-instance-usage-audit-log:list"), this, &H::auditLog),
        service::route("GET", "/os-instance_usage_audit_log/{before_timestamp}", admin("os-instance-usage-audit-log:show"), this, &H::auditLogBefore),
    };
}

Result<UsageHandler::Period> UsageHandler::periodOf(const Call& call)
{
    static const QStringList known { QStringLiteral("start"), QStringLiteral("end"), QStringLiteral("detailed"), QStringLiteral("limit"), QStringLiteral("marker") };
    if (call.version >= sdk::mv(2, 75))
        for (const auto& [name, value] : call.request.query())
            if (!known.contains(name))
                return fail(ErrorCode::BadRequest, QStringLiteral("Additional properties are not allowed ('%1' was unexpected)").arg(name.left(64)), name);
    const auto now = Clock::now();
    Period period { now, now.addSeconds(1) };      // neither named: this moment
    for (const auto& [name, time] : { std::pair { u"start", &period.start }, { u"end", &period.end } }) {
        const auto text = call.query(QStringView(name));
        if (text.isEmpty())
            continue;
        *time = parseTimestamp(text);
        if (time->isNull())
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for query parameters %1. Value: %2. It must be a time such as 2026-01-02T03:04:05.").arg(QString::fromUtf16(name), text.left(64)), QString::fromUtf16(name));
    }
    if (period.end <= period.start)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid start time. The start time cannot occur after the end time."), QStringLiteral("start"));
    period.end = std::min(period.end, now);
    return period;
}

Result<UsageHandler::Page> UsageHandler::read(const Call& call, const Period& period, const QString& projectId)
{
    auto where = ranInPeriod;
    QVariantList arguments { period.end.micros, period.start.micros };
    if (!projectId.isEmpty()) {
        where += QStringLiteral(" AND project_id = ?");
        arguments << projectId;
    }
    auto order = QStringLiteral("project_id, id");
    std::size_t most = std::numeric_limits<std::size_t>::max();
    if (pages(call)) {
        bool isNumber = true;
        const auto limit = call.query(u"limit");
        most = limit.isNull() ? mostServers : std::min<std::size_t>(mostServers, limit.toUInt(&isNumber));
        if (!isNumber)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for query parameters limit. Value: %1. It must be a number from 0 up.").arg(limit.left(64)), QStringLiteral("limit"));
        order += QStringLiteral(" LIMIT %1").arg(most + 1);
    }
    const auto marker = pages(call) ? call.query(u"marker") : QString();
    return m_service.database().read([&](db::Connection& connection) -> Result<Page> {
        if (!marker.isEmpty()) {
            const auto last = TRY(Servers::find(connection, marker));
            if (!last || (!projectId.isEmpty() && last->projectId != projectId))
                return fail(ErrorCode::BadRequest, QStringLiteral("Marker %1 could not be found.").arg(marker.left(64)), QStringLiteral("marker"));
            where += QStringLiteral(" AND (project_id > ? OR (project_id = ? AND id > ?))");
            arguments << last->projectId << last->projectId << last->id;
        }
        Page page { TRY(Servers::select(connection, where, arguments, order)), false };
        for (auto& server : page.servers)
            if (server.inTrash()) {      // deleted, for all that OpenStack's clients know
                server.deleted = true;
                server.terminatedAt = server.trashedAt;
            }
        page.more = page.servers.size() > most;
        if (page.more)
            page.servers.resize(most);
        return page;
    });
}

Result<http::Response> UsageHandler::list(Call& call)
{
    const auto period = TRY(periodOf(call));
    const auto page = TRY(read(call, period, {}));
    const auto& rows = page.servers;
    JsonWriter json;
    json.beginObject().key("tenant_usages").beginArray();
    for (std::size_t i = 0; i < rows.size();) {
        std::vector<ServerRow> ofProject;
        const auto project = rows[i].projectId;
        for (; i < rows.size() && rows[i].projectId == project; ++i)
            ofProject.push_back(rows[i]);
        period.write(json, project, ofProject, call.query(u"detailed") == u"1");
    }
    json.endArray();
    service::writeListLinks(json, call, "tenant_usages", {}, page.more && !rows.empty(), {}, page.last());
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> UsageHandler::show(Call& call)
{
    const auto project = call.id(QStringLiteral("project_id"));
    if (project != call.projectId() && !call.context.admin)
        return fail(ErrorCode::Forbidden, QStringLiteral("Policy doesn't allow reading another project's usage."));
    const auto period = TRY(periodOf(call));
    const auto page = TRY(read(call, period, project));
    JsonWriter json;
    json.beginObject().key("tenant_usage");
    if (page.servers.empty())
        json.beginObject().endObject();
    else
        period.write(json, project, page.servers, true);
    service::writeListLinks(json, call, "tenant_usage", {}, page.more && !page.servers.empty(), {}, page.last());
    json.endObject();
    return service::jsonResponse(200, json.take());
}

// ---- audits

/// Nobody audits the usage of a month here (Nova's own default too): usage is told by the servers' own times.
Result<http::Response> UsageHandler::answerAudit(const Call&, const char* key, Timestamp before)
{
    const auto hosts = TRY(m_service.database().read([](db::Connection& connection) { return Hosts::select(connection, {}, {}, QStringLiteral("name")); }));
    const auto day = QDateTime::fromMSecsSinceEpoch(before.micros / 1000, Qt::UTC).date();
    const QDate end(day.year(), day.month(), 1);
    const auto spelled = [](QDate date) { return date.toString(QStringLiteral("yyyy-MM-dd")) + QStringLiteral(" 00:00:00"); };
    const auto count = qint64(hosts.size());
    JsonWriter json;
    json.beginObject().key(key).beginObject().key("hosts_not_run").beginArray();
    for (const auto& host : hosts)
        json.value(host.name);
    json.endArray().key("log").beginObject().endObject().key("num_hosts").value(count).key("num_hosts_done").value(0).key("num_hosts_not_run").value(count).key("num_hosts_running").value(0);
    json.key("overall_status").value(QStringLiteral("0 of %1 hosts done. 0 errors.").arg(count)).key("period_beginning").value(spelled(end.addMonths(-1))).key("period_ending").value(spelled(end));
    json.key("total_errors").value(0).key("total_instances").value(0).endObject().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> UsageHandler::auditLog(Call& call) { return answerAudit(call, "instance_usage_audit_logs", Clock::now()); }

Result<http::Response> UsageHandler::auditLogBefore(Call& call)
{
    auto text = call.id(QStringLiteral("before_timestamp"));
    const auto before = parseTimestamp(text.replace(u' ', u'T'));
    if (before.isNull())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid timestamp for date %1").arg(text.left(64)), QStringLiteral("before_timestamp"));
    return answerAudit(call, "instance_usage_audit_log", before);
}

} // namespace skylab::compute
