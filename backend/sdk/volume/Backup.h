#pragma once

#include "sdk/resource/Document.h"

namespace skylab::sdk {

/// Block Storage API v3, "Backups".
struct Backup {
    QString id;
    std::optional<QString> name;
    std::optional<QString> description;
    QString status;              ///< creating, available, restoring, deleting, error, error_deleting
    int size = 0;                ///< GiB, of the volume
    int objectCount = 0;
    std::optional<QString> availabilityZone;
    std::optional<QString> container;
    std::optional<QString> failReason;
    QString volumeId;
    std::optional<QString> snapshotId;
    bool isIncremental = false;
    bool hasDependentBackups = false;
    Timestamp dataTimestamp;     ///< when the data were so
    StringMap metadata;
    QString userId;
    QString projectId;
    std::optional<QString> encryptionKeyId;
    Timestamp createdAt;
    Timestamp updatedAt;

    static constexpr const char* resourceKey = "backup";
    static constexpr const char* collectionKey = "backups";
    static constexpr auto fields = std::tuple {
        Field<&Backup::id> { "id", { .filter = true, .sort = true } },
        Field<&Backup::name> { "name", { .in = In::Read | In::Update, .maxLength = 255, .filter = true, .sort = true } },
        Field<&Backup::description> { "description", { .in = In::Read | In::Update, .maxLength = 255 } },
        Field<&Backup::status> { "status", { .filter = true, .sort = true } },
        Field<&Backup::size> { "size", { .filter = true, .sort = true } },
        Field<&Backup::objectCount> { "object_count" },
        Field<&Backup::availabilityZone> { "availability_zone" },
        Field<&Backup::container> { "container" },
        Field<&Backup::failReason> { "fail_reason" },
        Field<&Backup::volumeId> { "volume_id", { .filter = true, .sort = true } },
        Field<&Backup::snapshotId> { "snapshot_id", { .filter = true } },
        Field<&Backup::isIncremental> { "is_incremental" },
        Field<&Backup::hasDependentBackups> { "has_dependent_backups", { .stored = false } },
        Field<&Backup::dataTimestamp> { "data_timestamp", { .sort = true, .time = TimeFormat::Micros } },
        Field<&Backup::metadata> { "metadata", { .in = In::Read | In::Update, .maxLength = 255, .since = mv(3, 43) } },
        Field<&Backup::userId> { "user_id", { .since = mv(3, 56) } },
        Field<&Backup::projectId> { "os-backup-project-attr:project_id", { .since = mv(3, 18), .adminOnly = true, .column = "project_id" } },
        Field<&Backup::encryptionKeyId> { "encryption_key_id", { .since = mv(3, 64), .stored = false } },
        Field<&Backup::createdAt> { "created_at", { .sort = true, .time = TimeFormat::Micros } },
        Field<&Backup::updatedAt> { "updated_at", { .sort = true, .time = TimeFormat::Micros } },
    };
    static void encodeLinks(JsonWriter& json, const Backup& backup, const Encoding& encoding);
};

/// POST /backups.
struct BackupCreate {
    QString volumeId;
    QString container;
    std::optional<QString> name;
    std::optional<QString> description;
    QString snapshotId;
    bool incremental = false;
    bool force = false;
    StringMap metadata;
    QString availabilityZone;

    static constexpr const char* resourceKey = "backup";
    static constexpr auto fields = std::tuple {
        Field<&BackupCreate::volumeId> { "volume_id", { .in = In::Create, .required = true, .format = Format::Uuid } },
        Field<&BackupCreate::container> { "container", { .in = In::Create, .nullable = true, .maxLength = 255 } },
        Field<&BackupCreate::name> { "name", { .in = In::Create, .maxLength = 255 } },
        Field<&BackupCreate::description> { "description", { .in = In::Create, .maxLength = 255 } },
        Field<&BackupCreate::snapshotId> { "snapshot_id", { .in = In::Create, .nullable = true, .format = Format::Uuid } },
        Field<&BackupCreate::incremental> { "incremental", { .in = In::Create } },
        Field<&BackupCreate::force> { "force", { .in = In::Create } },
        Field<&BackupCreate::metadata> { "metadata", { .in = In::Create, .nullable = true, .maxLength = 255, .since = mv(3, 43) } },
        Field<&BackupCreate::availabilityZone> { "availability_zone", { .in = In::Create, .nullable = true, .maxLength = 255, .since = mv(3, 51) } },
    };
};

/// POST /backups/{id}/restore.
struct BackupRestore {
    QString volumeId;            ///< empty: a new volume
    QString name;

    static constexpr const char* resourceKey = "restore";
    static constexpr auto fields = std::tuple {
        Field<&BackupRestore::volumeId> { "volume_id", { .in = In::Create, .nullable = true, .format = Format::Uuid } },
        Field<&BackupRestore::name> { "name", { .in = In::Create, .nullable = true, .maxLength = 255 } },
    };
};

} // namespace skylab::sdk
