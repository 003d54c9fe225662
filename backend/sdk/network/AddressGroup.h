#pragma once

#include "sdk/network/Common.h"

namespace skylab::sdk {

/// Networking API v2.0, "Address groups": networks that rules of security groups name together.
struct AddressGroup : StandardAttributes {
    QStringList addresses;       ///< CIDRs

    static constexpr const char* resourceKey = "address_group";
    static constexpr const char* collectionKey = "address_groups";
    static constexpr auto fields = std::tuple {
        Field<&StandardAttributes::id> { "id", { .filter = true, .sort = true } },
        Field<&StandardAttributes::name> { "name", { .in = In::All, .maxLength = 255, .filter = true, .sort = true } },
        Field<&StandardAttributes::description> { "description", { .in = In::All, .maxLength = 1024, .filter = true, .sort = true } },
        Field<&StandardAttributes::projectId> { "project_id", { .in = In::Read | In::Create, .maxLength = 255, .filter = true, .sort = true, .alias = "tenant_id" } },
        Field<&AddressGroup::addresses> { "addresses", { .in = In::Read | In::Create, .nullable = true, .maxLength = 1000, .format = Format::Cidr } },
    };
};

} // namespace skylab::sdk
