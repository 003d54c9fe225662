// THE table of the Compute API: each handler's rows, in the order of the API reference.
#include "compute/ComputeService.h"
#include "compute/handlers/Handlers.h"

#include <iterator>

namespace skylab::compute {

namespace {

/// Servers were once made from volumes at a place of its own; it means the same.
void addOldName(std::vector<service::Route>& all)
{
    static const QStringList paths { QStringLiteral("/servers"), QStringLiteral("/servers/detail"), QStringLiteral("/servers/{server_id}"), QStringLiteral("/servers/{server_id}/action") };
    std::vector<service::Route> more;
    for (const auto& route : all)
        if (paths.contains(route.path)) {
            more.push_back(route);
            more.back().path.replace(0, paths[0].size(), QStringLiteral("/os-volumes_boot"));
        }
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

} // namespace

std::vector<service::Route> ComputeService::routes()
{
    auto& h = *m_handlers;
    std::vector<service::Route> all;
    for (auto rows : { h.discovery.routes(), h.servers.routes(), h.details.routes(), h.actions.routes(), h.serverImages.routes(), h.shelving.routes(), h.rescue.routes(),
                       h.moves.routes(), h.addresses.routes(), h.passwords.routes(), h.consoles.routes(), h.devices.routes(), h.flavors.routes(), h.keypairs.routes(), h.groups.routes(), h.securityGroups.routes(),
                       h.quotas.routes(), h.hosts.routes(), h.aggregates.routes(), h.services.routes(), h.migrations.routes(), h.externalEvents.routes(), h.usage.routes(),
                       h.proxiedImages.routes(), h.proxiedVolumes.routes(), h.proxiedNetworks.routes(), h.oldApis.routes() })
        all.insert(all.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
    addOldName(all);
    return all;
}

/// What is Skylab's own, below /skylab/v1.
service::Extension ComputeService::extension()
{
    auto& h = *m_handlers;
    service::Extension all { { QStringLiteral("metrics"), QStringLiteral("fit"), QStringLiteral("explain") } };
    if (m_options.trashSeconds > 0)
        all.features << QStringLiteral("trash");
    for (auto rows : { h.metrics.routes(), h.fit.routes(), h.trash.routes() })
        all.routes.insert(all.routes.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
    return all;
}

std::vector<service::Route> ComputeService::rootRoutes() { return m_handlers->discovery.rootRoutes(); }

http::Response ComputeService::metadata(const http::Request& request, http::BodyReader& body, const QString& networkId) { return m_handlers->metadata.answer(request, body, networkId); }

} // namespace skylab::compute
