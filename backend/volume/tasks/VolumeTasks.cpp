#include "volume/tasks/VolumeTasks.h"

#include "image/ImageService.h"
#include "service/Chassis.h"
#include "volume/model/VolumeState.h"
#include "volume/tasks/BackupTasks.h"

#include <QDir>
#include <QFile>
#include <QLoggingCategory>

#include <set>

namespace skylab::volume {

namespace {
Q_LOGGING_CATEGORY(lcVolumeTasks, "skylab.volume")
} // namespace

void warn(const char* what, const QString& id, const Result<>& result)
{
    if (!result)
        qCWarning(lcVolumeTasks).noquote() << what << id << ':' << result.error().message;
}

using service::TaskContext;
using service::TaskStep;

// ---- what they share

Result<VolumeRow> VolumeTask::readVolume(TaskContext& context)
{
    return m_service.database().read([&](db::Connection& connection) { return VolumeService::find(connection, context.context(), context.row().resourceId); });
}

Result<> VolumeTask::changeVolume(TaskContext& context, const std::function<void(VolumeRow&)>& change)
{
    auto changed = m_service.change(context.context(), context.row().resourceId, [&](VolumeRow& row) -> Result<> {
        change(row);
        return {};
    });
    if (!changed && changed.error().code != ErrorCode::NotFound)
        return fail(changed.error());
    return {};
}

Progress VolumeTask::progressOf(TaskContext& context) const
{
    return { .report = [&context](double fraction) { context.setProgress(int(fraction * 95)); }, .cancelled = [&context] { return context.isCancelled() || context.isStopping(); } };
}

Result<> VolumeTask::copyFrom(const VolumeRow& volume, const std::function<Result<>(Source)>& copy) const
{
    if (volume.attachments.empty())
        return copy(Source::Idle);
    const auto& pause = m_service.serverHooks().whilePaused;
    std::function<Result<>()> work = [&] { return copy(Source::InUse); };
    if (m_service.driver().capabilities().onlineCopy != OnlineCopy::Quiet || !pause)
        return work();
    std::set<QString> servers;
    for (const auto& attachment : volume.attachments)
        servers.insert(attachment.serverId);
    // One around the other, so that all stand still while it is copied.
    for (const auto& serverId : servers)
        work = [&pause, serverId, inner = std::move(work)] { return pause(serverId, inner); };
    return work();
}

Result<VolumeTask::KeptImage> VolumeTask::keepImage(TaskContext& context, const QString& imageId)
{
    // That the user may use the image was settled when the work was asked for.
    auto& images = m_service.images();
    const auto key = QStringLiteral("kept_image");
    if (const auto image = images.file(context.context(), imageId)) {
        QJsonObject metadata;
        const auto told = VolumeService::metadataOf(*image);
        for (auto it = told.begin(); it != told.end(); ++it)
            metadata.insert(it.key(), it.value());
        // Noted first: what is kept can be found again.
        context.payload().insert(key, QJsonObject { { QStringLiteral("path"), image->path }, { QStringLiteral("disk_format"), image->diskFormat }, { QStringLiteral("metadata"), metadata } });
        TRY(context.save());
    } else if (!context.payload().contains(key)) {
        return fail(image.error());
    }
    TRY(images.keep(imageId, context.row().resourceId));
    const auto noted = context.payload().value(key).toObject();
    KeptImage kept { noted.value(u"path").toString(), sdk::qemuFormat(noted.value(u"disk_format").toString()), {} };
    const auto metadata = noted.value(u"metadata").toObject();
    for (auto it = metadata.begin(); it != metadata.end(); ++it)
        kept.metadata.insert(it.key(), it.value().toString());
    return kept;
}

void VolumeTask::releaseImage(TaskContext& context, const QString& imageId)
{
    if (!imageId.isEmpty())
        warn("Image", imageId, m_service.images().release(imageId, context.row().resourceId));
}

// ---- create

std::vector<TaskStep> CreateVolume::steps()
{
    return {
        { QStringLiteral("Make the volume"), [this](TaskContext& context) { return makeData(context); },
          [this](TaskContext& context) {
              warn("Removing volume", context.row().resourceId, m_service.driver().remove(context.row().resourceId));
              releaseSource(context);
          } },
        { QStringLiteral("Make it available"), [this](TaskContext& context) -> Result<> {
            releaseSource(context);
            TRY(releaseBackup(context));
            return changeVolume(context, state::created);
        } },
    };
}

/// The backup that it was made from may be used again.
Result<> CreateVolume::releaseBackup(TaskContext& context)
{
    const auto row = readVolume(context);
    if (!row || row->backupId.isEmpty())
        return {};      // deleted by force meanwhile, or made of something else
    return RestoreBackup(m_service).release(context, row->backupId);
}

void CreateVolume::releaseSource(TaskContext& context)
{
    if (const auto row = readVolume(context))
        releaseImage(context, row->imageId);
}

Result<> CreateVolume::makeFromImage(TaskContext& context, const VolumeRow& row)
{
    const auto image = TRY(keepImage(context, row.imageId));
    TRY(changeVolume(context, state::downloading));
    return m_service.driver().createFromFile(row.id, row.size, image.path, image.diskFormat, progressOf(context));
}

Result<> CreateVolume::makeData(TaskContext& context)
{
    const auto row = TRY(readVolume(context));
    TRY(m_service.requirePool(row));
    TRY(copySource(context, row));
    return m_service.settleProvisioning(row);
}

Result<> CreateVolume::copySource(TaskContext& context, const VolumeRow& row)
{
    auto& driver = m_service.driver();
    if (!row.imageId.isEmpty())
        return makeFromImage(context, row);
    if (!row.backupId.isEmpty()) {
        TRY(driver.create(row.id, row.size));
        return RestoreBackup(m_service).write(context, row.backupId, row);
    }
    if (row.snapshotId)
        return driver.createFromSnapshot(row.id, *row.snapshotId, row.size, progressOf(context));
    if (!row.sourceVolid)
        return driver.create(row.id, row.size);
    const auto source = TRY(m_service.database().read([&](db::Connection& connection) { return VolumeService::find(connection, context.context(), *row.sourceVolid); }));
    return copyFrom(source, [&](Source use) { return driver.clone(row.id, source.id, row.size, use, progressOf(context)); });
}

void CreateVolume::failed(TaskContext& context, const Error& error)
{
    warn("Backup of volume", context.row().resourceId, releaseBackup(context));
    const auto row = readVolume(context);
    using namespace message;
    const bool noRoom = error.code == ErrorCode::NoSpace || error.code == ErrorCode::NoValidHost;
    const auto event = noRoom ? Event { message::volume, action::schedule, detail::noBackend }
        : row && !row->imageId.isEmpty() ? Event { message::volume, action::download, detail::notCreated }
        : row && !row->backupId.isEmpty() ? Event { message::volume, action::restoreBackup, detail::backupNotRestored } : Event { message::volume, action::create, detail::notCreated };
    m_service.tellUsers(context.context(), event, context.row().resourceId, error);
    warn("Volume", context.row().resourceId, changeVolume(context, [&](VolumeRow& row) { state::failed(row, state::error, error.message); }));
}

// ---- delete

std::vector<TaskStep> DeleteVolume::steps()
{
    return {
        { QStringLiteral("Remove its snapshots"), [this](TaskContext& context) { return removeSnapshots(context); } },
        { QStringLiteral("Remove the data"), [this](TaskContext& context) { return m_service.driver().remove(context.row().resourceId); } },
        { QStringLiteral("Remove the volume"), [this](TaskContext& context) { return removeRow(context); } },
    };
}

Result<std::vector<SnapshotRow>> DeleteVolume::snapshots(const TaskContext& context) const
{
    return m_service.database().read([&](db::Connection& connection) { return Snapshots::select(connection, QStringLiteral("volume_id = ?"), { context.row().resourceId }); });
}

Result<> DeleteVolume::removeSnapshots(TaskContext& context)
{
    for (const auto& snapshot : TRY(snapshots(context))) {
        TRY(m_service.driver().removeSnapshot(snapshot.id));
        TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
            TRY(Snapshots::remove(transaction, snapshot.id));
            return m_service.announce(transaction, context.context(), "delete", snapshot);
        }));
    }
    return {};
}

Result<> DeleteVolume::removeRow(TaskContext& context)
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(Volumes::find(transaction, context.row().resourceId));
        if (!row)
            return {};
        TRY(transaction.execute(QStringLiteral("DELETE FROM attachments WHERE volume_id = ?"), row->id));
        TRY(transaction.execute(QStringLiteral("DELETE FROM transfers WHERE volume_id = ?"), row->id));
        TRY(Volumes::remove(transaction, row->id));
        return m_service.announce(transaction, context.context(), "delete", *row);
    });
}

void DeleteVolume::failed(TaskContext& context, const Error& error)
{
    warn("Volume", context.row().resourceId, changeVolume(context, [&](VolumeRow& row) { state::failed(row, state::errorDeleting, error.message); }));
    warn("Snapshots of volume", context.row().resourceId, m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        for (auto& snapshot : TRY(Snapshots::select(transaction, QStringLiteral("volume_id = ?"), { context.row().resourceId }))) {
            snapshot.status = QStringLiteral("error_deleting");
            TRY(Snapshots::update(transaction, snapshot));
            TRY(m_service.announce(transaction, context.context(), "update", snapshot));
        }
        return {};
    }));
}

// ---- extend

std::vector<TaskStep> ExtendVolume::steps()
{
    return {
        { .name = QStringLiteral("Extend the volume"), .run = [this](TaskContext& context) -> Result<> {
            const auto row = TRY(readVolume(context));
            if (!row.attachments.empty() && m_service.driver().capabilities().hypervisorExtends)
                return {};
            return m_service.driver().extend(row.id, context.payload().value(QStringLiteral("size")).toInteger());
        }, .irreversible = true },
        // Named as Nova names this event of the instance action: clients wait for it.
        { QStringLiteral("compute_extend_volume"), [this](TaskContext& context) { return extendInServers(context); } },
        { QStringLiteral("Note the new size"), [this](TaskContext& context) {
            const auto size = int(context.payload().value(QStringLiteral("size")).toInteger());
            return changeVolume(context, [size](VolumeRow& row) { state::extended(row, size); });
        } },
    };
}

Result<> ExtendVolume::extendInServers(TaskContext& context)
{
    const auto row = TRY(readVolume(context));
    const auto& hooks = m_service.serverHooks();
    if (!row.attachments.empty() && !hooks.extendVolume)
        return fail(ErrorCode::Conflict, QStringLiteral("An attached volume can't be extended here: detach it first."));
    const auto size = context.payload().value(QStringLiteral("size")).toInteger();
    for (const auto& attachment : row.attachments) {
        if (hooks.noteExtend)
            TRY(hooks.noteExtend(context.context(), attachment.serverId, context.row().id));
        TRY(hooks.extendVolume(attachment.serverId, row.id, size * bytesPerGiB));
    }
    // Servers that don't run grow nothing, and one that held the volume when the task began may be gone.
    auto& driver = m_service.driver();
    if (TRY(driver.connection(row.id)).sizeBytes < size * bytesPerGiB)
        return driver.extend(row.id, size);
    return {};
}

void ExtendVolume::failed(TaskContext& context, const Error& error)
{
    const auto row = readVolume(context);
    const auto why = row && !row->attachments.empty() ? message::detail::serverRefused : message::detail::notExtended;
    m_service.tellUsers(context.context(), { message::volume, message::action::extend, why }, context.row().resourceId, error);
    // The data is as it was: an attached volume goes on, a free one is shown with the reason, as Cinder does.
    warn("Volume", context.row().resourceId, changeVolume(context, [&](VolumeRow& row) {
        if (row.attachments.empty())
            state::failed(row, state::errorExtending, error.message);
        else
            state::restore(row);
    }));
}

// ---- upload to an image

QString UploadVolume::temporaryFile(const TaskContext& context) const
{
    return m_service.chassis().path(QStringLiteral("volumes/upload-%1").arg(context.row().id));
}

QJsonObject UploadVolume::payloadOf(const image::ImageRequest& image, const QString& owner)
{
    return { { QStringLiteral("image_id"), image.id }, { QStringLiteral("disk_format"), image.diskFormat }, { QStringLiteral("container_format"), image.containerFormat },
             { QStringLiteral("image_name"), image.name }, { QStringLiteral("visibility"), image.visibility }, { QStringLiteral("min_disk"), image.minDiskGiB },
             { QStringLiteral("protected"), image.isProtected }, { QStringLiteral("owner"), owner } };
}

Result<> UploadVolume::makeImage(TaskContext& context)
{
    const auto made = QStringLiteral("image_made");
    const auto& payload = context.payload();
    if (payload.value(made).toBool() || !payload.contains(u"owner"))      // without: of an earlier version, which had made it
        return {};
    const auto text = [&](const char* key) { return payload.value(QLatin1String(key)).toString(); };
    auto asker = context.context();
    asker.projectId = text("owner");
    TRY(m_service.images().createQueued(asker, { .id = text("image_id"), .name = text("image_name"), .diskFormat = text("disk_format"), .containerFormat = text("container_format"),
        .visibility = text("visibility"), .minDiskGiB = payload.value(u"min_disk").toInt(), .isProtected = payload.value(u"protected").toBool() }));
    context.payload().insert(made, true);
    return context.save();
}

Result<> UploadVolume::copyVolume(TaskContext& context)
{
    const auto row = TRY(readVolume(context));
    // The folder is the file driver's; with another driver nobody has made it yet.
    if (const auto folder = m_service.chassis().path(QStringLiteral("volumes")); !QDir().mkpath(folder))
        return fail(ErrorCode::Forbidden, QStringLiteral("The folder %1 for the copy can't be made.").arg(folder));
    QFile::remove(temporaryFile(context));      // of a run that was cut off
    return copyFrom(row, [&](Source use) {
        return m_service.driver().copyToFile(row.id, temporaryFile(context), context.payloadString(QStringLiteral("disk_format")), use, progressOf(context));
    });
}

std::vector<TaskStep> UploadVolume::steps()
{
    return {
        { QStringLiteral("Copy the volume"),
          [this](TaskContext& context) -> Result<> {
              TRY(makeImage(context));
              return copyVolume(context);
          },
          [this](TaskContext& context) { QFile::remove(temporaryFile(context)); } },
        { .name = QStringLiteral("Give the image its data"), .run = [this](TaskContext& context) -> Result<> {
              if (!QFile::exists(temporaryFile(context)))
                  return {};      // imported before the process died
              return m_service.images().importFile(context.context(), context.payloadString(QStringLiteral("image_id")), temporaryFile(context), [&](qint64, qint64) -> Result<> {
                  return context.isCancelled() || context.isStopping() ? fail(ErrorCode::Cancelled, QStringLiteral("Cancelled by the user.")) : Result<>();
              });
          }, .irreversible = true },
        { QStringLiteral("Release the volume"), [this](TaskContext& context) -> Result<> {
              QFile::remove(temporaryFile(context));
              return changeVolume(context, state::restore);
          } },
    };
}

void UploadVolume::failed(TaskContext& context, const Error& error)
{
    const auto imageId = context.payloadString(QStringLiteral("image_id"));
    m_service.tellUsers(context.context(), { message::volume, message::action::upload, message::detail::notUploaded }, context.row().resourceId, error);
    warn("Image", imageId, m_service.images().fail(context.context(), imageId, error.message));
    warn("Volume", context.row().resourceId, changeVolume(context, state::restore));
}

// ---- snapshots

namespace {

Result<> changeSnapshot(VolumeService& service, TaskContext& context, const std::function<void(SnapshotRow&)>& change)
{
    return service.database().write([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(Snapshots::find(transaction, context.row().resourceId));
        if (!row)
            return {};
        change(*row);
        row->updatedAt = Clock::now();
        TRY(Snapshots::update(transaction, *row));
        return service.announce(transaction, context.context(), "update", *row);
    });
}

} // namespace

std::vector<TaskStep> CreateSnapshot::steps()
{
    return {
        { QStringLiteral("Copy the volume"),
          [this](TaskContext& context) -> Result<> {
              const auto snapshot = TRY(m_service.database().read([&](db::Connection& connection) { return VolumeService::findSnapshot(connection, context.context(), context.row().resourceId); }));
              const auto volume = TRY(m_service.database().read([&](db::Connection& connection) { return VolumeService::find(connection, context.context(), snapshot.volumeId); }));
              return copyFrom(volume, [&](Source use) { return m_service.driver().createSnapshot(snapshot.id, volume.id, use, progressOf(context)); });
          },
          [this](TaskContext& context) { warn("Removing snapshot", context.row().resourceId, m_service.driver().removeSnapshot(context.row().resourceId)); } },
        { QStringLiteral("Make it available"), [this](TaskContext& context) {
            return changeSnapshot(m_service, context, [](SnapshotRow& row) {
                row.status = QStringLiteral("available");
                row.progress = QStringLiteral("100%");
            });
        } },
    };
}

void CreateSnapshot::failed(TaskContext& context, const Error& error)
{
    m_service.tellUsers(context.context(), { message::snapshot, message::action::createSnapshot, message::detail::snapshotNotCreated }, context.row().resourceId, error);
    warn("Snapshot", context.row().resourceId, changeSnapshot(m_service, context, [](SnapshotRow& row) { row.status = QStringLiteral("error"); }));
}

std::vector<TaskStep> DeleteSnapshot::steps()
{
    return {
        { QStringLiteral("Remove the data"), [this](TaskContext& context) { return m_service.driver().removeSnapshot(context.row().resourceId); } },
        { QStringLiteral("Remove the snapshot"), [this](TaskContext& context) {
            return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
                const auto row = TRY(Snapshots::find(transaction, context.row().resourceId));
                if (!row)
                    return {};
                TRY(Snapshots::remove(transaction, row->id));
                return m_service.announce(transaction, context.context(), "delete", *row);
            });
        } },
    };
}

void DeleteSnapshot::failed(TaskContext& context, const Error& error)
{
    m_service.tellUsers(context.context(), { message::snapshot, message::action::deleteSnapshot, message::detail::snapshotNotDeleted }, context.row().resourceId, error);
    warn("Snapshot", context.row().resourceId, changeSnapshot(m_service, context, [](SnapshotRow& row) { row.status = QStringLiteral("error_deleting"); }));
}

} // namespace skylab::volume
