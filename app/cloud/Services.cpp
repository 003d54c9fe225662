#include "cloud/ComputePeers.h"
#include "cloud/Drivers.h"
#include "cloud/Parts.h"

#include "compute/ComputeService.h"
#include "compute/ConsoleService.h"
#include "identity/IdentityService.h"
#include "image/ImageService.h"
#include "network/NetworkService.h"
#include "object/ObjectService.h"
#include "service/extension/SkylabService.h"
#include "volume/VolumeService.h"

namespace skylab {

namespace {
constexpr int testPasswordCost = 4;      // the fake cloud is for tests and demos, which sign in all the time
} // namespace

/// Compute's view of its peers; lives as long as the services.
struct Parts::Peers {
    NetworksProxy networks;
    ImagesProxy images;
    VolumesProxy volumes;
};

Parts::Parts() = default;
Parts::Parts(Parts&&) noexcept = default;
Parts& Parts::operator=(Parts&& other) noexcept
{
    const Parts gone(std::move(*this));      // goes in the order of ~Parts()
    peers = std::move(other.peers);
    services = std::move(other.services);
    identity = std::exchange(other.identity, nullptr);
    network = std::exchange(other.network, nullptr);
    return *this;
}
Parts::~Parts()
{
    while (!services.empty())
        services.pop_back();      // the last built goes first: it holds on to those before
}

Result<Parts> buildServices(service::Chassis& chassis, const Config& config)
{
    auto drivers = TRY(makeDrivers(chassis, config));
    Parts parts;
    const auto add = [&](auto service) {
        auto* raw = service.get();
        parts.services.push_back(std::move(service));
        return raw;
    };
    identity::IdentityOptions identity;
    identity.drivers = drivers.identities;
    identity.security = config.security;
    if (config.fake() && config.ephemeral)      // thrown away within the hour: its start should not wait for hashes
        identity.passwordCost = testPasswordCost;
    parts.identity = add(TRY(identity::IdentityService::open(chassis, identity)));
    auto* images = add(TRY(image::ImageService::open(chassis, std::move(drivers.images), {}, TRY(image::DownloadRules::parse(config.imageDownloadAllow)))));
    auto* volumes = add(TRY(volume::VolumeService::open(chassis, *images, std::move(drivers.volumes))));
    parts.network = add(TRY(network::NetworkService::open(chassis, {}, std::move(drivers.networks))));
    parts.peers.reset(new Parts::Peers { NetworksProxy(parts.network->servers()), ImagesProxy(*images), VolumesProxy(*volumes) });
    auto* compute = add(TRY(compute::ComputeService::open(chassis, { parts.peers->networks, parts.peers->images, parts.peers->volumes }, std::move(drivers.hypervisor))));
    add(std::make_unique<compute::ConsoleService>(chassis, *compute));
    add(TRY(object::ObjectService::open(chassis, std::move(drivers.objects))));
    add(std::make_unique<service::SkylabService>(chassis));

    parts.network->setMetadataResponder([compute](const http::Request& request, http::BodyReader&, const QString& networkId) { return compute->metadata(request, networkId); });
    parts.network->servers().onPortStatus([compute](const QString&, const QString& serverId, bool) { compute->portChanged(serverId); });
    volumes->setServerHooks({ .extendVolume = [compute](const QString& serverId, const QString& volumeId, qint64 bytes) { return compute->extendVolume(serverId, volumeId, bytes); },
                              .whilePaused = [compute](const QString& serverId, const std::function<Result<>()>& work) { return compute->whilePaused(serverId, work); } });
    return parts;
}

} // namespace skylab
