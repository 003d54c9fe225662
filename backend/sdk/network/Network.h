#pragma once

#include "sdk/network/Common.h"

namespace skylab::sdk {

/// Networking API v2.0, "Networks".
struct Network : StandardAttributes {
    bool adminStateUp = true;
    QString status = QStringLiteral("ACTIVE");
    bool shared = false;
    bool external = false;
    int mtu = 0;
    bool portSecurityEnabled = true;
    bool isDefault = false;
    QStringList subnets;
    QStringList availabilityZones;
    QStringList availabilityZoneHints;
    std::optional<QString> ipv4AddressScope;
    std::optional<QString> ipv6AddressScope;
    QString dnsDomain;
    std::optional<QString> networkType;          ///< admin: "geneve", "flat", "vlan"
    std::optional<QString> physicalNetwork;
    std::optional<int> segmentationId;
    std::optional<QString> qosPolicyId;

    static constexpr const char* resourceKey = "network";
    static constexpr const char* collectionKey = "networks";
    static constexpr auto fields = std::tuple_cat(standardFields, std::tuple {
        Field<&Network::adminStateUp> { "admin_state_up", { .in = In::All, .filter = true } },
        Field<&Network::status> { "status", { .filter = true, .sort = true } },
        Field<&Network::shared> { "shared", { .in = In::All, .stored = false } },
        Field<&Network::external> { "router:external", { .in = In::All, .filter = true, .column = "external" } },
        Field<&Network::mtu> { "mtu", { .in = In::All, .min = 0, .max = 65535, .filter = true } },
        Field<&Network::portSecurityEnabled> { "port_security_enabled", { .in = In::All } },
        Field<&Network::isDefault> { "is_default", { .in = In::All, .filter = true } },
        Field<&Network::subnets> { "subnets", { .stored = false } },
        Field<&Network::availabilityZones> { "availability_zones", { .stored = false } },
        Field<&Network::availabilityZoneHints> { "availability_zone_hints", { .in = In::Read | In::Create, .maxLength = 16 } },
        Field<&Network::ipv4AddressScope> { "ipv4_address_scope", { .stored = false } },
        Field<&Network::ipv6AddressScope> { "ipv6_address_scope", { .stored = false } },
        Field<&Network::dnsDomain> { "dns_domain", { .in = In::All, .maxLength = 255 } },
        Field<&Network::qosPolicyId> { "qos_policy_id", { .in = In::All, .nullable = true, .format = Format::Uuid } },
        Field<&Network::networkType> { "provider:network_type", { .in = In::All, .nullable = true, .maxLength = 32, .filter = true, .adminOnly = true, .column = "network_type" } },
        Field<&Network::physicalNetwork> { "provider:physical_network", { .in = In::All, .nullable = true, .maxLength = 64, .filter = true, .adminOnly = true, .column = "physical_network" } },
        Field<&Network::segmentationId> { "provider:segmentation_id", { .in = In::All, .nullable = true, .min = 1, .max = 16777215, .filter = true, .adminOnly = true, .column = "segmentation_id" } },
    });
};

} // namespace skylab::sdk
