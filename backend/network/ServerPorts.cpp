#include "network/ServerPorts.h"

#include "network/NetworkService.h"
#include "network/handlers/SecurityGroupsHandler.h"
#include "network/model/Faults.h"
#include "network/store/Book.h"
#include "network/store/Sharing.h"

namespace skylab::network {

namespace {

const QString computeOwner = QStringLiteral("compute:");

NetworkOffer offerOf(const NetworkRow& row, const service::Context& context) { return { row.id, row.name, row.external, !row.subnets.isEmpty(), row.projectId == context.projectId }; }

/// Letters, digits and hyphens of a server's name, as its host name.
QString dnsNameOf(const QString& hostname)
{
    QString name;
    for (const auto c : hostname.toLower())
        name += (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'-' ? c : u'-';
    name = name.left(63);
    while (name.startsWith(u'-'))
        name.remove(0, 1);
    while (name.endsWith(u'-'))
        name.chop(1);
    return name;
}

Result<std::vector<ServerPort>> describe(db::Connection& connection, const std::vector<PortRow>& rows)
{
    QStringList ids, networkIds, groupIds;
    for (const auto& row : rows) {
        ids << row.id;
        networkIds << row.networkId;
        groupIds << row.securityGroups;
    }
    networkIds.removeDuplicates();
    groupIds.removeDuplicates();
    QHash<QString, NetworkRow> networks;
    const auto allNetworks = TRY(selectIn<NetworkRow>(connection, QStringLiteral("id"), networkIds));
    for (const auto& network : allNetworks)
        networks.insert(network.id, network);
    QHash<QString, QString> groups;
    const auto allGroups = TRY(selectIn<GroupRow>(connection, QStringLiteral("id"), groupIds));
    for (const auto& group : allGroups)
        groups.insert(group.id, group.name);
    const auto floating = TRY(selectIn<FloatingIpRow>(connection, QStringLiteral("port_id"), ids));
    std::vector<ServerPort> ports;
    for (const auto& row : rows) {
        ServerPort port { row.id, row.networkId, networks.value(row.networkId).name, row.projectId, row.macAddress, row.status, networks.value(row.networkId).mtu, {}, {}, {} };
        for (const auto& ip : row.fixedIps)
            port.fixedIps.push_back({ ip.subnetId, ip.ipAddress });
        for (const auto& ip : floating)
            if (ip.portId == row.id && ip.fixedIpAddress)
                port.floatingIps[*ip.fixedIpAddress] << ip.floatingIpAddress;
        for (const auto& group : row.securityGroups)
            port.securityGroups << groups.value(group, group);
        ports.push_back(std::move(port));
    }
    return ports;
}

Result<ServerPort> describeOne(db::Connection& connection, const PortRow& row)
{
    auto ports = TRY(describe(connection, { row }));
    return std::move(ports.front());
}

Result<> checkFree(const PortRow& port, const QString& serverId)
{
    if (!port.deviceId.isEmpty() && port.deviceId != serverId)
        return refuse(ErrorCode::Conflict, "PortInUse", QStringLiteral("Port %1 is still in use by %2.").arg(port.id, port.deviceId), QStringLiteral("port"));
    return {};
}

/// Who owns a network sees all its ports, but a server takes its own project's only.
Result<> checkUsable(const service::Context& context, const PortRow& port)
{
    if (context.admin || port.projectId == context.projectId)
        return {};
    return refuse(ErrorCode::BadRequest, "PortNotUsable", QStringLiteral("Port %1 not usable for the instance: it belongs to another project.").arg(port.id), QStringLiteral("port"));
}

Result<GroupRow> groupNamed(db::Connection& connection, const service::Context& context, const QString& nameOrId)
{
    // Names are those of the caller's own project, also for administrators; what others share goes by its id.
    const auto found = TRY(Groups::select(connection, QStringLiteral("(project_id = ? AND (id = ? OR name = ?)) OR (id = ? AND %1)").arg(sharing::given(QStringLiteral("security_group"), QStringLiteral("id"))),
                                          { context.projectId, nameOrId, nameOrId, nameOrId, context.projectId }));
    for (const auto& group : found)
        if (group.id == nameOrId)
            return group;
    if (found.size() > 1)
        return fail(ErrorCode::BadRequest, QStringLiteral("Multiple security groups found matching '%1'. Use an ID to be more specific.").arg(nameOrId.left(64)), QStringLiteral("security_groups"));
    if (found.empty())
        return fail(ErrorCode::NotFound, QStringLiteral("Security group %1 not found.").arg(nameOrId.left(64)), QStringLiteral("security_groups"));
    return found.front();
}

Result<PortRow> insertPort(Change& change, NetworkService& service, const service::Context& context, const PortWish& wish)
{
    const auto network = TRY(visible<NetworkRow>(change.db, context, wish.networkId));
    const bool own = context.admin || network.projectId == context.projectId;
    if (network.external && !own && !TRY(sharing::isShared(change.db, QStringLiteral("network"), network.id, context.projectId)))
        return fail(ErrorCode::Forbidden, QStringLiteral("It is not allowed to create an interface on external network %1.").arg(network.id), QStringLiteral("networks"));
    PortRow port;
    port.id = wish.portId;
    port.projectId = context.projectId;
    port.deviceId = wish.serverId;
    port.deviceOwner = computeOwner + wish.zone;
    port.dnsName = dnsNameOf(wish.hostname);
    port.portSecurityEnabled = network.portSecurityEnabled;
    TRY(book::requireQuota(change.db, service.quota(), port.projectId, QStringLiteral("port"), 1));
    const auto fallback = TRY(book::defaultGroup(change, port.projectId));
    if (network.portSecurityEnabled) {
        for (const auto& name : wish.securityGroups)
            port.securityGroups << TRY(groupNamed(change.db, context, name)).id;
        if (wish.securityGroups.isEmpty())
            port.securityGroups << fallback;
        port.securityGroups.removeDuplicates();
    }
    std::optional<book::Addresses> addresses;
    if (!wish.fixedIp.isEmpty())
        addresses = book::Addresses { { {}, wish.fixedIp } };
    TRY(book::addPort(change, network, port, addresses));
    return port;
}

} // namespace

Result<std::vector<NetworkOffer>> ServerPorts::networksOf(const service::Context& context)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<std::vector<NetworkOffer>> {
        auto rows = TRY(Networks::select(connection, QStringLiteral("project_id = ? OR ") + sharing::given(QStringLiteral("network"), QStringLiteral("id")), { context.projectId, context.projectId }, QStringLiteral("created_at, id")));
        TRY(decorate(connection, rows));
        std::vector<NetworkOffer> offers;
        for (const auto& row : rows)
            offers.push_back(offerOf(row, context));
        return offers;
    });
}

Result<NetworkOffer> ServerPorts::network(const service::Context& context, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<NetworkOffer> {
        return offerOf(TRY(decorated(connection, TRY(visible<NetworkRow>(connection, context, id)))), context);
    });
}

Result<ServerPort> ServerPorts::checkPort(const service::Context& context, const QString& portId)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<ServerPort> {
        const auto row = TRY(visible<PortRow>(connection, context, portId));
        TRY(checkUsable(context, row));
        TRY(checkFree(row, {}));
        return describeOne(connection, row);
    });
}

Result<ServerPort> ServerPorts::preparePort(const service::Context& context, const PortWish& wish)
{
    const auto take = [&](Change& change, PortRow& port) -> Result<PortRow> {
        TRY(checkFree(port, wish.serverId));
        if (port.deviceId == wish.serverId)
            return port;
        port.deviceId = wish.serverId;
        port.deviceOwner = computeOwner + wish.zone;
        if (port.dnsName.isEmpty())
            port.dnsName = dnsNameOf(wish.hostname);
        TRY(book::savePort(change, port));
        return port;
    };
    PortRow row;
    if (wish.existing) {
        row = TRY(m_service.change(context, [&](Change& change) -> Result<PortRow> {
            auto port = TRY(visible<PortRow>(change.db, context, wish.portId));
            TRY(checkUsable(context, port));
            return take(change, port);
        }));
    } else {
        bool found = false;
        row = TRY(m_service.create(context, [&](Change& change) -> Result<PortRow> {
            auto port = wish.portId.isEmpty() ? std::optional<PortRow>() : TRY(Ports::find(change.db, wish.portId));
            found = port.has_value();
            if (found)
                TRY(change.mark(Kind::Port, port->id));
            return found ? take(change, *port) : insertPort(change, m_service, context, wish);
        }, [&](Change& change, const PortRow& port) -> Result<> { return found ? Result<>() : book::dropPort(change, port); }));
    }
    return m_service.database().read([&](db::Connection& connection) { return describeOne(connection, row); });
}

Result<PortBinding> ServerPorts::bindPort(const QString& portId, const QString& host)
{
    const auto context = service::Context::system();
    QString before;
    const auto row = TRY(m_service.create(context, [&](Change& change) -> Result<PortRow> {
        auto port = TRY(Ports::find(change.db, portId));
        if (!port)
            return fail(missing<PortRow>(portId));
        before = port->hostId;
        if (port->vnicType != u"normal")
            return fail(ErrorCode::BadRequest, QStringLiteral("Port %1 can't be bound: the network engine has ports of vnic_type normal only.").arg(portId), QStringLiteral("binding:vnic_type"));
        port->hostId = host;
        TRY(book::savePort(change, *port));
        return *port;
    }, [&](Change& change, const PortRow&) -> Result<> {
        // As it is by now: it may have been given other addresses or groups since.
        auto fresh = TRY(Ports::find(change.db, portId));
        if (!fresh || fresh->hostId != host)
            return {};      // it is gone, or was moved by somebody else
        fresh->hostId = before;
        return book::savePort(change, *fresh);
    }));
    const auto binding = TRY(m_service.driver().bindPort(portId, host, {}));
    TRY(m_service.change(context, [&](Change& change) -> Result<> {
        auto port = TRY(Ports::find(change.db, portId));
        if (!port)
            return fail(missing<PortRow>(portId));
        port->vifType = binding.type;
        port->vifDetails = { { QStringLiteral("bridge_name"), binding.bridge }, { QStringLiteral("port_filter"), true }, { QStringLiteral("connectivity"), QStringLiteral("l2") } };
        return book::savePort(change, *port);
    }));
    m_service.metadata().request(row.networkId);
    return PortBinding { binding.type, binding.bridge, binding.interfaceId, row.macAddress, binding.mtu, !binding.disableOffload };
}

Result<> ServerPorts::unbindPort(const QString& portId, const QString& serverId)
{
    const bool bound = TRY(m_service.change(service::Context::system(), [&](Change& change) -> Result<bool> {
        auto port = TRY(Ports::find(change.db, portId));
        if (!port || port->hostId.isEmpty() || !checkFree(*port, serverId))
            return false;
        port->hostId.clear();
        port->vifType = QStringLiteral("unbound");
        port->vifDetails = {};
        port->status = QStringLiteral("DOWN");
        TRY(book::savePort(change, *port));
        return true;
    }));
    // The port's new form says it as well; when the engine is away that is what the repair tells it.
    if (bound)
        (void)m_service.driver().unbindPort(portId);
    return {};
}

Result<> ServerPorts::releasePort(const QString& portId, const QString& serverId, PortFate fate)
{
    TRY(unbindPort(portId, serverId));
    return m_service.change(service::Context::system(), [&](Change& change) -> Result<> {
        auto port = TRY(Ports::find(change.db, portId));
        if (!port || !checkFree(*port, serverId))      // gone, or another server took it first
            return {};
        if (fate == PortFate::Delete)
            return book::dropPort(change, *port);
        port->deviceId.clear();
        port->deviceOwner.clear();
        port->dnsName.clear();
        return book::savePort(change, *port);
    });
}

namespace {

bool isOf(const PortRow& port, const ServerKey& server)
{
    return (!server.projectId.isEmpty() && port.projectId == server.projectId) || server.portIds.contains(port.id);
}

} // namespace

Result<std::vector<PortRow>> ServerPorts::portsOf(db::Connection& connection, const ServerKey& server)
{
    auto ports = TRY(Ports::select(connection, QStringLiteral("device_id = ? AND device_owner LIKE 'compute:%'"), { server.serverId }, QStringLiteral("created_at, id")));
    std::erase_if(ports, [&](const PortRow& port) { return !isOf(port, server); });
    return ports;
}

Result<QHash<QString, std::vector<ServerPort>>> ServerPorts::portsOfServers(const std::vector<ServerKey>& servers)
{
    QStringList serverIds;
    QHash<QString, const ServerKey*> keys;
    for (const auto& server : servers) {
        serverIds << server.serverId;
        keys.insert(server.serverId, &server);
    }
    return m_service.database().read([&](db::Connection& connection) -> Result<QHash<QString, std::vector<ServerPort>>> {
        auto rows = TRY(selectIn<PortRow>(connection, QStringLiteral("device_id"), serverIds, QStringLiteral("device_owner LIKE 'compute:%'"), QStringLiteral("created_at, id")));
        std::erase_if(rows, [&](const PortRow& port) { return !isOf(port, *keys.value(port.deviceId)); });
        auto ports = TRY(describe(connection, rows));
        QHash<QString, std::vector<ServerPort>> byServer;
        for (std::size_t i = 0; i < rows.size(); ++i)
            byServer[rows[i].deviceId].push_back(std::move(ports[i]));
        return byServer;
    });
}

Result<std::vector<ServerSubnet>> ServerPorts::subnetsOf(const QString& networkId)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<std::vector<ServerSubnet>> {
        std::vector<ServerSubnet> subnets;
        const auto rows = TRY(book::subnetsOf(connection, networkId));
        for (const auto& row : rows) {
            ServerSubnet subnet { row.id, row.cidr, row.gatewayIp.value_or(QString()), row.dnsNameservers, row.enableDhcp, {} };
            for (const auto& route : row.hostRoutes)
                subnet.routes.append({ route.destination, route.nexthop });
            subnets.push_back(std::move(subnet));
        }
        return subnets;
    });
}

Result<AddressHolder> ServerPorts::serverAt(const QString& networkId, const QString& address)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<AddressHolder> {
        auto rows = TRY(connection.query(QStringLiteral("SELECT p.device_id, p.id, p.project_id FROM ip_allocations a JOIN ports p ON p.id = a.port_id WHERE a.address = ? AND a.network_id = ? AND p.device_owner LIKE 'compute:%'"), address, networkId));
        AddressHolder holder;
        if (rows.next())
            holder = { rows.get<QString>(0), rows.get<QString>(1), rows.get<QString>(2) };
        TRY(rows.check());
        return holder;
    });
}

Result<> ServerPorts::ensureMetadata(const QString& networkId) { return m_service.metadata().ensure(networkId); }

// ---- security groups

namespace {

Result<std::vector<GroupName>> withRules(db::Connection& connection, const std::vector<GroupRow>& rows)
{
    QStringList ids;
    for (const auto& row : rows)
        ids << row.id;
    const auto rules = TRY(selectIn<RuleRow>(connection, QStringLiteral("security_group_id"), ids));
    QStringList remoteIds;
    for (const auto& rule : rules)
        if (rule.remoteGroupId)
            remoteIds << *rule.remoteGroupId;
    remoteIds.removeDuplicates();
    QHash<QString, QString> names;
    const auto remotes = TRY(selectIn<GroupRow>(connection, QStringLiteral("id"), remoteIds));
    for (const auto& remote : remotes)
        names.insert(remote.id, remote.name);
    QHash<QString, std::vector<GroupRule>> byGroup;
    for (const auto& rule : rules)
        if (rule.direction == u"ingress")
            byGroup[rule.securityGroupId].push_back({ rule.id, rule.protocol, rule.portRangeMin, rule.portRangeMax, rule.remoteIpPrefix.value_or(QString()), names.value(rule.remoteGroupId.value_or(QString())) });
    std::vector<GroupName> groups;
    for (const auto& row : rows)
        groups.push_back({ row.id, row.name, row.description, row.projectId, byGroup.take(row.id) });
    return groups;
}

} // namespace

Result<std::vector<GroupName>> ServerPorts::securityGroupsOf(const ServerKey& server)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<std::vector<GroupName>> {
        const auto ports = TRY(portsOf(connection, server));
        QStringList ids;
        for (const auto& port : ports)
            ids << port.securityGroups;
        ids.removeDuplicates();
        auto groups = TRY(selectIn<GroupRow>(connection, QStringLiteral("id"), ids));
        std::sort(groups.begin(), groups.end(), [](const GroupRow& a, const GroupRow& b) { return std::tie(a.name, a.id) < std::tie(b.name, b.id); });
        return withRules(connection, groups);
    });
}

Result<std::vector<GroupName>> ServerPorts::securityGroups(const service::Context& context)
{
    TRY(m_service.change(context, [&](Change& change) { return book::defaultGroup(change, context.projectId); }));
    return m_service.database().read([&](db::Connection& connection) -> Result<std::vector<GroupName>> {
        return withRules(connection, TRY(Groups::select(connection, QStringLiteral("project_id = ?"), { context.projectId }, QStringLiteral("name, id"))));
    });
}

Result<GroupName> ServerPorts::createSecurityGroup(const service::Context& context, const QString& name, const QString& description)
{
    sdk::Decoded<sdk::SecurityGroup> wanted;
    wanted->name = name;
    wanted->description = description;
    const auto made = TRY(m_service.groups().add(context, { wanted }));
    return TRY(m_service.database().read([&](db::Connection& connection) { return withRules(connection, made); })).front();
}

Result<GroupName> ServerPorts::updateSecurityGroup(const service::Context& context, const QString& id, const QString& name, const QString& description)
{
    const auto row = TRY(m_service.groups().edit(context, id, { { QStringLiteral("name"), name }, { QStringLiteral("description"), description } }));
    return TRY(m_service.database().read([&](db::Connection& connection) { return withRules(connection, { row }); })).front();
}

Result<> ServerPorts::deleteSecurityGroup(const service::Context& context, const QString& id) { return m_service.groups().drop(context, id); }

Result<GroupRule> ServerPorts::createSecurityGroupRule(const service::Context& context, const QString& groupId, const GroupRule& rule, const QString& remoteGroupId)
{
    sdk::Decoded<sdk::SecurityGroupRule> wanted;
    wanted->securityGroupId = groupId;
    wanted->direction = QStringLiteral("ingress");
    wanted->ethertype = rule.cidr.contains(u':') ? QStringLiteral("IPv6") : QStringLiteral("IPv4");
    wanted->protocol = rule.protocol;
    wanted->portRangeMin = rule.portMin;
    wanted->portRangeMax = rule.portMax;
    if (!remoteGroupId.isEmpty())
        wanted->remoteGroupId = remoteGroupId;
    else if (!rule.cidr.isEmpty())
        wanted->remoteIpPrefix = rule.cidr;
    const auto row = TRY(m_service.groups().addRules(context, { wanted })).front();
    GroupRule made { row.id, row.protocol, row.portRangeMin, row.portRangeMax, row.remoteIpPrefix.value_or(QString()), {} };
    if (!remoteGroupId.isEmpty())
        made.groupName = TRY(resolveGroup(context, remoteGroupId)).name;
    return made;
}

Result<> ServerPorts::deleteSecurityGroupRule(const service::Context& context, const QString& id) { return m_service.groups().dropRule(context, id); }

Result<GroupName> ServerPorts::resolveGroup(const service::Context& context, const QString& nameOrId)
{
    if (nameOrId == u"default")      // it comes into being when it is first asked for
        TRY(m_service.change(context, [&](Change& change) { return book::defaultGroup(change, context.projectId); }));
    return m_service.database().read([&](db::Connection& connection) -> Result<GroupName> {
        auto group = groupNamed(connection, context, nameOrId);
        if (!group && group.error().code == ErrorCode::NotFound)
            return fail(ErrorCode::BadRequest, QStringLiteral("Unable to find security_group with name or id '%1'").arg(nameOrId.left(64)), QStringLiteral("security_groups"));
        const auto row = TRY(std::move(group));
        return GroupName { row.id, row.name, row.description, row.projectId };
    });
}

Result<> ServerPorts::addSecurityGroup(const service::Context& context, const ServerKey& server, const QString& group) { return changeGroups(context, server, group, true); }

Result<> ServerPorts::removeSecurityGroup(const service::Context& context, const ServerKey& server, const QString& group) { return changeGroups(context, server, group, false); }

Result<> ServerPorts::changeGroups(const service::Context& context, const ServerKey& server, const QString& group, bool add)
{
    return m_service.change(context, [&](Change& change) -> Result<> {
        const auto wanted = TRY(groupNamed(change.db, context, group));
        auto ports = TRY(portsOf(change.db, server));
        bool had = false;
        for (auto& port : ports) {
            if (!port.portSecurityEnabled || port.fixedIps.empty())
                continue;
            auto groups = port.securityGroups;
            had = groups.removeAll(wanted.id) > 0 || had;
            if (add)
                groups << wanted.id;
            if (groups == port.securityGroups)
                continue;
            TRY(book::setGroups(change, service::Context::system(), port, groups));
            TRY(book::savePort(change, port));
        }
        if (!add && !had)
            return fail(ErrorCode::NotFound, QStringLiteral("Security group %1 not associated with the instance %2").arg(wanted.name, server.serverId));
        return {};
    });
}

// ---- status

void ServerPorts::onPortStatus(StatusCallback callback)
{
    const std::lock_guard lock(m_mutex);
    m_callbacks.push_back(std::move(callback));
}

void ServerPorts::tellStatus(const QString& portId, const QString& serverId, bool up)
{
    std::vector<StatusCallback> callbacks;
    {
        const std::lock_guard lock(m_mutex);
        callbacks = m_callbacks;
    }
    for (const auto& callback : callbacks)
        callback(portId, serverId, up);
}

} // namespace skylab::network
