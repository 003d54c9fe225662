#include "compute/handlers/ServerPlanner.h"

#include "compute/ComputeService.h"
#include "compute/handlers/FlavorsHandler.h"
#include "compute/handlers/KeypairsHandler.h"
#include "compute/model/GuestPlan.h"
#include "core/Uuid.h"

#include <arpa/inet.h>

#include <algorithm>

namespace skylab::compute {

namespace {

constexpr qsizetype maxTags = 50;
constexpr qsizetype maxTagLength = 60;

/// Input that does not exist is the request's fault, not the path's: 400, as Nova answers.
template <typename T>
Result<T> asBadRequest(Result<T> result, const QString& field)
{
    if (result || result.error().code != ErrorCode::NotFound)
        return result;
    return fail(ErrorCode::BadRequest, result.error().message, field);
}

QString lastSegment(const QString& reference) { return reference.section(u'/', -1); }

} // namespace

QString hostNameFrom(const QString& name, const QString& serverId)
{
    QString host;
    for (const auto c : name) {
        if ((c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'-')
            host += c.toLower();
        else if (c == u' ' || c == u'_' || c == u'.')
            host += u'-';
    }
    host = host.left(63);
    while (host.startsWith(u'-'))
        host.remove(0, 1);
    while (host.endsWith(u'-'))
        host.chop(1);
    return host.isEmpty() ? QStringLiteral("server-") + serverId : host;
}

Result<> checkMetadata(const sdk::StringMap& metadata, qint64 limit)
{
    if (limit >= 0 && metadata.size() > limit)
        return fail(ErrorCode::OverQuota, QStringLiteral("Maximum number of metadata items exceeds %1").arg(limit), QStringLiteral("metadata"));
    for (auto it = metadata.begin(); it != metadata.end(); ++it) {
        const auto& key = it.key();
        const bool good = std::all_of(key.begin(), key.end(), [](QChar c) { return (c.unicode() < 128 && c.isLetterOrNumber()) || QStringView(u"-_:. ").contains(c); });
        if (key.isEmpty() || key.size() > 255 || !good)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'metadata': the key '%1' must have 1 to 255 letters, digits, '-', '_', ':', '.' or blanks").arg(key.left(64)), QStringLiteral("metadata"));
        if (it.value().size() > 255)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'metadata.%1': it is longer than 255 characters").arg(key), QStringLiteral("metadata"));
    }
    return {};
}

namespace {

Result<QString> addressOf(const char* name, const QString& text, int family, const QString& prefix)
{
    if (text.isEmpty())
        return QString();
    unsigned char bytes[sizeof(in6_addr)];
    char spelled[INET6_ADDRSTRLEN];
    if (inet_pton(family, text.toLatin1().constData(), bytes) != 1 || !inet_ntop(family, bytes, spelled, sizeof spelled)) {
        const auto field = prefix + u'.' + QLatin1String(name);
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field '%1': '%2' is not an %3 address").arg(field, text.left(64), family == AF_INET6 ? QStringLiteral("IPv6") : QStringLiteral("IPv4")), field);
    }
    return QString::fromLatin1(spelled);
}

} // namespace

Result<AccessAddresses> accessAddresses(const QString& v4, const QString& v6, const QString& prefix)
{
    const auto first = TRY(addressOf("accessIPv4", v4, AF_INET, prefix));
    const auto second = TRY(addressOf("accessIPv6", v6, AF_INET6, prefix));
    return AccessAddresses { first, second };
}

Result<> checkTags(const QStringList& tags)
{
    if (tags.size() > maxTags)
        return fail(ErrorCode::BadRequest, QStringLiteral("A server may have at most %1 tags, not %2.").arg(maxTags).arg(tags.size()), QStringLiteral("tags"));
    for (const auto& tag : tags)
        if (tag.isEmpty() || tag.size() > maxTagLength || tag.contains(u'/') || tag.contains(u','))
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'tags': '%1' must have 1 to %2 characters without '/' and ','").arg(tag.left(64)).arg(maxTagLength), QStringLiteral("tags"));
    return {};
}

sdk::ServerFlavor ServerPlanner::copyOf(const sdk::Flavor& flavor)
{
    return { flavor.id, flavor.vcpus, flavor.ram, flavor.disk, flavor.ephemeral, flavor.swap.mib, flavor.name, flavor.extraSpecs };
}

Result<BuildPlan> ServerPlanner::plan(const sdk::Decoded<sdk::ServerCreate>& wanted)
{
    BuildPlan plan;
    plan.least = wanted->minCount;
    plan.most = wanted.has("max_count") ? wanted->maxCount : wanted->minCount;
    if (plan.least > plan.most)
        return fail(ErrorCode::BadRequest, QStringLiteral("min_count must be <= max_count"), QStringLiteral("server.min_count"));
    auto& server = plan.server;
    server.projectId = m_call.projectId();
    server.userId = m_call.context.userId;
    TRY(planTexts(wanted.value, plan));
    TRY(planFlavor(wanted.value, plan));
    TRY(planBoot(wanted.value, plan));
    TRY(planNetworks(wanted, plan));
    TRY(planPlace(wanted.value, plan));
    TRY(planHints(wanted->schedulerHints, plan));
    nameDevices(server);
    return plan;
}

Result<std::pair<BuildPlan, std::optional<BootImage>>> ServerPlanner::planFit(const sdk::Decoded<sdk::FitRequest>& wanted)
{
    const bool sized = wanted.has("flavor") && wanted->flavor.ram > 0;
    if (sized == !wanted->flavorRef.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'fit': it needs either flavorRef or flavor"), QStringLiteral("fit.flavorRef"));
    BuildPlan plan;
    plan.least = plan.most = wanted->count;
    auto& server = plan.server;
    server.projectId = m_call.projectId();
    server.userId = m_call.context.userId;
    const sdk::ServerCreate asked { .flavorRef = wanted->flavorRef, .availabilityZone = wanted->availabilityZone };
    if (sized) {
        server.flavor = { .vcpus = wanted->flavor.vcpus, .ram = wanted->flavor.ram, .disk = wanted->flavor.disk, .name = QStringLiteral("that size") };
        server.vcpus = wanted->flavor.vcpus;
        server.memoryMiB = wanted->flavor.ram;
    } else {
        TRY(planFlavor(asked, plan));
    }
    std::optional<BootImage> image;
    if (!wanted->imageRef.isEmpty()) {
        image = TRY(imageOf(wanted->imageRef));
        TRY(checkFit(server.flavor, *image, false));
        server.image = image->id;
        server.imageProperties = image->properties;
    } else if (wanted->volumesGiB > 0) {
        server.blockDevices.push_back({ .sizeGiB = wanted->volumesGiB, .bootIndex = 0 });
    }
    TRY(planPlace(asked, plan));
    TRY(planHints(wanted->hints, plan));
    plan.demand.groupMembers = TRY(m_service.database().read([&](db::Connection& connection) { return membersOf(connection, server.serverGroupId); }));
    return std::pair { std::move(plan), std::move(image) };
}

Result<Demand> ServerPlanner::demandAgain(const ServerRow& server)
{
    BuildPlan plan;
    plan.server = server;
    plan.demand = demandOf(server);
    plan.demand.zone = server.pinnedZone;
    auto again = plan;
    if (!planHints(server.schedulerHints, again))
        return plan.demand;
    again.demand.groupMembers = TRY(m_service.database().read([&](db::Connection& connection) { return membersOf(connection, again.server.serverGroupId); }));
    again.demand.groupMembers.removeAll(server.id);
    return again.demand;
}

Result<QStringList> ServerPlanner::membersOf(db::Connection& connection, const QString& groupId)
{
    QStringList members;
    if (!groupId.isEmpty())
        for (const auto& member : TRY(Servers::select(connection, QStringLiteral("server_group_id = ? AND deleted = ?"), { groupId, false })))
            members << member.id;
    return members;
}

Result<> ServerPlanner::planTexts(const sdk::ServerCreate& wanted, BuildPlan& plan)
{
    auto& server = plan.server;
    server.name = wanted.name.trimmed();
    server.description = wanted.description;
    if (!wanted.hostname.isEmpty())
        server.hostname = TRY(checkedHostName(wanted.hostname, m_call.version, QStringLiteral("server.hostname")));
    if (!wanted.hostname.isEmpty() && plan.most > 1)
        return fail(ErrorCode::BadRequest, QStringLiteral("Unable to allocate multiple servers with the same hostname."), QStringLiteral("server.hostname"));
    const auto limits = TRY(m_service.database().read([&](db::Connection& connection) { return m_service.quota().limits(connection, server.projectId); }));
    TRY(checkMetadata(wanted.metadata, limits.value(QStringLiteral("metadata_items"), -1)));
    TRY(checkTags(wanted.tags));
    server.injectedFiles = TRY(injectedFiles(m_service, m_call.context, wanted.personality));
    if (!wanted.trustedImageCertificates.isNull() && !wanted.trustedImageCertificates.toArray().isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Image signatures are not checked here; leave trusted_image_certificates out."), QStringLiteral("server.trusted_image_certificates"));
    server.metadata = wanted.metadata;
    server.tags = wanted.tags;
    server.tags.removeDuplicates();
    const auto access = TRY(accessAddresses(wanted.accessIPv4, wanted.accessIPv6, QStringLiteral("server")));
    server.accessIPv4 = access.v4;
    server.accessIPv6 = access.v6;
    server.diskConfig = wanted.diskConfig.isEmpty() ? QStringLiteral("MANUAL") : wanted.diskConfig;
    server.configDrive = wanted.configDrive || !server.injectedFiles.empty();
    server.userData = wanted.userData;
    if (!wanted.keyName.isEmpty()) {
        const auto key = TRY(keyOf(wanted.keyName));
        server.keyName = key.name;
        server.keyData = key.publicKey;
    }
    for (const auto& group : wanted.securityGroups) {
        TRY(asBadRequest(m_service.networks().checkSecurityGroup(m_call.context, group.name), QStringLiteral("server.security_groups")));
        if (!server.securityGroups.contains(group.name))
            server.securityGroups << group.name;
    }
    return {};
}

Result<KeypairRow> ServerPlanner::keyOf(const QString& name)
{
    const auto key = TRY(m_service.database().read([&](db::Connection& connection) { return KeypairsHandler::find(connection, m_call.context.userId, name); }));
    if (!key)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid key_name provided."), QStringLiteral("server.key_name"));
    return *key;
}

Result<> ServerPlanner::planFlavor(const sdk::ServerCreate& wanted, BuildPlan& plan)
{
    if (!wanted.flavorRef.isString() && !wanted.flavorRef.isDouble())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'server.flavorRef': it must be the id of a flavor"), QStringLiteral("server.flavorRef"));
    const auto id = lastSegment(wanted.flavorRef.toVariant().toString());
    const auto flavor = TRY(asBadRequest(m_service.database().read([&](db::Connection& connection) { return FlavorsHandler::find(connection, m_call.context, id); }), QStringLiteral("server.flavorRef")));
    if (flavor.disabled)
        return fail(ErrorCode::BadRequest, QStringLiteral("Flavor %1 is disabled.").arg(flavor.id), QStringLiteral("server.flavorRef"));
    auto& server = plan.server;
    server.flavor = copyOf(flavor);
    server.flavorId = flavor.id;
    server.vcpus = flavor.vcpus;
    server.memoryMiB = flavor.ram;
    return {};
}

Result<BootImage> ServerPlanner::imageOf(const QString& reference)
{
    const auto id = lastSegment(reference);
    if (!isUuid(id))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid imageRef provided."), QStringLiteral("server.imageRef"));
    auto image = m_service.images().file(m_call.context, id);
    if (!image && image.error().code == ErrorCode::NotFound)
        return fail(ErrorCode::BadRequest, QStringLiteral("Image %1 could not be found.").arg(id), QStringLiteral("server.imageRef"));
    if (!image && image.error().code == ErrorCode::Conflict)
        return fail(ErrorCode::BadRequest, QStringLiteral("Image %1 is not active.").arg(id), QStringLiteral("server.imageRef"));
    return image;
}

Result<> ServerPlanner::checkFit(const sdk::ServerFlavor& flavor, const BootImage& image, bool bootsFromVolume)
{
    TRY(checkImageProperties(image.properties));
    if (image.minRamMiB > flavor.ram)
        return fail(ErrorCode::BadRequest, QStringLiteral("Flavor's memory is too small for requested image: it has %1 MiB, the image needs %2.").arg(flavor.ram).arg(image.minRamMiB), QStringLiteral("server.flavorRef"));
    if (bootsFromVolume || flavor.disk == 0)
        return {};
    if (image.minDiskGiB > flavor.disk)
        return fail(ErrorCode::BadRequest, QStringLiteral("Flavor's disk is too small for requested image: it has %1 GiB, the image needs %2.").arg(flavor.disk).arg(image.minDiskGiB), QStringLiteral("server.flavorRef"));
    if (image.virtualSizeBytes > qint64(flavor.disk) << 30)
        return fail(ErrorCode::BadRequest, QStringLiteral("Flavor's disk is too small for requested image. Flavor disk is %1 bytes, image is %2 bytes.").arg(qint64(flavor.disk) << 30).arg(image.virtualSizeBytes), QStringLiteral("server.flavorRef"));
    return {};
}

Result<> ServerPlanner::checkVolumeType(const sdk::BlockDeviceMapping& wanted)
{
    if (wanted.volumeType.isEmpty())
        return {};
    return asBadRequest(m_service.volumes().checkType(m_call.context, wanted.volumeType), QStringLiteral("server.block_device_mapping_v2.volume_type"));
}

Result<BlockDevice> ServerPlanner::planDevice(const sdk::BlockDeviceMapping& wanted, BuildPlan& plan)
{
    const auto bad = [](const QString& text) { return fail(ErrorCode::BadRequest, QStringLiteral("Block Device Mapping is Invalid: ") + text, QStringLiteral("server.block_device_mapping_v2")); };
    if (!wanted.tag.isEmpty() && m_call.version > sdk::mv(2, 32) && m_call.version < sdk::mv(2, 42))      // as Nova's versions had it
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'server.block_device_mapping_v2.tag': additional properties are not allowed"), QStringLiteral("server.block_device_mapping_v2.tag"));
    BlockDevice device;
    device.id = newUuid();
    device.source = wanted.sourceType;
    device.sourceId = wanted.uuid;
    device.sizeGiB = wanted.volumeSize;
    device.bootIndex = wanted.bootIndex.value_or(-1);
    device.deleteOnTermination = wanted.deleteOnTermination;
    device.volumeType = wanted.volumeType;
    device.tag = wanted.tag;
    device.bus = wanted.diskBus;
    device.state = QStringLiteral("wanted");
    device.local = wanted.destinationType == u"local" || (wanted.destinationType.isEmpty() && wanted.sourceType == u"blank");
    if (wanted.sourceType != u"blank" && wanted.uuid.isEmpty())
        return bad(QStringLiteral("a %1 needs its uuid.").arg(wanted.sourceType));
    if (device.local) {
        if (wanted.sourceType != u"blank")
            return bad(QStringLiteral("only blank disks can be local beside the root disk."));
        if (wanted.guestFormat == u"swap")
            return bad(QStringLiteral("swap is made as the flavor has it."));
        device.sizeGiB = std::max(1, device.sizeGiB);
        return device;
    }
    device.volumeId = newUuid();
    if (wanted.sourceType == u"volume") {
        const auto volume = TRY(asBadRequest(m_service.volumes().volume(m_call.context, wanted.uuid), QStringLiteral("server.block_device_mapping_v2")));
        if (volume.multiattach && m_call.version < sdk::mv(2, 60))
            return fail(ErrorCode::BadRequest, QStringLiteral("Multiattach volumes are only supported starting with compute API version 2.60."), QStringLiteral("server.block_device_mapping_v2"));
        if (plan.most > 1 && !volume.multiattach)
            return fail(ErrorCode::BadRequest, QStringLiteral("Cannot attach one or more volumes to multiple instances"), QStringLiteral("server.block_device_mapping_v2"));
        if (device.bootIndex == 0 && !volume.bootable)
            return bad(QStringLiteral("volume %1 is not bootable.").arg(volume.id));
        device.volumeId = volume.id;
        device.sizeGiB = volume.sizeGiB;
        plan.volumes << volume.id;
        if (device.bootIndex == 0)
            plan.server.imageProperties = volume.imageMetadata;
    } else if (wanted.sourceType == u"snapshot") {
        const int size = TRY(asBadRequest(m_service.volumes().snapshotSize(m_call.context, wanted.uuid), QStringLiteral("server.block_device_mapping_v2")));
        device.sizeGiB = std::max(size, device.sizeGiB);
    } else if (wanted.sourceType == u"image") {
        const auto image = TRY(imageOf(wanted.uuid));
        TRY(checkFit(plan.server.flavor, image, true));
        if (device.sizeGiB == 0)
            return bad(QStringLiteral("a volume made from an image needs volume_size."));
        if (qint64(device.sizeGiB) << 30 < image.virtualSizeBytes || device.sizeGiB < image.minDiskGiB)
            return bad(QStringLiteral("volume_size is smaller than the image needs."));
        if (device.bootIndex == 0)
            plan.server.imageProperties = image.properties;
    } else if (device.sizeGiB == 0) {
        return bad(QStringLiteral("a blank volume needs volume_size."));
    }
    return device;
}

namespace {

/// Boot indexes count up from 0; those below it are of disks that nothing boots from. An image alone is at 0.
bool isBootOrder(std::vector<int> indexes, bool hasImage)
{
    std::erase_if(indexes, [](int index) { return index < 0; });
    std::sort(indexes.begin(), indexes.end());
    if (hasImage && (indexes.empty() || indexes.front() != 0))
        indexes.insert(indexes.begin(), 0);
    for (std::size_t i = 0; i < indexes.size(); ++i)
        if (indexes[i] != int(i))
            return false;
    return !indexes.empty();
}

} // namespace

Result<> ServerPlanner::planBoot(const sdk::ServerCreate& wanted, BuildPlan& plan)
{
    auto& server = plan.server;
    const auto image = wanted.imageRef.isEmpty() ? std::nullopt : std::optional(TRY(imageOf(wanted.imageRef)));
    const auto mappings = TRY(mappingsOf(wanted, image));
    const auto badOrder = [] { return fail(ErrorCode::BadRequest, QStringLiteral("Block Device Mapping is Invalid: Boot sequence for the instance and image/block device mapping combination is not valid."), QStringLiteral("server.block_device_mapping_v2")); };
    std::optional<QString> local;      // the image of a root disk on the host
    std::vector<int> bootIndexes;
    for (const auto& mapping : mappings) {
        if (mapping.noDevice == u"true")
            continue;
        bootIndexes.push_back(mapping.bootIndex.value_or(-1));
        // "image" to "local" at boot index 0 is the root disk itself, as novaclient spells --image with other devices.
        if (mapping.sourceType == u"image" && mapping.destinationType != u"volume" && mapping.bootIndex.value_or(-1) == 0)
            local = mapping.uuid;
        else
            server.blockDevices.push_back(TRY(planDevice(mapping, plan)));
        TRY(checkVolumeType(mapping));
    }
    if (image && local && image->id != *local)
        return badOrder();
    if (mappings.empty() && !image)
        return fail(ErrorCode::BadRequest, QStringLiteral("Block Device Mapping is Invalid: neither imageRef nor a boot volume is given."), QStringLiteral("server.imageRef"));
    qint64 localGiB = 0;
    for (const auto& device : server.blockDevices)
        localGiB += device.local ? device.sizeGiB : 0;
    if (localGiB > server.flavor.ephemeral)
        return fail(ErrorCode::BadRequest, QStringLiteral("Block Device Mapping is Invalid: Ephemeral disks requested are larger than the instance type allows. If no size is given in one block device mapping, flavor ephemeral size will be used."), QStringLiteral("server.block_device_mapping_v2"));
    if (!isBootOrder(std::move(bootIndexes), image.has_value()))
        return badOrder();
    if (!server.bootVolume()) {
        const auto root = image ? *image : TRY(imageOf(local.value_or(QString())));
        TRY(checkFit(server.flavor, root, false));
        server.image = root.id;
        server.imageProperties = root.properties;
    } else if (image) {      // says what the guest is like; it boots from the volume
        server.imageProperties = image->properties;
    }
    if (needsConfigDrive(server.imageProperties))
        server.configDrive = true;
    return {};
}

Result<Nic> ServerPlanner::planNic(const sdk::NetworkRequest& wanted, int count)
{
    if (!wanted.tag.isEmpty() && m_call.version > sdk::mv(2, 36) && m_call.version < sdk::mv(2, 42))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'server.networks.tag': additional properties are not allowed"), QStringLiteral("server.networks.tag"));
    Nic nic;
    nic.tag = wanted.tag;
    nic.fixedIp = wanted.fixedIp;
    if (!wanted.port.isEmpty()) {
        if (count > 1)
            return fail(ErrorCode::BadRequest, QStringLiteral("Unable to launch multiple instances with a single configured port ID. Please launch your instance one by one with different ports."), QStringLiteral("server.networks"));
        if (!wanted.fixedIp.isEmpty())
            return fail(ErrorCode::BadRequest, QStringLiteral("Specified Fixed IP '%1' cannot be used with port '%2': the two cannot be specified together.").arg(wanted.fixedIp, wanted.port), QStringLiteral("server.networks"));
        const auto port = TRY(asBadRequest(m_service.networks().checkPort(m_call.context, wanted.port), QStringLiteral("server.networks")));
        nic.portId = port.portId;
        nic.networkId = port.networkId;
        nic.mac = port.mac;
        return nic;
    }
    if (wanted.uuid.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'server.networks': each needs a uuid or a port"), QStringLiteral("server.networks"));
    if (!wanted.fixedIp.isEmpty() && count > 1)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid fixed IP Address %1: several servers can't share it.").arg(wanted.fixedIp), QStringLiteral("server.networks"));
    const auto network = TRY(asBadRequest(m_service.networks().network(m_call.context, wanted.uuid), QStringLiteral("server.networks")));
    if (network.external && !m_call.context.admin)
        return fail(ErrorCode::Forbidden, QStringLiteral("It is not allowed to create an interface on external network %1").arg(network.id), QStringLiteral("server.networks"));
    TRY(checkAddress(m_call.context, network, wanted.fixedIp, QStringLiteral("server.networks")));
    nic.networkId = network.id;
    nic.made = true;
    return nic;
}

Result<> ServerPlanner::checkAddress(const service::Context& context, const NetworkOffer& network, const QString& fixedIp, const QString& field)
{
    if (fixedIp.isEmpty() || network.own || context.admin)
        return {};
    return fail(ErrorCode::Forbidden, QStringLiteral("Fixed IP address %1 can't be chosen on network %2, which belongs to another project: only its owner may. Leave the address out to get a free one.")
                                          .arg(fixedIp.left(64), network.id), field);
}

/// The project's network that Networking makes with a way out; asking again gives the same one.
Result<QString> ServerPlanner::allocateNetwork()
{
    const auto path = QStringLiteral("/network/v2.0/auto-allocated-topology/") + m_call.projectId();
    const auto made = m_service.askPeer(m_call.context, { "GET", path });
    if (!made)
        return fail(ErrorCode::BadRequest, QStringLiteral("Unable to automatically allocate a network for project %1: %2 Create a network with a subnet first.").arg(m_call.projectId(), made.error().message), QStringLiteral("server.networks"));
    return (*made)[u"auto_allocated_topology"][u"id"].toString();
}

Result<> ServerPlanner::planNetworks(const sdk::Decoded<sdk::ServerCreate>& wanted, BuildPlan& plan)
{
    const auto& networks = wanted->networks;
    const bool given = wanted.has("networks") && !networks.isNull();
    const bool named = m_call.version >= sdk::mv(2, 37);
    if (!given && named)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'server.networks': it is required. Send a list, \"auto\" or \"none\"."), QStringLiteral("server.networks"));
    const bool automatic = named && networks.toString() == u"auto";
    if (named && networks.toString() == u"none")
        return {};
    if (given && !automatic && !networks.isArray())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'server.networks': it must be a list%1").arg(named ? QStringLiteral(", \"auto\" or \"none\"") : QString()), QStringLiteral("server.networks"));
    if (given && !networks.toArray().isEmpty()) {
        std::vector<sdk::NetworkRequest> list;
        static constexpr sdk::Rules rules {};
        sdk::Problems problems;
        sdk::Decoding decoding { problems, QStringLiteral("server.networks"), rules, sdk::In::Create, m_call.version };
        if (!sdk::Codec<std::vector<sdk::NetworkRequest>>::decode(networks, list, decoding) || !problems.isEmpty())
            return fail(ErrorCode::BadRequest, problems.text(), problems.firstField());
        for (const auto& one : list)
            plan.server.nics.push_back(TRY(planNic(one, plan.most)));
        return {};
    }
    auto offers = TRY(m_service.networks().networksOf(m_call.context));
    std::erase_if(offers, [](const NetworkOffer& offer) { return offer.external; });
    if (offers.size() > 1)
        return fail(ErrorCode::Conflict, QStringLiteral("Multiple possible networks found, use a Network ID to be more specific."), QStringLiteral("server.networks"));
    if (offers.empty() && automatic)
        offers.push_back({ TRY(allocateNetwork()), {}, false });
    if (!offers.empty()) {
        Nic nic;
        nic.networkId = offers.front().id;
        nic.made = true;
        plan.server.nics.push_back(nic);
    }
    return {};
}

Result<> ServerPlanner::planPlace(const sdk::ServerCreate& wanted, BuildPlan& plan)
{
    auto& demand = plan.demand;
    auto& server = plan.server;
    demand = demandOf(server);
    const auto parts = wanted.availabilityZone.split(u':');
    demand.zone = parts.value(0);
    demand.host = parts.value(1).isEmpty() ? parts.value(2) : parts.value(1);
    for (const auto& host : { wanted.host, wanted.hypervisorHostname })
        if (!host.isEmpty())
            demand.host = host;
    if (!demand.host.isEmpty() && !m_call.context.admin)
        return fail(ErrorCode::Forbidden, QStringLiteral("Policy doesn't allow os_compute_api:servers:create:forced_host to be performed."));
    const auto hosts = TRY(m_service.database().read([](db::Connection& connection) { return Hosts::select(connection); }));
    const auto anyHost = [&](auto&& fits) { return std::any_of(hosts.begin(), hosts.end(), fits); };
    if (!demand.zone.isEmpty() && !anyHost([&](const HostRow& host) { return host.zone == demand.zone; }))
        return fail(ErrorCode::BadRequest, QStringLiteral("The requested availability zone is not available"), QStringLiteral("server.availability_zone"));
    if (!demand.host.isEmpty() && !anyHost([&](const HostRow& host) { return host.name == demand.host; }))
        return fail(ErrorCode::BadRequest, QStringLiteral("Compute host %1 could not be found.").arg(demand.host.left(64)), QStringLiteral("server.host"));
    server.pinnedZone = demand.zone;
    server.availabilityZone = demand.zone.isEmpty() ? QStringLiteral("nova") : demand.zone;
    return {};
}

Result<> ServerPlanner::planHints(const QJsonObject& hints, BuildPlan& plan)
{
    plan.server.schedulerHints = hints;
    const auto listOf = [](const QJsonValue& value) {
        QStringList ids;
        for (const auto& one : value.isArray() ? value.toArray() : QJsonArray { value })
            if (!one.toString().isEmpty())
                ids << one.toString();
        return ids;
    };
    plan.demand.sameHostAs = listOf(hints[u"same_host"]);
    plan.demand.differentHostFrom = listOf(hints[u"different_host"]);
    for (const auto& id : plan.demand.sameHostAs + plan.demand.differentHostFrom)
        if (!isUuid(id))
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'os:scheduler_hints': '%1' is not a UUID").arg(id.left(64)), QStringLiteral("os:scheduler_hints"));
    if (!hints.contains(u"group"))
        return {};
    const auto id = hints[u"group"].toString();
    if (!isUuid(id))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'os:scheduler_hints.group': '%1' is not a UUID").arg(id.left(64)), QStringLiteral("os:scheduler_hints.group"));
    const auto group = TRY(m_service.database().read([&](db::Connection& connection) { return ServerGroups::find(connection, id); }));
    if (!group || group->projectId != m_call.projectId())
        return fail(ErrorCode::BadRequest, QStringLiteral("Instance group %1 could not be found.").arg(id), QStringLiteral("os:scheduler_hints.group"));
    plan.server.serverGroupId = group->id;
    plan.demand.groupPolicy = group->policy;
    plan.demand.maxPerHost = group->rules[u"max_server_per_host"].toInt(1);
    return {};
}

} // namespace skylab::compute
