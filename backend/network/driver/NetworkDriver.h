#pragma once

#include "core/Result.h"
#include "network/driver/NetworkTypes.h"

#include <functional>

namespace skylab::network {

/// The engine that makes networks real. The network service keeps the book (what a user asked for); a driver
/// makes the world agree with it. Nothing here knows HTTP, SQL, users or quotas.
///
/// Declarative: applyX() brings X to exactly what the spec says, created or changed; removeX() of something absent
/// succeeds. All may be repeated after any failure, and after a lost reply.
/// Revisions: a spec that is older than what the engine holds is not written and counts as success, so late work
/// can't undo newer work. To force an older one in, remove first.
/// Order: what a spec refers to must be there (network before subnet and port, security group before port, router
/// before floating IP); else NotFound, and nothing is written. Removing a network, router or group takes its
/// own parts along; parts of others that point to it are left without it.
/// Threads: every method may be called from any thread and blocks until the engine's database has it (about a
/// millisecond), never until the switches do: that is what the port callback tells. Not before start().
/// Errors of every method: Unavailable (the engine can't be reached: the message names what and how to start it),
/// Timeout, BadRequest (a spec that can't be expressed; `field` names where), NotFound (a missing reference), Internal.
class NetworkDriver {
public:
    /// A port began or ceased to pass traffic on the host it is bound to.
    using PortCallback = std::function<void(const QString& portId, bool up)>;

    virtual ~NetworkDriver() = default;

    /// "ovn", "fake".
    [[nodiscard]] virtual QString name() const = 0;

    /// Set before start(). Called on the driver's own thread; must be quick and must not call back into the driver.
    /// After each (re)connect it is called once for every port that is up, so nothing is missed.
    virtual void setPortCallback(PortCallback callback) = 0;

    /// Begins to connect. Returns at once: an engine that is down now is reported by health() and by each operation,
    /// and is used as soon as it is there.
    virtual Result<void> start() = 0;
    /// Ends threads and connections. Leaves the engine as it is: guests keep their network.
    virtual void stop() = 0;

    /// Success when everything that operations need is there. Else Unavailable with what is down and what to do.
    virtual Result<void> health() = 0;
    /// How often the engine's book was connected to. A new number means that somebody may have put another one there, an
    /// older or an empty one, and that everything is to be compared. Never blocks.
    [[nodiscard]] virtual quint64 connections() const = 0;
    virtual Result<Capabilities> capabilities() = 0;
    /// Whether a port can have this DHCP option, and a group this rule: BadRequest with the reason if not. They ask
    /// nobody, so they answer while the engine is away, and before start().
    [[nodiscard]] virtual Result<void> checkOption(const DhcpOption& option) const = 0;
    [[nodiscard]] virtual Result<void> checkRule(const SecurityGroupRuleSpec& rule) const = 0;
    /// The hosts that can carry ports, for Neutron's agent list and for choosing gateways.
    virtual Result<QList<NetworkHost>> hosts() = 0;

    virtual Result<void> applyNetwork(const NetworkSpec& spec) = 0;
    /// Takes its subnets, ports, DNS names and metadata service along.
    virtual Result<void> removeNetwork(const QString& networkId) = 0;

    /// Changes what the ports of this subnet are told by DHCP, ports with own DHCP options included.
    virtual Result<void> applySubnet(const SubnetSpec& spec) = 0;
    virtual Result<void> removeSubnet(const QString& subnetId) = 0;

    /// A subport may come before its parent, and is up when both are there and the parent is up.
    virtual Result<void> applyPort(const PortSpec& spec) = 0;
    virtual Result<void> removePort(const QString& portId) = 0;
    /// NotFound when the engine doesn't have the port.
    virtual Result<PortState> portState(const QString& portId) = 0;
    /// Reserves the port for a host and says how the hypervisor is to connect the guest there. `migrationTarget` is a
    /// second host that takes the port over when the guest speaks from there. NotFound: no such port or host.
    virtual Result<VifBinding> bindPort(const QString& portId, const QString& host,
                                        const QString& migrationTarget = {}) = 0;
    /// The port may then be bound anywhere again.
    virtual Result<void> unbindPort(const QString& portId) = 0;

    virtual Result<void> applyRouter(const RouterSpec& spec) = 0;
    /// Takes its floating IPs along.
    virtual Result<void> removeRouter(const QString& routerId) = 0;

    /// An association with a port or port forwardings; a floating IP without either isn't in the engine. Forwardings
    /// answer to the outside and to guests of the router's networks that the router has at the time.
    virtual Result<void> applyFloatingIp(const FloatingIpSpec& spec) = 0;
    virtual Result<void> removeFloatingIp(const QString& floatingIpId) = 0;

    virtual Result<void> applySecurityGroup(const SecurityGroupSpec& spec) = 0;
    virtual Result<void> removeSecurityGroup(const QString& groupId) = 0;

    virtual Result<void> applyAddressGroup(const AddressGroupSpec& spec) = 0;
    virtual Result<void> removeAddressGroup(const QString& groupId) = 0;

    /// Everything in the engine that bears our mark, for reconciliation with the book.
    virtual Result<QList<Owned>> owned() = 0;

    /// Makes 169.254.169.254:80 of this network answerable on this host and returns a listening TCP socket for it; the
    /// caller owns and closes it. It needs the network's port of role Metadata. A connection's peer address, with the
    /// network id, identifies the guest: ports can't lie about their address. Repeating gives a new socket; the caller
    /// closes the old one first.
    virtual Result<int> ensureMetadata(const QString& networkId) = 0;
    /// Success if there is none.
    virtual Result<void> removeMetadata(const QString& networkId) = 0;
};

} // namespace skylab::network
