// Volumes and network cards of servers that exist.
#include "compute/ComputeService.h"
#include "compute/tasks/ServerTasks.h"
#include "service/Chassis.h"

#include <algorithm>

namespace skylab::compute {

using service::TaskContext;
using service::TaskStep;

namespace {

constexpr std::chrono::seconds detachDeadline { 60 };

BlockDevice* volumeOf(ServerRow& server, const QString& volumeId)
{
    for (auto& device : server.blockDevices)
        if (device.volumeId == volumeId && !device.local)
            return &device;
    return nullptr;
}

void dropVolume(ServerRow& server, const QString& volumeId)
{
    std::erase_if(server.blockDevices, [&](const BlockDevice& device) { return device.volumeId == volumeId && !device.local; });
}

void dropNic(ServerRow& server, const QString& portId)
{
    std::erase_if(server.nics, [&](const Nic& nic) { return nic.portId == portId; });
}

void noteReady(ServerRow& server, const QString& portId)
{
    for (auto& nic : server.nics)
        if (nic.portId == portId)
            nic.ready = true;
}

/// What the guest knows the volume by; empty when it has no such volume: another one may bear the id since a swap.
QString serialOf(ServerRow server, const QString& volumeId)
{
    const auto* device = volumeOf(server, volumeId);
    return device ? device->guestSerial() : QString();
}

/// A guest that is not defined gets its devices from the book when it starts.
Result<> unlessUndefined(const Result<>& result)
{
    return !result && result.error().code == ErrorCode::NotFound ? Result<>() : result;
}

} // namespace

// ---- attach a volume

std::vector<TaskStep> AttachVolume::steps()
{
    return { { QStringLiteral("Attach the volume"), [this](TaskContext& context) { return plugIn(context); }, [this](TaskContext& context) { takeOut(context); } } };
}

Result<> AttachVolume::plugIn(TaskContext& context)
{
    auto server = TRY(readServer(context));
    const auto volumeId = context.payloadString(QStringLiteral("volume_id"));
    const auto* device = volumeOf(server, volumeId);
    if (!device)
        return fail(ErrorCode::Cancelled, QStringLiteral("The volume %1 is no longer wanted by the server.").arg(volumeId));
    const auto connection = TRY(attachVolume(context, server, volumeId, device->device));
    context.payload().insert(QStringLiteral("attachment_id"), connection.attachmentId);      // for staysIn()
    const auto plugged = m_service.driver().attachVolume(server.id, planVolume(*device, connection));
    if (!plugged && plugged.error().code != ErrorCode::NotFound)
        return fail(plugged.error());
    return changeServer(context, [&](ServerRow& row) {
        if (auto* one = volumeOf(row, volumeId)) {
            one->state = QStringLiteral("attached");
            one->attachmentId = connection.attachmentId;
            if (plugged)
                one->device = QStringLiteral("/dev/") + *plugged;
        }
    });
}

void AttachVolume::takeOut(TaskContext& context)
{
    const auto& id = context.row().resourceId;
    const auto volumeId = context.payloadString(QStringLiteral("volume_id"));
    const auto server = readServer(context);
    // A book that can't be read now must not leave the guest with a volume that is free for others.
    const auto unread = server || server.error().code == ErrorCode::NotFound ? QString() : volumeId;
    if (const auto serial = server ? serialOf(*server, volumeId) : unread; !serial.isEmpty()) {
        const auto detached = unlessUndefined(m_service.driver().detachVolume(id, serial, detachDeadline));
        warn("Detaching a volume of", id, detached);
        if (!detached && staysIn(context, volumeId))
            return;
    }
    warn("Detaching volume", volumeId, m_service.volumes().detach(volumeId, id));
    warn("Forgetting a volume of", id, changeServer(context, [&](ServerRow& row) { dropVolume(row, volumeId); }));
}

/// The guest may have it still: then it is the server's until somebody detaches it. False: it never came so far.
bool AttachVolume::staysIn(TaskContext& context, const QString& volumeId)
{
    const auto& id = context.row().resourceId;
    const auto volume = m_service.volumes().volume(context.context(), volumeId);
    if (volume ? !volume->serverIds.contains(id) : volume.error().code == ErrorCode::NotFound)
        return false;
    warn("Keeping a volume of", id, changeServer(context, [&](ServerRow& row) {
        if (auto* device = volumeOf(row, volumeId)) {
            device->state = QStringLiteral("attached");
            device->attachmentId = context.payloadString(QStringLiteral("attachment_id"));
        }
    }));
    return true;
}

void AttachVolume::failed(TaskContext&, const Error&) { }

// ---- detach a volume

std::vector<TaskStep> DetachVolume::steps()
{
    // One step: called off between two, the volume would be out of the guest, and attached for everybody else.
    return { { .name = QStringLiteral("Detach the volume"), .run = [this](TaskContext& context) -> Result<> {
        const auto& id = context.row().resourceId;
        const auto volumeId = context.payloadString(QStringLiteral("volume_id"));
        const auto serial = serialOf(TRY(readServer(context)), volumeId);
        if (!serial.isEmpty())      // else a swap took it out first, or it is out of the book since before a crash
            TRY(unlessUndefined(m_service.driver().detachVolume(id, serial, detachDeadline)));
        TRY(m_service.volumes().detach(volumeId, id));
        return changeServer(context, [&](ServerRow& row) { dropVolume(row, volumeId); });
    }, .irreversible = true } };
}

void DetachVolume::failed(TaskContext& context, const Error&)
{
    const auto volumeId = context.payloadString(QStringLiteral("volume_id"));
    warn("Keeping volume", volumeId, m_service.volumes().rollDetaching(volumeId));
    warn("Keeping a volume of", context.row().resourceId, changeServer(context, [&](ServerRow& row) {
        if (auto* device = volumeOf(row, volumeId))
            device->state = QStringLiteral("attached");
    }));
}

// ---- swap a volume

std::vector<TaskStep> SwapVolume::steps()
{
    return {
        { .name = QStringLiteral("Copy the volume"), .run = [this](TaskContext& context) { return copy(context); }, .undo = [this](TaskContext& context) { learnWhichItHas(context); }, .irreversible = true },
        { QStringLiteral("Release the old volume"), [this](TaskContext& context) { return enterInBook(context); } },
    };
}

Result<> SwapVolume::copy(TaskContext& context)
{
    context.payload().insert(QStringLiteral("copying"), true);
    TRY(context.save());
    // A request to stop that an earlier process got is heeded here: the driver knows whether it comes too late.
    const auto connection = TRY(pivot(context, [stops = stoppedOrCancelled(context), asked = context.row().cancelRequested] { return asked || stops(); }));
    // From here on the guest writes to the new volume: the book must say so, whatever comes.
    return noteNewVolume(context, connection);
}

/// Success: the guest has the new volume, maybe since before a crash.
Result<VolumeConnection> SwapVolume::pivot(TaskContext& context, const std::function<bool()>& cancelled)
{
    constexpr std::chrono::hours copyDeadline { 6 };
    auto server = TRY(readServer(context));
    const auto from = context.payloadString(QStringLiteral("volume_id")), to = context.payloadString(QStringLiteral("new_volume_id"));
    auto* device = volumeOf(server, from);
    if (!device)
        return fail(ErrorCode::Cancelled, QStringLiteral("The volume %1 is no longer attached.").arg(from));
    const auto connection = TRY(attachVolume(context, server, to, device->device));
    TRY(m_service.driver().swapVolume(server.id, device->guestSerial(), planVolume(*device, connection), copyDeadline, cancelled));
    return connection;
}

Result<> SwapVolume::noteNewVolume(TaskContext& context, const VolumeConnection& connection)
{
    const auto from = context.payloadString(QStringLiteral("volume_id")), to = context.payloadString(QStringLiteral("new_volume_id"));
    return changeServer(context, [&](ServerRow& row) {
        if (auto* one = volumeOf(row, from)) {
            one->serial = one->guestSerial();
            one->volumeId = to;
            one->attachmentId = connection.attachmentId;
            one->state = QStringLiteral("attached");
        }
    });
}

/// Work that was cut off, or a hypervisor that went away, may have come as far as the pivot; a copy that is called off at once
/// tells. Until that is known neither volume may be free for others.
void SwapVolume::learnWhichItHas(TaskContext& context)
{
    if (!context.payload().value(QStringLiteral("copying")).toBool())
        return;
    m_service.chassis().tasks().untilItWorks(context.row().kind, [&] {
        const auto connection = pivot(context, [] { return true; });
        if (connection)
            return noteNewVolume(context, *connection).has_value();
        return connection.error().code != ErrorCode::Unavailable && connection.error().code != ErrorCode::Timeout;
    });
}

Result<> SwapVolume::enterInBook(TaskContext& context)
{
    TRY(m_service.volumes().detach(context.payloadString(QStringLiteral("volume_id")), context.row().resourceId));
    return noteState(context);
}

/// A copy may take hours, in which the guest may stop by itself: nobody else notes that while a task is at work on the server.
Result<> SwapVolume::noteState(TaskContext& context)
{
    const auto status = m_service.guestState(context.row().resourceId);
    if (!status && status.error().code != ErrorCode::NotFound)
        return fail(status.error());
    return changeServer(context, [&](ServerRow& row) {
        if (row.taskState.isEmpty())      // else other work waits for its turn, and notes it
            state::settle(row, status ? status->state : PowerState::NoState, status ? status->explanation : QString());
    });
}

void SwapVolume::failed(TaskContext& context, const Error&)
{
    const auto& id = context.row().resourceId;
    const auto from = context.payloadString(QStringLiteral("volume_id")), to = context.payloadString(QStringLiteral("new_volume_id"));
    auto server = readServer(context);
    if (server && volumeOf(*server, to)) {      // the guest has the new one
        warn("Releasing volume", from, enterInBook(context));
        return;
    }
    warn("Keeping volume", from, m_service.volumes().rollDetaching(from));
    warn("Releasing volume", to, m_service.volumes().detach(to, id));
    warn("Releasing volume", to, m_service.volumes().unreserve(to));
    warn("Keeping a volume of", id, changeServer(context, [&](ServerRow& row) {
        if (auto* device = volumeOf(row, from))
            device->state = QStringLiteral("attached");
    }));
    warn("Noting the state of", id, noteState(context));
}

// ---- network cards

std::vector<TaskStep> AttachInterface::steps()
{
    return { { QStringLiteral("Attach the interface"), [this](TaskContext& context) { return plugIn(context); }, [this](TaskContext& context) { takeOut(context); } } };
}

Result<> AttachInterface::plugIn(TaskContext& context)
{
    const auto server = TRY(readServer(context));
    const auto portId = context.payloadString(QStringLiteral("port_id"));
    const auto nic = std::find_if(server.nics.begin(), server.nics.end(), [&](const Nic& one) { return one.portId == portId; });
    if (nic == server.nics.end())
        return fail(ErrorCode::Cancelled, QStringLiteral("The port %1 is no longer wanted by the server.").arg(portId));
    TRY(openMetadata(nic->networkId));
    const auto binding = TRY(m_service.networks().bindPort(portId, server.host));
    TRY(unlessUndefined(m_service.driver().attachInterface(server.id, planNic(server, *nic, binding))));
    return changeServer(context, [&](ServerRow& row) { noteReady(row, portId); });
}

void AttachInterface::takeOut(TaskContext& context)
{
    const auto& id = context.row().resourceId;
    const auto portId = context.payloadString(QStringLiteral("port_id"));
    const bool made = context.payload().value(QStringLiteral("made")).toBool();
    const auto detached = unlessUndefined(m_service.driver().detachInterface(id, portId, detachDeadline));
    warn("Detaching an interface of", id, detached);
    const auto server = readServer(context);
    if (!detached && (server || server.error().code != ErrorCode::NotFound)) {      // the guest may have it still: its port is nobody else's
        warn("Keeping an interface of", id, changeServer(context, [&](ServerRow& row) { noteReady(row, portId); }));
        return;
    }
    warn("Unbinding port", portId, m_service.networks().unbindPort(portId, id));
    warn("Releasing port", portId, m_service.networks().releasePort(portId, id, made ? PortFate::Delete : PortFate::Keep));
    warn("Forgetting an interface of", id, changeServer(context, [&](ServerRow& row) { dropNic(row, portId); }));
}

void AttachInterface::failed(TaskContext&, const Error&) { }

std::vector<TaskStep> DetachInterface::steps()
{
    // One step, as with volumes.
    return { { .name = QStringLiteral("Detach the interface"), .run = [this](TaskContext& context) -> Result<> {
        const auto& id = context.row().resourceId;
        const auto portId = context.payloadString(QStringLiteral("port_id"));
        const bool made = context.payload().value(QStringLiteral("made")).toBool();
        TRY(unlessUndefined(m_service.driver().detachInterface(id, portId, detachDeadline)));
        TRY(m_service.networks().unbindPort(portId, id));
        TRY(m_service.networks().releasePort(portId, id, made ? PortFate::Delete : PortFate::Keep));
        return changeServer(context, [&](ServerRow& row) { dropNic(row, portId); });
    }, .irreversible = true } };
}

void DetachInterface::failed(TaskContext&, const Error&) { }

} // namespace skylab::compute
