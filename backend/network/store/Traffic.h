#pragma once

#include "network/store/Book.h"
#include "network/store/TrafficRows.h"

namespace skylab::network {

Result<> decorate(db::Connection& connection, std::vector<ForwardingRow>& rows);
Result<> decorate(db::Connection& connection, std::vector<TrunkRow>& rows);
Result<> decorate(db::Connection& connection, std::vector<PolicyRow>& rows, const QString& viewer = {});
/// For decorate() of ports and floating IPs: trunk_details, port_forwardings and the network's policy.
Result<> decorateTrunks(db::Connection& connection, std::vector<PortRow>& rows);
Result<> decorateForwardings(db::Connection& connection, std::vector<FloatingIpRow>& rows);

/// Steps of changes, as in Book.h, for port forwardings, trunks and QoS.
namespace book {

// Port forwardings.

Result<std::vector<ForwardingRow>> forwardingsOf(db::Connection& connection, const QString& floatingIpId);
/// After its forwardings changed: the floating IP gets a new revision, is told to the engine, and has `routerId` while
/// it has forwardings; none after the last.
Result<> settleForwardings(Change& change, const QString& floatingIpId, const QString& routerId);
/// Removes those to the port, except to addresses that it keeps.
Result<> dropForwardings(Change& change, const QString& portId, const Addresses& keep);
/// The engine hears of all floating IPs with forwardings at that router, since its networks changed.
Result<> markForwardings(Change& change, const QString& routerId);

// Trunks.

/// Takes the port into the trunk: its document shows the trunk as its device.
Result<> joinTrunk(Change& change, const TrunkRow& trunk, const SubPortRow& subPort);
Result<> leaveTrunk(Change& change, const QString& portId);
Result<> dropTrunk(Change& change, const TrunkRow& trunk);
/// Before a port goes: its trunk goes, or the trunk that it is in loses it.
Result<> forgetInTrunks(Change& change, const QString& portId);
/// After a port was written: the subports of its trunk are where it is.
Result<> followParent(Change& change, const PortRow& parent);
/// Gives the trunk the status that its ports make, and announces a new one.
Result<> settleTrunk(Change& change, const QString& trunkId);
/// The same for the trunk that the port is in, as parent or as subport; nothing for other ports.
Result<> settleTrunksOf(Change& change, const QString& portId);

// QoS.

/// QosPolicyNotFound unless the caller may use it; nothing for none. What stands there `before` and the caller can't see
/// is not the caller's to take away: PolicyRemoveAuthorizationError.
Result<> checkPolicy(Change& change, const std::optional<QString>& policyId, const std::optional<QString>& before = {});
/// The policy that new networks of the project get.
Result<std::optional<QString>> defaultPolicy(db::Connection& connection, const QString& projectId);
/// The engine hears of everything that the policy, or a network's choice of one, has an effect on.
Result<> markPolicyUsers(Change& change, const QString& policyId);
Result<> markNetworkUsers(Change& change, const QString& networkId);

} // namespace book

namespace specs {
/// The first of the policies that is one, in the driver's words.
Result<QosSpec> qos(db::Connection& connection, const std::optional<QString>& own, const std::optional<QString>& network);
Result<QList<PortForwardingSpec>> forwardings(db::Connection& connection, const QString& floatingIpId);
/// Parent and tag, where the port is a subport.
Result<> subport(db::Connection& connection, PortSpec& spec);
} // namespace specs

} // namespace skylab::network
