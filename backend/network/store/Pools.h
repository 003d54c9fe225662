#pragma once

#include "network/store/AddressRows.h"
#include "network/store/Change.h"

/// Steps with subnet pools and address scopes, each inside one transaction.
namespace skylab::network::pools {

/// The pool that a new subnet asks for, by id or as the default of its IP version; nothing when it asks for none.
/// BadRequest, NotFound.
Result<std::optional<SubnetPoolRow>> wantedPool(Change& change, const SubnetRow& subnet);

/// Gives the subnet its CIDR out of the pool, or checks that the one that it asks for is in there and free.
/// BadRequest (SubnetAllocationError, Min/MaxPrefixSubnetAllocationError), OverQuota (SubnetPoolQuotaExceeded).
Result<> allocate(Change& change, const SubnetPoolRow& pool, SubnetRow& subnet);

/// All of a network's subnets of one IP version are of one pool, or of one address scope, or of none.
Result<> checkAffinity(db::Connection& connection, const SubnetRow& subnet, const std::optional<SubnetPoolRow>& pool);

/// The CIDRs of the pool's subnets.
Result<QStringList> allocated(db::Connection& connection, const QString& poolId);

/// A pool's scope exists, is its project's or shared with it, has its IP version and no other pool with an overlapping prefix.
Result<> checkScope(Change& change, const SubnetPoolRow& pool);

/// BadRequest (IllegalSubnetPoolUpdate) when the pool is in a scope of another project: its owner and administrators
/// alone change what is in there.
Result<> checkScopeOwner(Change& change, const SubnetPoolRow& pool);

/// BadRequest when another pool is the default of that IP version.
Result<> checkDefault(db::Connection& connection, const SubnetPoolRow& pool);

} // namespace skylab::network::pools
