#include "cloud/ComputePeers.h"

#include "image/ImageService.h"
#include "network/NetworkService.h"
#include "volume/VolumeService.h"

#include <QTemporaryFile>

namespace skylab {

namespace {

sdk::StringMap strings(const QJsonObject& json)
{
    sdk::StringMap map;
    for (auto it = json.begin(); it != json.end(); ++it)
        map.insert(it.key(), it.value().toString());
    return map;
}

QJsonObject json(const sdk::StringMap& map)
{
    QJsonObject object;
    for (auto it = map.begin(); it != map.end(); ++it)
        object.insert(it.key(), it.value());
    return object;
}

compute::VolumeBook book(const volume::VolumeRow& row)
{
    compute::VolumeBook book { row.id, row.name, row.size, row.status, row.bootable == u"true", row.multiattach, row.imageMetadata.value_or(sdk::StringMap()), {} };
    for (const auto& attachment : row.attachments)
        book.serverIds << attachment.serverId;
    book.readOnly = row.readOnly == u"True";
    return book;
}

} // namespace

Result<compute::BootImage> ImagesProxy::file(const service::Context& context, const QString& id)
{
    const auto file = TRY(m_service.file(context, id));
    return compute::BootImage { file.id, file.name, file.path, file.diskFormat, file.sizeBytes, file.virtualSizeBytes, file.minDiskGiB, file.minRamMiB, strings(file.properties), file.status };
}

Result<> ImagesProxy::keep(const QString& imageId, const QString& serverId) { return m_service.keep(imageId, serverId); }
Result<> ImagesProxy::release(const QString& imageId, const QString& serverId) { return m_service.release(imageId, serverId); }

Result<QString> ImagesProxy::createQueued(const service::Context& context, const compute::SnapshotWish& wish)
{
    return m_service.createQueued(context, { .id = wish.id, .name = wish.name, .diskFormat = wish.diskFormat, .properties = json(wish.properties), .minDiskGiB = wish.minDiskGiB, .minRamMiB = wish.minRamMiB });
}

Result<> ImagesProxy::importFile(const service::Context& context, const QString& imageId, const QString& path, const std::function<bool()>& cancelled)
{
    return m_service.importFile(context, imageId, path, [&](qint64, qint64) -> Result<> {
        if (cancelled && cancelled())
            return fail(ErrorCode::Cancelled, QStringLiteral("Cancelled by the user."));
        return {};
    });
}

Result<> ImagesProxy::completeEmpty(const service::Context& context, const QString& imageId)
{
    QTemporaryFile nothing;
    if (!nothing.open())
        return fail(ErrorCode::NoSpace, QStringLiteral("No temporary file can be made: %1.").arg(nothing.errorString()));
    return m_service.importFile(context, imageId, nothing.fileName());
}

Result<> ImagesProxy::remove(const service::Context& context, const QString& imageId)
{
    auto removed = m_service.remove(context, imageId);
    return !removed && removed.error().code == ErrorCode::NotFound ? Result<>() : removed;
}

Result<QStringList> ImagesProxy::withProperties(const service::Context& context, const sdk::StringMap& properties)
{
    sdk::QueryItems query { { QStringLiteral("status"), QStringLiteral("active") }, { QStringLiteral("owner"), context.projectId }, { QStringLiteral("sort_key"), QStringLiteral("created_at") },
                            { QStringLiteral("sort_dir"), QStringLiteral("desc") }, { QStringLiteral("limit"), QStringLiteral("1000") } };
    for (auto it = properties.begin(); it != properties.end(); ++it)
        query.append({ it.key(), it.value() });
    QStringList ids;
    const auto page = TRY(m_service.list(context, query));
    for (const auto& image : page.items)
        ids << image.id;
    return ids;
}

Result<> ImagesProxy::abandon(const service::Context& context, const QString& imageId, const QString& reason) { return m_service.fail(context, imageId, reason); }

Result<compute::VolumeBook> VolumesProxy::volume(const service::Context& context, const QString& id) { return book(TRY(m_service.volume(context, id))); }

Result<int> VolumesProxy::snapshotSize(const service::Context& context, const QString& id) { return TRY(m_service.snapshot(context, id)).size; }

Result<> VolumesProxy::checkType(const service::Context& context, const QString& nameOrId) { return m_service.checkType(context, nameOrId); }

Result<QString> VolumesProxy::createVolume(const service::Context& context, const compute::VolumeWish& wish)
{
    return m_service.createVolume(context, { .id = wish.id, .sizeGiB = wish.sizeGiB, .name = wish.name, .volumeType = wish.volumeType, .imageId = wish.imageId, .snapshotId = wish.snapshotId });
}

Result<compute::VolumeBook> VolumesProxy::waitUntilReady(const QString& id, const std::function<bool()>& cancelled) { return book(TRY(m_service.waitUntilReady(id, cancelled))); }
Result<> VolumesProxy::reserve(const service::Context& context, const QString& id) { return m_service.reserve(context, id); }
Result<> VolumesProxy::unreserve(const QString& id) { return m_service.unreserve(id); }

namespace {

void limit(compute::DiskSpec& disk, const volume::IoLimits& limits)
{
    disk.totalIopsSec = limits.totalIopsSec;
    disk.readIopsSec = limits.readIopsSec;
    disk.writeIopsSec = limits.writeIopsSec;
    disk.totalBytesSec = limits.totalBytesSec;
    disk.readBytesSec = limits.readBytesSec;
    disk.writeBytesSec = limits.writeBytesSec;
    disk.totalIopsSecMax = limits.totalIopsSecMax;
    disk.readIopsSecMax = limits.readIopsSecMax;
    disk.writeIopsSecMax = limits.writeIopsSecMax;
    disk.totalBytesSecMax = limits.totalBytesSecMax;
    disk.readBytesSecMax = limits.readBytesSecMax;
    disk.writeBytesSecMax = limits.writeBytesSecMax;
}

} // namespace

Result<compute::VolumeConnection> VolumesProxy::attach(const service::Context& context, const QString& id, const QString& serverId, const QString& device, const QString& host)
{
    const auto attached = TRY(m_service.attach(context, id, serverId, device, host));
    compute::VolumeConnection connection;
    connection.attachmentId = attached.attachmentId;
    connection.disk.source = { .kind = compute::DiskSource::Kind::File, .path = attached.connection.path };
    connection.disk.format = attached.connection.format == u"qcow2" ? compute::DiskSpec::Format::Qcow2 : compute::DiskSpec::Format::Raw;
    connection.disk.shareable = attached.multiattach;
    connection.disk.readOnly = attached.readOnly;
    limit(connection.disk, attached.limits);
    return connection;
}

Result<> VolumesProxy::beginDetaching(const service::Context& context, const QString& id) { return m_service.beginDetaching(context, id); }
Result<> VolumesProxy::rollDetaching(const QString& id) { return m_service.rollDetaching(id); }
Result<> VolumesProxy::detach(const QString& id, const QString& serverId) { return m_service.detach(id, serverId); }

Result<> VolumesProxy::deleteVolume(const service::Context& context, const QString& id)
{
    auto deleted = m_service.deleteVolume(context, id);
    if (!deleted && deleted.error().code == ErrorCode::NotFound)
        return {};
    return deleted;
}

Result<> VolumesProxy::reimage(const service::Context& context, const QString& id, const QString& imageId, const std::function<bool()>& cancelled)
{
    TRY(m_service.reimage(context, id, imageId));
    TRY(m_service.waitUntilReady(id, cancelled));
    return {};
}

Result<> VolumesProxy::createSnapshot(const service::Context& context, const compute::VolumeSnapshotWish& wish)
{
    return m_service.createSnapshot(context, { wish.id, wish.volumeId, wish.name, wish.description });
}

Result<> VolumesProxy::deleteSnapshot(const service::Context& context, const QString& id) { return m_service.deleteSnapshot(context, id); }

// ---- networks

namespace {

std::vector<compute::FixedAddress> addresses(const std::vector<network::FixedAddress>& from)
{
    std::vector<compute::FixedAddress> to;
    for (const auto& one : from)
        to.push_back({ one.subnetId, one.address });
    return to;
}

compute::PortBook book(const network::ServerPort& port) { return { port.portId, port.networkId, port.mac, addresses(port.fixedIps) }; }

} // namespace

Result<std::vector<compute::NetworkOffer>> NetworksProxy::networksOf(const service::Context& context)
{
    std::vector<compute::NetworkOffer> offers;
    for (const auto& one : TRY(m_ports.networksOf(context)))
        offers.push_back({ one.id, one.name, one.external, one.own });
    return offers;
}

Result<compute::NetworkOffer> NetworksProxy::network(const service::Context& context, const QString& id)
{
    const auto one = TRY(m_ports.network(context, id));
    return compute::NetworkOffer { one.id, one.name, one.external, one.own };
}

Result<compute::PortBook> NetworksProxy::checkPort(const service::Context& context, const QString& portId) { return book(TRY(m_ports.checkPort(context, portId))); }

Result<compute::PortBook> NetworksProxy::preparePort(const service::Context& context, const compute::PortWish& wish)
{
    return book(TRY(m_ports.preparePort(context, { wish.portId, wish.existing, wish.networkId, wish.fixedIp, wish.securityGroups, wish.serverId, wish.zone, wish.hostname })));
}

Result<compute::NicBinding> NetworksProxy::bindPort(const QString& portId, const QString& host)
{
    const auto binding = TRY(m_ports.bindPort(portId, host));
    return compute::NicBinding { binding.bridge, binding.interfaceId, binding.mac, binding.mtu, binding.checksumOffload, binding.vifType == u"ovs" };
}

Result<> NetworksProxy::unbindPort(const QString& portId, const QString& serverId) { return m_ports.unbindPort(portId, serverId); }

Result<> NetworksProxy::releasePort(const QString& portId, const QString& serverId, compute::PortFate fate)
{
    return m_ports.releasePort(portId, serverId, fate == compute::PortFate::Delete ? network::PortFate::Delete : network::PortFate::Keep);
}

namespace {
network::ServerKey keyOf(const compute::ServerKey& server) { return { server.serverId, server.projectId, server.portIds }; }
} // namespace

Result<QHash<QString, std::vector<compute::ServerPort>>> NetworksProxy::portsOfServers(const std::vector<compute::ServerKey>& servers)
{
    QHash<QString, std::vector<compute::ServerPort>> all;
    std::vector<network::ServerKey> keys;
    for (const auto& server : servers)
        keys.push_back(keyOf(server));
    const auto found = TRY(m_ports.portsOfServers(keys));
    for (auto it = found.begin(); it != found.end(); ++it)
        for (const auto& port : it.value())
            all[it.key()].push_back({ port.portId, port.networkId, port.networkName, port.mac, port.status, port.mtu, addresses(port.fixedIps), port.floatingIps, port.securityGroups });
    return all;
}

Result<std::vector<compute::SubnetBook>> NetworksProxy::subnetsOf(const QString& networkId)
{
    std::vector<compute::SubnetBook> all;
    for (const auto& one : TRY(m_ports.subnetsOf(networkId)))
        all.push_back({ one.id, one.cidr, one.gateway, one.nameServers, one.dhcp, one.routes });
    return all;
}

Result<compute::AddressHolder> NetworksProxy::serverAt(const QString& networkId, const QString& address)
{
    const auto holder = TRY(m_ports.serverAt(networkId, address));
    return compute::AddressHolder { holder.serverId, holder.portId, holder.projectId };
}

Result<> NetworksProxy::ensureMetadata(const QString& networkId) { return m_ports.ensureMetadata(networkId); }

namespace {

std::vector<compute::SecurityGroupBook> books(const std::vector<network::GroupName>& groups)
{
    std::vector<compute::SecurityGroupBook> all;
    for (const auto& one : groups) {
        compute::SecurityGroupBook book { one.id, one.name, one.description, one.projectId };
        for (const auto& rule : one.rules)
            book.rules.push_back({ rule.id, rule.protocol, rule.portMin, rule.portMax, rule.cidr, rule.groupName });
        all.push_back(std::move(book));
    }
    return all;
}

} // namespace

Result<std::vector<compute::SecurityGroupBook>> NetworksProxy::securityGroupsOf(const compute::ServerKey& server) { return books(TRY(m_ports.securityGroupsOf(keyOf(server)))); }
Result<std::vector<compute::SecurityGroupBook>> NetworksProxy::securityGroups(const service::Context& context) { return books(TRY(m_ports.securityGroups(context))); }

Result<compute::SecurityGroupBook> NetworksProxy::createSecurityGroup(const service::Context& context, const QString& name, const QString& description)
{
    return books({ TRY(m_ports.createSecurityGroup(context, name, description)) }).front();
}
Result<compute::SecurityGroupBook> NetworksProxy::updateSecurityGroup(const service::Context& context, const QString& id, const QString& name, const QString& description)
{
    return books({ TRY(m_ports.updateSecurityGroup(context, id, name, description)) }).front();
}
Result<> NetworksProxy::deleteSecurityGroup(const service::Context& context, const QString& id) { return m_ports.deleteSecurityGroup(context, id); }
Result<compute::SecurityRule> NetworksProxy::createSecurityRule(const service::Context& context, const QString& groupId, const compute::SecurityRule& rule, const QString& remoteGroupId)
{
    const auto made = TRY(m_ports.createSecurityGroupRule(context, groupId, { {}, rule.protocol, rule.portMin, rule.portMax, rule.cidr, {} }, remoteGroupId));
    return compute::SecurityRule { made.id, made.protocol, made.portMin, made.portMax, made.cidr, made.groupName };
}
Result<> NetworksProxy::deleteSecurityRule(const service::Context& context, const QString& id) { return m_ports.deleteSecurityGroupRule(context, id); }

Result<> NetworksProxy::addFixedIp(const compute::ServerKey& server, const QString& networkId) { return m_ports.addFixedIp(keyOf(server), networkId); }
Result<> NetworksProxy::removeFixedIp(const compute::ServerKey& server, const QString& address) { return m_ports.removeFixedIp(keyOf(server), address); }
Result<> NetworksProxy::addFloatingIp(const service::Context& context, const compute::ServerKey& server, const QString& floating, const QString& fixed) { return m_ports.addFloatingIp(context, keyOf(server), floating, fixed); }
Result<> NetworksProxy::removeFloatingIp(const service::Context& context, const compute::ServerKey& server, const QString& floating) { return m_ports.removeFloatingIp(context, keyOf(server), floating); }
Result<> NetworksProxy::addSecurityGroup(const service::Context& context, const compute::ServerKey& server, const QString& group) { return m_ports.addSecurityGroup(context, keyOf(server), group); }
Result<> NetworksProxy::removeSecurityGroup(const service::Context& context, const compute::ServerKey& server, const QString& group) { return m_ports.removeSecurityGroup(context, keyOf(server), group); }

Result<> NetworksProxy::checkSecurityGroup(const service::Context& context, const QString& group)
{
    TRY(m_ports.resolveGroup(context, group));
    return {};
}

} // namespace skylab
