#pragma once

#include "sdk/network/SecurityGroup.h"

namespace skylab::sdk {

/// Networking API v2.0, "Security group default rules": what new security groups are born with. remote_group_id
/// "PARENT" means the new group itself.
struct DefaultGroupRule : SecurityGroupRule {
    bool usedInDefaultSg = false;
    bool usedInNonDefaultSg = true;

    static constexpr const char* resourceKey = "default_security_group_rule";
    static constexpr const char* collectionKey = "default_security_group_rules";
    static constexpr auto fields = std::tuple {
        Field<&StandardAttributes::id> { "id", { .filter = true, .sort = true } },
        Field<&StandardAttributes::description> { "description", { .in = In::Read | In::Create, .nullable = true, .maxLength = 255, .filter = true } },
        Field<&SecurityGroupRule::direction> { "direction", { .in = In::Read | In::Create, .required = true, .oneOf = "ingress|egress", .filter = true, .sort = true } },
        Field<&SecurityGroupRule::ethertype> { "ethertype", { .in = In::Read | In::Create, .maxLength = 8, .filter = true, .sort = true } },
        Field<&SecurityGroupRule::protocol> { "protocol", { .in = In::Read | In::Create, .nullable = true, .maxLength = 40, .filter = true, .sort = true } },
        Field<&SecurityGroupRule::portRangeMin> { "port_range_min", { .in = In::Read | In::Create, .nullable = true, .filter = true, .sort = true } },
        Field<&SecurityGroupRule::portRangeMax> { "port_range_max", { .in = In::Read | In::Create, .nullable = true, .filter = true, .sort = true } },
        Field<&SecurityGroupRule::remoteIpPrefix> { "remote_ip_prefix", { .in = In::Read | In::Create, .nullable = true, .maxLength = 64, .filter = true, .sort = true } },
        Field<&SecurityGroupRule::remoteGroupId> { "remote_group_id", { .in = In::Read | In::Create, .nullable = true, .maxLength = 64, .filter = true, .sort = true } },
        Field<&SecurityGroupRule::remoteAddressGroupId> { "remote_address_group_id", { .in = In::Read | In::Create, .nullable = true, .maxLength = 64, .filter = true } },
        Field<&DefaultGroupRule::usedInDefaultSg> { "used_in_default_sg", { .in = In::Read | In::Create, .filter = true, .sort = true } },
        Field<&DefaultGroupRule::usedInNonDefaultSg> { "used_in_non_default_sg", { .in = In::Read | In::Create, .filter = true, .sort = true } },
    };
};

} // namespace skylab::sdk
