#pragma once

#include "service/Context.h"
#include "volume/store/VolumeRows.h"

#include <QHash>

namespace skylab::volume {

/// What is asked of groups and of what is in them. Another project's are not found.
class GroupStore {
public:
    static Result<GroupRow> find(db::Connection& connection, const service::Context& context, const QString& id);
    static Result<GroupSnapshotRow> findSnapshot(db::Connection& connection, const service::Context& context, const QString& id);
    static Result<std::vector<VolumeRow>> volumes(db::Connection& connection, const QString& groupId);
    /// Which volumes each group holds, oldest first; by one statement for each 500 groups.
    static Result<QHash<QString, QStringList>> volumeIds(db::Connection& connection, const QStringList& groupIds);
    static Result<std::vector<SnapshotRow>> snapshots(db::Connection& connection, const QString& groupSnapshotId);
    /// By id or name; private ones are for administrators.
    static Result<GroupTypeRow> findType(db::Connection& connection, const service::Context& context, const QString& nameOrId);

    /// BadRequest: a volume of this type can't be made in the group, or joins it only with another type.
    static Result<> requireType(const GroupRow& group, const std::optional<QString>& typeId);
    /// BadRequest for what goes only with its whole group.
    static Result<> requireAlone(const VolumeRow& volume);
    static Result<> requireAlone(const SnapshotRow& snapshot);
    /// BadRequest while another group is being made from the group or the group snapshot.
    static Result<> requireNotCopied(db::Connection& connection, const QString& column, const QString& id);
};

} // namespace skylab::volume
