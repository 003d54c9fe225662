#pragma once

#include "core/Result.h"
#include "network/driver/NetworkTypes.h"
#include "network/drivers/ovn/OvsdbJson.h"

/// What guests are told, as the `options` of OVN's DHCP_Options rows and the RA settings of router ports; pure
/// functions. See ovn-nb(5).
namespace skylab::network::ovn {

/// Empty when the subnet has no DHCP, or tells guests to make up their own IPv6 address.
ovsdb::StringMap dhcpOptions(const SubnetSpec& subnet, int mtu);

/// One extra option: OVN's name and the value in its notation. None for an option that OVN can't send (it is left out,
/// as Neutron's OVN mechanism does). BadRequest when the value would break the notation. A blank router or
/// classless-static-route, as in Neutron, keeps the subnet's own from the guest.
Result<std::optional<std::pair<QString, QString>>> translateOption(const DhcpOption& option);

/// True when the port asks to be given no DHCP at all of this version ("dhcp_disabled").
bool dhcpDisabled(const QList<DhcpOption>& options, IpVersion version);

/// `base` with the options of that version laid over it, without those that translateOption() refuses.
ovsdb::StringMap overlay(ovsdb::StringMap base, const QList<DhcpOption>& options, IpVersion version);

/// ipv6_ra_configs of a router's leg; empty when it must not advertise.
ovsdb::StringMap routerAdvertisement(const RouterInterface& interface);

/// A MAC address that stays the same for the same seed, from OpenStack's range fa:16:3e.
QString stableMac(const QString& seed);

} // namespace skylab::network::ovn
