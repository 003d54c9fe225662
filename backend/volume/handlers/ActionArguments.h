#pragma once

#include "sdk/resource/Document.h"

namespace skylab::volume {

/// What the actions on a volume take, as the Block Storage API has it: nothing else is allowed.
namespace argument {

struct Attach {
    QString server;
    QString mountpoint;
    QString host;
    QString mode;
    static constexpr auto fields = std::tuple {
        sdk::Field<&Attach::server> { "instance_uuid", { .in = sdk::In::Create, .format = sdk::Format::Uuid } },
        sdk::Field<&Attach::mountpoint> { "mountpoint", { .in = sdk::In::Create, .required = true, .minLength = 1, .maxLength = 255 } },
        sdk::Field<&Attach::host> { "host_name", { .in = sdk::In::Create, .maxLength = 255 } },
        sdk::Field<&Attach::mode> { "mode", { .in = sdk::In::Create, .oneOf = "rw|ro" } },
    };
};

struct Detach {
    QString attachmentId;
    QJsonValue connector;
    static constexpr auto fields = std::tuple {
        sdk::Field<&Detach::attachmentId> { "attachment_id", { .in = sdk::In::Create, .nullable = true, .format = sdk::Format::Uuid } },
    };
};

struct ForceDetach {
    QString attachmentId;
    QJsonValue connector;
    static constexpr auto fields = std::tuple {
        sdk::Field<&ForceDetach::attachmentId> { "attachment_id", { .in = sdk::In::Create, .nullable = true } },
        sdk::Field<&ForceDetach::connector> { "connector", { .in = sdk::In::Create, .nullable = true } },
    };
};

struct Connector {
    QJsonValue connector;
    static constexpr auto fields = std::tuple { sdk::Field<&Connector::connector> { "connector", { .in = sdk::In::Create, .required = true } } };
};

struct Extend {
    qint64 size = 0;
    static constexpr auto fields = std::tuple { sdk::Field<&Extend::size> { "new_size", { .in = sdk::In::Create, .required = true, .min = 1, .max = 1 << 20 } } };
};

struct Bootable {
    bool bootable = false;
    static constexpr auto fields = std::tuple { sdk::Field<&Bootable::bootable> { "bootable", { .in = sdk::In::Create, .required = true } } };
};

struct ReadOnly {
    bool readOnly = false;
    static constexpr auto fields = std::tuple { sdk::Field<&ReadOnly::readOnly> { "readonly", { .in = sdk::In::Create, .required = true } } };
};

struct Retype {
    QString type;
    QString policy;
    static constexpr auto fields = std::tuple {
        sdk::Field<&Retype::type> { "new_type", { .in = sdk::In::Create, .required = true, .minLength = 1, .maxLength = 255 } },
        sdk::Field<&Retype::policy> { "migration_policy", { .in = sdk::In::Create, .nullable = true, .oneOf = "on-demand|never" } },
    };
};

struct Reimage {
    QString imageId;
    bool reserved = false;
    static constexpr auto fields = std::tuple {
        sdk::Field<&Reimage::imageId> { "image_id", { .in = sdk::In::Create, .required = true, .format = sdk::Format::Uuid } },
        sdk::Field<&Reimage::reserved> { "reimage_reserved", { .in = sdk::In::Create } },
    };
};

struct Revert {
    QString snapshotId;
    static constexpr auto fields = std::tuple { sdk::Field<&Revert::snapshotId> { "snapshot_id", { .in = sdk::In::Create, .required = true, .format = sdk::Format::Uuid } } };
};

struct Upload {
    QString name;
    bool force = false;
    QString diskFormat = QStringLiteral("raw");
    QString containerFormat = QStringLiteral("bare");
    QString visibility = QStringLiteral("private");
    bool isProtected = false;
    static constexpr auto fields = std::tuple {
        sdk::Field<&Upload::name> { "image_name", { .in = sdk::In::Create, .required = true, .minLength = 1, .maxLength = 255 } },
        sdk::Field<&Upload::force> { "force", { .in = sdk::In::Create } },
        sdk::Field<&Upload::diskFormat> { "disk_format", { .in = sdk::In::Create, .oneOf = "raw|qcow2|vmdk|vdi|vhdx" } },
        sdk::Field<&Upload::containerFormat> { "container_format", { .in = sdk::In::Create, .nullable = true, .maxLength = 255 } },
        sdk::Field<&Upload::visibility> { "visibility", { .in = sdk::In::Create, .oneOf = "community|public|private|shared", .since = sdk::mv(3, 1) } },
        sdk::Field<&Upload::isProtected> { "protected", { .in = sdk::In::Create, .since = sdk::mv(3, 1) } },
    };
};

struct ResetStatus {
    QString status;
    QString attachStatus;
    QString migrationStatus;
    static constexpr auto fields = std::tuple {
        sdk::Field<&ResetStatus::status> { "status", { .in = sdk::In::Create, .nullable = true } },
        sdk::Field<&ResetStatus::attachStatus> { "attach_status", { .in = sdk::In::Create, .nullable = true, .oneOf = "attached|detached" } },
        sdk::Field<&ResetStatus::migrationStatus> { "migration_status", { .in = sdk::In::Create, .nullable = true, .oneOf = "none|starting|migrating|completing|success|error" } },
    };
};

struct Migrate {
    QString host;
    QString cluster;
    bool force = false;
    bool lock = false;
    static constexpr auto fields = std::tuple {
        sdk::Field<&Migrate::host> { "host", { .in = sdk::In::Create, .nullable = true, .maxLength = 255 } },
        sdk::Field<&Migrate::cluster> { "cluster", { .in = sdk::In::Create, .nullable = true, .maxLength = 255, .since = sdk::mv(3, 16) } },
        sdk::Field<&Migrate::force> { "force_host_copy", { .in = sdk::In::Create } },
        sdk::Field<&Migrate::lock> { "lock_volume", { .in = sdk::In::Create } },
    };
};

struct MigrateCompletion {
    QString volumeId;
    QJsonValue error;
    static constexpr auto fields = std::tuple {
        sdk::Field<&MigrateCompletion::volumeId> { "new_volume", { .in = sdk::In::Create, .required = true, .format = sdk::Format::Uuid } },
        sdk::Field<&MigrateCompletion::error> { "error", { .in = sdk::In::Create, .nullable = true } },
    };
};

struct ImageMetadata {
    sdk::StringMap metadata;
    static constexpr auto fields = std::tuple { sdk::Field<&ImageMetadata::metadata> { "metadata", { .in = sdk::In::Create, .required = true, .maxLength = 255 } } };
};

struct ImageMetadataKey {
    QString key;
    static constexpr auto fields = std::tuple { sdk::Field<&ImageMetadataKey::key> { "key", { .in = sdk::In::Create, .required = true, .minLength = 1, .maxLength = 255 } } };
};

struct SnapshotStatus {
    QString status;
    QString progress;
    static constexpr auto fields = std::tuple {
        sdk::Field<&SnapshotStatus::status> { "status", { .in = sdk::In::Create, .required = true } },
        sdk::Field<&SnapshotStatus::progress> { "progress", { .in = sdk::In::Create, .nullable = true, .maxLength = 255 } },
    };
};

} // namespace argument

/// An action's argument as a document; null counts as {}.
template <sdk::Document T>
Result<T> argumentOf(const QJsonValue& argument, sdk::Version version, const char* action)
{
    if (!argument.isObject() && !argument.isNull())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field '%1': it must be an object").arg(QLatin1String(action)), QString::fromLatin1(action));
    return TRY(sdk::decode<T>(argument.toObject(), sdk::In::Create, version)).value;
}

} // namespace skylab::volume
