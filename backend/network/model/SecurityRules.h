#pragma once

#include "core/Result.h"
#include "sdk/network/SecurityGroup.h"

namespace skylab::network {

/// Checks a rule as Neutron does and brings protocol, ethertype and prefix into one spelling.
Result<> normaliseRule(sdk::SecurityGroupRule& rule);

/// Whether two normalised rules say the same: a prefix of all addresses is none, "tcp" is 6.
bool sameRule(const sdk::SecurityGroupRule& a, const sdk::SecurityGroupRule& b);

/// The rules that every group is born with (egress to anywhere), and those of the default group (also ingress from
/// itself), without ids.
std::vector<sdk::SecurityGroupRule> bornRules(const QString& groupId, bool isDefault);

} // namespace skylab::network
