#include "image/ImageService.h"

#include "image/handlers/DiscoveryHandler.h"
#include "image/handlers/ImageDataHandler.h"
#include "image/handlers/ImagesHandler.h"
#include "image/handlers/MembersHandler.h"
#include "image/handlers/MetadefItemsHandler.h"
#include "image/handlers/MetadefNamespacesHandler.h"
#include "image/handlers/TasksHandler.h"
#include "service/Routes.h"

namespace skylab::image {

using namespace service;

namespace {
Guard reader(const char* rule) { return { QLatin1String(rule), rules::projectReader }; }
Guard member(const char* rule) { return { QLatin1String(rule), rules::projectMember }; }
} // namespace

std::vector<Route> ImageService::routes()
{
    auto* images = m_images.get();
    auto* data = m_data.get();
    auto* members = m_members.get();
    auto* tasks = m_tasks.get();
    auto* namespaces = m_namespaces.get();
    auto* discovery = m_discovery.get();
    const Guard admin { QStringLiteral("tasks_api_access"), rules::admin };
    const Guard anyReader { QStringLiteral("get_image_info"), QStringLiteral("role:reader or rule:admin_required") };
    std::vector<Route> all {
        route("POST", "/images", member("add_image"), images, &ImagesHandler::create),
        route("GET", "/images", reader("get_images"), images, &ImagesHandler::list),
        service::quick(route("GET", "/images/{image_id}", reader("get_image"), images, &ImagesHandler::show)),
        route("PATCH", "/images/{image_id}", member("modify_image"), images, &ImagesHandler::update),
        service::remove("/images/{image_id}", member("delete_image"), images, &ImagesHandler::remove),
        route("POST", "/images/{image_id}/actions/deactivate", member("deactivate"), images, &ImagesHandler::deactivate),
        route("POST", "/images/{image_id}/actions/reactivate", member("reactivate"), images, &ImagesHandler::reactivate),
        route("PUT", "/images/{image_id}/tags/{tag}", member("modify_image"), images, &ImagesHandler::addTag),
        route("DELETE", "/images/{image_id}/tags/{tag}", member("modify_image"), images, &ImagesHandler::removeTag),

        streaming(route("PUT", "/images/{image_id}/file", member("upload_image"), data, &ImageDataHandler::upload)),
        route("GET", "/images/{image_id}/file", member("download_image"), data, &ImageDataHandler::download),
        streaming(route("PUT", "/images/{image_id}/stage", member("modify_image"), data, &ImageDataHandler::stage)),
        route("POST", "/images/{image_id}/import", member("modify_image"), tasks, &TasksHandler::import),

        route("GET", "/images/{image_id}/members", reader("get_members"), members, &MembersHandler::list),
        route("POST", "/images/{image_id}/members", member("add_member"), members, &MembersHandler::create),
        route("GET", "/images/{image_id}/members/{member_id}", reader("get_member"), members, &MembersHandler::show),
        route("PUT", "/images/{image_id}/members/{member_id}", member("modify_member"), members, &MembersHandler::update),
        route("DELETE", "/images/{image_id}/members/{member_id}", member("delete_member"), members, &MembersHandler::remove),

        route("GET", "/images/{image_id}/tasks", reader("get_image"), tasks, &TasksHandler::ofImage),
        route("GET", "/tasks", admin, tasks, &TasksHandler::list),
        route("POST", "/tasks", admin, tasks, &TasksHandler::create),
        route("GET", "/tasks/{task_id}", admin, tasks, &TasksHandler::show),
        route("DELETE", "/stores/{store_id}/{image_id}", { QStringLiteral("delete_image_location"), rules::admin }, tasks, &TasksHandler::removeFromStore),

        route("GET", "/metadefs/namespaces", reader("get_metadef_namespaces"), namespaces, &MetadefNamespacesHandler::list),
        route("POST", "/metadefs/namespaces", { QStringLiteral("add_metadef_namespace"), rules::admin }, namespaces, &MetadefNamespacesHandler::create),
        route("GET", "/metadefs/namespaces/{namespace}", reader("get_metadef_namespace"), namespaces, &MetadefNamespacesHandler::show),
        route("PUT", "/metadefs/namespaces/{namespace}", { QStringLiteral("modify_metadef_namespace"), rules::admin }, namespaces, &MetadefNamespacesHandler::update),
        service::remove("/metadefs/namespaces/{namespace}", { QStringLiteral("delete_metadef_namespace"), rules::admin }, namespaces, &MetadefNamespacesHandler::remove),
        route("GET", "/metadefs/resource_types", reader("list_metadef_resource_types"), namespaces, &MetadefNamespacesHandler::resourceTypes),

        route("GET", "/schemas/{schema*}", anyReader, discovery, &DiscoveryHandler::schema),
        route("GET", "/info/import", anyReader, discovery, &DiscoveryHandler::importInfo),
        route("GET", "/info/stores", anyReader, discovery, &DiscoveryHandler::stores),
        route("GET", "/info/stores/detail", { QStringLiteral("stores_info_detail"), rules::admin }, discovery, &DiscoveryHandler::storesDetail),
        route("GET", "/info/usage", anyReader, discovery, &DiscoveryHandler::usage),
    };
    for (auto& route : m_definitions->routes())
        all.push_back(std::move(route));
    return all;
}

std::vector<Route> ImageService::rootRoutes()
{
    const Guard anyone { QStringLiteral("get_image_versions"), rules::anyone };
    auto* discovery = m_discovery.get();
    return {
        service::open(route("GET", "/", anyone, discovery, &DiscoveryHandler::choices)),
        service::open(route("GET", "/v2", anyone, discovery, &DiscoveryHandler::choices)),
        service::open(route("GET", "/versions", anyone, discovery, &DiscoveryHandler::versions)),
    };
}

} // namespace skylab::image
