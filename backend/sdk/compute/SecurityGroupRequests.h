#pragma once

#include "sdk/resource/Document.h"

#include <optional>

namespace skylab::sdk {

/// Compute API, "Security groups (os-security-groups)", below microversion 2.36.
struct SecurityGroupRequest {
    QString name;
    QString description;

    static constexpr const char* resourceKey = "security_group";
    static constexpr auto fields = std::tuple {
        Field<&SecurityGroupRequest::name> { "name", { .in = In::Create, .required = true, .minLength = 1, .maxLength = 255 } },
        Field<&SecurityGroupRequest::description> { "description", { .in = In::Create, .nullable = true, .maxLength = 255 } },
    };
};

/// Compute API, "Rules for security group (os-security-group-rules)", below microversion 2.36. A port of -1 means all.
struct SecurityGroupRuleRequest {
    QString parentGroupId;
    QString ipProtocol;
    std::optional<int> fromPort;
    std::optional<int> toPort;
    QString cidr;
    QString groupId;

    static constexpr const char* resourceKey = "security_group_rule";
    static constexpr auto fields = std::tuple {
        Field<&SecurityGroupRuleRequest::parentGroupId> { "parent_group_id", { .in = In::Create, .required = true, .format = Format::Uuid } },
        Field<&SecurityGroupRuleRequest::ipProtocol> { "ip_protocol", { .in = In::Create, .nullable = true, .maxLength = 40 } },
        Field<&SecurityGroupRuleRequest::fromPort> { "from_port", { .in = In::Create, .nullable = true, .min = -1, .max = 65535 } },
        Field<&SecurityGroupRuleRequest::toPort> { "to_port", { .in = In::Create, .nullable = true, .min = -1, .max = 65535 } },
        Field<&SecurityGroupRuleRequest::cidr> { "cidr", { .in = In::Create, .nullable = true, .maxLength = 64 } },
        Field<&SecurityGroupRuleRequest::groupId> { "group_id", { .in = In::Create, .nullable = true, .maxLength = 64 } },
    };
};

} // namespace skylab::sdk
