#pragma once

#include "sdk/volume/VolumeGroup.h"
#include "sdk/volume/VolumeQosSpecs.h"
#include "sdk/volume/VolumeType.h"
#include "service/Store.h"

namespace skylab::volume {

struct VolumeTypeRow : sdk::VolumeType {
    Timestamp createdAt;
    Timestamp updatedAt;

    static constexpr const char* table = "volume_types";
    static constexpr auto fields = std::tuple_cat(sdk::VolumeType::fields, std::tuple {
        sdk::Field<&VolumeTypeRow::createdAt> { "created_at", { .in = sdk::In::None, .sort = true } },
        sdk::Field<&VolumeTypeRow::updatedAt> { "updated_at", { .in = sdk::In::None, .sort = true } },
    });
};

/// How the volumes of a type are to be encrypted.
struct EncryptionRow {
    QString volumeTypeId;
    QString encryptionId;
    QString provider;
    QString controlLocation;
    std::optional<QString> cipher;
    std::optional<int> keySize;
    Timestamp createdAt;
    Timestamp updatedAt;

    static constexpr const char* table = "volume_type_encryptions";
    static constexpr const char* key = "volume_type_id";
    static constexpr auto fields = std::tuple {
        sdk::Field<&EncryptionRow::volumeTypeId> { "volume_type_id" },
        sdk::Field<&EncryptionRow::encryptionId> { "encryption_id" },
        sdk::Field<&EncryptionRow::provider> { "provider" },
        sdk::Field<&EncryptionRow::controlLocation> { "control_location" },
        sdk::Field<&EncryptionRow::cipher> { "cipher" },
        sdk::Field<&EncryptionRow::keySize> { "key_size" },
        sdk::Field<&EncryptionRow::createdAt> { "created_at", { .time = TimeFormat::Micros } },
        sdk::Field<&EncryptionRow::updatedAt> { "updated_at", { .time = TimeFormat::Micros } },
    };
};

/// The type of a project's volumes whose maker names none.
struct DefaultTypeRow {
    QString projectId;
    QString volumeTypeId;

    static constexpr const char* table = "default_types";
    static constexpr const char* key = "project_id";
    static constexpr const char* resourceKey = "default_type";
    static constexpr auto fields = std::tuple {
        sdk::Field<&DefaultTypeRow::projectId> { "project_id" },
        sdk::Field<&DefaultTypeRow::volumeTypeId> { "volume_type_id" },
    };
};

struct QosSpecsRow : sdk::VolumeQosSpecs {
    Timestamp createdAt;
    Timestamp updatedAt;

    static constexpr const char* table = "qos_specs";
    static constexpr auto fields = std::tuple_cat(sdk::VolumeQosSpecs::fields, std::tuple {
        sdk::Field<&QosSpecsRow::createdAt> { "created_at", { .in = sdk::In::None, .sort = true } },
        sdk::Field<&QosSpecsRow::updatedAt> { "updated_at", { .in = sdk::In::None, .sort = true } },
    });
};

struct GroupTypeRow : sdk::VolumeGroupType {
    Timestamp createdAt;
    Timestamp updatedAt;

    static constexpr const char* table = "group_types";
    static constexpr auto fields = std::tuple_cat(sdk::VolumeGroupType::fields, std::tuple {
        sdk::Field<&GroupTypeRow::createdAt> { "created_at", { .in = sdk::In::None, .sort = true } },
        sdk::Field<&GroupTypeRow::updatedAt> { "updated_at", { .in = sdk::In::None, .sort = true } },
    });
};

struct GroupRow : sdk::VolumeGroup {
    QString userId;
    QString fault;               ///< why it is in error
    Timestamp updatedAt;

    static constexpr const char* table = "volume_groups";
    static constexpr auto fields = std::tuple_cat(sdk::VolumeGroup::fields, std::tuple {
        sdk::Field<&GroupRow::userId> { "user_id", { .in = sdk::In::None } },
        sdk::Field<&GroupRow::fault> { "fault", { .in = sdk::In::None } },
        sdk::Field<&GroupRow::updatedAt> { "updated_at", { .in = sdk::In::None, .sort = true } },
    });
};

struct GroupSnapshotRow : sdk::VolumeGroupSnapshot {
    QString userId;
    Timestamp updatedAt;

    static constexpr const char* table = "group_snapshots";
    static constexpr auto fields = std::tuple_cat(sdk::VolumeGroupSnapshot::fields, std::tuple {
        sdk::Field<&GroupSnapshotRow::userId> { "user_id", { .in = sdk::In::None } },
        sdk::Field<&GroupSnapshotRow::updatedAt> { "updated_at", { .in = sdk::In::None, .sort = true } },
    });
};

using VolumeTypes = service::Store<VolumeTypeRow>;
using Encryptions = service::Store<EncryptionRow>;
using DefaultTypes = service::Store<DefaultTypeRow>;
using QosSpecsStore = service::Store<QosSpecsRow>;
using GroupTypes = service::Store<GroupTypeRow>;
using Groups = service::Store<GroupRow>;
using GroupSnapshots = service::Store<GroupSnapshotRow>;

} // namespace skylab::volume
