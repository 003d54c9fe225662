// The host that the fake hypervisor plays, its list of guests, and what happens of its own accord.
#include "compute/drivers/fake/FakeHypervisorDriver.h"

namespace skylab::compute {

void FakeHypervisorDriver::setManners(const QString& uuid, Manners manners)
{
    const Lock lock(m_mutex);
    if (const auto guest = m_guests.find(uuid); guest != m_guests.end())
        guest->second.manners = manners;
}

void FakeHypervisorDriver::powersItselfOff(const QString& uuid)
{
    const Lock lock(m_mutex);
    if (const auto guest = m_guests.find(uuid); guest != m_guests.end() && guest->second.state == PowerState::Running)
        enter(guest->second, PowerState::Shutdown, LifecycleEvent::Stopped, LifecycleReason::GuestShutdown);
}

void FakeHypervisorDriver::crashes(const QString& uuid, const QString& explanation)
{
    const Lock lock(m_mutex);
    if (const auto guest = m_guests.find(uuid); guest != m_guests.end() && guest->second.state == PowerState::Running)
        enter(guest->second, PowerState::Crashed, LifecycleEvent::Crashed, LifecycleReason::Failed, explanation);
}

void FakeHypervisorDriver::writesToConsole(const QString& uuid, const QByteArray& text)
{
    const Lock lock(m_mutex);
    if (const auto guest = m_guests.find(uuid); guest != m_guests.end())
        guest->second.console += text;
}

void FakeHypervisorDriver::setReach(Reach reach)
{
    const Lock lock(m_mutex);
    if (m_reach != reach && reach == Reach::Reachable && m_reconnected)
        m_events.post(m_reconnected);
    m_reach = reach;
}

void FakeHypervisorDriver::failNext(const QString& verb, Error error)
{
    const Lock lock(m_mutex);
    m_failures.insert_or_assign(verb, std::move(error));
}

Result<void> FakeHypervisorDriver::health()
{
    const Lock lock(m_mutex);
    return admit("health");
}

bool FakeHypervisorDriver::isConnected()
{
    const Lock lock(m_mutex);
    return m_started && m_reach == Reach::Reachable;
}

Result<Capabilities> FakeHypervisorDriver::capabilities()
{
    const Lock lock(m_mutex);
    TRY(admit("capabilities"));
    Capabilities able;
    able.suspend = able.attachVolume = able.extendVolume = able.attachInterface = able.snapshotDisk = true;
    able.consoleLog = able.uefi = able.multiattach = able.guestAgent = able.swapVolume = able.injectNmi = able.serialConsole = true;
    able.diskBuses = { QStringLiteral("virtio"), QStringLiteral("scsi"), QStringLiteral("sata"), QStringLiteral("ide"),
                       QStringLiteral("usb") };
    able.nicModels = { QStringLiteral("virtio"), QStringLiteral("e1000"), QStringLiteral("e1000e"),
                       QStringLiteral("rtl8139") };
    return able;
}

Result<HostState> FakeHypervisorDriver::hostState()
{
    const Lock lock(m_mutex);
    TRY(admit("hostState"));
    HostState host;
    host.hostName = m_host.hostName;
    host.hypervisorType = QStringLiteral("fake");
    host.hypervisorVersion = 1'000'000;
    host.vcpusTotal = m_host.vcpus;
    host.memoryTotalMiB = m_host.memoryMiB;
    host.diskTotalGiB = host.diskFreeGiB = m_host.diskGiB;
    for (const auto& [uuid, guest] : m_guests) {
        ++host.guestsDefined;
        if (guest.state != PowerState::Running && guest.state != PowerState::Paused)
            continue;
        ++host.guestsActive;
        host.vcpusUsed += guest.spec.vcpus;
        host.memoryGuestsMiB += guest.spec.memoryMiB;
    }
    host.memoryUsedMiB = host.memoryGuestsMiB / 2;      // guests use half of what they have, as count() says
    host.cpuArchitecture = QStringLiteral("x86_64");
    host.cpuModel = QStringLiteral("fake");
    host.cpuVendor = QStringLiteral("Skylab");
    host.cpuCores = m_host.vcpus;
    host.accelerated = true;
    host.acceleration = QStringLiteral("The fake hypervisor runs nothing, which is as fast as can be.");
    return host;
}

Result<GuestStatus> FakeHypervisorDriver::guestState(const QString& uuid)
{
    const Lock lock(m_mutex);
    const auto* guest = TRY(find("guestState", uuid));
    return GuestStatus { uuid, guest->spec.name, guest->state, guest->reason, guest->explanation };
}

Result<std::vector<GuestStatus>> FakeHypervisorDriver::listGuests()
{
    const Lock lock(m_mutex);
    TRY(admit("listGuests"));
    std::vector<GuestStatus> all;
    for (const auto& [uuid, guest] : m_guests)
        all.push_back({ uuid, guest.spec.name, guest.state, guest.reason, guest.explanation });
    return all;
}

} // namespace skylab::compute
