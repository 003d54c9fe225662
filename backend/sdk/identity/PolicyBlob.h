#pragma once

#include "sdk/identity/Links.h"

namespace skylab::sdk {

/// A text that some service takes as its policy; kept, not understood. Source: Identity API v3, "Policies".
struct PolicyBlob {
    QString id;
    QString type;                        ///< MIME type of the blob
    QString blob;
    QJsonObject extra;

    static constexpr const char* resourceKey = "policy";
    static constexpr const char* collectionKey = "policies";
    static constexpr auto fields = std::tuple {
        Field<&PolicyBlob::id> { "id" },
        Field<&PolicyBlob::type> { "type", { .in = In::All, .required = true, .minLength = 1, .maxLength = 255, .filter = true } },
        Field<&PolicyBlob::blob> { "blob", { .in = In::All, .required = true, .minLength = 1 } },
        Field<&PolicyBlob::extra> { "extra", { .in = In::None } },
    };
    static void encodeLinks(JsonWriter& json, const PolicyBlob& policy, const Encoding& encoding) { encodeSelfLink(json, encoding, "/policies/", policy.id); }
};

} // namespace skylab::sdk
