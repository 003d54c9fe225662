#pragma once

#include "sdk/network/Common.h"

namespace skylab::sdk {

/// Networking API v2.0, "Floating IPs port forwarding". A single port stands in *_port, and in *_port_range as well;
/// several only in the range, "2230:2232".
struct PortForwarding {
    QString id;
    QString projectId;           ///< create only
    QString protocol;
    QString internalPortId;
    QString internalIpAddress;
    std::optional<int> internalPort;
    std::optional<int> externalPort;
    QString internalPortRange;
    QString externalPortRange;
    QString description;
    bool operator==(const PortForwarding&) const = default;

    static constexpr const char* resourceKey = "port_forwarding";
    static constexpr const char* collectionKey = "port_forwardings";
    static constexpr auto fields = std::tuple {
        Field<&PortForwarding::id> { "id", { .filter = true, .sort = true } },
        Field<&PortForwarding::projectId> { "project_id", { .in = In::Create, .maxLength = 255, .stored = false, .alias = "tenant_id" } },
        Field<&PortForwarding::protocol> { "protocol", { .in = In::All, .required = true, .maxLength = 16, .filter = true, .sort = true } },
        Field<&PortForwarding::internalPortId> { "internal_port_id", { .in = In::All, .required = true, .format = Format::Uuid, .filter = true } },
        Field<&PortForwarding::internalIpAddress> { "internal_ip_address", { .in = In::All, .format = Format::IpAddress, .filter = true, .sort = true } },
        Field<&PortForwarding::internalPort> { "internal_port", { .in = In::All, .nullable = true, .min = 1, .max = 65535, .omitEmpty = true, .stored = false } },
        Field<&PortForwarding::externalPort> { "external_port", { .in = In::All, .nullable = true, .min = 1, .max = 65535, .filter = true, .sort = true, .omitEmpty = true, .stored = false, .column = "external_first" } },
        Field<&PortForwarding::internalPortRange> { "internal_port_range", { .in = In::All, .maxLength = 11, .stored = false } },
        Field<&PortForwarding::externalPortRange> { "external_port_range", { .in = In::All, .maxLength = 11, .stored = false } },
        Field<&PortForwarding::description> { "description", { .in = In::All, .maxLength = 255, .filter = true } },
    };
};

} // namespace skylab::sdk
