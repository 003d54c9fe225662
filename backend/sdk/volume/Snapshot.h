#pragma once

#include "sdk/resource/Document.h"

namespace skylab::sdk {

/// Block Storage API v3, "Volume snapshots". POST takes volume_id, name, description, force, metadata.
struct VolumeSnapshot {
    QString id;
    QString name;
    QString description;
    QString volumeId;
    QString status;
    int size = 0;                ///< GiB, of the volume
    StringMap metadata;
    bool force = false;
    QString progress;            ///< "100%"
    QString projectId;
    QString userId;
    std::optional<QString> groupSnapshotId;
    bool consumesQuota = true;
    Timestamp createdAt;
    Timestamp updatedAt;

    static constexpr const char* resourceKey = "snapshot";
    static constexpr const char* collectionKey = "snapshots";
    static constexpr auto fields = std::tuple {
        Field<&VolumeSnapshot::id> { "id", { .filter = true, .sort = true } },
        Field<&VolumeSnapshot::name> { "name", { .in = In::All, .nullable = true, .maxLength = 255, .filter = true, .sort = true } },
        Field<&VolumeSnapshot::description> { "description", { .in = In::All, .nullable = true, .maxLength = 255 } },
        Field<&VolumeSnapshot::volumeId> { "volume_id", { .in = In::Read | In::Create, .required = true, .format = Format::Uuid, .filter = true } },
        Field<&VolumeSnapshot::status> { "status", { .filter = true, .sort = true } },
        Field<&VolumeSnapshot::size> { "size" },
        Field<&VolumeSnapshot::metadata> { "metadata", { .in = In::Read | In::Create, .nullable = true, .maxLength = 255 } },
        Field<&VolumeSnapshot::force> { "force", { .in = In::Create, .nullable = true, .stored = false } },
        Field<&VolumeSnapshot::progress> { "os-extended-snapshot-attributes:progress", { .column = "progress" } },
        Field<&VolumeSnapshot::projectId> { "os-extended-snapshot-attributes:project_id", { .column = "project_id" } },
        Field<&VolumeSnapshot::groupSnapshotId> { "group_snapshot_id", { .since = mv(3, 14) } },
        Field<&VolumeSnapshot::userId> { "user_id", { .since = mv(3, 41) } },
        Field<&VolumeSnapshot::consumesQuota> { "consumes_quota", { .since = mv(3, 65), .stored = false } },
        Field<&VolumeSnapshot::createdAt> { "created_at", { .sort = true, .time = TimeFormat::Micros } },
        Field<&VolumeSnapshot::updatedAt> { "updated_at", { .time = TimeFormat::Micros } },
    };
};

} // namespace skylab::sdk
