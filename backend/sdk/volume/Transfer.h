#pragma once

#include "sdk/resource/Document.h"

namespace skylab::sdk {

/// Block Storage API v3, "Volume transfers". The key is shown once, by create, and is no field.
struct VolumeTransfer {
    QString id;
    std::optional<QString> name;
    QString volumeId;
    bool noSnapshots = false;
    QString sourceProjectId;
    std::optional<QString> destinationProjectId;      ///< of an accepted one; those are gone from the API
    bool accepted = false;
    Timestamp createdAt;

    static constexpr const char* resourceKey = "transfer";
    static constexpr const char* collectionKey = "transfers";
    static constexpr auto fields = std::tuple {
        Field<&VolumeTransfer::id> { "id", { .filter = true, .sort = true } },
        Field<&VolumeTransfer::name> { "name", { .in = In::Read | In::Create, .maxLength = 255, .filter = true, .sort = true } },
        Field<&VolumeTransfer::volumeId> { "volume_id", { .in = In::Read | In::Create, .required = true, .format = Format::Uuid, .filter = true, .sort = true } },
        Field<&VolumeTransfer::noSnapshots> { "no_snapshots", { .in = In::Read | In::Create, .since = mv(3, 55) } },
        Field<&VolumeTransfer::sourceProjectId> { "source_project_id", { .since = mv(3, 57) } },
        Field<&VolumeTransfer::destinationProjectId> { "destination_project_id", { .since = mv(3, 57), .stored = false } },
        Field<&VolumeTransfer::accepted> { "accepted", { .since = mv(3, 57), .stored = false } },
        Field<&VolumeTransfer::createdAt> { "created_at", { .sort = true, .time = TimeFormat::Micros } },
    };
    static void encodeLinks(JsonWriter& json, const VolumeTransfer& transfer, const Encoding& encoding);
};

} // namespace skylab::sdk
