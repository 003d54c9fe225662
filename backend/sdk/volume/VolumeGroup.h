#pragma once

#include "sdk/resource/Document.h"

#include <vector>

namespace skylab::sdk {

/// Block Storage API v3, "Group types": what may be done with a group of volumes.
struct VolumeGroupType {
    QString id;
    QString name;
    std::optional<QString> description;
    bool isPublic = true;
    StringMap groupSpecs;

    static constexpr const char* resourceKey = "group_type";
    static constexpr const char* collectionKey = "group_types";
    static constexpr auto fields = std::tuple {
        Field<&VolumeGroupType::id> { "id", { .filter = true, .sort = true } },
        Field<&VolumeGroupType::name> { "name", { .in = In::All, .required = true, .minLength = 1, .maxLength = 255, .format = Format::Name, .sort = true } },
        Field<&VolumeGroupType::description> { "description", { .in = In::All, .nullable = true, .maxLength = 255, .sort = true } },
        Field<&VolumeGroupType::isPublic> { "is_public", { .in = In::All, .sort = true } },
        Field<&VolumeGroupType::groupSpecs> { "group_specs", { .in = In::Read | In::Create, .nullable = true, .maxLength = 255, .adminOnly = true } },
    };
};

/// Block Storage API v3, "Generic volume groups".
struct VolumeGroup {
    QString id;
    QString status;              ///< creating, available, deleting, error, error_deleting
    QString availabilityZone = QStringLiteral("nova");
    std::optional<QString> name;
    std::optional<QString> description;
    QString groupType;           ///< the id of one
    std::vector<QString> volumeTypes;      ///< ids: a group's volumes have one of these types
    std::optional<QString> groupSnapshotId;
    std::optional<QString> sourceGroupId;
    std::optional<std::vector<QString>> volumes;      ///< ids; only shown with ?list_volume=true
    QString replicationStatus = QStringLiteral("disabled");
    QString projectId;
    Timestamp createdAt;

    static constexpr const char* resourceKey = "group";
    static constexpr const char* collectionKey = "groups";
    static constexpr auto fields = std::tuple {
        Field<&VolumeGroup::id> { "id", { .filter = true, .sort = true } },
        Field<&VolumeGroup::status> { "status", { .filter = true, .sort = true } },
        Field<&VolumeGroup::availabilityZone> { "availability_zone", { .filter = true, .sort = true } },
        Field<&VolumeGroup::createdAt> { "created_at", { .sort = true, .time = TimeFormat::Micros } },
        Field<&VolumeGroup::name> { "name", { .filter = true, .sort = true } },
        Field<&VolumeGroup::description> { "description", { .filter = true, .sort = true } },
        Field<&VolumeGroup::groupType> { "group_type", { .filter = true, .sort = true } },
        Field<&VolumeGroup::volumeTypes> { "volume_types" },
        Field<&VolumeGroup::groupSnapshotId> { "group_snapshot_id", { .since = mv(3, 14), .filter = true } },
        Field<&VolumeGroup::sourceGroupId> { "source_group_id", { .since = mv(3, 14), .filter = true } },
        Field<&VolumeGroup::volumes> { "volumes", { .since = mv(3, 25), .omitEmpty = true, .stored = false } },
        Field<&VolumeGroup::replicationStatus> { "replication_status", { .since = mv(3, 38), .stored = false } },
        Field<&VolumeGroup::projectId> { "project_id", { .since = mv(3, 58), .adminOnly = true } },
    };
};

/// POST /groups.
struct VolumeGroupCreate {
    std::optional<QString> name;
    std::optional<QString> description;
    QString groupType;           ///< name or id
    std::vector<QString> volumeTypes;      ///< names or ids
    QString availabilityZone;

    static constexpr const char* resourceKey = "group";
    static constexpr auto fields = std::tuple {
        Field<&VolumeGroupCreate::name> { "name", { .in = In::Create, .nullable = true, .maxLength = 255 } },
        Field<&VolumeGroupCreate::description> { "description", { .in = In::Create, .nullable = true, .maxLength = 255 } },
        Field<&VolumeGroupCreate::groupType> { "group_type", { .in = In::Create, .required = true, .minLength = 1, .maxLength = 255 } },
        Field<&VolumeGroupCreate::volumeTypes> { "volume_types", { .in = In::Create, .required = true, .minLength = 1 } },
        Field<&VolumeGroupCreate::availabilityZone> { "availability_zone", { .in = In::Create, .nullable = true, .maxLength = 255 } },
    };
};

/// POST /groups/action, "create-from-src": of exactly one source.
struct VolumeGroupFromSource {
    std::optional<QString> name;
    std::optional<QString> description;
    QString sourceGroupId;
    QString groupSnapshotId;

    static constexpr const char* resourceKey = "create-from-src";
    static constexpr auto fields = std::tuple {
        Field<&VolumeGroupFromSource::name> { "name", { .in = In::Create, .nullable = true, .maxLength = 255 } },
        Field<&VolumeGroupFromSource::description> { "description", { .in = In::Create, .nullable = true, .maxLength = 255 } },
        Field<&VolumeGroupFromSource::sourceGroupId> { "source_group_id", { .in = In::Create, .format = Format::Uuid } },
        Field<&VolumeGroupFromSource::groupSnapshotId> { "group_snapshot_id", { .in = In::Create, .format = Format::Uuid } },
    };
};

/// PUT /groups/{id}: what is absent or null stays.
struct VolumeGroupUpdate {
    std::optional<QString> name;
    std::optional<QString> description;
    QString addVolumes;          ///< ids with commas between them
    QString removeVolumes;

    static constexpr const char* resourceKey = "group";
    static constexpr auto fields = std::tuple {
        Field<&VolumeGroupUpdate::name> { "name", { .in = In::Update, .nullable = true, .maxLength = 255 } },
        Field<&VolumeGroupUpdate::description> { "description", { .in = In::Update, .nullable = true, .maxLength = 255 } },
        Field<&VolumeGroupUpdate::addVolumes> { "add_volumes", { .in = In::Update, .nullable = true, .maxLength = 4096 } },
        Field<&VolumeGroupUpdate::removeVolumes> { "remove_volumes", { .in = In::Update, .nullable = true, .maxLength = 4096 } },
    };
};

/// Block Storage API v3, "Group snapshots". POST takes group_id, name and description.
struct VolumeGroupSnapshot {
    QString id;
    QString groupId;
    QString groupTypeId;
    QString status;
    std::optional<QString> name;
    std::optional<QString> description;
    QString projectId;
    Timestamp createdAt;

    static constexpr const char* resourceKey = "group_snapshot";
    static constexpr const char* collectionKey = "group_snapshots";
    static constexpr auto fields = std::tuple {
        Field<&VolumeGroupSnapshot::id> { "id", { .filter = true, .sort = true } },
        Field<&VolumeGroupSnapshot::groupId> { "group_id", { .in = In::Read | In::Create, .required = true, .format = Format::Uuid, .filter = true, .sort = true } },
        Field<&VolumeGroupSnapshot::groupTypeId> { "group_type_id", { .filter = true, .sort = true } },
        Field<&VolumeGroupSnapshot::status> { "status", { .filter = true, .sort = true } },
        Field<&VolumeGroupSnapshot::createdAt> { "created_at", { .sort = true, .time = TimeFormat::Micros } },
        Field<&VolumeGroupSnapshot::name> { "name", { .in = In::Read | In::Create, .nullable = true, .maxLength = 255, .filter = true, .sort = true } },
        Field<&VolumeGroupSnapshot::description> { "description", { .in = In::Read | In::Create, .nullable = true, .maxLength = 255 } },
        Field<&VolumeGroupSnapshot::projectId> { "project_id", { .since = mv(3, 58), .adminOnly = true } },
    };
};

} // namespace skylab::sdk
