#include "compute/drivers/fake/FakeHypervisorDriver.h"

#include "compute/driver/GuestRules.h"

namespace skylab::compute {

namespace {

Error inState(const QString& uuid, PowerState state, const QString& wanted)
{
    return { ErrorCode::Conflict,
             QStringLiteral("The guest %1 is %2; it must be %3.").arg(uuid, toString(state), wanted) };
}

} // namespace

FakeHypervisorDriver::FakeHypervisorDriver(FakeHost host) : m_host(std::move(host)) { }

FakeHypervisorDriver::~FakeHypervisorDriver() { stop(); }

Result<void> FakeHypervisorDriver::start()
{
    m_events.start();
    const Lock lock(m_mutex);
    m_started = true;
    if (m_reconnected)
        m_events.post(m_reconnected);
    return {};
}

void FakeHypervisorDriver::stop()
{
    {
        const Lock lock(m_mutex);
        m_started = false;
    }
    m_events.stop();
}

Result<void> FakeHypervisorDriver::admit(const char* verb)
{
    if (!m_started || m_reach == Reach::Unreachable)
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("The fake hypervisor does not answer. Start it with start() and setReach()."));
    if (const auto failure = m_failures.find(QLatin1String(verb)); failure != m_failures.end()) {
        auto error = failure->second;
        m_failures.erase(failure);
        return fail(std::move(error));
    }
    return {};
}

Result<FakeHypervisorDriver::Guest*> FakeHypervisorDriver::find(const char* verb, const QString& uuid)
{
    TRY(admit(verb));
    const auto guest = m_guests.find(uuid);
    if (guest == m_guests.end())
        return fail(ErrorCode::NotFound, QStringLiteral("The hypervisor has no guest %1.").arg(uuid));
    return &guest->second;
}

void FakeHypervisorDriver::enter(Guest& guest, PowerState state, LifecycleEvent event, LifecycleReason reason,
                                 const QString& explanation)
{
    if (guest.state == PowerState::Running)
        guest.ranMicros += Clock::now().micros - guest.since.micros;
    if (!isActive(state))
        guest.ranMicros = state == PowerState::Suspended ? guest.ranMicros : 0;
    guest.since = Clock::now();
    guest.state = state;
    if (guest.serial && (!isActive(state) || event == LifecycleEvent::Started)) {   // hangs up, as a machine does that goes
        guest.console += guest.serial->transcript();
        guest.serial.reset();
    }
    guest.reason = reason;
    guest.explanation = explanation;
    if (m_lifecycle)
        m_events.post(
            [callback = m_lifecycle, happened = Lifecycle { guest.spec.uuid, event, reason, state, explanation }] {
                callback(happened);
            });
}

void FakeHypervisorDriver::boot(Guest& guest)
{
    const auto host = guest.spec.metadata.serverName.isEmpty() ? guest.spec.name : guest.spec.metadata.serverName;
    guest.console += QStringLiteral("[    0.000000] Linux version 6.1.0 (fake)\n"
                                    "[    0.000000] Memory: %1K available\n"
                                    "[    0.412000] smp: Brought up 1 node, %2 CPU%3\n")
                         .arg(qint64(guest.spec.memoryMiB) * 1024)
                         .arg(guest.spec.vcpus)
                         .arg(guest.spec.vcpus == 1 ? QString() : QStringLiteral("s"))
                         .toUtf8();
    for (const auto& disk : guest.spec.disks)
        guest.console += QStringLiteral("[    0.731000] %1: disk %2\n").arg(disk.deviceName, disk.serial).toUtf8();
    for (const auto& nic : guest.spec.nics)
        guest.console += QStringLiteral("[    0.902000] net: %1 up\n").arg(nic.mac).toUtf8();
    guest.console += QStringLiteral("\n%1 login: ").arg(host).toUtf8();
    enter(guest, PowerState::Running, LifecycleEvent::Started, LifecycleReason::Requested);
}

Result<FakeHypervisorDriver::Guest*> FakeHypervisorDriver::put(const GuestSpec& spec, bool start)
{
    const auto whole = TRY(completed(spec));
    if (whole.memoryMiB > m_host.memoryMiB)
        return fail(ErrorCode::NoSpace,
                    QStringLiteral("The host has %1 MiB of memory; the guest wants %2.")
                        .arg(m_host.memoryMiB)
                        .arg(whole.memoryMiB),
                    QStringLiteral("memoryMiB"));
    const auto existing = m_guests.find(whole.uuid);
    if (existing != m_guests.end() && isActive(existing->second.state)) {
        if (start && existing->second.asked == spec)
            return &existing->second;
        return fail(ErrorCode::Conflict,
                    QStringLiteral("The guest %1 is running already, from another specification. Stop it first.")
                        .arg(spec.uuid));
    }
    for (const auto& [uuid, guest] : m_guests)
        if (uuid != whole.uuid && guest.spec.name == whole.name)
            return fail(ErrorCode::Conflict,
                        QStringLiteral("The name %1 belongs to another guest, %2.").arg(whole.name, uuid),
                        QStringLiteral("name"));
    auto& guest = m_guests[whole.uuid];
    guest.spec = whole;
    guest.asked = spec;
    guest.state = PowerState::Shutdown;
    guest.ranMicros = 0;
    if (start)
        boot(guest);
    return &guest;
}

Result<void> FakeHypervisorDriver::spawn(const GuestSpec& spec)
{
    const Lock lock(m_mutex);
    TRY(admit("spawn"));
    TRY(put(spec, true));
    return {};
}

Result<void> FakeHypervisorDriver::define(const GuestSpec& spec)
{
    const Lock lock(m_mutex);
    TRY(admit("define"));
    TRY(put(spec, false));
    return {};
}

Result<void> FakeHypervisorDriver::destroy(const QString& uuid)
{
    const Lock lock(m_mutex);
    TRY(admit("destroy"));
    if (const auto guest = m_guests.find(uuid); guest != m_guests.end() && isActive(guest->second.state))
        enter(guest->second, PowerState::Shutdown, LifecycleEvent::Stopped, LifecycleReason::Requested);
    return {};
}

Result<void> FakeHypervisorDriver::cleanup(const QString& uuid)
{
    const Lock lock(m_mutex);
    TRY(admit("cleanup"));
    const auto guest = m_guests.find(uuid);
    if (guest == m_guests.end())
        return {};
    if (isActive(guest->second.state))
        enter(guest->second, PowerState::Shutdown, LifecycleEvent::Stopped, LifecycleReason::Requested);
    enter(guest->second, PowerState::NoState, LifecycleEvent::Removed, LifecycleReason::Requested);
    m_guests.erase(guest);
    return {};
}

Result<void> FakeHypervisorDriver::powerOn(const QString& uuid)
{
    const Lock lock(m_mutex);
    auto* guest = TRY(find("powerOn", uuid));
    if (guest->state == PowerState::Running)
        return {};
    if (guest->state == PowerState::Paused)
        return fail(inState(uuid, guest->state, QStringLiteral("stopped")));
    if (guest->state == PowerState::Suspended)
        enter(*guest, guest->stateBeforeSuspend, LifecycleEvent::Started, LifecycleReason::Requested);
    else
        boot(*guest);
    return {};
}

Result<void> FakeHypervisorDriver::powerOff(const QString& uuid, Milliseconds graceful, const Cancelled&)
{
    const Lock lock(m_mutex);
    auto* guest = TRY(find("powerOff", uuid));
    if (!isActive(guest->state))
        return {};
    const bool obeys = graceful > Milliseconds::zero() && guest->manners == Manners::Obedient
        && guest->state == PowerState::Running;
    enter(*guest, PowerState::Shutdown, LifecycleEvent::Stopped,
          obeys ? LifecycleReason::GuestShutdown : LifecycleReason::Requested);
    return {};
}

Result<void> FakeHypervisorDriver::reboot(const QString& uuid, RebootKind kind, Milliseconds graceful, const Cancelled&)
{
    const Lock lock(m_mutex);
    auto* guest = TRY(find("reboot", uuid));
    if (isActive(guest->state)) {
        const bool obeys = kind == RebootKind::Soft && graceful > Milliseconds::zero()
            && guest->manners == Manners::Obedient;
        enter(*guest, PowerState::Shutdown, LifecycleEvent::Stopped,
              obeys ? LifecycleReason::GuestShutdown : LifecycleReason::Requested);
    }
    boot(*guest);
    return {};
}

Result<void> FakeHypervisorDriver::pause(const QString& uuid)
{
    const Lock lock(m_mutex);
    auto* guest = TRY(find("pause", uuid));
    if (guest->state == PowerState::Paused)
        return {};
    if (guest->state != PowerState::Running)
        return fail(inState(uuid, guest->state, QStringLiteral("running")));
    enter(*guest, PowerState::Paused, LifecycleEvent::Paused, LifecycleReason::Requested);
    return {};
}

Result<void> FakeHypervisorDriver::unpause(const QString& uuid)
{
    const Lock lock(m_mutex);
    auto* guest = TRY(find("unpause", uuid));
    if (guest->state == PowerState::Running)
        return {};
    if (guest->state != PowerState::Paused)
        return fail(inState(uuid, guest->state, QStringLiteral("paused")));
    enter(*guest, PowerState::Running, LifecycleEvent::Resumed, LifecycleReason::Requested);
    return {};
}

Result<void> FakeHypervisorDriver::suspend(const QString& uuid)
{
    const Lock lock(m_mutex);
    auto* guest = TRY(find("suspend", uuid));
    if (guest->state == PowerState::Suspended)
        return {};
    if (!isActive(guest->state))
        return fail(inState(uuid, guest->state, QStringLiteral("running or paused")));
    guest->stateBeforeSuspend = guest->state;
    enter(*guest, PowerState::Suspended, LifecycleEvent::Suspended, LifecycleReason::Requested);
    return {};
}

Result<void> FakeHypervisorDriver::resume(const QString& uuid)
{
    const Lock lock(m_mutex);
    auto* guest = TRY(find("resume", uuid));
    if (guest->state == PowerState::Running)
        return {};
    if (guest->state != PowerState::Suspended)
        return fail(inState(uuid, guest->state, QStringLiteral("suspended")));
    enter(*guest, guest->stateBeforeSuspend, LifecycleEvent::Started, LifecycleReason::Requested);
    return {};
}

} // namespace skylab::compute
