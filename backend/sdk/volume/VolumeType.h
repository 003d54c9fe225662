#pragma once

#include "sdk/resource/Document.h"

namespace skylab::sdk {

/// Block Storage API v3, "Volume types".
struct VolumeType {
    QString id;
    QString name;
    std::optional<QString> description;
    bool isPublic = true;
    StringMap extraSpecs;
    std::optional<QString> qosSpecsId;

    static constexpr const char* resourceKey = "volume_type";
    static constexpr const char* collectionKey = "volume_types";
    static constexpr auto fields = std::tuple {
        Field<&VolumeType::id> { "id", { .filter = true, .sort = true } },
        Field<&VolumeType::name> { "name", { .in = In::All, .required = true, .minLength = 1, .maxLength = 255, .format = Format::Name, .filter = true, .sort = true } },
        Field<&VolumeType::description> { "description", { .in = In::All, .nullable = true, .maxLength = 255 } },
        Field<&VolumeType::isPublic> { "is_public", { .in = In::Read | In::Update, .filter = true } },
        Field<&VolumeType::isPublic> { "os-volume-type-access:is_public", { .in = In::Read | In::Create, .stored = false } },
        Field<&VolumeType::extraSpecs> { "extra_specs", { .in = In::Read | In::Create, .nullable = true, .maxLength = 255 } },
        Field<&VolumeType::qosSpecsId> { "qos_specs_id", { .adminOnly = true } },
    };
};

} // namespace skylab::sdk
