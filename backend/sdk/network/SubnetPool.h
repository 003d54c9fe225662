#pragma once

#include "sdk/network/Common.h"

namespace skylab::sdk {

/// Networking API v2.0, "Subnet pools". Prefix lengths in bits; 0 in a request = not given.
struct SubnetPool : StandardAttributes {
    QStringList prefixes;
    int ipVersion = 4;
    std::optional<qint64> defaultQuota;          ///< of one project: addresses in IPv4, networks of /64 in IPv6; null = no limit
    int defaultPrefixlen = 0;
    int minPrefixlen = 0;
    int maxPrefixlen = 0;
    bool isDefault = false;
    bool shared = false;
    std::optional<QString> addressScopeId;

    static constexpr const char* resourceKey = "subnetpool";
    static constexpr const char* collectionKey = "subnetpools";
    static constexpr auto fields = std::tuple_cat(standardFields, std::tuple {
        Field<&SubnetPool::prefixes> { "prefixes", { .in = In::All, .required = true, .maxLength = 256, .format = Format::Cidr } },
        Field<&SubnetPool::ipVersion> { "ip_version", { .filter = true, .sort = true } },
        Field<&SubnetPool::defaultQuota> { "default_quota", { .in = In::All, .nullable = true, .min = 0, .max = 2147483647, .filter = true } },
        Field<&SubnetPool::defaultPrefixlen> { "default_prefixlen", { .in = In::All, .min = 0, .max = 128, .filter = true, .sort = true } },
        Field<&SubnetPool::minPrefixlen> { "min_prefixlen", { .in = In::All, .min = 0, .max = 128, .filter = true, .sort = true } },
        Field<&SubnetPool::maxPrefixlen> { "max_prefixlen", { .in = In::All, .min = 0, .max = 128, .filter = true, .sort = true } },
        Field<&SubnetPool::isDefault> { "is_default", { .in = In::All, .filter = true, .sort = true } },
        Field<&SubnetPool::shared> { "shared", { .in = In::Read | In::Create, .stored = false } },
        Field<&SubnetPool::addressScopeId> { "address_scope_id", { .in = In::All, .nullable = true, .format = Format::Uuid, .filter = true, .sort = true } },
    });
};

} // namespace skylab::sdk
