#pragma once

#include "network/model/Subnets.h"
#include "network/store/Rows.h"

namespace skylab::network::ipam {

/// Addresses of ports. The key of ip_allocations makes it impossible that two ports get one address.

/// Gives this address of the subnet to the port. BadRequest: not an address for hosts there. Conflict
/// (IpAddressAlreadyAllocated): another port has it.
Result<sdk::FixedIp> take(db::Connection& connection, const SubnetRow& subnet, const QString& portId, const QString& address);

/// Gives the port a free address of the pools, at a cost that does not grow with the subnet: the search goes on
/// where the last one ended. Conflict (IpAddressGenerationFailure) when the pools are used up.
Result<sdk::FixedIp> takeNext(db::Connection& connection, const SubnetRow& subnet, const QString& portId);

/// The address that a port makes itself by SLAAC.
Result<sdk::FixedIp> takeSlaac(db::Connection& connection, const SubnetRow& subnet, const QString& portId, const QString& mac);

Result<> release(db::Connection& connection, const QString& portId, const sdk::FixedIp& ip);
Result<> releaseAll(db::Connection& connection, const QString& portId);

/// Who has the address; empty = nobody.
Result<QString> holder(db::Connection& connection, const QString& subnetId, const QString& address);

/// How many addresses the pools have, as far as 2^63 goes, and how many are taken.
double poolSize(const sdk::Subnet& subnet);

} // namespace skylab::network::ipam
