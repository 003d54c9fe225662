#pragma once

#include "sdk/network/Common.h"

namespace skylab::sdk {

/// Networking API v2.0, "Security group rules".
struct SecurityGroupRule : StandardAttributes {
    QString securityGroupId;
    QString direction;
    QString ethertype = QStringLiteral("IPv4");
    std::optional<QString> protocol;
    std::optional<int> portRangeMin;         ///< 0 to 65535, checked with the protocol; the type of an ICMP message
    std::optional<int> portRangeMax;         ///< its code
    std::optional<QString> remoteIpPrefix;
    std::optional<QString> remoteGroupId;
    std::optional<QString> remoteAddressGroupId;
    std::optional<QString> normalizedCidr;
    bool belongsToDefaultSg = false;

    static constexpr const char* resourceKey = "security_group_rule";
    static constexpr const char* collectionKey = "security_group_rules";
    static constexpr auto fields = std::tuple {
        Field<&StandardAttributes::id> { "id", { .filter = true, .sort = true } },
        Field<&StandardAttributes::projectId> { "project_id", { .in = In::Read | In::Create, .maxLength = 255, .filter = true, .alias = "tenant_id" } },
        Field<&StandardAttributes::description> { "description", { .in = In::Read | In::Create, .nullable = true, .maxLength = 255, .filter = true } },
        Field<&StandardAttributes::tags> { "tags", { .stored = false } },
        Field<&StandardAttributes::createdAt> { "created_at" },
        Field<&StandardAttributes::updatedAt> { "updated_at" },
        Field<&StandardAttributes::revisionNumber> { "revision_number" },
        Field<&SecurityGroupRule::securityGroupId> { "security_group_id", { .in = In::Read | In::Create, .required = true, .format = Format::Uuid, .filter = true } },
        Field<&SecurityGroupRule::direction> { "direction", { .in = In::Read | In::Create, .required = true, .oneOf = "ingress|egress", .filter = true } },
        Field<&SecurityGroupRule::ethertype> { "ethertype", { .in = In::Read | In::Create, .maxLength = 8, .filter = true } },
        Field<&SecurityGroupRule::protocol> { "protocol", { .in = In::Read | In::Create, .nullable = true, .maxLength = 40, .filter = true } },
        Field<&SecurityGroupRule::portRangeMin> { "port_range_min", { .in = In::Read | In::Create, .nullable = true, .filter = true } },
        Field<&SecurityGroupRule::portRangeMax> { "port_range_max", { .in = In::Read | In::Create, .nullable = true, .filter = true } },
        Field<&SecurityGroupRule::remoteIpPrefix> { "remote_ip_prefix", { .in = In::Read | In::Create, .nullable = true, .maxLength = 64, .filter = true } },
        Field<&SecurityGroupRule::remoteGroupId> { "remote_group_id", { .in = In::Read | In::Create, .nullable = true, .maxLength = 64, .filter = true } },
        Field<&SecurityGroupRule::remoteAddressGroupId> { "remote_address_group_id", { .in = In::Read | In::Create, .nullable = true, .maxLength = 64, .filter = true } },
        Field<&SecurityGroupRule::normalizedCidr> { "normalized_cidr", { .stored = false } },
        Field<&SecurityGroupRule::belongsToDefaultSg> { "belongs_to_default_sg", { .stored = false } },
    };
    bool operator==(const SecurityGroupRule& other) const { return id == other.id; }
};

/// Networking API v2.0, "Security groups".
struct SecurityGroup : StandardAttributes {
    bool stateful = true;
    bool shared = false;
    std::vector<SecurityGroupRule> securityGroupRules;

    static constexpr const char* resourceKey = "security_group";
    static constexpr const char* collectionKey = "security_groups";
    static constexpr auto fields = std::tuple_cat(standardFields, std::tuple {
        Field<&SecurityGroup::stateful> { "stateful", { .in = In::All, .filter = true } },
        Field<&SecurityGroup::shared> { "shared", { .stored = false } },
        Field<&SecurityGroup::securityGroupRules> { "security_group_rules", { .stored = false } },
    });
};

} // namespace skylab::sdk
