#include "compute/handlers/extension/TrashHandler.h"

#include "compute/ComputeService.h"

namespace skylab::compute {

using service::Call;

namespace {
const QString serverId = QStringLiteral("server_id");
} // namespace

std::vector<service::Route> TrashHandler::routes()
{
    const auto member = [](const char* what) { return service::Guard { QStringLiteral("skylab:trash:%1").arg(QLatin1String(what)), service::rules::projectMember }; };
    return {
        service::route("GET", "/trash", { QStringLiteral("skylab:trash:list"), service::rules::projectReader }, this, &TrashHandler::list),
        service::route("POST", "/trash/server/{server_id}/restore", member("restore"), this, &TrashHandler::restore),
        service::route("DELETE", "/trash/server/{server_id}", member("delete"), this, &TrashHandler::remove),
    };
}

Result<http::Response> TrashHandler::list(Call& call)
{
    JsonWriter json;
    json.beginObject().key("trash").beginArray();
    for (const auto& server : TRY(m_service.trashed(call.context))) {
        json.beginObject().key("type").value("server").key("id").value(server.id).key("name").value(server.name).key("project_id").value(server.projectId);
        json.key("deleted_at").value(toString(server.trashedAt, TimeFormat::MicrosZ));
        json.key("deleted_by").beginObject().key("id").value(server.trash.userId).key("name").value(server.trash.userName).endObject();
        json.key("expires_at").value(toString(server.trashedAt.addSeconds(m_service.options().trashSeconds), TimeFormat::MicrosZ));
        json.key("size_gib").value(resourcesOf(server).totals().value(QStringLiteral("DISK_GB"))).endObject();
    }
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> TrashHandler::restore(Call& call)
{
    TRY(m_service.restoreFromTrash(call.context, call.id(serverId)));
    return http::Response::empty(202);
}

Result<http::Response> TrashHandler::remove(Call& call)
{
    TRY(m_service.purgeFromTrash(call.context, call.id(serverId)));
    return http::Response::empty(202);
}

} // namespace skylab::compute
