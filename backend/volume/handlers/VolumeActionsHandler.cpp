#include "volume/handlers/VolumesHandler.h"

#include "image/ImageService.h"
#include "service/Chassis.h"
#include "volume/VolumeService.h"
#include "volume/model/VolumeState.h"

namespace skylab::volume {

using service::Call;

namespace {
const char* const path = "/volumes/{volume_id}/action";
} // namespace

std::vector<service::Route> VolumeActionsHandler::routes()
{
    const auto member = [](const char* rule) { return service::Guard { QStringLiteral("volume_extension:volume_actions:%1").arg(QLatin1String(rule)), service::rules::projectMember }; };
    const auto admin = [](const char* rule) { return service::Guard { QStringLiteral("volume_extension:volume_admin_actions:%1").arg(QLatin1String(rule)), service::rules::admin }; };
    const auto row = [this](const char* name, service::Guard guard, auto method, int status = 202) { return service::action(path, name, std::move(guard), this, method, status); };
    return {
        row("os-extend", { QStringLiteral("volume:extend"), service::rules::projectMember }, &VolumeActionsHandler::extend),
        row("os-reserve", member("reserve"), &VolumeActionsHandler::reserve),
        row("os-unreserve", member("unreserve"), &VolumeActionsHandler::unreserve),
        row("os-begin_detaching", member("begin_detaching"), &VolumeActionsHandler::beginDetaching),
        row("os-roll_detaching", member("roll_detaching"), &VolumeActionsHandler::rollDetaching),
        row("os-attach", member("attach"), &VolumeActionsHandler::attach),
        row("os-detach", member("detach"), &VolumeActionsHandler::detach),
        row("os-set_bootable", member("set_bootable"), &VolumeActionsHandler::setBootable, 200),
        row("os-reset_status", admin("reset_status"), &VolumeActionsHandler::resetStatus),
        row("os-force_delete", admin("force_delete"), &VolumeActionsHandler::forceDelete),
        service::action(path, "os-volume_upload_image", member("upload_image"), this, &VolumeActionsHandler::uploadImage),
    };
}

Result<> VolumeActionsHandler::extend(Call& call, const QString& id, const QJsonValue& argument)
{
    qint64 size = 0;
    static constexpr sdk::Rules rules { .min = 1, .max = 1 << 20 };
    sdk::Problems problems;
    sdk::Decoding decoding { problems, QStringLiteral("new_size"), rules };
    if (!sdk::Codec<qint64>::decode(argument[u"new_size"], size, decoding))
        return fail(ErrorCode::BadRequest, problems.text(), problems.firstField());
    // Below 3.42 an attached volume can't grow.
    const bool online = call.version >= sdk::mv(3, 42) && bool(m_service.serverHooks().extendVolume);
    TRY(m_service.change(call.context, id,
        [&](VolumeRow& volume) -> Result<> {
            if (size <= volume.size)
                return fail(ErrorCode::BadRequest, QStringLiteral("New size for extend must be greater than current size. (current: %1, extended: %2).").arg(volume.size).arg(size), QStringLiteral("new_size"));
            return state::beginExtend(volume, online);
        },
        [&](db::Transaction& transaction, const VolumeRow& volume) -> Result<> {
            TRY(VolumeService::requireNotCopied(transaction, volume.id));
            TRY(m_service.requireSize(transaction, volume.projectId, size));
            TRY(m_service.requireQuota(transaction, volume.projectId, 0, size - volume.size, 0));
            TRY(m_service.chassis().tasks().enqueue(transaction, call.context, { QStringLiteral("volume.extend"), QStringLiteral("volume"), volume.id, volume.name, volume.projectId, { { QStringLiteral("size"), size } } }));
            return {};
        }));
    return {};
}

Result<> VolumeActionsHandler::reserve(Call& call, const QString& id, const QJsonValue&) { return m_service.reserve(call.context, id); }

Result<> VolumeActionsHandler::unreserve(Call& call, const QString& id, const QJsonValue&)
{
    TRY(m_service.volume(call.context, id));
    return m_service.unreserve(id);
}

Result<> VolumeActionsHandler::beginDetaching(Call& call, const QString& id, const QJsonValue&) { return m_service.beginDetaching(call.context, id); }

Result<> VolumeActionsHandler::rollDetaching(Call& call, const QString& id, const QJsonValue&)
{
    TRY(m_service.volume(call.context, id));
    return m_service.rollDetaching(id);
}

Result<> VolumeActionsHandler::attach(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto server = argument[u"instance_uuid"].toString();
    if (!sdk::hasFormat(server, sdk::Format::Uuid))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'instance_uuid': it must be the UUID of a server"), QStringLiteral("instance_uuid"));
    TRY(m_service.volume(call.context, id));
    TRY(m_service.attach(id, server, argument[u"mountpoint"].toString(), argument[u"host_name"].toString()));
    return {};
}

Result<> VolumeActionsHandler::detach(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto volume = TRY(m_service.volume(call.context, id));
    const auto wanted = argument[u"attachment_id"].toString();
    if (wanted.isEmpty() && volume.attachments.size() > 1)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Volume %1 is attached to %2 servers: name one attachment_id.").arg(id).arg(volume.attachments.size()), QStringLiteral("attachment_id"));
    for (const auto& attachment : volume.attachments)
        if (wanted.isEmpty() || attachment.attachmentId == wanted)
            return m_service.detach(id, attachment.serverId);
    return wanted.isEmpty() ? m_service.detach(id, {}) : fail(ErrorCode::BadRequest, QStringLiteral("Volume %1 has no attachment %2.").arg(id, wanted.left(64)), QStringLiteral("attachment_id"));
}

Result<> VolumeActionsHandler::setBootable(Call& call, const QString& id, const QJsonValue& argument)
{
    bool bootable = false;
    static constexpr sdk::Rules rules {};
    sdk::Problems problems;
    sdk::Decoding decoding { problems, QStringLiteral("bootable"), rules };
    if (!sdk::Codec<bool>::decode(argument[u"bootable"], bootable, decoding))
        return fail(ErrorCode::BadRequest, problems.text(), problems.firstField());
    TRY(m_service.change(call.context, id, [&](VolumeRow& volume) -> Result<> {
        volume.bootable = bootable ? QStringLiteral("true") : QStringLiteral("false");
        return {};
    }));
    return {};
}

Result<> VolumeActionsHandler::resetStatus(Call& call, const QString& id, const QJsonValue& argument)
{
    TRY(m_service.change(call.context, id, [&](VolumeRow& volume) { return state::reset(volume, argument[u"status"].toString()); }));
    return {};
}

Result<> VolumeActionsHandler::forceDelete(Call& call, const QString& id, const QJsonValue&)
{
    return m_service.deleteVolume(call.context, id, VolumeService::Deletion::Forced);
}

Result<http::Response> VolumeActionsHandler::uploadImage(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto name = argument[u"image_name"].toString();
    const auto format = argument[u"disk_format"].toString(QStringLiteral("raw"));
    static const QStringList formats { QStringLiteral("raw"), QStringLiteral("qcow2"), QStringLiteral("vmdk"), QStringLiteral("vdi"), QStringLiteral("vhdx") };
    if (name.isEmpty() || name.size() > 255)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'image_name': it must have 1 to 255 characters"), QStringLiteral("image_name"));
    if (!formats.contains(format))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'disk_format': '%1' is not one of %2").arg(format.left(64), formats.join(QStringLiteral(", "))), QStringLiteral("disk_format"));
    const auto seen = TRY(m_service.volume(call.context, id));
    auto probe = seen;
    TRY(state::beginUpload(probe, argument[u"force"].toBool()));      // before an image is made in vain
    const auto imageId = TRY(m_service.images().createQueued(call.context, { .name = name, .diskFormat = format, .minDiskGiB = seen.size }));
    auto changed = m_service.change(call.context, id, [&](VolumeRow& volume) { return state::beginUpload(volume, argument[u"force"].toBool()); },
        [&](db::Transaction& transaction, const VolumeRow& volume) -> Result<> {
            TRY(m_service.chassis().tasks().enqueue(transaction, call.context, { QStringLiteral("volume.upload"), QStringLiteral("volume"), volume.id, volume.name, volume.projectId,
                { { QStringLiteral("image_id"), imageId }, { QStringLiteral("disk_format"), format } } }));
            return {};
        });
    if (!changed) {
        (void)m_service.images().fail(call.context, imageId, changed.error().message);
        return fail(changed.error());
    }
    const auto type = TRY(m_service.database().read([&](db::Connection& connection) { return VolumeTypes::find(connection, changed->volumeTypeId.value_or(QString())); }));
    JsonWriter json;
    json.beginObject().key("os-volume_upload_image").beginObject();
    json.key("id").value(id).key("status").value("uploading").key("size").value(changed->size).key("image_id").value(imageId).key("image_name").value(name);
    json.key("disk_format").value(format).key("container_format").value(argument[u"container_format"].toString(QStringLiteral("bare")));
    json.key("display_description").value(changed->description).key("updated_at").value(toString(changed->updatedAt, TimeFormat::Micros));
    json.key("volume_type");
    type ? sdk::encode(json, *type, call.encoding()) : void(json.null());
    json.endObject().endObject();
    return service::jsonResponse(202, json.take());
}

} // namespace skylab::volume
