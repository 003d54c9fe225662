#include "volume/handlers/AdminHandler.h"

#include "volume/handlers/GroupTypesHandler.h"
#include "volume/handlers/GroupsHandler.h"
#include "volume/handlers/HostsHandler.h"
#include "volume/handlers/ManageHandler.h"
#include "volume/handlers/QosHandler.h"
#include "volume/handlers/QuotasHandler.h"
#include "volume/handlers/TypeAccessHandler.h"
#include "volume/handlers/TypesHandler.h"

namespace skylab::volume {

AdminHandler::AdminHandler(VolumeService& service)
    : m_types(std::make_unique<TypesHandler>(service)), m_access(std::make_unique<TypeAccessHandler>(service)), m_encryption(std::make_unique<EncryptionHandler>(service)),
      m_qos(std::make_unique<QosHandler>(service)), m_groupTypes(std::make_unique<GroupTypesHandler>(service)), m_groups(std::make_unique<GroupsHandler>(service)),
      m_groupSnapshots(std::make_unique<GroupSnapshotsHandler>(service)), m_quotas(std::make_unique<QuotasHandler>(service)), m_hosts(std::make_unique<HostsHandler>(service)),
      m_pools(std::make_unique<PoolsHandler>(service)), m_manage(std::make_unique<ManageHandler>(service))
{
}

AdminHandler::~AdminHandler() = default;

std::vector<service::Route> AdminHandler::routes()
{
    std::vector<service::Route> all;
    for (auto more : { m_types->routes(), m_access->routes(), m_encryption->routes(), m_qos->routes(), m_groupTypes->routes(), m_groups->routes(), m_groupSnapshots->routes(),
                       m_quotas->routes(), m_hosts->routes(), m_pools->routes(), m_manage->routes(), consistencyGroups() })
        all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    return all;
}

std::vector<service::Route> AdminHandler::consistencyGroups()
{
    const service::Guard read { QStringLiteral("group:get_all"), service::rules::projectReader };
    const service::Guard write { QStringLiteral("group:create"), service::rules::projectMember };
    return {
        service::route("GET", "/consistencygroups", read, this, &AdminHandler::listNone),
        service::route("GET", "/consistencygroups/detail", read, this, &AdminHandler::listNone),
        service::route("GET", "/consistencygroups/{group_id}", read, this, &AdminHandler::showNone),
        service::route("POST", "/consistencygroups", write, this, &AdminHandler::makeNone),
        service::route("POST", "/consistencygroups/create_from_src", write, this, &AdminHandler::makeNone),
        service::route("POST", "/consistencygroups/{group_id}/delete", write, this, &AdminHandler::showNone),
        service::route("PUT", "/consistencygroups/{group_id}/update", write, this, &AdminHandler::showNone),
        service::route("GET", "/cgsnapshots", read, this, &AdminHandler::listNone),
        service::route("GET", "/cgsnapshots/detail", read, this, &AdminHandler::listNone),
        service::route("GET", "/cgsnapshots/{group_id}", read, this, &AdminHandler::showNone),
        service::route("POST", "/cgsnapshots", write, this, &AdminHandler::makeNone),
        service::route("DELETE", "/cgsnapshots/{group_id}", write, this, &AdminHandler::showNone),
    };
}

Result<http::Response> AdminHandler::listNone(service::Call& call)
{
    const bool snapshots = call.request.path.contains("/cgsnapshots");
    JsonWriter json;
    json.beginObject().key(snapshots ? "cgsnapshots" : "consistencygroups").beginArray().endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> AdminHandler::showNone(service::Call& call)
{
    return fail(ErrorCode::NotFound, QStringLiteral("ConsistencyGroup %1 could not be found.").arg(call.id(QStringLiteral("group_id")).left(64)));
}

/// As a Cinder to which nobody has migrated consistency groups.
Result<http::Response> AdminHandler::makeNone(service::Call&)
{
    return fail(ErrorCode::NotFound, QStringLiteral("Group type with name default_cgsnapshot_type could not be found. Use groups (/groups) instead of consistency groups."));
}

} // namespace skylab::volume
