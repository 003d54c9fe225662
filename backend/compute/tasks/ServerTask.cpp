#include "compute/tasks/ServerTasks.h"

#include "compute/ComputeService.h"
#include "compute/model/MetadataDocuments.h"
#include "service/Chassis.h"

#include <QLoggingCategory>

#include <algorithm>

namespace skylab::compute {

using service::TaskContext;

namespace {
Q_LOGGING_CATEGORY(lcCompute, "skylab.compute")
} // namespace

void ServerTask::warn(const char* what, const QString& id, const Result<>& result)
{
    if (!result)
        qCWarning(lcCompute).noquote() << what << id << ':' << result.error().message;
}

Result<> ServerTask::openMetadata(const QString& networkId)
{
    auto opened = m_service.networks().ensureMetadata(networkId);
    return !opened && opened.error().code == ErrorCode::NotFound ? Result<>() : opened;
}

std::function<bool()> ServerTask::cancelledOf(TaskContext& context)
{
    return [&context] { return context.isCancelled(); };
}

std::function<bool()> ServerTask::stoppedOf(TaskContext& context)
{
    return [&context] { return context.isStopping(); };
}

std::function<bool()> ServerTask::stoppedOrCancelled(TaskContext& context)
{
    return [&context] { return context.isCancelled() || context.isStopping(); };
}

Result<ServerRow> ServerTask::readServer(TaskContext& context)
{
    return m_service.database().read([&](db::Connection& connection) { return ComputeService::find(connection, context.context(), context.row().resourceId); });
}

Result<ServerRow> ServerTask::awaitServer(TaskContext& context)
{
    Result<ServerRow> server;
    m_service.chassis().tasks().untilItWorks(context.row().kind, [&] {
        server = readServer(context);
        return server.has_value() || server.error().code == ErrorCode::NotFound;
    });
    return server;
}

Result<> ServerTask::changeServer(TaskContext& context, const std::function<void(ServerRow&)>& change)
{
    auto changed = m_service.change(context.context(), context.row().resourceId, [&](ServerRow& row) -> Result<> {
        change(row);
        return {};
    });
    if (!changed && changed.error().code != ErrorCode::NotFound)
        return fail(changed.error());
    return {};
}

Result<VolumeConnection> ServerTask::attachVolume(const TaskContext& context, const ServerRow& server, const QString& volumeId, const QString& device)
{
    auto owner = context.context();
    owner.admin = false;
    owner.systemScope.clear();
    owner.projectId = server.projectId;
    return m_service.volumes().attach(owner, volumeId, server.id, device, server.host);
}

Result<VolumeBook> ServerTask::waitForVolume(TaskContext& context, const QString& volumeId, const std::function<bool()>& cancelled)
{
    const service::TaskWait wait(m_service.chassis().tasks(), context.row().kind);
    return m_service.volumes().waitUntilReady(volumeId, cancelled);
}

Result<> ServerTask::deleteVolume(TaskContext& context, const QString& volumeId)
{
    // Whatever came of it, also nothing, it can be deleted then.
    const auto made = waitForVolume(context, volumeId, stoppedOf(context));
    if (!made && made.error().code == ErrorCode::Cancelled)
        return fail(made.error());
    return m_service.volumes().deleteVolume(context.context(), volumeId);
}

Result<GuestSpec> ServerTask::planOf(TaskContext& context, const ServerRow& server)
{
    GuestParts parts;
    for (const auto& nic : server.nics)
        parts.nics.push_back(TRY(m_service.networks().bindPort(nic.portId, server.host)));
    for (const auto& device : server.blockDevices)
        if (!device.local && device.state != u"detaching")
            parts.volumes.insert(device.volumeId, TRY(attachVolume(context, server, device.volumeId, device.device)));
    if (auto* authenticator = m_service.chassis().authenticator())
        parts.projectName = authenticator->projectName(server.projectId);
    return planGuest(server, parts, m_service.files());
}

Result<> ServerTask::launch(TaskContext& context, const ServerRow& server)
{
    const auto status = m_service.guestState(server.id);
    if (status && status->state == PowerState::Running)
        return {};
    if (!status && status.error().code != ErrorCode::NotFound)
        return fail(status.error());
    TRY(m_service.files().prepare(server.id));
    return m_service.driver().spawn(TRY(planOf(context, server)));
}

Result<> ServerTask::settleFromDriver(TaskContext& context, Wake wake)
{
    auto status = m_service.guestState(context.row().resourceId);
    if (!status && status.error().code != ErrorCode::NotFound)
        return fail(status.error());
    return changeServer(context, [&](ServerRow& row) {
        if (wake == Wake::Yes) {
            if (!row.shelvedAt.isNull())
                row.launchedAt = Clock::now();
            state::wake(row);
            row.shelvedImage.clear();
        }
        state::settle(row, status ? status->state : PowerState::NoState, status ? status->explanation : QString());
        if (row.vmState == state::active && row.launchedAt.isNull())
            row.launchedAt = Clock::now();
    });
}

Result<> ServerTask::makeDisks(TaskContext& context, const ServerRow& server)
{
    const auto& files = m_service.files();
    const auto cancelled = cancelledOf(context);
    if (!server.bootVolume()) {
        // That the user may use the image was settled when the server was asked for.
        TRY(m_service.images().keep(server.diskImage(), server.id));
        const auto image = TRY(m_service.images().file(context.context(), server.diskImage()));
        TRY(files.makeRootDisk(server.id, image, server.flavor.disk, cancelled));
    } else {
        TRY(files.prepare(server.id));
    }
    using Content = InstanceFiles::Content;
    if (server.flavor.ephemeral > 0)
        TRY(files.makeLocalDisk(server.id, QStringLiteral("disk.eph0"), qint64(server.flavor.ephemeral) << 10, Content::Ext4, cancelled));
    if (server.flavor.swap > 0)
        TRY(files.makeLocalDisk(server.id, QStringLiteral("disk.swap"), server.flavor.swap, Content::Swap, cancelled));
    for (const auto& device : server.blockDevices)
        if (device.local)
            TRY(files.makeLocalDisk(server.id, QStringLiteral("disk.") + device.id, qint64(device.sizeGiB) << 10, Content::Blank, cancelled));
    return {};
}

Result<> ServerTask::makeConfigDrive(TaskContext& context, const ServerRow& server, const QString& adminPass, const QString& name)
{
    if (!server.configDrive)
        return {};
    const auto ports = m_service.portsOf(server.id);
    GuestFacts facts { server, ports, {}, adminPass };
    for (const auto& port : ports)
        if (!facts.subnets.contains(port.networkId))
            facts.subnets.insert(port.networkId, TRY(m_service.networks().subnetsOf(port.networkId)));
    return m_service.files().makeConfigDrive(server.id, configDriveDocuments(facts), cancelledOf(context), name);
}

HypervisorDriver::Milliseconds ServerTask::graceOf(const ServerRow& server)
{
    constexpr int defaultShutdownSeconds = 60;
    constexpr int maxShutdownSeconds = 600;
    bool ok = false;
    const int seconds = server.imageProperties.value(QStringLiteral("os_shutdown_timeout")).toInt(&ok);
    return std::chrono::seconds(ok ? std::clamp(seconds, 0, maxShutdownSeconds) : defaultShutdownSeconds);
}

std::function<bool()> ServerTask::deletedMeanwhile(TaskContext& context)
{
    return [this, &context] {
        if (!context.isCancelled())      // a delete calls off what goes on; others do too
            return false;
        const auto server = readServer(context);
        return server && server->taskState == state::deleting;
    };
}

Result<> ServerTask::stopGuest(TaskContext& context, const ServerRow& server)
{
    TRY(m_service.quietGuests().wakeToStop(server.id));
    auto stopped = m_service.driver().powerOff(server.id, graceOf(server), deletedMeanwhile(context));
    return !stopped && stopped.error().code == ErrorCode::NotFound ? Result<>() : stopped;
}

Result<> ServerTask::launchAgain(TaskContext& context)
{
    if (!context.payload().value(QStringLiteral("running")).toBool(true))
        return {};
    return launch(context, TRY(readServer(context)));
}

Result<> ServerTask::releaseImages(const ServerRow& server)
{
    for (const auto& image : { server.image, server.baseImage })
        if (!image.isEmpty())
            TRY(m_service.images().release(image, server.id));
    return server.rescue.image.isEmpty() ? Result<>() : m_service.images().release(server.rescue.image, rescueUser(server.id));
}

QString ServerTask::rescueUser(const QString& serverId) { return serverId + QStringLiteral("-rescue"); }

} // namespace skylab::compute
