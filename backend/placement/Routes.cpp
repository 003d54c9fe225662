#include "placement/PlacementService.h"
#include "placement/handlers/AllocationsHandler.h"
#include "placement/handlers/CandidatesHandler.h"
#include "placement/handlers/InventoriesHandler.h"
#include "placement/handlers/NamesHandler.h"
#include "placement/handlers/ProvidersHandler.h"
#include "service/Routes.h"

namespace skylab::placement {

using namespace service;

namespace {

/// Administrators and services; whoever reads the whole system may look.
Guard admin(const char* rule) { return { QStringLiteral("placement:") + QLatin1String(rule), QStringLiteral("rule:admin_required or role:service") }; }
Guard reader(const char* rule) { return { QStringLiteral("placement:") + QLatin1String(rule), QStringLiteral("rule:admin_required or role:service or (role:reader and system_scope:all)") }; }

/// Bodies are read by the handlers, which tell what is wrong with them in Placement's words.
template <typename H>
Route at(const char* method, const char* path, Guard guard, H* handler, Result<http::Response> (H::*handle)(Call&), int since = 0)
{
    return versions(streaming(route(method, path, std::move(guard), handler, handle)), sdk::mv(1, since));
}

} // namespace

std::vector<Route> PlacementService::routes()
{
    auto* providers = m_providers.get();
    auto* inventories = m_inventories.get();
    auto* names = m_names.get();
    auto* allocations = m_allocations.get();
    using P = ProvidersHandler;
    using I = InventoriesHandler;
    using N = NamesHandler;
    using A = AllocationsHandler;
    const Guard sums { QStringLiteral("placement:usages"), QStringLiteral("rule:admin_required or role:service or (role:reader and system_scope:all) or (role:reader and project_id:%(project_id)s)") };
    // The project that is asked about, not the caller's own.
    const auto ofQuery = [](const Call& call, PolicyTarget& target) { target.insert(QStringLiteral("project_id"), call.query(u"project_id")); };
    return {
        at("GET", "/resource_providers", reader("resource_providers:list"), providers, &P::list),
        at("POST", "/resource_providers", admin("resource_providers:create"), providers, &P::create),
        at("GET", "/resource_providers/{uuid}", reader("resource_providers:show"), providers, &P::show),
        at("PUT", "/resource_providers/{uuid}", admin("resource_providers:update"), providers, &P::update),
        at("DELETE", "/resource_providers/{uuid}", admin("resource_providers:delete"), providers, &P::remove),
        at("GET", "/resource_providers/{uuid}/aggregates", reader("resource_providers:aggregates:list"), providers, &P::showAggregates, 1),
        at("PUT", "/resource_providers/{uuid}/aggregates", admin("resource_providers:aggregates:update"), providers, &P::setAggregates, 1),
        at("GET", "/resource_providers/{uuid}/traits", reader("resource_providers:traits:list"), providers, &P::showTraits, 6),
        at("PUT", "/resource_providers/{uuid}/traits", admin("resource_providers:traits:update"), providers, &P::setTraits, 6),
        at("DELETE", "/resource_providers/{uuid}/traits", admin("resource_providers:traits:delete"), providers, &P::removeTraits, 6),

        at("GET", "/resource_providers/{uuid}/inventories", reader("resource_providers:inventories:list"), inventories, &I::list),
        at("POST", "/resource_providers/{uuid}/inventories", admin("resource_providers:inventories:create"), inventories, &I::create),
        at("PUT", "/resource_providers/{uuid}/inventories", admin("resource_providers:inventories:update"), inventories, &I::replace),
        at("DELETE", "/resource_providers/{uuid}/inventories", admin("resource_providers:inventories:delete"), inventories, &I::removeAll),
        at("GET", "/resource_providers/{uuid}/inventories/{resource_class}", reader("resource_providers:inventories:show"), inventories, &I::show),
        at("PUT", "/resource_providers/{uuid}/inventories/{resource_class}", admin("resource_providers:inventories:update"), inventories, &I::update),
        at("DELETE", "/resource_providers/{uuid}/inventories/{resource_class}", admin("resource_providers:inventories:delete"), inventories, &I::remove),
        at("GET", "/resource_providers/{uuid}/usages", reader("resource_providers:usages"), inventories, &I::usages),
        at("GET", "/resource_providers/{uuid}/allocations", reader("resource_providers:allocations:list"), allocations, &A::showOfProvider),

        at("GET", "/traits", reader("traits:list"), names, &N::listTraits, 6),
        at("GET", "/traits/{name}", reader("traits:show"), names, &N::showTrait, 6),
        at("PUT", "/traits/{name}", admin("traits:update"), names, &N::putTrait, 6),
        at("DELETE", "/traits/{name}", admin("traits:delete"), names, &N::removeTrait, 6),
        at("GET", "/resource_classes", reader("resource_classes:list"), names, &N::listClasses, 2),
        at("POST", "/resource_classes", admin("resource_classes:create"), names, &N::createClass, 2),
        at("GET", "/resource_classes/{name}", reader("resource_classes:show"), names, &N::showClass, 2),
        at("PUT", "/resource_classes/{name}", admin("resource_classes:update"), names, &N::putClass, 2),
        at("DELETE", "/resource_classes/{name}", admin("resource_classes:delete"), names, &N::removeClass, 2),

        at("POST", "/allocations", admin("allocations:manage"), allocations, &A::replaceMany, 13),
        at("GET", "/allocations/{consumer_uuid}", reader("allocations:list"), allocations, &A::show),
        at("PUT", "/allocations/{consumer_uuid}", admin("allocations:update"), allocations, &A::replace),
        at("DELETE", "/allocations/{consumer_uuid}", admin("allocations:delete"), allocations, &A::remove),
        targeted(at("GET", "/usages", sums, allocations, &A::totals, 9), ofQuery),
        at("POST", "/reshaper", admin("reshaper:reshape"), allocations, &A::reshape, 30),
        at("GET", "/allocation_candidates", reader("allocation_candidates:list"), m_candidates.get(), &CandidatesHandler::list, 10),
    };
}

std::vector<Route> PlacementService::rootRoutes()
{
    const Guard anyone { QStringLiteral("placement:versions"), rules::anyone };
    return { service::open(route("GET", "/", anyone, this, &PlacementService::versions)) };
}

} // namespace skylab::placement
