#include "compute/drivers/libvirt/StatsReading.h"

#include "compute/drivers/libvirt/DomainState.h"

namespace skylab::compute::libvirt {

namespace {

/// One record of typed parameters, asked by name: "block.0.rd.bytes".
class Record {
public:
    explicit Record(virDomainStatsRecordPtr record) : m_record(record) { }

    [[nodiscard]] qint64 number(const QByteArray& name) const
    {
        const auto* found = virTypedParamsGet(m_record->params, m_record->nparams, name.constData());
        if (!found)
            return 0;
        switch (found->type) {
        case VIR_TYPED_PARAM_INT: return found->value.i;
        case VIR_TYPED_PARAM_UINT: return found->value.ui;
        case VIR_TYPED_PARAM_LLONG: return found->value.l;
        case VIR_TYPED_PARAM_ULLONG: return qint64(found->value.ul);
        default: return 0;
        }
    }
    [[nodiscard]] QString text(const QByteArray& name) const
    {
        const auto* found = virTypedParamsGet(m_record->params, m_record->nparams, name.constData());
        return found && found->type == VIR_TYPED_PARAM_STRING ? QString::fromUtf8(found->value.s) : QString();
    }

private:
    virDomainStatsRecordPtr m_record;
};

DiskStats diskOf(const Record& record, const QByteArray& prefix)
{
    DiskStats disk { record.text(prefix + "name") };
    disk.readBytes = record.number(prefix + "rd.bytes");
    disk.readRequests = record.number(prefix + "rd.reqs");
    disk.readNanos = record.number(prefix + "rd.times");
    disk.writeBytes = record.number(prefix + "wr.bytes");
    disk.writeRequests = record.number(prefix + "wr.reqs");
    disk.writeNanos = record.number(prefix + "wr.times");
    disk.flushRequests = record.number(prefix + "fl.reqs");
    disk.capacity = record.number(prefix + "capacity");
    disk.allocation = record.number(prefix + "allocation");
    return disk;
}

NicStats nicOf(const Record& record, const QByteArray& prefix)
{
    NicStats nic { record.text(prefix + "name") };
    nic.rxBytes = record.number(prefix + "rx.bytes");
    nic.rxPackets = record.number(prefix + "rx.pkts");
    nic.rxErrors = record.number(prefix + "rx.errs");
    nic.rxDrops = record.number(prefix + "rx.drop");
    nic.txBytes = record.number(prefix + "tx.bytes");
    nic.txPackets = record.number(prefix + "tx.pkts");
    nic.txErrors = record.number(prefix + "tx.errs");
    nic.txDrops = record.number(prefix + "tx.drop");
    return nic;
}

GuestStats statsOf(virDomainStatsRecordPtr raw)
{
    const Record record(raw);
    char uuid[VIR_UUID_STRING_BUFLEN] = {};
    virDomainGetUUIDString(raw->dom, uuid);
    GuestStats stats { QString::fromLatin1(uuid) };
    stats.state =
        readState(int(record.number("state.state")), int(record.number("state.reason")), SavedMemory::No).state;
    stats.vcpus = int(record.number("vcpu.current"));
    stats.cpuNanos = record.number("cpu.time");
    for (qint64 i = 0; i < record.number("vcpu.maximum"); ++i)
        stats.vcpuNanos.push_back(record.number("vcpu." + QByteArray::number(i) + ".time"));
    stats.memoryMaximumKiB = record.number("balloon.maximum");
    stats.memoryCurrentKiB = record.number("balloon.current");
    stats.memoryResidentKiB = record.number("balloon.rss");
    if (const auto available = record.number("balloon.available"); available > 0)
        stats.memoryUsedKiB = available - record.number("balloon.unused");
    for (qint64 i = 0; i < record.number("block.count"); ++i)
        stats.disks.push_back(diskOf(record, "block." + QByteArray::number(i) + '.'));
    for (qint64 i = 0; i < record.number("net.count"); ++i)
        stats.nics.push_back(nicOf(record, "net." + QByteArray::number(i) + '.'));
    return stats;
}

} // namespace

Result<std::vector<GuestStats>> readAllStats(virConnectPtr connect, unsigned groups)
{
    virDomainStatsRecordPtr* records = nullptr;
    auto count = virConnectGetAllDomainStats(
        connect, groups, &records, VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE | VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT);
    if (count < 0)   // test:/// knows no flag
        count = virConnectGetAllDomainStats(connect, groups, &records, 0);
    TRY(check(count, QStringLiteral("count what the guests do")));
    std::vector<GuestStats> all;
    for (int i = 0; i < count; ++i)
        if (virDomainIsActive(records[i]->dom) == 1)
            all.push_back(statsOf(records[i]));
    virDomainStatsRecordListFree(records);
    return all;
}

Result<GuestStats> readStats(virDomainPtr domain)
{
    virDomainPtr one[] = { domain, nullptr };
    virDomainStatsRecordPtr* records = nullptr;
    const auto count = virDomainListGetStats(one, 0, &records, 0);
    TRY(check(count, QStringLiteral("count what the guest does")));
    if (count == 0) {
        virDomainStatsRecordListFree(records);
        return fail(ErrorCode::Conflict, QStringLiteral("The guest stopped while it was being asked."));
    }
    auto stats = statsOf(records[0]);
    virDomainStatsRecordListFree(records);
    return stats;
}

} // namespace skylab::compute::libvirt
