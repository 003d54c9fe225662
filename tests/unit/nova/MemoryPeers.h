#pragma once

#include "compute/peers/Images.h"
#include "compute/peers/Networks.h"
#include "compute/peers/Placement.h"
#include "core/Uuid.h"
#include "unit/nova/Failures.h"
#include "unit/nova/MemoryVolumes.h"

#include <QFile>
#include <QMap>

#include <functional>
#include <map>
#include <mutex>

namespace skylab::test {

/// The network service in memory. Every project has the network "net-<project>".
class MemoryNetworks final : public compute::Networks, public Failures {
public:
    struct Port : compute::ServerPort {
        QString projectId;
        QString serverId;
        QString host;
        bool bound = false;
    };

    /// Of an empty project: shared with all, and nobody's own.
    QString addNetwork(const QString& projectId, const QString& name, bool external = false)
    {
        const auto id = newUuid();
        const std::lock_guard lock(m_mutex);
        m_networks.insert(id, { { id, name, external }, projectId });
        return id;
    }
    QString addPort(const QString& projectId, const QString& networkId)
    {
        const std::lock_guard lock(m_mutex);
        const auto id = newUuid();
        make(id, networkId, projectId, {});
        return id;
    }
    std::map<QString, Port> ports()
    {
        const std::lock_guard lock(m_mutex);
        return m_ports;
    }

    Result<std::vector<compute::NetworkOffer>> networksOf(const service::Context& context) override
    {
        TRY(admit("networksOf"));
        const std::lock_guard lock(m_mutex);
        std::vector<compute::NetworkOffer> all;
        for (auto it = m_networks.begin(); it != m_networks.end(); ++it)
            if (const auto offer = offerOf(it.key(), context))
                all.push_back(*offer);
        return all;
    }
    Result<compute::NetworkOffer> network(const service::Context& context, const QString& id) override
    {
        const std::lock_guard lock(m_mutex);
        const auto offer = offerOf(id, context);
        if (!offer)
            return fail(ErrorCode::NotFound, QStringLiteral("Network %1 could not be found.").arg(id));
        return *offer;
    }
    Result<compute::PortBook> checkPort(const service::Context& context, const QString& portId) override
    {
        const std::lock_guard lock(m_mutex);
        const auto port = m_ports.find(portId);
        if (port == m_ports.end() || port->second.projectId != context.projectId)
            return fail(ErrorCode::NotFound, QStringLiteral("Port %1 could not be found.").arg(portId));
        if (!port->second.serverId.isEmpty())
            return fail(ErrorCode::Conflict, QStringLiteral("Port %1 is still in use.").arg(portId));
        return book(port->second);
    }
    Result<compute::PortBook> preparePort(const service::Context& context, const compute::PortWish& wish) override
    {
        TRY(admit("preparePort"));
        const std::lock_guard lock(m_mutex);
        auto port = m_ports.find(wish.portId);
        if (port == m_ports.end()) {
            if (wish.existing)
                return fail(ErrorCode::NotFound, QStringLiteral("Port %1 could not be found.").arg(wish.portId));
            port = make(wish.portId, wish.networkId, context.projectId, wish.fixedIp);
        }
        if (!isFree(port->second, wish.serverId))
            return fail(ErrorCode::Conflict, QStringLiteral("Port %1 is still in use.").arg(wish.portId));
        port->second.serverId = wish.serverId;
        port->second.securityGroups = wish.securityGroups.isEmpty() ? QStringList { QStringLiteral("default") } : wish.securityGroups;
        return book(port->second);
    }
    Result<compute::NicBinding> bindPort(const QString& portId, const QString& host) override
    {
        TRY(admit("bindPort"));
        const std::lock_guard lock(m_mutex);
        const auto port = m_ports.find(portId);
        if (port == m_ports.end())
            return fail(ErrorCode::NotFound, QStringLiteral("Port %1 could not be found.").arg(portId));
        port->second.bound = true;
        port->second.host = host;
        port->second.state = QStringLiteral("ACTIVE");
        return compute::NicBinding { QStringLiteral("br-int"), portId, port->second.mac, 1442, true, true };
    }
    Result<> unbindPort(const QString& portId, const QString& serverId) override
    {
        const std::lock_guard lock(m_mutex);
        if (const auto port = m_ports.find(portId); port != m_ports.end() && isFree(port->second, serverId)) {
            port->second.bound = false;
            port->second.state = QStringLiteral("DOWN");
        }
        return {};
    }
    Result<> releasePort(const QString& portId, const QString& serverId, compute::PortFate fate) override
    {
        TRY(admit("releasePort"));
        const std::lock_guard lock(m_mutex);
        const auto port = m_ports.find(portId);
        if (port == m_ports.end() || !isFree(port->second, serverId))
            return {};
        if (fate == compute::PortFate::Delete)
            m_ports.erase(port);
        else
            port->second.serverId.clear();
        return {};
    }
    Result<QHash<QString, std::vector<compute::ServerPort>>> portsOfServers(const std::vector<compute::ServerKey>& servers) override
    {
        const std::lock_guard lock(m_mutex);
        ++m_portQueries;
        QHash<QString, std::vector<compute::ServerPort>> all;
        for (const auto& server : servers)
            for (const auto& [id, port] : m_ports)
                if (isOf(port, server))
                    all[port.serverId].push_back(port);
        return all;
    }
    Result<std::vector<compute::SubnetBook>> subnetsOf(const QString&) override
    {
        return std::vector<compute::SubnetBook> { { QStringLiteral("11111111-2222-4333-8444-555555555555"), QStringLiteral("10.0.0.0/24"), QStringLiteral("10.0.0.1"), { QStringLiteral("9.9.9.9") }, false, {} } };
    }
    Result<compute::AddressHolder> serverAt(const QString& networkId, const QString& address) override
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& [id, port] : m_ports)
            if (port.networkId == networkId && port.fixedIps[0].address == address)
                return compute::AddressHolder { port.serverId, id, port.projectId };
        return compute::AddressHolder();
    }
    Result<> ensureMetadata(const QString&) override { return admit("ensureMetadata"); }
    Result<> addFixedIp(const compute::ServerKey& server, const QString& networkId) override
    {
        const std::lock_guard lock(m_mutex);
        for (auto& [id, port] : m_ports)
            if (isOf(port, server) && port.networkId == networkId) {
                port.fixedIps.push_back({ QStringLiteral("11111111-2222-4333-8444-555555555555"), QStringLiteral("10.0.1.%1").arg(++m_made) });
                return {};
            }
        return fail(ErrorCode::BadRequest, QStringLiteral("No port of the server is on network %1.").arg(networkId));
    }
    Result<> removeFixedIp(const compute::ServerKey& server, const QString& address) override
    {
        const std::lock_guard lock(m_mutex);
        for (auto& [id, port] : m_ports)
            if (isOf(port, server) && std::erase_if(port.fixedIps, [&](const compute::FixedAddress& ip) { return ip.address == address; }) > 0)
                return {};
        return fail(ErrorCode::BadRequest, QStringLiteral("Fixed IP %1 is not associated with the server.").arg(address));
    }
    Result<> addFloatingIp(const service::Context&, const compute::ServerKey& server, const QString& floating, const QString& fixed) override
    {
        const std::lock_guard lock(m_mutex);
        for (auto& [id, port] : m_ports)
            if (isOf(port, server) && (fixed.isEmpty() || port.fixedIps[0].address == fixed)) {
                if (!port.floatingIps.value(port.fixedIps[0].address).isEmpty())
                    return fail(ErrorCode::Conflict, QStringLiteral("Fixed IP %1 already has a floating IP.").arg(port.fixedIps[0].address));
                port.floatingIps[port.fixedIps[0].address] << floating;
                return {};
            }
        return fail(ErrorCode::BadRequest, QStringLiteral("No fixed IPv4 addresses associated to instance %1").arg(server.serverId));
    }
    Result<> removeFloatingIp(const service::Context&, const compute::ServerKey& server, const QString& floating) override
    {
        const std::lock_guard lock(m_mutex);
        for (auto& [id, port] : m_ports)
            if (isOf(port, server) && port.floatingIps[port.fixedIps[0].address].removeAll(floating) > 0)
                return {};
        return fail(ErrorCode::Conflict, QStringLiteral("Floating IP %1 is not associated with instance %2.").arg(floating, server.serverId));
    }
    Result<std::vector<compute::SecurityGroupBook>> securityGroupsOf(const compute::ServerKey& server) override
    {
        std::vector<compute::SecurityGroupBook> all;
        for (const auto& [id, port] : ports())
            if (isOf(port, server))
                for (const auto& group : port.securityGroups)
                    all.push_back({ QStringLiteral("group-") + group, group, group, port.projectId });
        return all;
    }
    Result<std::vector<compute::SecurityGroupBook>> securityGroups(const service::Context& context) override
    {
        std::vector<compute::SecurityGroupBook> all;
        for (const auto* name : { "default", "web" })
            all.push_back({ QStringLiteral("group-") + QLatin1String(name), QString::fromLatin1(name), {}, context.projectId, { { newUuid(), QStringLiteral("tcp"), 22, 22, {}, {} } } });
        return all;
    }
    Result<compute::SecurityGroupBook> createSecurityGroup(const service::Context& context, const QString& name, const QString& description) override
    {
        return compute::SecurityGroupBook { QStringLiteral("group-") + name, name, description, context.projectId };
    }
    Result<compute::SecurityGroupBook> updateSecurityGroup(const service::Context& context, const QString& id, const QString& name, const QString& description) override
    {
        return compute::SecurityGroupBook { id, name, description, context.projectId };
    }
    Result<> deleteSecurityGroup(const service::Context&, const QString& id) override
    {
        return id == u"group-web" ? fail(ErrorCode::Conflict, QStringLiteral("Security Group %1 in use.").arg(id)) : Result<>();
    }
    Result<compute::SecurityRule> createSecurityRule(const service::Context&, const QString&, const compute::SecurityRule& rule, const QString&) override { return rule; }
    Result<> deleteSecurityRule(const service::Context&, const QString&) override { return {}; }
    Result<> addSecurityGroup(const service::Context& context, const compute::ServerKey& server, const QString& group) override
    {
        TRY(checkSecurityGroup(context, group));
        const std::lock_guard lock(m_mutex);
        for (auto& [id, port] : m_ports)
            if (isOf(port, server))
                port.securityGroups << group;
        return {};
    }
    Result<> removeSecurityGroup(const service::Context&, const compute::ServerKey& server, const QString& group) override
    {
        const std::lock_guard lock(m_mutex);
        for (auto& [id, port] : m_ports)
            if (isOf(port, server) && port.securityGroups.removeAll(group) == 0)
                return fail(ErrorCode::NotFound, QStringLiteral("Security group %1 is not associated with the server.").arg(group));
        return {};
    }
    Result<> checkSecurityGroup(const service::Context&, const QString& group) override
    {
        if (group == u"default" || group == u"web")
            return {};
        return fail(ErrorCode::NotFound, QStringLiteral("Security group %1 not found.").arg(group));
    }
    int portQueries() const { return m_portQueries; }

private:
    using Ports = std::map<QString, Port>;
    std::optional<compute::NetworkOffer> offerOf(const QString& id, const service::Context& context) const
    {
        auto [offer, project] = m_networks.value(id);
        offer.own = project == context.projectId;
        return offer.id.isEmpty() || (!offer.own && !project.isEmpty()) ? std::nullopt : std::optional(offer);
    }
    static bool isFree(const Port& port, const QString& serverId) { return port.serverId.isEmpty() || port.serverId == serverId; }
    Ports::iterator make(const QString& id, const QString& networkId, const QString& projectId, const QString& fixedIp)
    {
        Port port;
        port.portId = id;
        port.networkId = networkId;
        port.networkName = m_networks.value(networkId).first.name;
        port.projectId = projectId;
        const int number = ++m_made;
        port.mac = QStringLiteral("fa:16:3e:00:00:%1").arg(number, 2, 16, QLatin1Char('0'));
        port.state = QStringLiteral("DOWN");
        port.mtu = 1442;
        port.fixedIps = { { QStringLiteral("11111111-2222-4333-8444-555555555555"), fixedIp.isEmpty() ? QStringLiteral("10.0.0.%1").arg(number + 9) : fixedIp } };
        return m_ports.insert_or_assign(id, port).first;
    }
    static bool isOf(const Port& port, const compute::ServerKey& server)
    {
        return port.serverId == server.serverId && (port.projectId == server.projectId || server.portIds.contains(port.portId));
    }
    static compute::PortBook book(const Port& port) { return { port.portId, port.networkId, port.mac, port.fixedIps }; }

    std::mutex m_mutex;
    QMap<QString, std::pair<compute::NetworkOffer, QString>> m_networks;
    Ports m_ports;
    int m_made = 0;
    std::atomic<int> m_portQueries { 0 };
};

/// The image service in memory; the files are real, since disks are made upon them.
class MemoryImages final : public compute::Images, public Failures {
public:
    explicit MemoryImages(QString folder) : m_folder(std::move(folder)) { }

    QString addImage(const QString& name, int minRam = 0, int minDisk = 0)
    {
        const auto id = newUuid();
        QFile file(m_folder + u'/' + id);
        if (!file.open(QIODevice::WriteOnly) || !file.resize(1 << 20))
            return {};
        compute::BootImage image;
        image.id = id;
        image.name = name;
        image.path = file.fileName();
        image.diskFormat = QStringLiteral("raw");
        image.sizeBytes = image.virtualSizeBytes = 1 << 20;
        image.minRamMiB = minRam;
        image.minDiskGiB = minDisk;
        image.properties = { { QStringLiteral("os_distro"), QStringLiteral("skylab") } };
        image.status = QStringLiteral("active");
        const std::lock_guard lock(m_mutex);
        m_images.insert(id, image);
        return id;
    }
    void setProperty(const QString& id, const QString& name, const QString& value)
    {
        const std::lock_guard lock(m_mutex);
        m_images[id].properties.insert(name, value);
    }
    /// The project of an image that compute made.
    QString ownerOf(const QString& imageId)
    {
        const std::lock_guard lock(m_mutex);
        return m_owners.value(imageId);
    }
    QMap<QString, compute::BootImage> images()
    {
        const std::lock_guard lock(m_mutex);
        return m_images;
    }
    QMultiMap<QString, QString> kept()
    {
        const std::lock_guard lock(m_mutex);
        return m_kept;
    }

    Result<compute::BootImage> file(const service::Context&, const QString& id) override
    {
        TRY(admit("file"));
        const std::lock_guard lock(m_mutex);
        if (!m_images.contains(id))
            return fail(ErrorCode::NotFound, QStringLiteral("Image %1 could not be found.").arg(id));
        return m_images[id];
    }
    Result<> keep(const QString& imageId, const QString& serverId) override
    {
        TRY(admit("keep"));
        const std::lock_guard lock(m_mutex);
        if (!m_kept.contains(imageId, serverId))
            m_kept.insert(imageId, serverId);
        return {};
    }
    Result<> release(const QString& imageId, const QString& serverId) override
    {
        const std::lock_guard lock(m_mutex);
        m_kept.remove(imageId, serverId);
        return {};
    }
    Result<QString> createQueued(const service::Context& context, const compute::SnapshotWish& wish) override
    {
        TRY(admit("createQueued"));
        const std::lock_guard lock(m_mutex);
        compute::BootImage image;
        image.id = wish.id;
        image.name = wish.name;
        image.diskFormat = wish.diskFormat;
        image.properties = wish.properties;
        image.status = QStringLiteral("queued");
        if (!m_images.contains(image.id))
            m_order << image.id;
        m_images.insert(image.id, image);
        m_owners.insert(image.id, context.projectId);
        return image.id;
    }
    Result<> importFile(const service::Context&, const QString& imageId, const QString& path, const std::function<bool()>&) override
    {
        TRY(admit("importFile"));
        const std::lock_guard lock(m_mutex);
        const auto target = m_folder + u'/' + imageId;
        QFile::remove(target);
        if (!QFile::copy(path, target))
            return fail(ErrorCode::Internal, QStringLiteral("%1 can't be copied.").arg(path));
        m_images[imageId].path = target;
        m_images[imageId].status = QStringLiteral("active");
        return {};
    }
    Result<> completeEmpty(const service::Context&, const QString& imageId) override
    {
        TRY(admit("completeEmpty"));
        const std::lock_guard lock(m_mutex);
        m_images[imageId].status = QStringLiteral("active");
        return {};
    }
    Result<> remove(const service::Context&, const QString& imageId) override
    {
        TRY(admit("remove"));
        const std::lock_guard lock(m_mutex);
        m_images.remove(imageId);
        m_order.removeAll(imageId);
        return {};
    }
    Result<QStringList> withProperties(const service::Context&, const sdk::StringMap& properties) override
    {
        const std::lock_guard lock(m_mutex);
        QStringList found;
        for (const auto& id : m_order) {
            bool fits = m_images[id].status == u"active";
            for (auto it = properties.begin(); it != properties.end(); ++it)
                fits = fits && m_images[id].properties.value(it.key()) == it.value();
            if (fits)
                found.prepend(id);
        }
        return found;
    }
    Result<> abandon(const service::Context&, const QString& imageId, const QString& reason) override
    {
        const std::lock_guard lock(m_mutex);
        m_images[imageId].status = QStringLiteral("killed");
        m_images[imageId].properties.insert(QStringLiteral("skylab_fault"), reason);
        return {};
    }

private:
    QString m_folder;
    std::mutex m_mutex;
    QMap<QString, compute::BootImage> m_images;
    QMultiMap<QString, QString> m_kept;
    QMap<QString, QString> m_owners;
    QStringList m_order;         ///< of those that servers made
};

/// The placement service in memory: hosts without anything below them, and one group without suffix.
class MemoryPlacement final : public compute::Placement, public Failures {
public:
    Result<> keepHost(const compute::HostResources& host) override
    {
        TRY(admit("keepHost"));
        const std::lock_guard lock(m_mutex);
        m_hosts.insert(host.id, host);
        return {};
    }
    Result<compute::HostResources> host(const QString& id) override
    {
        const std::lock_guard lock(m_mutex);
        return told(id);
    }
    Result<> keepAggregates(const QString&, const QStringList& aggregates) override
    {
        const std::lock_guard lock(m_mutex);
        m_aggregates = aggregates;
        return {};
    }
    Result<std::vector<compute::ResourceOffer>> candidates(const compute::ResourceRequest& request) override
    {
        TRY(admit("candidates"));
        const std::lock_guard lock(m_mutex);
        const auto group = request.groups.value(QString());
        for (const auto& trait : group.required + group.forbidden)
            if (trait.startsWith(QStringLiteral("NO_SUCH")))
                return fail(ErrorCode::NotFound, QStringLiteral("No such trait(s): %1.").arg(trait));
        std::vector<compute::ResourceOffer> offers;
        for (const auto& id : m_hosts.keys()) {
            const auto host = told(id);
            const QSet<QString> traits(host.traits.begin(), host.traits.end());
            if (fits(host, group.resources) && traits.contains(group.required) && !traits.intersects(group.forbidden))
                offers.push_back({ { id }, { { id, group.resources } } });
        }
        return offers;
    }
    /// Called before a claim is made.
    std::function<void(const QString& serverId)> beforeClaim;
    Result<> claim(const compute::ResourceClaim& claim) override
    {
        TRY(admit("claim"));
        if (beforeClaim)
            beforeClaim(claim.serverId);
        const std::lock_guard lock(m_mutex);
        const auto before = m_held.take(claim.serverId);
        for (auto it = claim.allocations.begin(); it != claim.allocations.end(); ++it)
            if (!fits(told(it.key()), *it)) {
                if (!before.isEmpty())
                    m_held.insert(claim.serverId, before);
                return fail(ErrorCode::Conflict, QStringLiteral("The requested amount would exceed the capacity."));
            }
        m_held.insert(claim.serverId, claim.allocations);
        return {};
    }
    /// Called before a claim is given back.
    std::function<void(const QString& serverId)> beforeRelease;
    Result<> release(const QString& serverId) override
    {
        TRY(admit("release"));
        if (beforeRelease)
            beforeRelease(serverId);
        const std::lock_guard lock(m_mutex);
        m_held.remove(serverId);
        return {};
    }
    Result<compute::ProviderHoldings> holdings(const QString& serverId) override
    {
        const std::lock_guard lock(m_mutex);
        return m_held.value(serverId);
    }
    Result<QMap<QString, compute::ProviderHoldings>> allHoldings() override
    {
        const std::lock_guard lock(m_mutex);
        return m_held;
    }

    /// What a server holds of the only host.
    compute::ResourceAmounts held(const QString& serverId) { return holdings(serverId)->isEmpty() ? compute::ResourceAmounts() : holdings(serverId)->first(); }
    compute::HostResources onlyHost()
    {
        const std::lock_guard lock(m_mutex);
        return told(m_hosts.firstKey());
    }
    QStringList aggregates()
    {
        const std::lock_guard lock(m_mutex);
        return m_aggregates;
    }

private:
    compute::HostResources told(const QString& id) const
    {
        auto host = m_hosts.value(id);
        for (const auto& held : m_held)
            for (const auto& name : held.value(id).keys())
                host.stocks[name].used += held.value(id).value(name);
        return host;
    }
    static bool fits(const compute::HostResources& host, const compute::ResourceAmounts& amounts)
    {
        for (auto it = amounts.begin(); it != amounts.end(); ++it)
            if (it.value() > host.stocks.value(it.key()).free() || it.value() > host.stocks.value(it.key()).maxUnit)
                return false;
        return true;
    }

    std::mutex m_mutex;
    QMap<QString, compute::HostResources> m_hosts;
    QMap<QString, compute::ProviderHoldings> m_held;
    QStringList m_aggregates;
};

} // namespace skylab::test
