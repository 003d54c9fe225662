#include "image/ImageService.h"

#include "image/handlers/DiscoveryHandler.h"
#include "image/handlers/ImageDataHandler.h"
#include "image/handlers/ImagesHandler.h"
#include "image/handlers/MembersHandler.h"
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
    auto* discovery = m_discovery.get();
    const Guard anyReader { QStringLiteral("get_image_info"), QStringLiteral("role:reader or rule:admin_required") };
    return {
        route("POST", "/images", member("add_image"), images, &ImagesHandler::create),
        route("GET", "/images", reader("get_images"), images, &ImagesHandler::list),
        route("GET", "/images/{image_id}", reader("get_image"), images, &ImagesHandler::show),
        route("PATCH", "/images/{image_id}", member("modify_image"), images, &ImagesHandler::update),
        service::remove("/images/{image_id}", member("delete_image"), images, &ImagesHandler::remove),
        route("POST", "/images/{image_id}/actions/deactivate", member("deactivate"), images, &ImagesHandler::deactivate),
        route("POST", "/images/{image_id}/actions/reactivate", member("reactivate"), images, &ImagesHandler::reactivate),
        route("PUT", "/images/{image_id}/tags/{tag}", member("modify_image"), images, &ImagesHandler::addTag),
        route("DELETE", "/images/{image_id}/tags/{tag}", member("modify_image"), images, &ImagesHandler::removeTag),

        streaming(route("PUT", "/images/{image_id}/file", member("upload_image"), data, &ImageDataHandler::upload)),
        route("GET", "/images/{image_id}/file", member("download_image"), data, &ImageDataHandler::download),
        streaming(route("PUT", "/images/{image_id}/stage", member("modify_image"), data, &ImageDataHandler::stage)),
        route("POST", "/images/{image_id}/import", member("modify_image"), data, &ImageDataHandler::import),

        route("GET", "/images/{image_id}/members", reader("get_members"), members, &MembersHandler::list),
        route("POST", "/images/{image_id}/members", member("add_member"), members, &MembersHandler::create),
        route("GET", "/images/{image_id}/members/{member_id}", reader("get_member"), members, &MembersHandler::show),
        route("PUT", "/images/{image_id}/members/{member_id}", member("modify_member"), members, &MembersHandler::update),
        route("DELETE", "/images/{image_id}/members/{member_id}", member("delete_member"), members, &MembersHandler::remove),

        route("GET", "/schemas/{schema}", anyReader, discovery, &DiscoveryHandler::schema),
        route("GET", "/info/import", anyReader, discovery, &DiscoveryHandler::importInfo),
        route("GET", "/info/stores", anyReader, discovery, &DiscoveryHandler::stores),
        route("GET", "/info/stores/detail", { QStringLiteral("stores_info_detail"), rules::admin }, discovery, &DiscoveryHandler::storesDetail),
        route("GET", "/info/usage", anyReader, discovery, &DiscoveryHandler::usage),
    };
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
