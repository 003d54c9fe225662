#include "compute/handlers/ServerDetailsHandler.h"

#include "compute/ComputeService.h"
#include "compute/handlers/ServerPlanner.h"
#include "compute/model/ServerKeys.h"
#include "compute/model/ServerView.h"
#include "service/Chassis.h"

#include <QUrl>

namespace skylab::compute {

using service::Call;

namespace {

const QString serverId = QStringLiteral("server_id");

http::Response metadataResponse(const sdk::StringMap& metadata)
{
    JsonWriter json;
    json.beginObject().key("metadata");
    sdk::Codec<sdk::StringMap>::encode(json, metadata, {});
    json.endObject();
    return service::jsonResponse(200, json.take());
}

http::Response tagsResponse(const QStringList& tags)
{
    JsonWriter json;
    json.beginObject().key("tags").beginArray();
    for (const auto& tag : tags)
        json.value(tag);
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<sdk::StringMap> mapOf(const QJsonValue& value, const char* field)
{
    sdk::StringMap map;
    static constexpr sdk::Rules rules { .maxLength = 255 };
    sdk::Problems problems;
    sdk::Decoding decoding { problems, QString::fromLatin1(field), rules };
    if (!sdk::Codec<sdk::StringMap>::decode(value, map, decoding))
        return fail(ErrorCode::BadRequest, problems.text(), problems.firstField());
    return map;
}

Error noMetadata() { return { ErrorCode::NotFound, QStringLiteral("Metadata item was not found") }; }

} // namespace

std::vector<service::Route> ServerDetailsHandler::routes()
{
    using H = ServerDetailsHandler;
    const auto read = [](const char* rule) { return service::Guard { QStringLiteral("os_compute_api:%1").arg(QLatin1String(rule)), service::rules::projectReader }; };
    const auto write = [](const char* rule) { return service::Guard { QStringLiteral("os_compute_api:%1").arg(QLatin1String(rule)), service::rules::projectMember }; };
    const auto tagged = [](service::Route route) { return service::versions(std::move(route), sdk::mv(2, 26)); };
    const service::Guard admin { QStringLiteral("os_compute_api:os-server-diagnostics"), service::rules::admin };
    return {
        service::route("GET", "/servers/{server_id}/metadata", read("server-metadata:index"), this, &H::showMetadata),
        service::route("POST", "/servers/{server_id}/metadata", write("server-metadata:create"), this, &H::mergeMetadata),
        service::route("PUT", "/servers/{server_id}/metadata", write("server-metadata:update_all"), this, &H::replaceMetadata),
        service::route("GET", "/servers/{server_id}/metadata/{key}", read("server-metadata:show"), this, &H::showMetadata),
        service::route("PUT", "/servers/{server_id}/metadata/{key}", write("server-metadata:update"), this, &H::setMetadata),
        service::route("DELETE", "/servers/{server_id}/metadata/{key}", write("server-metadata:delete"), this, &H::removeMetadata),
        tagged(service::route("GET", "/servers/{server_id}/tags", read("os-server-tags:index"), this, &H::listTags)),
        tagged(service::route("PUT", "/servers/{server_id}/tags", write("os-server-tags:update_all"), this, &H::replaceTags)),
        tagged(service::route("DELETE", "/servers/{server_id}/tags", write("os-server-tags:delete_all"), this, &H::removeTags)),
        tagged(service::route("GET", "/servers/{server_id}/tags/{tag}", read("os-server-tags:show"), this, &H::checkTag)),
        tagged(service::route("PUT", "/servers/{server_id}/tags/{tag}", write("os-server-tags:update"), this, &H::addTag)),
        tagged(service::route("DELETE", "/servers/{server_id}/tags/{tag}", write("os-server-tags:delete"), this, &H::removeTag)),
        service::route("GET", "/servers/{server_id}/ips", read("ips:index"), this, &H::addresses),
        service::route("GET", "/servers/{server_id}/ips/{network}", read("ips:show"), this, &H::addressesOfNetwork),
        service::route("GET", "/servers/{server_id}/diagnostics", admin, this, &H::diagnostics),
        service::versions(service::route("GET", "/servers/{server_id}/topology", read("server:topology:index"), this, &H::topology), sdk::mv(2, 78)),
        service::route("GET", "/servers/{server_id}/os-instance-actions", read("os-instance-actions:list"), this, &H::listActions),
        service::route("GET", "/servers/{server_id}/os-instance-actions/{request_id}", read("os-instance-actions:show"), this, &H::showAction),
        service::versions(service::route("GET", "/servers/{server_id}/migrations", { QStringLiteral("os_compute_api:servers:migrations:index"), service::rules::admin }, this, &H::migrations), sdk::mv(2, 23)),
    };
}

Result<ServerRow> ServerDetailsHandler::edit(Call& call, const std::function<Result<>(ServerRow&)>& change)
{
    return m_service.change(call.context, call.id(serverId), [&](ServerRow& server) -> Result<> {
        TRY(ComputeService::requireUnlocked(call.context, server));
        TRY(change(server));
        server.updatedAt = Clock::now();
        return {};
    });
}

// ---- metadata

Result<http::Response> ServerDetailsHandler::showMetadata(Call& call)
{
    const auto server = TRY(m_service.server(call.context, call.id(serverId)));
    const auto key = call.id(QStringLiteral("key"));
    if (key.isEmpty())
        return metadataResponse(server.metadata);
    if (!server.metadata.contains(key))
        return fail(noMetadata());
    JsonWriter json;
    json.beginObject().key("meta").beginObject().key(QStringView(key)).value(server.metadata[key]).endObject().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> ServerDetailsHandler::writeMetadata(Call& call, bool replace)
{
    const auto wanted = TRY(mapOf(call.json[u"metadata"], "metadata"));
    const auto limits = TRY(m_service.database().read([&](db::Connection& connection) { return m_service.quota().limits(connection, call.projectId()); }));
    const auto server = TRY(edit(call, [&](ServerRow& row) -> Result<> {
        auto metadata = replace ? sdk::StringMap() : row.metadata;
        for (auto it = wanted.begin(); it != wanted.end(); ++it)
            metadata.insert(it.key(), it.value());
        TRY(checkMetadata(metadata, limits.value(QStringLiteral("metadata_items"), -1)));
        row.metadata = metadata;
        return {};
    }));
    return metadataResponse(server.metadata);
}

Result<http::Response> ServerDetailsHandler::mergeMetadata(Call& call) { return writeMetadata(call, false); }
Result<http::Response> ServerDetailsHandler::replaceMetadata(Call& call) { return writeMetadata(call, true); }

Result<http::Response> ServerDetailsHandler::setMetadata(Call& call)
{
    const auto key = call.id(QStringLiteral("key"));
    const auto meta = TRY(mapOf(call.json[u"meta"], "meta"));
    if (meta.size() != 1 || !meta.contains(key))
        return fail(ErrorCode::BadRequest, QStringLiteral("Request body and URI mismatch: the body must hold exactly the key '%1'.").arg(key.left(64)), QStringLiteral("meta"));
    const auto limits = TRY(m_service.database().read([&](db::Connection& connection) { return m_service.quota().limits(connection, call.projectId()); }));
    TRY(edit(call, [&](ServerRow& row) -> Result<> {
        row.metadata.insert(key, meta[key]);
        return checkMetadata(row.metadata, limits.value(QStringLiteral("metadata_items"), -1));
    }));
    JsonWriter json;
    json.beginObject().key("meta");
    sdk::Codec<sdk::StringMap>::encode(json, meta, {});
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> ServerDetailsHandler::removeMetadata(Call& call)
{
    TRY(edit(call, [&](ServerRow& row) -> Result<> { return row.metadata.remove(call.id(QStringLiteral("key"))) == 0 ? Result<>(fail(noMetadata())) : Result<>(); }));
    return http::Response::empty(204);
}

// ---- tags

Result<http::Response> ServerDetailsHandler::listTags(Call& call)
{
    return tagsResponse(TRY(m_service.server(call.context, call.id(serverId))).tags);
}

Result<http::Response> ServerDetailsHandler::checkTag(Call& call)
{
    const auto server = TRY(m_service.server(call.context, call.id(serverId)));
    if (!server.tags.contains(call.id(QStringLiteral("tag"))))
        return fail(ErrorCode::NotFound, QStringLiteral("Server %1 has no tag '%2'").arg(server.id, call.id(QStringLiteral("tag")).left(64)));
    return http::Response::empty(204);
}

Result<http::Response> ServerDetailsHandler::replaceTags(Call& call)
{
    QStringList tags;
    if (!call.json[u"tags"].isArray())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'tags': it must be a list"), QStringLiteral("tags"));
    for (const auto& tag : call.json[u"tags"].toArray())
        tags << tag.toString();
    tags.removeDuplicates();
    TRY(checkTags(tags));
    return tagsResponse(TRY(edit(call, [&](ServerRow& row) -> Result<> {
        row.tags = tags;
        return {};
    })).tags);
}

Result<http::Response> ServerDetailsHandler::addTag(Call& call)
{
    const auto tag = call.id(QStringLiteral("tag"));
    bool fresh = false;
    const auto server = TRY(edit(call, [&](ServerRow& row) -> Result<> {
        fresh = !row.tags.contains(tag);
        if (fresh)
            row.tags << tag;
        return checkTags(row.tags);
    }));
    auto response = http::Response::empty(fresh ? 201 : 204);
    if (fresh)
        response.headers.set("Location", QStringLiteral("%1/servers/%2/tags/%3").arg(call.baseUrl, server.id, QString::fromLatin1(QUrl::toPercentEncoding(tag))).toUtf8());
    return response;
}

Result<http::Response> ServerDetailsHandler::removeTag(Call& call)
{
    const auto tag = call.id(QStringLiteral("tag"));
    TRY(edit(call, [&](ServerRow& row) -> Result<> {
        if (row.tags.removeAll(tag) == 0)
            return fail(ErrorCode::NotFound, QStringLiteral("Server %1 has no tag '%2'").arg(row.id, tag.left(64)));
        return {};
    }));
    return http::Response::empty(204);
}

Result<http::Response> ServerDetailsHandler::removeTags(Call& call)
{
    TRY(edit(call, [](ServerRow& row) -> Result<> {
        row.tags.clear();
        return {};
    }));
    return http::Response::empty(204);
}

// ---- networks

Result<http::Response> ServerDetailsHandler::addresses(Call& call)
{
    const auto server = TRY(m_service.server(call.context, call.id(serverId)));
    const auto ports = TRY(m_service.networks().portsOfServers({ keyOf(server) }));
    JsonWriter json;
    json.beginObject().key("addresses");
    sdk::Codec<sdk::ServerAddresses>::encode(json, viewAddresses(ports.value(server.id), false), {});
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> ServerDetailsHandler::addressesOfNetwork(Call& call)
{
    const auto server = TRY(m_service.server(call.context, call.id(serverId)));
    const auto name = call.id(QStringLiteral("network"));
    const auto ports = TRY(m_service.networks().portsOfServers({ keyOf(server) }));
    const auto all = viewAddresses(ports.value(server.id), false);
    if (!all.contains(name))
        return fail(ErrorCode::NotFound, QStringLiteral("Instance is not a member of specified network"));
    JsonWriter json;
    sdk::Codec<sdk::ServerAddresses>::encode(json, { { name, all[name] } }, {});
    return service::jsonResponse(200, json.take());
}

// ---- diagnostics

namespace {

void writeOldDiagnostics(JsonWriter& json, const GuestStats& stats)
{
    json.beginObject();
    for (std::size_t i = 0; i < stats.vcpuNanos.size(); ++i)
        json.key(QStringView(QStringLiteral("cpu%1_time").arg(i))).value(stats.vcpuNanos[i]);
    json.key("memory").value(stats.memoryMaximumKiB).key("memory-actual").value(stats.memoryCurrentKiB).key("memory-rss").value(stats.memoryResidentKiB);
    for (const auto& disk : stats.disks)
        for (const auto& [name, value] : { std::pair { "read", disk.readBytes }, { "read_req", disk.readRequests }, { "write", disk.writeBytes }, { "write_req", disk.writeRequests }, { "errors", qint64(-1) } })
            json.key(QStringView(disk.device + u'_' + QLatin1String(name))).value(value);
    for (const auto& nic : stats.nics)
        for (const auto& [name, value] : { std::pair { "rx", nic.rxBytes }, { "rx_packets", nic.rxPackets }, { "rx_errors", nic.rxErrors }, { "rx_drop", nic.rxDrops },
                                           { "tx", nic.txBytes }, { "tx_packets", nic.txPackets }, { "tx_errors", nic.txErrors }, { "tx_drop", nic.txDrops } })
            json.key(QStringView(nic.device + u'_' + QLatin1String(name))).value(value);
    json.endObject();
}

const char* stateName(PowerState state)
{
    switch (state) {
    case PowerState::Running: return "running";
    case PowerState::Paused: return "paused";
    case PowerState::Crashed: return "crashed";
    case PowerState::Suspended: return "suspended";
    case PowerState::Shutdown: return "shutdown";
    case PowerState::NoState: return "pending";
    }
    return "pending";
}

void writeDiagnostics(JsonWriter& json, const GuestStats& stats, const ServerRow& server, const QString& hypervisor)
{
    json.beginObject().key("state").value(stateName(stats.state)).key("driver").value("libvirt").key("hypervisor").value(hypervisor).key("hypervisor_os").value("linux");
    json.key("uptime").value(server.launchedAt.isNull() ? 0 : (Clock::now().micros - server.launchedAt.micros) / 1'000'000).key("config_drive").value(server.configDrive);
    json.key("num_cpus").value(stats.vcpus).key("num_nics").value(int(stats.nics.size())).key("num_disks").value(int(stats.disks.size()));
    json.key("cpu_details").beginArray();
    for (std::size_t i = 0; i < stats.vcpuNanos.size(); ++i)
        json.beginObject().key("id").value(int(i)).key("time").value(stats.vcpuNanos[i]).key("utilisation").null().endObject();
    json.endArray().key("nic_details").beginArray();
    for (const auto& nic : stats.nics) {
        json.beginObject().key("mac_address").value(nic.mac).key("rx_octets").value(nic.rxBytes).key("rx_errors").value(nic.rxErrors).key("rx_drop").value(nic.rxDrops);
        json.key("rx_packets").value(nic.rxPackets).key("rx_rate").null().key("tx_octets").value(nic.txBytes).key("tx_errors").value(nic.txErrors).key("tx_drop").value(nic.txDrops);
        json.key("tx_packets").value(nic.txPackets).key("tx_rate").null().endObject();
    }
    json.endArray().key("disk_details").beginArray();
    for (const auto& disk : stats.disks) {
        json.beginObject().key("read_bytes").value(disk.readBytes).key("read_requests").value(disk.readRequests);
        json.key("write_bytes").value(disk.writeBytes).key("write_requests").value(disk.writeRequests).key("errors_count").value(-1).endObject();
    }
    json.endArray().key("memory_details").beginObject().key("maximum").value(stats.memoryMaximumKiB / 1024).key("used").value(stats.memoryResidentKiB / 1024).endObject();
    json.endObject();
}

} // namespace

Result<http::Response> ServerDetailsHandler::diagnostics(Call& call)
{
    const auto server = TRY(m_service.server(call.context, call.id(serverId)));
    auto stats = m_service.driver().diagnostics(server.id);
    if (!stats && stats.error().code == ErrorCode::NotFound)
        return fail(ErrorCode::Conflict, QStringLiteral("Instance %1 is not ready").arg(server.id));
    const auto found = TRY(std::move(stats));
    JsonWriter json;
    if (call.version < sdk::mv(2, 48)) {
        writeOldDiagnostics(json, found);
    } else {
        const auto host = m_service.driver().hostState();
        writeDiagnostics(json, found, server, host ? host->hypervisorType : QString());
    }
    return service::jsonResponse(200, json.take());
}

/// Guests here have one memory node, and are pinned to nothing: what Nova answers of those without a NUMA topology.
Result<http::Response> ServerDetailsHandler::topology(Call& call)
{
    TRY(m_service.server(call.context, call.id(serverId)));
    return service::jsonResponse(200, R"({"nodes":[],"pagesize_kb":null})");
}

// ---- what was done

Result<ServerRow> ServerDetailsHandler::serverOfLog(const Call& call)
{
    if (call.version < sdk::mv(2, 21))
        return m_service.server(call.context, call.id(serverId));
    const auto row = TRY(m_service.database().read([&](db::Connection& connection) { return Servers::find(connection, call.id(serverId)); }));
    if (!row || row->inTrash() || (row->projectId != call.projectId() && !call.context.admin))
        return fail(ErrorCode::NotFound, QStringLiteral("Instance %1 could not be found.").arg(call.id(serverId).left(64)));
    return *row;
}

namespace {

void writeAction(JsonWriter& json, const ActionRow& action, const std::optional<service::TaskRow>& task, sdk::Version version)
{
    json.key("action").value(action.action).key("instance_uuid").value(action.serverId).key("request_id").value(action.requestId).key("user_id").value(action.userId);
    json.key("project_id").value(action.projectId).key("start_time").value(toString(action.startedAt, TimeFormat::Micros)).key("message");
    if (task && (task->state == u"error" || task->state == u"cancelled"))
        json.value("Error");
    else
        json.null();
    if (version >= sdk::mv(2, 58))
        json.key("updated_at").value(toString(task ? task->updatedAt : action.startedAt, TimeFormat::Micros));
}

void writeEvents(JsonWriter& json, const Call& call, const ServerRow& server, const service::TaskRow& task)
{
    const auto time = [](const QJsonValue& value) { return toString(parseTimestamp(value.toString()), TimeFormat::Micros); };
    for (const auto& value : task.steps) {
        const auto step = value.toObject();
        if (step[u"started_at"].toString().isEmpty())
            continue;
        const auto stepState = step[u"state"].toString();
        const bool ended = !step[u"finished_at"].toString().isEmpty();
        const bool bad = stepState == u"error";
        json.beginObject().key("event").value(step[u"name"].toString()).key("start_time").value(time(step[u"started_at"])).key("finish_time");
        ended ? json.value(time(step[u"finished_at"])) : json.null();
        json.key("result");
        ended ? json.value(bad ? "Error" : "Success") : json.null();
        if (call.context.admin || call.version < sdk::mv(2, 51)) {
            json.key("traceback");
            bad && call.context.admin ? json.value(task.error) : json.null();
        }
        if (call.version >= sdk::mv(2, 62)) {
            json.key("hostId").value(hiddenHost(server.projectId, server.host));
            if (call.context.admin)
                json.key("host").value(server.host);
        }
        if (call.version >= sdk::mv(2, 84)) {
            json.key("details");
            bad ? json.value(task.error) : json.null();
        }
        json.endObject();
    }
}

} // namespace

namespace {

/// Nova's osapi_max_limit: each row costs a look at its task.
constexpr qsizetype mostActions = 1000;

/// What a page of actions is asked for, as SQL.
struct ActionFilter {
    QString where = QStringLiteral("server_id = ?");
    QVariantList arguments;
    QString marker = {};         ///< request id of the last one on the page before
    qsizetype limit = -1;        ///< -1 = all
};

/// BadRequest when the query is none. Before 2.58 there was no paging.
Result<ActionFilter> actionFilter(const Call& call, const QString& server)
{
    ActionFilter filter { .arguments = { server } };
    if (call.version < sdk::mv(2, 58))
        return filter;
    bool ok = true;
    const auto limit = call.query(u"limit");
    filter.limit = limit.isNull() ? mostActions : std::min<qsizetype>(mostActions, limit.toUInt(&ok));
    if (!ok)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for query parameters limit. It must be a number from 0 up."), QStringLiteral("limit"));
    Timestamp since;
    if (const auto text = call.query(u"changes-since"); !text.isNull()) {
        since = parseTimestamp(text);
        if (since.isNull())
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for query parameters changes-since: it must be a time."), QStringLiteral("changes-since"));
        filter.where += QStringLiteral(" AND started_at >= ?");
        filter.arguments << since.micros;
    }
    if (const auto text = call.query(u"changes-before"); !text.isNull() && call.version >= sdk::mv(2, 66)) {
        const auto before = parseTimestamp(text);
        if (before.isNull() || before < since)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for query parameters changes-before: it must be a time, and not before changes-since."), QStringLiteral("changes-before"));
        filter.where += QStringLiteral(" AND started_at <= ?");
        filter.arguments << before.micros;
    }
    filter.marker = call.query(u"marker");
    return filter;
}

/// The newest first; one more than the limit when there are more.
Result<std::vector<ActionRow>> selectActions(db::Connection& connection, const QString& server, ActionFilter filter)
{
    if (!filter.marker.isEmpty()) {
        const auto at = TRY(Actions::findWhere(connection, QStringLiteral("server_id = ? AND request_id = ?"), { server, filter.marker }));
        if (!at)
            return fail(ErrorCode::BadRequest, QStringLiteral("marker [%1] not found").arg(filter.marker.left(64)), QStringLiteral("marker"));
        filter.where += QStringLiteral(" AND (started_at < ? OR (started_at = ? AND id > ?))");
        filter.arguments << at->startedAt.micros << at->startedAt.micros << at->id;
    }
    const auto order = QStringLiteral("started_at DESC, id");
    return Actions::select(connection, filter.where, filter.arguments, filter.limit < 0 ? order : order + QStringLiteral(" LIMIT %1").arg(filter.limit + 1));
}

} // namespace

Result<http::Response> ServerDetailsHandler::listActions(Call& call)
{
    const auto server = TRY(serverOfLog(call));
    const auto filter = TRY(actionFilter(call, server.id));
    auto rows = TRY(m_service.database().read([&](db::Connection& connection) { return selectActions(connection, server.id, filter); }));
    const bool more = filter.limit >= 0 && qsizetype(rows.size()) > filter.limit;
    if (more)
        rows.resize(std::size_t(filter.limit));
    JsonWriter json;
    json.beginObject().key("instanceActions").beginArray();
    for (const auto& row : rows) {
        json.beginObject();
        const auto task = row.taskId.isEmpty() ? Result<service::TaskRow>(fail(ErrorCode::NotFound, {})) : m_service.chassis().tasks().show(row.taskId);
        writeAction(json, row, task ? std::optional(*task) : std::nullopt, call.version);
        json.endObject();
    }
    json.endArray();
    service::writeListLinks(json, call, "", {}, more && !rows.empty(), {}, rows.empty() ? QString() : rows.back().requestId);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> ServerDetailsHandler::showAction(Call& call)
{
    const auto server = TRY(serverOfLog(call));
    const auto request = call.id(QStringLiteral("request_id"));
    const auto row = TRY(m_service.database().read([&](db::Connection& connection) { return Actions::findWhere(connection, QStringLiteral("server_id = ? AND request_id = ?"), { server.id, request }); }));
    if (!row)
        return fail(ErrorCode::NotFound, QStringLiteral("Action %1 not found").arg(request.left(64)));
    const auto task = row->taskId.isEmpty() ? Result<service::TaskRow>(fail(ErrorCode::NotFound, {})) : m_service.chassis().tasks().show(row->taskId);
    JsonWriter json;
    json.beginObject().key("instanceAction").beginObject();
    writeAction(json, *row, task ? std::optional(*task) : std::nullopt, call.version);
    if (call.context.admin || call.version >= sdk::mv(2, 51)) {
        json.key("events").beginArray();
        if (task)
            writeEvents(json, call, server, *task);
        json.endArray();
    }
    json.endObject().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> ServerDetailsHandler::migrations(Call& call)
{
    TRY(m_service.server(call.context, call.id(serverId)));
    return service::jsonResponse(200, R"({"migrations":[]})");      // one host: nothing ever moves
}

} // namespace skylab::compute
