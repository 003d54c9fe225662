#include "compute/drivers/libvirt/DomainState.h"

#include <libvirt/libvirt.h>

namespace skylab::compute::libvirt {

namespace {

QString pausedUnknown()
{
    return QStringLiteral(
        "The guest stopped without a reason. Right after its start this means that hardware acceleration does not work "
        "on this host: set the hypervisor's acceleration to none and start the server again.");
}

QString ioError()
{
    return QStringLiteral(
        "The guest is paused because one of its disks could not be written: the disk is full or gone. "
        "Make room, then unpause the server.");
}

QString died()
{
    return QStringLiteral(
        "The hypervisor's process of this guest ended unexpectedly; the reason is in libvirt's log of the guest.");
}

StateReading readPaused(int reason)
{
    switch (reason) {
    case VIR_DOMAIN_PAUSED_IOERROR: return { PowerState::Paused, LifecycleReason::IoError, ioError() };
    case VIR_DOMAIN_PAUSED_UNKNOWN: return { PowerState::Paused, LifecycleReason::Unknown, pausedUnknown() };
    // Whoever asked for the start may be gone (skylabd was killed); libvirt ends it all the same, and says when it fails.
    case VIR_DOMAIN_PAUSED_STARTING_UP: return { PowerState::Running };
    case VIR_DOMAIN_PAUSED_CRASHED:
        return { PowerState::Crashed, LifecycleReason::Panic, QStringLiteral("The guest's kernel panicked.") };
    default: return { PowerState::Paused, LifecycleReason::Requested };
    }
}

StateReading readShutoff(int reason, SavedMemory saved)
{
    if (saved == SavedMemory::Yes)
        return { PowerState::Suspended, LifecycleReason::Requested };
    switch (reason) {
    case VIR_DOMAIN_SHUTOFF_CRASHED: return { PowerState::Crashed, LifecycleReason::Failed, died() };
    case VIR_DOMAIN_SHUTOFF_FAILED: return { PowerState::Shutdown, LifecycleReason::Failed, died() };
    case VIR_DOMAIN_SHUTOFF_SHUTDOWN: return { PowerState::Shutdown, LifecycleReason::GuestShutdown };
    case VIR_DOMAIN_SHUTOFF_UNKNOWN: return { PowerState::Shutdown, LifecycleReason::None };
    default: return { PowerState::Shutdown, LifecycleReason::Requested };
    }
}

} // namespace

StateReading readState(int state, int reason, SavedMemory saved)
{
    switch (state) {
    case VIR_DOMAIN_RUNNING:
    case VIR_DOMAIN_BLOCKED:
    case VIR_DOMAIN_SHUTDOWN: return { PowerState::Running };   // shutting down: still a process with the disks open
    case VIR_DOMAIN_PAUSED: return readPaused(reason);
    case VIR_DOMAIN_SHUTOFF: return readShutoff(reason, saved);
    case VIR_DOMAIN_CRASHED:
        return { PowerState::Crashed, LifecycleReason::Panic, QStringLiteral("The guest's kernel panicked.") };
    case VIR_DOMAIN_PMSUSPENDED: return { PowerState::Suspended, LifecycleReason::GuestShutdown };
    default: return {};
    }
}

std::optional<Lifecycle> readEvent(const QString& uuid, int event, int detail)
{
    using Event = LifecycleEvent;
    using Reason = LifecycleReason;
    switch (event) {
    case VIR_DOMAIN_EVENT_STARTED:
        return Lifecycle { uuid, Event::Started, Reason::Requested, PowerState::Running };
    case VIR_DOMAIN_EVENT_RESUMED:
        return Lifecycle { uuid, Event::Resumed, Reason::Requested, PowerState::Running };
    case VIR_DOMAIN_EVENT_SUSPENDED:
        if (detail == VIR_DOMAIN_EVENT_SUSPENDED_IOERROR)
            return Lifecycle { uuid, Event::Paused, Reason::IoError, PowerState::Paused, ioError() };
        if (detail == VIR_DOMAIN_EVENT_SUSPENDED_PAUSED)
            return Lifecycle { uuid, Event::Paused, Reason::Requested, PowerState::Paused };
        return Lifecycle { uuid, Event::Paused, Reason::Unknown, PowerState::Paused };
    case VIR_DOMAIN_EVENT_STOPPED:
        if (detail == VIR_DOMAIN_EVENT_STOPPED_SAVED)
            return Lifecycle { uuid, Event::Suspended, Reason::Requested, PowerState::Suspended };
        if (detail == VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN)
            return Lifecycle { uuid, Event::Stopped, Reason::GuestShutdown, PowerState::Shutdown };
        if (detail == VIR_DOMAIN_EVENT_STOPPED_CRASHED)
            return Lifecycle { uuid, Event::Crashed, Reason::Panic, PowerState::Crashed,
                               QStringLiteral("The guest's kernel panicked.") };
        if (detail == VIR_DOMAIN_EVENT_STOPPED_FAILED)
            return Lifecycle { uuid, Event::Crashed, Reason::Failed, PowerState::Crashed, died() };
        return Lifecycle { uuid, Event::Stopped, Reason::Requested, PowerState::Shutdown };
    case VIR_DOMAIN_EVENT_CRASHED:
        return Lifecycle { uuid, Event::Crashed, Reason::Panic, PowerState::Crashed,
                           QStringLiteral("The guest's kernel panicked.") };
    case VIR_DOMAIN_EVENT_PMSUSPENDED:
        return Lifecycle { uuid, Event::Suspended, Reason::GuestShutdown, PowerState::Suspended };
    case VIR_DOMAIN_EVENT_UNDEFINED:
        if (detail == VIR_DOMAIN_EVENT_UNDEFINED_RENAMED)
            return std::nullopt;
        return Lifecycle { uuid, Event::Removed, Reason::Requested, PowerState::NoState };
    default:
        return std::nullopt;
    }
}

} // namespace skylab::compute::libvirt
