#include "volume/store/GroupStore.h"

namespace skylab::volume {

Result<GroupRow> GroupStore::find(db::Connection& connection, const service::Context& context, const QString& id)
{
    auto row = TRY(Groups::find(connection, id));
    if (!row || (!context.admin && row->projectId != context.projectId))
        return fail(ErrorCode::NotFound, QStringLiteral("Group %1 could not be found.").arg(id.left(64)));
    return std::move(*row);
}

Result<GroupSnapshotRow> GroupStore::findSnapshot(db::Connection& connection, const service::Context& context, const QString& id)
{
    auto row = TRY(GroupSnapshots::find(connection, id));
    if (!row || (!context.admin && row->projectId != context.projectId))
        return fail(ErrorCode::NotFound, QStringLiteral("GroupSnapshot %1 could not be found.").arg(id.left(64)));
    return std::move(*row);
}

Result<std::vector<VolumeRow>> GroupStore::volumes(db::Connection& connection, const QString& groupId)
{
    return Volumes::select(connection, QStringLiteral("group_id = ?"), { groupId }, QStringLiteral("created_at, id"));
}

Result<QHash<QString, QStringList>> GroupStore::volumeIds(db::Connection& connection, const QStringList& groupIds)
{
    constexpr qsizetype atOnce = 500;      // of arguments: far below what either database takes
    QHash<QString, QStringList> found;
    for (qsizetype from = 0; from < groupIds.size(); from += atOnce) {
        const auto some = groupIds.mid(from, atOnce);
        const auto marks = QStringList(some.size(), QStringLiteral("?")).join(u',');
        auto rows = TRY(connection.query(QStringLiteral("SELECT group_id, id FROM volumes WHERE group_id IN (%1) ORDER BY created_at, id").arg(marks), QVariantList(some.begin(), some.end())));
        while (rows.next())
            found[rows.get<QString>(0)] << rows.get<QString>(1);
        TRY(rows.check());
    }
    return found;
}

Result<std::vector<SnapshotRow>> GroupStore::snapshots(db::Connection& connection, const QString& groupSnapshotId)
{
    return Snapshots::select(connection, QStringLiteral("group_snapshot_id = ?"), { groupSnapshotId }, QStringLiteral("created_at, id"));
}

Result<GroupTypeRow> GroupStore::findType(db::Connection& connection, const service::Context& context, const QString& nameOrId)
{
    auto row = TRY(GroupTypes::find(connection, nameOrId));
    if (!row)
        row = TRY(GroupTypes::findWhere(connection, QStringLiteral("name = ?"), { nameOrId }));
    if (!row || (!row->isPublic && !context.admin))
        return fail(ErrorCode::NotFound, QStringLiteral("Group type %1 could not be found.").arg(nameOrId.left(64)), QStringLiteral("group_type"));
    return std::move(*row);
}

Result<> GroupStore::requireType(const GroupRow& group, const std::optional<QString>& typeId)
{
    if (!typeId)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input received: volume_type must be provided when creating a volume in a group."), QStringLiteral("volume_type"));
    if (std::find(group.volumeTypes.begin(), group.volumeTypes.end(), *typeId) == group.volumeTypes.end())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input received: Invalid volume_type %1 provided for group %2. It must have one of the group's types.").arg(*typeId, group.id), QStringLiteral("volume_type"));
    return {};
}

Result<> GroupStore::requireAlone(const VolumeRow& volume)
{
    if (!volume.groupId)
        return {};
    return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Volume %1 belongs to group %2: take it out of the group first, or delete the group with its volumes.").arg(volume.id, *volume.groupId), QStringLiteral("group_id"));
}

Result<> GroupStore::requireAlone(const SnapshotRow& snapshot)
{
    if (!snapshot.groupSnapshotId)
        return {};
    return fail(ErrorCode::BadRequest, QStringLiteral("Invalid snapshot: Snapshot %1 belongs to group snapshot %2 and goes with it.").arg(snapshot.id, *snapshot.groupSnapshotId), QStringLiteral("group_snapshot_id"));
}

Result<> GroupStore::requireNotCopied(db::Connection& connection, const QString& column, const QString& id)
{
    if (TRY(Groups::count(connection, column + QStringLiteral(" = ? AND status = 'creating'"), { id })) > 0)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid group: A group is being made from %1. Try again when it is available.").arg(id), QStringLiteral("status"));
    return {};
}

} // namespace skylab::volume
