#include "compute/handlers/OldApisHandler.h"

#include "compute/ComputeService.h"
#include "core/Uuid.h"

namespace skylab::compute {

using service::Call;

namespace {

struct Removed {
    const char* path;
    const char* methods;     ///< separated by blanks
};

constexpr Removed removed[] = {
    { "/os-agents", "GET POST" },
    { "/os-agents/{id}", "PUT DELETE" },
    { "/os-cells", "GET POST" },
    { "/os-cells/capacities", "GET" },
    { "/os-cells/detail", "GET" },
    { "/os-cells/info", "GET" },
    { "/os-cells/sync_instances", "POST" },
    { "/os-cells/{id}", "GET PUT DELETE" },
    { "/os-cells/{id}/capacities", "GET" },
    { "/os-certificates", "POST" },
    { "/os-certificates/{id}", "GET" },
    { "/os-cloudpipe", "GET POST" },
    { "/os-cloudpipe/{id}", "PUT" },
    { "/os-fixed-ips/{id}", "GET" },
    { "/os-fixed-ips/{id}/action", "POST" },
    { "/os-floating-ip-dns", "GET" },
    { "/os-floating-ip-dns/{id}", "PUT DELETE" },
    { "/os-floating-ip-dns/{id}/entries/{entry}", "GET PUT DELETE" },
    { "/os-floating-ips-bulk", "GET POST" },
    { "/os-floating-ips-bulk/{id}", "GET PUT" },
    { "/os-fping", "GET" },
    { "/os-fping/{id}", "GET" },
    { "/os-networks", "POST" },
    { "/os-networks/add", "POST" },
    { "/os-networks/{network_id}", "DELETE" },
    { "/os-networks/{network_id}/action", "POST" },
    { "/os-security-group-default-rules", "GET POST" },
    { "/os-security-group-default-rules/{id}", "GET DELETE" },
    { "/os-tenant-networks", "POST" },
    { "/os-tenant-networks/{network_id}", "DELETE" },
    { "/servers/{server_id}/consoles", "GET POST" },
    { "/servers/{server_id}/consoles/{id}", "GET DELETE" },
    { "/servers/{server_id}/os-virtual-interfaces", "GET" },
};

} // namespace

std::vector<service::Route> OldApisHandler::routes()
{
    using H = OldApisHandler;
    const auto admin = [](const char* rule) { return service::Guard { QStringLiteral("os_compute_api:%1").arg(QLatin1String(rule)), service::rules::admin }; };
    const auto old = [](service::Route route) { return service::versions(std::move(route), sdk::mv(2, 1), sdk::mv(2, 35)); };
    std::vector<service::Route> all {
        old(service::route("GET", "/os-baremetal-nodes", admin("os-baremetal-nodes:list"), this, &H::bareMetal)),
        old(service::route("POST", "/os-baremetal-nodes", admin("os-baremetal-nodes:list"), this, &H::changeBareMetal)),
        old(service::route("GET", "/os-baremetal-nodes/{node_id}", admin("os-baremetal-nodes:show"), this, &H::bareMetal)),
        old(service::route("DELETE", "/os-baremetal-nodes/{node_id}", admin("os-baremetal-nodes:show"), this, &H::changeBareMetal)),
        old(service::route("POST", "/os-baremetal-nodes/{node_id}/action", admin("os-baremetal-nodes:show"), this, &H::changeBareMetal)),
        service::route("POST", "/os-assisted-volume-snapshots", admin("os-assisted-volume-snapshots:create"), this, &H::snapshotVolume),
        service::route("DELETE", "/os-assisted-volume-snapshots/{snapshot_id}", admin("os-assisted-volume-snapshots:delete"), this, &H::dropVolumeSnapshot),
        service::route("GET", "/os-console-auth-tokens/{console_token}", admin("os-console-auth-tokens"), this, &H::consoleToken),
    };
    for (const auto& [path, methods] : removed)
        for (const auto& method : QByteArray(methods).split(' '))
            all.push_back(service::route(method.constData(), path, { QStringLiteral("os_compute_api:extensions"), service::rules::anyone }, this, &H::gone));
    return all;
}

Result<http::Response> OldApisHandler::gone(Call&) { return fail(ErrorCode::Gone, QStringLiteral("This API was removed from the Compute service and has no successor at this address.")); }

Result<http::Response> OldApisHandler::bareMetal(Call&)
{
    return fail(ErrorCode::NotImplemented, QStringLiteral("This cloud has no Bare Metal service whose nodes could be shown."));
}

Result<http::Response> OldApisHandler::changeBareMetal(Call&)
{
    return fail(ErrorCode::BadRequest, QStringLiteral("Nodes can't be changed by way of Compute. Use the Bare Metal service's own API."));
}

// ---- snapshots of volumes with the help of the hypervisor

Result<http::Response> OldApisHandler::refuseAssisted(const QString& volumeId)
{
    const auto servers = TRY(m_service.database().read([](db::Connection& connection) { return Servers::select(connection, QStringLiteral("deleted = ?"), { false }); }));
    for (const auto& server : servers)
        for (const auto& device : server.blockDevices)
            if (device.volumeId == volumeId)      // the drivers copy their volumes themselves
                return fail(ErrorCode::NotImplemented, QStringLiteral("The requested functionality is not supported."));
    return fail(ErrorCode::NotFound, QStringLiteral("No volume Block Device Mapping with id %1.").arg(volumeId));
}

Result<http::Response> OldApisHandler::snapshotVolume(Call& call)
{
    const auto snapshot = TRY(service::unwrap(call, "snapshot"));
    const auto volume = snapshot[u"volume_id"].toString();
    const auto how = snapshot[u"create_info"].toObject();
    if (!isUuid(volume))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'snapshot.volume_id': it must be a UUID"), QStringLiteral("snapshot.volume_id"));
    if (!isUuid(how[u"snapshot_id"].toString()) || how[u"type"].toString() != u"qcow2" || how[u"new_file"].toString().isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'snapshot.create_info': it needs snapshot_id, type (qcow2) and new_file"), QStringLiteral("snapshot.create_info"));
    return refuseAssisted(volume);
}

Result<http::Response> OldApisHandler::dropVolumeSnapshot(Call& call)
{
    const auto how = QJsonDocument::fromJson(call.query(u"delete_info").toUtf8()).object();
    const auto volume = how[u"volume_id"].toString();
    if (!isUuid(volume))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for query parameters delete_info: it must be JSON with a volume_id"), QStringLiteral("delete_info"));
    return refuseAssisted(volume);
}

// ---- consoles

Result<http::Response> OldApisHandler::consoleToken(Call& call)
{
    const auto token = call.id(QStringLiteral("console_token"));
    auto grant = m_service.consoleTokens().redeem(token);
    auto endpoint = grant ? m_service.consoleEndpoint(*grant) : Result<ConsoleEndpoint>(fail(grant.error()));
    if (!endpoint)
        return fail(ErrorCode::NotFound, QStringLiteral("Token not found"));
    if (call.version < sdk::mv(2, 31))      // which showed those of RDP consoles only
        return fail(ErrorCode::Unauthorized, QStringLiteral("The requested console type details are not accessible"));
    JsonWriter json;
    json.beginObject().key("console").beginObject().key("instance_uuid").value(grant->serverId).key("host").value(endpoint->host.isEmpty() ? m_service.hostName() : endpoint->host).key("port").value(int(endpoint->port)).key("internal_access_path");
    endpoint->path.isEmpty() ? json.null() : json.value(endpoint->path);
    json.endObject().endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace skylab::compute
