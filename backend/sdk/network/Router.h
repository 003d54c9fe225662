#pragma once

#include "sdk/network/Common.h"

namespace skylab::sdk {

/// In a request an object without a network means none, as null does.
struct ExternalGatewayInfo {
    QString networkId;
    std::optional<bool> enableSnat;
    std::vector<FixedIp> externalFixedIps;
    bool operator==(const ExternalGatewayInfo&) const = default;
    static constexpr auto fields = std::tuple {
        Field<&ExternalGatewayInfo::networkId> { "network_id", { .in = In::All, .format = Format::Uuid } },
        Field<&ExternalGatewayInfo::enableSnat> { "enable_snat", { .in = In::All, .nullable = true } },
        Field<&ExternalGatewayInfo::externalFixedIps> { "external_fixed_ips", { .in = In::All, .maxLength = 5 } },
    };
};

/// Networking API v2.0, "Routers".
struct Router : StandardAttributes {
    bool adminStateUp = true;
    QString status = QStringLiteral("ACTIVE");
    std::optional<ExternalGatewayInfo> externalGatewayInfo;
    std::vector<Route> routes;
    bool distributed = false;
    bool ha = false;
    std::optional<QString> flavorId;
    QStringList availabilityZones;
    QStringList availabilityZoneHints;

    static constexpr const char* resourceKey = "router";
    static constexpr const char* collectionKey = "routers";
    static constexpr auto fields = std::tuple_cat(standardFields, std::tuple {
        Field<&Router::adminStateUp> { "admin_state_up", { .in = In::All, .filter = true, .sort = true } },
        Field<&Router::status> { "status", { .filter = true, .sort = true } },
        Field<&Router::externalGatewayInfo> { "external_gateway_info", { .in = In::All, .nullable = true, .stored = false } },
        Field<&Router::routes> { "routes", { .in = In::All, .nullable = true, .maxLength = 30 } },
        Field<&Router::distributed> { "distributed", { .adminOnly = true, .stored = false } },
        Field<&Router::ha> { "ha", { .adminOnly = true, .stored = false } },
        Field<&Router::flavorId> { "flavor_id", { .stored = false } },
        Field<&Router::availabilityZones> { "availability_zones", { .stored = false } },
        Field<&Router::availabilityZoneHints> { "availability_zone_hints", { .in = In::Read | In::Create, .maxLength = 16 } },
    });
};

/// Networking API v2.0, "Floating IPs".
struct FloatingIp : StandardAttributes {
    QString floatingNetworkId;
    QString floatingIpAddress;
    std::optional<QString> portId;
    std::optional<QString> fixedIpAddress;
    std::optional<QString> routerId;
    QString status = QStringLiteral("DOWN");
    QString subnetId;            ///< create only: where to take the address from
    QString dnsName;
    QString dnsDomain;
    std::optional<QString> qosPolicyId;
    std::optional<QString> qosNetworkPolicyId;   ///< of the external network, where the address has none of its own
    QJsonValue portDetails;
    QJsonArray portForwardings;

    static constexpr const char* resourceKey = "floatingip";
    static constexpr const char* collectionKey = "floatingips";
    /// A floating IP has no name.
    static constexpr auto fields = std::tuple {
        Field<&StandardAttributes::id> { "id", { .filter = true, .sort = true } },
        Field<&StandardAttributes::projectId> { "project_id", { .in = In::Read | In::Create, .maxLength = 255, .filter = true, .sort = true, .alias = "tenant_id" } },
        Field<&StandardAttributes::description> { "description", { .in = In::All, .maxLength = 255, .filter = true } },
        Field<&StandardAttributes::tags> { "tags" },
        Field<&StandardAttributes::createdAt> { "created_at", { .sort = true } },
        Field<&StandardAttributes::updatedAt> { "updated_at", { .sort = true } },
        Field<&StandardAttributes::revisionNumber> { "revision_number", { .filter = true } },
        Field<&FloatingIp::floatingNetworkId> { "floating_network_id", { .in = In::Read | In::Create, .required = true, .format = Format::Uuid, .filter = true } },
        Field<&FloatingIp::floatingIpAddress> { "floating_ip_address", { .in = In::Read | In::Create, .nullable = true, .format = Format::IpAddress, .filter = true, .sort = true } },
        Field<&FloatingIp::portId> { "port_id", { .in = In::All, .nullable = true, .format = Format::Uuid, .filter = true } },
        Field<&FloatingIp::fixedIpAddress> { "fixed_ip_address", { .in = In::All, .nullable = true, .format = Format::IpAddress, .filter = true, .sort = true } },
        Field<&FloatingIp::routerId> { "router_id", { .filter = true } },
        Field<&FloatingIp::status> { "status", { .filter = true, .sort = true } },
        Field<&FloatingIp::subnetId> { "subnet_id", { .in = In::Create, .nullable = true, .format = Format::Uuid, .stored = false } },
        Field<&FloatingIp::dnsName> { "dns_name", { .in = In::Read | In::Create, .maxLength = 63 } },
        Field<&FloatingIp::dnsDomain> { "dns_domain", { .in = In::Read | In::Create, .maxLength = 255 } },
        Field<&FloatingIp::qosPolicyId> { "qos_policy_id", { .in = In::All, .nullable = true, .format = Format::Uuid } },
        Field<&FloatingIp::qosNetworkPolicyId> { "qos_network_policy_id", { .stored = false } },
        Field<&FloatingIp::portDetails> { "port_details", { .stored = false } },
        Field<&FloatingIp::portForwardings> { "port_forwardings", { .stored = false } },
    };
};

} // namespace skylab::sdk
