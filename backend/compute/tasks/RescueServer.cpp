// Servers that run from a rescue disk, that wait to be restored, or that should go to another host.
#include "compute/ComputeService.h"
#include "compute/model/GuestPlan.h"
#include "compute/tasks/ServerTasks.h"

namespace skylab::compute {

using service::TaskContext;
using service::TaskStep;

// ---- rescue

std::vector<TaskStep> RescueServer::steps()
{
    return {
        { QStringLiteral("Stop the guest"), [this](TaskContext& context) -> Result<> {
             // Once: a run that was cut off after the start below must not stop the rescued guest.
             const auto server = TRY(readServer(context));
             return stopGuest(context, server);
         } },
        { QStringLiteral("Make the rescue disk"), [this](TaskContext& context) { return makeRescueDisk(context); } },
        { QStringLiteral("Start the guest"), [this](TaskContext& context) -> Result<> { return launch(context, TRY(readServer(context))); } },
        { QStringLiteral("Note that it is rescued"), [this](TaskContext& context) { return changeServer(context, [](ServerRow& row) { state::rescue(row); }); } },
    };
}

Result<> RescueServer::makeRescueDisk(TaskContext& context)
{
    const auto server = TRY(readServer(context));
    TRY(m_service.images().keep(server.rescue.image, rescueUser(server.id)));
    const auto image = TRY(m_service.images().file(context.context(), server.rescue.image));
    TRY(m_service.files().makeLayer(server.id, rescueDisk, image, 0, cancelledOf(context)));
    return makeConfigDrive(context, server, QString::fromUtf8(m_service.takePassword(server.id).reveal()), rescueConfigDrive);
}

namespace {

/// The rescue disk goes, and the row says so.
Result<> dropRescue(ComputeService& service, const ServerRow& server, const QString& user)
{
    TRY(service.files().removeFile(server.id, rescueDisk));
    TRY(service.files().removeFile(server.id, rescueConfigDrive));
    return server.rescue.image.isEmpty() ? Result<>() : service.images().release(server.rescue.image, user);
}

} // namespace

void RescueServer::failed(TaskContext& context, const Error& error)
{
    m_service.takePassword(context.row().resourceId);
    const auto server = readServer(context);
    if (!server || server->taskState == state::deleting)
        return;
    warn("Stopping", server->id, m_service.driver().destroy(server->id));
    warn("Removing the rescue disk of", server->id, dropRescue(m_service, *server, rescueUser(server->id)));
    warn("Forgetting the rescue disk of", server->id, changeServer(context, [](ServerRow& row) { row.rescue = {}; }));
    const auto started = launchAgain(context);
    warn("Starting again", server->id, started);
    const auto status = m_service.guestState(server->id);
    const bool broken = server->vmState == state::error;
    warn("Noting the failed rescue of", server->id, changeServer(context, [&](ServerRow& row) {
        if (started && !broken)
            state::settle(row, status ? status->state : PowerState::Shutdown);
        else
            state::failed(row, error);
    }));
}

std::vector<TaskStep> UnrescueServer::steps()
{
    return {
        { QStringLiteral("Stop the guest"), [this](TaskContext& context) { return m_service.driver().destroy(context.row().resourceId); } },
        { QStringLiteral("Remove the rescue disk"), [this](TaskContext& context) -> Result<> {
             const auto server = TRY(readServer(context));
             TRY(dropRescue(m_service, server, rescueUser(server.id)));
             return changeServer(context, [](ServerRow& row) { row.rescue = {}; });
         } },
        { QStringLiteral("Start the guest"), [this](TaskContext& context) -> Result<> { return launch(context, TRY(readServer(context))); } },
        { QStringLiteral("Note that it runs"), [this](TaskContext& context) { return settleFromDriver(context, Wake::Yes); } },
    };
}

void UnrescueServer::failed(TaskContext& context, const Error& error)
{
    warn("Noting the failed unrescue of", context.row().resourceId, changeServer(context, [&](ServerRow& row) {
        if (row.taskState != state::deleting)
            state::failed(row, error);
    }));
}

// ---- deferred delete

std::vector<TaskStep> SoftDeleteServer::steps()
{
    return {
        // As Nova does, which gives it no time: deleted is deleted, only that its disks wait.
        { QStringLiteral("Stop the guest"), [this](TaskContext& context) { return m_service.driver().destroy(context.row().resourceId); } },
        { QStringLiteral("Note that it is deleted"), [this](TaskContext& context) {
             return changeServer(context, [](ServerRow& row) {
                 if (row.taskState != state::deleting)
                     state::softDelete(row);
             });
         } },
    };
}

void SoftDeleteServer::failed(TaskContext& context, const Error&) { warn("Reading the state of", context.row().resourceId, settleFromDriver(context)); }

std::vector<TaskStep> RestoreServer::steps()
{
    return {
        { QStringLiteral("Start the guest"), [this](TaskContext& context) -> Result<> { return launch(context, TRY(readServer(context))); },
          [this](TaskContext& context) { warn("Stopping", context.row().resourceId, m_service.driver().destroy(context.row().resourceId)); } },
        { QStringLiteral("Note that it runs"), [this](TaskContext& context) { return settleFromDriver(context, Wake::Yes); } },
    };
}

void RestoreServer::failed(TaskContext& context, const Error& error)
{
    if (error.code == ErrorCode::Cancelled)      // its owner has it back, stopped
        if (const auto settled = settleFromDriver(context, Wake::Yes))
            return;
    warn("Noting the failed restore of", context.row().resourceId, changeServer(context, [&](ServerRow& row) {
        if (row.taskState == state::deleting)
            return;
        state::wake(row);
        state::failed(row, error);
    }));
}

// ---- to another host

std::vector<TaskStep> MoveServer::steps()
{
    return { { QStringLiteral("Find another host"), [this](TaskContext& context) -> Result<> {
        const auto server = TRY(readServer(context));
        const auto hosts = TRY(m_service.database().read([](db::Connection& connection) { return Hosts::select(connection); }));
        QStringList reasons;
        for (const auto& host : hosts)
            reasons << (host.name == server.host ? QStringLiteral("%1 is where the server is already").arg(host.name) : QStringLiteral("%1 can't take servers from other hosts").arg(host.name));
        return fail(ErrorCode::NoValidHost, QStringLiteral("No valid host was found. There are not enough hosts available: %1.").arg(reasons.join(QStringLiteral("; "))));
    } } };
}

void MoveServer::failed(TaskContext& context, const Error& error)
{
    const bool evacuation = context.payloadString(QStringLiteral("how")) == u"evacuate";
    warn("Noting the failed move of", context.row().resourceId, changeServer(context, [&](ServerRow& row) {
        if (row.taskState == state::deleting)
            return;
        if (evacuation)
            state::failed(row, error);
        else
            state::enterTask(row, {});
    }));
}

} // namespace skylab::compute
