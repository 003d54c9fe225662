#include "compute/model/ServerState.h"

#include "service/Fault.h"

namespace skylab::compute::state {

namespace {

struct ActionRule {
    Action action;
    const char* name;
    const char* vmStates;        ///< separated by blanks
    const char* taskStates;      ///< that are allowed besides none
    const char* taskState;       ///< while it goes on
};

constexpr ActionRule rules[] = {
    { Action::Start, "start", "stopped", "", "powering-on" },
    { Action::Stop, "stop", "active error", "", "powering-off" },
    { Action::SoftReboot, "reboot", "active", "", "rebooting" },
    { Action::HardReboot, "reboot", "active stopped paused suspended error", "rebooting rebooting_hard pausing unpausing suspending resuming", "rebooting_hard" },
    { Action::Pause, "pause", "active", "", "pausing" },
    { Action::Unpause, "unpause", "paused", "", "unpausing" },
    { Action::Suspend, "suspend", "active", "", "suspending" },
    { Action::Resume, "resume", "suspended", "", "resuming" },
    { Action::CreateImage, "createImage", "active stopped paused suspended", "", "image_snapshot_pending" },
    { Action::Rebuild, "rebuild", "active stopped error", "", "rebuilding" },
    { Action::ChangePassword, "changePassword", "active", "", "" },
    { Action::Resize, "resize", "active stopped", "", "resize_prep" },
    { Action::ConfirmResize, "confirmResize", "resized", "", "" },
    { Action::RevertResize, "revertResize", "resized", "", "resize_reverting" },
    { Action::AttachVolume, "attach_volume", "active paused stopped resized soft-delete shelved shelved_offloaded", "", "" },
    { Action::DetachVolume, "detach_volume", "active paused suspended stopped resized soft-delete shelved shelved_offloaded", "", "" },
    { Action::AttachInterface, "attach_interface", "active paused stopped", "", "" },
    { Action::DetachInterface, "detach_interface", "active paused stopped", "", "" },
    { Action::SwapVolume, "swap_volume", "active paused resized", "", "" },
    { Action::Shelve, "shelve", "active stopped paused suspended", "", "shelving" },
    { Action::ShelveOffload, "shelveOffload", "shelved", "", "shelving_offloading" },
    { Action::Unshelve, "unshelve", "shelved shelved_offloaded", "", "unshelving" },
    { Action::Rescue, "rescue", "active stopped error", "", "rescuing" },
    { Action::Unrescue, "unrescue", "rescued", "", "unrescuing" },
    { Action::Backup, "createBackup", "active stopped paused suspended", "", "image_backup" },
    { Action::Restore, "restore", "soft-delete", "", "restoring" },
    { Action::Migrate, "migrate", "active stopped", "", "resize_prep" },
    { Action::LiveMigrate, "os-migrateLive", "active paused", "", "migrating" },
    { Action::Evacuate, "evacuate", "active stopped error", "", "rebuilding" },
    { Action::CrashDump, "trigger_crash_dump", "active paused rescued resized error", "", "" },
};

const ActionRule& ruleOf(Action action)
{
    for (const auto& rule : rules)
        if (rule.action == action)
            return rule;
    return rules[0];
}

bool among(const char* list, const QString& state) { return QString::fromLatin1(list).split(u' ').contains(state); }

void enter(ServerRow& server, const QString& vmState, const QString& taskState)
{
    server.vmState = vmState;
    server.taskState = taskState;
    server.status = statusOf(vmState, taskState);
    server.updatedAt = Clock::now();
    if (vmState != error && vmState != deletedState)
        server.fault = {};
}

} // namespace

QString nameOf(Action action) { return QString::fromLatin1(ruleOf(action).name); }

Result<> check(const ServerRow& server, Action action)
{
    const auto& rule = ruleOf(action);
    const auto refuse = [&](const char* attribute, const QString& value) {
        return fail(ErrorCode::Conflict, QStringLiteral("Cannot '%1' instance %2 while it is in %3 %4").arg(QLatin1String(rule.name), server.id, QLatin1String(attribute), value));
    };
    if (!among(rule.vmStates, server.vmState))
        return refuse("vm_state", server.vmState);
    if (!server.taskState.isEmpty() && !among(rule.taskStates, server.taskState))
        return refuse("task_state", server.taskState);
    // A build that failed left it nothing to run from: no host, no disk.
    if (server.host.isEmpty() && server.vmState != offloaded)
        return fail(ErrorCode::Conflict, QStringLiteral("Cannot '%1' instance %2: it has no host, because it was never built. Delete it and make it anew.").arg(QLatin1String(rule.name), server.id));
    return {};
}

Result<> begin(ServerRow& server, Action action)
{
    TRY(check(server, action));
    const auto fault = server.fault;
    enter(server, server.vmState, QString::fromLatin1(ruleOf(action).taskState));
    server.fault = fault;
    return {};
}

void create(ServerRow& server) { enter(server, building, QStringLiteral("scheduling")); }

void buildStep(ServerRow& server, const QString& taskState, int progress)
{
    if (server.taskState == deleting)
        return;
    enter(server, building, taskState);
    server.progress = progress;
}

void settle(ServerRow& server, PowerState power, const QString& explanation)
{
    server.powerState = int(power);
    if (server.taskState == deleting)
        return;
    if (isParked(server)) {      // no guest speaks for it
        server.powerState = int(PowerState::Shutdown);
        enter(server, server.vmState, {});
        return;
    }
    const bool waits = server.vmState == resized || server.vmState == rescued;
    const auto waiting = server.vmState;
    switch (power) {
    case PowerState::Running:
        enter(server, waits ? waiting : active, {});
        server.progress = 0;
        break;
    case PowerState::Paused: enter(server, paused, {}); break;
    case PowerState::Suspended: enter(server, suspended, {}); break;
    case PowerState::NoState:
    case PowerState::Shutdown: enter(server, waits ? waiting : stopped, {}); break;
    case PowerState::Crashed:
        enter(server, error, {});
        server.fault = { 500, Clock::now(), explanation.isEmpty() ? QStringLiteral("The guest crashed. Look at its console log, then reboot it hard.") : explanation, {} };
        break;
    }
}

void resizeDone(ServerRow& server) { enter(server, resized, {}); }

void leaveResize(ServerRow& server)
{
    if (server.vmState == resized)
        enter(server, active, server.taskState);
}

bool isParked(const ServerRow& server) { return server.vmState == shelved || server.vmState == offloaded || server.vmState == softDeleted; }

void shelve(ServerRow& server)
{
    enter(server, shelved, {});
    server.powerState = int(PowerState::Shutdown);
    server.shelvedAt = Clock::now();
}

void offload(ServerRow& server)
{
    enter(server, offloaded, {});
    server.powerState = int(PowerState::Shutdown);
}

void rescue(ServerRow& server)
{
    enter(server, rescued, {});
    server.powerState = int(PowerState::Running);
    server.launchedAt = Clock::now();
}

void softDelete(ServerRow& server)
{
    enter(server, softDeleted, {});
    server.powerState = int(PowerState::Shutdown);
    server.softDeletedAt = Clock::now();
}

void noteForTrash(ServerRow& server, bool ran)
{
    server.trash.vmState = server.vmState;
    server.trash.fault = server.fault;
    server.trash.ran = ran && !isParked(server);
    const auto fault = server.fault;
    enter(server, server.vmState, QStringLiteral("soft-deleting"));
    server.fault = fault;
}

void enterTrash(ServerRow& server)
{
    if (server.taskState == deleting || !server.inTrash())
        return;
    if (server.trash.vmState.isEmpty())
        noteForTrash(server, server.powerState == int(PowerState::Running) || server.powerState == int(PowerState::Paused));
    enter(server, softDeleted, {});
    server.powerState = int(PowerState::Shutdown);
}

void leaveTrash(ServerRow& server)
{
    const auto note = server.trash;
    if (note.vmState.isEmpty()) {      // nothing was done to it yet, nor will be
        server.trashedAt = {};
        server.trash = {};
        return;
    }
    const bool starts = note.ran && (note.vmState == active || note.vmState == paused);      // the others tell by their state that they run
    enter(server, starts ? stopped : note.vmState, note.ran ? QStringLiteral("powering-on") : QString());
    server.powerState = int(note.vmState == suspended ? PowerState::Suspended : PowerState::Shutdown);
    server.fault = note.vmState == error ? note.fault : sdk::ServerFault();
    server.trashedAt = {};
    server.trash = {};
}

void wake(ServerRow& server)
{
    if (isParked(server) || server.vmState == rescued)
        enter(server, active, server.taskState);
    server.shelvedAt = server.softDeletedAt = {};
}

void enterTask(ServerRow& server, const QString& taskState)
{
    if (server.taskState != deleting)
        enter(server, server.vmState, taskState);
}

void failed(ServerRow& server, const Error& failure)
{
    const bool goes = server.taskState == deleting && failure.code == ErrorCode::Cancelled;
    if (goes)
        return;      // a build that was called off: the delete that called it off goes on
    enter(server, error, {});
    const bool inside = failure.code == ErrorCode::Internal;
    server.fault = { failure.code == ErrorCode::NoValidHost ? 500 : service::statusOf(failure, service::FaultStyle::Nova), Clock::now(), failure.message,
                     inside && failure.details.isEmpty() ? QStringLiteral("%1:%2").arg(QLatin1String(failure.file)).arg(failure.line) : failure.details };
    server.progress = 0;
}

void beginDelete(ServerRow& server)
{
    const auto fault = server.fault;
    enter(server, server.vmState, deleting);
    server.fault = fault;
}

void remove(ServerRow& server)
{
    enter(server, deletedState, {});
    server.powerState = int(PowerState::NoState);
    server.deleted = true;
    server.terminatedAt = Clock::now();
    server.trashedAt = {};
    server.trash = {};
}

Result<> reset(ServerRow& server, const QString& wanted)
{
    if (wanted != active && wanted != error)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'state': '%1' is not one of active, error").arg(wanted.left(64)), QStringLiteral("state"));
    enter(server, wanted, {});
    return {};
}

const QStringList& statuses()
{
    static const QStringList all {
        QStringLiteral("ACTIVE"), QStringLiteral("BUILD"), QStringLiteral("DELETED"), QStringLiteral("ERROR"), QStringLiteral("HARD_REBOOT"), QStringLiteral("MIGRATING"), QStringLiteral("PASSWORD"),
        QStringLiteral("PAUSED"), QStringLiteral("REBOOT"), QStringLiteral("REBUILD"), QStringLiteral("RESCUE"), QStringLiteral("RESIZE"), QStringLiteral("REVERT_RESIZE"), QStringLiteral("SHELVED"),
        QStringLiteral("SHELVED_OFFLOADED"), QStringLiteral("SHUTOFF"), QStringLiteral("SOFT_DELETED"), QStringLiteral("SUSPENDED"), QStringLiteral("UNKNOWN"), QStringLiteral("VERIFY_RESIZE"),
    };
    return all;
}

QString statusOf(const QString& vmState, const QString& taskState)
{
    if (vmState == error && taskState != u"rebuilding" && taskState != u"rebuild_spawning")
        return QStringLiteral("ERROR");
    if (taskState == u"rebooting")
        return QStringLiteral("REBOOT");
    if (taskState == u"rebooting_hard")
        return QStringLiteral("HARD_REBOOT");
    if (taskState == u"rebuilding" || taskState == u"rebuild_spawning")
        return QStringLiteral("REBUILD");
    if (taskState == u"resize_prep" || taskState == u"resize_finish")
        return QStringLiteral("RESIZE");
    if (taskState == u"resize_reverting")
        return QStringLiteral("REVERT_RESIZE");
    if (taskState == u"migrating" && (vmState == active || vmState == paused))
        return QStringLiteral("MIGRATING");
    if (taskState == u"updating_password")
        return QStringLiteral("PASSWORD");
    static const QHash<QString, QString> plain {
        { building, QStringLiteral("BUILD") },         { active, QStringLiteral("ACTIVE") },   { stopped, QStringLiteral("SHUTOFF") },
        { paused, QStringLiteral("PAUSED") },          { suspended, QStringLiteral("SUSPENDED") }, { resized, QStringLiteral("VERIFY_RESIZE") },
        { deletedState, QStringLiteral("DELETED") },   { rescued, QStringLiteral("RESCUE") },  { shelved, QStringLiteral("SHELVED") },
        { offloaded, QStringLiteral("SHELVED_OFFLOADED") }, { softDeleted, QStringLiteral("SOFT_DELETED") },
    };
    return plain.value(vmState, QStringLiteral("UNKNOWN"));
}

} // namespace skylab::compute::state
