#include "compute/driver/GuestRules.h"

#include "core/Uuid.h"

#include <algorithm>

namespace skylab::compute {

namespace {

constexpr int maxDevicesPerBus = 702;   // vda ... vdzz
constexpr int maxTapNameLength = 15;    // IFNAMSIZ - 1

QString letters(int index)
{
    QString name;
    for (++index; index > 0; index = (index - 1) / 26)
        name.prepend(QChar(u'a' + (index - 1) % 26));
    return name;
}

bool isMac(const QString& text)
{
    if (text.size() != 17)
        return false;
    for (int i = 0; i < text.size(); ++i) {
        const auto c = text[i].toLower();
        const bool hex = (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
        if (i % 3 == 2 ? c != u':' : !hex)
            return false;
    }
    return true;
}

/// Serials and port ids become names of devices in the hypervisor.
bool isPlainId(const QString& text)
{
    return !text.isEmpty() && text.size() <= 60 && std::all_of(text.begin(), text.end(), [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'-'
            || c == u'_';
    });
}

/// Control characters have no place in XML, nor in a path that a person has to read.
bool isClean(const QString& text)
{
    return std::none_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x20 || c.unicode() == 0x7f; });
}

Result<void> checkSource(const DiskSource& source, const QString& field)
{
    using Kind = DiskSource::Kind;
    const bool local = source.kind == Kind::File || source.kind == Kind::Block;
    if (source.path.isEmpty() || !isClean(source.path) || (local && !source.path.startsWith(u'/')))
        return fail(ErrorCode::BadRequest,
                    QStringLiteral("The disk's source '%1' is no absolute path.").arg(source.path), field);
    if (source.kind == Kind::Rbd && !source.path.contains(u'/'))
        return fail(ErrorCode::BadRequest,
                    QStringLiteral("The RBD source '%1' is not of the form pool/image.").arg(source.path), field);
    if (source.kind == Kind::Nbd && source.socket.isEmpty() && source.hosts.size() != 1)
        return fail(ErrorCode::BadRequest,
                    QStringLiteral("The NBD source '%1' needs one host or a socket.").arg(source.path), field);
    return {};
}

Result<void> checkMachine(const GuestSpec& spec)
{
    if (!isUuid(spec.uuid) || spec.uuid.size() != 36)
        return fail(ErrorCode::BadRequest, QStringLiteral("The guest's id '%1' is no UUID.").arg(spec.uuid),
                    QStringLiteral("uuid"));
    if (spec.name.isEmpty() || spec.name.contains(u'/') || !isClean(spec.name))
        return fail(ErrorCode::BadRequest,
                    QStringLiteral("The guest's name '%1' is empty or has a slash.").arg(spec.name),
                    QStringLiteral("name"));
    if (spec.vcpus < 1 || spec.vcpus > 255)
        return fail(ErrorCode::BadRequest, QStringLiteral("A guest has 1 to 255 processors, not %1.").arg(spec.vcpus),
                    QStringLiteral("vcpus"));
    if (const auto& shape = spec.topology; shape != CpuTopology() && qint64(shape.sockets) * shape.cores * shape.threads != spec.vcpus)
        return fail(ErrorCode::BadRequest, QStringLiteral("%1 processors can't be %2 sockets of %3 cores with %4 threads: the product must be their number.")
            .arg(spec.vcpus).arg(shape.sockets).arg(shape.cores).arg(shape.threads), QStringLiteral("topology"));
    if (spec.memoryMiB < 1)
        return fail(ErrorCode::BadRequest, QStringLiteral("A guest needs memory; %1 MiB is none.").arg(spec.memoryMiB),
                    QStringLiteral("memoryMiB"));
    if (!spec.consoleLogPath.startsWith(u'/'))
        return fail(ErrorCode::BadRequest, QStringLiteral("The console log needs an absolute path."),
                    QStringLiteral("consoleLogPath"));
    if (spec.kernelPath.isEmpty() && !(spec.initrdPath.isEmpty() && spec.kernelArguments.isEmpty()))
        return fail(ErrorCode::BadRequest, QStringLiteral("An initrd or kernel arguments need a kernel."),
                    QStringLiteral("kernelPath"));
    return {};
}

} // namespace

QString devicePrefix(DiskSpec::Bus bus)
{
    switch (bus) {
    case DiskSpec::Bus::Virtio: return QStringLiteral("vd");
    case DiskSpec::Bus::Ide: return QStringLiteral("hd");
    case DiskSpec::Bus::Scsi:
    case DiskSpec::Bus::Sata:
    case DiskSpec::Bus::Usb: return QStringLiteral("sd");
    }
    return QStringLiteral("vd");
}

Result<QString> nextDeviceName(DiskSpec::Bus bus, const QSet<QString>& taken)
{
    const int limit = bus == DiskSpec::Bus::Ide ? 4 : maxDevicesPerBus;
    for (int i = 0; i < limit; ++i)
        if (const auto name = devicePrefix(bus) + letters(i); !taken.contains(name))
            return name;
    return fail(ErrorCode::Conflict, QStringLiteral("The guest's %1 bus is full.").arg(toString(bus)));
}

Result<DiskSpec> completed(DiskSpec disk, const QSet<QString>& taken)
{
    if (!isPlainId(disk.serial))
        return fail(ErrorCode::BadRequest,
                    QStringLiteral("A disk's serial is up to 60 letters, digits, - or _, not '%1'.").arg(disk.serial),
                    QStringLiteral("serial"));
    TRY(checkSource(disk.source, QStringLiteral("source")));
    if (disk.device == DiskSpec::Device::Cdrom) {
        if (disk.bus == DiskSpec::Bus::Virtio)
            return fail(ErrorCode::BadRequest, QStringLiteral("A CD-ROM drive can't be on the virtio bus."),
                        QStringLiteral("bus"));
        disk.readOnly = true;
    } else if (disk.readOnly && disk.bus == DiskSpec::Bus::Ide) {
        return fail(ErrorCode::BadRequest, QStringLiteral("A disk on the IDE bus can't be read-only."),
                    QStringLiteral("bus"));
    }
    if (disk.deviceName.startsWith(QStringLiteral("/dev/")))
        disk.deviceName.remove(0, 5);
    if (!disk.deviceName.isEmpty() && !disk.deviceName.startsWith(devicePrefix(disk.bus)))
        disk.deviceName.clear();   // Nova too ignores a name that does not fit the bus
    if (disk.deviceName.isEmpty())
        disk.deviceName = TRY(nextDeviceName(disk.bus, taken));
    else if (taken.contains(disk.deviceName))
        return fail(ErrorCode::Conflict,
                    QStringLiteral("The device name %1 is in use in the guest.").arg(disk.deviceName),
                    QStringLiteral("deviceName"));
    return disk;
}

Result<NicSpec> completed(NicSpec nic)
{
    if (!isPlainId(nic.portId))
        return fail(ErrorCode::BadRequest,
                    QStringLiteral("A network card needs the id of its port, not '%1'.").arg(nic.portId),
                    QStringLiteral("portId"));
    if (!isMac(nic.mac))
        return fail(ErrorCode::BadRequest, QStringLiteral("'%1' is no MAC address.").arg(nic.mac),
                    QStringLiteral("mac"));
    if (nic.bridge.isEmpty() || nic.bridge.size() > maxTapNameLength || !isClean(nic.bridge))
        return fail(ErrorCode::BadRequest, QStringLiteral("'%1' is no name of a bridge.").arg(nic.bridge),
                    QStringLiteral("bridge"));
    if (nic.interfaceId.isEmpty())
        nic.interfaceId = nic.portId;
    if (nic.vifType == NicSpec::VifType::OpenVSwitch && !isUuid(nic.interfaceId))
        return fail(
            ErrorCode::BadRequest,
            QStringLiteral("The interface id '%1' is no UUID; Open vSwitch ports need one.").arg(nic.interfaceId),
            QStringLiteral("interfaceId"));
    if (nic.deviceName.isEmpty())
        nic.deviceName = QStringLiteral("tap") + nic.portId.left(11);
    if (nic.deviceName.size() > maxTapNameLength)
        return fail(ErrorCode::BadRequest,
                    QStringLiteral("The device name '%1' is longer than 15 characters.").arg(nic.deviceName),
                    QStringLiteral("deviceName"));
    if (nic.mtu != 0 && (nic.mtu < 68 || nic.mtu > 65535))
        return fail(ErrorCode::BadRequest, QStringLiteral("An MTU is 68 to 65535, not %1.").arg(nic.mtu),
                    QStringLiteral("mtu"));
    return nic;
}

Result<GuestSpec> completed(GuestSpec spec)
{
    TRY(checkMachine(spec));
    // Names that were asked for come first, so that no automatic one takes them.
    QSet<QString> wanted;
    QSet<QString> serials;
    for (const auto& disk : spec.disks) {
        wanted << disk.deviceName;
        if (serials.contains(disk.serial))
            return fail(ErrorCode::BadRequest, QStringLiteral("Two disks have the serial '%1'.").arg(disk.serial),
                        QStringLiteral("disks"));
        serials << disk.serial;
    }
    QSet<QString> taken;
    for (auto& disk : spec.disks) {
        auto others = taken;
        if (disk.deviceName.isEmpty())
            others += wanted;
        disk = TRY(completed(disk, others));
        taken << disk.deviceName;
    }
    QSet<QString> macs;
    for (auto& nic : spec.nics) {
        nic = TRY(completed(nic));
        if (macs.contains(nic.mac.toLower()))
            return fail(ErrorCode::BadRequest,
                        QStringLiteral("Two network cards have the MAC address %1.").arg(nic.mac),
                        QStringLiteral("nics"));
        macs << nic.mac.toLower();
    }
    return spec;
}

QString toString(DiskSpec::Bus bus)
{
    switch (bus) {
    case DiskSpec::Bus::Virtio: return QStringLiteral("virtio");
    case DiskSpec::Bus::Scsi: return QStringLiteral("scsi");
    case DiskSpec::Bus::Sata: return QStringLiteral("sata");
    case DiskSpec::Bus::Ide: return QStringLiteral("ide");
    case DiskSpec::Bus::Usb: return QStringLiteral("usb");
    }
    return {};
}

QString toString(DiskSpec::Format format)
{
    return format == DiskSpec::Format::Raw ? QStringLiteral("raw") : QStringLiteral("qcow2");
}

QString toString(DiskSpec::Cache cache)
{
    switch (cache) {
    case DiskSpec::Cache::Writeback: return QStringLiteral("writeback");
    case DiskSpec::Cache::None: return QStringLiteral("none");
    case DiskSpec::Cache::Writethrough: return QStringLiteral("writethrough");
    case DiskSpec::Cache::Unsafe: return QStringLiteral("unsafe");
    }
    return {};
}

QString toString(NicSpec::Model model)
{
    switch (model) {
    case NicSpec::Model::Virtio: return QStringLiteral("virtio");
    case NicSpec::Model::E1000: return QStringLiteral("e1000");
    case NicSpec::Model::E1000e: return QStringLiteral("e1000e");
    case NicSpec::Model::Rtl8139: return QStringLiteral("rtl8139");
    }
    return {};
}

QString toString(PowerState state)
{
    switch (state) {
    case PowerState::NoState: return QStringLiteral("in no known state");
    case PowerState::Running: return QStringLiteral("running");
    case PowerState::Paused: return QStringLiteral("paused");
    case PowerState::Shutdown: return QStringLiteral("stopped");
    case PowerState::Crashed: return QStringLiteral("crashed");
    case PowerState::Suspended: return QStringLiteral("suspended");
    }
    return {};
}

QString toString(LifecycleEvent event)
{
    switch (event) {
    case LifecycleEvent::Started: return QStringLiteral("started");
    case LifecycleEvent::Stopped: return QStringLiteral("stopped");
    case LifecycleEvent::Paused: return QStringLiteral("paused");
    case LifecycleEvent::Resumed: return QStringLiteral("resumed");
    case LifecycleEvent::Suspended: return QStringLiteral("suspended");
    case LifecycleEvent::Crashed: return QStringLiteral("crashed");
    case LifecycleEvent::Rebooted: return QStringLiteral("rebooted");
    case LifecycleEvent::Removed: return QStringLiteral("removed");
    }
    return {};
}

} // namespace skylab::compute
