#include "volume/VolumeService.h"

#include "core/Uuid.h"
#include "image/ImageService.h"
#include "service/Chassis.h"
#include "service/Routes.h"
#include "volume/handlers/AdminHandler.h"
#include "volume/handlers/AttachmentsHandler.h"
#include "volume/handlers/BackupsHandler.h"
#include "volume/handlers/MessagesHandler.h"
#include "volume/handlers/SnapshotsHandler.h"
#include "volume/handlers/TransfersHandler.h"
#include "volume/handlers/VolumesHandler.h"
#include "volume/model/VolumeState.h"
#include "volume/store/GroupStore.h"
#include "volume/store/TypeStore.h"
#include "volume/tasks/BackupTasks.h"
#include "volume/tasks/GroupTasks.h"
#include "volume/tasks/VolumeTasks.h"

#include <QSysInfo>

#include <algorithm>
#include <chrono>
#include <condition_variable>

namespace skylab::volume {

namespace {

service::ServiceTraits cinderTraits()
{
    service::ServiceTraits traits;
    traits.name = QStringLiteral("volume");
    traits.types = { QStringLiteral("volumev3"), QStringLiteral("block-storage") };
    traits.catalogName = QStringLiteral("cinderv3");
    traits.root = QStringLiteral("/volume");
    traits.prefix = QStringLiteral("/volume/v3");
    traits.owned = { { .argument = "volume_id", .table = "volumes", .userColumn = "user_id" }, { .argument = "snapshot_id", .table = "snapshots", .userColumn = "user_id" },
                     { .argument = "backup_id", .table = "backups", .userColumn = "user_id" }, { .argument = "attachment_id", .table = "attachments" },
                     { .argument = "group_id", .table = "volume_groups", .userColumn = "user_id" }, { .argument = "group_snapshot_id", .table = "group_snapshots", .userColumn = "user_id" } };
    traits.endpointPath = QStringLiteral("/volume/v3/%(project_id)s");
    traits.faults = service::FaultStyle::Cinder;
    traits.versionWord = "volume";
    traits.strictSlash = true;
    traits.minVersion = sdk::mv(3, 0);
    traits.maxVersion = sdk::mv(3, 71);
    traits.projectInPath = true;
    return traits;
}

const QMap<QString, qint64> quotaDefaults {
    { QStringLiteral("volumes"), 100 },          { QStringLiteral("gigabytes"), 10'000 },        { QStringLiteral("snapshots"), 100 },
    { QStringLiteral("backups"), 10 },           { QStringLiteral("backup_gigabytes"), 1'000 },  { QStringLiteral("per_volume_gigabytes"), -1 },
    { QStringLiteral("groups"), 10 },
};

} // namespace

VolumeService::VolumeService(service::Chassis& chassis, image::ImageService& images, std::unique_ptr<VolumeDriver> driver)
    : Service(chassis, cinderTraits()), m_images(images), m_driver(std::move(driver)), m_quota(quotaDefaults), m_host(QSysInfo::machineHostName()),
      m_volumes(std::make_unique<VolumesHandler>(*this)), m_metadata(std::make_unique<MetadataHandler>(metadata())), m_actions(std::make_unique<VolumeActionsHandler>(*this)),
      m_snapshots(std::make_unique<SnapshotsHandler>(*this)), m_admin(std::make_unique<AdminHandler>(*this)),
      m_backups(std::make_unique<BackupsHandler>(*this)), m_transfers(std::make_unique<TransfersHandler>(*this)), m_attachments(std::make_unique<AttachmentsHandler>(*this)),
      m_messages(std::make_unique<MessagesHandler>(*this))
{
}

VolumeService::~VolumeService() = default;

Result<std::unique_ptr<VolumeService>> VolumeService::open(service::Chassis& chassis, image::ImageService& images, std::unique_ptr<VolumeDriver> driver)
{
    std::unique_ptr<VolumeService> service(new VolumeService(chassis, images, std::move(driver)));
    TRY(service->openDatabase());
    service->addTasks();
    return service;
}

void VolumeService::addTasks()
{
    using Cancel = service::TaskRunner::Cancel;
    const auto add = [this](const char* kind, auto make, Cancel cancel = Cancel::Possible) { chassis().tasks().addKind(QString::fromLatin1(kind), database(), make, cancel); };
    add("volume.create", [this](const service::TaskRow&) { return std::make_unique<CreateVolume>(*this); });
    add("volume.delete", [this](const service::TaskRow&) { return std::make_unique<DeleteVolume>(*this); }, Cancel::Refused);
    add("volume.extend", [this](const service::TaskRow&) { return std::make_unique<ExtendVolume>(*this); });
    add("volume.upload", [this](const service::TaskRow&) { return std::make_unique<UploadVolume>(*this); });
    add("volume.revert", [this](const service::TaskRow&) { return std::make_unique<RevertVolume>(*this); });
    add("volume.reimage", [this](const service::TaskRow&) { return std::make_unique<ReimageVolume>(*this); });
    add("volume.backup", [this](const service::TaskRow&) { return std::make_unique<CreateBackup>(*this); });
    add("volume.backup_restore", [this](const service::TaskRow&) { return std::make_unique<RestoreBackup>(*this); });
    add("volume.backup_delete", [this](const service::TaskRow&) { return std::make_unique<DeleteBackup>(*this); }, Cancel::Refused);
    add("volume.backup_import", [this](const service::TaskRow&) { return std::make_unique<ImportBackup>(*this); });
    add("volume.snapshot", [this](const service::TaskRow&) { return std::make_unique<CreateSnapshot>(*this); });
    add("volume.snapshot_delete", [this](const service::TaskRow&) { return std::make_unique<DeleteSnapshot>(*this); }, Cancel::Refused);
    add("volume.group_create", [this](const service::TaskRow&) { return std::make_unique<CreateGroup>(*this); });
    add("volume.group_delete", [this](const service::TaskRow&) { return std::make_unique<DeleteGroup>(*this); }, Cancel::Refused);
    add("volume.group_snapshot", [this](const service::TaskRow&) { return std::make_unique<CreateGroupSnapshot>(*this); });
    add("volume.group_snapshot_delete", [this](const service::TaskRow&) { return std::make_unique<DeleteGroupSnapshot>(*this); }, Cancel::Refused);
}

/// The metadata of the volume that a call names.
MetadataHandler::Access VolumeService::metadata()
{
    const auto id = [](const service::Call& call) { return call.id(QStringLiteral("volume_id")); };
    return {
        QStringLiteral("Volume"),
        [this, id](service::Call& call) -> Result<sdk::StringMap> { return TRY(volume(call.context, id(call))).metadata; },
        [this, id](service::Call& call, const MetadataHandler::Edit& edit) -> Result<sdk::StringMap> {
            return TRY(change(call.context, id(call), [&](VolumeRow& row) { return edit(row.metadata); })).metadata;
        },
    };
}

std::vector<service::Route> VolumeService::routes()
{
    using H = VolumesHandler;
    const service::Guard read { QStringLiteral("volume:get"), service::rules::projectReader };
    const auto write = [](const char* rule) { return service::Guard { QStringLiteral("volume:%1").arg(QLatin1String(rule)), service::rules::projectMember }; };
    auto* volumes = m_volumes.get();
    std::vector<service::Route> all {
        service::route("GET", "/volumes", read, volumes, &H::list),
        service::route("GET", "/volumes/detail", read, volumes, &H::listDetail),
        service::versions(service::route("GET", "/volumes/summary", read, volumes, &H::summary), sdk::mv(3, 12)),
        service::route("POST", "/volumes", write("create"), volumes, &H::create),
        service::quick(service::show("/volumes/{volume_id}", read, volumes, &H::show)),
        service::route("PUT", "/volumes/{volume_id}", write("update"), volumes, &H::update),
        service::remove("/volumes/{volume_id}", write("delete"), volumes, &H::remove, 202),
    };
    auto metadata = m_metadata->routes("/volumes/{volume_id}/metadata", { read, write("update_volume_metadata"), write("delete_volume_metadata") });
    for (auto more : { std::move(metadata), m_actions->routes(), m_snapshots->routes(), m_admin->routes(), m_backups->routes(), m_transfers->routes(), m_attachments->routes(), m_messages->routes() })
        all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    return all;
}

// ---- the facade

Result<VolumeRow> VolumeService::find(db::Connection& connection, const service::Context& context, const QString& id)
{
    auto row = TRY(Volumes::find(connection, id));
    if (!row || (!context.admin && row->projectId != context.projectId))
        return fail(ErrorCode::NotFound, QStringLiteral("Volume %1 could not be found.").arg(id.left(64)));
    return std::move(*row);
}

Result<SnapshotRow> VolumeService::findSnapshot(db::Connection& connection, const service::Context& context, const QString& id)
{
    auto row = TRY(Snapshots::find(connection, id));
    if (!row || (!context.admin && row->projectId != context.projectId))
        return fail(ErrorCode::NotFound, QStringLiteral("Snapshot %1 could not be found.").arg(id.left(64)));
    return std::move(*row);
}

Result<VolumeRow> VolumeService::volume(const service::Context& context, const QString& id)
{
    return database().read([&](db::Connection& connection) { return find(connection, context, id); });
}

Result<SnapshotRow> VolumeService::snapshot(const service::Context& context, const QString& id)
{
    return database().read([&](db::Connection& connection) { return findSnapshot(connection, context, id); });
}

Result<VolumeRow> VolumeService::change(const service::Context& context, const QString& id, const std::function<Result<>(VolumeRow&)>& change,
                                        const std::function<Result<>(db::Transaction&, const VolumeRow&)>& also)
{
    return database().write([&](db::Transaction& transaction) -> Result<VolumeRow> {
        auto row = TRY(find(transaction, context, id));
        TRY(change(row));
        TRY(Volumes::update(transaction, row));
        TRY(announce(transaction, context, "update", row));
        if (also)
            TRY(also(transaction, row));
        return row;
    });
}

Result<> VolumeService::announce(db::Transaction& transaction, const service::Context& context, const char* what, const VolumeRow& volume)
{
    const auto payload = qstrcmp(what, "delete") == 0 ? QJsonObject() : sdk::toJson(volume, { .version = traits().maxVersion, .baseUrl = chassis().publicUrl() + QStringLiteral("/volume/v3") });
    TRY(service::appendEvent(transaction, context, QStringLiteral("volume.volume.%1").arg(QLatin1String(what)), volume.id, volume.projectId, payload));
    transaction.onCommit([this] { chassis().events().wake(); });
    return {};
}

Result<> VolumeService::announce(db::Transaction& transaction, const service::Context& context, const char* what, const SnapshotRow& snapshot)
{
    const auto payload = qstrcmp(what, "delete") == 0 ? QJsonObject() : sdk::toJson(snapshot, { .version = traits().maxVersion });
    TRY(service::appendEvent(transaction, context, QStringLiteral("volume.snapshot.%1").arg(QLatin1String(what)), snapshot.id, snapshot.projectId, payload));
    transaction.onCommit([this] { chassis().events().wake(); });
    return {};
}

Result<> VolumeService::requireQuota(db::Connection& connection, const QString& projectId, qint64 volumes, qint64 gigabytes, qint64 snapshots, const QString& typeName) const
{
    std::vector<QuotaStore::Use> uses { { QStringLiteral("volumes"), 0, volumes }, { QStringLiteral("gigabytes"), 0, gigabytes }, { QStringLiteral("snapshots"), 0, snapshots } };
    if (!typeName.isEmpty())
        for (std::size_t i = 0; i < 3; ++i)
            uses.push_back({ uses[i].resource + u'_' + typeName, 0, uses[i].wanted });
    const auto limits = TRY(m_quota.limits(connection, projectId));
    if (std::all_of(uses.begin(), uses.end(), [&](const auto& use) { return limits.value(use.resource, -1) < 0; }))
        return {};      // to count costs as much as the project has volumes
    const auto used = TRY(m_quota.inUse(connection, projectId));
    for (auto& use : uses)
        use.used = used.value(use.resource);
    return m_quota.require(connection, projectId, uses);
}

Result<> VolumeService::requireSize(db::Connection& connection, const QString& projectId, qint64 gigabytes) const
{
    const auto limit = TRY(m_quota.limits(connection, projectId)).value(QStringLiteral("per_volume_gigabytes"), -1);
    if (limit >= 0 && gigabytes > limit)
        return fail(ErrorCode::OverQuota, QStringLiteral("Requested volume size %1G is larger than maximum allowed limit %2G.").arg(gigabytes).arg(limit), QStringLiteral("size"));
    return {};
}

namespace {
const QString beingMade = QStringLiteral("status = 'creating'");      // one that gets an image's content reads its source no more
} // namespace

Result<> VolumeService::requireNotCopied(db::Connection& connection, const QString& volumeId)
{
    const auto copies = TRY(Volumes::count(connection, QStringLiteral("source_volid = ? AND ") + beingMade, { volumeId }))
        + TRY(Snapshots::count(connection, QStringLiteral("volume_id = ? AND ") + beingMade, { volumeId }));
    if (copies > 0)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Volume %1 is being copied. Try again when the copy is available.").arg(volumeId), QStringLiteral("status"));
    return {};
}

Result<> VolumeService::requireSnapshotNotCopied(db::Connection& connection, const QString& snapshotId)
{
    if (TRY(Volumes::count(connection, QStringLiteral("snapshot_id = ? AND ") + beingMade, { snapshotId })) > 0)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid snapshot: A volume is being made from snapshot %1. Try again when the volume is available.").arg(snapshotId), QStringLiteral("status"));
    return {};
}

namespace {
/// What a copy takes over from the volume that its data come from.
void inherit(VolumeRow& row, const VolumeRow& origin)
{
    row.bootable = origin.bootable;
    row.imageMetadata = origin.imageMetadata;
    row.volumeTypeId = origin.volumeTypeId;      // unless the request names another: see chooseType()
}
} // namespace

Result<> VolumeService::chooseSource(db::Connection& connection, const service::Context& context, const sdk::VolumeCreate& wanted, VolumeRow& row)
{
    int sourceSize = 0;
    if (!wanted.snapshotId.isEmpty()) {
        const auto snapshot = TRY(findSnapshot(connection, context, wanted.snapshotId));
        if (snapshot.status != u"available")
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid snapshot: Snapshot %1 is %2; it must be available.").arg(snapshot.id, snapshot.status), QStringLiteral("snapshot_id"));
        row.snapshotId = snapshot.id;
        sourceSize = snapshot.size;
        if (const auto origin = TRY(Volumes::find(connection, snapshot.volumeId)))
            inherit(row, *origin);
    }
    if (!wanted.sourceVolid.isEmpty()) {
        const auto source = TRY(find(connection, context, wanted.sourceVolid));
        if (source.status != state::available && source.status != state::inUse)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Source volume %1 is %2; it must be available or in-use.").arg(source.id, source.status), QStringLiteral("source_volid"));
        row.sourceVolid = source.id;
        inherit(row, source);
        sourceSize = source.size;
    }
    row.size = wanted.size.value_or(sourceSize);
    if (row.size == 0 && !wanted.backupId.isEmpty())
        return {};      // as large as the backup: see chooseBackup()
    if (row.size == 0)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'size': it is required"), QStringLiteral("size"));
    if (row.size < sourceSize)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'size': %1 GiB are less than the source's %2 GiB").arg(row.size).arg(sourceSize), QStringLiteral("size"));
    return {};
}

Result<> VolumeService::chooseType(db::Connection& connection, const service::Context& context, const sdk::VolumeCreate& wanted, VolumeRow& row)
{
    VolumeTypeRow type;
    if (!wanted.volumeType.isEmpty() && wanted.volumeType != u"__DEFAULT__")
        type = TRY(TypeStore::findNamed(connection, context, wanted.volumeType));
    else if (wanted.volumeType.isEmpty() && row.volumeTypeId)      // the source's, also when the project may no longer choose it
        type = TRY(TypeStore::findNamed(connection, service::Context::system(), *row.volumeTypeId));
    else
        type = TRY(TypeStore::defaultOf(connection, context.projectId));
    TRY(TypeStore::requireUsable(connection, type, row.availabilityZone));
    TRY(requireTypeSize(type.extraSpecs, row.size));
    row.volumeType = type.name;
    row.volumeTypeId = type.id;
    row.multiattach = row.multiattach || isTrue(type.extraSpecs, QStringLiteral("multiattach"));
    return {};
}

Result<> VolumeService::chooseGroup(db::Connection& connection, const service::Context& context, const sdk::VolumeCreate& wanted, VolumeRow& row)
{
    const auto& id = wanted.groupId.isEmpty() ? wanted.consistencygroupId : wanted.groupId;
    if (id.isEmpty())
        return {};
    const auto group = TRY(GroupStore::find(connection, context, id));
    TRY(GroupStore::requireType(group, wanted.volumeType.isEmpty() ? std::nullopt : row.volumeTypeId));
    if (group.status != u"available")
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input received: Group %1 is %2; it must be available.").arg(group.id, group.status), QStringLiteral("group_id"));
    row.groupId = group.id;
    return {};
}

sdk::StringMap VolumeService::metadataOf(const image::ImageFile& image)
{
    sdk::StringMap metadata { { QStringLiteral("image_id"), image.id }, { QStringLiteral("image_name"), image.name }, { QStringLiteral("disk_format"), image.diskFormat },
                              { QStringLiteral("container_format"), QStringLiteral("bare") }, { QStringLiteral("size"), QString::number(image.sizeBytes) },
                              { QStringLiteral("min_disk"), QString::number(image.minDiskGiB) }, { QStringLiteral("min_ram"), QString::number(image.minRamMiB) } };
    for (auto it = image.properties.begin(); it != image.properties.end(); ++it)
        metadata.insert(it.key(), it.value().toString());
    return metadata;
}

Result<int> VolumeService::chooseImage(const service::Context& context, const QString& imageId, VolumeRow& row) const
{
    const auto image = m_images.file(context, imageId);
    if (!image && image.error().code == ErrorCode::Conflict)      // Cinder's status for an image that is not active
        return fail(ErrorCode::BadRequest, QStringLiteral("Image %1 is unacceptable: %2").arg(imageId, image.error().message), QStringLiteral("imageRef"));
    if (!image)
        return fail(image.error());
    row.imageId = image->id;
    row.bootable = QStringLiteral("true");
    row.imageMetadata = metadataOf(*image);
    return std::max(image->minDiskGiB, int((image->virtualSizeBytes + bytesPerGiB - 1) / bytesPerGiB));
}

Result<VolumeRow> VolumeService::beginCreate(const service::Context& context, const sdk::VolumeCreate& wanted, const QString& id)
{
    const int sources = int(!wanted.snapshotId.isEmpty()) + int(!wanted.sourceVolid.isEmpty()) + int(!wanted.imageRef.isEmpty()) + int(!wanted.backupId.isEmpty());
    if (sources > 1)
        return fail(ErrorCode::BadRequest, QStringLiteral("Only one of snapshot_id, source_volid, imageRef and backup_id can be given."), QStringLiteral("imageRef"));
    VolumeRow row;
    row.id = id.isEmpty() ? newUuid() : id;
    row.name = wanted.name;
    row.description = wanted.description;
    row.metadata = wanted.metadata;
    row.multiattach = wanted.multiattach;
    row.status = state::creating;
    row.userId = context.userId;
    row.projectId = context.projectId;
    row.host = m_host + QStringLiteral("@file#file");
    row.createdAt = row.updatedAt = Clock::now();
    if (!wanted.availabilityZone.isEmpty() && wanted.availabilityZone != u"nova")
        return fail(ErrorCode::BadRequest, QStringLiteral("Availability zone '%1' is invalid; this cloud has the zone nova.").arg(wanted.availabilityZone.left(64)), QStringLiteral("availability_zone"));
    const int imageSize = wanted.imageRef.isEmpty() ? 0 : TRY(chooseImage(context, wanted.imageRef, row));
    return database().write([&](db::Transaction& transaction) -> Result<VolumeRow> {
        if (const auto again = TRY(Volumes::find(transaction, row.id)))
            return *again;      // a task's step that is run a second time
        auto made = row;
        TRY(chooseSource(transaction, context, wanted, made));
        TRY(chooseBackup(transaction, context, wanted, made));
        if (made.size < imageSize)
            return fail(ErrorCode::BadRequest, QStringLiteral("Size of specified image %1GB is larger than volume size %2GB.").arg(imageSize).arg(made.size), QStringLiteral("size"));
        TRY(chooseType(transaction, context, wanted, made));
        TRY(chooseGroup(transaction, context, wanted, made));
        TRY(requireSize(transaction, made.projectId, made.size));
        TRY(requireQuota(transaction, made.projectId, 1, made.size, 0, *made.volumeType));
        TRY(Volumes::insert(transaction, made));
        TRY(announce(transaction, context, "create", made));
        TRY(chassis().tasks().enqueue(transaction, context, { QStringLiteral("volume.create"), QStringLiteral("volume"), made.id, made.name, made.projectId, {} }));
        return made;
    });
}

Result<QString> VolumeService::createVolume(const service::Context& context, const VolumeRequest& request)
{
    sdk::VolumeCreate wanted;
    if (request.sizeGiB > 0)
        wanted.size = request.sizeGiB;
    wanted.name = request.name;
    wanted.description = request.description;
    wanted.volumeType = request.volumeType;
    wanted.imageRef = request.imageId;
    wanted.snapshotId = request.snapshotId;
    wanted.sourceVolid = request.sourceVolumeId;
    wanted.metadata = request.metadata;
    wanted.multiattach = request.multiattach;
    return TRY(beginCreate(context, wanted, request.id)).id;
}

Result<VolumeRow> VolumeService::waitUntilReady(const QString& id, const std::function<bool()>& cancelled)
{
    // Woken by the volume's own events; the time limit of a wait is only for looking at `cancelled`.
    struct Shared {
        std::mutex mutex;
        std::condition_variable changed;
        quint64 changes = 0;
    };
    const auto shared = std::make_shared<Shared>();
    const auto handle = chassis().events().subscribe([shared, id](const service::Event& event) {
        if (event.resourceId != id)
            return;
        const std::lock_guard lock(shared->mutex);
        ++shared->changes;
        shared->changed.notify_all();
    });
    const auto wait = [&]() -> Result<VolumeRow> {
        for (quint64 seen = 0;;) {
            const auto row = TRY(volume(service::Context::system(), id));
            if (row.status == state::error)
                return fail(ErrorCode::Conflict, QStringLiteral("Volume %1 could not be made: %2").arg(id, row.fault));
            if (!state::isBeingMade(row))
                return row;
            if (cancelled && cancelled())
                return fail(ErrorCode::Cancelled, QStringLiteral("Cancelled by the user."));
            std::unique_lock lock(shared->mutex);
            shared->changed.wait_for(lock, std::chrono::milliseconds(500), [&] { return shared->changes != seen; });
            seen = shared->changes;
        }
    };
    auto result = wait();
    chassis().events().unsubscribe(handle);
    return result;
}

Result<> VolumeService::markSnapshotsDeleting(db::Transaction& transaction, const service::Context& context, const VolumeRow& volume)
{
    if (const auto others = TRY(Snapshots::count(transaction, QStringLiteral("volume_id = ? AND project_id <> ?"), { volume.id, volume.projectId })); others > 0)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Volume %1 can't be deleted: %2 of its snapshots stayed with another project, which must delete them first.").arg(volume.id).arg(others), QStringLiteral("cascade"));
    for (auto& snapshot : TRY(Snapshots::select(transaction, QStringLiteral("volume_id = ?"), { volume.id }))) {
        if (snapshot.status != u"available" && snapshot.status != u"error" && snapshot.status != u"error_deleting")
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Its snapshot %1 can't be deleted while its status is %2.").arg(snapshot.id, snapshot.status), QStringLiteral("cascade"));
        TRY(requireSnapshotNotCopied(transaction, snapshot.id));
        snapshot.status = QStringLiteral("deleting");
        snapshot.updatedAt = Clock::now();
        TRY(Snapshots::update(transaction, snapshot));
        TRY(announce(transaction, context, "update", snapshot));
    }
    return {};
}

Result<> VolumeService::deleteVolume(const service::Context& context, const QString& id, Deletion deletion)
{
    const auto begin = [&](VolumeRow& row) -> Result<> {
        TRY(GroupStore::requireAlone(row));
        return state::beginDelete(row, deletion == Deletion::Forced);
    };
    TRY(change(context, id, begin,
        [&](db::Transaction& transaction, const VolumeRow& row) -> Result<> {
            TRY(requireNotCopied(transaction, row.id));
            if (deletion == Deletion::WithSnapshots)
                TRY(markSnapshotsDeleting(transaction, context, row));
            else if (const auto count = TRY(Snapshots::count(transaction, QStringLiteral("volume_id = ?"), { row.id })); count > 0)
                return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Volume %1 has %2 snapshots and can't be deleted; delete them first.").arg(row.id).arg(count));
            TRY(chassis().tasks().enqueue(transaction, context, { QStringLiteral("volume.delete"), QStringLiteral("volume"), row.id, row.name, row.projectId, {} }));
            return {};
        }));
    return {};
}

} // namespace skylab::volume
