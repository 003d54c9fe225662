#include "compute/ComputeService.h"
#include "compute/model/ServerKeys.h"
#include "compute/store/Explanations.h"
#include "compute/tasks/ServerTasks.h"
#include "service/Chassis.h"

namespace skylab::compute {

using service::TaskContext;
using service::TaskStep;

std::vector<TaskStep> BuildServer::steps()
{
    using Undo = void (BuildServer::*)(TaskContext&);
    const auto unlessRun = [this](Undo undo) {
        return [this, undo](TaskContext& context) {
            if (!hasRun(context))
                (this->*undo)(context);
        };
    };
    return {
        // First, since volumes were reserved before the task began: whatever fails, they are given back.
        { QStringLiteral("Prepare the volumes"), [this](TaskContext& context) { return prepareVolumes(context); }, unlessRun(&BuildServer::releaseVolumes) },
        { QStringLiteral("Connect the networks"), [this](TaskContext& context) { return connectNetworks(context); }, unlessRun(&BuildServer::releaseNetworks) },
        { QStringLiteral("Make the disks"), [this](TaskContext& context) { return prepareDisks(context); }, unlessRun(&BuildServer::removeDisks) },
        { QStringLiteral("Write the config drive"), [this](TaskContext& context) { return prepareConfigDrive(context); } },
        { QStringLiteral("Start the guest"), [this](TaskContext& context) { return startGuest(context); }, unlessRun(&BuildServer::removeGuest) },
        { .name = QStringLiteral("Note that it runs"), .run = [this](TaskContext& context) -> Result<> {
             if (TRY(readServer(context)).vmState != state::building)      // noted before a crash: there is nothing to fail any more
                 return {};
             return settleFromDriver(context);
         }, .irreversible = true },
    };
}

/// The book says so: what it has is its own then, whatever became of the step that noted it.
bool BuildServer::hasRun(TaskContext& context)
{
    const auto server = awaitServer(context);
    return server ? !server->launchedAt.isNull() : server.error().code != ErrorCode::NotFound;
}

Result<> BuildServer::connectNetworks(TaskContext& context)
{
    TRY(changeServer(context, [](ServerRow& row) { state::buildStep(row, QStringLiteral("networking"), 25); }));
    const auto server = TRY(readServer(context));
    for (std::size_t i = 0; i < server.nics.size(); ++i) {
        const auto& nic = server.nics[i];
        const auto port = TRY(m_service.networks().preparePort(context.context(),
            { .portId = nic.portId, .existing = !nic.made, .networkId = nic.networkId, .fixedIp = nic.fixedIp, .securityGroups = server.securityGroups,
              .serverId = server.id, .zone = server.availabilityZone, .hostname = server.hostname }));
        TRY(openMetadata(port.networkId));
        TRY(changeServer(context, [&](ServerRow& row) {
            row.nics[i].networkId = port.networkId;
            row.nics[i].mac = port.mac;
            row.nics[i].ready = true;
        }));
    }
    return {};
}

void BuildServer::releaseNetworks(TaskContext& context)
{
    const auto server = readServer(context);
    if (!server)
        return;
    for (const auto& nic : server->nics) {
        warn("Unbinding port", nic.portId, m_service.networks().unbindPort(nic.portId, server->id));
        warn("Releasing port", nic.portId, m_service.networks().releasePort(nic.portId, server->id, nic.made ? PortFate::Delete : PortFate::Keep));
    }
}

Result<> BuildServer::prepareVolume(TaskContext& context, const ServerRow& server, const BlockDevice& device)
{
    auto& volumes = m_service.volumes();
    if (device.source != u"volume") {
        TRY(volumes.createVolume(context.context(), { .id = device.volumeId, .sizeGiB = device.sizeGiB, .name = device.bootIndex == 0 ? server.name + QStringLiteral("-boot") : QString(), .volumeType = device.volumeType,
                                                      .imageId = device.source == u"image" ? device.sourceId : QString(), .snapshotId = device.source == u"snapshot" ? device.sourceId : QString() }));
        TRY(waitForVolume(context, device.volumeId, stoppedOrCancelled(context)));
    }
    const auto connection = TRY(attachVolume(context, server, device.volumeId, device.device));
    return changeServer(context, [&](ServerRow& row) {
        for (auto& one : row.blockDevices)
            if (one.id == device.id) {
                one.state = QStringLiteral("attached");
                one.attachmentId = connection.attachmentId;
            }
    });
}

Result<> BuildServer::prepareVolumes(TaskContext& context)
{
    const auto server = TRY(readServer(context));
    if (server.blockDevices.empty())
        return {};
    TRY(changeServer(context, [](ServerRow& row) { state::buildStep(row, QStringLiteral("block_device_mapping"), 10); }));
    for (const auto& device : server.blockDevices)
        if (!device.local)
            TRY(prepareVolume(context, server, device));
    return {};
}

void BuildServer::releaseVolumes(TaskContext& context)
{
    const auto server = readServer(context);
    if (!server)
        return;
    for (const auto& device : server->blockDevices) {
        if (device.local)
            continue;
        warn("Detaching volume", device.volumeId, m_service.volumes().detach(device.volumeId, server->id));
        if (device.source != u"volume")
            warn("Deleting volume", device.volumeId, deleteVolume(context, device.volumeId));
    }
}

Result<> BuildServer::prepareDisks(TaskContext& context)
{
    TRY(changeServer(context, [](ServerRow& row) { state::buildStep(row, QStringLiteral("spawning"), 50); }));
    return makeDisks(context, TRY(readServer(context)));
}

void BuildServer::removeDisks(TaskContext& context)
{
    const auto& id = context.row().resourceId;
    warn("Removing the files of", id, m_service.files().remove(id));
    if (const auto server = readServer(context); server && !server->image.isEmpty())
        warn("Releasing the image of", id, m_service.images().release(server->image, id));
}

Result<> BuildServer::prepareConfigDrive(TaskContext& context)
{
    const auto server = TRY(readServer(context));
    return makeConfigDrive(context, server, QString::fromUtf8(m_service.takePassword(server.id).reveal()));
}

Result<> BuildServer::startGuest(TaskContext& context)
{
    TRY(changeServer(context, [](ServerRow& row) { state::buildStep(row, QStringLiteral("spawning"), 75); }));
    return launch(context, TRY(readServer(context)));
}

void BuildServer::removeGuest(TaskContext& context)
{
    warn("Removing the guest of", context.row().resourceId, m_service.driver().cleanup(context.row().resourceId));
}

void BuildServer::failed(TaskContext& context, const Error& error)
{
    m_service.takePassword(context.row().resourceId);
    if (hasRun(context))
        return;
    // What the build made is gone, so that an ERROR server keeps nothing but its explanation.
    const auto changed = m_service.change(context.context(), context.row().resourceId,
        [&](ServerRow& row) -> Result<> {
            state::failed(row, error);
            row.powerState = int(PowerState::NoState);
            row.nics.clear();
            row.blockDevices.clear();
            row.host.clear();
            return {};
        });
    m_service.scheduling().giveBack(context.row().resourceId);
    if (!changed && changed.error().code != ErrorCode::NotFound)
        warn("Noting the failed build of", context.row().resourceId, fail(changed.error()));
}

// ---- delete

std::vector<TaskStep> DeleteServer::steps()
{
    return {
        { QStringLiteral("Remove the guest"), [this](TaskContext& context) { return m_service.driver().cleanup(context.row().resourceId); } },
        { QStringLiteral("Release the volumes"), [this](TaskContext& context) { return releaseVolumes(context); } },
        { QStringLiteral("Release the ports"), [this](TaskContext& context) { return releasePorts(context); } },
        { QStringLiteral("Remove the disks"), [this](TaskContext& context) -> Result<> {
             const auto server = TRY(readServer(context));
             TRY(m_service.files().remove(server.id));
             if (!server.shelvedImage.isEmpty())
                 warn("Deleting the shelved image of", server.id, m_service.images().remove(context.context(), server.shelvedImage));
             return releaseImages(server);
         } },
        { QStringLiteral("Remove the server"), [this](TaskContext& context) { return removeRow(context); } },
    };
}

Result<> DeleteServer::releaseVolumes(TaskContext& context)
{
    const auto server = TRY(readServer(context));
    for (const auto& device : server.blockDevices) {
        if (device.local)
            continue;
        TRY(m_service.volumes().detach(device.volumeId, server.id));
        if (!device.deleteOnTermination)
            continue;
        const auto deleted = deleteVolume(context, device.volumeId);
        if (!deleted && deleted.error().code == ErrorCode::Cancelled)
            return fail(deleted.error());      // the process stops: the next start goes on
        warn("Deleting volume", device.volumeId, deleted);      // its snapshots keep it, as in Nova
    }
    return {};
}

Result<> DeleteServer::releasePorts(TaskContext& context)
{
    const auto server = TRY(readServer(context));
    QHash<QString, PortFate> ports;
    // Also ports that got this server's id without being in its book: work that was cut off left them.
    const auto known = TRY(m_service.networks().portsOfServers({ keyOf(server) }));
    for (const auto& port : known.value(server.id))
        ports.insert(port.portId, PortFate::Keep);
    for (const auto& nic : server.nics)
        ports.insert(nic.portId, nic.made ? PortFate::Delete : PortFate::Keep);
    for (auto it = ports.begin(); it != ports.end(); ++it) {
        TRY(m_service.networks().unbindPort(it.key(), server.id));
        TRY(m_service.networks().releasePort(it.key(), server.id, it.value()));
    }
    return {};
}

Result<> DeleteServer::removeRow(TaskContext& context)
{
    m_service.consoleTokens().revoke(context.row().resourceId);
    m_service.takePassword(context.row().resourceId);
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(Servers::find(transaction, context.row().resourceId));
        if (!row || row->deleted)
            return {};
        const bool trashed = row->inTrash();
        state::remove(*row);
        row->nics.clear();
        row->blockDevices.clear();
        TRY(Servers::update(transaction, *row));
        TRY(Explanations::remove(transaction, row->id));
        return trashed ? m_service.announceTrash(transaction, context.context(), "delete", *row) : m_service.announce(transaction, context.context(), "delete", *row, {});
    }));
    return m_service.scheduling().release(context.row().resourceId);
}

void DeleteServer::failed(TaskContext& context, const Error& error)
{
    // It stays to be deleted: the next delete, or the next time the hypervisor can be reached, goes on.
    warn("Noting the failed delete of", context.row().resourceId, changeServer(context, [&](ServerRow& row) {
        state::failed(row, Error { error.code == ErrorCode::Cancelled ? ErrorCode::Conflict : error.code, error.message, {}, {}, error.details });
        state::beginDelete(row);
    }));
}

} // namespace skylab::compute
