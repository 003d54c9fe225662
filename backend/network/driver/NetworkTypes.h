#pragma once

#include "core/Result.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>

/// What the network service and its drivers say to each other: plain values, copied freely between threads.
/// Ids are UUIDs with hyphens; addresses are text in their canonical form; MAC addresses are lower case with colons.
/// `revision` is the resource's revision_number in Neutron.
namespace skylab::network {

enum class IpVersion : std::uint8_t { V4, V6 };

/// The version of an address or CIDR in text form.
inline IpVersion ipVersionOf(QStringView address) { return address.contains(u':') ? IpVersion::V6 : IpVersion::V4; }

struct NetworkSpec {
    QString id;
    QString name;                ///< the user's; only for people who look into the engine
    QString projectId;
    int mtu = 0;                 ///< bytes of an IP packet; 0 = Capabilities::overlayMtu
    QString physicalNetwork;     ///< "public"; empty = a tenant network of the overlay. External networks name one
    std::optional<int> vlan;     ///< on the physical network; none = untagged
    bool external = false;       ///< routers may have their gateway here
    bool adminUp = true;
    qint64 revision = 0;
};

struct HostRoute {
    QString destination;         ///< CIDR
    QString nextHop;
    bool operator==(const HostRoute&) const = default;
};

/// Neutron's ipv6_ra_mode and ipv6_address_mode.
enum class Ipv6Mode : std::uint8_t { None, Slaac, DhcpStateful, DhcpStateless };

struct SubnetSpec {
    QString id;
    QString networkId;
    QString cidr;
    QString gateway;             ///< empty = none
    bool dhcp = true;
    QStringList dnsServers;
    QString dnsDomain;           ///< search domain that guests are told; empty = none
    QList<HostRoute> hostRoutes;
    Ipv6Mode ipv6RaMode = Ipv6Mode::None;
    Ipv6Mode ipv6AddressMode = Ipv6Mode::None;
    QString metadataAddress;     ///< of the network's metadata port in this subnet; empty = no metadata route
    int leaseSeconds = 43200;
    qint64 revision = 0;
};

struct FixedIp {
    QString subnetId;
    QString address;
    int prefixLength = 24;       ///< of the subnet
    bool operator==(const FixedIp&) const = default;
};

struct AddressPair {
    QString mac;                 ///< empty = the port's own
    QString address;             ///< address or CIDR
    bool operator==(const AddressPair&) const = default;
};

/// One of Neutron's extra_dhcp_opts.
struct DhcpOption {
    QString name;                ///< "tftp-server", "bootfile-name", "mtu" ..., or the option's number
    QString value;
    IpVersion version = IpVersion::V4;
    bool operator==(const DhcpOption&) const = default;
};

/// What one direction of a port may send; zero = as much as it can.
struct RateLimit {
    qint64 kilobitsPerSecond = 0;
    qint64 burstKilobits = 0;          ///< 0 = the engine's choice
    bool operator==(const RateLimit&) const = default;
};

/// A QoS policy as its rules say. Directions are the guest's: it sends egress.
struct QosSpec {
    RateLimit egress;
    RateLimit ingress;
    std::optional<int> dscp;           ///< 0 to 63, written into what the guest sends
    bool operator==(const QosSpec&) const = default;
};

/// What is at the other end. Floating IPs' own ports never come to the driver.
enum class PortRole : std::uint8_t {
    Guest,               ///< a server's interface, or any port that somebody may plug
    RouterInterface,     ///< a router's leg in a tenant network
    RouterGateway,       ///< a router's leg in an external network
    Metadata,            ///< one per network with DHCP, present on every host (device owner "network:distributed")
};

struct PortSpec {
    QString id;                        ///< also the interface id that a hypervisor plugs
    QString networkId;
    QString name;
    QString projectId;
    PortRole role = PortRole::Guest;
    QString deviceId;                  ///< server or router
    QString deviceOwner;               ///< Neutron's text, for people who look into the engine
    QString mac;
    QList<FixedIp> fixedIps;
    bool adminUp = true;
    bool portSecurity = true;          ///< false: no filtering and any source address
    QStringList securityGroupIds;      ///< ignored without portSecurity
    QList<AddressPair> allowedAddressPairs;
    QList<DhcpOption> dhcpOptions;
    QString dnsName;                   ///< host name that the network's other guests can resolve; empty = none
    QString dnsDomain;                 ///< with or without the final dot; empty = host name only
    QString host;                      ///< where it is bound; empty = not bound
    QString parentPort;                ///< a trunk's subport: the port whose guest it reaches, bound where that one is
    std::optional<int> parentTag;      ///< the VLAN by which the guest knows a subport, 1 to 4094
    QosSpec qos;
    qint64 revision = 0;
};

struct PortState {
    bool up = false;
    QString host;                      ///< bound to; empty = not bound
    qint64 revision = 0;
};

/// How a hypervisor connects a guest to a bound port.
struct VifBinding {
    QString type = QStringLiteral("ovs");   ///< Neutron's binding:vif_type
    QString bridge;                    ///< to plug into
    QString interfaceId;               ///< what the plugged interface must call itself
    int mtu = 0;
    bool disableOffload = false;       ///< the switch reads raw frames: without csum/gso/tso off, TCP silently fails
};

struct RouterInterface {
    QString portId;
    QString networkId;
    QString mac;
    QList<FixedIp> addresses;
    int mtu = 0;                       ///< of its network
    Ipv6Mode ipv6RaMode = Ipv6Mode::None;
    QStringList ipv6DnsServers;        ///< told by router advertisements
    QString ipv6DnsDomain;
};

struct RouterGateway {
    QString portId;
    QString networkId;                 ///< an external one
    QString mac;
    QList<FixedIp> addresses;
    QStringList nextHops;              ///< the gateways of the external subnets: default routes
    bool enableSnat = true;
    QStringList hosts;                 ///< preferred first; empty = the driver's choice
};

struct RouterSpec {
    QString id;
    QString name;
    QString projectId;
    bool adminUp = true;
    QList<RouterInterface> interfaces;
    std::optional<RouterGateway> gateway;
    QList<HostRoute> routes;
    qint64 revision = 0;
};

/// Ports of a floating IP that lead to ports of guests. A range leads to one of the same size, or to one single port.
struct PortForwardingSpec {
    QString protocol;                  ///< "tcp", "udp", "sctp"
    int externalFirst = 0;
    int externalLast = 0;
    QString internalAddress;
    int internalFirst = 0;
    int internalLast = 0;
    bool operator==(const PortForwardingSpec&) const = default;
};

/// The whole address leads to one guest, or single ports of it to any guests behind the router.
struct FloatingIpSpec {
    QString id;
    QString routerId;
    QString floatingAddress;
    QString portId;                    ///< of the guest; empty = forwardings
    QString fixedAddress;
    QString externalMac; ///< of the floating IP's own port: answered on the guest's host; empty = centralised
    qint64 revision = 0;
    QList<PortForwardingSpec> forwardings;
    QosSpec qos;                       ///< of what passes between the address and the outside
};

/// BadRequest unless every range is one, and leads to a range of the same size or to one port, by a protocol with ports.
Result<void> checkForwardings(const FloatingIpSpec& spec);

enum class Direction : std::uint8_t { Ingress, Egress };

struct SecurityGroupRuleSpec {
    QString id;
    Direction direction = Direction::Ingress;
    IpVersion ethertype = IpVersion::V4;
    QString protocol;                  ///< Neutron's name or a number; empty = any
    std::optional<int> portMin;        ///< TCP, UDP, SCTP, DCCP, UDP-Lite: port; ICMP: type
    std::optional<int> portMax;        ///< ... ICMP: code
    QString remoteCidr;                ///< at most one of these three
    QString remoteGroupId;
    QString remoteAddressGroupId;
};

struct SecurityGroupSpec {
    QString id;
    QString name;
    QString projectId;
    bool stateful = true;
    QList<SecurityGroupRuleSpec> rules;
    qint64 revision = 0;
};

struct AddressGroupSpec {
    QString id;
    QString name;
    QStringList cidrs;
    qint64 revision = 0;
};

enum class Kind : std::uint8_t { Network, Subnet, Port, Router, FloatingIp, SecurityGroup, AddressGroup };

/// "network", "floatingip", "security_group": Neutron's word for it, as engines record it and messages say it.
QString kindName(Kind kind);
/// The opposite; none for an unknown word.
std::optional<Kind> kindOf(QStringView name);

struct Owned {
    Kind kind = Kind::Network;
    QString id;
    qint64 revision = 0;
    bool operator==(const Owned&) const = default;
};

struct NetworkHost {
    QString name;                      ///< the engine's own name for it
    QString hostname;
    bool alive = false;
    QStringList physicalNetworks;
    bool rawFrames = false;            ///< see VifBinding::disableOffload
    qint64 lastSeen = 0;               ///< milliseconds since 1970 when it last gave a sign of life; 0 = not known
};

struct Capabilities {
    bool metadata = false;                   ///< ensureMetadata() works in this process
    bool distributedFloatingIps = false;     ///< FloatingIpSpec::externalMac is honoured
    bool statelessSecurityGroups = false;
    bool vlanNetworks = false;
    bool addressGroups = false;
    bool portForwarding = false;             ///< FloatingIpSpec::forwardings is honoured
    bool trunks = false;                     ///< PortSpec::parentPort is honoured
    bool qos = false;                        ///< bandwidth limits and DSCP marks of ports and floating IPs
    int overlayMtu = 1442;                   ///< of a tenant network
    QStringList physicalNetworks;            ///< that at least one host is connected to
};

} // namespace skylab::network
