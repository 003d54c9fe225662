// Servers that are put away: their disk becomes an image, and they leave their host.
#include "compute/ComputeService.h"
#include "compute/store/Explanations.h"
#include "compute/tasks/ServerTasks.h"

#include <QFile>

namespace skylab::compute {

using service::TaskContext;
using service::TaskStep;

namespace {

bool offloads(TaskContext& context) { return context.payload().value(QStringLiteral("offload")).toBool(); }

} // namespace

// ---- shelve

QString ShelveServer::fileOf(const TaskContext& context) const { return m_service.files().file(context.row().resourceId, QStringLiteral("shelved")); }

std::vector<TaskStep> ShelveServer::steps()
{
    std::vector<TaskStep> all {
        { QStringLiteral("Stop the guest"), [this](TaskContext& context) -> Result<> { return stopGuest(context, TRY(readServer(context))); } },
        { QStringLiteral("Copy the disk"), [this](TaskContext& context) { return copyDisk(context); }, [this](TaskContext& context) { QFile::remove(fileOf(context)); } },
        { QStringLiteral("Upload the image"), [this](TaskContext& context) { return uploadDisk(context); } },
        { QStringLiteral("Note that it is shelved"),
          [this](TaskContext& context) {
              QFile::remove(fileOf(context));
              return changeServer(context, [&](ServerRow& row) {
                  if (row.vmState == state::offloaded)
                      return;
                  row.shelvedImage = context.payloadString(QStringLiteral("image_id"));
                  state::shelve(row);
                  if (offloads(context))
                      state::enterTask(row, QStringLiteral("shelving_offloading"));
              });
          } },
    };
    for (auto& step : offloadSteps())
        all.push_back(std::move(step));
    return all;
}

Result<> ShelveServer::copyDisk(TaskContext& context)
{
    const auto server = TRY(readServer(context));
    if (server.bootVolume())
        return {};
    TRY(changeServer(context, [](ServerRow& row) { state::enterTask(row, QStringLiteral("shelving_image_pending_upload")); }));
    return m_service.files().flatten(m_service.files().disk(server.id), QStringLiteral("qcow2"), fileOf(context), cancelledOf(context));
}

Result<> ShelveServer::uploadDisk(TaskContext& context)
{
    const auto image = context.payloadString(QStringLiteral("image_id"));
    if (image.isEmpty())
        return {};
    TRY(changeServer(context, [](ServerRow& row) { state::enterTask(row, QStringLiteral("shelving_image_uploading")); }));
    return m_service.images().importFile(context.context(), image, fileOf(context), cancelledOf(context));
}

void ShelveServer::failed(TaskContext& context, const Error& error)
{
    const auto server = readServer(context);
    if (!server)
        return;
    if (state::isParked(*server)) {      // shelved, though it could not leave its host
        warn("Noting the failed offload of", server->id, settleOffload(context));
        return;
    }
    if (const auto image = context.payloadString(QStringLiteral("image_id")); !image.isEmpty())
        warn("Removing image", image, m_service.images().remove(context.context(), image));
    if (server->taskState == state::deleting)
        return;
    const auto started = launchAgain(context);
    warn("Starting again", server->id, started);
    const auto status = m_service.guestState(server->id);
    warn("Noting the failed shelve of", server->id, changeServer(context, [&](ServerRow& row) {
        if (started)
            state::settle(row, status ? status->state : PowerState::Shutdown);
        else
            state::failed(row, error);
    }));
}

// ---- offload

std::vector<TaskStep> ServerTask::offloadSteps()
{
    return {
        { QStringLiteral("Remove the guest"), [this](TaskContext& context) { return offloads(context) ? m_service.driver().cleanup(context.row().resourceId) : Result<>(); } },
        { QStringLiteral("Unbind the ports"),
          [this](TaskContext& context) -> Result<> {
              if (!offloads(context))
                  return {};
              const auto server = TRY(readServer(context));
              for (const auto& nic : server.nics)
                  TRY(m_service.networks().unbindPort(nic.portId, server.id));
              return {};
          } },
        { QStringLiteral("Remove the disks"),
          [this](TaskContext& context) -> Result<> {
              if (!offloads(context))
                  return {};
              const auto server = TRY(readServer(context));
              TRY(m_service.files().remove(server.id));
              return releaseImages(server);
          } },
        { QStringLiteral("Leave the host"),
          [this](TaskContext& context) -> Result<> {
              if (!offloads(context))
                  return {};
              TRY(leaveBook(context));
              return m_service.scheduling().release(context.row().resourceId);
          } },
    };
}

Result<> ServerTask::leaveBook(TaskContext& context)
{
    return changeServer(context, [](ServerRow& row) {
        if (row.taskState == state::deleting)
            return;
        row.host.clear();
        row.baseImage.clear();
        state::offload(row);
    });
}

bool ServerTask::hasNoDisks(const ServerRow& server) const
{
    const auto& files = m_service.files();
    return !QFile::exists(server.bootVolume() ? files.folder(server.id) : files.disk(server.id));
}

Result<> ServerTask::settleOffload(TaskContext& context)
{
    const auto server = TRY(readServer(context));
    if (server.vmState != state::shelved || !hasNoDisks(server))
        return changeServer(context, [](ServerRow& row) { state::enterTask(row, {}); });
    warn("Releasing the images of", server.id, releaseImages(server));
    TRY(leaveBook(context));
    m_service.scheduling().giveBack(server.id);
    return {};
}

void OffloadServer::failed(TaskContext& context, const Error&)
{
    warn("Noting the failed offload of", context.row().resourceId, settleOffload(context));
}

// ---- unshelve

bool UnshelveServer::wasOffloaded(TaskContext& context) { return context.payload().value(QStringLiteral("offloaded")).toBool(); }

std::vector<TaskStep> UnshelveServer::steps()
{
    return {
        { QStringLiteral("Find a host"), [this](TaskContext& context) { return findHost(context); }, [this](TaskContext& context) { leaveHost(context); } },
        { QStringLiteral("Make the disks"),
          [this](TaskContext& context) { return makeDisksAgain(context); },
          [this](TaskContext& context) { removeDisks(context); } },
        { QStringLiteral("Start the guest"),
          [this](TaskContext& context) { return start(context); },
          [this](TaskContext& context) {
              if (!isBack(context))
                  warn("Removing the guest of", context.row().resourceId, m_service.driver().cleanup(context.row().resourceId));
          } },
        { .name = QStringLiteral("Note that it runs"), .run = [this](TaskContext& context) { return noteRunning(context); }, .irreversible = true },
    };
}

/// The book says so: what it has is its own then, whatever became of the step that noted it.
bool UnshelveServer::isBack(TaskContext& context)
{
    const auto server = awaitServer(context);
    return server ? !state::isParked(*server) : server.error().code != ErrorCode::NotFound;
}

void UnshelveServer::removeDisks(TaskContext& context)
{
    if (!wasOffloaded(context) || isBack(context))
        return;
    warn("Removing the files of", context.row().resourceId, m_service.files().remove(context.row().resourceId));
    if (const auto server = readServer(context))
        warn("Releasing the images of", server->id, releaseImages(*server));
}

/// Once the row says that it runs there is no way back: a repeat, after a crash, only ends what is left to do.
Result<> UnshelveServer::noteRunning(TaskContext& context)
{
    const auto before = TRY(readServer(context));
    if (state::isParked(before)) {
        if (!before.shelvedImage.isEmpty()) {      // the book forgets it before it is deleted
            context.payload().insert(QStringLiteral("shelved_image"), before.shelvedImage);
            TRY(context.save());
        }
        TRY(settleFromDriver(context, Wake::Yes));
    }
    if (const auto image = context.payloadString(QStringLiteral("shelved_image")); !image.isEmpty())      // its file stays as long as the disk lies upon it
        warn("Deleting the shelved image of", before.id, m_service.images().remove(context.context(), image));
    return {};
}

/// A shelved server whose disks are gone comes back as one that left its host: an offload was called off after them.
Result<> UnshelveServer::noteLostDisks(TaskContext& context)
{
    const auto server = TRY(readServer(context));
    if (wasOffloaded(context) || server.vmState != state::shelved || !hasNoDisks(server))
        return {};
    context.payload().insert(QStringLiteral("offloaded"), true);
    return context.save();
}

Result<> UnshelveServer::findHost(TaskContext& context)
{
    TRY(noteLostDisks(context));
    const auto server = TRY(readServer(context));
    if (!wasOffloaded(context) || !server.host.isEmpty())
        return {};
    auto demand = demandOf(server);
    demand.zone = server.pinnedZone;
    demand.host = context.payloadString(QStringLiteral("host"));
    const Scheduling::Pending pending(m_service.scheduling(), { server.id });
    std::vector<HostReport> reports;
    const auto host = m_service.scheduling().place(server, demand, &reports);
    const auto noted = m_service.change(context.context(), server.id,
        [&](ServerRow& row) -> Result<> {
            row.host = host.value_or(row.host);
            return {};
        },
        [&](db::Transaction& transaction, const ServerRow& row) { return explain(transaction, context.row().requestId, row.id, demand, bool(host), reports); });
    if (!host)
        return fail(host.error());
    return noted || noted.error().code == ErrorCode::NotFound ? Result<>() : fail(noted.error());
}

void UnshelveServer::leaveHost(TaskContext& context)
{
    if (!wasOffloaded(context) || isBack(context))
        return;
    warn("Giving back the host of", context.row().resourceId, leaveBook(context));
    m_service.scheduling().giveBack(context.row().resourceId);
}

Result<> UnshelveServer::makeDisksAgain(TaskContext& context)
{
    if (!wasOffloaded(context))
        return {};
    TRY(changeServer(context, [](ServerRow& row) {
        state::enterTask(row, QStringLiteral("spawning"));
        if (!row.bootVolume())
            row.baseImage = row.shelvedImage;
    }));
    const auto server = TRY(readServer(context));
    TRY(makeDisks(context, server));
    return makeConfigDrive(context, server, {});
}

Result<> UnshelveServer::start(TaskContext& context)
{
    const auto server = TRY(readServer(context));
    if (wasOffloaded(context))
        for (const auto& nic : server.nics)
            TRY(openMetadata(nic.networkId));
    return launch(context, server);
}

void UnshelveServer::failed(TaskContext& context, const Error&)
{
    warn("Noting the failed unshelve of", context.row().resourceId, changeServer(context, [](ServerRow& row) { state::enterTask(row, {}); }));
}

} // namespace skylab::compute
