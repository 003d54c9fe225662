#pragma once

#include "core/Result.h"
#include "service/Context.h"

#include <QHash>
#include <QStringList>

#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace skylab::db {
class Connection;
}

namespace skylab::network {

class NetworkService;
struct PortRow;

/// A network that a project may put a server on.
struct NetworkOffer {
    QString id;
    QString name;
    bool external = false;       ///< router:external
    bool hasSubnets = false;
    bool own = false;            ///< the caller's project's: only there it chooses addresses
};

/// A port that a server wants: one that exists, or a new one on a network.
struct PortWish {
    QString portId;              ///< of the existing port, or the id that the new one shall have: asking again finds it
    bool existing = false;
    QString networkId;           ///< of the new one
    QString fixedIp;             ///< empty = any
    QStringList securityGroups;  ///< names or ids, for a new port; empty = default
    QString serverId;            ///< becomes device_id; device_owner is "compute:<zone>"
    QString zone = QStringLiteral("nova");
    QString hostname;            ///< its DNS name
};

struct FixedAddress {
    QString subnetId;
    QString address;
};

/// A server as it has to say who it is: anybody may write any server's id into the device_id of a port of his own. Only
/// ports of the server's project are its, and those that it has in its own book (an administrator may give it others').
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

/// A port with everything that a server's documents show.
struct ServerPort {
    QString portId;
    QString networkId;
    QString networkName;
    QString projectId;
    QString mac;
    QString status;              ///< "ACTIVE", "DOWN"
    int mtu = 0;
    std::vector<FixedAddress> fixedIps;
    QHash<QString, QStringList> floatingIps;   ///< by fixed address
    QStringList securityGroups;                ///< names
};

/// How a hypervisor plugs a port in.
struct PortBinding {
    QString vifType;             ///< "ovs"
    QString bridge;
    QString interfaceId;
    QString mac;
    int mtu = 0;
    bool checksumOffload = true;
};

struct ServerSubnet {
    QString id;
    QString cidr;
    QString gateway;             ///< empty = none
    QStringList nameServers;
    bool dhcp = true;
    QList<QPair<QString, QString>> routes;     ///< destination, next hop
};

/// A rule for traffic towards a server.
struct GroupRule {
    QString id;
    std::optional<QString> protocol;
    std::optional<int> portMin;
    std::optional<int> portMax;
    QString cidr;                ///< empty = from anywhere, or from a group
    QString groupName;           ///< of the group whose members may send
};

struct GroupName {
    QString id;
    QString name;
    QString description;
    QString projectId;
    std::vector<GroupRule> rules = {};         ///< ingress; where a function says so
};

enum class PortFate : std::uint8_t { Keep, Delete };

/// What compute asks of the network service. Thread-safe; calls block. Errors are for the user who asked; all that
/// puts back (unbind, release, remove) succeeds when there is nothing. The service's own reads of other projects'
/// things are made with the cloud's powers: what a user may see is checked where a Context is given.
class ServerPorts {
public:
    explicit ServerPorts(NetworkService& service) : m_service(service) { }

    /// Networks that the caller's project may use: its own and shared ones, external ones marked.
    Result<std::vector<NetworkOffer>> networksOf(const service::Context& context);
    /// NotFound unless the caller may use it.
    Result<NetworkOffer> network(const service::Context& context, const QString& id);
    /// Whether the port can be taken: NotFound, or Conflict when another server has it.
    Result<ServerPort> checkPort(const service::Context& context, const QString& portId);
    /// Makes the port, or takes the existing one for the server. Asking again gives the same port.
    Result<ServerPort> preparePort(const service::Context& context, const PortWish& wish);
    /// Reserves it for the host. Also opens the network's metadata service there.
    Result<PortBinding> bindPort(const QString& portId, const QString& host);
    /// Nothing happens to a port that another server has.
    Result<> unbindPort(const QString& portId, const QString& serverId);
    /// Deletes the port, or gives it back to its owner, without a device. Nothing happens to one that another server has.
    Result<> releasePort(const QString& portId, const QString& serverId, PortFate fate);

    /// The ports of many servers in one read, each server's in the order of their making.
    Result<QHash<QString, std::vector<ServerPort>>> portsOfServers(const std::vector<ServerKey>& servers);
    Result<std::vector<ServerSubnet>> subnetsOf(const QString& networkId);
    /// The port of a server that has this address in the network.
    Result<AddressHolder> serverAt(const QString& networkId, const QString& address);
    /// Makes the metadata service reachable from the network; success when it is already. NotFound: it has no
    /// subnet with DHCP.
    Result<> ensureMetadata(const QString& networkId);

    /// With their rules.
    Result<std::vector<GroupName>> securityGroupsOf(const ServerKey& server);
    /// All of the caller's project, with their rules; the default one comes into being.
    Result<std::vector<GroupName>> securityGroups(const service::Context& context);
    /// Makes and changes groups of the caller's project, as the Networking API does, with its errors.
    Result<GroupName> createSecurityGroup(const service::Context& context, const QString& name, const QString& description);
    Result<GroupName> updateSecurityGroup(const service::Context& context, const QString& id, const QString& name, const QString& description);
    Result<> deleteSecurityGroup(const service::Context& context, const QString& id);
    /// Of `rule` all but the id is read; a group to let in goes by its id.
    Result<GroupRule> createSecurityGroupRule(const service::Context& context, const QString& groupId, const GroupRule& rule, const QString& remoteGroupId);
    Result<> deleteSecurityGroupRule(const service::Context& context, const QString& id);
    /// To all ports of the server. NotFound when the caller has no such group, by name or id.
    Result<> addSecurityGroup(const service::Context& context, const ServerKey& server, const QString& group);
    Result<> removeSecurityGroup(const service::Context& context, const ServerKey& server, const QString& group);
    /// The group that a name or id means to the caller; BadRequest in Nova's words when there is none, or several.
    Result<GroupName> resolveGroup(const service::Context& context, const QString& nameOrId);

    /// Another address for the server's port on that network. BadRequest: it has none there, or no address is free.
    Result<> addFixedIp(const ServerKey& server, const QString& networkId);
    /// Takes an address from the server's port. BadRequest: it has none such.
    Result<> removeFixedIp(const ServerKey& server, const QString& address);
    /// `floating` and `fixed` are addresses; `fixed` empty = the server's first IPv4 address. NotFound unless the caller
    /// has the floating one; BadRequest when the server has no such fixed one.
    Result<> addFloatingIp(const service::Context& context, const ServerKey& server, const QString& floating, const QString& fixed);
    /// Conflict when it is not the server's.
    Result<> removeFloatingIp(const service::Context& context, const ServerKey& server, const QString& floating);

    /// Told when a port of a server begins or ceases to pass traffic, on a thread that must not be held up for long.
    /// Also for ports whose status was known already (after a restart of the engine). Before start().
    using StatusCallback = std::function<void(const QString& portId, const QString& serverId, bool up)>;
    void onPortStatus(StatusCallback callback);
    /// For the service itself.
    void tellStatus(const QString& portId, const QString& serverId, bool up);

private:
    Result<> changeGroups(const service::Context& context, const ServerKey& server, const QString& group, bool add);
    static Result<std::vector<PortRow>> portsOf(db::Connection& connection, const ServerKey& server);

    NetworkService& m_service;
    std::mutex m_mutex;
    std::vector<StatusCallback> m_callbacks;
};

} // namespace skylab::network
