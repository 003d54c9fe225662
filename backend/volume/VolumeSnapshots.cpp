// Snapshots that compute makes of servers' volumes.
#include "service/Chassis.h"
#include "volume/VolumeService.h"

namespace skylab::volume {

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
        TRY(requireQuota(transaction, row.projectId, 0, row.size, 1));
        TRY(Snapshots::insert(transaction, row));
        TRY(announce(transaction, context, "create", row));
        TRY(chassis().tasks().enqueue(transaction, context, { QStringLiteral("volume.snapshot"), QStringLiteral("snapshot"), row.id, row.name, row.projectId, {} }));
        return {};
    });
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
