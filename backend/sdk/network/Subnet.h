#pragma once

#include "sdk/network/Common.h"

namespace skylab::sdk {

/// Networking API v2.0, "Subnets". gateway_ip null = none, absent = the first address.
struct Subnet : StandardAttributes {
    QString networkId;
    int ipVersion = 4;
    QString cidr;
    std::optional<QString> gatewayIp;
    bool enableDhcp = true;
    std::vector<AllocationPool> allocationPools;
    QStringList dnsNameservers;
    std::vector<Route> hostRoutes;
    std::optional<QString> ipv6RaMode;
    std::optional<QString> ipv6AddressMode;
    std::optional<QString> subnetpoolId;
    std::optional<int> prefixlen;                ///< create only: how much to take of the pool
    std::optional<bool> useDefaultSubnetpool;    ///< create only
    std::optional<QString> segmentId;
    QStringList serviceTypes;
    bool dnsPublishFixedIp = false;

    static constexpr const char* resourceKey = "subnet";
    static constexpr const char* collectionKey = "subnets";
    static constexpr auto fields = std::tuple_cat(standardFields, std::tuple {
        Field<&Subnet::networkId> { "network_id", { .in = In::Read | In::Create, .required = true, .format = Format::Uuid, .filter = true, .sort = true } },
        Field<&Subnet::ipVersion> { "ip_version", { .in = In::Read | In::Create, .min = 4, .max = 6, .filter = true, .sort = true } },
        Field<&Subnet::cidr> { "cidr", { .in = In::Read | In::Create, .nullable = true, .format = Format::Cidr, .filter = true, .sort = true } },
        Field<&Subnet::gatewayIp> { "gateway_ip", { .in = In::All, .nullable = true, .format = Format::IpAddress, .filter = true } },
        Field<&Subnet::enableDhcp> { "enable_dhcp", { .in = In::All, .filter = true } },
        Field<&Subnet::allocationPools> { "allocation_pools", { .in = In::All, .maxLength = 64 } },
        Field<&Subnet::dnsNameservers> { "dns_nameservers", { .in = In::All, .nullable = true, .maxLength = 5, .format = Format::IpAddress } },
        Field<&Subnet::hostRoutes> { "host_routes", { .in = In::All, .nullable = true, .maxLength = 20 } },
        Field<&Subnet::ipv6RaMode> { "ipv6_ra_mode", { .in = In::Read | In::Create, .nullable = true, .oneOf = "slaac|dhcpv6-stateful|dhcpv6-stateless", .filter = true } },
        Field<&Subnet::ipv6AddressMode> { "ipv6_address_mode", { .in = In::Read | In::Create, .nullable = true, .oneOf = "slaac|dhcpv6-stateful|dhcpv6-stateless", .filter = true } },
        Field<&Subnet::subnetpoolId> { "subnetpool_id", { .in = In::Read | In::Create, .nullable = true, .maxLength = 36, .filter = true } },
        Field<&Subnet::prefixlen> { "prefixlen", { .in = In::Create, .nullable = true, .min = 0, .max = 128, .stored = false } },
        Field<&Subnet::useDefaultSubnetpool> { "use_default_subnetpool", { .in = In::Create, .nullable = true, .stored = false } },
        Field<&Subnet::segmentId> { "segment_id", { .stored = false } },
        Field<&Subnet::serviceTypes> { "service_types", { .in = In::All, .nullable = true, .maxLength = 32 } },
        Field<&Subnet::dnsPublishFixedIp> { "dns_publish_fixed_ip", { .stored = false } },
    });
};

} // namespace skylab::sdk
