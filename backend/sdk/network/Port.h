#pragma once

#include "sdk/network/Common.h"

namespace skylab::sdk {

struct DnsAssignment {
    QString hostname;
    QString ipAddress;
    QString fqdn;
    bool operator==(const DnsAssignment&) const = default;
    static constexpr auto fields = std::tuple {
        Field<&DnsAssignment::hostname> { "hostname" },
        Field<&DnsAssignment::ipAddress> { "ip_address" },
        Field<&DnsAssignment::fqdn> { "fqdn" },
    };
};

/// Networking API v2.0, "Ports".
struct Port : StandardAttributes {
    QString networkId;
    QString macAddress;
    bool adminStateUp = true;
    QString status = QStringLiteral("DOWN");
    QString deviceId;
    QString deviceOwner;
    std::vector<FixedIp> fixedIps;
    std::vector<AddressPair> allowedAddressPairs;
    std::vector<ExtraDhcpOption> extraDhcpOpts;
    QStringList securityGroups;
    bool portSecurityEnabled = true;
    QString dnsName;
    std::vector<DnsAssignment> dnsAssignment;
    QString vnicType = QStringLiteral("normal");
    QString hostId;
    QString vifType = QStringLiteral("unbound");
    QJsonObject vifDetails;
    QJsonObject profile;
    std::optional<QString> qosPolicyId;
    std::optional<QString> qosNetworkPolicyId;   ///< of the network
    QJsonValue trunkDetails;     ///< null = no trunk's parent
    std::optional<QString> ipAllocation;

    static constexpr const char* resourceKey = "port";
    static constexpr const char* collectionKey = "ports";
    static constexpr auto fields = std::tuple_cat(standardFields, std::tuple {
        Field<&Port::networkId> { "network_id", { .in = In::Read | In::Create, .required = true, .format = Format::Uuid, .filter = true, .sort = true } },
        Field<&Port::macAddress> { "mac_address", { .in = In::All, .nullable = true, .format = Format::Mac, .filter = true, .sort = true } },
        Field<&Port::adminStateUp> { "admin_state_up", { .in = In::All, .filter = true } },
        Field<&Port::status> { "status", { .filter = true } },
        Field<&Port::deviceId> { "device_id", { .in = In::All, .maxLength = 255, .filter = true, .sort = true } },
        Field<&Port::deviceOwner> { "device_owner", { .in = In::All, .maxLength = 255, .filter = true } },
        Field<&Port::fixedIps> { "fixed_ips", { .in = In::All, .maxLength = 20 } },
        Field<&Port::allowedAddressPairs> { "allowed_address_pairs", { .in = In::All, .nullable = true, .maxLength = 10 } },
        Field<&Port::extraDhcpOpts> { "extra_dhcp_opts", { .in = In::All, .nullable = true, .maxLength = 20 } },
        Field<&Port::securityGroups> { "security_groups", { .in = In::All, .nullable = true, .maxLength = 50 } },
        Field<&Port::portSecurityEnabled> { "port_security_enabled", { .in = In::All } },
        Field<&Port::dnsName> { "dns_name", { .in = In::All, .maxLength = 63, .filter = true } },
        Field<&Port::dnsAssignment> { "dns_assignment", { .stored = false } },
        Field<&Port::vnicType> { "binding:vnic_type", { .in = In::All, .oneOf = "normal|direct|macvtap|baremetal|direct-physical|virtio-forwarder|smart-nic|vdpa|accelerator-direct|accelerator-direct-physical|remote-managed", .column = "vnic_type" } },
        Field<&Port::hostId> { "binding:host_id", { .in = In::All, .nullable = true, .maxLength = 255, .filter = true, .adminOnly = true, .column = "host_id" } },
        Field<&Port::vifType> { "binding:vif_type", { .adminOnly = true, .column = "vif_type" } },
        Field<&Port::vifDetails> { "binding:vif_details", { .adminOnly = true, .column = "vif_details" } },
        Field<&Port::profile> { "binding:profile", { .in = In::All, .nullable = true, .adminOnly = true, .column = "profile" } },
        Field<&Port::qosPolicyId> { "qos_policy_id", { .in = In::All, .nullable = true, .format = Format::Uuid } },
        Field<&Port::qosNetworkPolicyId> { "qos_network_policy_id", { .stored = false } },
        Field<&Port::trunkDetails> { "trunk_details", { .omitEmpty = true, .stored = false } },
        Field<&Port::ipAllocation> { "ip_allocation", { .omitEmpty = true, .stored = false } },
    });
};

} // namespace skylab::sdk
