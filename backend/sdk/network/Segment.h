#pragma once

#include "sdk/network/Common.h"

namespace skylab::sdk {

/// Networking API v2.0, "Segments": what carries a network.
struct Segment : StandardAttributes {
    QString networkId;
    std::optional<QString> physicalNetwork;
    QString networkType;
    std::optional<int> segmentationId;
    std::optional<QString> segmentName;

    static constexpr const char* resourceKey = "segment";
    static constexpr const char* collectionKey = "segments";
    static constexpr auto fields = std::tuple {
        Field<&StandardAttributes::id> { "id", { .filter = true, .sort = true } },
        Field<&Segment::networkId> { "network_id", { .in = In::Read | In::Create, .required = true, .format = Format::Uuid, .filter = true, .sort = true } },
        Field<&Segment::physicalNetwork> { "physical_network", { .in = In::Read | In::Create, .nullable = true, .maxLength = 64, .filter = true, .sort = true } },
        Field<&Segment::networkType> { "network_type", { .in = In::Read | In::Create, .required = true, .maxLength = 32, .filter = true, .sort = true } },
        Field<&Segment::segmentationId> { "segmentation_id", { .in = In::Read | In::Create, .nullable = true, .min = 1, .max = 16777215, .filter = true, .sort = true } },
        Field<&Segment::segmentName> { "name", { .in = In::All, .nullable = true, .maxLength = 255, .filter = true, .sort = true } },
        Field<&StandardAttributes::description> { "description", { .in = In::All, .nullable = true, .maxLength = 255 } },
        Field<&StandardAttributes::createdAt> { "created_at" },
        Field<&StandardAttributes::updatedAt> { "updated_at" },
        Field<&StandardAttributes::revisionNumber> { "revision_number" },
    };
};

} // namespace skylab::sdk
