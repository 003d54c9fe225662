#include "compute/ComputeService.h"
#include "compute/tasks/ServerTasks.h"
#include "service/Chassis.h"

namespace skylab::compute {

using service::TaskContext;
using service::TaskStep;

std::vector<TaskStep> PowerServer::steps()
{
    return {
        { QStringLiteral("Ask the hypervisor"), [this](TaskContext& context) { return act(context); } },
        { QStringLiteral("Note the state"), [this](TaskContext& context) { return settleFromDriver(context); } },
    };
}

Result<> PowerServer::act(TaskContext& context)
{
    const auto server = TRY(readServer(context));
    const auto action = context.payloadString(QStringLiteral("action"));
    auto& driver = m_service.driver();
    if (action == u"start")
        return launch(context, server);
    if (action == u"stop")
        return stopGuest(context, server);
    if (action == u"reboot_soft" || action == u"suspend")
        TRY(m_service.quietGuests().wakeToStop(server.id));
    if (action == u"reboot_soft")
        return driver.reboot(server.id, RebootKind::Soft, graceOf(server), deletedMeanwhile(context));
    if (action == u"reboot_hard") {
        // The guest is made anew from the book, which heals what has gone astray.
        TRY(driver.destroy(server.id));
        return launch(context, server);
    }
    if (action == u"pause")
        return m_service.quietGuests().pause(server.id);
    if (action == u"unpause")
        return m_service.quietGuests().unpause(server.id);
    if (action == u"suspend")
        return driver.suspend(server.id);
    if (action == u"resume")
        return driver.resume(server.id);
    return fail(ErrorCode::Internal, QStringLiteral("No power action '%1' is known.").arg(action));
}

void PowerServer::failed(TaskContext& context, const Error& error)
{
    const auto action = context.payloadString(QStringLiteral("action"));
    const auto status = m_service.guestState(context.row().resourceId);
    warn("Noting the failed action of", context.row().resourceId, changeServer(context, [&](ServerRow& row) {
        const bool lost = action.startsWith(QStringLiteral("reboot")) && status && status->state != PowerState::Running;
        if (lost) {
            row.powerState = int(status->state);
            state::failed(row, error);
        } else if (status) {
            state::settle(row, status->state, status->explanation);
        } else {
            state::enterTask(row, {});
        }
    }));
}

// ---- resize

std::vector<TaskStep> ResizeServer::steps()
{
    return {
        { QStringLiteral("Stop the guest"),
          [this](TaskContext& context) -> Result<> {
              TRY(m_service.files().dropCopy(context.row().resourceId));      // of older work: a revert must not bring it back
              return stopGuest(context, TRY(readServer(context)));
          } },
        { QStringLiteral("Keep a copy of the disk"),
          [this](TaskContext& context) -> Result<> {
              const auto server = TRY(readServer(context));
              return server.bootVolume() ? Result<>() : m_service.files().keepCopy(server.id, cancelledOf(context));
          },
          [this](TaskContext& context) { warn("Restoring the disk of", context.row().resourceId, m_service.files().restoreCopy(context.row().resourceId)); } },
        { QStringLiteral("Grow the disk"),
          [this](TaskContext& context) -> Result<> {
              TRY(changeServer(context, [](ServerRow& row) { state::enterTask(row, QStringLiteral("resize_finish")); }));
              const auto server = TRY(readServer(context));
              if (server.bootVolume() || server.flavor.disk <= server.oldFlavor.disk)
                  return {};
              return m_service.files().growDisk(server.id, server.flavor.disk);
          } },
        { QStringLiteral("Start the guest"),
          [this](TaskContext& context) { return launchAgain(context); },
          [this](TaskContext& context) { warn("Stopping", context.row().resourceId, m_service.driver().destroy(context.row().resourceId)); } },
        { QStringLiteral("Wait for the confirmation"),
          [this](TaskContext& context) -> Result<> {
              const auto status = m_service.guestState(context.row().resourceId);
              return changeServer(context, [&](ServerRow& row) {
                  row.powerState = int(status ? status->state : PowerState::Shutdown);
                  state::resizeDone(row);
              });
          } },
    };
}

namespace {

/// The old flavor in the row, and in what it claims.
Result<> takeOldFlavor(ComputeService& service, TaskContext& context, const std::function<void(ServerRow&)>& then)
{
    const auto changed = service.change(context.context(), context.row().resourceId,
        [&](ServerRow& row) -> Result<> {
            if (!row.oldFlavor.name.isEmpty()) {
                row.flavor = row.oldFlavor;
                row.flavorId = row.flavor.id;
                row.vcpus = row.flavor.vcpus;
                row.memoryMiB = row.flavor.ram;
                row.oldFlavor = {};
            }
            then(row);
            return {};
        });
    if (!changed)
        return changed.error().code == ErrorCode::NotFound ? Result<>() : fail(changed.error());
    return service.scheduling().settle(*changed);
}

} // namespace

void ResizeServer::failed(TaskContext& context, const Error& error)
{
    // Back to the old size, and running again if it ran.
    warn("Undoing the resize of", context.row().resourceId, takeOldFlavor(m_service, context, [](ServerRow&) { }));
    const auto server = readServer(context);
    if (!server)
        return;
    const bool ran = context.payload().value(QStringLiteral("running")).toBool(true);
    Result<> started;
    if (ran)
        started = launch(context, *server);
    warn("Starting again", server->id, started);
    const auto status = m_service.guestState(server->id);
    const bool isOff = !ran && !status && status.error().code == ErrorCode::NotFound;      // the driver keeps only what runs
    warn("Noting the failed resize of", server->id, changeServer(context, [&](ServerRow& row) {
        if (started && (status || isOff))
            state::settle(row, status ? status->state : PowerState::Shutdown);
        else
            state::failed(row, error);
    }));
}

std::vector<TaskStep> RevertResize::steps()
{
    return {
        { QStringLiteral("Stop the guest"), [this](TaskContext& context) { return m_service.driver().destroy(context.row().resourceId); } },
        { QStringLiteral("Restore the disk"), [this](TaskContext& context) { return m_service.files().restoreCopy(context.row().resourceId); } },
        { QStringLiteral("Take the old flavor"), [this](TaskContext& context) { return takeOldFlavor(m_service, context, [](ServerRow&) { }); } },
        { QStringLiteral("Start the guest"), [this](TaskContext& context) { return launchAgain(context); } },
        { QStringLiteral("Note the state"), [this](TaskContext& context) -> Result<> {
             const auto status = m_service.guestState(context.row().resourceId);
             return changeServer(context, [&](ServerRow& row) {
                 state::leaveResize(row);
                 state::settle(row, status ? status->state : PowerState::Shutdown);
             });
         } },
    };
}

/// As long as the old disk is not back, the server waits for its confirmation as before; from then on it has the old flavor, too.
void RevertResize::failed(TaskContext& context, const Error& error)
{
    const auto& id = context.row().resourceId;
    const auto before = readServer(context);
    if (!before || before->taskState == state::deleting)
        return;
    const bool waits = !before->oldFlavor.name.isEmpty() && (before->bootVolume() || m_service.files().hasCopy(id));
    if (!waits)
        warn("Undoing the resize of", id, takeOldFlavor(m_service, context, [](ServerRow&) { }));
    const auto started = launchAgain(context);
    warn("Starting again", id, started);
    const auto status = m_service.guestState(id);
    warn("Noting the failed revert of", id, changeServer(context, [&](ServerRow& row) {
        if (!waits)
            state::leaveResize(row);
        if (waits || started)
            state::settle(row, status ? status->state : PowerState::Shutdown);
        else
            state::failed(row, error);
    }));
}

} // namespace skylab::compute
