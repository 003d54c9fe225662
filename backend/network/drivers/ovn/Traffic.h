#pragma once

#include "network/driver/NetworkTypes.h"
#include "network/drivers/ovn/Rows.h"

/// Limits, marks and forwarded ports as rows of OVN_Northbound's tables QoS and Load_Balancer (ovn-nb(5)), pure
/// functions. Names and priorities follow Neutron's OVN mechanism.
namespace skylab::network::ovn {

inline const QString kindQos = QStringLiteral("qos");
inline const QString keyFloatingIp = QStringLiteral("skylab:floatingip");

/// The rows of a port's policy, children of its network's switch; none without a policy.
QList<ChildRow> portQos(const QString& owner, const PortSpec& spec);
/// The rows of a floating IP's policy, children of the external network's switch. `gatewayPort` is the router's port
/// there; only the host that has the gateway counts, since all that the address sends passes there.
QList<ChildRow> floatingIpQos(const QString& owner, const FloatingIpSpec& spec, const QString& gatewayPort,
                              const QString& externalNetwork);

/// "pf-floatingip-<id>-tcp".
QString loadBalancerName(const QString& floatingIpId, const QString& protocol);
/// One row for each protocol that is forwarded, `key` is the protocol; a range is an entry for each of its ports.
QList<ChildRow> loadBalancers(const QString& owner, const FloatingIpSpec& spec);

} // namespace skylab::network::ovn
