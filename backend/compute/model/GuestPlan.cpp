#include "compute/model/GuestPlan.h"

#include "compute/driver/GuestRules.h"
#include "compute/model/GuestWishes.h"

namespace skylab::compute {

const QString rescueDisk = QStringLiteral("disk.rescue");
const QString rescueConfigDrive = QStringLiteral("disk.config.rescue");

namespace {

using Bus = DiskSpec::Bus;
using Model = NicSpec::Model;

constexpr std::pair<const char*, Bus> buses[] = {
    { "virtio", Bus::Virtio }, { "scsi", Bus::Scsi }, { "sata", Bus::Sata }, { "ide", Bus::Ide }, { "usb", Bus::Usb },
};
constexpr std::pair<const char*, Model> models[] = {
    { "virtio", Model::Virtio }, { "e1000", Model::E1000 }, { "e1000e", Model::E1000e }, { "rtl8139", Model::Rtl8139 },
};

template <typename T, std::size_t N>
std::optional<T> valueOf(const std::pair<const char*, T> (&table)[N], const QString& name)
{
    for (const auto& [known, value] : table)
        if (name == QLatin1String(known))
            return value;
    return std::nullopt;
}

template <typename T, std::size_t N>
QString namesOf(const std::pair<const char*, T> (&table)[N])
{
    QStringList names;
    for (const auto& entry : table)
        names << QLatin1String(entry.first);
    return names.join(QStringLiteral(", "));
}

Bus busOf(const QString& name) { return valueOf(buses, name).value_or(Bus::Virtio); }

bool isYes(const QString& text) { return text == u"yes" || text.compare(QStringLiteral("true"), Qt::CaseInsensitive) == 0 || text == u"1"; }

DiskSpec localDisk(const QString& serial, const QString& path, DiskSpec::Format format, Bus bus)
{
    DiskSpec disk;
    disk.serial = serial;
    disk.source.path = path;
    disk.format = format;
    disk.bus = bus;
    return disk;
}

} // namespace

Result<> checkImageProperties(const sdk::StringMap& properties)
{
    const auto bus = properties.value(QStringLiteral("hw_disk_bus"));
    if (!bus.isEmpty() && !valueOf(buses, bus))
        return fail(ErrorCode::BadRequest, QStringLiteral("The image's property hw_disk_bus is '%1'; this cloud knows %2.").arg(bus, namesOf(buses)), QStringLiteral("imageRef"));
    const auto model = properties.value(QStringLiteral("hw_vif_model"));
    if (!model.isEmpty() && !valueOf(models, model))
        return fail(ErrorCode::BadRequest, QStringLiteral("The image's property hw_vif_model is '%1'; this cloud knows %2.").arg(model, namesOf(models)), QStringLiteral("imageRef"));
    const auto architecture = properties.value(QStringLiteral("hw_architecture"), properties.value(QStringLiteral("architecture")));
    if (!architecture.isEmpty() && architecture != u"x86_64" && architecture != u"i686")
        return fail(ErrorCode::BadRequest, QStringLiteral("The image is for %1 processors; this cloud's hosts are x86_64.").arg(architecture), QStringLiteral("imageRef"));
    return {};
}

bool needsConfigDrive(const sdk::StringMap& properties) { return properties.value(QStringLiteral("img_config_drive")) == u"mandatory"; }

DiskSpec planVolume(const BlockDevice& device, const VolumeConnection& connection)
{
    auto disk = connection.disk;
    disk.serial = device.guestSerial();
    disk.bus = busOf(device.bus);
    disk.deviceName = QString(device.device).remove(QStringLiteral("/dev/"));
    disk.bootIndex = device.bootIndex >= 0 ? device.bootIndex + 1 : 0;
    return disk;
}

NicSpec planNic(const ServerRow& server, const Nic& nic, const NicBinding& binding)
{
    NicSpec spec;
    spec.portId = nic.portId;
    spec.mac = binding.mac;
    spec.bridge = binding.bridge;
    spec.vifType = binding.openVSwitch ? NicSpec::VifType::OpenVSwitch : NicSpec::VifType::Bridge;
    spec.interfaceId = binding.interfaceId;
    spec.mtu = binding.mtu;
    spec.checksumOffload = binding.checksumOffload;
    spec.model = valueOf(models, server.imageProperties.value(QStringLiteral("hw_vif_model"))).value_or(Model::Virtio);
    return spec;
}

namespace {

/// The rescue disk boots. Plainly it takes the root disk's place, and the root disk alone follows it; a stable one comes
/// behind the server's own disks, which stay as they are.
void planRescue(GuestSpec& spec, const ServerRow& server, const InstanceFiles& files)
{
    const auto rootBus = busOf(server.imageProperties.value(QStringLiteral("hw_disk_bus")));
    auto rescue = localDisk(QStringLiteral("rescue"), files.file(server.id, rescueDisk), DiskSpec::Format::Qcow2, server.rescue.bus.isEmpty() ? rootBus : busOf(server.rescue.bus));
    rescue.bootIndex = 1;
    if (server.rescue.device == u"cdrom") {
        rescue.device = DiskSpec::Device::Cdrom;
        rescue.readOnly = true;
        if (rescue.bus == Bus::Virtio)
            rescue.bus = spec.machine == GuestSpec::Machine::Q35 ? Bus::Sata : Bus::Ide;
    }
    for (auto& disk : spec.disks)
        disk.bootIndex = 0;
    if (server.rescue.stable) {
        spec.disks.push_back(rescue);
        return;
    }
    std::erase_if(spec.disks, [](const DiskSpec& disk) { return disk.serial != u"root" && disk.serial != u"config"; });
    for (auto& disk : spec.disks)
        disk.deviceName.clear();
    rescue.deviceName = devicePrefix(rescue.bus) + u'a';
    spec.disks.insert(spec.disks.begin(), rescue);
}

void planDisks(GuestSpec& spec, const ServerRow& server, const GuestParts& parts, const InstanceFiles& files)
{
    const auto bus = busOf(server.imageProperties.value(QStringLiteral("hw_disk_bus")));
    const auto addLocal = [&](DiskSpec disk) {
        limitDisk(disk, server.flavor.extraSpecs);
        spec.disks.push_back(std::move(disk));
    };
    if (!server.bootVolume()) {
        auto root = localDisk(QStringLiteral("root"), files.disk(server.id), DiskSpec::Format::Qcow2, bus);
        root.deviceName = QString(server.rootDeviceName).remove(QStringLiteral("/dev/"));
        root.bootIndex = 1;
        addLocal(root);
    }
    if (server.flavor.ephemeral > 0)
        addLocal(localDisk(QStringLiteral("ephemeral0"), files.file(server.id, QStringLiteral("disk.eph0")), DiskSpec::Format::Raw, bus));
    if (server.flavor.swap > 0)
        addLocal(localDisk(QStringLiteral("swap"), files.file(server.id, QStringLiteral("disk.swap")), DiskSpec::Format::Raw, bus));
    for (const auto& device : server.blockDevices) {
        if (device.local) {
            auto disk = localDisk(device.id, files.file(server.id, QStringLiteral("disk.") + device.id), DiskSpec::Format::Raw, busOf(device.bus));
            disk.deviceName = QString(device.device).remove(QStringLiteral("/dev/"));
            addLocal(disk);
        } else if (parts.volumes.contains(device.volumeId)) {
            spec.disks.push_back(planVolume(device, parts.volumes[device.volumeId]));
        }
    }
    if (server.configDrive) {
        auto disk = localDisk(QStringLiteral("config"), server.rescue.image.isEmpty() ? files.configDrive(server.id) : files.file(server.id, rescueConfigDrive), DiskSpec::Format::Raw, spec.machine == GuestSpec::Machine::Q35 ? Bus::Sata : Bus::Ide);
        disk.device = DiskSpec::Device::Cdrom;
        disk.readOnly = true;
        spec.disks.push_back(disk);
    }
    if (!server.rescue.image.isEmpty())
        planRescue(spec, server, files);
}

} // namespace

GuestSpec planGuest(const ServerRow& server, const GuestParts& parts, const InstanceFiles& files)
{
    GuestSpec spec;
    spec.uuid = server.id;
    spec.name = server.instanceName();
    spec.vcpus = server.flavor.vcpus;
    spec.memoryMiB = server.flavor.ram;
    limitProcessors(spec, server.flavor.extraSpecs);
    const auto& properties = server.imageProperties;
    spec.topology = topologyOf(spec.vcpus, server.flavor.extraSpecs, properties);
    if (properties.value(QStringLiteral("hw_machine_type")).contains(QStringLiteral("q35")))
        spec.machine = GuestSpec::Machine::Q35;
    if (properties.value(QStringLiteral("hw_firmware_type")) == u"uefi") {
        spec.firmware = GuestSpec::Firmware::Uefi;
        spec.machine = GuestSpec::Machine::Q35;
    }
    spec.guestAgent = properties.value(QStringLiteral("hw_qemu_guest_agent")).isEmpty() || isYes(properties.value(QStringLiteral("hw_qemu_guest_agent")));
    spec.consoleLogPath = files.consoleLog(server.id);
    planDisks(spec, server, parts, files);
    for (std::size_t i = 0; i < server.nics.size() && i < parts.nics.size(); ++i)
        spec.nics.push_back(planNic(server, server.nics[i], parts.nics[i]));

    spec.metadata = { .serverName = server.name, .instanceName = server.instanceName(), .projectId = server.projectId, .projectName = parts.projectName,
                      .userId = server.userId, .flavorName = server.flavor.name, .imageId = server.image, .createdAt = server.createdAt.micros / 1'000'000 };
    return spec;
}

QString nextDevice(const ServerRow& server, const QString& bus)
{
    QSet<QString> taken { QString(server.rootDeviceName).remove(QStringLiteral("/dev/")) };
    for (const auto& device : server.blockDevices)
        taken << QString(device.device).remove(QStringLiteral("/dev/"));
    // The flavor's own disks follow the root.
    const auto rootBus = busOf(server.imageProperties.value(QStringLiteral("hw_disk_bus")));
    for (const int size : { server.flavor.ephemeral, server.flavor.swap })
        if (size > 0)
            taken << nextDeviceName(rootBus, taken).value_or(QString());
    return QStringLiteral("/dev/") + nextDeviceName(busOf(bus), taken).value_or(QStringLiteral("vdzz"));
}

void nameDevices(ServerRow& server)
{
    const auto rootBus = busOf(server.imageProperties.value(QStringLiteral("hw_disk_bus")));
    server.rootDeviceName = QStringLiteral("/dev/") + devicePrefix(rootBus) + u'a';
    for (auto& device : server.blockDevices)
        if (device.bootIndex == 0 && !device.local) {
            device.device = QStringLiteral("/dev/") + devicePrefix(busOf(device.bus)) + u'a';
            server.rootDeviceName = device.device;
        }
    for (auto& device : server.blockDevices)
        if (device.device.isEmpty())
            device.device = nextDevice(server, device.bus);
}

} // namespace skylab::compute
