#pragma once

#include "sdk/compute/Links.h"

namespace skylab::sdk {

/// Swap in MiB; up to 2.74 the API writes none as "".
struct SwapSize {
    int mib = 0;
    bool operator==(const SwapSize&) const = default;
};
template <>
struct Codec<SwapSize> {
    static constexpr const char* type = "integer";
    static bool decode(const QJsonValue& value, SwapSize& out, Decoding& d)
    {
        out = {};
        return value == QJsonValue(QStringLiteral("")) || Codec<int>::decode(value, out.mib, d);
    }
    static void encode(JsonWriter& json, SwapSize value, const Encoding& e)
    {
        if (value.mib == 0 && !e.version.isNull() && e.version < mv(2, 75))
            json.value("");
        else
            json.value(value.mib);
    }
};

/// Compute API v2.1, "Flavors".
struct Flavor {
    QString id;
    QString name;
    int ram = 0;                 ///< MiB
    int vcpus = 0;
    int disk = 0;                ///< GiB, of the root disk; 0 = as large as the image
    SwapSize swap;
    int ephemeral = 0;           ///< GiB
    bool disabled = false;
    bool isPublic = true;
    double rxtxFactor = 1.0;
    std::optional<QString> description;
    StringMap extraSpecs;

    static constexpr const char* resourceKey = "flavor";
    static constexpr const char* collectionKey = "flavors";
    static constexpr auto fields = std::tuple {
        Field<&Flavor::id> { "id", { .in = In::Read | In::Create, .nullable = true, .maxLength = 255 } },
        Field<&Flavor::name> { "name", { .in = In::Read | In::Create, .required = true, .minLength = 1, .maxLength = 255, .format = Format::Name, .sort = true } },
        Field<&Flavor::ram> { "ram", { .in = In::Read | In::Create, .required = true, .min = 1 } },
        Field<&Flavor::vcpus> { "vcpus", { .in = In::Read | In::Create, .required = true, .min = 1, .sort = true } },
        Field<&Flavor::disk> { "disk", { .in = In::Read | In::Create, .required = true, .min = 0 } },
        Field<&Flavor::swap> { "swap", { .in = In::Read | In::Create, .min = 0 } },
        Field<&Flavor::ephemeral> { "OS-FLV-EXT-DATA:ephemeral", { .in = In::Read | In::Create, .min = 0, .column = "ephemeral" } },
        Field<&Flavor::disabled> { "OS-FLV-DISABLED:disabled", { .column = "disabled" } },
        Field<&Flavor::isPublic> { "os-flavor-access:is_public", { .in = In::Read | In::Create, .column = "is_public" } },
        Field<&Flavor::rxtxFactor> { "rxtx_factor", { .in = In::Read | In::Create } },
        Field<&Flavor::description> { "description", { .in = In::All, .nullable = true, .maxLength = 65535, .since = mv(2, 55) } },
        Field<&Flavor::extraSpecs> { "extra_specs", { .since = mv(2, 61) } },
    };
    static void encodeLinks(JsonWriter& json, const Flavor& flavor, const Encoding& encoding)
    {
        writeComputeLinks(json, encoding, QStringLiteral("/flavors/") + flavor.id);
    }
};

} // namespace skylab::sdk
