#include "volume/tasks/GroupTasks.h"

#include "service/Chassis.h"
#include "volume/model/VolumeState.h"
#include "volume/store/GroupStore.h"

#include <QLoggingCategory>

namespace skylab::volume {

using service::TaskContext;
using service::TaskStep;

namespace {

Q_LOGGING_CATEGORY(lcGroup, "skylab.volume.group")

const QString error = QStringLiteral("error");
const QString errorDeleting = QStringLiteral("error_deleting");

/// Puts a group into another status; one that is gone meanwhile is no error.
Result<> changeGroup(VolumeService& service, TaskContext& context, const QString& status, const QString& fault = {})
{
    return service.database().write([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(Groups::find(transaction, context.row().resourceId));
        if (!row)
            return {};
        row->status = status;
        row->fault = fault;
        row->updatedAt = Clock::now();
        TRY(Groups::update(transaction, *row));
        return service.announce(transaction, context.context(), "update", *row);
    });
}

/// The same for a group snapshot, with those of its snapshots that are in the status `from`.
Result<> changeGroupSnapshot(VolumeService& service, TaskContext& context, const QString& from, const QString& status)
{
    return service.database().write([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(GroupSnapshots::find(transaction, context.row().resourceId));
        if (!row)
            return {};
        for (auto& snapshot : TRY(GroupStore::snapshots(transaction, row->id))) {
            if (snapshot.status != from)
                continue;
            snapshot.status = status;
            snapshot.updatedAt = Clock::now();
            TRY(Snapshots::update(transaction, snapshot));
            TRY(service.announce(transaction, context.context(), "update", snapshot));
        }
        row->status = status;
        row->updatedAt = Clock::now();
        TRY(GroupSnapshots::update(transaction, *row));
        return service.announce(transaction, context.context(), "update", *row);
    });
}

Result<std::vector<VolumeRow>> volumesOf(VolumeService& service, const TaskContext& context)
{
    return service.database().read([&](db::Connection& connection) { return GroupStore::volumes(connection, context.row().resourceId); });
}

Result<std::vector<SnapshotRow>> snapshotsOf(VolumeService& service, const TaskContext& context)
{
    return service.database().read([&](db::Connection& connection) { return GroupStore::snapshots(connection, context.row().resourceId); });
}

} // namespace

// ---- a group from a source

std::vector<TaskStep> CreateGroup::steps()
{
    return {
        // Irreversible, since each volume can be used as soon as it is made.
        { .name = QStringLiteral("Make the volumes"), .run = [this](TaskContext& context) { return makeVolumes(context); }, .undo = [this](TaskContext& context) { removeUnfinished(context); }, .irreversible = true },
        { QStringLiteral("Make the group available"), [this](TaskContext& context) { return changeGroup(m_service, context, state::available); } },
    };
}

Result<> CreateGroup::makeVolumes(TaskContext& context)
{
    const auto volumes = TRY(volumesOf(m_service, context));
    for (const auto& volume : volumes) {
        if (!state::isBeingMade(volume))
            continue;
        TRY(m_service.requirePool(volume));
        if (volume.snapshotId) {
            TRY(m_service.driver().createFromSnapshot(volume.id, *volume.snapshotId, volume.size, progressOf(context)));
        } else {
            const auto source = TRY(m_service.database().read([&](db::Connection& connection) { return VolumeService::find(connection, context.context(), volume.sourceVolid.value_or(QString())); }));
            TRY(copyFrom(source, [&](Source use) { return m_service.driver().clone(volume.id, source.id, volume.size, use, progressOf(context)); }));
        }
        TRY(m_service.settleProvisioning(volume));
        TRY(m_service.change(context.context(), volume.id, [](VolumeRow& row) -> Result<> {
            state::created(row);
            return {};
        }));
    }
    return {};
}

Result<> CreateGroup::failUnfinished(TaskContext& context, const Error& why)
{
    const auto detail = why.code == ErrorCode::NoValidHost ? message::detail::noBackend : message::detail::notCreated;
    const auto volumes = TRY(volumesOf(m_service, context));
    for (const auto& volume : volumes) {
        if (!state::isBeingMade(volume))
            continue;
        TRY(m_service.change(context.context(), volume.id, [&](VolumeRow& row) -> Result<> {
            state::failed(row, state::error, why.message);
            return {};
        }));
        m_service.tellUsers(context.context(), { message::volume, message::action::create, detail }, volume.id, why);
    }
    return {};
}

void CreateGroup::removeUnfinished(TaskContext& context)
{
    const auto volumes = volumesOf(m_service, context);
    if (!volumes)
        return warn("Volumes of group", context.row().resourceId, fail(volumes.error()));
    for (const auto& volume : *volumes)
        if (state::isBeingMade(volume))
            warn("Removing volume", volume.id, m_service.driver().remove(volume.id));
}

void CreateGroup::failed(TaskContext& context, const Error& why)
{
    warn("Volumes of group", context.row().resourceId, failUnfinished(context, why));
    warn("Group", context.row().resourceId, changeGroup(m_service, context, error, why.message));
}

// ---- delete a group

std::vector<TaskStep> DeleteGroup::steps()
{
    return {
        { QStringLiteral("Remove the volumes"), [this](TaskContext& context) { return removeVolumes(context); } },
        { QStringLiteral("Remove the group"), [this](TaskContext& context) {
            return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
                const auto row = TRY(Groups::find(transaction, context.row().resourceId));
                if (!row)
                    return {};
                TRY(Groups::remove(transaction, row->id));
                return m_service.announce(transaction, context.context(), "delete", *row);
            });
        } },
    };
}

Result<> DeleteGroup::removeVolumes(TaskContext& context)
{
    const auto volumes = TRY(volumesOf(m_service, context));
    for (const auto& volume : volumes) {
        TRY(m_service.driver().remove(volume.id));
        TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
            TRY(transaction.execute(QStringLiteral("DELETE FROM attachments WHERE volume_id = ?"), volume.id));
            TRY(transaction.execute(QStringLiteral("DELETE FROM transfers WHERE volume_id = ?"), volume.id));
            TRY(Volumes::remove(transaction, volume.id));
            return m_service.announce(transaction, context.context(), "delete", volume);
        }));
    }
    return {};
}

void DeleteGroup::failed(TaskContext& context, const Error& why)
{
    const auto volumes = volumesOf(m_service, context);
    if (volumes)
        for (const auto& volume : *volumes) {
            const auto changed = m_service.change(context.context(), volume.id, [&](VolumeRow& row) -> Result<> {
                state::failed(row, state::errorDeleting, why.message);
                return {};
            });
            warn("Volume", volume.id, changed ? Result<>() : fail(changed.error()));
        }
    warn("Group", context.row().resourceId, changeGroup(m_service, context, errorDeleting, why.message));
}

// ---- snapshot a group

std::vector<TaskStep> CreateGroupSnapshot::steps()
{
    return {
        { QStringLiteral("Copy the volumes"), [this](TaskContext& context) { return copyVolumes(context); }, [this](TaskContext& context) { removeUnfinished(context); } },
        { QStringLiteral("Make the snapshots available"), [this](TaskContext& context) { return changeGroupSnapshot(m_service, context, QStringLiteral("creating"), state::available); } },
    };
}

Result<> CreateGroupSnapshot::copyVolumes(TaskContext& context)
{
    const auto snapshots = TRY(snapshotsOf(m_service, context));
    for (const auto& snapshot : snapshots) {
        const auto volume = TRY(m_service.database().read([&](db::Connection& connection) { return VolumeService::find(connection, context.context(), snapshot.volumeId); }));
        TRY(copyFrom(volume, [&](Source use) { return m_service.driver().createSnapshot(snapshot.id, volume.id, use, progressOf(context)); }));
        TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
            auto row = snapshot;
            row.progress = QStringLiteral("100%");
            TRY(Snapshots::update(transaction, row));
            return {};
        }));
    }
    return {};
}

void CreateGroupSnapshot::removeUnfinished(TaskContext& context)
{
    const auto snapshots = snapshotsOf(m_service, context);
    if (!snapshots)
        return warn("Snapshots of group snapshot", context.row().resourceId, fail(snapshots.error()));
    for (const auto& snapshot : *snapshots)
        if (snapshot.status == u"creating")
            warn("Removing snapshot", snapshot.id, m_service.driver().removeSnapshot(snapshot.id));
}

void CreateGroupSnapshot::failed(TaskContext& context, const Error& why)
{
    qCWarning(lcGroup).noquote() << "Group snapshot" << context.row().resourceId << "failed:" << why.message;
    warn("Group snapshot", context.row().resourceId, changeGroupSnapshot(m_service, context, QStringLiteral("creating"), error));
}

// ---- delete a group snapshot

std::vector<TaskStep> DeleteGroupSnapshot::steps()
{
    return {
        { QStringLiteral("Remove the snapshots"), [this](TaskContext& context) { return removeSnapshots(context); } },
        { QStringLiteral("Remove the group snapshot"), [this](TaskContext& context) {
            return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
                const auto row = TRY(GroupSnapshots::find(transaction, context.row().resourceId));
                if (!row)
                    return {};
                TRY(GroupSnapshots::remove(transaction, row->id));
                return m_service.announce(transaction, context.context(), "delete", *row);
            });
        } },
    };
}

Result<> DeleteGroupSnapshot::removeSnapshots(TaskContext& context)
{
    const auto snapshots = TRY(snapshotsOf(m_service, context));
    for (const auto& snapshot : snapshots) {
        TRY(m_service.driver().removeSnapshot(snapshot.id));
        TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
            TRY(Snapshots::remove(transaction, snapshot.id));
            return m_service.announce(transaction, context.context(), "delete", snapshot);
        }));
    }
    return {};
}

void DeleteGroupSnapshot::failed(TaskContext& context, const Error& why)
{
    qCWarning(lcGroup).noquote() << "Group snapshot" << context.row().resourceId << "can't be deleted:" << why.message;
    warn("Group snapshot", context.row().resourceId, changeGroupSnapshot(m_service, context, QStringLiteral("deleting"), errorDeleting));
}

} // namespace skylab::volume
