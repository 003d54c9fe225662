#include "compute/drivers/libvirt/LibvirtDriver.h"

#include "compute/driver/GuestRules.h"
#include "compute/drivers/libvirt/HostReading.h"
#include "compute/drivers/libvirt/Session.h"
#include "compute/drivers/libvirt/StatsReading.h"

#include <QFile>

namespace skylab::compute {

using namespace libvirt;

LibvirtDriver::LibvirtDriver(LibvirtOptions options) : m_session(std::make_unique<Session>(std::move(options))) { }

LibvirtDriver::~LibvirtDriver() = default;

void LibvirtDriver::onLifecycle(LifecycleCallback callback) { m_session->lifecycle = std::move(callback); }

void LibvirtDriver::onReconnect(ReconnectCallback callback) { m_session->reconnected = std::move(callback); }

Result<void> LibvirtDriver::start() { return m_session->start(); }

void LibvirtDriver::stop() { m_session->stop(); }

Result<void> LibvirtDriver::health()
{
    auto answer = m_session->onHost<void>(
        quick, QStringLiteral("say its version"), [](virConnectPtr connect) -> Result<void> {
            unsigned long version = 0;
            return check(virConnectGetLibVersion(connect, &version), QStringLiteral("say its version"));
        });
    if (!answer && answer.error().code != ErrorCode::Cancelled)
        answer.error().code = ErrorCode::Unavailable;
    return answer;
}

bool LibvirtDriver::isConnected() { return m_session->isConnected(); }

Result<Capabilities> LibvirtDriver::capabilities()
{
    const bool test = m_session->isTestDriver();
    Capabilities able;
    able.suspend = true;
    able.attachVolume = able.attachInterface = !test;   // of its 9.0; its guests would not care either
    able.extendVolume = able.snapshotDisk = able.vncConsole = able.consoleLog = able.multiattach = able.guestAgent =
        able.swapVolume = able.injectNmi = !test;
    able.screenshot = !test;
    able.serialConsole = !test && !m_session->options.runDirectory.isEmpty();
    able.nicModels = { QStringLiteral("virtio"), QStringLiteral("e1000"), QStringLiteral("e1000e"),
                       QStringLiteral("rtl8139") };
    able.diskBuses = { QStringLiteral("virtio") };
    if (test)
        return able;
    const auto type = m_session->verdict().accelerated ? QByteArray("kvm") : QByteArray("qemu");
    const auto doing = QStringLiteral("say what guests it can run");
    const auto xml = TRY(m_session->onHost<QString>(slow, doing, [type, doing](virConnectPtr connect) {
        return checkText(virConnectGetDomainCapabilities(connect, nullptr, "x86_64", "pc", type.constData(), 0), doing);
    }));
    readDomainCapabilities(xml, able);
    return able;
}

namespace {

struct HostAnswers {
    QString name;
    QString type;
    unsigned long version = 0;
    virNodeInfo node {};
    QString capabilities;
    qint64 remoteTotalKiB = 0;
    qint64 remoteFreeKiB = 0;
    std::vector<GuestStats> guests;
    int defined = 0;
};

/// nodeinfo is wrong about the memory of this host, so it serves for a remote one only.
void readRemoteMemory(virConnectPtr connect, HostAnswers& answers)
{
    int count = 0;
    if (virNodeGetMemoryStats(connect, VIR_NODE_MEMORY_STATS_ALL_CELLS, nullptr, &count, 0) < 0 || count <= 0)
        return;
    std::vector<virNodeMemoryStats> stats(static_cast<std::size_t>(count));
    if (virNodeGetMemoryStats(connect, VIR_NODE_MEMORY_STATS_ALL_CELLS, stats.data(), &count, 0) < 0)
        return;
    for (const auto& stat : stats) {
        const auto is = [&stat](const char* field) { return qstrcmp(stat.field, field) == 0; };
        if (is(VIR_NODE_MEMORY_STATS_TOTAL))
            answers.remoteTotalKiB = qint64(stat.value);
        else if (is(VIR_NODE_MEMORY_STATS_FREE) || is(VIR_NODE_MEMORY_STATS_BUFFERS)
                 || is(VIR_NODE_MEMORY_STATS_CACHED))
            answers.remoteFreeKiB += qint64(stat.value);
    }
}

Result<HostAnswers> askHost(virConnectPtr connect, bool local)
{
    const auto doing = QStringLiteral("describe the host");
    HostAnswers answers;
    answers.name = TRY(checkText(virConnectGetHostname(connect), doing));
    answers.type = QString::fromUtf8(virConnectGetType(connect));
    TRY(check(virConnectGetVersion(connect, &answers.version), doing));
    TRY(check(virNodeGetInfo(connect, &answers.node), doing));
    answers.capabilities = TRY(checkText(virConnectGetCapabilities(connect), doing));
    answers.guests = TRY(
        readAllStats(connect, VIR_DOMAIN_STATS_STATE | VIR_DOMAIN_STATS_BALLOON | VIR_DOMAIN_STATS_VCPU));
    answers.defined = std::max(0, virConnectNumOfDefinedDomains(connect)) + int(answers.guests.size());
    if (!local)
        readRemoteMemory(connect, answers);
    return answers;
}

} // namespace

Result<HostState> LibvirtDriver::hostState()
{
    const bool local = m_session->isLocal();
    const auto answers = TRY(m_session->onHost<HostAnswers>(
        slow, QStringLiteral("describe the host"), [local](virConnectPtr connect) { return askHost(connect, local); }));
    HostState host;
    host.hostName = answers.name;
    host.hypervisorType = answers.type;
    host.hypervisorVersion = qint64(answers.version);
    host.vcpusTotal = int(answers.node.cpus);
    host.cpuModel = QString::fromLatin1(answers.node.model);
    host.cpuArchitecture = host.cpuModel;
    host.cpuSockets = int(answers.node.sockets);
    host.cpuCores = int(answers.node.cores);
    host.cpuThreads = int(answers.node.threads);
    readHostCapabilities(answers.capabilities, host);
    for (const auto& guest : answers.guests) {
        host.vcpusUsed += guest.vcpus;
        host.memoryGuestsMiB += guest.memoryMaximumKiB / 1024;
    }
    host.guestsActive = int(answers.guests.size());
    host.guestsDefined = answers.defined;
    if (local) {
        QFile meminfo(QStringLiteral("/proc/meminfo"));
        const auto memory = meminfo.open(QIODevice::ReadOnly) ? readMeminfo(meminfo.readAll()) : MemoryReading {};
        host.memoryTotalMiB = memory.totalMiB;
        host.memoryUsedMiB = memory.usedMiB;
        readLoad(host);
        readDisk(m_session->options.instancesDirectory, host);
    } else {
        host.memoryTotalMiB = answers.remoteTotalKiB / 1024;
        host.memoryUsedMiB = (answers.remoteTotalKiB - answers.remoteFreeKiB) / 1024;
    }
    host.accelerated = m_session->verdict().accelerated;
    host.acceleration = m_session->verdict().reason;
    return host;
}

Result<GuestStatus> LibvirtDriver::guestState(const QString& uuid)
{
    const auto doing = QStringLiteral("read the state of the guest");
    const auto name = TRY(m_session->onGuest<QString>(uuid, quick, doing, [](virDomainPtr domain) -> Result<QString> {
        return QString::fromUtf8(virDomainGetName(domain));
    }));
    const auto state = TRY(m_session->state(uuid));
    return GuestStatus { uuid, name, state.state, state.reason, state.explanation };
}

namespace {

/// States of all domains by one call; which of the stopped ones have saved memory by a second.
Result<std::vector<GuestStatus>> listAll(virConnectPtr connect)
{
    const auto doing = QStringLiteral("list the guests");
    std::set<QString> saved;
    virDomainPtr* withMemory = nullptr;
    const auto savedCount = virConnectListAllDomains(connect, &withMemory, VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE);
    TRY(check(savedCount, doing));
    for (int i = 0; i < savedCount; ++i) {
        char uuid[VIR_UUID_STRING_BUFLEN] = {};
        const auto domain = own(withMemory[i]);
        virDomainGetUUIDString(domain.get(), uuid);
        saved.insert(QString::fromLatin1(uuid));
    }
    std::free(withMemory);
    virDomainStatsRecordPtr* records = nullptr;
    const auto count = virConnectGetAllDomainStats(connect, VIR_DOMAIN_STATS_STATE, &records, 0);
    TRY(check(count, doing));
    std::vector<GuestStatus> guests;
    for (int i = 0; i < count; ++i) {
        char uuid[VIR_UUID_STRING_BUFLEN] = {};
        virDomainGetUUIDString(records[i]->dom, uuid);
        int state = 0;
        int reason = 0;
        virTypedParamsGetInt(records[i]->params, records[i]->nparams, "state.state", &state);
        virTypedParamsGetInt(records[i]->params, records[i]->nparams, "state.reason", &reason);
        const auto id = QString::fromLatin1(uuid);
        const auto reading = readState(state, reason, saved.contains(id) ? SavedMemory::Yes : SavedMemory::No);
        guests.push_back({ id, QString::fromUtf8(virDomainGetName(records[i]->dom)), reading.state, reading.reason,
                           reading.explanation });
    }
    virDomainStatsRecordListFree(records);
    return guests;
}

} // namespace

Result<std::vector<GuestStatus>> LibvirtDriver::listGuests()
{
    auto all = TRY(m_session->onHost<std::vector<GuestStatus>>(quick, QStringLiteral("list the guests"), listAll));
    std::vector<QString> uuids;
    for (const auto& guest : all)
        uuids.push_back(guest.uuid);
    const auto ours = TRY(m_session->ours(uuids));
    std::erase_if(all, [&](const GuestStatus& guest) { return !ours.contains(guest.uuid); });
    return all;
}

Result<std::vector<GuestStats>> LibvirtDriver::stats()
{
    auto all = TRY(m_session->onHost<std::vector<GuestStats>>(
        slow, QStringLiteral("count what the guests do"), [](virConnectPtr connect) {
            return readAllStats(connect,
                                VIR_DOMAIN_STATS_STATE | VIR_DOMAIN_STATS_CPU_TOTAL | VIR_DOMAIN_STATS_BALLOON
                                    | VIR_DOMAIN_STATS_VCPU | VIR_DOMAIN_STATS_INTERFACE | VIR_DOMAIN_STATS_BLOCK);
        }));
    std::vector<QString> uuids;
    for (const auto& guest : all)
        uuids.push_back(guest.uuid);
    const auto ours = TRY(m_session->ours(uuids));
    std::erase_if(all, [&](const GuestStats& guest) { return !ours.contains(guest.uuid); });
    return all;
}

Result<GuestStats> LibvirtDriver::diagnostics(const QString& uuid)
{
    const auto picture = TRY(m_session->picture(uuid));
    if (!picture.active)
        return fail(wrongState(uuid, picture.state.state, QStringLiteral("running")));
    auto stats = TRY(
        m_session->onGuest<GuestStats>(uuid, slow, QStringLiteral("count what the guest does"), readStats));
    stats.state = picture.state.state;
    for (auto& disk : stats.disks)
        for (const auto& known : picture.domain.disks)
            if (known.device == disk.device)
                disk.serial = known.serial;
    for (auto& nic : stats.nics)
        for (const auto& known : picture.domain.nics)
            if (known.device == nic.device) {
                nic.portId = known.portId;
                nic.mac = known.mac;
            }
    return stats;
}

} // namespace skylab::compute
