#pragma once

#include "sdk/volume/Snapshot.h"
#include "sdk/volume/Volume.h"
#include "sdk/volume/VolumeType.h"
#include "service/Store.h"

namespace skylab::volume {

struct VolumeRow : sdk::Volume {
    QString imageId;             ///< what it is made from, while it is being made
    QString previousStatus;      ///< to go back to when work on it fails
    QString fault;               ///< why it is in error

    static constexpr const char* table = "volumes";
    static constexpr auto fields = std::tuple_cat(sdk::Volume::fields, std::tuple {
        sdk::Field<&VolumeRow::imageId> { "image_id", { .in = sdk::In::None } },
        sdk::Field<&VolumeRow::previousStatus> { "previous_status", { .in = sdk::In::None } },
        sdk::Field<&VolumeRow::fault> { "fault", { .in = sdk::In::None } },
    });
};

struct SnapshotRow : sdk::VolumeSnapshot {
    static constexpr const char* table = "snapshots";
};

struct VolumeTypeRow : sdk::VolumeType {
    static constexpr const char* table = "volume_types";
};

using Volumes = service::Store<VolumeRow>;
using Snapshots = service::Store<SnapshotRow>;
using VolumeTypes = service::Store<VolumeTypeRow>;

} // namespace skylab::volume
