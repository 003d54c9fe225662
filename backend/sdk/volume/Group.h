#pragma once

#include "sdk/resource/Document.h"

#include <vector>

namespace skylab::sdk {

/// Block Storage API v3, "Group types": what may be done with a group of volumes.
struct GroupType {
    QString id;
    QString name;
    std::optional<QString> description;
    bool isPublic = true;
    StringMap groupSpecs;

    static constexpr const char* resourceKey = "group_type";
    static constexpr const char* collectionKey = "group_types";
    static constexpr auto fields = std::tuple {
        Field<&GroupType::id> { "id", { .filter = true, .sort = true } },
        Field<&GroupType::name> { "name", { .in = In::All, .required = true, .minLength = 1, .maxLength = 255, .format = Format::Name, .sort = true } },
        Field<&GroupType::description> { "description", { .in = In::All, .nullable = true, .maxLength = 255, .sort = true } },
        Field<&GroupType::isPublic> { "is_public", { .in = In::All, .sort = true } },
        Field<&GroupType::groupSpecs> { "group_specs", { .in = In::Read | In::Create, .nullable = true, .maxLength = 255, .adminOnly = true } },
    };
};

/// Block Storage API v3, "Generic volume groups".
struct Group {
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
        Field<&Group::id> { "id", { .filter = true, .sort = true } },
        Field<&Group::status> { "status", { .filter = true, .sort = true } },
        Field<&Group::availabilityZone> { "availability_zone", { .filter = true, .sort = true } },
        Field<&Group::createdAt> { "created_at", { .sort = true, .time = TimeFormat::Micros } },
        Field<&Group::name> { "name", { .filter = true, .sort = true } },
        Field<&Group::description> { "description", { .filter = true, .sort = true } },
        Field<&Group::groupType> { "group_type", { .filter = true, .sort = true } },
        Field<&Group::volumeTypes> { "volume_types" },
        Field<&Group::groupSnapshotId> { "group_snapshot_id", { .since = mv(3, 14), .filter = true } },
        Field<&Group::sourceGroupId> { "source_group_id", { .since = mv(3, 14), .filter = true } },
        Field<&Group::volumes> { "volumes", { .since = mv(3, 25), .omitEmpty = true, .stored = false } },
        Field<&Group::replicationStatus> { "replication_status", { .since = mv(3, 38), .stored = false } },
        Field<&Group::projectId> { "project_id", { .since = mv(3, 58), .adminOnly = true } },
    };
};

/// POST /groups.
struct GroupCreate {
    std::optional<QString> name;
    std::optional<QString> description;
    QString groupType;           ///< name or id
    std::vector<QString> volumeTypes;      ///< names or ids
    QString availabilityZone;

    static constexpr const char* resourceKey = "group";
    static constexpr auto fields = std::tuple {
        Field<&GroupCreate::name> { "name", { .in = In::Create, .nullable = true, .maxLength = 255 } },
        Field<&GroupCreate::description> { "description", { .in = In::Create, .nullable = true, .maxLength = 255 } },
        Field<&GroupCreate::groupType> { "group_type", { .in = In::Create, .required = true, .minLength = 1, .maxLength = 255 } },
        Field<&GroupCreate::volumeTypes> { "volume_types", { .in = In::Create, .required = true, .minLength = 1 } },
        Field<&GroupCreate::availabilityZone> { "availability_zone", { .in = In::Create, .nullable = true, .maxLength = 255 } },
    };
};

/// POST /groups/action, "create-from-src": of exactly one source.
struct GroupFromSource {
    std::optional<QString> name;
    std::optional<QString> description;
    QString sourceGroupId;
    QString groupSnapshotId;

    static constexpr const char* resourceKey = "create-from-src";
    static constexpr auto fields = std::tuple {
        Field<&GroupFromSource::name> { "name", { .in = In::Create, .nullable = true, .maxLength = 255 } },
        Field<&GroupFromSource::description> { "description", { .in = In::Create, .nullable = true, .maxLength = 255 } },
        Field<&GroupFromSource::sourceGroupId> { "source_group_id", { .in = In::Create, .format = Format::Uuid } },
        Field<&GroupFromSource::groupSnapshotId> { "group_snapshot_id", { .in = In::Create, .format = Format::Uuid } },
    };
};

/// PUT /groups/{id}: what is absent or null stays.
struct GroupUpdate {
    std::optional<QString> name;
    std::optional<QString> description;
    QString addVolumes;          ///< ids with commas between them
    QString removeVolumes;

    static constexpr const char* resourceKey = "group";
    static constexpr auto fields = std::tuple {
        Field<&GroupUpdate::name> { "name", { .in = In::Update, .nullable = true, .maxLength = 255 } },
        Field<&GroupUpdate::description> { "description", { .in = In::Update, .nullable = true, .maxLength = 255 } },
        Field<&GroupUpdate::addVolumes> { "add_volumes", { .in = In::Update, .nullable = true, .maxLength = 4096 } },
        Field<&GroupUpdate::removeVolumes> { "remove_volumes", { .in = In::Update, .nullable = true, .maxLength = 4096 } },
    };
};

/// Block Storage API v3, "Group snapshots". POST takes group_id, name and description.
struct GroupSnapshot {
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
        Field<&GroupSnapshot::id> { "id", { .filter = true, .sort = true } },
        Field<&GroupSnapshot::groupId> { "group_id", { .in = In::Read | In::Create, .required = true, .format = Format::Uuid, .filter = true, .sort = true } },
        Field<&GroupSnapshot::groupTypeId> { "group_type_id", { .filter = true, .sort = true } },
        Field<&GroupSnapshot::status> { "status", { .filter = true, .sort = true } },
        Field<&GroupSnapshot::createdAt> { "created_at", { .sort = true, .time = TimeFormat::Micros } },
        Field<&GroupSnapshot::name> { "name", { .in = In::Read | In::Create, .nullable = true, .maxLength = 255, .filter = true, .sort = true } },
        Field<&GroupSnapshot::description> { "description", { .in = In::Read | In::Create, .nullable = true, .maxLength = 255 } },
        Field<&GroupSnapshot::projectId> { "project_id", { .since = mv(3, 58), .adminOnly = true } },
    };
};

} // namespace skylab::sdk
