#pragma once

#include "core/Result.h"
#include "db/Connection.h"
#include "network/driver/NetworkTypes.h"

#include <optional>

namespace skylab::sdk {
struct SecurityGroupRule;
}

/// What the book says, in the words of the driver. Nothing = it shall not be in the engine.
namespace skylab::network::specs {

Result<std::optional<NetworkSpec>> network(db::Connection& connection, const QString& id);
Result<std::optional<SubnetSpec>> subnet(db::Connection& connection, const QString& id);
/// Nothing for a floating IP's own port.
Result<std::optional<PortSpec>> port(db::Connection& connection, const QString& id);
Result<std::optional<RouterSpec>> router(db::Connection& connection, const QString& id);
/// Nothing for one without a port or forwarded ports.
Result<std::optional<FloatingIpSpec>> floatingIp(db::Connection& connection, const QString& id);
Result<std::optional<SecurityGroupSpec>> securityGroup(db::Connection& connection, const QString& id);
Result<std::optional<AddressGroupSpec>> addressGroup(db::Connection& connection, const QString& id);

SecurityGroupRuleSpec rule(const sdk::SecurityGroupRule& rule);

/// Everything that the engine shall have, with its revision.
Result<QList<Owned>> expected(db::Connection& connection);

} // namespace skylab::network::specs
