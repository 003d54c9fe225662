// Into the trash and out of it.
#include "compute/ComputeService.h"
#include "compute/tasks/ServerTasks.h"

namespace skylab::compute {

using service::TaskContext;
using service::TaskStep;

std::vector<TaskStep> TrashServer::steps()
{
    return {
        { QStringLiteral("Note its state"), [this](TaskContext& context) -> Result<> {
             const auto status = m_service.guestState(context.row().resourceId);
             return changeServer(context, [&](ServerRow& row) {
                 if (!row.inTrash() || row.taskState == state::deleting || !row.trash.vmState.isEmpty())
                     return;      // restored before it began; or it begins again, and the state is what it was at the first time
                 const auto power = status ? status->state : PowerState(row.powerState);
                 state::noteForTrash(row, power == PowerState::Running || power == PowerState::Paused);
             });
         } },
        { QStringLiteral("Stop the guest"), [this](TaskContext& context) -> Result<> {
             const auto server = TRY(readServer(context));
             if (!server.inTrash())
                 return {};
             m_service.consoleTokens().revoke(server.id);
             return server.trash.vmState == state::suspended ? Result<>() : stopGuest(context, server);
         } },
        { QStringLiteral("Put it into the trash"), [this](TaskContext& context) {
             return changeServer(context, [](ServerRow& row) {
                 if (!row.trash.vmState.isEmpty())      // else it was restored and thrown away again: the task of that one notes it
                     state::enterTrash(row);
             });
         } },
    };
}

void TrashServer::failed(TaskContext& context, const Error&)
{
    // It lies there all the same, and first of all: whoever restores it from now on has it started again.
    const auto& id = context.row().resourceId;
    warn("Putting into the trash", id, changeServer(context, [](ServerRow& row) { state::enterTrash(row); }));
    const auto server = readServer(context);
    if (!server || !server->inTrash() || server->taskState == state::deleting)
        return;
    m_service.consoleTokens().revoke(id);
    if (server->trash.vmState != state::suspended)
        warn("Stopping", id, stopGuest(context, *server));      // else when the hypervisor answers again
}

std::vector<TaskStep> UntrashServer::steps()
{
    return {
        { QStringLiteral("Start the guest"), [this](TaskContext& context) -> Result<> {
             const auto status = m_service.guestState(context.row().resourceId);
             const bool neverStopped = status && status->state == PowerState::Paused;      // it was restored before that
             return neverStopped ? Result<>() : launch(context, TRY(readServer(context)));
         },
          [this](TaskContext& context) { warn("Stopping", context.row().resourceId, m_service.driver().destroy(context.row().resourceId)); } },
        { QStringLiteral("Note that it runs"), [this](TaskContext& context) { return settle(context); } },
    };
}

Result<> UntrashServer::settle(TaskContext& context)
{
    const auto status = m_service.guestState(context.row().resourceId);
    if (!status && status.error().code != ErrorCode::NotFound)
        return fail(status.error());
    return changeServer(context, [&](ServerRow& row) {
        const auto power = status ? status->state : PowerState::NoState;
        if (row.vmState == state::error) {      // as it was
            row.powerState = int(power);
            state::enterTask(row, {});
            return;
        }
        state::settle(row, power, status ? status->explanation : QString());
    });
}

void UntrashServer::failed(TaskContext& context, const Error& error)
{
    const auto& id = context.row().resourceId;
    if (error.code == ErrorCode::Cancelled)
        if (const auto settled = settle(context))
            return;
    warn("Noting the failed start of", id, changeServer(context, [&](ServerRow& row) {
        if (row.taskState != state::deleting)
            state::failed(row, error);
    }));
}

} // namespace skylab::compute
