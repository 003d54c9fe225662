#include "volume/handlers/VolumesHandler.h"

#include "core/Uuid.h"
#include "volume/VolumeService.h"
#include "volume/handlers/ActionArguments.h"
#include "volume/model/VolumeState.h"

namespace skylab::volume {

namespace {
const char* const path = "/volumes/{volume_id}/action";
} // namespace

std::vector<service::Route> VolumeActionsHandler::routes()
{
    const auto guard = [](const char* rule, const QString& check) { return service::Guard { QString::fromLatin1(rule), check }; };
    const auto member = [](const char* rule) { return service::Guard { QStringLiteral("volume_extension:volume_actions:%1").arg(QLatin1String(rule)), service::rules::projectMember }; };
    const auto admin = [](const char* rule) { return service::Guard { QStringLiteral("volume_extension:volume_admin_actions:%1").arg(QLatin1String(rule)), service::rules::admin }; };
    const auto row = [this](const char* name, service::Guard guard, auto method, int status = 202) { return service::action(path, name, std::move(guard), this, method, status); };
    const auto& isMember = service::rules::projectMember;
    using H = VolumeActionsHandler;
    return {
        row("os-reserve", member("reserve"), &H::reserve),
        row("os-unreserve", member("unreserve"), &H::unreserve),
        row("os-begin_detaching", member("begin_detaching"), &H::beginDetaching),
        row("os-roll_detaching", member("roll_detaching"), &H::rollDetaching),
        row("os-attach", member("attach"), &H::attach),
        row("os-detach", member("detach"), &H::detach),
        service::action(path, "os-initialize_connection", member("initialize_connection"), this, &H::initializeConnection),
        row("os-terminate_connection", member("terminate_connection"), &H::terminateConnection),
        row("os-set_bootable", member("set_bootable"), &H::setBootable, 200),
        row("os-update_readonly_flag", guard("volume:update_readonly_flag", isMember), &H::setReadOnly),
        service::action(path, "os-set_image_metadata", guard("volume_extension:volume_image_metadata:set", isMember), this, &H::setImageMetadata),
        row("os-unset_image_metadata", guard("volume_extension:volume_image_metadata:remove", isMember), &H::unsetImageMetadata, 200),
        service::action(path, "os-show_image_metadata", guard("volume_extension:volume_image_metadata:show", service::rules::projectReader), this, &H::showImageMetadata),
        row("os-extend", guard("volume:extend", isMember), &H::extend),
        service::action(path, "os-volume_upload_image", member("upload_image"), this, &H::uploadImage),
        service::versions(row("revert", guard("volume:revert_to_snapshot", isMember), &H::revert), sdk::mv(3, 40)),
        service::versions(row("os-reimage", guard("volume:reimage", isMember), &H::reimage), sdk::mv(3, 68)),
        row("os-retype", guard("volume:retype", isMember), &H::retype),
        row("os-reset_status", admin("reset_status"), &H::resetStatus),
        row("os-force_delete", admin("force_delete"), &H::forceDelete),
        row("os-force_detach", admin("force_detach"), &H::forceDetach),
        row("os-migrate_volume", admin("migrate_volume"), &H::migrate),
        row("os-migrate_volume_completion", admin("migrate_volume_completion"), &H::completeMigration),
        service::versions(row("os-extend_volume_completion", admin("extend_volume_completion"), &H::completeExtend), sdk::mv(3, 71)),
    };
}

// ---- attaching

Result<> VolumeActionsHandler::reserve(Call& call, const QString& id, const Json&)
{
    TRY(m_service.change(call.context, id, state::beginAttaching));
    return {};
}

Result<> VolumeActionsHandler::unreserve(Call& call, const QString& id, const Json&)
{
    TRY(m_service.volume(call.context, id));
    return m_service.unreserve(id);
}

Result<> VolumeActionsHandler::beginDetaching(Call& call, const QString& id, const Json&) { return m_service.beginDetaching(call.context, id); }

Result<> VolumeActionsHandler::rollDetaching(Call& call, const QString& id, const Json&)
{
    TRY(m_service.volume(call.context, id));
    return m_service.rollDetaching(id);
}

Result<> VolumeActionsHandler::attach(Call& call, const QString& id, const Json& given)
{
    const auto wanted = TRY(argumentOf<argument::Attach>(given, call.version, "os-attach"));
    if (wanted.server.isEmpty() && wanted.host.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'instance_uuid': it must be the UUID of a server, unless host_name names a host"), QStringLiteral("instance_uuid"));
    const auto volume = TRY(m_service.volume(call.context, id));
    AttachmentRow line;
    line.id = newUuid();
    line.volumeId = id;
    if (!wanted.server.isEmpty())
        line.instance = wanted.server;
    line.attachMode = wanted.mode.isEmpty() ? QStringLiteral("rw") : wanted.mode;
    line.createdAt = line.attachedAt = Clock::now();
    line.mountpoint = wanted.mountpoint;
    line.host = wanted.host;
    line.connectionInfo = VolumeService::connectionInfo(TRY(m_service.driver().connection(id)), line);
    TRY(m_service.changeAttachments(call.context, id, [&](VolumeRow& row, AttachmentBook& book) -> Result<> {
        if (row.readOnly == u"True" && *line.attachMode != u"ro")
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid attaching mode '%1' for volume %2: the volume is read-only.").arg(*line.attachMode, row.id), QStringLiteral("mode"));
        return state::attach(row, book, line);
    }));
    return {};
}

Result<std::function<bool(const AttachmentRow&)>> VolumeActionsHandler::meant(const VolumeRow& volume, const QString& attachmentId)
{
    const auto book = TRY(m_service.database().read([&](db::Connection& connection) { return VolumeService::book(connection, volume.id); }));
    if (attachmentId.isEmpty() && volume.attachments.size() > 1)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Volume %1 is attached to %2 servers: name one attachment_id.").arg(volume.id).arg(volume.attachments.size()), QStringLiteral("attachment_id"));
    const std::function<bool(const AttachmentRow&)> isMeant = [attachmentId](const AttachmentRow& one) { return attachmentId.isEmpty() ? one.status == state::attached : one.id == attachmentId; };
    bool found = attachmentId.isEmpty();
    for (const auto& line : book)
        if (isMeant(line)) {
            TRY(VolumeService::requireFree(line));
            found = true;
        }
    if (!found)
        return fail(ErrorCode::BadRequest, QStringLiteral("Volume %1 has no attachment %2.").arg(volume.id, attachmentId.left(64)), QStringLiteral("attachment_id"));
    return isMeant;
}

Result<> VolumeActionsHandler::detach(Call& call, const QString& id, const Json& given)
{
    const auto wanted = TRY(argumentOf<argument::Detach>(given, call.version, "os-detach"));
    const auto isMeant = TRY(meant(TRY(m_service.volume(call.context, id)), wanted.attachmentId));
    TRY(m_service.changeAttachments(call.context, id, [&](VolumeRow& row, AttachmentBook& book) -> Result<> {
        for (const auto& one : book)      // it may have become compute's meanwhile
            if (isMeant(one))
                TRY(VolumeService::requireFree(one));
        state::detach(row, book, isMeant);
        return {};
    }));
    return {};
}

Result<http::Response> VolumeActionsHandler::initializeConnection(Call& call, const QString& id, const Json& given)
{
    const auto connector = TRY(argumentOf<argument::Connector>(given, call.version, "os-initialize_connection")).connector;
    if (!connector.isObject())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'connector': it must be an object that describes the host"), QStringLiteral("connector"));
    const auto volume = TRY(m_service.volume(call.context, id));
    if (volume.status == state::maintenance)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: The volume connection cannot be initialized in maintenance mode."), QStringLiteral("status"));
    AttachmentRow line;
    line.volumeId = id;
    line.attachMode = volume.readOnly == u"True" ? QStringLiteral("ro") : QStringLiteral("rw");
    auto data = VolumeService::connectionInfo(TRY(m_service.driver().connection(id)), line);
    const auto type = data.take(QStringLiteral("driver_volume_type"));
    data.remove(QStringLiteral("attachment_id"));
    if (!call.context.admin)      // where the data lie on the host is not for tenants
        data.remove(QStringLiteral("device_path"));
    JsonWriter json;
    json.beginObject().key("connection_info").beginObject().key("driver_volume_type").value(type).key("data").value(data);
    json.key("enforce_multipath").value(connector[u"enforce_multipath"].toBool()).endObject().endObject();
    return service::jsonResponse(200, json.take());
}

/// Nothing is exported, so nothing is to be taken back; but a server that holds the volume keeps it.
Result<> VolumeActionsHandler::terminateConnection(Call& call, const QString& id, const Json& given)
{
    TRY(argumentOf<argument::Connector>(given, call.version, "os-terminate_connection"));
    const auto volume = TRY(m_service.volume(call.context, id));
    const auto book = TRY(m_service.database().read([&](db::Connection& connection) { return VolumeService::book(connection, volume.id); }));
    for (const auto& line : book)
        TRY(VolumeService::requireFree(line));
    return {};
}

// ---- what is said of it

Result<> VolumeActionsHandler::setBootable(Call& call, const QString& id, const Json& given)
{
    const auto wanted = TRY(argumentOf<argument::Bootable>(given, call.version, "os-set_bootable"));
    TRY(m_service.change(call.context, id, [&](VolumeRow& volume) -> Result<> {
        volume.bootable = wanted.bootable ? QStringLiteral("true") : QStringLiteral("false");
        return {};
    }));
    return {};
}

Result<> VolumeActionsHandler::setReadOnly(Call& call, const QString& id, const Json& given)
{
    const auto wanted = TRY(argumentOf<argument::ReadOnly>(given, call.version, "os-update_readonly_flag"));
    TRY(m_service.change(call.context, id, [&](VolumeRow& volume) -> Result<> {
        if (volume.status != state::available)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Volume %1 status must be available to update readonly flag, but current status is: %2.").arg(id, volume.status), QStringLiteral("status"));
        volume.readOnly = wanted.readOnly ? QStringLiteral("True") : QStringLiteral("False");
        return {};
    }));
    return {};
}

namespace {

http::Response metadataResponse(const sdk::StringMap& metadata)
{
    JsonWriter json;
    json.beginObject().key("metadata");
    sdk::Codec<sdk::StringMap>::encode(json, metadata, {});
    json.endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace

Result<http::Response> VolumeActionsHandler::setImageMetadata(Call& call, const QString& id, const Json& given)
{
    const auto wanted = TRY(argumentOf<argument::ImageMetadata>(given, call.version, "os-set_image_metadata")).metadata;
    const auto row = TRY(m_service.change(call.context, id, [&](VolumeRow& volume) -> Result<> {
        auto all = volume.imageMetadata.value_or(sdk::StringMap());
        for (auto it = wanted.begin(); it != wanted.end(); ++it)
            all.insert(it.key(), it.value());
        volume.imageMetadata = all;
        return {};
    }));
    return metadataResponse(*row.imageMetadata);
}

Result<> VolumeActionsHandler::unsetImageMetadata(Call& call, const QString& id, const Json& given)
{
    const auto key = TRY(argumentOf<argument::ImageMetadataKey>(given, call.version, "os-unset_image_metadata")).key;
    TRY(m_service.change(call.context, id, [&](VolumeRow& volume) -> Result<> {
        if (!volume.imageMetadata || volume.imageMetadata->remove(key) == 0)
            return fail(ErrorCode::NotFound, QStringLiteral("Glance metadata for volume/snapshot %1 has no key %2.").arg(id, key.left(64)));
        if (volume.imageMetadata->isEmpty())
            volume.imageMetadata.reset();
        return {};
    }));
    return {};
}

Result<http::Response> VolumeActionsHandler::showImageMetadata(Call& call, const QString& id, const Json&)
{
    return metadataResponse(TRY(m_service.volume(call.context, id)).imageMetadata.value_or(sdk::StringMap()));
}

} // namespace skylab::volume
