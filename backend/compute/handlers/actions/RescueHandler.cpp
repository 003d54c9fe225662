#include "compute/handlers/actions/RescueHandler.h"

#include "compute/ComputeService.h"
#include "compute/handlers/actions/Argument.h"
#include "core/Uuid.h"
#include "sdk/compute/ActionRequests.h"

namespace skylab::compute {

using service::Call;
using state::Action;

std::vector<service::Route> RescueHandler::routes()
{
    return {
        actionRoute("rescue", memberOf("os-rescue"), this, &RescueHandler::rescue),
        actionRoute("unrescue", memberOf("os-unrescue"), this, &RescueHandler::unrescue),
    };
}

namespace {

/// How the image wants to be plugged in; it is stable when it says so at all.
Result<RescueDisk> diskOf(const BootImage& image)
{
    static const QStringList devices { QStringLiteral("disk"), QStringLiteral("cdrom") };
    static const QStringList buses { QStringLiteral("virtio"), QStringLiteral("scsi"), QStringLiteral("sata"), QStringLiteral("ide"), QStringLiteral("usb") };
    RescueDisk disk { image.id, false, image.properties.value(QStringLiteral("hw_rescue_device")), image.properties.value(QStringLiteral("hw_rescue_bus")) };
    disk.stable = !disk.device.isEmpty() || !disk.bus.isEmpty();
    if ((!disk.device.isEmpty() && !devices.contains(disk.device)) || (!disk.bus.isEmpty() && !buses.contains(disk.bus)))
        return fail(ErrorCode::BadRequest, QStringLiteral("Requested rescue image '%1' is not supported: hw_rescue_device must be one of %2, hw_rescue_bus one of %3.").arg(image.id, devices.join(QStringLiteral(", ")), buses.join(QStringLiteral(", "))), QStringLiteral("rescue.rescue_image_ref"));
    return disk;
}

} // namespace

Result<BootImage> RescueHandler::imageFor(const Call& call, const ServerRow& server, const QString& wanted)
{
    auto id = wanted.isEmpty() ? server.image : wanted;
    if (id.isEmpty())      // it boots from a volume: what that was made from
        id = server.imageProperties.value(QStringLiteral("image_id"));
    for (const auto& device : server.blockDevices)
        if (id.isEmpty() && device.bootIndex == 0 && device.source == u"image")
            id = device.sourceId;
    auto image = id.isEmpty() ? Result<BootImage>(fail(ErrorCode::NotFound, {})) : m_service.images().file(call.context, id);
    if (image || (image.error().code != ErrorCode::NotFound && image.error().code != ErrorCode::Conflict))
        return image;
    if (wanted.isEmpty() && !server.image.isEmpty() && image.error().code == ErrorCode::NotFound)      // deleted meanwhile
        return fail(ErrorCode::BadRequest, QStringLiteral("Instance %1 cannot be rescued: its image %2 is gone. Name another with rescue_image_ref.").arg(server.id, id), QStringLiteral("rescue.rescue_image_ref"));
    return fail(ErrorCode::BadRequest, QStringLiteral("Requested rescue image '%1' is not supported: there is no such image, or it is not active.").arg(id), QStringLiteral("rescue.rescue_image_ref"));
}

Result<http::Response> RescueHandler::rescue(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto wanted = TRY(sdk::decode<sdk::ServerRescue>(TRY(objectOf(argument, "rescue")), sdk::In::Create, call.version, {}, QStringLiteral("rescue")));
    const auto server = TRY(m_service.server(call.context, id));
    TRY(ComputeService::requireUnlocked(call.context, server));
    TRY(state::check(server, Action::Rescue));
    for (const auto& device : server.blockDevices)
        if (!device.local && device.state != u"attached")
            return fail(ErrorCode::Conflict, QStringLiteral("Invalid volume: volume %1 is being attached or detached.").arg(device.volumeId));
    const bool volume = server.bootVolume() != nullptr;
    if (volume && call.version < sdk::mv(2, 87))
        return fail(ErrorCode::BadRequest, QStringLiteral("Instance %1 cannot be rescued: Cannot rescue a volume-backed instance").arg(server.id));
    const auto image = TRY(imageFor(call, server, wanted->image));
    auto disk = TRY(diskOf(image));
    if (volume && !disk.stable)
        return fail(ErrorCode::BadRequest, QStringLiteral("Instance %1 cannot be rescued: a volume-backed instance needs a rescue image with the property hw_rescue_device or hw_rescue_bus.").arg(server.id), QStringLiteral("rescue.rescue_image_ref"));
    if (disk.device.isEmpty())
        disk.device = QStringLiteral("disk");
    const auto password = wanted->adminPass.isEmpty() ? newHexId().left(12) : wanted->adminPass;
    if (server.configDrive)
        m_service.keepPassword(server.id, Secret(password.toUtf8()));
    TRY(m_service.beginAction(call.context, id,
        { .action = Action::Rescue, .kind = QStringLiteral("compute.server.rescue"), .payload = { { QStringLiteral("running"), server.vmState == state::active } } },
        [&](ServerRow& row) -> Result<> {
            row.rescue = disk;
            return {};
        }));
    JsonWriter json;
    json.beginObject().key("adminPass").value(password).endObject();
    return service::jsonResponse(200, json.take());
}

Result<> RescueHandler::unrescue(Call& call, const QString& id, const QJsonValue&)
{
    TRY(m_service.beginAction(call.context, id, { .action = Action::Unrescue, .kind = QStringLiteral("compute.server.unrescue") }));
    return {};
}

} // namespace skylab::compute
