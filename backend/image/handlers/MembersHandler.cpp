#include "image/handlers/MembersHandler.h"

#include "image/ImageService.h"
#include "image/handlers/Paths.h"
#include "image/model/ImageProperties.h"
#include "service/Routes.h"

namespace skylab::image {

using service::Call;

namespace {

QString memberId(const Call& call) { return call.id(QStringLiteral("member_id")); }

tl::unexpected<Error> noMember(const Call& call)
{
    return fail(ErrorCode::NotFound, QStringLiteral("%1 not found in the member list of the image %2.").arg(memberId(call).left(64), imageId(call)));
}

} // namespace

Result<ImageRow> MembersHandler::shareable(db::Connection& connection, const Call& call) const
{
    auto image = TRY(m_service.changeable(connection, call.context, imageId(call)));
    if (image.visibility != u"shared")
        return fail(ErrorCode::Forbidden, QStringLiteral("Only shared images have members. The visibility of this image is %1.").arg(image.visibility));
    return image;
}

Result<> MembersHandler::announce(db::Transaction& transaction, const Call& call, const char* type, const ImageRow& image, const sdk::ImageMember& member)
{
    // Both sides learn of it: the owner's views and the member's.
    TRY(m_service.announce(transaction, call.context, type, image.id, image.owner, sdk::toJson(member)));
    return m_service.announce(transaction, call.context, type, image.id, member.memberId, sdk::toJson(member));
}

Result<http::Response> MembersHandler::list(Call& call)
{
    const auto members = TRY(m_service.database().read([&](db::Connection& connection) -> Result<std::vector<sdk::ImageMember>> {
        const auto image = TRY(m_service.visible(connection, call.context, imageId(call)));
        if (image.visibility != u"shared")
            return fail(ErrorCode::NotFound, QStringLiteral("Only shared images have members. The visibility of this image is %1.").arg(image.visibility));
        auto all = TRY(rows::members(connection, image.id));
        // A member sees nobody but itself.
        if (!call.context.admin && image.owner != call.projectId())
            std::erase_if(all, [&](const sdk::ImageMember& one) { return one.memberId != call.projectId(); });
        return all;
    }));
    JsonWriter json;
    json.beginObject().key("members").beginArray();
    for (const auto& member : members)
        sdk::encode(json, member, call.encoding());
    json.endArray().key("schema").value("/v2/schemas/members").endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> MembersHandler::show(Call& call)
{
    const auto member = TRY(m_service.database().read([&](db::Connection& connection) -> Result<sdk::ImageMember> {
        const auto image = TRY(m_service.visible(connection, call.context, imageId(call)));
        const auto found = TRY(rows::member(connection, image.id, memberId(call)));
        const bool mine = call.context.admin || image.owner == call.projectId() || memberId(call) == call.projectId();
        if (!found || !mine)
            return noMember(call);
        return *found;
    }));
    return service::respond(call, 200, member, nullptr);
}

Result<http::Response> MembersHandler::create(Call& call)
{
    sdk::ImageMember member;
    member.imageId = imageId(call);
    member.memberId = call.json[u"member"].toString();
    if (member.memberId.isEmpty() || member.memberId.size() > 255 || member.memberId.contains(QChar(u'\0')))
        return fail(ErrorCode::BadRequest, QStringLiteral("Expected the project to share with, as in {\"member\": \"<project id>\"}."), QStringLiteral("member"));
    member.createdAt = member.updatedAt = Clock::now();
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        const auto image = TRY(shareable(transaction, call));
        if (TRY(rows::member(transaction, image.id, member.memberId)))
            return fail(ErrorCode::Conflict, QStringLiteral("The target member %1 is already associated with image %2.").arg(member.memberId.left(64), image.id), QStringLiteral("member"));
        if (const auto count = TRY(rows::members(transaction, image.id)).size(); count >= std::size_t(maxMembers))
            return fail(ErrorCode::TooLarge, QStringLiteral("The limit has been exceeded on the number of allowed image members for this image. Attempted: %1, Maximum: %2").arg(count + 1).arg(maxMembers));
        TRY(rows::addMember(transaction, member));
        return announce(transaction, call, "image.member.create", image, member);
    }));
    return service::respond(call, 200, member, nullptr);
}

Result<http::Response> MembersHandler::update(Call& call)
{
    const auto status = call.json[u"status"].toString();
    if (!QStringList { QStringLiteral("pending"), QStringLiteral("accepted"), QStringLiteral("rejected") }.contains(status))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid status: '%1'. It must be one of pending, accepted, rejected.").arg(status.left(64)), QStringLiteral("status"));
    const auto member = TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<sdk::ImageMember> {
        const auto image = TRY(m_service.visible(transaction, call.context, imageId(call)));
        auto found = TRY(rows::member(transaction, image.id, memberId(call)));
        const bool owner = image.owner == call.projectId();
        if (!found || (!call.context.admin && !owner && memberId(call) != call.projectId()))
            return noMember(call);
        if (!call.context.admin && memberId(call) != call.projectId())
            return fail(ErrorCode::Forbidden, QStringLiteral("You are not permitted to answer for %1: only the member itself accepts or rejects an image.").arg(memberId(call).left(64)));
        found->status = status;
        found->updatedAt = Clock::now();
        TRY(rows::updateMember(transaction, *found));
        TRY(announce(transaction, call, "image.member.update", image, *found));
        return *found;
    }));
    return service::respond(call, 200, member, nullptr);
}

Result<http::Response> MembersHandler::remove(Call& call)
{
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        const auto image = TRY(shareable(transaction, call));
        const auto found = TRY(rows::member(transaction, image.id, memberId(call)));
        if (!found)
            return noMember(call);
        TRY(rows::removeMember(transaction, image.id, memberId(call)));
        return announce(transaction, call, "image.member.delete", image, *found);
    }));
    return http::Response::empty(204);
}

} // namespace skylab::image
