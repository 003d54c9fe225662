#include "compute/model/GuestWishes.h"

#include <algorithm>

namespace skylab::compute {

namespace {

/// A promise that Nova keeps or finds no host for. `harmless` = values that ask for nothing, with | between them.
struct Wish {
    const char* spec;           ///< of the flavor
    const char* property;       ///< of the image; null: it has none
    const char* harmless;
    const char* meaning;
};

constexpr auto no = "0|f|false|off|n|no";

constexpr Wish wishes[] = {
    { "hw:cpu_policy", "hw_cpu_policy", "shared", "processors of its own" },
    { "hw:cpu_dedicated_mask", nullptr, "", "processors of its own" },
    { "hw:cpu_realtime", nullptr, no, "processors in real time" },
    { "hw:emulator_threads_policy", nullptr, "share", "processors for its emulator" },
    { "hw:mem_page_size", "hw_mem_page_size", "any|small|4|4k|4kb|4kib", "large pages" },
    { "hw:numa_nodes", "hw_numa_nodes", "1", "several NUMA nodes" },
    { "hw:mem_encryption", "hw_mem_encryption", no, "encrypted memory" },
    { "hw:locked_memory", "hw_locked_memory", no, "locked memory" },
    { "hw:pmem", nullptr, "", "persistent memory" },
    { "hw:ephemeral_encryption", "hw_ephemeral_encryption", no, "encrypted disks" },
    { "hw:tpm_version", "hw_tpm_version", "", "a trusted platform module" },
    { "hw:tpm_model", "hw_tpm_model", "", "a trusted platform module" },
    { "hw:viommu_model", "hw_viommu_model", "", "an IOMMU" },
    { "os:secure_boot", "os_secure_boot", "disabled|optional", "secure boot" },
    { "pci_passthrough:alias", nullptr, "", "devices of the host" },
    { "accel:device_profile", nullptr, "", "accelerators" },
};

bool isHarmless(const Wish& wish, const QString& value)
{
    return value.isEmpty() || QString::fromLatin1(wish.harmless).split(u'|', Qt::SkipEmptyParts).contains(value.toLower());
}

/// Sockets, cores and threads, each 0 when nothing is said of it. The flavor's word counts, else the image's.
CpuTopology said(const char* what, const sdk::StringMap& specs, const sdk::StringMap& image)
{
    const auto of = [&](const sdk::StringMap& from, const char* prefix, const char* dimension) {
        return std::clamp(from.value(QLatin1String(prefix) + QLatin1String(what) + QLatin1String(dimension)).toInt(), 0, 65536);
    };
    const CpuTopology flavor { of(specs, "hw:cpu_", "sockets"), of(specs, "hw:cpu_", "cores"), of(specs, "hw:cpu_", "threads") };
    return flavor != CpuTopology() ? flavor : CpuTopology { of(image, "hw_cpu_", "sockets"), of(image, "hw_cpu_", "cores"), of(image, "hw_cpu_", "threads") };
}

/// Zero where the flavor does not limit it.
qint64 quota(const sdk::StringMap& specs, const char* name)
{
    return specs.value(QStringLiteral("quota:") + QLatin1String(name)).toLongLong();
}

} // namespace

QString unmetWish(const sdk::StringMap& extraSpecs, const sdk::StringMap& imageProperties)
{
    for (const auto& wish : wishes) {
        const auto spec = QString::fromLatin1(wish.spec);
        if (const auto value = extraSpecs.value(spec); !isHarmless(wish, value))
            return QStringLiteral("%1 (%2 = %3)").arg(QLatin1String(wish.meaning), spec, value);
        const auto property = QString::fromLatin1(wish.property);
        if (const auto value = imageProperties.value(property); !property.isEmpty() && !isHarmless(wish, value))
            return QStringLiteral("%1 (the image's %2 = %3)").arg(QLatin1String(wish.meaning), property, value);
    }
    return {};
}

CpuTopology topologyOf(int vcpus, const sdk::StringMap& extraSpecs, const sdk::StringMap& imageProperties)
{
    const auto wanted = said("", extraSpecs, imageProperties);
    const auto most = said("max_", extraSpecs, imageProperties);
    if (wanted == CpuTopology() && most == CpuTopology())
        return {};
    const auto bounded = [&](int limit) { return limit == 0 ? vcpus : std::min(limit, vcpus); };
    CpuTopology best { bounded(most.sockets), bounded(most.cores), bounded(most.threads) };
    int bestScore = -1;
    for (int sockets = bounded(most.sockets); sockets > 0; --sockets) {
        for (int cores = vcpus % sockets == 0 ? std::min(bounded(most.cores), vcpus / sockets) : 0; cores > 0; --cores) {
            const int threads = vcpus / sockets / cores;
            if (sockets * cores * threads != vcpus || threads > bounded(most.threads))
                continue;
            const int score = int(sockets == wanted.sockets) + int(cores == wanted.cores) + int(threads == wanted.threads);
            if (score > bestScore) {
                best = { sockets, cores, threads };
                bestScore = score;
            }
        }
    }
    return best;
}

void limitProcessors(GuestSpec& spec, const sdk::StringMap& extraSpecs)
{
    spec.cpuShares = std::max<qint64>(0, quota(extraSpecs, "cpu_shares"));
    spec.cpuPeriod = std::max<qint64>(0, quota(extraSpecs, "cpu_period"));
    spec.cpuQuota = quota(extraSpecs, "cpu_quota");
}

void limitDisk(DiskSpec& disk, const sdk::StringMap& extraSpecs)
{
    const auto least = [&](const char* name) { return std::max<qint64>(0, quota(extraSpecs, name)); };
    disk.totalBytesSec = least("disk_total_bytes_sec");
    disk.totalIopsSec = least("disk_total_iops_sec");
    // QEMU takes a limit for both directions or one for each, not both.
    if (disk.totalBytesSec == 0) {
        disk.readBytesSec = least("disk_read_bytes_sec");
        disk.writeBytesSec = least("disk_write_bytes_sec");
    }
    if (disk.totalIopsSec == 0) {
        disk.readIopsSec = least("disk_read_iops_sec");
        disk.writeIopsSec = least("disk_write_iops_sec");
    }
}

} // namespace skylab::compute
