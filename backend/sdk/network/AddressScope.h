#pragma once

#include "sdk/network/Common.h"

namespace skylab::sdk {

/// Networking API v2.0, "Address scopes": no description, tags, times and revision.
struct AddressScope : StandardAttributes {
    int ipVersion = 4;
    bool shared = false;

    static constexpr const char* resourceKey = "address_scope";
    static constexpr const char* collectionKey = "address_scopes";
    static constexpr auto fields = std::tuple {
        Field<&StandardAttributes::id> { "id", { .filter = true, .sort = true } },
        Field<&StandardAttributes::name> { "name", { .in = In::All, .maxLength = 255, .filter = true, .sort = true } },
        Field<&StandardAttributes::projectId> { "project_id", { .in = In::Read | In::Create, .maxLength = 255, .filter = true, .sort = true, .alias = "tenant_id" } },
        Field<&AddressScope::ipVersion> { "ip_version", { .in = In::Read | In::Create, .required = true, .min = 4, .max = 6, .filter = true, .sort = true } },
        Field<&AddressScope::shared> { "shared", { .in = In::All, .stored = false } },
    };
};

} // namespace skylab::sdk
