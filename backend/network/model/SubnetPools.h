#pragma once

#include "core/Result.h"
#include "sdk/network/Subnet.h"
#include "sdk/network/SubnetPool.h"

namespace skylab::network {

/// What Neutron asks of a subnet pool before it is taken; pure functions.

/// How many prefixes a pool holds, and a request gives.
constexpr qsizetype maxPrefixes = 256;
Result<> checkPrefixCount(qsizetype count);

/// Brings the prefixes into their shortest form, sets the IP version and fills prefix lengths that are 0.
Result<> completePool(sdk::SubnetPool& pool);

/// Prefixes may come, but none may go: IllegalSubnetPoolUpdate.
Result<> checkGrown(const sdk::SubnetPool& before, const sdk::SubnetPool& after);

/// The prefix length is one that the pool gives out.
Result<> checkPrefixlen(const sdk::SubnetPool& pool, int prefixlen);

/// What a subnet counts against default_quota: addresses in IPv4, networks of /64 in IPv6.
double quotaUnits(const QString& cidr);

/// Only device owners can be named.
Result<> checkServiceTypes(const QStringList& types);

} // namespace skylab::network
