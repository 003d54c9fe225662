#include "network/drivers/fake/FakeNetworkDriver.h"

#include <QDateTime>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace skylab::network {

namespace {
const QString publicNetwork = QStringLiteral("public");

Error missing(Kind kind, const QString& id, const char* field)
{
    return { ErrorCode::NotFound, QStringLiteral("The %1 %2 is not in the network engine yet.").arg(kindName(kind), id),
             QString::fromLatin1(field) };
}

template <typename Spec>
std::optional<Spec> find(const QHash<QString, Spec>& all, const QString& id)
{
    const auto found = all.find(id);
    return found == all.end() ? std::nullopt : std::optional(*found);
}

template <typename Container, typename Predicate>
void removeIf(Container& container, Predicate predicate)
{
    for (auto it = container.begin(); it != container.end();)
        it = predicate(*it) ? container.erase(it) : std::next(it);
}

bool validRule(const SecurityGroupRuleSpec& rule)
{
    const auto text = rule.protocol;
    bool number = false;
    const int value = text.toInt(&number);
    return !number || (value >= 0 && value <= 255);
}

/// As in OVN, which sees the ports of TCP, UDP and SCTP only.
bool hidesItsPorts(const QString& protocol)
{
    static const QStringList names { QStringLiteral("dccp"), QStringLiteral("33"), QStringLiteral("udplite"), QStringLiteral("136") };
    return names.contains(protocol);
}
} // namespace

FakeNetworkDriver::FakeNetworkDriver(FakeOptions options) : m_options(std::move(options)) { }

FakeNetworkDriver::~FakeNetworkDriver() { stop(); }

void FakeNetworkDriver::setPortCallback(PortCallback callback)
{
    const std::lock_guard lock(m_mutex);
    m_callback = std::move(callback);
}

Result<void> FakeNetworkDriver::start()
{
    const std::lock_guard lock(m_mutex);
    if (m_started)
        return {};
    m_started = true;
    ++m_connections;
    for (auto it = m_ports.begin(); it != m_ports.end(); ++it)
        if (it->up)
            tell(it.key(), true);
    m_teller = std::thread([this] { deliver(); });
    return {};
}

void FakeNetworkDriver::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_started = false;
        m_wake.notify_all();
    }
    if (m_teller.joinable())
        m_teller.join();
}

void FakeNetworkDriver::deliver()
{
    std::unique_lock lock(m_mutex);
    while (m_started) {
        if (m_news.empty()) {
            m_wake.wait(lock);
            continue;
        }
        const auto [port, up] = m_news.front();
        m_news.pop_front();
        const auto callback = m_callback;
        lock.unlock();
        if (callback)
            callback(port, up);
        lock.lock();
    }
}

void FakeNetworkDriver::tell(const QString& portId, bool up)
{
    m_news.emplace_back(portId, up);
    m_wake.notify_all();
}

Result<void> FakeNetworkDriver::ready() const
{
    if (!m_started)
        return fail(ErrorCode::Unavailable, QStringLiteral("The network engine is not started."));
    if (!m_broken.isEmpty())
        return fail(ErrorCode::Unavailable, m_broken);
    return {};
}

void FakeNetworkDriver::setGate(Gate gate)
{
    const std::lock_guard lock(m_mutex);
    m_gate = std::move(gate);
}

Result<void> FakeNetworkDriver::askGate(Kind kind, const QString& id)
{
    Gate gate;
    {
        const std::lock_guard lock(m_mutex);
        gate = m_gate;
    }
    return gate ? gate(kind, id) : Result<void>();
}

void FakeNetworkDriver::breakWith(const QString& message)
{
    const std::lock_guard lock(m_mutex);
    if (!m_broken.isEmpty() && message.isEmpty())
        ++m_connections;
    m_broken = message;
}

void FakeNetworkDriver::loseEverything()
{
    const std::lock_guard lock(m_mutex);
    for (auto it = m_ports.begin(); it != m_ports.end(); ++it) {
        m_plugs.insert(it.key(), it->pluggedAt);
        if (it->up)
            tell(it.key(), false);
    }
    m_networks.clear();
    m_subnets.clear();
    m_ports.clear();
    m_routers.clear();
    m_floatingIps.clear();
    m_groups.clear();
    m_addressGroups.clear();
    ++m_connections;
}

Result<void> FakeNetworkDriver::health()
{
    const std::lock_guard lock(m_mutex);
    return ready();
}

Result<Capabilities> FakeNetworkDriver::capabilities()
{
    const std::lock_guard lock(m_mutex);
    TRY(ready());
    Capabilities able;
    able.metadata = able.distributedFloatingIps = able.statelessSecurityGroups = able.vlanNetworks = able.addressGroups
        = able.portForwarding = able.trunks = able.qos = true;
    able.physicalNetworks = QStringList { publicNetwork };
    return able;
}

Result<void> FakeNetworkDriver::checkOption(const DhcpOption& option) const
{
    static const auto forbidden = QStringLiteral("\"\\();");
    for (const auto c : option.value)
        if (c < QLatin1Char(' ') || forbidden.contains(c))
            return fail(ErrorCode::BadRequest, QStringLiteral("The value of DHCP option %1 must not have quotes, backslashes, parentheses, semicolons or control characters.").arg(option.name),
                        QStringLiteral("extra_dhcp_opts"));
    return {};
}

Result<void> FakeNetworkDriver::checkRule(const SecurityGroupRuleSpec& rule) const
{
    if (!validRule(rule))
        return fail(ErrorCode::BadRequest, QStringLiteral("A protocol number is 0 to 255."), QStringLiteral("protocol"));
    if ((rule.portMin || rule.portMax) && hidesItsPorts(rule.protocol))
        return fail(ErrorCode::BadRequest, QStringLiteral("This cloud can filter ports of TCP, UDP and SCTP only, not of %1.").arg(rule.protocol),
                    QStringLiteral("port_range_min"));
    return {};
}

Result<QList<NetworkHost>> FakeNetworkDriver::hosts()
{
    const std::lock_guard lock(m_mutex);
    TRY(ready());
    QList<NetworkHost> all;
    for (const auto& name : QStringList(m_options.host) + m_options.moreHosts)
        all << NetworkHost { name, name, true, { publicNetwork }, false, QDateTime::currentMSecsSinceEpoch() };
    return all;
}

bool FakeNetworkDriver::knowsHost(const QString& host) const
{
    return m_options.anyHost || host == m_options.host || m_options.moreHosts.contains(host);
}

template <typename Spec>
Result<void> FakeNetworkDriver::store(QHash<QString, Spec>& into, const Spec& spec)
{
    const auto found = into.find(spec.id);
    if (found == into.end() || found->revision <= spec.revision)
        into.insert(spec.id, spec);
    return {};
}

Result<void> FakeNetworkDriver::applyNetwork(const NetworkSpec& spec)
{
    TRY(askGate(Kind::Network, spec.id));
    const std::lock_guard lock(m_mutex);
    TRY(ready());
    return store(m_networks, spec);
}

Result<void> FakeNetworkDriver::removeNetwork(const QString& networkId)
{
    const std::lock_guard lock(m_mutex);
    TRY(ready());
    m_networks.remove(networkId);
    removeIf(m_subnets, [&](const SubnetSpec& subnet) { return subnet.networkId == networkId; });
    removeIf(m_ports, [&](const Port& port) { return port.spec.networkId == networkId; });
    return {};
}

Result<void> FakeNetworkDriver::applySubnet(const SubnetSpec& spec)
{
    TRY(askGate(Kind::Subnet, spec.id));
    const std::lock_guard lock(m_mutex);
    TRY(ready());
    if (!m_networks.contains(spec.networkId))
        return fail(missing(Kind::Network, spec.networkId, "network_id"));
    return store(m_subnets, spec);
}

Result<void> FakeNetworkDriver::removeSubnet(const QString& subnetId)
{
    const std::lock_guard lock(m_mutex);
    TRY(ready());
    m_subnets.remove(subnetId);
    return {};
}

Result<void> FakeNetworkDriver::applyPort(const PortSpec& spec)
{
    TRY(askGate(Kind::Port, spec.id));
    const std::lock_guard lock(m_mutex);
    TRY(ready());
    if (!m_networks.contains(spec.networkId))
        return fail(missing(Kind::Network, spec.networkId, "network_id"));
    for (const auto& ip : spec.fixedIps)
        if (!m_subnets.contains(ip.subnetId))
            return fail(missing(Kind::Subnet, ip.subnetId, "fixed_ips"));
    if (spec.portSecurity && spec.role == PortRole::Guest)
        for (const auto& group : spec.securityGroupIds)
            if (!m_groups.contains(group))
                return fail(missing(Kind::SecurityGroup, group, "security_groups"));
    auto& port = m_ports[spec.id];
    if (!port.spec.id.isEmpty() && port.spec.revision > spec.revision)
        return {};
    if (port.spec.id.isEmpty()) {
        port.pluggedAt = m_plugs.take(spec.id);
        if (m_options.autoPlug && port.pluggedAt.isEmpty())      // bound before this process began
            port.pluggedAt = spec.host;
    }
    port.spec = spec;
    settle(spec.id);
    settleChildren(spec.id);
    return {};
}

Result<void> FakeNetworkDriver::removePort(const QString& portId)
{
    const std::lock_guard lock(m_mutex);
    TRY(ready());
    m_ports.remove(portId);
    settleChildren(portId);
    return {};
}

Result<PortState> FakeNetworkDriver::portState(const QString& portId)
{
    const std::lock_guard lock(m_mutex);
    TRY(ready());
    const auto found = m_ports.find(portId);
    if (found == m_ports.end())
        return fail(missing(Kind::Port, portId, "port_id"));
    return PortState { found->up, found->spec.host, found->spec.revision };
}

Result<VifBinding> FakeNetworkDriver::bindPort(const QString& portId, const QString& host,
                                               const QString& migrationTarget)
{
    const std::lock_guard lock(m_mutex);
    TRY(ready());
    const auto found = m_ports.find(portId);
    if (found == m_ports.end())
        return fail(missing(Kind::Port, portId, "port_id"));
    for (const auto& name : { host, migrationTarget.isEmpty() ? host : migrationTarget })
        if (name.isEmpty() || !knowsHost(name))
            return fail(ErrorCode::NotFound, QStringLiteral("The host %1 has not joined the network engine.").arg(name),
                        QStringLiteral("binding:host_id"));
    found->spec.host = host;
    found->migrationTarget = migrationTarget;
    if (m_options.autoPlug && found->pluggedAt.isEmpty())
        found->pluggedAt = host;
    settle(portId);
    VifBinding binding;
    binding.bridge = QStringLiteral("br-int");
    binding.interfaceId = portId;
    const int mtu = m_networks.value(found->spec.networkId).mtu;
    binding.mtu = mtu > 0 ? mtu : Capabilities().overlayMtu;
    return binding;
}

Result<void> FakeNetworkDriver::unbindPort(const QString& portId)
{
    const std::lock_guard lock(m_mutex);
    TRY(ready());
    const auto found = m_ports.find(portId);
    if (found == m_ports.end())
        return fail(missing(Kind::Port, portId, "port_id"));
    found->spec.host.clear();
    found->migrationTarget.clear();
    if (m_options.autoPlug)
        found->pluggedAt.clear();
    settle(portId);
    return {};
}

void FakeNetworkDriver::plug(const QString& portId, const QString& host)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_ports.find(portId);
    if (found == m_ports.end())
        return;
    found->pluggedAt = host;
    settle(portId);
}

void FakeNetworkDriver::unplug(const QString& portId) { plug(portId, {}); }

void FakeNetworkDriver::settle(const QString& portId)
{
    auto& port = m_ports[portId];
    // As in OVN, a port that is bound nowhere comes up wherever it is plugged.
    const bool here
        = port.spec.host.isEmpty() || port.pluggedAt == port.spec.host || port.pluggedAt == port.migrationTarget;
    bool up = !port.pluggedAt.isEmpty() && here && port.spec.role == PortRole::Guest;
    if (!port.spec.parentPort.isEmpty())
        up = m_ports.value(port.spec.parentPort).up;      // nobody plugs a subport
    if (up == port.up)
        return;
    port.up = up;
    tell(portId, up);
    settleChildren(portId);
}

void FakeNetworkDriver::settleChildren(const QString& parentId)
{
    QStringList children;
    for (const auto& port : std::as_const(m_ports))
        if (port.spec.parentPort == parentId)
            children << port.spec.id;
    for (const auto& child : std::as_const(children))
        settle(child);
}

Result<void> FakeNetworkDriver::applyRouter(const RouterSpec& spec)
{
    TRY(askGate(Kind::Router, spec.id));
    const std::lock_guard lock(m_mutex);
    TRY(ready());
    if (spec.gateway && !m_networks.contains(spec.gateway->networkId))
        return fail(missing(Kind::Network, spec.gateway->networkId, "network_id"));
    for (const auto& leg : spec.interfaces)
        if (!m_networks.contains(leg.networkId))
            return fail(missing(Kind::Network, leg.networkId, "network_id"));
    return store(m_routers, spec);
}

Result<void> FakeNetworkDriver::removeRouter(const QString& routerId)
{
    const std::lock_guard lock(m_mutex);
    TRY(ready());
    m_routers.remove(routerId);
    removeIf(m_floatingIps, [&](const FloatingIpSpec& ip) { return ip.routerId == routerId; });
    return {};
}

Result<void> FakeNetworkDriver::applyFloatingIp(const FloatingIpSpec& spec)
{
    TRY(askGate(Kind::FloatingIp, spec.id));
    const std::lock_guard lock(m_mutex);
    TRY(ready());
    const auto found = m_routers.find(spec.routerId);
    if (found == m_routers.end())
        return fail(missing(Kind::Router, spec.routerId, "router_id"));
    if (!found->gateway)
        return fail(ErrorCode::NotFound,
                    QStringLiteral("The router %1 has no external gateway, so it can't carry a floating IP.")
                        .arg(spec.routerId),
                    QStringLiteral("router_id"));
    QStringList ports { found->gateway->portId };
    for (const auto& leg : found->interfaces)
        ports << leg.portId;
    for (const auto& port : ports)
        if (!m_ports.contains(port))
            return fail(missing(Kind::Port, port, "router_id"));
    TRY(checkForwardings(spec));
    return store(m_floatingIps, spec);
}

Result<void> FakeNetworkDriver::removeFloatingIp(const QString& floatingIpId)
{
    const std::lock_guard lock(m_mutex);
    TRY(ready());
    m_floatingIps.remove(floatingIpId);
    return {};
}

Result<void> FakeNetworkDriver::applySecurityGroup(const SecurityGroupSpec& spec)
{
    TRY(askGate(Kind::SecurityGroup, spec.id));
    const std::lock_guard lock(m_mutex);
    TRY(ready());
    for (const auto& rule : spec.rules)
        TRY(checkRule(rule));
    // A group that a rule names may come later; until then it is there without members.
    for (const auto& rule : spec.rules)
        if (!rule.remoteGroupId.isEmpty() && rule.remoteGroupId != spec.id && !m_groups.contains(rule.remoteGroupId))
            m_groups.insert(rule.remoteGroupId, { .id = rule.remoteGroupId, .revision = -1 });
    return store(m_groups, spec);
}

Result<void> FakeNetworkDriver::removeSecurityGroup(const QString& groupId)
{
    const std::lock_guard lock(m_mutex);
    TRY(ready());
    m_groups.remove(groupId);
    return {};
}

Result<void> FakeNetworkDriver::applyAddressGroup(const AddressGroupSpec& spec)
{
    TRY(askGate(Kind::AddressGroup, spec.id));
    const std::lock_guard lock(m_mutex);
    TRY(ready());
    return store(m_addressGroups, spec);
}

Result<void> FakeNetworkDriver::removeAddressGroup(const QString& groupId)
{
    const std::lock_guard lock(m_mutex);
    TRY(ready());
    m_addressGroups.remove(groupId);
    return {};
}

Result<QList<Owned>> FakeNetworkDriver::owned()
{
    const std::lock_guard lock(m_mutex);
    TRY(ready());
    QList<Owned> all;
    const auto append = [&all](Kind kind, const auto& specs) {
        for (const auto& spec : specs)
            all << Owned { kind, spec.id, spec.revision };
    };
    append(Kind::Network, m_networks);
    append(Kind::Subnet, m_subnets);
    for (const auto& port : std::as_const(m_ports))
        all << Owned { Kind::Port, port.spec.id, port.spec.revision };
    append(Kind::Router, m_routers);
    append(Kind::FloatingIp, m_floatingIps);
    append(Kind::SecurityGroup, m_groups);
    append(Kind::AddressGroup, m_addressGroups);
    return all;
}

Result<int> FakeNetworkDriver::ensureMetadata(const QString& networkId)
{
    const std::lock_guard lock(m_mutex);
    TRY(ready());
    bool found = false;
    for (const auto& port : std::as_const(m_ports))
        found = found || (port.spec.networkId == networkId && port.spec.role == PortRole::Metadata);
    if (!found)
        return fail(ErrorCode::NotFound,
                    QStringLiteral("The network %1 has no metadata port; it needs a subnet with DHCP.").arg(networkId));
    // No network, so no 169.254.169.254: any free port of the loopback.
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0
        || ::listen(fd, 16) != 0) {
        if (fd >= 0)
            ::close(fd);
        return fail(ErrorCode::Internal, QStringLiteral("No socket for the metadata service."));
    }
    return fd;
}

Result<void> FakeNetworkDriver::removeMetadata(const QString&)
{
    const std::lock_guard lock(m_mutex);
    return ready();
}

std::optional<PortSpec> FakeNetworkDriver::port(const QString& portId) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_ports.find(portId);
    return found == m_ports.end() ? std::nullopt : std::optional(found->spec);
}

std::optional<RouterSpec> FakeNetworkDriver::router(const QString& routerId) const
{
    const std::lock_guard lock(m_mutex);
    return find(m_routers, routerId);
}

std::optional<FloatingIpSpec> FakeNetworkDriver::floatingIp(const QString& floatingIpId) const
{
    const std::lock_guard lock(m_mutex);
    return find(m_floatingIps, floatingIpId);
}

std::optional<SubnetSpec> FakeNetworkDriver::subnet(const QString& subnetId) const
{
    const std::lock_guard lock(m_mutex);
    return find(m_subnets, subnetId);
}

std::optional<SecurityGroupSpec> FakeNetworkDriver::securityGroup(const QString& groupId) const
{
    const std::lock_guard lock(m_mutex);
    return find(m_groups, groupId);
}

} // namespace skylab::network
