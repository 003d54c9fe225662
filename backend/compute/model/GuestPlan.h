#pragma once

#include "compute/driver/GuestSpec.h"
#include "compute/driver/GuestState.h"
#include "compute/peers/Networks.h"
#include "compute/peers/Volumes.h"
#include "compute/store/ComputeRows.h"
#include "compute/store/InstanceFiles.h"
#include "core/Result.h"

namespace skylab::compute {

/// What the peers say about a server's devices: in the order of its nics, and by volume id.
struct GuestParts {
    std::vector<NicBinding> nics;
    QHash<QString, VolumeConnection> volumes;
    QString projectName;
};

/// Files of a rescued server, beside its own.
extern const QString rescueDisk;
extern const QString rescueConfigDrive;

/// The guest of a server, from its row alone and what the peers say: the same input gives the same guest.
GuestSpec planGuest(const ServerRow& server, const GuestParts& parts, const InstanceFiles& files);

/// One volume or network card of it, for hot plugging.
DiskSpec planVolume(const BlockDevice& device, const VolumeConnection& connection);
NicSpec planNic(const ServerRow& server, const Nic& nic, const NicBinding& binding);

/// BadRequest, naming the image's property, when this hypervisor can't do what the image wants (hw_disk_bus, hw_vif_model ...).
Result<> checkImageProperties(const sdk::StringMap& properties);
/// Whether the image asks for a config drive, whatever its user does.
bool needsConfigDrive(const sdk::StringMap& properties);

/// Gives every device of a new server its name: vda for the root, then the flavor's local disks, then the others.
void nameDevices(ServerRow& server);
/// The next free "/dev/vdX" of a server.
QString nextDevice(const ServerRow& server, const QString& bus);

} // namespace skylab::compute
