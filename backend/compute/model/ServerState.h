#pragma once

#include "compute/driver/GuestState.h"
#include "compute/store/ComputeRows.h"
#include "core/Result.h"

namespace skylab::compute::state {

/// The only place that assigns a server's vm_state, task_state and status. Each function names a transition of the
/// diagram in README.md and refuses it, in Nova's words, from a state that does not allow it (Conflict).
/// Source: https://docs.openstack.org/nova/latest/reference/vm-states.html

inline const QString building = QStringLiteral("building");
inline const QString active = QStringLiteral("active");
inline const QString stopped = QStringLiteral("stopped");
inline const QString paused = QStringLiteral("paused");
inline const QString suspended = QStringLiteral("suspended");
inline const QString resized = QStringLiteral("resized");
inline const QString rescued = QStringLiteral("rescued");
inline const QString shelved = QStringLiteral("shelved");
inline const QString offloaded = QStringLiteral("shelved_offloaded");
inline const QString softDeleted = QStringLiteral("soft-delete");
inline const QString error = QStringLiteral("error");
inline const QString deletedState = QStringLiteral("deleted");

inline const QString deleting = QStringLiteral("deleting");

/// What can be asked of a server.
enum class Action {
    Start, Stop, SoftReboot, HardReboot, Pause, Unpause, Suspend, Resume, CreateImage, Rebuild, ChangePassword, Resize, ConfirmResize,
    RevertResize, AttachVolume, DetachVolume, AttachInterface, DetachInterface, SwapVolume, Shelve, ShelveOffload, Unshelve, Rescue, Unrescue, Backup,
    Restore, Migrate, LiveMigrate, Evacuate, CrashDump,
};

/// The action's name in messages: "stop", "attach_volume".
QString nameOf(Action action);

/// Conflict when the server's states don't allow the action.
Result<> check(const ServerRow& server, Action action);
/// check(), then the task_state that the action has while it goes on.
Result<> begin(ServerRow& server, Action action);

/// A new server, on its way.
void create(ServerRow& server);
/// Another step of the build: "networking", "block_device_mapping", "spawning".
void buildStep(ServerRow& server, const QString& taskState, int progress);
/// The work is over: the state is what the hypervisor says. `explanation` says why a guest crashed.
void settle(ServerRow& server, PowerState power, const QString& explanation = {});
/// The resize is done and waits for confirmation.
void resizeDone(ServerRow& server);
/// It waits no longer, confirmed or reverted: settle() says what it is then.
void leaveResize(ServerRow& server);
/// Its disk is an image, and its guest stopped.
void shelve(ServerRow& server);
/// It has no host any more.
void offload(ServerRow& server);
/// It runs from the rescue disk.
void rescue(ServerRow& server);
/// Stopped, and gone for its owner's eyes until it is restored or its time is over.
void softDelete(ServerRow& server);
/// What leaveTrash() needs to know, before its guest is stopped; `ran`: it shall run again.
void noteForTrash(ServerRow& server, bool ran);
/// It lies there, stopped.
void enterTrash(ServerRow& server);
/// Visible again, as it was; "powering-on" if it ran and was, or is being, stopped.
void leaveTrash(ServerRow& server);
/// Shelved, offloaded, rescued, softly deleted no longer: settle() says what it is then.
void wake(ServerRow& server);
/// Whether the server has left its host, or waits to be brought back: it has no guest that runs.
bool isParked(const ServerRow& server);
/// Into the next part of an action: "image_uploading", "resize_finish".
void enterTask(ServerRow& server, const QString& taskState);
/// -> error, with a fault that explains.
void failed(ServerRow& server, const Error& error);
/// The delete begins; from any state, again too.
void beginDelete(ServerRow& server);
/// Gone for its owner; the row stays a while for administrators and usage.
void remove(ServerRow& server);
/// os-resetState: "active" or "error".
Result<> reset(ServerRow& server, const QString& state);

/// All that statusOf() may say.
const QStringList& statuses();
/// "ACTIVE", "HARD_REBOOT" ...
QString statusOf(const QString& vmState, const QString& taskState);

} // namespace skylab::compute::state
