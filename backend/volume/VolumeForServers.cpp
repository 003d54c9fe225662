// What compute asks of servers' volumes beyond attaching them: their types, snapshots, and the content of an image.
#include "image/ImageService.h"
#include "service/Chassis.h"
#include "volume/VolumeService.h"
#include "volume/model/VolumeState.h"
#include "volume/store/TypeStore.h"

#include <algorithm>

namespace skylab::volume {

Result<> VolumeService::checkType(const service::Context& context, const QString& nameOrId)
{
    if (nameOrId == u"__DEFAULT__")      // as chooseType() knows it
        return {};
    TRY(database().read([&](db::Connection& connection) { return TypeStore::findNamed(connection, context, nameOrId); }));
    return {};
}

Result<> VolumeService::createSnapshot(const service::Context& context, const SnapshotRequest& request)
{
    return database().write([&](db::Transaction& transaction) -> Result<> {
        if (TRY(Snapshots::find(transaction, request.id)))
            return {};
        const auto volume = TRY(find(transaction, context, request.volumeId));
        if (volume.status != u"available" && volume.status != u"in-use")
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Volume %1 can't be copied while its status is %2; it must be available or in-use.").arg(volume.id, volume.status), QStringLiteral("volume_id"));
        SnapshotRow row;
        row.id = request.id;
        row.name = request.name;
        row.description = request.description;
        row.volumeId = volume.id;
        row.force = true;
        row.status = QStringLiteral("creating");
        row.progress = QStringLiteral("0%");
        row.userId = context.userId;
        row.projectId = volume.projectId;
        row.size = volume.size;
        row.createdAt = row.updatedAt = Clock::now();
        TRY(requireQuota(transaction, row.projectId, 0, row.size, 1, volume.volumeType.value_or(QString())));
        TRY(Snapshots::insert(transaction, row));
        TRY(announce(transaction, context, "create", row));
        TRY(chassis().tasks().enqueue(transaction, context, { QStringLiteral("volume.snapshot"), QStringLiteral("snapshot"), row.id, row.name, row.projectId, {} }));
        return {};
    });
}

Result<> VolumeService::reimage(const service::Context& context, const QString& id, const QString& imageId)
{
    constexpr qint64 bytesPerGiB = qint64(1) << 30;
    const auto image = TRY(m_images.file(context, imageId));
    const auto needed = std::max<qint64>(image.minDiskGiB, (image.virtualSizeBytes + bytesPerGiB - 1) / bytesPerGiB);
    TRY(change(context, id,
        [&](VolumeRow& volume) -> Result<> {
            if (needed > volume.size)
                return fail(ErrorCode::BadRequest, QStringLiteral("Volume size %1GB cannot be smaller than the image's %2GB.").arg(volume.size).arg(needed), QStringLiteral("image_id"));
            return state::beginReimage(volume, true);
        },
        [&](db::Transaction& transaction, const VolumeRow& volume) -> Result<> {
            TRY(requireNotCopied(transaction, id));
            TRY(chassis().tasks().enqueue(transaction, context, { QStringLiteral("volume.reimage"), QStringLiteral("volume"), volume.id, volume.name, volume.projectId,
                { { QStringLiteral("image_id"), imageId }, { QStringLiteral("previous"), volume.previousStatus } } }));
            return {};
        }));
    return {};
}

Result<> VolumeService::deleteSnapshot(const service::Context& context, const QString& id)
{
    return database().write([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(Snapshots::find(transaction, id));
        if (!row || row->status == u"deleting")
            return {};
        TRY(requireSnapshotNotCopied(transaction, id));
        row->status = QStringLiteral("deleting");
        row->updatedAt = Clock::now();
        TRY(Snapshots::update(transaction, *row));
        TRY(announce(transaction, context, "update", *row));
        TRY(chassis().tasks().enqueue(transaction, context, { QStringLiteral("volume.snapshot_delete"), QStringLiteral("snapshot"), row->id, row->name, row->projectId, {} }));
        return {};
    });
}

} // namespace skylab::volume
