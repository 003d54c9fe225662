// The devices, counters and consoles of the fake hypervisor.
#include "compute/driver/GuestRules.h"
#include "compute/drivers/fake/FakeHypervisorDriver.h"

#include <QFile>
#include <QtEndian>

#include <algorithm>
#include <cmath>

namespace skylab::compute {

namespace {

constexpr qint64 assumedDiskBytes = qint64(10) << 30;

Error notRunning(const QString& uuid, PowerState state)
{
    return { ErrorCode::Conflict,
             QStringLiteral("The guest %1 is %2; it must be running.").arg(uuid, toString(state)) };
}

Error noSuchDisk(const QString& uuid, const QString& serial)
{
    return { ErrorCode::NotFound, QStringLiteral("The guest %1 has no disk %2.").arg(uuid, serial) };
}

Error held(const QString& what, HypervisorDriver::Milliseconds deadline)
{
    return { ErrorCode::Timeout,
             QStringLiteral("The guest did not release %1 within %2 s. It may still be booting or use it: "
                            "unmount it in the guest and try again, or stop the server first.")
                 .arg(what)
                 .arg(double(deadline.count()) / 1000) };
}

/// The smallest qcow2 image that qemu-img check accepts: header, refcount table and block, empty L1 table.
QByteArray emptyQcow2(qint64 bytes)
{
    constexpr int clusterBits = 16;
    constexpr qint64 cluster = qint64(1) << clusterBits;
    const auto l1Entries = quint32((bytes + (cluster * cluster / 8) - 1) / (cluster * cluster / 8));
    QByteArray file(4 * cluster, '\0');
    const auto put32 = [&file](qint64 at, quint32 number) { qToBigEndian(number, file.data() + at); };
    const auto put64 = [&file](qint64 at, quint64 number) { qToBigEndian(number, file.data() + at); };
    put32(0, 0x514649fb);
    put32(4, 2);
    put32(20, clusterBits);
    put64(24, quint64(bytes));
    put32(36, l1Entries);
    put64(40, quint64(3 * cluster));   // L1 table
    put64(48, quint64(cluster));       // refcount table
    put32(56, 1);
    put64(quint64(cluster), quint64(2 * cluster));
    for (int i = 0; i < 4; ++i)
        qToBigEndian(quint16(1), file.data() + 2 * cluster + i * 2);
    return file;
}

/// What the guest sees of a disk: a file's own size where there is one, as a hypervisor would tell.
qint64 capacityOf(const DiskSpec& disk)
{
    QFile file(disk.source.path);
    if (disk.source.kind != DiskSource::Kind::File || !file.open(QIODevice::ReadOnly))
        return assumedDiskBytes;
    if (disk.format == DiskSpec::Format::Raw)
        return file.size() > 0 ? file.size() : assumedDiskBytes;
    const auto header = file.read(32);
    return header.size() == 32 && header.startsWith("QFI\xfb") ? qint64(qFromBigEndian<quint64>(header.data() + 24))
                                                               : assumedDiskBytes;
}

/// How a guest spends its time: the same for one id at each run, different from its neighbours'. Its load swings about a
/// mean, which is next to nothing for every fourth guest.
class Habits {
public:
    explicit Habits(const QString& uuid)
    {
        const auto seed = uuid.left(8).toUInt(nullptr, 16);
        static constexpr double means[] = { 0.01, 0.08, 0.25, 0.55 };
        m_mean = means[seed % 4];
        m_swing = m_mean * 0.6;
        m_period = 60.0 + double(seed / 4 % 240);
        m_phase = double(seed % 628) / 100;
        m_memory = 0.3 + double(seed / 16 % 30) / 100;
    }
    /// The integral of the load over the time that the guest ran: what one processor worked. Never falls.
    [[nodiscard]] double busySeconds(double ran) const
    {
        const auto turn = 2 * M_PI / m_period;
        return m_mean * ran + m_swing / turn * (std::cos(m_phase) - std::cos(turn * ran + m_phase));
    }
    [[nodiscard]] double memoryShare(double ran) const { return m_memory + 0.05 * std::sin(2 * M_PI / m_period * ran + m_phase); }

private:
    double m_mean, m_swing, m_period, m_phase, m_memory;
};

} // namespace

Result<QString> FakeHypervisorDriver::attachVolume(const QString& uuid, const DiskSpec& disk)
{
    const Lock lock(m_mutex);
    auto* guest = TRY(find("attachVolume", uuid));
    QSet<QString> taken;
    for (const auto& other : guest->spec.disks) {
        if (other.serial == disk.serial)
            return other.deviceName;
        taken << other.deviceName;
    }
    auto whole = TRY(completed(disk, taken));
    guest->spec.disks.push_back(whole);
    return whole.deviceName;
}

Result<void> FakeHypervisorDriver::detachVolume(const QString& uuid, const QString& serial, Milliseconds deadline)
{
    const Lock lock(m_mutex);
    auto* guest = TRY(find("detachVolume", uuid));
    auto& disks = guest->spec.disks;
    const auto disk = std::find_if(disks.begin(), disks.end(),
                                   [&](const DiskSpec& each) { return each.serial == serial; });
    if (disk == disks.end())
        return {};
    if (isActive(guest->state) && guest->manners == Manners::Stubborn)
        return fail(held(QStringLiteral("the disk %1 (%2)").arg(disk->deviceName, serial), deadline));
    disks.erase(disk);
    return {};
}

void FakeHypervisorDriver::setCopies(Copies copies)
{
    const Lock lock(m_mutex);
    m_copies = copies;
    m_changed.notify_all();
}

int FakeHypervisorDriver::copiesUnderWay() const
{
    const Lock lock(m_mutex);
    return m_copiesUnderWay;
}

/// The disk of a guest that runs, which may have changed while nobody held the lock.
Result<DiskSpec*> FakeHypervisorDriver::activeDisk(const char* verb, const QString& uuid, const QString& serial)
{
    auto* guest = TRY(find(verb, uuid));
    if (!isActive(guest->state))
        return fail(notRunning(uuid, guest->state));
    for (auto& disk : guest->spec.disks)
        if (disk.serial == serial)
            return &disk;
    return fail(noSuchDisk(uuid, serial));
}

/// Lets the lock go while it waits, and asks without it: who is asked may call the driver.
Result<void> FakeHypervisorDriver::waitForCopy(Lock& lock, const QString& uuid, const QString& serial, Milliseconds deadline, const Cancelled& cancelled)
{
    constexpr std::chrono::milliseconds askAgain { 100 };
    const auto end = std::chrono::steady_clock::now() + deadline;
    for (;;) {
        lock.unlock();
        const bool calledOff = cancelled && cancelled();
        lock.lock();
        if (calledOff)
            return fail(ErrorCode::Cancelled, QStringLiteral("The copy of the disk %1 was called off.").arg(serial));
        if (!m_started)
            return fail(ErrorCode::Cancelled, QStringLiteral("Skylab is stopping."));
        TRY(activeDisk("swapVolume", uuid, serial));
        if (m_copies == Copies::Done)
            return {};
        if (std::chrono::steady_clock::now() >= end)
            return fail(ErrorCode::Timeout, QStringLiteral("The disk %1 was not copied within %2 s.").arg(serial).arg(double(deadline.count()) / 1000));
        m_changed.wait_for(lock, askAgain);
    }
}

Result<void> FakeHypervisorDriver::swapVolume(const QString& uuid, const QString& serial, const DiskSpec& to, Milliseconds deadline, const Cancelled& cancelled)
{
    Lock lock(m_mutex);
    const auto* guest = TRY(find("swapVolume", uuid));
    if (std::any_of(guest->spec.disks.begin(), guest->spec.disks.end(), [&](const DiskSpec& one) { return one.serial == serial && one.source.path == to.source.path; }))
        return {};      // also when it has stopped since
    TRY(activeDisk("swapVolume", uuid, serial));
    ++m_copiesUnderWay;
    const auto copied = waitForCopy(lock, uuid, serial, deadline, cancelled);
    --m_copiesUnderWay;
    TRY(copied);
    auto* disk = TRY(activeDisk("swapVolume", uuid, serial));
    disk->source = to.source;
    disk->format = to.format;
    return {};
}

Result<void> FakeHypervisorDriver::extendVolume(const QString& uuid, const QString& serial, qint64 bytes)
{
    const Lock lock(m_mutex);
    auto* guest = TRY(find("extendVolume", uuid));
    const auto& disks = guest->spec.disks;
    if (std::none_of(disks.begin(), disks.end(), [&](const DiskSpec& each) { return each.serial == serial; }))
        return fail(noSuchDisk(uuid, serial));
    if (isActive(guest->state))
        guest->capacities[serial] = bytes;
    return {};
}

Result<void> FakeHypervisorDriver::attachInterface(const QString& uuid, const NicSpec& nic)
{
    const Lock lock(m_mutex);
    auto* guest = TRY(find("attachInterface", uuid));
    const auto whole = TRY(completed(nic));
    for (const auto& other : guest->spec.nics) {
        if (other.portId == nic.portId)
            return {};
        if (other.mac.compare(nic.mac, Qt::CaseInsensitive) == 0)
            return fail(ErrorCode::Conflict,
                        QStringLiteral("The guest has a network card with the MAC address %1 already.").arg(nic.mac),
                        QStringLiteral("mac"));
    }
    guest->spec.nics.push_back(whole);
    return {};
}

Result<void> FakeHypervisorDriver::detachInterface(const QString& uuid, const QString& portId, Milliseconds deadline)
{
    const Lock lock(m_mutex);
    auto* guest = TRY(find("detachInterface", uuid));
    auto& nics = guest->spec.nics;
    const auto nic = std::find_if(nics.begin(), nics.end(), [&](const NicSpec& each) { return each.portId == portId; });
    if (nic == nics.end())
        return {};
    if (isActive(guest->state) && guest->manners == Manners::Stubborn)
        return fail(held(QStringLiteral("the network card of port %1").arg(portId), deadline));
    nics.erase(nic);
    return {};
}

GuestStats FakeHypervisorDriver::count(const Guest& guest) const
{
    auto ran = guest.ranMicros;
    if (guest.state == PowerState::Running)
        ran += Clock::now().micros - guest.since.micros;
    const Habits habits(guest.spec.uuid);
    const auto busy = habits.busySeconds(double(std::max<qint64>(0, ran)) / 1e6);
    const auto bytes = [&](double perSecond) { return qint64(busy * perSecond); };
    GuestStats stats { guest.spec.uuid, guest.state, guest.spec.vcpus };
    stats.vcpuNanos.assign(std::size_t(guest.spec.vcpus), qint64(busy * 1e9));
    stats.cpuNanos = qint64(busy * 1e9) * guest.spec.vcpus;
    stats.memoryMaximumKiB = stats.memoryCurrentKiB = qint64(guest.spec.memoryMiB) * 1024;
    stats.memoryUsedKiB = qint64(double(stats.memoryCurrentKiB) * habits.memoryShare(double(ran) / 1e6));
    stats.memoryResidentKiB = stats.memoryCurrentKiB / 2;
    for (const auto& disk : guest.spec.disks) {
        const auto known = guest.capacities.find(disk.serial);
        DiskStats one { disk.deviceName, disk.serial };
        one.readBytes = bytes(2 << 20);
        one.readRequests = one.readBytes / 4096;
        one.writeBytes = bytes(4 << 20);
        one.writeRequests = one.writeBytes / 4096;
        one.capacity = known == guest.capacities.end() ? capacityOf(disk) : known->second;
        one.allocation = one.capacity / 8;
        stats.disks.push_back(one);
    }
    for (const auto& nic : guest.spec.nics) {
        NicStats one { nic.deviceName, nic.portId, nic.mac };
        one.rxBytes = bytes(1 << 20);
        one.rxPackets = one.rxBytes / 1500;
        one.txBytes = bytes(3 << 20);
        one.txPackets = one.txBytes / 1500;
        stats.nics.push_back(one);
    }
    return stats;
}

Result<std::vector<GuestStats>> FakeHypervisorDriver::stats()
{
    const Lock lock(m_mutex);
    TRY(admit("stats"));
    std::vector<GuestStats> all;
    for (const auto& [uuid, guest] : m_guests)
        if (isActive(guest.state))
            all.push_back(count(guest));
    return all;
}

Result<GuestStats> FakeHypervisorDriver::diagnostics(const QString& uuid)
{
    const Lock lock(m_mutex);
    const auto* guest = TRY(find("diagnostics", uuid));
    if (!isActive(guest->state))
        return fail(notRunning(uuid, guest->state));
    return count(*guest);
}

Result<QByteArray> FakeHypervisorDriver::consoleLog(const QString& uuid, int maxLines)
{
    const Lock lock(m_mutex);
    const auto* guest = TRY(find("consoleLog", uuid));
    const auto console = guest->serial ? guest->console + guest->serial->transcript() : guest->console;
    if (maxLines < 0)
        return console;
    const auto lines = console.split('\n');
    return QByteArrayList(lines.mid(std::max<qsizetype>(0, lines.size() - maxLines))).join('\n');
}

Result<ConsoleEndpoint> FakeHypervisorDriver::vncEndpoint(const QString& uuid)
{
    const Lock lock(m_mutex);
    TRY(find("vncEndpoint", uuid));
    return fail(ErrorCode::NotImplemented, QStringLiteral("The fake hypervisor has no graphical console."));
}

Result<ConsoleEndpoint> FakeHypervisorDriver::serialEndpoint(const QString& uuid)
{
    const Lock lock(m_mutex);
    auto* guest = TRY(find("serialEndpoint", uuid));
    if (!isActive(guest->state))
        return fail(notRunning(uuid, guest->state));
    if (!guest->serial) {
        auto line = std::make_unique<FakeSerial>(guest->spec.metadata.serverName.isEmpty() ? guest->spec.name : guest->spec.metadata.serverName);
        TRY(line->listen());
        guest->serial = std::move(line);
    }
    return ConsoleEndpoint { ConsoleEndpoint::Kind::Tcp, {}, QStringLiteral("127.0.0.1"), guest->serial->port() };
}

Result<Screenshot> FakeHypervisorDriver::screenshot(const QString& uuid)
{
    const Lock lock(m_mutex);
    TRY(find("screenshot", uuid));
    return fail(ErrorCode::NotImplemented, QStringLiteral("The fake hypervisor has no screen."));
}

Result<void> FakeHypervisorDriver::snapshotDisk(const QString& uuid, const QString& serial, const QString& targetFile,
                                                Quiesce, Milliseconds)
{
    const Lock lock(m_mutex);
    const auto* guest = TRY(find("snapshotDisk", uuid));
    const auto& disks = guest->spec.disks;
    const auto disk = std::find_if(disks.begin(), disks.end(), [&](const DiskSpec& each) { return each.serial == serial; });
    if (disk == disks.end())
        return fail(noSuchDisk(uuid, serial));
    const auto known = guest->capacities.find(serial);
    const auto bytes = emptyQcow2(known == guest->capacities.end() ? capacityOf(*disk) : known->second);
    QFile file(targetFile);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly))
        return fail(ErrorCode::Conflict,
                    QStringLiteral("The copy can't be written to %1: %2.").arg(targetFile, file.errorString()));
    if (file.write(bytes) != bytes.size()) {
        file.remove();
        return fail(ErrorCode::NoSpace,
                    QStringLiteral("The copy can't be written to %1: %2.").arg(targetFile, file.errorString()));
    }
    return {};
}

Result<void> FakeHypervisorDriver::injectNmi(const QString& uuid)
{
    const Lock lock(m_mutex);
    auto* guest = TRY(find("injectNmi", uuid));
    if (!isActive(guest->state))
        return fail(notRunning(uuid, guest->state));
    guest->console += "\nUhhuh. NMI received for unknown reason 30 on CPU 0.\n";
    return {};
}

Result<void> FakeHypervisorDriver::setAdminPassword(const QString& uuid, const QString&, const Secret&)
{
    const Lock lock(m_mutex);
    const auto* guest = TRY(find("setAdminPassword", uuid));
    if (guest->state != PowerState::Running)
        return fail(notRunning(uuid, guest->state));
    if (!guest->spec.guestAgent)
        return fail(ErrorCode::Conflict, QStringLiteral("No agent answers in the guest %1.").arg(uuid));
    return {};
}

} // namespace skylab::compute
