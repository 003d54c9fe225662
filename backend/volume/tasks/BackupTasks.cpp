#include "volume/tasks/BackupTasks.h"

#include "service/Chassis.h"
#include "volume/model/VolumeState.h"

#include <QLoggingCategory>

namespace skylab::volume {

using service::TaskContext;
using service::TaskStep;

namespace {

QJsonObject jsonOf(const sdk::StringMap& map)
{
    QJsonObject json;
    for (auto it = map.begin(); it != map.end(); ++it)
        json.insert(it.key(), it.value());
    return json;
}

sdk::StringMap mapOf(const QJsonValue& json)
{
    sdk::StringMap map;
    const auto object = json.toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
        map.insert(it.key(), it.value().toString());
    return map;
}

} // namespace

// ---- what they share

Result<BackupVault> BackupTask::vault(const TaskContext& context) const { return BackupVault(*TRY(m_service.objects()), context.context()); }

Result<BackupRow> BackupTask::readBackup(const TaskContext& context, const QString& id) const
{
    return m_service.database().read([&](db::Connection& connection) { return VolumeService::findBackup(connection, context.context(), id); });
}

Result<> BackupTask::changeBackup(const TaskContext& context, const QString& id, const std::function<void(BackupRow&)>& change) const
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(Backups::find(transaction, id));
        if (!row)
            return {};
        return m_service.changeBackup(transaction, context.context(), *row, change);
    });
}

// ---- create

std::vector<TaskStep> CreateBackup::steps()
{
    return {
        { QStringLiteral("Copy the data"), [this](TaskContext& context) { return copyData(context); },
          [this](TaskContext& context) {
              const auto backup = readBackup(context, context.row().resourceId);
              auto store = vault(context);
              if (backup && store)
                  warn("Removing objects of backup", backup->id, store->erase(*backup));
          } },
        { QStringLiteral("Make it available"), [this](TaskContext& context) -> Result<> {
            const auto backup = TRY(readBackup(context, context.row().resourceId));
            TRY(release(context, backup));
            return changeBackup(context, backup.id, [&](BackupRow& row) {
                row.status = state::available;
                row.objectCount = context.payload().value(QStringLiteral("objects")).toInt();
            });
        } },
    };
}

Result<std::unique_ptr<DiskReader>> CreateBackup::openSource(TaskContext& context, const BackupRow& backup, const VolumeRow& volume) const
{
    const Progress watching { .cancelled = [&context] { return context.isCancelled() || context.isStopping(); } };
    if (backup.snapshotId)
        return m_service.driver().openReader(Owned::Kind::Snapshot, *backup.snapshotId, Source::Idle, watching);
    std::unique_ptr<DiskReader> reader;
    TRY(copyFrom(volume, [&](Source use) -> Result<> {
        reader = TRY(m_service.driver().openReader(Owned::Kind::Volume, volume.id, use, watching));
        return {};
    }));
    return reader;
}

Result<> CreateBackup::copyData(TaskContext& context)
{
    const auto backup = TRY(readBackup(context, context.row().resourceId));
    const auto volume = TRY(m_service.database().read([&](db::Connection& connection) { return VolumeService::find(connection, context.context(), backup.volumeId); }));
    std::optional<BackupRow> parent;
    if (backup.parentId)
        parent = TRY(readBackup(context, *backup.parentId));
    QJsonObject about { { QStringLiteral("bootable"), volume.bootable }, { QStringLiteral("volume_name"), volume.name } };
    about.insert(QStringLiteral("metadata"), jsonOf(volume.metadata));
    if (volume.imageMetadata)
        about.insert(QStringLiteral("image_metadata"), jsonOf(*volume.imageMetadata));
    const auto reader = TRY(openSource(context, backup, volume));
    auto store = TRY(vault(context));
    context.payload().insert(QStringLiteral("objects"), TRY(store.save(backup, parent ? &*parent : nullptr, *reader, about, progressOf(context))));
    return {};
}

Result<> CreateBackup::release(const TaskContext& context, const BackupRow& backup) const
{
    if (!backup.snapshotId) {
        auto changed = m_service.change(context.context(), backup.volumeId, [](VolumeRow& volume) -> Result<> {
            if (volume.status == state::backingUp)
                state::restore(volume);
            return {};
        });
        return changed || changed.error().code == ErrorCode::NotFound ? Result<>() : Result<>(fail(changed.error()));
    }
    return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        auto snapshot = TRY(Snapshots::find(transaction, *backup.snapshotId));
        if (!snapshot || snapshot->status != state::backingUp)
            return {};
        snapshot->status = state::available;
        snapshot->updatedAt = Clock::now();
        TRY(Snapshots::update(transaction, *snapshot));
        return m_service.announce(transaction, context.context(), "update", *snapshot);
    });
}

void CreateBackup::failed(TaskContext& context, const Error& error)
{
    const auto id = context.row().resourceId;
    if (const auto backup = readBackup(context, id))
        warn("Source of backup", id, release(context, *backup));
    warn("Backup", id, changeBackup(context, id, [&](BackupRow& row) {
        row.status = state::error;
        row.failReason = error.message.left(255);
    }));
    m_service.tellUsers(context.context(), { message::backup, message::action::createBackup, message::detail::backupNotCreated }, id, error);
}

// ---- restore

std::vector<TaskStep> RestoreBackup::steps()
{
    return {
        { .name = QStringLiteral("Write the data"), .run = [this](TaskContext& context) -> Result<> {
            return write(context, context.payloadString(QStringLiteral("backup_id")), TRY(readVolume(context)));
        }, .irreversible = true },
        { QStringLiteral("Make it available"), [this](TaskContext& context) -> Result<> {
            TRY(changeVolume(context, state::restore));
            return release(context, context.payloadString(QStringLiteral("backup_id")));
        } },
    };
}

Result<> RestoreBackup::write(TaskContext& context, const QString& backupId, const VolumeRow& volume)
{
    const auto backup = TRY(readBackup(context, backupId));
    auto store = TRY(vault(context));
    const auto manifest = TRY(store.manifest(backup));
    const auto writer = TRY(m_service.driver().openWriter(volume.id));
    TRY(store.restore(backup, manifest, *writer, volume.size * bytesPerGiB, progressOf(context)));
    return changeVolume(context, [&](VolumeRow& row) {
        row.bootable = manifest.about.value(QStringLiteral("bootable")).toString(row.bootable);
        row.metadata.insert(mapOf(manifest.about.value(QStringLiteral("metadata"))));
        if (const auto image = mapOf(manifest.about.value(QStringLiteral("image_metadata"))); !image.isEmpty())
            row.imageMetadata = image;
    });
}

Result<> RestoreBackup::release(const TaskContext& context, const QString& backupId) const
{
    return changeBackup(context, backupId, [](BackupRow& row) {
        if (row.status != u"restoring")
            return;
        row.status = state::available;
        row.restoreVolumeId.clear();
    });
}

void RestoreBackup::failed(TaskContext& context, const Error& error)
{
    // The data of the volume are as they were: content is put in place at once or not at all.
    warn("Volume", context.row().resourceId, changeVolume(context, [&](VolumeRow& row) { state::failed(row, state::errorRestoring, error.message); }));
    const auto backupId = context.payloadString(QStringLiteral("backup_id"));
    warn("Backup", backupId, release(context, backupId));
    m_service.tellUsers(context.context(), { message::backup, message::action::restoreBackup, message::detail::backupNotRestored }, backupId, error);
}

// ---- delete

std::vector<TaskStep> DeleteBackup::steps()
{
    return {
        { QStringLiteral("Remove the objects"), [this](TaskContext& context) -> Result<> {
            const auto backup = readBackup(context, context.row().resourceId);
            if (!backup && backup.error().code == ErrorCode::NotFound)
                return {};
            if (!backup)
                return fail(backup.error());
            const auto shared = TRY(m_service.database().read([&](db::Connection& connection) { return Backups::count(connection, QStringLiteral("prefix = ? AND container = ? AND data_project_id = ? AND id <> ?"), { backup->prefix, backup->container.value_or(QString()), backup->dataProjectId, backup->id }); }));
            if (shared > 0 || backup->prefix.isEmpty())
                return {};
            auto store = TRY(vault(context));
            return store.erase(*backup);
        } },
        { QStringLiteral("Remove the backup"), [this](TaskContext& context) {
            return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
                const auto row = TRY(Backups::find(transaction, context.row().resourceId));
                if (!row)
                    return {};
                TRY(Backups::remove(transaction, row->id));
                return m_service.announce(transaction, context.context(), "delete", *row);
            });
        } },
    };
}

void DeleteBackup::failed(TaskContext& context, const Error& error)
{
    const auto id = context.row().resourceId;
    warn("Backup", id, changeBackup(context, id, [&](BackupRow& row) {
        row.status = state::errorDeleting;
        row.failReason = error.message.left(255);
    }));
    m_service.tellUsers(context.context(), { message::backup, message::action::deleteBackup, message::detail::backupNotDeleted }, id, error);
}

// ---- import

std::vector<TaskStep> ImportBackup::steps()
{
    return {
        { QStringLiteral("Look whether the data are there"), [this](TaskContext& context) -> Result<> {
            const auto backup = TRY(readBackup(context, context.row().resourceId));
            auto store = TRY(vault(context));
            const auto manifest = TRY(store.manifest(backup));
            if (manifest.sizeBytes > backup.size * bytesPerGiB)
                return fail(ErrorCode::Conflict, QStringLiteral("The record tells of a backup of %1 GiB, but its data are of a larger volume.").arg(backup.size));
            return {};
        } },
        { QStringLiteral("Make it available"), [this](TaskContext& context) { return changeBackup(context, context.row().resourceId, [](BackupRow& row) { row.status = state::available; }); } },
    };
}

void ImportBackup::failed(TaskContext& context, const Error& error)
{
    warn("Backup", context.row().resourceId, changeBackup(context, context.row().resourceId, [&](BackupRow& row) {
        row.status = state::error;
        row.failReason = error.message.left(255);
    }));
}

} // namespace skylab::volume
