#pragma once

#include "network/store/Rows.h"
#include "sdk/network/AddressGroup.h"
#include "sdk/network/AddressScope.h"
#include "sdk/network/DefaultGroupRule.h"
#include "sdk/network/RbacPolicy.h"
#include "sdk/network/Segment.h"
#include "sdk/network/SubnetPool.h"

namespace skylab::network {

struct SubnetPoolRow : sdk::SubnetPool {
    static constexpr const char* table = "subnetpools";
};

struct AddressScopeRow : sdk::AddressScope {
    static constexpr const char* table = "address_scopes";
};

struct AddressGroupRow : sdk::AddressGroup {
    static constexpr const char* table = "address_groups";
    static constexpr auto fields = std::tuple_cat(sdk::AddressGroup::fields, std::tuple {
        sdk::Field<&sdk::StandardAttributes::revisionNumber> { "revision_number", { .in = sdk::In::None } },
    });
};

struct RbacRow : sdk::RbacPolicy {
    static constexpr const char* table = "rbac_policies";
};

struct SegmentRow : sdk::Segment {
    static constexpr const char* table = "segments";
};

struct DefaultRuleRow : sdk::DefaultGroupRule {
    static constexpr const char* table = "default_group_rules";
};

using SubnetPools = service::Store<SubnetPoolRow>;
using AddressScopes = service::Store<AddressScopeRow>;
using AddressGroups = service::Store<AddressGroupRow>;
using RbacPolicies = service::Store<RbacRow>;
using Segments = service::Store<SegmentRow>;
using DefaultRules = service::Store<DefaultRuleRow>;

} // namespace skylab::network
