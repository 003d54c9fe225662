#pragma once

#include "sdk/resource/Document.h"

namespace skylab::sdk {

/// Block Storage API v3, "Quality of service (QoS) specifications". Requests are open objects: whatever is no name and
/// no consumer is a key of `specs`.
struct VolumeQosSpecs {
    QString id;
    QString name;
    QString consumer = QStringLiteral("back-end");      ///< front-end (the hypervisor), back-end (the storage) or both
    StringMap specs;

    static constexpr const char* resourceKey = "qos_specs";
    static constexpr const char* collectionKey = "qos_specs";
    static constexpr auto fields = std::tuple {
        Field<&VolumeQosSpecs::id> { "id", { .filter = true, .sort = true } },
        Field<&VolumeQosSpecs::name> { "name", { .filter = true, .sort = true } },
        Field<&VolumeQosSpecs::consumer> { "consumer", { .filter = true, .sort = true } },
        Field<&VolumeQosSpecs::specs> { "specs" },
    };
};

} // namespace skylab::sdk
