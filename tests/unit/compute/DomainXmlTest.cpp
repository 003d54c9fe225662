#include "compute/driver/GuestRules.h"
#include "compute/drivers/libvirt/DomainXml.h"
#include "support/TestMain.h"

#include <QDomDocument>
#include <QTest>

using namespace skylab;
using namespace skylab::compute;
using namespace skylab::compute::libvirt;

namespace {

const auto uuid = QStringLiteral("6f6c1a1e-58a5-4f0c-9a39-1f3b1f0c2a11");
const auto portId = QStringLiteral("0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d");

GuestSpec guest()
{
    GuestSpec spec;
    spec.uuid = uuid;
    spec.name = QStringLiteral("instance-0000002a");
    spec.vcpus = 2;
    spec.memoryMiB = 256;
    spec.consoleLogPath = QStringLiteral("/var/lib/skylab/instances/a/console.log");
    DiskSpec root { QStringLiteral("root"),
                    { DiskSource::Kind::File, QStringLiteral("/var/lib/skylab/instances/a/disk") } };
    root.bootIndex = 1;
    DiskSpec config { QStringLiteral("config"),
                      { DiskSource::Kind::File, QStringLiteral("/var/lib/skylab/instances/a/config.iso") },
                      DiskSpec::Format::Raw };
    config.device = DiskSpec::Device::Cdrom;
    config.bus = DiskSpec::Bus::Ide;
    spec.disks = { root, config };
    NicSpec nic;
    nic.portId = portId;
    nic.mac = QStringLiteral("fa:16:3e:00:00:01");
    nic.bridge = QStringLiteral("br-int");
    spec.nics = { nic };
    spec.metadata.serverName = QStringLiteral("web \"1\" <&>");
    spec.metadata.projectName = QStringLiteral("demo");
    spec.metadata.flavorName = QStringLiteral("m1.tiny");
    return completed(spec).value();
}

QDomElement parse(const QString& xml, QDomDocument& document)
{
    return document.setContent(xml) ? document.documentElement() : QDomElement();
}

/// Element by path, "devices/disk".
QDomElement at(QDomElement element, const QString& path)
{
    for (const auto& name : path.split(u'/'))
        element = element.firstChildElement(name);
    return element;
}

} // namespace

class DomainXmlTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void describesTheMachine()
    {
        QDomDocument document;
        const auto domain = parse(domainXml(guest(), { QStringLiteral("qemu") }), document);
        QCOMPARE(domain.attribute(QStringLiteral("type")), QStringLiteral("qemu"));
        QCOMPARE(at(domain, QStringLiteral("name")).text(), QStringLiteral("instance-0000002a"));
        QCOMPARE(at(domain, QStringLiteral("uuid")).text(), uuid);
        QCOMPARE(at(domain, QStringLiteral("memory")).attribute(QStringLiteral("unit")), QStringLiteral("MiB"));
        QCOMPARE(at(domain, QStringLiteral("memory")).text(), QStringLiteral("256"));
        QCOMPARE(at(domain, QStringLiteral("vcpu")).text(), QStringLiteral("2"));
        QCOMPARE(at(domain, QStringLiteral("os/type")).attribute(QStringLiteral("machine")), QStringLiteral("pc"));
        QCOMPARE(at(domain, QStringLiteral("cpu")).attribute(QStringLiteral("mode")), QStringLiteral("maximum"));
        QCOMPARE(at(domain, QStringLiteral("features/tcg/tb-cache")).text(), QStringLiteral("64"));
        QCOMPARE(at(domain, QStringLiteral("on_poweroff")).text(), QStringLiteral("destroy"));
        QCOMPARE(at(domain, QStringLiteral("on_reboot")).text(), QStringLiteral("restart"));
        QCOMPARE(at(domain, QStringLiteral("on_crash")).text(), QStringLiteral("destroy"));
        QCOMPARE(at(domain, QStringLiteral("title")).text(), QStringLiteral("web \"1\" <&>"));
        QCOMPARE(at(domain, QStringLiteral("devices/serial/log")).attribute(QStringLiteral("file")),
                 guest().consoleLogPath);
        QCOMPARE(at(domain, QStringLiteral("devices/serial/log")).attribute(QStringLiteral("append")),
                 QStringLiteral("on"));
        QCOMPARE(at(domain, QStringLiteral("devices/graphics/listen")).attribute(QStringLiteral("type")),
                 QStringLiteral("socket"));
    }
    void acceleratesWithTheHostsProcessor()
    {
        QDomDocument document;
        const auto domain = parse(domainXml(guest(), { QStringLiteral("kvm") }), document);
        QCOMPARE(at(domain, QStringLiteral("cpu")).attribute(QStringLiteral("mode")), QStringLiteral("host-model"));
        QVERIFY(at(domain, QStringLiteral("features/tcg")).isNull());
    }
    void ordersDisks()
    {
        QDomDocument document;
        const auto domain = parse(domainXml(guest(), {}), document);
        const auto disk = at(domain, QStringLiteral("devices/disk"));
        QCOMPARE(at(disk, QStringLiteral("target")).attribute(QStringLiteral("dev")), QStringLiteral("vda"));
        QCOMPARE(at(disk, QStringLiteral("boot")).attribute(QStringLiteral("order")), QStringLiteral("1"));
        QCOMPARE(at(disk, QStringLiteral("driver")).attribute(QStringLiteral("type")), QStringLiteral("qcow2"));
        QVERIFY(at(disk, QStringLiteral("readonly")).isNull());
        const auto cdrom = disk.nextSiblingElement(QStringLiteral("disk"));
        QCOMPARE(cdrom.attribute(QStringLiteral("device")), QStringLiteral("cdrom"));
        QCOMPARE(at(cdrom, QStringLiteral("target")).attribute(QStringLiteral("dev")), QStringLiteral("hda"));
        QVERIFY(!at(cdrom, QStringLiteral("readonly")).isNull());
        QVERIFY(at(cdrom, QStringLiteral("boot")).isNull());
    }
    void reachesNetworkedDisks()
    {
        QDomDocument document;
        DiskSpec disk { uuid, { DiskSource::Kind::Rbd, QStringLiteral("volumes/volume-1") } };
        disk.source.hosts = { QStringLiteral("10.0.0.1:6789"), QStringLiteral("[fd00::1]:6789") };
        disk.source.user = QStringLiteral("cinder");
        disk.source.secretUuid = portId;
        disk.deviceName = QStringLiteral("vdb");
        const auto source = at(parse(diskXml(disk), document), QStringLiteral("source"));
        QCOMPARE(source.attribute(QStringLiteral("protocol")), QStringLiteral("rbd"));
        QCOMPARE(source.firstChildElement(QStringLiteral("host")).attribute(QStringLiteral("name")),
                 QStringLiteral("10.0.0.1"));
        QCOMPARE(source.firstChildElement(QStringLiteral("host"))
                     .nextSiblingElement(QStringLiteral("host"))
                     .attribute(QStringLiteral("name")),
                 QStringLiteral("fd00::1"));
        QCOMPARE(at(source, QStringLiteral("auth/secret")).attribute(QStringLiteral("uuid")), portId);
    }
    void limitsDisks()
    {
        QDomDocument document;
        auto disk = guest().disks[0];
        QVERIFY(at(parse(diskXml(disk), document), QStringLiteral("iotune")).isNull());
        disk.readIopsSec = 100;
        disk.readIopsSecMax = 300;
        QCOMPARE(at(parse(diskXml(disk), document), QStringLiteral("iotune/read_iops_sec")).text(),
                 QStringLiteral("100"));
        QCOMPARE(at(parse(diskXml(disk), document), QStringLiteral("iotune/read_iops_sec_max")).text(),
                 QStringLiteral("300"));
    }
    void limitsProcessors()
    {
        QDomDocument document;
        auto spec = guest();
        QVERIFY(at(parse(domainXml(spec, {}), document), QStringLiteral("cputune")).isNull());
        spec.cpuQuota = -1;
        spec.cpuShares = 2048;
        const auto tune = at(parse(domainXml(spec, {}), document), QStringLiteral("cputune"));
        QCOMPARE(at(tune, QStringLiteral("quota")).text(), QStringLiteral("-1"));
        QCOMPARE(at(tune, QStringLiteral("shares")).text(), QStringLiteral("2048"));
        QVERIFY(at(tune, QStringLiteral("period")).isNull());
        QVERIFY(specDigest(spec) != specDigest(guest()));
    }
    void shapesProcessors()
    {
        QDomDocument document;
        auto spec = guest();
        const auto shape = [&](const char* name) { return at(parse(domainXml(spec, {}), document), QStringLiteral("cpu/topology")).attribute(QLatin1String(name)); };
        QCOMPARE(shape("sockets"), QStringLiteral("2"));
        spec.topology = { 1, 1, 2 };
        QCOMPARE(shape("sockets"), QStringLiteral("1"));
        QCOMPARE(shape("threads"), QStringLiteral("2"));
        spec.topology = { 1, 3, 1 };
        const auto refused = completed(spec);
        QVERIFY(!refused);
        QCOMPARE(refused.error().field, QStringLiteral("topology"));
    }
    void bindsPortsOfOpenVSwitch()
    {
        QDomDocument document;
        auto nic = guest().nics[0];
        auto element = parse(interfaceXml(nic), document);
        QCOMPARE(element.attribute(QStringLiteral("type")), QStringLiteral("bridge"));
        QCOMPARE(at(element, QStringLiteral("virtualport")).attribute(QStringLiteral("type")),
                 QStringLiteral("openvswitch"));
        QCOMPARE(at(element, QStringLiteral("virtualport/parameters")).attribute(QStringLiteral("interfaceid")),
                 portId);
        QCOMPARE(at(element, QStringLiteral("target")).attribute(QStringLiteral("dev")),
                 QStringLiteral("tap0a1b2c3d-4e"));
        QVERIFY(at(element, QStringLiteral("driver/host")).isNull());
        nic.checksumOffload = false;
        nic.mtu = 1442;
        element = parse(interfaceXml(nic), document);
        for (const auto* side : { "driver/host", "driver/guest" })
            for (const auto* feature : { "csum", "tso4", "tso6", "ecn", "ufo" })
                QCOMPARE(at(element, QLatin1String(side)).attribute(QLatin1String(feature)), QStringLiteral("off"));
        QCOMPARE(at(element, QStringLiteral("mtu")).attribute(QStringLiteral("size")), QStringLiteral("1442"));
        nic.vifType = NicSpec::VifType::Bridge;
        QVERIFY(at(parse(interfaceXml(nic), document), QStringLiteral("virtualport")).isNull());
    }
    void readsBackWhatItWrote()
    {
        DomainOptions options;
        options.cloudId = QStringLiteral("cloud-1");
        options.digest = QStringLiteral("d1");
        options.serialSocketPath = QStringLiteral("/run/skylab/a.serial");
        const auto domain = readDomain(domainXml(guest(), options));
        QVERIFY(domain.ours);
        QCOMPARE(domain.cloudId, QStringLiteral("cloud-1"));
        QCOMPARE(domain.digest, QStringLiteral("d1"));
        QCOMPARE(domain.uuid, uuid);
        QCOMPARE(domain.consoleLogPath, guest().consoleLogPath);
        QCOMPARE(domain.serialSocketPath, options.serialSocketPath);
        QCOMPARE(domain.diskBySerial(QStringLiteral("root"))->device, QStringLiteral("vda"));
        QCOMPARE(domain.diskBySerial(QStringLiteral("config"))->source,
                 QStringLiteral("/var/lib/skylab/instances/a/config.iso"));
        QCOMPARE(domain.nicByPort(portId)->mac, QStringLiteral("fa:16:3e:00:00:01"));
        QVERIFY(!domain.nicByPort(uuid));
    }
    void readsWhatOthersWrote()
    {
        const auto domain = readDomain(
            QStringLiteral("<domain type='qemu' id='3'><name>x</name><metadata><o:app xmlns:o='urn:other'><cloud "
                           "uuid='c'/></o:app></metadata><devices>"
                           "<disk type='file'><driver type='qcow2'/><source file='/a'/><backingStore "
                           "type='file'><format type='raw'/><source file='/b'/></backingStore>"
                           "<target dev='vda'/></disk><graphics type='vnc' port='5901' listen='127.0.0.1'><listen "
                           "type='address' address='127.0.0.1'/></graphics>"
                           "<graphics type='spice' port='5902'/></devices></domain>"));
        QVERIFY(!domain.ours);
        QVERIFY(domain.cloudId.isEmpty());
        QCOMPARE(domain.disks.front().source, QStringLiteral("/a"));
        QCOMPARE(domain.disks.front().format, QStringLiteral("qcow2"));
        QCOMPARE(domain.vncPort, 5901);
        QCOMPARE(domain.vncHost, QStringLiteral("127.0.0.1"));
    }
    void readsTheMarkAlone()
    {
        const auto mark = readMark(QStringLiteral(
            "<skylab:instance xmlns:skylab='urn:skylab:compute:1'><skylab:cloud uuid='c1'/></skylab:instance>"));
        QCOMPARE(mark.cloudId, QStringLiteral("c1"));
        QCOMPARE(readMark(QStringLiteral("<instance><cloud uuid='c2'/></instance>")).cloudId, QStringLiteral("c2"));
    }
    void digestTellsSpecificationsApart()
    {
        auto other = guest();
        QCOMPARE(specDigest(other), specDigest(guest()));
        other.disks[0].cache = DiskSpec::Cache::None;
        QVERIFY(specDigest(other) != specDigest(guest()));
        other = guest();
        other.nics[0].mtu = 1400;
        QVERIFY(specDigest(other) != specDigest(guest()));
    }
    void givesQ35RoomForNewDevices()
    {
        QDomDocument document;
        auto spec = guest();
        spec.machine = GuestSpec::Machine::Q35;
        spec.disks.pop_back();
        const auto devices = at(parse(domainXml(spec, {}), document), QStringLiteral("devices"));
        int ports = 0;
        for (auto each = devices.firstChildElement(QStringLiteral("controller")); !each.isNull();
             each = each.nextSiblingElement(QStringLiteral("controller")))
            ports += each.attribute(QStringLiteral("model")) == QStringLiteral("pcie-root-port");
        QVERIFY(ports >= 2 + 5 + 8);
    }
    void namesDevicesOfTheRightBus()
    {
        QCOMPARE(nextDeviceName(DiskSpec::Bus::Virtio, { QStringLiteral("vda"), QStringLiteral("vdc") }).value(),
                 QStringLiteral("vdb"));
        QSet<QString> taken;
        for (int i = 0; i < 26; ++i)
            taken << nextDeviceName(DiskSpec::Bus::Scsi, taken).value();
        QCOMPARE(nextDeviceName(DiskSpec::Bus::Scsi, taken).value(), QStringLiteral("sdaa"));
        taken = { QStringLiteral("hda"), QStringLiteral("hdb"), QStringLiteral("hdc"), QStringLiteral("hdd") };
        QCOMPARE(nextDeviceName(DiskSpec::Bus::Ide, taken).error().code, ErrorCode::Conflict);
        auto spec = guest();
        spec.disks[0].deviceName.clear();
        spec.disks.push_back({ QStringLiteral("late"), { DiskSource::Kind::File, QStringLiteral("/x") } });
        spec.disks.back().deviceName = QStringLiteral("vda");   // asked for: the automatic one gives way
        QCOMPARE(completed(spec).value().disks[0].deviceName, QStringLiteral("vdb"));
    }
};

SKYLAB_TEST(DomainXmlTest)
#include "DomainXmlTest.moc"
