#include "cloud/ComputePeers.h"
#include "cloud/Drivers.h"
#include "cloud/Parts.h"
#include "cloud/PlacementProxy.h"

#include "compute/ComputeService.h"
#include "compute/ConsoleService.h"
#include "identity/IdentityService.h"
#include "image/ImageService.h"
#include "network/NetworkService.h"
#include "object/ObjectService.h"
#include "placement/PlacementService.h"
#include "service/extension/SkylabService.h"
#include "volume/VolumeService.h"
#include "volume/peers/ObjectsProxy.h"

namespace skylab {

namespace {
constexpr int testPasswordCost = 4;      // the fake cloud is for tests and demos, which sign in all the time
} // namespace

/// What services see of their peers; lives as long as the services.
struct Parts::Peers {
    NetworksProxy networks;
    ImagesProxy images;
    VolumesProxy volumes;
    PlacementProxy placement;
    std::unique_ptr<volume::ObjectsProxy> backups = {};      // made when the object store is
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
    compute = std::exchange(other.compute, nullptr);
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
    auto* placement = add(TRY(placement::PlacementService::open(chassis)));
    parts.peers.reset(new Parts::Peers { NetworksProxy(parts.network->servers()), ImagesProxy(*images), VolumesProxy(*volumes), PlacementProxy(*placement) });
    auto* compute = add(TRY(compute::ComputeService::open(chassis, { parts.peers->networks, parts.peers->images, parts.peers->volumes, parts.peers->placement }, std::move(drivers.hypervisor))));
    compute->setOptions({ .reclaimSeconds = config.reclaimInstanceInterval.toInt(), .trashSeconds = config.trashDays.toLongLong() * 24 * 3600, .offloadSeconds = config.shelvedOffloadTime.toInt(), .resumeGuests = config.resumeGuests == u"true" });
    parts.compute = compute;
    add(std::make_unique<compute::ConsoleService>(chassis, *compute));
    auto* objects = add(TRY(object::ObjectService::open(chassis, std::move(drivers.objects))));
    add(std::make_unique<service::SkylabService>(chassis));

    parts.network->setMetadataResponder([compute](const http::Request& request, http::BodyReader& body, const QString& networkId) { return compute->metadata(request, body, networkId); });
    parts.network->servers().onPortStatus([compute](const QString&, const QString& serverId, bool) { compute->portChanged(serverId); });
    parts.peers->backups = std::make_unique<volume::ObjectsProxy>(*objects);
    volumes->setPlacement({ .reservedPercentage = config.volumeReservedPercentage.toInt(), .maxOverSubscription = config.volumeMaxOverSubscription.toDouble() });
    volumes->setObjects(parts.peers->backups.get());
    volumes->setServerHooks({ .extendVolume = [compute](const QString& serverId, const QString& volumeId, qint64 bytes) { return compute->extendVolume(serverId, volumeId, bytes); },
                              .whilePaused = [compute](const QString& serverId, const std::function<Result<>()>& work) { return compute->quietGuests().whilePaused(serverId, work); },
                              .noteExtend = [compute](const service::Context& context, const QString& serverId, const QString& taskId) { return compute->noteExtend(context, serverId, taskId); } });
    return parts;
}

} // namespace skylab
