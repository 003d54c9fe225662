// Actions that change or copy a volume's data.

#include "core/Uuid.h"
#include "image/ImageService.h"
#include "service/Chassis.h"
#include "volume/VolumeService.h"
#include "volume/handlers/ActionArguments.h"
#include "volume/handlers/VolumesHandler.h"
#include "volume/model/VolumeState.h"
#include "volume/store/GroupStore.h"
#include "volume/store/TypeStore.h"
#include "volume/tasks/VolumeTasks.h"

namespace skylab::volume {

Result<> VolumeActionsHandler::extend(Call& call, const QString& id, const Json& given)
{
    const auto size = TRY(argumentOf<argument::Extend>(given, call.version, "os-extend")).size;
    // Below 3.42 an attached volume can't grow.
    const bool online = call.version >= sdk::mv(3, 42) && bool(m_service.serverHooks().extendVolume);
    TRY(m_service.change(call.context, id,
        [&](VolumeRow& volume) -> Result<> {
            if (size <= volume.size)
                return fail(ErrorCode::BadRequest, QStringLiteral("New size for extend must be greater than current size. (current: %1, extended: %2).").arg(volume.size).arg(size), QStringLiteral("new_size"));
            return state::beginExtend(volume, online);
        },
        [&](db::Transaction& transaction, const VolumeRow& volume) -> Result<> {
            TRY(VolumeService::requireNotCopied(transaction, volume.id));
            TRY(m_service.requireSize(transaction, volume.projectId, size));
            TRY(requireTypeSize(TRY(TypeStore::extraSpecs(transaction, volume.volumeTypeId)), size));
            TRY(m_service.requireQuota(transaction, volume.projectId, 0, size - volume.size, 0, volume.volumeType.value_or(QString())));
            TRY(m_service.chassis().tasks().enqueue(transaction, call.context, { QStringLiteral("volume.extend"), QStringLiteral("volume"), volume.id, volume.name, volume.projectId, { { QStringLiteral("size"), size } } }));
            return {};
        }));
    return {};
}

Result<http::Response> VolumeActionsHandler::uploadImage(Call& call, const QString& id, const Json& given)
{
    const auto wanted = TRY(argumentOf<argument::Upload>(given, call.version, "os-volume_upload_image"));
    const auto container = wanted.containerFormat.isEmpty() ? QStringLiteral("bare") : wanted.containerFormat;
    if (wanted.visibility == u"public" && !call.context.admin)
        return fail(ErrorCode::Forbidden, QStringLiteral("Policy doesn't allow volume_extension:volume_actions:upload_public to be performed: only administrators make public images."), QStringLiteral("visibility"));
    const auto seen = TRY(m_service.volume(call.context, id));
    auto probe = seen;
    TRY(state::beginUpload(probe, wanted.force));
    const auto imageId = newUuid();
    const image::ImageRequest image { .id = imageId, .name = wanted.name, .diskFormat = wanted.diskFormat, .containerFormat = container,
        .visibility = wanted.visibility, .minDiskGiB = seen.size, .isProtected = wanted.isProtected };
    TRY(m_service.images().checkQueued(call.context, image));
    // The task makes the image should the process end before it is made here, where the caller can look at it with the answer.
    QString task;
    const auto changed = TRY(m_service.change(call.context, id, [&](VolumeRow& volume) { return state::beginUpload(volume, wanted.force); },
        [&](db::Transaction& transaction, const VolumeRow& volume) -> Result<> {
            task = TRY(m_service.chassis().tasks().enqueue(transaction, call.context, { QStringLiteral("volume.upload"), QStringLiteral("volume"), volume.id, volume.name, volume.projectId,
                UploadVolume::payloadOf(image, call.context.projectId) }));
            return {};
        }));
    if (const auto made = m_service.images().createQueued(call.context, image); !made) {
        (void)m_service.chassis().tasks().cancel(task);
        return fail(made.error());
    }
    const auto type = TRY(m_service.database().read([&](db::Connection& connection) { return VolumeTypes::find(connection, changed.volumeTypeId.value_or(QString())); }));
    JsonWriter json;
    json.beginObject().key("os-volume_upload_image").beginObject();
    json.key("id").value(id).key("status").value("uploading").key("size").value(changed.size).key("image_id").value(imageId).key("image_name").value(wanted.name);
    json.key("disk_format").value(wanted.diskFormat).key("container_format").value(container);
    json.key("display_description").value(changed.description).key("updated_at").value(toString(changed.updatedAt, TimeFormat::Micros));
    if (call.version >= sdk::mv(3, 1))
        json.key("visibility").value(wanted.visibility).key("protected").value(wanted.isProtected);
    json.key("volume_type");
    type ? sdk::encode(json, *type, call.encoding()) : void(json.null());
    json.endObject().endObject();
    return service::jsonResponse(202, json.take());
}

Result<> VolumeActionsHandler::revert(Call& call, const QString& id, const Json& given)
{
    const auto snapshotId = TRY(argumentOf<argument::Revert>(given, call.version, "revert")).snapshotId;
    return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        auto volume = TRY(VolumeService::find(transaction, call.context, id));
        // Those that stayed with a former owner are nothing to this one, who would read them so.
        auto snapshots = TRY(Snapshots::select(transaction, QStringLiteral("volume_id = ? AND project_id = ?"), { id, volume.projectId }, QStringLiteral("created_at DESC, id DESC")));
        if (snapshots.empty())
            return fail(ErrorCode::BadRequest, QStringLiteral("Volume %1 doesn't have any snapshots.").arg(id), QStringLiteral("snapshot_id"));
        auto& latest = snapshots.front();
        if (latest.id != snapshotId)
            return fail(ErrorCode::BadRequest, QStringLiteral("Specified snapshot %1 is not the latest one of volume %2: that is %3.").arg(snapshotId, id, latest.id), QStringLiteral("snapshot_id"));
        if (latest.size != volume.size)
            return fail(ErrorCode::BadRequest, QStringLiteral("Can't revert volume %1 to its latest snapshot %2. The volume size must be equal to the snapshot size.").arg(id, snapshotId), QStringLiteral("snapshot_id"));
        TRY(state::beginRevert(volume));
        if (latest.status != u"available")
            return fail(ErrorCode::Conflict, QStringLiteral("Can't revert volume %1 to its latest snapshot %2. Snapshot's status must be 'available', not '%3'.").arg(id, snapshotId, latest.status));
        TRY(VolumeService::requireNotCopied(transaction, id));
        latest.status = QStringLiteral("restoring");
        latest.updatedAt = Clock::now();
        TRY(Snapshots::update(transaction, latest));
        TRY(m_service.announce(transaction, call.context, "update", latest));
        TRY(Volumes::update(transaction, volume));
        TRY(m_service.announce(transaction, call.context, "update", volume));
        TRY(m_service.chassis().tasks().enqueue(transaction, call.context, { QStringLiteral("volume.revert"), QStringLiteral("volume"), volume.id, volume.name, volume.projectId, { { QStringLiteral("snapshot_id"), snapshotId } } }));
        return {};
    });
}

Result<> VolumeActionsHandler::reimage(Call& call, const QString& id, const Json& given)
{
    const auto wanted = TRY(argumentOf<argument::Reimage>(given, call.version, "os-reimage"));
    const auto seen = TRY(m_service.volume(call.context, id));
    auto probe = seen;
    TRY(state::beginReimage(probe, wanted.reserved));
    const auto image = TRY(m_service.images().file(call.context, wanted.imageId));
    const auto needed = std::max(image.minDiskGiB, int((image.virtualSizeBytes + bytesPerGiB - 1) / bytesPerGiB));
    if (needed > seen.size)
        return fail(ErrorCode::BadRequest, QStringLiteral("Volume size %1GB cannot be smaller than the image's %2GB.").arg(seen.size).arg(needed), QStringLiteral("image_id"));
    TRY(m_service.change(call.context, id, [&](VolumeRow& volume) { return state::beginReimage(volume, wanted.reserved); },
        [&](db::Transaction& transaction, const VolumeRow& volume) -> Result<> {
            TRY(VolumeService::requireNotCopied(transaction, id));
            TRY(m_service.chassis().tasks().enqueue(transaction, call.context, { QStringLiteral("volume.reimage"), QStringLiteral("volume"), volume.id, volume.name, volume.projectId,
                { { QStringLiteral("image_id"), wanted.imageId }, { QStringLiteral("previous"), volume.previousStatus } } }));
            return {};
        }));
    return {};
}

/// The cloud has one backend, so that nothing need move: the type is another from now on.
Result<> VolumeActionsHandler::retype(Call& call, const QString& id, const Json& given)
{
    const auto wanted = TRY(argumentOf<argument::Retype>(given, call.version, "os-retype"));
    const auto multiattach = QStringLiteral("multiattach");
    const auto pools = TRY(m_service.pools());
    return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        auto volume = TRY(VolumeService::find(transaction, call.context, id));
        const auto type = TRY(TypeStore::findNamed(transaction, call.context, wanted.type));
        if ((volume.status != state::available && volume.status != state::inUse) || volume.volumeTypeId == type.id)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Retype needs volume to be in available or in-use state (it is %1), and the requested type has to be different than the one from the volume.").arg(volume.status), QStringLiteral("new_type"));
        TRY(TypeStore::requireUsable(transaction, type, volume.availabilityZone));
        TRY(requireTypeSize(type.extraSpecs, volume.size));
        if (const auto pool = choosePool(pools, { .sizeGiB = 0, .extraSpecs = type.extraSpecs }); !pool)
            return fail(ErrorCode::BadRequest, pool.error().message, QStringLiteral("new_type"));
        const auto before = TRY(TypeStore::extraSpecs(transaction, volume.volumeTypeId));
        if (isThick(type.extraSpecs) && !isThick(before))
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Volume %1 is thin; type %2 is for new volumes, which take their room at once.").arg(id, type.name), QStringLiteral("new_type"));
        if (volume.groupId)
            TRY(GroupStore::requireType(TRY(GroupStore::find(transaction, call.context, *volume.groupId)), type.id));
        TRY(m_service.quota().requireForType(transaction, volume.projectId, type.name, volume.size));
        if (const bool wants = isTrue(type.extraSpecs, multiattach); wants != isTrue(before, multiattach)) {
            if (volume.status != state::available)
                return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input received: Retypes affecting multiattach are only allowed on available volumes, the specified volume however currently has a status of: %1.").arg(volume.status), QStringLiteral("new_type"));
            volume.multiattach = wants;
        }
        volume.volumeType = type.name;
        volume.volumeTypeId = type.id;
        volume.updatedAt = Clock::now();
        TRY(Volumes::update(transaction, volume));
        return m_service.announce(transaction, call.context, "update", volume);
    });
}

} // namespace skylab::volume
