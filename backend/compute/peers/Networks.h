#pragma once

#include "core/Result.h"
#include "service/Context.h"

#include <QHash>

#include <optional>
#include <vector>

namespace skylab::compute {

/// What compute asks of the network service, as plain values. app/cloud joins the two. Thread-safe; calls block.
/// Errors are for the user who asked. All that puts back ("unbind", "release", "remove") succeeds when there is nothing.

/// A network that a project may put a server on.
struct NetworkOffer {
    QString id;
    QString name;
    bool external = false;       ///< router:external; never chosen by itself
    bool own = false;            ///< the caller's project's, not only shared with it
};

/// A port that a server wants: one that exists, or a new one on a network.
struct PortWish {
    QString portId;              ///< of the existing port, or the id that the new one shall have: asking again finds it
    bool existing = false;
    QString networkId;           ///< of the new one
    QString fixedIp;             ///< empty = any
    QStringList securityGroups;  ///< names or ids, for a new port; empty = default
    QString serverId;            ///< becomes device_id; device_owner is "compute:<zone>"
    QString zone;
    QString hostname;            ///< its DNS name
};

struct FixedAddress {
    QString subnetId;
    QString address;
};

struct PortBook {
    QString portId;
    QString networkId;
    QString mac;
    std::vector<FixedAddress> fixedIps;
};

/// How a hypervisor plugs a port in.
struct NicBinding {
    QString bridge;
    QString interfaceId;
    QString mac;
    int mtu = 0;
    bool checksumOffload = true;
    bool openVSwitch = true;     ///< else a Linux bridge
};

/// A port of a server with everything that its documents show.
struct ServerPort {
    QString portId;
    QString networkId;
    QString networkName;
    QString mac;
    QString state;               ///< "ACTIVE", "DOWN" ...
    int mtu = 0;
    std::vector<FixedAddress> fixedIps;
    QHash<QString, QStringList> floatingIps;   ///< by fixed address
    QStringList securityGroups;                ///< names
};

/// A server as the network service must know it: what a port says of its device, its owner may have written. Only ports of
/// the server's project are its, and those that it has in its book.
struct ServerKey {
    QString serverId;
    QString projectId;           ///< empty: the book alone says it
    QStringList portIds;         ///< of its book
};

/// Who has an address: `serverId` is what the port says, so ask the server whether the port is its.
struct AddressHolder {
    QString serverId;            ///< empty = nobody
    QString portId;
    QString projectId;           ///< the port's
};

struct SubnetBook {
    QString id;
    QString cidr;
    QString gateway;
    QStringList nameServers;
    bool dhcp = true;
    QList<QPair<QString, QString>> routes;     ///< destination, next hop
};

/// A rule for traffic towards a server.
struct SecurityRule {
    QString id;
    std::optional<QString> protocol;
    std::optional<int> portMin;
    std::optional<int> portMax;
    QString cidr;                ///< empty = from anywhere, or from a group
    QString groupName;
};

struct SecurityGroupBook {
    QString id;
    QString name;
    QString description;
    QString projectId;
    std::vector<SecurityRule> rules = {};
};

enum class PortFate { Keep, Delete };

class Networks {
public:
    virtual ~Networks() = default;

    /// Networks that the caller's project may use, its own and shared ones.
    virtual Result<std::vector<NetworkOffer>> networksOf(const service::Context& context) = 0;
    /// The network, if the caller may use it; NotFound.
    virtual Result<NetworkOffer> network(const service::Context& context, const QString& id) = 0;
    /// Whether the port can be taken: NotFound, or Conflict when another server has it.
    virtual Result<PortBook> checkPort(const service::Context& context, const QString& portId) = 0;
    /// Makes the port, or takes the existing one for the server.
    virtual Result<PortBook> preparePort(const service::Context& context, const PortWish& wish) = 0;
    virtual Result<NicBinding> bindPort(const QString& portId, const QString& host) = 0;
    /// Nothing happens to a port that another server has.
    virtual Result<> unbindPort(const QString& portId, const QString& serverId) = 0;
    /// Deletes the port, or gives it back to its owner, without a device. Nothing happens to one that another server has.
    virtual Result<> releasePort(const QString& portId, const QString& serverId, PortFate fate) = 0;

    /// The ports of many servers in one call, each server's in the order of their making.
    virtual Result<QHash<QString, std::vector<ServerPort>>> portsOfServers(const std::vector<ServerKey>& servers) = 0;
    virtual Result<std::vector<SubnetBook>> subnetsOf(const QString& networkId) = 0;
    /// The port of a server that has this address in the network.
    virtual Result<AddressHolder> serverAt(const QString& networkId, const QString& address) = 0;
    /// Makes the metadata service reachable from the network. NotFound: it has no subnet whose guests could reach it.
    virtual Result<> ensureMetadata(const QString& networkId) = 0;

    /// Another address for the server's port on that network. BadRequest: it has none there, or no address is free.
    virtual Result<> addFixedIp(const ServerKey& server, const QString& networkId) = 0;
    virtual Result<> removeFixedIp(const ServerKey& server, const QString& address) = 0;
    /// `floating` and `fixed` are addresses; `fixed` empty = the server's first. NotFound unless the caller has the floating one.
    virtual Result<> addFloatingIp(const service::Context& context, const ServerKey& server, const QString& floating, const QString& fixed) = 0;
    /// Conflict when it is not the server's.
    virtual Result<> removeFloatingIp(const service::Context& context, const ServerKey& server, const QString& floating) = 0;

    virtual Result<std::vector<SecurityGroupBook>> securityGroupsOf(const ServerKey& server) = 0;
    /// All of the caller's project.
    virtual Result<std::vector<SecurityGroupBook>> securityGroups(const service::Context& context) = 0;
    /// What older clients do with groups by compute. The id of `rule` is not read; a group to let in goes by its id.
    virtual Result<SecurityGroupBook> createSecurityGroup(const service::Context& context, const QString& name, const QString& description) = 0;
    virtual Result<SecurityGroupBook> updateSecurityGroup(const service::Context& context, const QString& id, const QString& name, const QString& description) = 0;
    virtual Result<> deleteSecurityGroup(const service::Context& context, const QString& id) = 0;
    virtual Result<SecurityRule> createSecurityRule(const service::Context& context, const QString& groupId, const SecurityRule& rule, const QString& remoteGroupId) = 0;
    virtual Result<> deleteSecurityRule(const service::Context& context, const QString& id) = 0;
    /// To all ports of the server. NotFound when the caller has no such group, by name or id.
    virtual Result<> addSecurityGroup(const service::Context& context, const ServerKey& server, const QString& group) = 0;
    virtual Result<> removeSecurityGroup(const service::Context& context, const ServerKey& server, const QString& group) = 0;
    /// Whether the caller has such a group; BadRequest otherwise, in Nova's words.
    virtual Result<> checkSecurityGroup(const service::Context& context, const QString& group) = 0;
};

} // namespace skylab::compute
