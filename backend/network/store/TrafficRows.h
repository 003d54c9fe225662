#pragma once

#include "network/store/Rows.h"
#include "sdk/network/PortBinding.h"
#include "sdk/network/PortForwarding.h"
#include "sdk/network/Qos.h"
#include "sdk/network/Trunk.h"

/// Rows of what shapes traffic: port forwardings, trunks, QoS policies, further bindings.
namespace skylab::network {

struct ForwardingRow : sdk::PortForwarding {
    QString floatingIpId;
    QString ownerId;             ///< the floating IP's project
    int internalFirst = 0;
    int internalLast = 0;
    int externalFirst = 0;
    int externalLast = 0;

    static constexpr const char* table = "port_forwardings";
    static constexpr auto fields = std::tuple_cat(sdk::PortForwarding::fields, std::tuple {
        sdk::Field<&ForwardingRow::floatingIpId> { "floatingip_id", { .in = sdk::In::None } },
        sdk::Field<&ForwardingRow::ownerId> { "owner_id", { .in = sdk::In::None, .column = "project_id" } },
        sdk::Field<&ForwardingRow::internalFirst> { "internal_first", { .in = sdk::In::None } },
        sdk::Field<&ForwardingRow::internalLast> { "internal_last", { .in = sdk::In::None } },
        sdk::Field<&ForwardingRow::externalFirst> { "external_first", { .in = sdk::In::None } },
        sdk::Field<&ForwardingRow::externalLast> { "external_last", { .in = sdk::In::None } },
    });
};

struct TrunkRow : sdk::Trunk {
    static constexpr const char* table = "trunks";
};

struct SubPortRow : sdk::SubPort {
    QString trunkId;

    static constexpr const char* table = "subports";
    static constexpr const char* key = "port_id";
    static constexpr auto fields = std::tuple_cat(sdk::SubPort::fields, std::tuple {
        sdk::Field<&SubPortRow::trunkId> { "trunk_id", { .in = sdk::In::None } },
    });
};

struct PolicyRow : sdk::QosPolicy {
    static constexpr const char* table = "qos_policies";
};

struct BandwidthRow : sdk::BandwidthLimitRule {
    QString policyId;

    static constexpr const char* table = "qos_bandwidth_rules";
    static constexpr auto fields = std::tuple_cat(sdk::BandwidthLimitRule::fields, std::tuple {
        sdk::Field<&BandwidthRow::policyId> { "policy_id", { .in = sdk::In::None } },
    });
};

struct DscpRow : sdk::DscpMarkingRule {
    QString policyId;

    static constexpr const char* table = "qos_dscp_rules";
    static constexpr auto fields = std::tuple_cat(sdk::DscpMarkingRule::fields, std::tuple {
        sdk::Field<&DscpRow::policyId> { "policy_id", { .in = sdk::In::None } },
    });
};

/// Of the hosts that shall take a port over. The one that carries it stands in the port's own row.
struct BindingRow : sdk::PortBinding {
    QString portId;

    static constexpr const char* table = "port_bindings";
    static constexpr const char* key = "host";
    static constexpr auto fields = std::tuple_cat(sdk::PortBinding::fields, std::tuple {
        sdk::Field<&BindingRow::portId> { "port_id", { .in = sdk::In::None } },
    });
};

using Forwardings = service::Store<ForwardingRow>;
using Trunks = service::Store<TrunkRow>;
using SubPorts = service::Store<SubPortRow>;
using Policies = service::Store<PolicyRow>;
using BandwidthRules = service::Store<BandwidthRow>;
using DscpRules = service::Store<DscpRow>;
using Bindings = service::Store<BindingRow>;

namespace owner {
inline const QString subPort = QStringLiteral("trunk:subport");
} // namespace owner

} // namespace skylab::network
