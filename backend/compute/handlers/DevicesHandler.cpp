#include "compute/handlers/DevicesHandler.h"

#include "compute/ComputeService.h"
#include "compute/handlers/ServerPlanner.h"
#include "compute/model/GuestPlan.h"
#include "compute/model/ServerKeys.h"
#include "core/Uuid.h"
#include "service/Chassis.h"

#include <algorithm>

namespace skylab::compute {

using service::Call;
using state::Action;

namespace {

const QString serverId = QStringLiteral("server_id");
const QString swapRule = QStringLiteral("os_compute_api:os-volumes-attachments:swap");

void writeInterface(JsonWriter& json, const Call& call, const ServerPort& port, const QString& tag)
{
    json.beginObject().key("port_state").value(port.state).key("fixed_ips").beginArray();
    for (const auto& fixed : port.fixedIps)
        json.beginObject().key("subnet_id").value(fixed.subnetId).key("ip_address").value(fixed.address).endObject();
    json.endArray().key("port_id").value(port.portId).key("net_id").value(port.networkId).key("mac_addr").value(port.mac);
    if (call.version >= sdk::mv(2, 70)) {
        json.key("tag");
        tag.isEmpty() ? json.null() : json.value(tag);
    }
    json.endObject();
}

QString tagOf(const ServerRow& server, const QString& portId)
{
    for (const auto& nic : server.nics)
        if (nic.portId == portId)
            return nic.tag;
    return {};
}

void writeAttachment(JsonWriter& json, const Call& call, const ServerRow& server, const BlockDevice& device)
{
    json.beginObject();
    if (call.version < sdk::mv(2, 89))
        json.key("id").value(device.volumeId);
    json.key("serverId").value(server.id).key("volumeId").value(device.volumeId).key("device").value(device.device);
    if (call.version >= sdk::mv(2, 70)) {
        json.key("tag");
        device.tag.isEmpty() ? json.null() : json.value(device.tag);
    }
    if (call.version >= sdk::mv(2, 79))
        json.key("delete_on_termination").value(device.deleteOnTermination);
    if (call.version >= sdk::mv(2, 89)) {
        json.key("attachment_id");
        device.attachmentId.isEmpty() ? json.null() : json.value(device.attachmentId);
        json.key("bdm_uuid").value(device.id);
    }
    json.endObject();
}

const BlockDevice* volumeIn(const ServerRow& server, const QString& volumeId)
{
    for (const auto& device : server.blockDevices)
        if (!device.local && device.volumeId == volumeId)
            return &device;
    return nullptr;
}

Error notAttached(const ServerRow& server, const QString& volumeId)
{
    return { ErrorCode::NotFound, QStringLiteral("Instance %1 is not attached to volume %2.").arg(server.id, volumeId.left(64)) };
}

} // namespace

std::vector<service::Route> DevicesHandler::routes()
{
    using H = DevicesHandler;
    const auto read = [](const char* rule) { return service::Guard { QStringLiteral("os_compute_api:%1").arg(QLatin1String(rule)), service::rules::projectReader }; };
    const auto write = [](const char* rule) { return service::Guard { QStringLiteral("os_compute_api:%1").arg(QLatin1String(rule)), service::rules::projectMember }; };
    return {
        service::route("GET", "/servers/{server_id}/os-interface", read("os-attach-interfaces:list"), this, &H::listInterfaces),
        service::route("POST", "/servers/{server_id}/os-interface", write("os-attach-interfaces:create"), this, &H::attachInterface),
        service::route("GET", "/servers/{server_id}/os-interface/{port_id}", read("os-attach-interfaces:show"), this, &H::showInterface),
        service::route("DELETE", "/servers/{server_id}/os-interface/{port_id}", write("os-attach-interfaces:delete"), this, &H::detachInterface),
        service::route("GET", "/servers/{server_id}/os-volume_attachments", read("os-volumes-attachments:index"), this, &H::listVolumes),
        service::route("POST", "/servers/{server_id}/os-volume_attachments", write("os-volumes-attachments:create"), this, &H::attachVolume),
        service::route("GET", "/servers/{server_id}/os-volume_attachments/{volume_id}", read("os-volumes-attachments:show"), this, &H::showVolume),
        service::versions(service::route("PUT", "/servers/{server_id}/os-volume_attachments/{volume_id}", { swapRule, service::rules::admin }, this, &H::updateVolume), sdk::mv(2, 1), sdk::mv(2, 84)),
        service::versions(service::route("PUT", "/servers/{server_id}/os-volume_attachments/{volume_id}", write("os-volumes-attachments:update"), this, &H::updateVolume), sdk::mv(2, 85)),
        service::route("DELETE", "/servers/{server_id}/os-volume_attachments/{volume_id}", write("os-volumes-attachments:delete"), this, &H::detachVolume),
    };
}

// ---- interfaces

Result<http::Response> DevicesHandler::listInterfaces(Call& call)
{
    const auto server = TRY(m_service.server(call.context, call.id(serverId)));
    const auto ports = TRY(m_service.networks().portsOfServers({ keyOf(server) }));
    JsonWriter json;
    json.beginObject().key("interfaceAttachments").beginArray();
    for (const auto& port : ports.value(server.id))
        writeInterface(json, call, port, tagOf(server, port.portId));
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> DevicesHandler::showInterface(Call& call)
{
    const auto server = TRY(m_service.server(call.context, call.id(serverId)));
    const auto ports = TRY(m_service.networks().portsOfServers({ keyOf(server) }));
    for (const auto& port : ports.value(server.id))
        if (port.portId == call.id(QStringLiteral("port_id"))) {
            JsonWriter json;
            json.beginObject().key("interfaceAttachment");
            writeInterface(json, call, port, tagOf(server, port.portId));
            json.endObject();
            return service::jsonResponse(200, json.take());
        }
    return fail(ErrorCode::NotFound, QStringLiteral("Instance %1 does not have a port with id %2").arg(server.id, call.id(QStringLiteral("port_id")).left(64)));
}

Result<Nic> DevicesHandler::nicFor(const Call& call, const sdk::InterfaceAttach& wanted)
{
    const auto& network = wanted.networkId;
    if (!wanted.portId.isEmpty() && !network.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Must not input both network_id and port_id"), QStringLiteral("interfaceAttachment"));
    if (!wanted.fixedIps.empty() && network.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Must input network_id when request IP address"), QStringLiteral("interfaceAttachment.fixed_ips"));
    Nic nic;
    nic.tag = wanted.tag;
    if (!wanted.portId.isEmpty()) {
        const auto book = TRY(m_service.networks().checkPort(call.context, wanted.portId));
        nic.portId = book.portId;
        nic.networkId = book.networkId;
        return nic;
    }
    nic.portId = newUuid();
    nic.made = true;
    if (!wanted.fixedIps.empty())
        nic.fixedIp = wanted.fixedIps.front().address;
    if (!network.isEmpty()) {
        const auto offer = TRY(m_service.networks().network(call.context, network));
        TRY(ServerPlanner::checkAddress(call.context, offer, nic.fixedIp, QStringLiteral("interfaceAttachment.fixed_ips")));
        nic.networkId = offer.id;
        return nic;
    }
    auto offers = TRY(m_service.networks().networksOf(call.context));
    std::erase_if(offers, [](const NetworkOffer& offer) { return offer.external; });
    if (offers.empty())
        return fail(ErrorCode::BadRequest, QStringLiteral("No networks found for the project; create one first."), QStringLiteral("interfaceAttachment"));
    if (offers.size() > 1)
        return fail(ErrorCode::Conflict, QStringLiteral("Multiple possible networks found, use a Network ID to be more specific."), QStringLiteral("interfaceAttachment"));
    nic.networkId = offers.front().id;
    return nic;
}

Result<http::Response> DevicesHandler::attachInterface(Call& call)
{
    const auto server = TRY(m_service.server(call.context, call.id(serverId)));
    TRY(ComputeService::requireUnlocked(call.context, server));
    TRY(state::check(server, Action::AttachInterface));
    const auto body = call.json.contains(u"interfaceAttachment") ? TRY(service::unwrap(call, "interfaceAttachment")) : QJsonObject();
    auto nic = TRY(nicFor(call, TRY(sdk::decode<sdk::InterfaceAttach>(body, sdk::In::Create, call.version, {}, QStringLiteral("interfaceAttachment"))).value));
    PortBook port;
    const PortWish wish { .portId = nic.portId, .existing = !nic.made, .networkId = nic.networkId, .fixedIp = nic.fixedIp, .securityGroups = {}, .serverId = server.id, .zone = server.availabilityZone, .hostname = server.hostname };
    const auto intent = TRY(m_service.intents().preparePort(call.context, wish, port));
    nic.mac = port.mac;
    const auto begun = m_service.beginAction(call.context, server.id,
        { .action = Action::AttachInterface, .kind = QStringLiteral("compute.server.attach_interface"), .payload = { { QStringLiteral("port_id"), nic.portId }, { QStringLiteral("made"), nic.made } }, .intents = { intent } },
        [&](ServerRow& row) -> Result<> {
            row.nics.push_back(nic);
            return {};
        });
    if (!begun) {
        m_service.intents().takeBack({ intent });
        return fail(begun.error());
    }
    JsonWriter json;
    json.beginObject().key("interfaceAttachment");
    writeInterface(json, call, { .portId = port.portId, .networkId = port.networkId, .networkName = {}, .mac = port.mac, .state = QStringLiteral("DOWN"), .mtu = 0, .fixedIps = port.fixedIps, .floatingIps = {}, .securityGroups = {} }, nic.tag);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> DevicesHandler::detachInterface(Call& call)
{
    const auto server = TRY(m_service.server(call.context, call.id(serverId)));
    const auto portId = call.id(QStringLiteral("port_id"));
    const auto nic = std::find_if(server.nics.begin(), server.nics.end(), [&](const Nic& one) { return one.portId == portId; });
    if (nic == server.nics.end())
        return fail(ErrorCode::NotFound, QStringLiteral("Instance %1 does not have a port with id %2").arg(server.id, portId.left(64)));
    TRY(m_service.beginAction(call.context, server.id,
        { .action = Action::DetachInterface, .kind = QStringLiteral("compute.server.detach_interface"), .payload = { { QStringLiteral("port_id"), portId }, { QStringLiteral("made"), nic->made } } }));
    return http::Response::empty(202);
}

// ---- volumes

Result<http::Response> DevicesHandler::listVolumes(Call& call)
{
    const auto server = TRY(m_service.server(call.context, call.id(serverId)));
    bool good = true;
    const auto limit = call.query(u"limit").isNull() ? 1000 : call.query(u"limit").toUInt(&good);
    const auto offset = call.query(u"offset").isNull() || !good ? 0 : call.query(u"offset").toUInt(&good);
    if (!good)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for query parameters limit or offset. They must be numbers from 0 up."), QStringLiteral("limit"));
    JsonWriter json;
    json.beginObject().key("volumeAttachments").beginArray();
    uint index = 0;
    for (const auto& device : server.blockDevices) {
        if (device.local || device.state == u"wanted")
            continue;
        if (index >= offset && index - offset < limit)
            writeAttachment(json, call, server, device);
        ++index;
    }
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> DevicesHandler::showVolume(Call& call)
{
    const auto server = TRY(m_service.server(call.context, call.id(serverId)));
    const auto* device = volumeIn(server, call.id(QStringLiteral("volume_id")));
    if (!device)
        return fail(notAttached(server, call.id(QStringLiteral("volume_id"))));
    JsonWriter json;
    json.beginObject().key("volumeAttachment");
    writeAttachment(json, call, server, *device);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

namespace {

/// "/dev/vdb", "sdc", "xvde" ...
bool isDeviceName(const QString& name)
{
    const auto plain = QString(name).remove(QStringLiteral("/dev/"));
    return plain.size() >= 2 && plain.size() <= 5 && std::all_of(plain.begin(), plain.end(), [](QChar c) { return c >= u'a' && c <= u'z'; });
}

/// The name by which the guest shall know the volume: its id, unless the guest knows another by that since a swap.
QString serialFor(const ServerRow& server, const BlockDevice& device)
{
    for (const auto& other : server.blockDevices)
        if (!other.local && other.guestSerial() == device.volumeId)
            return device.id;
    return {};
}

} // namespace

Result<http::Response> DevicesHandler::attachVolume(Call& call)
{
    const auto wanted = TRY(sdk::decode<sdk::VolumeAttach>(TRY(service::unwrap(call, "volumeAttachment")), sdk::In::Create, call.version, {}, QStringLiteral("volumeAttachment")));
    const auto& volumeId = wanted->volumeId;
    if (!wanted->device.isEmpty() && !isDeviceName(wanted->device))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'volumeAttachment.device': '%1' is no device name such as /dev/vdb").arg(wanted->device.left(64)), QStringLiteral("volumeAttachment.device"));
    const auto server = TRY(m_service.server(call.context, call.id(serverId)));
    TRY(ComputeService::requireUnlocked(call.context, server));
    TRY(state::check(server, Action::AttachVolume));
    const auto volume = TRY(m_service.volumes().volume(call.context, volumeId));
    if (volumeIn(server, volumeId))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: volume %1 is already attached to this server.").arg(volumeId), QStringLiteral("volumeAttachment.volumeId"));
    if (volume.multiattach && call.version < sdk::mv(2, 60))
        return fail(ErrorCode::BadRequest, QStringLiteral("Multiattach volumes are only supported starting with compute API version 2.60."), QStringLiteral("volumeAttachment.volumeId"));
    if (server.vmState == state::offloaded && (volume.multiattach || !wanted->tag.isEmpty()))
        return fail(ErrorCode::BadRequest, QStringLiteral("Attaching %1 is not supported for shelved-offloaded instances.").arg(volume.multiattach ? QStringLiteral("multiattach volumes") : QStringLiteral("tagged volumes")), QStringLiteral("volumeAttachment"));
    const auto intent = TRY(m_service.intents().reserveVolume(call.context, volumeId));
    BlockDevice device;
    device.id = newUuid();
    device.volumeId = volumeId;
    device.source = QStringLiteral("volume");
    device.sourceId = volumeId;
    device.sizeGiB = volume.sizeGiB;
    device.state = QStringLiteral("attaching");
    device.tag = wanted->tag;
    device.deleteOnTermination = wanted->deleteOnTermination;
    const auto begun = m_service.beginAction(call.context, server.id,
        { .action = Action::AttachVolume, .kind = QStringLiteral("compute.server.attach_volume"), .payload = { { QStringLiteral("volume_id"), volumeId } }, .intents = { intent } },
        [&](ServerRow& row) -> Result<> {
            device.device = nextDevice(row, device.bus);      // names follow the bus; what was asked for is a wish, as in Nova
            device.serial = serialFor(row, device);
            row.blockDevices.push_back(device);
            return {};
        });
    if (!begun) {
        m_service.intents().takeBack({ intent });
        return fail(begun.error());
    }
    JsonWriter json;
    json.beginObject().key("volumeAttachment");
    writeAttachment(json, call, *begun, device);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> DevicesHandler::updateVolume(Call& call)
{
    const auto wanted = TRY(sdk::decode<sdk::VolumeAttachmentUpdate>(TRY(service::unwrap(call, "volumeAttachment")), sdk::In::Create, call.version, {}, QStringLiteral("volumeAttachment")));
    const auto volumeId = call.id(QStringLiteral("volume_id"));
    if (call.version < sdk::mv(2, 85) || wanted->volumeId != volumeId)
        return swapVolume(call, volumeId, wanted->volumeId);
    TRY(m_service.change(call.context, call.id(serverId), [&](ServerRow& row) -> Result<> {
        auto device = std::find_if(row.blockDevices.begin(), row.blockDevices.end(), [&](const BlockDevice& one) { return !one.local && one.volumeId == volumeId; });
        if (device == row.blockDevices.end())
            return fail(notAttached(row, volumeId));
        const auto differs = [](const char* name) { return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'volumeAttachment.%1': it can't be changed").arg(QLatin1String(name)), QString::fromLatin1(name)); };
        if (wanted.has("serverId") && wanted->serverId != row.id)
            return differs("serverId");
        if (wanted.has("id") && wanted->id != volumeId)
            return differs("id");
        if (wanted.has("device") && wanted->device != device->device)
            return differs("device");
        if (wanted.has("tag") && wanted->tag != device->tag)
            return differs("tag");
        if (wanted.has("delete_on_termination"))
            device->deleteOnTermination = wanted->deleteOnTermination;
        return {};
    }));
    return http::Response::empty(202);
}

Result<http::Response> DevicesHandler::swapVolume(Call& call, const QString& from, const QString& to)
{
    if (!call.context.admin)
        return fail(ErrorCode::Forbidden, QStringLiteral("Policy doesn't allow %1 to be performed.").arg(swapRule));
    if (from == to)
        return fail(ErrorCode::BadRequest, QStringLiteral("A volume can't be swapped for itself."), QStringLiteral("volumeAttachment.volumeId"));
    const auto server = TRY(m_service.server(call.context, call.id(serverId)));
    const auto before = TRY(m_service.volumes().volume(call.context, from));
    auto after = m_service.volumes().volume(call.context, to);
    if (!after && after.error().code == ErrorCode::NotFound)
        return fail(ErrorCode::BadRequest, after.error().message, QStringLiteral("volumeAttachment.volumeId"));
    TRY(after);
    const auto* device = volumeIn(server, from);
    if (!device)
        return fail(notAttached(server, from));
    TRY(ComputeService::requireUnlocked(call.context, server));
    TRY(state::check(server, Action::SwapVolume));
    if (before.status != u"in-use" || device->state != u"attached")
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Old volume is attached to a different instance, or is being detached."), QStringLiteral("volume_id"));
    if (before.serverIds.size() > 1 && !before.readOnly)
        return fail(ErrorCode::BadRequest, QStringLiteral("Swapping multi-attach volumes with more than one read/write attachment is not supported."), QStringLiteral("volume_id"));
    if (after->sizeGiB < before.sizeGiB)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: New volume must be the same size or larger."), QStringLiteral("volumeAttachment.volumeId"));
    if (server.powerState != int(PowerState::Running) && server.powerState != int(PowerState::Paused))
        return fail(ErrorCode::Conflict, QStringLiteral("Cannot 'swap_volume' instance %1 while it does not run").arg(server.id));
    const auto arrival = TRY(m_service.intents().reserveVolume(call.context, to));
    const auto leave = m_service.intents().beginDetaching(call.context, from);
    if (!leave) {
        m_service.intents().takeBack({ arrival });
        return fail(leave.error());
    }
    const auto begun = m_service.beginAction(call.context, server.id, { .action = Action::SwapVolume, .kind = QStringLiteral("compute.server.swap_volume"), .payload = { { QStringLiteral("volume_id"), from }, { QStringLiteral("new_volume_id"), to } }, .intents = { arrival, *leave } });
    if (!begun) {
        m_service.intents().takeBack({ arrival, *leave });
        return fail(begun.error());
    }
    return http::Response::empty(202);
}

Result<http::Response> DevicesHandler::detachVolume(Call& call)
{
    const auto server = TRY(m_service.server(call.context, call.id(serverId)));
    const auto volumeId = call.id(QStringLiteral("volume_id"));
    const auto* attached = volumeIn(server, volumeId);
    if (!attached)
        return fail(notAttached(server, volumeId));
    if (attached->bootIndex == 0)
        return fail(ErrorCode::BadRequest, QStringLiteral("Cannot detach a root device volume"), QStringLiteral("volume_id"));
    TRY(ComputeService::requireUnlocked(call.context, server));
    TRY(state::check(server, Action::DetachVolume));
    const auto intent = TRY(m_service.intents().beginDetaching(call.context, volumeId));
    const auto begun = m_service.beginAction(call.context, server.id,
        { .action = Action::DetachVolume, .kind = QStringLiteral("compute.server.detach_volume"), .payload = { { QStringLiteral("volume_id"), volumeId } }, .intents = { intent } },
        [&](ServerRow& row) -> Result<> {
            for (auto& device : row.blockDevices)
                if (!device.local && device.volumeId == volumeId)
                    device.state = QStringLiteral("detaching");
            return {};
        });
    if (!begun) {
        m_service.intents().takeBack({ intent });
        return fail(begun.error());
    }
    return http::Response::empty(202);
}

} // namespace skylab::compute
