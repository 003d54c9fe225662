#include "image/handlers/ImagesHandler.h"

#include "image/ImageService.h"
#include "image/handlers/Paths.h"
#include "image/model/ImagePatch.h"
#include "image/model/ImageProperties.h"
#include "image/model/ImageStates.h"
#include "service/Routes.h"

namespace skylab::image {

using service::Call;

Result<http::Response> ImagesHandler::create(Call& call)
{
    TRY(checkNewImage(call.json));
    auto wanted = TRY(sdk::decode<sdk::Image>(call.json, sdk::In::Create));
    ImageRow row;
    static_cast<sdk::Image&>(row) = std::move(wanted.value);
    const auto image = TRY(m_service.create(call.context, std::move(row)));
    auto response = service::respond(call, 201, image, nullptr);
    response.headers.set("Location", QStringLiteral("%1/images/%2").arg(call.baseUrl, image.id).toUtf8());
    response.headers.set("OpenStack-image-import-methods", "glance-direct,web-download");
    response.headers.set("OpenStack-image-store-ids", m_service.store().name().toUtf8());
    return response;
}

Result<http::Response> ImagesHandler::list(Call& call)
{
    const auto filters = TRY(readFilters(call.request.query(), call.service.traits().listRules));
    const auto page = TRY(m_service.database().read([&](db::Connection& connection) { return rows::list(connection, call.context, filters); }));
    return service::respondList(call, page, filters.query);
}

Result<http::Response> ImagesHandler::show(Call& call)
{
    return service::respond(call, 200, TRY(m_service.visible(call.context, imageId(call))), nullptr);
}

Result<http::Response> ImagesHandler::update(Call& call)
{
    const auto operations = TRY(readPatch(call.request.headers.value("Content-Type"), call.json.value(QString()).toArray()));
    if (!call.json.value(QString()).isArray())
        return fail(ErrorCode::BadRequest, QStringLiteral("Request body must be a JSON array of operation objects."));
    const auto image = TRY(m_service.change(call.context, imageId(call), [&](ImageRow& row) -> Result<> {
        const sdk::Image before = row;
        TRY(applyPatch(row, operations));
        return m_service.checkPowers(call.context, before, row);
    }));
    return service::respond(call, 200, image, nullptr);
}

Result<> ImagesHandler::remove(Call& call, const QString& id) { return m_service.remove(call.context, id); }

Result<http::Response> ImagesHandler::deactivate(Call& call)
{
    TRY(m_service.change(call.context, imageId(call), [](ImageRow& image) -> Result<> {
        if (is(image, ImageStatus::Deactivated))
            return {};
        if (!is(image, ImageStatus::Active))
            return fail(ErrorCode::Forbidden, QStringLiteral("Not allowed to deactivate image in status '%1'").arg(image.status));
        return enter(image, ImageStatus::Deactivated);
    }));
    return http::Response::empty(204);
}

Result<http::Response> ImagesHandler::reactivate(Call& call)
{
    TRY(m_service.change(call.context, imageId(call), [](ImageRow& image) -> Result<> {
        if (is(image, ImageStatus::Active))
            return {};
        if (!is(image, ImageStatus::Deactivated))
            return fail(ErrorCode::Forbidden, QStringLiteral("Not allowed to reactivate image in status '%1'").arg(image.status));
        return enter(image, ImageStatus::Active);
    }));
    return http::Response::empty(204);
}

Result<http::Response> ImagesHandler::addTag(Call& call)
{
    const auto tag = call.id(QStringLiteral("tag"));
    TRY(checkTag(tag));
    TRY(m_service.change(call.context, imageId(call), [&](ImageRow& image) -> Result<> {
        image.tags << tag;
        return checkLimits(image);
    }));
    return http::Response::empty(204);
}

Result<http::Response> ImagesHandler::removeTag(Call& call)
{
    const auto tag = call.id(QStringLiteral("tag"));
    TRY(m_service.change(call.context, imageId(call), [&](ImageRow& image) -> Result<> {
        if (image.tags.removeAll(tag) == 0)
            return fail(ErrorCode::NotFound, QStringLiteral("The tag '%1' was not found on the image.").arg(tag.left(64)), QStringLiteral("tag"));
        return {};
    }));
    return http::Response::empty(204);
}

} // namespace skylab::image
