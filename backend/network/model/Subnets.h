#pragma once

#include "core/Result.h"
#include "network/model/Address.h"
#include "sdk/network/Subnet.h"

namespace skylab::network {

/// What Neutron asks of a subnet before it is taken; pure functions.

/// Brings cidr, gateway and pools into their canonical form and fills what was left out: the gateway is the first
/// address unless `gatewayGiven`, the pools are all other host addresses unless `poolsGiven`.
Result<> completeSubnet(sdk::Subnet& subnet, bool gatewayGiven, bool poolsGiven);

/// All host addresses but the gateway's.
std::vector<sdk::AllocationPool> defaultPools(const Cidr& cidr, const std::optional<Address>& gateway);

/// Order, bounds, overlap, and the gateway outside.
Result<> checkPools(const sdk::Subnet& subnet);

/// True when hosts make their own addresses: SLAAC, with or without DHCPv6 for the rest.
bool isSlaac(const sdk::Subnet& subnet);

} // namespace skylab::network
