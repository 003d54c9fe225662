#pragma once

#include "core/Result.h"
#include "sdk/network/DefaultGroupRule.h"

namespace skylab::network {

/// The body of a request for a rule, with a protocol that is a number (6) as the text that the document has ("6").
QJsonObject protocolAsText(QJsonObject body);

/// Checks a rule as Neutron does and brings protocol, ethertype and prefix into one spelling.
Result<> normaliseRule(sdk::SecurityGroupRule& rule);

/// Whether two normalised rules say the same: a prefix of all addresses is none, "tcp" is 6.
bool sameRule(const sdk::SecurityGroupRule& a, const sdk::SecurityGroupRule& b);

/// The rule that a new group gets by a default rule: remote_group_id "PARENT" becomes the group, other groups stay.
/// Without id and project.
sdk::SecurityGroupRule bornRule(const sdk::DefaultGroupRule& rule, const QString& groupId);

} // namespace skylab::network
