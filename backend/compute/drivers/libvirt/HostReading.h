#pragma once

#include "compute/driver/HypervisorDriver.h"

#include <QString>

namespace skylab::compute::libvirt {

/// Pure readers of the host's own files and of libvirt's host documents.

struct MemoryReading {
    qint64 totalMiB = 0;
    qint64 usedMiB = 0;   ///< without what the kernel would give back
};
/// Of /proc/meminfo; libvirt's own figure reads sysfs, which is wrong where memory is initialised late.
MemoryReading readMeminfo(const QByteArray& text);

/// Model, vendor, topology, features out of virConnectGetCapabilities().
void readHostCapabilities(const QString& xml, HostState& host);
/// Buses, firmware out of virConnectGetDomainCapabilities().
void readDomainCapabilities(const QString& xml, Capabilities& able);

/// Load and uptime of this machine.
void readLoad(HostState& host);
/// Size of the file system with this folder.
void readDisk(const QString& folder, HostState& host);

/// The last lines of a console log, at most 1 MiB of them; virtlogd's rotated files are read too.
/// @param maxLines  -1 = all
Result<QByteArray> tailOfLog(const QString& path, int maxLines);

} // namespace skylab::compute::libvirt
