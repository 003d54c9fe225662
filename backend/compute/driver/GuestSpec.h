#pragma once

#include <QMap>
#include <QString>
#include <QStringList>

#include <vector>

namespace skylab::compute {

/// Where the bytes of a disk are, as the volume or image store hands it out.
struct DiskSource {
    enum class Kind {
        File,    ///< `path` is a file on the host
        Block,   ///< `path` is a block device of the host
        Rbd,     ///< `path` is "pool/image"; hosts are the monitors
        Nbd,     ///< `path` is the export's name; `hosts` has one address, or `socket` names a unix socket
    };
    Kind kind = Kind::File;
    QString path;
    QStringList hosts = {};      ///< "address:port"
    QString socket = {};
    QString user = {};           ///< Rbd: the Ceph user
    QString secretUuid = {};     ///< Rbd: the id under which the hypervisor keeps the user's key
    bool operator==(const DiskSource&) const = default;
};

/// One disk of a guest. `serial` is its name in every later call: the volume id, or for a disk that is no volume
/// a name that is unique within the guest ("root", "ephemeral0", "config"): up to 60 letters, digits, - and _.
struct DiskSpec {
    enum class Device { Disk, Cdrom };
    enum class Bus { Virtio, Scsi, Sata, Ide, Usb };
    enum class Format { Qcow2, Raw };
    /// What a flush of the guest means. Writeback honours flushes; None bypasses the page cache of the host too.
    enum class Cache { Writeback, None, Writethrough, Unsafe };

    QString serial;
    DiskSource source;
    Format format = Format::Qcow2;
    Device device = Device::Disk;
    Bus bus = Bus::Virtio;
    Cache cache = Cache::Writeback;
    int bootIndex = 0;           ///< 1 boots first; 0 = never boots
    bool readOnly = false;
    bool shareable = false;      ///< multiattach: several guests may have it
    QString deviceName = {};     ///< "vdb"; empty = the next that is free
    qint64 totalIopsSec = 0;     ///< limits of the volume type's QoS; 0 = none
    qint64 readIopsSec = 0;
    qint64 writeIopsSec = 0;
    qint64 totalBytesSec = 0;
    qint64 readBytesSec = 0;
    qint64 writeBytesSec = 0;
    qint64 totalIopsSecMax = 0;  ///< bursts: each needs its limit above, and is not below it; 0 = none
    qint64 readIopsSecMax = 0;
    qint64 writeIopsSecMax = 0;
    qint64 totalBytesSecMax = 0;
    qint64 readBytesSecMax = 0;
    qint64 writeBytesSecMax = 0;
    bool operator==(const DiskSpec&) const = default;
};

/// One network card of a guest. `portId` is its name in every later call.
struct NicSpec {
    enum class VifType {
        Bridge,        ///< a Linux bridge
        OpenVSwitch,   ///< a bridge of Open vSwitch; interfaceId is what OVN binds the port by
    };
    enum class Model { Virtio, E1000, E1000e, Rtl8139 };

    QString portId;
    QString mac;
    QString bridge;
    VifType vifType = VifType::OpenVSwitch;
    QString interfaceId = {};    ///< empty = portId
    QString deviceName = {}; ///< name of the tap device, at most 15 characters; empty = "tap" + start of the port id
    int mtu = 0;                 ///< 0 = not told to the guest
    bool checksumOffload = true; ///< false where the datapath never fills in checksums (OVS in user space)
    Model model = Model::Virtio;
    bool operator==(const NicSpec&) const = default;
};

/// Who and what a guest is for, written into its definition for the people who look at it with other tools.
struct GuestMetadata {
    QString serverName;
    QString instanceName;        ///< OS-EXT-SRV-ATTR:instance_name, "instance-" and the id
    QString projectId;
    QString projectName;
    QString userId;
    QString userName;
    QString flavorName;
    QString imageId;
    qint64 createdAt = 0;        ///< seconds since 1970
    bool operator==(const GuestMetadata&) const = default;
};

/// How a guest's processors look to it. All 0: a socket for each.
struct CpuTopology {
    int sockets = 0;
    int cores = 0;               ///< of a socket
    int threads = 0;             ///< of a core
    bool operator==(const CpuTopology&) const = default;
};

/// Everything that a hypervisor needs to run a server.
struct GuestSpec {
    enum class Machine { Pc, Q35 };
    enum class Firmware { Bios, Uefi };

    QString uuid;                ///< the server's id
    QString name;                ///< unique on the host; GuestMetadata::instanceName as a rule
    int vcpus = 1;
    CpuTopology topology = {};   ///< of all of them together
    int memoryMiB = 512;
    qint64 cpuShares = 0;        ///< its weight when processors are short; 0 = as all others
    qint64 cpuPeriod = 0;        ///< microseconds in which each processor may run for cpuQuota; 0 = the hypervisor's own
    qint64 cpuQuota = 0;         ///< microseconds; 0 = no limit, as below 0
    Machine machine = Machine::Pc;
    Firmware firmware = Firmware::Bios;
    std::vector<DiskSpec> disks; ///< in the guest's order
    std::vector<NicSpec> nics;   ///< in the guest's order
    QString consoleLogPath;      ///< the serial console is appended to this file; its folder must exist
    bool vnc = true;
    bool networkBoot = false;    ///< tries the cards after the disks
    bool guestAgent = true;      ///< offers the channel of the QEMU guest agent
    QString kernelPath = {};     ///< direct boot (AKI/ARI images); empty = from the disks
    QString initrdPath = {};
    QString kernelArguments = {};
    GuestMetadata metadata = {};
    bool operator==(const GuestSpec&) const = default;
};

} // namespace skylab::compute
