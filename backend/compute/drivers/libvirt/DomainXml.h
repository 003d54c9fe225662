#pragma once

#include "compute/driver/GuestSpec.h"

#include <QSet>
#include <QString>

#include <vector>

namespace skylab::compute::libvirt {

/// The namespace of our element in a domain's metadata. A domain without it is not ours.
inline constexpr auto metadataNamespace = "urn:skylab:compute:1";

/// What the host contributes to a domain.
struct DomainOptions {
    QString domainType = QStringLiteral("qemu");   ///< "kvm", "qemu", "test"
    QString cpuMode = {};              ///< "host-model", "host-passthrough", "maximum"; empty = by domain type
    QString cloudId = {};              ///< which Skylab the domain belongs to
    QString digest = {};               ///< of the specification, see specDigest()
    QString serialSocketPath = {};     ///< unix socket of the serial console; empty = log only
    int translationCacheMiB = 64;      ///< of a guest without acceleration; QEMU's own default is 1 GiB
};

/// Pure functions from completed specifications (GuestRules.h) to libvirt's XML
/// (https://libvirt.org/formatdomain.html). Nothing here talks to libvirt.
QString domainXml(const GuestSpec& spec, const DomainOptions& options);
QString diskXml(const DiskSpec& disk);
QString interfaceXml(const NicSpec& nic);
/// A full copy of one disk into a new qcow2 file (https://libvirt.org/formatbackup.html). The others are left out.
QString backupXml(const QString& device, const QStringList& otherDevices, const QString& targetFile);

/// Equal for equal specifications, whatever the host contributes.
QString specDigest(const GuestSpec& spec);

/// The name that a device has in events and in QEMU. libvirt keeps those that begin with "ua-".
QString deviceAlias(const QString& id);

/// What the driver needs to know of an existing domain.
struct DomainReading {
    struct Disk {
        QString device;      ///< "vda"
        QString serial;
        QString alias;
        QString source;      ///< path or name
        QString format;
    };
    struct Nic {
        QString portId;
        QString mac;
        QString device;      ///< tap
        QString alias;
    };
    QString name;
    QString uuid;
    QString cloudId;
    QString digest;
    bool ours = false;
    QString consoleLogPath;
    QString serialSocketPath;
    QString vncSocketPath;
    QString vncHost;
    int vncPort = 0;
    std::vector<Disk> disks;
    std::vector<Nic> nics;

    [[nodiscard]] const Disk* diskBySerial(const QString& serial) const;
    [[nodiscard]] const Nic* nicByPort(const QString& portId) const;
    [[nodiscard]] QSet<QString> deviceNames() const;
};

/// Reads what domainXml() wrote and libvirt completed.
DomainReading readDomain(const QString& xml);

/// Reads our metadata element alone, as virDomainGetMetadata() gives it: cloudId, digest, ours.
DomainReading readMark(const QString& xml);

} // namespace skylab::compute::libvirt
