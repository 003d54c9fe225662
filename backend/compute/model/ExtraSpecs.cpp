#include "compute/model/ExtraSpecs.h"

#include <QStringList>

#include <algorithm>

namespace skylab::compute {

namespace {

/// What a value must be: "bool", "text", "int:<least>", or its alternatives "a|b".
struct Spec {
    const char* key;             ///< "#" stands for a number at its end
    const char* value;
};

constexpr Spec specs[] = {
    { "accel:device_profile", "text" },
    { "group_policy", "none|isolate" },
    { "hide_hypervisor_id", "bool" },
    { "hw:boot_menu", "bool" },
    { "hw:cpu_cores", "int:1" },
    { "hw:cpu_dedicated_mask", "text" },
    { "hw:cpu_max_cores", "int:1" },
    { "hw:cpu_max_sockets", "int:1" },
    { "hw:cpu_max_threads", "int:1" },
    { "hw:cpu_policy", "dedicated|mixed|shared" },
    { "hw:cpu_realtime", "bool" },
    { "hw:cpu_realtime_mask", "text" },
    { "hw:cpu_sockets", "int:1" },
    { "hw:cpu_thread_policy", "prefer|isolate|require" },
    { "hw:cpu_threads", "int:1" },
    { "hw:emulator_threads_policy", "isolate|share" },
    { "hw:ephemeral_encryption", "bool" },
    { "hw:ephemeral_encryption_format", "luks" },
    { "hw:hide_hypervisor_id", "bool" },
    { "hw:locked_memory", "bool" },
    { "hw:max_cpu_cores", "int:1" },
    { "hw:max_cpu_sockets", "int:1" },
    { "hw:max_cpu_threads", "int:1" },
    { "hw:maxphysaddr_bits", "int:0" },
    { "hw:maxphysaddr_mode", "passthrough|emulate" },
    { "hw:mem_encryption", "bool" },
    { "hw:mem_page_size", "pages" },
    { "hw:numa_cpus.#", "text" },
    { "hw:numa_mem.#", "int:1" },
    { "hw:numa_nodes", "int:1" },
    { "hw:pci_numa_affinity_policy", "required|preferred|legacy|socket" },
    { "hw:pmem", "text" },
    { "hw:serial_port_count", "int:0" },
    { "hw:sound_model", "sb16|es1370|pcspk|ac97|ich6|ich9|usb|virtio" },
    { "hw:tpm_model", "tpm-tis|tpm-crb" },
    { "hw:tpm_version", "1.2|2.0" },
    { "hw:usb_model", "usb-storage|usb-tablet" },
    { "hw:vif_multiqueue_enabled", "bool" },
    { "hw:viommu_model", "intel|smmuv3|virtio|auto" },
    { "hw:virtio_packed_ring", "bool" },
    { "hw:watchdog_action", "none|pause|poweroff|reset|disabled" },
    { "hw_rng:allowed", "bool" },
    { "hw_rng:rate_bytes", "int:0" },
    { "hw_rng:rate_period", "int:0" },
    { "hw_video:ram_max_mb", "int:0" },
    { "os:monitors", "int:1" },
    { "os:resolution", "1024x768|1280x1024|1600x1200|1920x1200|2560x1600|3840x2160" },
    { "os:secure_boot", "required|disabled|optional" },
    { "os:vram", "64|128|256|512|1024" },
    { "pci_passthrough:alias", "text" },
    { "quota:cpu_limit", "int:0" },
    { "quota:cpu_period", "int:0" },
    { "quota:cpu_quota", "int:-1" },
    { "quota:cpu_reservation", "int:0" },
    { "quota:cpu_shares", "int:0" },
    { "quota:cpu_shares_level", "custom|high|normal|low" },
    { "quota:cpu_shares_share", "int:0" },
    { "quota:disk_io_limit", "int:0" },
    { "quota:disk_io_reservation", "int:0" },
    { "quota:disk_io_shares_level", "custom|high|normal|low" },
    { "quota:disk_io_shares_share", "int:0" },
    { "quota:disk_read_bytes_sec", "int:0" },
    { "quota:disk_read_iops_sec", "int:0" },
    { "quota:disk_total_bytes_sec", "int:0" },
    { "quota:disk_total_iops_sec", "int:0" },
    { "quota:disk_write_bytes_sec", "int:0" },
    { "quota:disk_write_iops_sec", "int:0" },
    { "quota:memory_limit", "int:0" },
    { "quota:memory_reservation", "int:0" },
    { "quota:memory_shares_level", "custom|high|normal|low" },
    { "quota:memory_shares_share", "int:0" },
    { "quota:vif_inbound_average", "int:0" },
    { "quota:vif_inbound_burst", "int:0" },
    { "quota:vif_inbound_peak", "int:0" },
    { "quota:vif_limit", "int:0" },
    { "quota:vif_outbound_average", "int:0" },
    { "quota:vif_outbound_burst", "int:0" },
    { "quota:vif_outbound_peak", "int:0" },
    { "quota:vif_reservation", "int:0" },
    { "quota:vif_shares_level", "custom|high|normal|low" },
    { "quota:vif_shares_share", "int:0" },
    { "vmware:hw_version", "text" },
    { "vmware:storage_policy", "text" },
};
/// Namespaces whose keys are Nova's alone.
constexpr const char* owned[] = { "accel", "hw", "hw_rng", "hw_video", "os", "pci_passthrough", "quota", "vmware" };

bool isBool(const QString& value)
{
    static const QStringList words { QStringLiteral("1"), QStringLiteral("t"), QStringLiteral("true"), QStringLiteral("on"), QStringLiteral("y"), QStringLiteral("yes"),
                                     QStringLiteral("0"), QStringLiteral("f"), QStringLiteral("false"), QStringLiteral("off"), QStringLiteral("n"), QStringLiteral("no") };
    return words.contains(value.toLower());
}

/// "large", "any", "small", "2048", "2MiB", "1GB" ...
bool isPageSize(const QString& value)
{
    if (value == u"large" || value == u"any" || value == u"small")
        return true;
    qsizetype digits = 0;
    while (digits < value.size() && value[digits].isDigit())
        ++digits;
    auto unit = value.mid(digits);
    if (!unit.isEmpty() && QStringView(u"kKMGT").contains(unit[0]))
        unit = unit.mid(unit.size() > 1 && unit[1] == u'i' ? 2 : 1);
    return digits > 0 && (unit.isEmpty() || unit == u"b" || unit == u"B" || unit == u"bit");
}

QString whatIsWrong(const QString& wanted, const QString& value)
{
    if (wanted == u"text")
        return {};
    if (wanted == u"bool")
        return isBool(value) ? QString() : QStringLiteral("it must be true or false");
    if (wanted == u"pages")
        return isPageSize(value) ? QString() : QStringLiteral("it must be large, any, small, or a size such as 2MiB");
    if (wanted.startsWith(QStringLiteral("int:"))) {
        bool isNumber = false;
        const auto number = value.toLongLong(&isNumber);
        const auto least = wanted.mid(4).toLongLong();
        return isNumber && number >= least ? QString() : QStringLiteral("it must be a whole number from %1 up").arg(least);
    }
    return wanted.split(u'|').contains(value) ? QString() : QStringLiteral("it must be one of %1").arg(QString(wanted).replace(u'|', QStringLiteral(", ")));
}

bool isClassName(const QString& name)
{
    return !name.isEmpty() && std::all_of(name.begin(), name.end(), [](QChar c) { return (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'_'; });
}

/// "resources:VCPU", "resources_a:CUSTOM_X", "trait1:HW_CPU_X86_VMX": what placement is asked.
bool isGroup(const QString& space, const char* name)
{
    if (!space.startsWith(QLatin1String(name)))
        return false;
    const auto group = space.mid(qsizetype(qstrlen(name)));
    return std::all_of(group.begin(), group.end(), [](QChar c) { return (c < u'\x80' && c.isLetterOrNumber()) || c == u'_' || c == u'-'; });
}

auto refuse(const QString& key, const QString& value, const QString& why)
{
    return fail(ErrorCode::BadRequest, QStringLiteral("Validation failed; extra spec '%1' can't be '%2': %3.").arg(key.left(64), value.left(64), why), key);
}

} // namespace

Result<> checkExtraSpec(const QString& key, const QString& value)
{
    const auto colon = key.indexOf(u':');
    const auto space = colon < 0 ? QString() : key.left(colon);
    const auto name = key.mid(colon + 1);
    if (isGroup(space, "resources")) {
        const auto wrong = isClassName(name) ? whatIsWrong(QStringLiteral("int:0"), value) : QStringLiteral("the name of a resource class has capitals, digits and '_'");
        return wrong.isEmpty() ? Result<>() : refuse(key, value, wrong);
    }
    if (isGroup(space, "trait")) {
        const auto wrong = isClassName(name) ? whatIsWrong(QStringLiteral("required|forbidden"), value) : QStringLiteral("the name of a trait has capitals, digits and '_'");
        return wrong.isEmpty() ? Result<>() : refuse(key, value, wrong);
    }
    for (const auto& spec : specs) {
        const auto known = QString::fromLatin1(spec.key);
        bool isNumber = false;
        if (known.endsWith(u'#'))
            key.mid(known.size() - 1).toUInt(&isNumber);
        if (known == key || (isNumber && key.startsWith(known.chopped(1)))) {
            const auto wrong = whatIsWrong(QString::fromLatin1(spec.value), value);
            return wrong.isEmpty() ? Result<>() : refuse(key, value, wrong);
        }
    }
    for (const auto* one : owned)
        if (space == QLatin1String(one))
            return fail(ErrorCode::BadRequest, QStringLiteral("Validation failed; extra spec '%1' does not appear in the list of known extra specs.").arg(key.left(64)), key);
    return {};
}

} // namespace skylab::compute
