#pragma once

#include "compute/peers/Images.h"
#include "compute/peers/Networks.h"
#include "compute/peers/Volumes.h"
#include "network/ServerPorts.h"

namespace skylab {

namespace image { class ImageService; }
namespace volume { class VolumeService; }

/// What compute asks of its peers, put to the real services. Thin: names are translated, nothing is decided.

class ImagesProxy final : public compute::Images {
public:
    explicit ImagesProxy(image::ImageService& service) : m_service(service) { }
    Result<compute::BootImage> file(const service::Context& context, const QString& id) override;
    Result<> keep(const QString& imageId, const QString& serverId) override;
    Result<> release(const QString& imageId, const QString& serverId) override;
    Result<QString> createQueued(const service::Context& context, const compute::SnapshotWish& wish) override;
    Result<> importFile(const service::Context& context, const QString& imageId, const QString& path, const std::function<bool()>& cancelled) override;
    Result<> completeEmpty(const service::Context& context, const QString& imageId) override;
    Result<> remove(const service::Context& context, const QString& imageId) override;
    Result<QStringList> withProperties(const service::Context& context, const sdk::StringMap& properties) override;
    Result<> abandon(const service::Context& context, const QString& imageId, const QString& reason) override;

private:
    image::ImageService& m_service;
};

class NetworksProxy final : public compute::Networks {
public:
    explicit NetworksProxy(network::ServerPorts& ports) : m_ports(ports) { }
    Result<std::vector<compute::NetworkOffer>> networksOf(const service::Context& context) override;
    Result<compute::NetworkOffer> network(const service::Context& context, const QString& id) override;
    Result<compute::PortBook> checkPort(const service::Context& context, const QString& portId) override;
    Result<compute::PortBook> preparePort(const service::Context& context, const compute::PortWish& wish) override;
    Result<compute::NicBinding> bindPort(const QString& portId, const QString& host) override;
    Result<> unbindPort(const QString& portId, const QString& serverId) override;
    Result<> releasePort(const QString& portId, const QString& serverId, compute::PortFate fate) override;
    Result<QHash<QString, std::vector<compute::ServerPort>>> portsOfServers(const std::vector<compute::ServerKey>& servers) override;
    Result<std::vector<compute::SubnetBook>> subnetsOf(const QString& networkId) override;
    Result<compute::AddressHolder> serverAt(const QString& networkId, const QString& address) override;
    Result<> ensureMetadata(const QString& networkId) override;
    Result<> addFixedIp(const compute::ServerKey& server, const QString& networkId) override;
    Result<> removeFixedIp(const compute::ServerKey& server, const QString& address) override;
    Result<> addFloatingIp(const service::Context& context, const compute::ServerKey& server, const QString& floating, const QString& fixed) override;
    Result<> removeFloatingIp(const service::Context& context, const compute::ServerKey& server, const QString& floating) override;
    Result<std::vector<compute::SecurityGroupBook>> securityGroupsOf(const compute::ServerKey& server) override;
    Result<std::vector<compute::SecurityGroupBook>> securityGroups(const service::Context& context) override;
    Result<compute::SecurityGroupBook> createSecurityGroup(const service::Context& context, const QString& name, const QString& description) override;
    Result<compute::SecurityGroupBook> updateSecurityGroup(const service::Context& context, const QString& id, const QString& name, const QString& description) override;
    Result<> deleteSecurityGroup(const service::Context& context, const QString& id) override;
    Result<compute::SecurityRule> createSecurityRule(const service::Context& context, const QString& groupId, const compute::SecurityRule& rule, const QString& remoteGroupId) override;
    Result<> deleteSecurityRule(const service::Context& context, const QString& id) override;
    Result<> addSecurityGroup(const service::Context& context, const compute::ServerKey& server, const QString& group) override;
    Result<> removeSecurityGroup(const service::Context& context, const compute::ServerKey& server, const QString& group) override;
    Result<> checkSecurityGroup(const service::Context& context, const QString& group) override;

private:
    network::ServerPorts& m_ports;
};

class VolumesProxy final : public compute::Volumes {
public:
    explicit VolumesProxy(volume::VolumeService& service) : m_service(service) { }
    Result<compute::VolumeBook> volume(const service::Context& context, const QString& id) override;
    Result<int> snapshotSize(const service::Context& context, const QString& id) override;
    Result<> checkType(const service::Context& context, const QString& nameOrId) override;
    Result<QString> createVolume(const service::Context& context, const compute::VolumeWish& wish) override;
    Result<compute::VolumeBook> waitUntilReady(const QString& id, const std::function<bool()>& cancelled) override;
    Result<> reserve(const service::Context& context, const QString& id) override;
    Result<> unreserve(const QString& id) override;
    Result<compute::VolumeConnection> attach(const service::Context& context, const QString& id, const QString& serverId, const QString& device, const QString& host) override;
    Result<> beginDetaching(const service::Context& context, const QString& id) override;
    Result<> rollDetaching(const QString& id) override;
    Result<> detach(const QString& id, const QString& serverId) override;
    Result<> deleteVolume(const service::Context& context, const QString& id) override;
    Result<> reimage(const service::Context& context, const QString& id, const QString& imageId, const std::function<bool()>& cancelled) override;
    Result<> createSnapshot(const service::Context& context, const compute::VolumeSnapshotWish& wish) override;
    Result<> deleteSnapshot(const service::Context& context, const QString& id) override;

private:
    volume::VolumeService& m_service;
};

} // namespace skylab
