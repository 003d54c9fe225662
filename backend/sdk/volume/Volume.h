#pragma once

#include "sdk/resource/Document.h"

namespace skylab::sdk {

/// One place where a volume is attached, inside Volume.
struct VolumeAttachment {
    QString attachmentId;
    QString id;                  ///< of the volume, as Cinder repeats it
    QString volumeId;
    QString serverId;
    QString device;              ///< "/dev/vdb"
    QString hostName;
    Timestamp attachedAt;
    bool operator==(const VolumeAttachment&) const = default;

    static constexpr auto fields = std::tuple {
        Field<&VolumeAttachment::attachmentId> { "attachment_id" },
        Field<&VolumeAttachment::id> { "id" },
        Field<&VolumeAttachment::volumeId> { "volume_id" },
        Field<&VolumeAttachment::serverId> { "server_id" },
        Field<&VolumeAttachment::device> { "device" },
        Field<&VolumeAttachment::hostName> { "host_name" },
        Field<&VolumeAttachment::attachedAt> { "attached_at", { .time = TimeFormat::Micros } },
    };
};

/// Block Storage API v3, "Volumes". Keys are exact: clients check them strictly.
struct Volume {
    QString id;
    QString name;
    QString description;
    QString status;              ///< model/VolumeState.h is the only place that assigns it
    int size = 0;                ///< GiB
    QString availabilityZone = QStringLiteral("nova");
    std::optional<QString> volumeType;
    std::optional<QString> volumeTypeId;
    std::optional<QString> snapshotId;
    std::optional<QString> sourceVolid;
    StringMap metadata;
    std::optional<StringMap> imageMetadata;      ///< of the image that it was made from
    QString bootable = QStringLiteral("false");
    bool encrypted = false;
    bool multiattach = false;
    std::optional<QString> replicationStatus;
    std::optional<QString> consistencygroupId;
    std::optional<QString> groupId;
    std::optional<QString> migrationStatus;
    std::optional<QString> providerId;
    std::optional<QString> serviceUuid;
    std::optional<QString> clusterName;
    bool sharedTargets = false;
    bool consumesQuota = true;
    QString userId;
    QString projectId;
    QString host;
    std::vector<VolumeAttachment> attachments;
    Timestamp createdAt;
    Timestamp updatedAt;

    static constexpr const char* resourceKey = "volume";
    static constexpr const char* collectionKey = "volumes";
    static constexpr auto fields = std::tuple {
        Field<&Volume::id> { "id", { .filter = true, .sort = true } },
        Field<&Volume::name> { "name", { .in = In::Read | In::Update, .nullable = true, .maxLength = 255, .filter = true, .sort = true } },
        Field<&Volume::description> { "description", { .in = In::Read | In::Update, .nullable = true, .maxLength = 255 } },
        Field<&Volume::status> { "status", { .filter = true, .sort = true } },
        Field<&Volume::size> { "size", { .filter = true, .sort = true } },
        Field<&Volume::availabilityZone> { "availability_zone", { .filter = true, .sort = true } },
        Field<&Volume::volumeType> { "volume_type", { .filter = true } },
        Field<&Volume::volumeTypeId> { "volume_type_id", { .since = mv(3, 63) } },
        Field<&Volume::snapshotId> { "snapshot_id", { .filter = true } },
        Field<&Volume::sourceVolid> { "source_volid", { .filter = true } },
        Field<&Volume::metadata> { "metadata", { .in = In::Read | In::Update, .maxLength = 255 } },
        Field<&Volume::imageMetadata> { "volume_image_metadata", { .omitEmpty = true } },
        Field<&Volume::bootable> { "bootable", { .filter = true } },
        Field<&Volume::encrypted> { "encrypted" },
        Field<&Volume::multiattach> { "multiattach", { .filter = true } },
        Field<&Volume::replicationStatus> { "replication_status", { .stored = false } },
        Field<&Volume::consistencygroupId> { "consistencygroup_id", { .stored = false } },
        Field<&Volume::groupId> { "group_id", { .since = mv(3, 13), .filter = true } },
        Field<&Volume::migrationStatus> { "migration_status", { .adminOnly = true, .stored = false } },
        Field<&Volume::migrationStatus> { "os-vol-mig-status-attr:migstat", { .adminOnly = true, .stored = false } },
        Field<&Volume::providerId> { "provider_id", { .since = mv(3, 21), .adminOnly = true, .stored = false } },
        Field<&Volume::serviceUuid> { "service_uuid", { .since = mv(3, 48), .stored = false } },
        Field<&Volume::sharedTargets> { "shared_targets", { .since = mv(3, 48), .stored = false } },
        Field<&Volume::clusterName> { "cluster_name", { .since = mv(3, 61), .adminOnly = true, .stored = false } },
        Field<&Volume::consumesQuota> { "consumes_quota", { .since = mv(3, 65), .stored = false } },
        Field<&Volume::userId> { "user_id" },
        Field<&Volume::projectId> { "os-vol-tenant-attr:tenant_id", { .filter = true, .column = "project_id" } },
        Field<&Volume::host> { "os-vol-host-attr:host", { .adminOnly = true, .column = "host" } },
        Field<&Volume::providerId> { "os-vol-mig-status-attr:name_id", { .adminOnly = true, .stored = false } },
        Field<&Volume::attachments> { "attachments" },
        Field<&Volume::createdAt> { "created_at", { .sort = true, .time = TimeFormat::Micros } },
        Field<&Volume::updatedAt> { "updated_at", { .sort = true, .time = TimeFormat::Micros } },
    };
    static void encodeLinks(JsonWriter& json, const Volume& volume, const Encoding& encoding);
};

/// POST /volumes.
struct VolumeCreate {
    std::optional<int> size;
    QString name;
    QString description;
    QString volumeType;
    QString availabilityZone;
    QString snapshotId;
    QString sourceVolid;
    QString imageRef;
    StringMap metadata;
    bool multiattach = false;
    QString consistencygroupId;
    QString groupId;
    QString backupId;
    QJsonValue schedulerHints;

    static constexpr const char* resourceKey = "volume";
    static constexpr auto fields = std::tuple {
        Field<&VolumeCreate::size> { "size", { .in = In::Create, .nullable = true, .min = 1, .max = 1 << 20 } },
        Field<&VolumeCreate::name> { "name", { .in = In::Create, .nullable = true, .maxLength = 255, .alias = "display_name" } },
        Field<&VolumeCreate::description> { "description", { .in = In::Create, .nullable = true, .maxLength = 255, .alias = "display_description" } },
        Field<&VolumeCreate::volumeType> { "volume_type", { .in = In::Create, .nullable = true, .maxLength = 255 } },
        Field<&VolumeCreate::availabilityZone> { "availability_zone", { .in = In::Create, .nullable = true, .maxLength = 255 } },
        Field<&VolumeCreate::snapshotId> { "snapshot_id", { .in = In::Create, .nullable = true, .format = Format::Uuid } },
        Field<&VolumeCreate::sourceVolid> { "source_volid", { .in = In::Create, .nullable = true, .format = Format::Uuid } },
        Field<&VolumeCreate::imageRef> { "imageRef", { .in = In::Create, .nullable = true, .format = Format::Uuid, .alias = "image_id" } },
        Field<&VolumeCreate::metadata> { "metadata", { .in = In::Create, .nullable = true, .maxLength = 255 } },
        Field<&VolumeCreate::multiattach> { "multiattach", { .in = In::Create } },
        Field<&VolumeCreate::consistencygroupId> { "consistencygroup_id", { .in = In::Create, .nullable = true } },
        Field<&VolumeCreate::groupId> { "group_id", { .in = In::Create, .nullable = true, .format = Format::Uuid, .since = mv(3, 13) } },
        Field<&VolumeCreate::backupId> { "backup_id", { .in = In::Create, .nullable = true, .format = Format::Uuid, .since = mv(3, 47) } },
        Field<&VolumeCreate::schedulerHints> { "scheduler_hints", { .in = In::Create } },
    };
};

} // namespace skylab::sdk
