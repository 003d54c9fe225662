#pragma once

#include "sdk/resource/Document.h"

namespace skylab::sdk {

/// POST /skylab/v1/fit. Source: docs/extension.md.

/// A size that is no flavor yet.
struct FitSize {
    int vcpus = 1;
    int ram = 0;                 ///< MiB
    int disk = 0;                ///< GiB

    static constexpr auto fields = std::tuple {
        Field<&FitSize::vcpus> { "vcpus", { .in = In::Create, .required = true, .min = 1, .max = 1'000'000 } },
        Field<&FitSize::ram> { "ram", { .in = In::Create, .required = true, .min = 1, .max = 1'000'000'000 } },
        Field<&FitSize::disk> { "disk", { .in = In::Create, .min = 0, .max = 1'000'000'000 } },
    };
};

struct FitRequest {
    QString flavorRef;
    FitSize flavor;              ///< instead of flavorRef
    int count = 1;
    QString availabilityZone;
    QString imageRef;
    int volumesGiB = 0;          ///< of new volumes for each; without an image the server boots from one of them
    QJsonObject hints;

    static constexpr const char* resourceKey = "fit";
    static constexpr auto fields = std::tuple {
        Field<&FitRequest::flavorRef> { "flavorRef", { .in = In::Create, .nullable = true, .maxLength = 255 } },
        Field<&FitRequest::flavor> { "flavor", { .in = In::Create } },
        Field<&FitRequest::count> { "count", { .in = In::Create, .min = 1, .max = 1000 } },
        Field<&FitRequest::availabilityZone> { "availability_zone", { .in = In::Create, .nullable = true, .maxLength = 255 } },
        Field<&FitRequest::imageRef> { "imageRef", { .in = In::Create, .nullable = true, .maxLength = 1024 } },
        Field<&FitRequest::volumesGiB> { "volumes_gib", { .in = In::Create, .min = 0, .max = 1'000'000 } },
        Field<&FitRequest::hints> { "hints", { .in = In::Create, .nullable = true } },
    };
};

} // namespace skylab::sdk
