#pragma once

#include "network/store/Change.h"
#include "network/store/Decorate.h"
#include "network/store/Ipam.h"
#include "network/store/Scope.h"
#include "service/Quota.h"

/// The steps that changes of the network's book are made of. Each runs inside one transaction, keeps the tables
/// consistent, marks what the engine must hear about and announces what it changed. No HTTP, no driver.
namespace skylab::network::book {

using Addresses = std::vector<sdk::FixedIp>;

/// OverQuota, in Neutron's words, unless `wanted` more of the resource ("port") fit into the project's quota.
Result<> requireQuota(db::Connection& connection, const service::Quota& quota, const QString& projectId, const QString& resource, qint64 wanted);
/// How many the project has.
Result<qint64> used(db::Connection& connection, const QString& projectId, const QString& resource);

// Ports.

Result<std::vector<SubnetRow>> subnetsOf(db::Connection& connection, const QString& networkId);
/// Inserts the port with MAC address, addresses and groups. `wanted` unset = addresses as Neutron chooses them.
Result<> addPort(Change& change, const NetworkRow& network, PortRow& port, const std::optional<Addresses>& wanted);
/// Gives the port exactly these addresses; those it has stay where they fit. Floating IPs of lost ones are freed.
Result<> changeAddresses(Change& change, PortRow& port, const Addresses& wanted);
/// Gives the network's ports the addresses that they make themselves in a new subnet.
Result<> addOwnAddresses(Change& change, const SubnetRow& subnet);
/// The groups must exist and be the owner's; Conflict when the port has no port security.
Result<> setGroups(Change& change, const service::Context& context, PortRow& port, const QStringList& groupIds);
/// Writes the row, marks it and announces it. A name that it gives up goes to another port of the network that bears it.
Result<> savePort(Change& change, PortRow& port);
/// Removes the port with its addresses; floating IPs lose their association, and its name goes as with savePort().
Result<> dropPort(Change& change, const PortRow& port);
/// MacAddressInUse when another port of the network has it.
Result<> checkMac(db::Connection& connection, const PortRow& port);

// Networks and subnets.

/// Makes, changes or removes the metadata port, so that it has an address in each IPv4 subnet with DHCP.
Result<> settleMetadata(Change& change, const NetworkRow& network, const QString& withoutSubnet = {});
Result<> dropSubnet(Change& change, const SubnetRow& subnet);
/// With its subnets and metadata port.
Result<> dropNetwork(Change& change, const NetworkRow& network);
/// Routers with a leg in the network.
Result<> markRouters(Change& change, const QString& networkId);

// Security groups.

/// The project's default group, made at first use.
Result<QString> defaultGroup(Change& change, const QString& projectId);
Result<> addGroup(Change& change, GroupRow& group, bool isDefault);
Result<> dropGroup(Change& change, const GroupRow& group);

// Routers and floating IPs.

/// The gateway of the router as wanted, null = none; makes and removes its port.
Result<> setGateway(Change& change, RouterRow& router, const std::optional<sdk::ExternalGatewayInfo>& wanted);
Result<> saveRouter(Change& change, RouterRow& router);
Result<> dropRouter(Change& change, const RouterRow& router);
/// The router's legs in tenant networks.
Result<std::vector<PortRow>> interfacesOf(db::Connection& connection, const QString& routerId);
/// The router that carries traffic between that subnet and the external network; empty = none.
Result<QString> routerBetween(db::Connection& connection, const QString& subnetId, const QString& externalNetworkId);
Result<> saveFloatingIp(Change& change, FloatingIpRow& ip);
/// Frees the port's floating IPs, except those of the addresses that it keeps.
Result<> freeFloatingIps(Change& change, const QString& portId, const Addresses& keep = {});
Result<> dropFloatingIp(Change& change, const FloatingIpRow& ip);

} // namespace skylab::network::book
