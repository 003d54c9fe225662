#pragma once

#include "sdk/volume/Attachment.h"
#include "sdk/volume/Backup.h"
#include "sdk/volume/Message.h"
#include "sdk/volume/Snapshot.h"
#include "sdk/volume/Transfer.h"
#include "sdk/volume/Volume.h"
#include "service/Store.h"
#include "volume/store/TypeRows.h"

namespace skylab::volume {

struct VolumeRow : sdk::Volume {
    QString imageId;             ///< what it is made from, while it is being made
    QString previousStatus;      ///< to go back to when work on it fails
    QString fault;               ///< why it is in error
    QString backupId;            ///< what it is made from, while it is being made
    QString readOnly;            ///< os-update_readonly_flag: "True", "False", or empty when never asked

    static constexpr const char* table = "volumes";
    static constexpr auto fields = std::tuple_cat(sdk::Volume::fields, std::tuple {
        sdk::Field<&VolumeRow::imageId> { "image_id", { .in = sdk::In::None } },
        sdk::Field<&VolumeRow::previousStatus> { "previous_status", { .in = sdk::In::None } },
        sdk::Field<&VolumeRow::fault> { "fault", { .in = sdk::In::None } },
        sdk::Field<&VolumeRow::backupId> { "backup_id", { .in = sdk::In::None } },
        sdk::Field<&VolumeRow::readOnly> { "readonly", { .in = sdk::In::None } },
        sdk::Field<&VolumeRow::migrationStatus> { "migration_status", { .in = sdk::In::None } },
    });
};

struct SnapshotRow : sdk::VolumeSnapshot {
    QString fault;               ///< why it is in error, when the start found it so

    static constexpr const char* table = "snapshots";
    static constexpr auto fields = std::tuple_cat(sdk::VolumeSnapshot::fields, std::tuple {
        sdk::Field<&SnapshotRow::fault> { "fault", { .in = sdk::In::None } },
    });
};

struct BackupRow : sdk::Backup {
    std::optional<QString> parentId;   ///< what an incremental backup builds on
    QString dataProjectId;       ///< whose account holds the objects: another project's after an import
    QString prefix;              ///< of the objects' names
    QString restoreVolumeId;     ///< while it is being restored

    static constexpr const char* table = "backups";
    static constexpr auto fields = std::tuple_cat(sdk::Backup::fields, std::tuple {
        sdk::Field<&BackupRow::parentId> { "parent_id", { .in = sdk::In::None } },
        sdk::Field<&BackupRow::dataProjectId> { "data_project_id", { .in = sdk::In::None } },
        sdk::Field<&BackupRow::prefix> { "prefix", { .in = sdk::In::None } },
        sdk::Field<&BackupRow::restoreVolumeId> { "restore_volume_id", { .in = sdk::In::None } },
    });
};

struct TransferRow : sdk::VolumeTransfer {
    QString salt;
    QString keyHash;             ///< hex; the key itself is nowhere

    static constexpr const char* table = "transfers";
    static constexpr auto fields = std::tuple_cat(sdk::VolumeTransfer::fields, std::tuple {
        sdk::Field<&TransferRow::salt> { "salt", { .in = sdk::In::None } },
        sdk::Field<&TransferRow::keyHash> { "key_hash", { .in = sdk::In::None } },
    });
};

struct AttachmentRow : sdk::Attachment {
    Timestamp createdAt;
    QString projectId;           ///< the volume's
    QString mountpoint;          ///< "/dev/vdb"
    QString host;
    QJsonObject connector;       ///< as the client described its side

    static constexpr const char* table = "attachments";
    static constexpr auto fields = std::tuple_cat(sdk::Attachment::fields, std::tuple {
        sdk::Field<&AttachmentRow::createdAt> { "created_at", { .in = sdk::In::None, .sort = true } },
        sdk::Field<&AttachmentRow::projectId> { "project_id", { .in = sdk::In::None } },
        sdk::Field<&AttachmentRow::mountpoint> { "mountpoint", { .in = sdk::In::None } },
        sdk::Field<&AttachmentRow::host> { "host", { .in = sdk::In::None } },
        sdk::Field<&AttachmentRow::connector> { "connector", { .in = sdk::In::None } },
    });
};
/// The attachments of one volume, oldest first.
using AttachmentBook = std::vector<AttachmentRow>;

struct MessageRow : sdk::VolumeMessage {
    QString projectId;

    static constexpr const char* table = "messages";
    static constexpr auto fields = std::tuple_cat(sdk::VolumeMessage::fields, std::tuple {
        sdk::Field<&MessageRow::projectId> { "project_id", { .in = sdk::In::None } },
    });
};

using Volumes = service::Store<VolumeRow>;
using Snapshots = service::Store<SnapshotRow>;
using Backups = service::Store<BackupRow>;
using Transfers = service::Store<TransferRow>;
using Attachments = service::Store<AttachmentRow>;
using Messages = service::Store<MessageRow>;

} // namespace skylab::volume
