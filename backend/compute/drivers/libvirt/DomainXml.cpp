#include "compute/drivers/libvirt/DomainXml.h"

#include "compute/driver/GuestRules.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QXmlStreamWriter>

#include <algorithm>

namespace skylab::compute::libvirt {

namespace {

/// Short spellings for a tree of elements and attributes.
class Writer {
public:
    Writer() : m_xml(&m_text) { }
    Writer& open(const char* name) { m_xml.writeStartElement(QLatin1String(name)); return *this; }
    Writer& close() { m_xml.writeEndElement(); return *this; }
    Writer& set(const char* name, const QString& value)
    {
        m_xml.writeAttribute(QLatin1String(name), value);
        return *this;
    }
    Writer& set(const char* name, const char* value) { return set(name, QString::fromLatin1(value)); }
    Writer& set(const char* name, int value) { return set(name, QString::number(value)); }
    Writer& text(const QString& value) { m_xml.writeCharacters(value); return *this; }
    Writer& leaf(const char* name, const QString& value) { return open(name).text(value).close(); }
    Writer& empty(const char* name) { return open(name).close(); }
    [[nodiscard]] QString take() { return std::move(m_text); }

private:
    QString m_text;
    QXmlStreamWriter m_xml;
};

void writeMetadata(Writer& xml, const GuestSpec& spec, const DomainOptions& options)
{
    const auto& about = spec.metadata;
    xml.open("metadata").open("skylab:instance").set("xmlns:skylab", metadataNamespace);
    xml.open("skylab:cloud").set("uuid", options.cloudId).close();
    xml.open("skylab:specification").set("digest", options.digest).close();
    xml.leaf("skylab:name", about.serverName);
    if (about.createdAt > 0)
        xml.leaf("skylab:creationTime", QDateTime::fromSecsSinceEpoch(about.createdAt, Qt::UTC).toString(Qt::ISODate));
    xml.open("skylab:flavor").set("name", about.flavorName);
    xml.leaf("skylab:memory", QString::number(spec.memoryMiB))
        .leaf("skylab:vcpus", QString::number(spec.vcpus))
        .close();
    xml.open("skylab:owner");
    xml.open("skylab:user").set("uuid", about.userId).text(about.userName).close();
    xml.open("skylab:project").set("uuid", about.projectId).text(about.projectName).close();
    xml.close();
    if (!about.imageId.isEmpty())
        xml.open("skylab:root").set("type", "image").set("uuid", about.imageId).close();
    xml.close().close();
}

void writeProcessorShare(Writer& xml, const GuestSpec& spec)
{
    const std::pair<const char*, qint64> limits[] = { { "shares", spec.cpuShares }, { "period", spec.cpuPeriod }, { "quota", spec.cpuQuota } };
    if (std::none_of(std::begin(limits), std::end(limits), [](const auto& limit) { return limit.second != 0; }))
        return;
    xml.open("cputune");
    for (const auto& [name, value] : limits)
        if (value != 0)
            xml.leaf(name, QString::number(value));
    xml.close();
}

/// cloud-init and its kin recognise an OpenStack cloud by this product name.
void writeSysinfo(Writer& xml, const GuestSpec& spec)
{
    const auto entry = [&xml](const char* name, const QString& value) {
        xml.open("entry").set("name", name).text(value).close();
    };
    xml.open("sysinfo").set("type", "smbios").open("system");
    entry("manufacturer", QStringLiteral("Skylab"));
    entry("product", QStringLiteral("OpenStack Nova"));
    entry("serial", spec.uuid);
    entry("uuid", spec.uuid);
    entry("family", QStringLiteral("Virtual Machine"));
    xml.close().close();
}

void writeBoot(Writer& xml, const GuestSpec& spec, const DomainOptions& options)
{
    xml.open("os");
    if (spec.firmware == GuestSpec::Firmware::Uefi)
        xml.set("firmware", "efi");
    xml.open("type").set("arch", "x86_64");
    if (options.domainType != QStringLiteral("test"))
        xml.set("machine", spec.machine == GuestSpec::Machine::Q35 ? "q35" : "pc");
    xml.text(QStringLiteral("hvm")).close();
    if (!spec.kernelPath.isEmpty()) {
        xml.leaf("kernel", spec.kernelPath);
        if (!spec.initrdPath.isEmpty())
            xml.leaf("initrd", spec.initrdPath);
        if (!spec.kernelArguments.isEmpty())
            xml.leaf("cmdline", spec.kernelArguments);
    }
    xml.open("smbios").set("mode", "sysinfo").close();
    xml.close();
}

void writeProcessor(Writer& xml, const GuestSpec& spec, const DomainOptions& options)
{
    const bool interpreted = options.domainType != QStringLiteral("kvm");
    xml.open("features").empty("acpi").empty("apic");
    if (interpreted && options.translationCacheMiB > 0)
        xml.open("tcg")
            .open("tb-cache")
            .set("unit", "MiB")
            .text(QString::number(options.translationCacheMiB))
            .close()
            .close();
    xml.close();
    const auto mode = !options.cpuMode.isEmpty() ? options.cpuMode
        : interpreted                            ? QStringLiteral("maximum")
                                                 : QStringLiteral("host-model");
    xml.open("cpu").set("mode", mode);
    const auto shape = spec.topology == CpuTopology() ? CpuTopology { spec.vcpus, 1, 1 } : spec.topology;
    xml.open("topology").set("sockets", shape.sockets).set("dies", 1).set("cores", shape.cores).set("threads", shape.threads).close();
    xml.close();
    xml.open("clock").set("offset", "utc");
    xml.open("timer").set("name", "pit").set("tickpolicy", "delay").close();
    xml.open("timer").set("name", "rtc").set("tickpolicy", "catchup").close();
    xml.open("timer").set("name", "hpet").set("present", "no").close();
    xml.close();
    xml.leaf("on_poweroff", QStringLiteral("destroy"));
    xml.leaf("on_reboot", QStringLiteral("restart"));
    xml.leaf("on_crash", QStringLiteral("destroy"));
}

const char* kindName(DiskSource::Kind kind)
{
    switch (kind) {
    case DiskSource::Kind::File: return "file";
    case DiskSource::Kind::Block: return "block";
    case DiskSource::Kind::Rbd:
    case DiskSource::Kind::Nbd: return "network";
    }
    return "file";
}

void writeHost(Writer& xml, const QString& address)
{
    const auto colon = address.lastIndexOf(u':');
    auto name = colon < 0 ? address : address.left(colon);
    if (name.startsWith(u'[') && name.endsWith(u']'))
        name = name.mid(1, name.size() - 2);
    xml.open("host").set("name", name);
    if (colon >= 0)
        xml.set("port", address.mid(colon + 1));
    xml.close();
}

void writeSource(Writer& xml, const DiskSource& source)
{
    const bool rbd = source.kind == DiskSource::Kind::Rbd;
    xml.open("source");
    switch (source.kind) {
    case DiskSource::Kind::File: xml.set("file", source.path); break;
    case DiskSource::Kind::Block: xml.set("dev", source.path); break;
    case DiskSource::Kind::Rbd:
    case DiskSource::Kind::Nbd:
        xml.set("protocol", rbd ? "rbd" : "nbd").set("name", source.path);
        for (const auto& host : source.hosts)
            writeHost(xml, host);
        if (!source.socket.isEmpty())
            xml.open("host").set("transport", "unix").set("socket", source.socket).close();
        if (rbd && !source.user.isEmpty())
            xml.open("auth")
                .set("username", source.user)
                .open("secret")
                .set("type", "ceph")
                .set("uuid", source.secretUuid)
                .close()
                .close();
        break;
    }
    xml.close();
}

void writeLimits(Writer& xml, const DiskSpec& disk)
{
    const std::pair<const char*, qint64> limits[] = {
        { "total_bytes_sec", disk.totalBytesSec }, { "read_bytes_sec", disk.readBytesSec },
        { "write_bytes_sec", disk.writeBytesSec }, { "total_iops_sec", disk.totalIopsSec },
        { "read_iops_sec", disk.readIopsSec },     { "write_iops_sec", disk.writeIopsSec },
        { "total_bytes_sec_max", disk.totalBytesSecMax }, { "read_bytes_sec_max", disk.readBytesSecMax },
        { "write_bytes_sec_max", disk.writeBytesSecMax }, { "total_iops_sec_max", disk.totalIopsSecMax },
        { "read_iops_sec_max", disk.readIopsSecMax },     { "write_iops_sec_max", disk.writeIopsSecMax },
    };
    if (std::none_of(std::begin(limits), std::end(limits), [](const auto& limit) { return limit.second > 0; }))
        return;
    xml.open("iotune");
    for (const auto& [name, value] : limits)
        if (value > 0)
            xml.leaf(name, QString::number(value));
    xml.close();
}

void writeDisk(Writer& xml, const DiskSpec& disk)
{
    const bool cdrom = disk.device == DiskSpec::Device::Cdrom;
    xml.open("disk").set("type", kindName(disk.source.kind)).set("device", cdrom ? "cdrom" : "disk");
    xml.open("driver").set("name", "qemu").set("type", toString(disk.format)).set("cache", toString(disk.cache));
    if (!cdrom && !disk.readOnly)
        xml.set("discard", "unmap");
    xml.close();
    writeSource(xml, disk.source);
    xml.open("target").set("dev", disk.deviceName).set("bus", toString(disk.bus)).close();
    writeLimits(xml, disk);
    if (disk.readOnly)
        xml.empty("readonly");
    if (disk.shareable)
        xml.empty("shareable");
    xml.leaf("serial", disk.serial);
    if (disk.bootIndex > 0)
        xml.open("boot").set("order", disk.bootIndex).close();
    xml.open("alias").set("name", deviceAlias(disk.serial)).close();
    xml.close();
}

enum class NetworkBoot { No, Yes };

void writeNic(Writer& xml, const NicSpec& nic, NetworkBoot networkBoot, int bootOrder)
{
    const bool virtio = nic.model == NicSpec::Model::Virtio;
    xml.open("interface").set("type", "bridge");
    xml.open("mac").set("address", nic.mac).close();
    xml.open("source").set("bridge", nic.bridge).close();
    if (nic.vifType == NicSpec::VifType::OpenVSwitch) {
        xml.open("virtualport").set("type", "openvswitch");
        xml.open("parameters").set("interfaceid", nic.interfaceId).close().close();
    }
    xml.open("target").set("dev", nic.deviceName).close();
    xml.open("model").set("type", toString(nic.model)).close();
    if (virtio) {
        xml.open("driver").set("name", "qemu");
        if (!nic.checksumOffload) {
            xml.open("host");
            for (const auto* feature : { "csum", "gso", "tso4", "tso6", "ecn", "ufo" })
                xml.set(feature, "off");
            xml.close().open("guest");
            for (const auto* feature : { "csum", "tso4", "tso6", "ecn", "ufo" })
                xml.set(feature, "off");
            xml.close();
        }
        xml.close();
    }
    if (nic.mtu > 0)
        xml.open("mtu").set("size", nic.mtu).close();
    if (networkBoot == NetworkBoot::Yes)
        xml.open("boot").set("order", bootOrder).close();
    else
        xml.open("rom").set("enabled", "no").close();   // saves a second of iPXE at every boot
    xml.open("alias").set("name", deviceAlias(nic.portId)).close();
    xml.close();
}

/// q35 can only take a hot-plugged device in a root port that is there from the start.
void writeControllers(Writer& xml, const GuestSpec& spec)
{
    constexpr int fixedDevices = 5;   // serial bus, balloon, rng, usb, video
    constexpr int spareSlots = 8;
    constexpr int maxRootPorts = 28;
    if (spec.machine == GuestSpec::Machine::Q35) {
        xml.open("controller").set("type", "pci").set("index", 0).set("model", "pcie-root").close();
        const auto ports = std::min<qsizetype>(
            maxRootPorts, qsizetype(spec.disks.size() + spec.nics.size()) + fixedDevices + spareSlots);
        for (int i = 1; i <= ports; ++i)
            xml.open("controller").set("type", "pci").set("index", i).set("model", "pcie-root-port").close();
    }
    if (std::any_of(spec.disks.begin(), spec.disks.end(),
                    [](const DiskSpec& disk) { return disk.bus == DiskSpec::Bus::Scsi; }))
        xml.open("controller").set("type", "scsi").set("index", 0).set("model", "virtio-scsi").close();
}

void writeConsoles(Writer& xml, const GuestSpec& spec, const DomainOptions& options)
{
    xml.open("serial");
    if (options.serialSocketPath.isEmpty())
        xml.set("type", "null");
    else
        xml.set("type", "unix").open("source").set("mode", "bind").set("path", options.serialSocketPath).close();
    xml.open("log").set("file", spec.consoleLogPath).set("append", "on").close();
    xml.open("target").set("port", 0).close().close();
    if (spec.guestAgent)
        xml.open("channel")
            .set("type", "unix")
            .open("target")
            .set("type", "virtio")
            .set("name", "org.qemu.guest_agent.0")
            .close()
            .close();
    if (spec.vnc) {
        xml.open("input").set("type", "tablet").set("bus", "usb").close();
        // libvirt makes the socket in the guest's own folder, where QEMU may write whoever it runs as.
        xml.open("graphics").set("type", "vnc").open("listen").set("type", "socket").close().close();
        xml.open("video").open("model").set("type", "vga").close().close();
    } else {
        xml.open("video").open("model").set("type", "none").close().close();
    }
}

} // namespace

QString domainXml(const GuestSpec& spec, const DomainOptions& options)
{
    Writer xml;
    xml.open("domain").set("type", options.domainType);
    xml.leaf("name", spec.name).leaf("uuid", spec.uuid);
    if (!spec.metadata.serverName.isEmpty())
        xml.leaf("title", spec.metadata.serverName.simplified());
    writeMetadata(xml, spec, options);
    xml.open("memory").set("unit", "MiB").text(QString::number(spec.memoryMiB)).close();
    xml.open("vcpu").set("placement", "static").text(QString::number(spec.vcpus)).close();
    writeProcessorShare(xml, spec);
    writeSysinfo(xml, spec);
    writeBoot(xml, spec, options);
    writeProcessor(xml, spec, options);
    xml.open("devices");
    writeControllers(xml, spec);
    int bootOrder = 1;
    for (const auto& disk : spec.disks) {
        writeDisk(xml, disk);
        bootOrder = std::max(bootOrder, disk.bootIndex + 1);
    }
    for (const auto& nic : spec.nics)
        writeNic(xml, nic, spec.networkBoot ? NetworkBoot::Yes : NetworkBoot::No, bootOrder++);
    writeConsoles(xml, spec, options);
    xml.open("memballoon").set("model", "virtio").open("stats").set("period", 10).close().close();
    xml.open("rng")
        .set("model", "virtio")
        .open("backend")
        .set("model", "random")
        .text(QStringLiteral("/dev/urandom"))
        .close()
        .close();
    xml.close().close();
    return xml.take();
}

QString diskXml(const DiskSpec& disk)
{
    Writer xml;
    writeDisk(xml, disk);
    return xml.take();
}

QString interfaceXml(const NicSpec& nic)
{
    Writer xml;
    writeNic(xml, nic, NetworkBoot::No, 0);
    return xml.take();
}

QString backupXml(const QString& device, const QStringList& otherDevices, const QString& targetFile)
{
    Writer xml;
    xml.open("domainbackup").set("mode", "push").open("disks");
    xml.open("disk").set("name", device).set("backup", "yes").set("type", "file");
    xml.open("target").set("file", targetFile).close().open("driver").set("type", "qcow2").close().close();
    for (const auto& other : otherDevices)
        xml.open("disk").set("name", other).set("backup", "no").close();
    xml.close().close();
    return xml.take();
}

QString specDigest(const GuestSpec& spec)
{
    // The XML has every member of the specification; the options are the same for all.
    const auto text = domainXml(spec, {}).toUtf8();
    return QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex());
}

QString deviceAlias(const QString& id)
{
    return QStringLiteral("ua-") + id;
}

} // namespace skylab::compute::libvirt
