#pragma once

#include "compute/driver/GuestSpec.h"
#include "compute/driver/GuestState.h"
#include "core/Result.h"

#include <QSet>

namespace skylab::compute {

/// Rules that hold whatever the hypervisor is, so that all drivers refuse and name alike. Pure functions.

/// Refuses what can't work (BadRequest, `field` names the member) and fills in what was left open: device names of
/// disks, names of tap devices, interface ids.
Result<GuestSpec> completed(GuestSpec spec);
Result<NicSpec> completed(NicSpec nic);
/// @param taken  device names in use in the guest
Result<DiskSpec> completed(DiskSpec disk, const QSet<QString>& taken);

/// "vd" for virtio, "sd" for scsi, sata and usb, "hd" for ide.
QString devicePrefix(DiskSpec::Bus bus);
/// The first free of vda ... vdz, vdaa ...; Conflict when the bus is full.
Result<QString> nextDeviceName(DiskSpec::Bus bus, const QSet<QString>& taken);

/// "virtio", "scsi" ...: the values of the image property hw_disk_bus.
QString toString(DiskSpec::Bus bus);
QString toString(DiskSpec::Format format);
QString toString(DiskSpec::Cache cache);
/// "virtio", "e1000" ...: the values of hw_vif_model.
QString toString(NicSpec::Model model);
/// "running", "paused" ... for messages.
QString toString(PowerState state);
QString toString(LifecycleEvent event);

/// True of guests that have memory and devices now.
inline bool isActive(PowerState state) { return state == PowerState::Running || state == PowerState::Paused; }

} // namespace skylab::compute
