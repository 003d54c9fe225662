// Images from servers, and servers made anew from images.
#include "compute/ComputeService.h"
#include "compute/tasks/ServerTasks.h"
#include "service/Chassis.h"

#include <QFile>

namespace skylab::compute {

using service::TaskContext;
using service::TaskStep;

namespace {
constexpr std::chrono::hours copyDeadline { 6 };
} // namespace

QString CreateImage::fileOf(const TaskContext& context) const
{
    return m_service.files().file(context.row().resourceId, QStringLiteral("snapshot-") + context.row().id);
}

std::vector<TaskStep> CreateImage::steps()
{
    return {
        { QStringLiteral("Copy the disk"), [this](TaskContext& context) { return copyDisk(context); }, [this](TaskContext& context) { QFile::remove(fileOf(context)); } },
        { QStringLiteral("Upload the image"),
          [this](TaskContext& context) -> Result<> {
              TRY(changeServer(context, [](ServerRow& row) { state::enterTask(row, QStringLiteral("image_uploading")); }));
              return m_service.images().importFile(context.context(), context.payloadString(QStringLiteral("image_id")), fileOf(context), cancelledOf(context));
          } },
        { QStringLiteral("Note the state"),
          [this](TaskContext& context) -> Result<> {
              QFile::remove(fileOf(context));
              return settleFromDriver(context);
          } },
        { QStringLiteral("Remove old backups"), [this](TaskContext& context) { return rotate(context); } },
    };
}

Result<> CreateImage::rotate(TaskContext& context)
{
    if (!context.payload().contains(QStringLiteral("rotation")))
        return {};
    auto owner = context.context();
    owner.projectId = context.row().projectId;
    const auto backups = TRY(m_service.images().withProperties(owner,
        { { QStringLiteral("image_type"), QStringLiteral("backup") }, { QStringLiteral("backup_type"), context.payloadString(QStringLiteral("backup_type")) }, { QStringLiteral("instance_uuid"), context.row().resourceId } }));
    for (const auto& image : backups.mid(context.payload().value(QStringLiteral("rotation")).toInt()))
        warn("Removing backup", image, m_service.images().remove(owner, image));
    return {};
}

Result<> CreateImage::copyDisk(TaskContext& context)
{
    TRY(changeServer(context, [](ServerRow& row) { state::enterTask(row, QStringLiteral("image_pending_upload")); }));
    const auto server = TRY(readServer(context));
    const auto target = fileOf(context);
    TRY(m_service.files().prepare(server.id));
    QFile::remove(target);      // of a run that was cut off
    const auto* boot = server.bootVolume();
    const auto status = m_service.guestState(server.id);
    if (status && (status->state == PowerState::Running || status->state == PowerState::Paused))
        return m_service.driver().snapshotDisk(server.id, boot ? boot->volumeId : QStringLiteral("root"), target, Quiesce::IfPossible, copyDeadline);
    if (!boot)
        return m_service.files().flatten(m_service.files().disk(server.id), QStringLiteral("qcow2"), target, cancelledOf(context));
    const auto connection = TRY(attachVolume(context, server, boot->volumeId, boot->device));
    using Kind = DiskSource::Kind;
    if (connection.disk.source.kind != Kind::File && connection.disk.source.kind != Kind::Block)
        return fail(ErrorCode::Conflict, QStringLiteral("The server boots from a volume that can be copied while the server runs only. Start it first."));
    return m_service.files().flatten(connection.disk.source.path, connection.disk.format == DiskSpec::Format::Raw ? QStringLiteral("raw") : QStringLiteral("qcow2"), target, cancelledOf(context));
}

void CreateImage::failed(TaskContext& context, const Error& error)
{
    const auto image = context.payloadString(QStringLiteral("image_id"));
    warn("Giving up image", image, m_service.images().abandon(context.context(), image, error.message));
    if (auto settled = settleFromDriver(context); !settled) {
        warn("Reading the state of", context.row().resourceId, settled);
        warn("Noting the failed snapshot of", context.row().resourceId, changeServer(context, [](ServerRow& row) { state::enterTask(row, {}); }));
    }
}

// ---- images of servers that boot from volumes

std::vector<TaskStep> SnapshotVolumes::steps()
{
    return {
        { QStringLiteral("Snapshot the volumes"),
          [this](TaskContext& context) -> Result<> {
              auto owner = context.context();
              owner.projectId = context.row().projectId;
              const auto wanted = context.payload().value(QStringLiteral("snapshots")).toObject();
              for (auto it = wanted.begin(); it != wanted.end(); ++it)
                  TRY(m_service.volumes().createSnapshot(owner, { it.value().toString(), it.key(), QStringLiteral("snapshot for ") + context.payloadString(QStringLiteral("name")), {} }));
              return {};
          },
          [this](TaskContext& context) {
              for (const auto& snapshot : context.payload().value(QStringLiteral("snapshots")).toObject())
                  warn("Deleting snapshot", snapshot.toString(), m_service.volumes().deleteSnapshot(context.context(), snapshot.toString()));
          } },
        { QStringLiteral("Complete the image"), [this](TaskContext& context) { return m_service.images().completeEmpty(context.context(), context.payloadString(QStringLiteral("image_id"))); } },
        { QStringLiteral("Note the state"), [this](TaskContext& context) { return settleFromDriver(context); } },
    };
}

void SnapshotVolumes::failed(TaskContext& context, const Error& error)
{
    const auto image = context.payloadString(QStringLiteral("image_id"));
    warn("Giving up image", image, m_service.images().abandon(context.context(), image, error.message));
    warn("Noting the failed snapshot of", context.row().resourceId, settleFromDriver(context));
}

// ---- rebuild

std::vector<TaskStep> RebuildServer::steps()
{
    return {
        { QStringLiteral("Stop the guest"), [this](TaskContext& context) { return m_service.driver().destroy(context.row().resourceId); } },
        { QStringLiteral("Make the new disk"), [this](TaskContext& context) { return replaceDisk(context); } },
        { QStringLiteral("Write the config drive"), [this](TaskContext& context) -> Result<> {
             TRY(changeServer(context, [](ServerRow& row) { state::enterTask(row, QStringLiteral("rebuild_spawning")); }));
             auto server = TRY(readServer(context));
             const bool fresh = !server.configDrive && needsConfigDrive(server.imageProperties);
             server.configDrive = server.configDrive || fresh;
             TRY(makeConfigDrive(context, server, QString::fromUtf8(m_service.takePassword(server.id).reveal())));
             // Noted when it is there: a guest whose rebuild fails before starts without.
             return fresh ? changeServer(context, [](ServerRow& row) { row.configDrive = true; }) : Result<>();
         } },
        { QStringLiteral("Start the guest"), [this](TaskContext& context) { return launchAgain(context); } },
        { QStringLiteral("Note the state"), [this](TaskContext& context) -> Result<> {
             m_service.dropOldDisk(context.row().resourceId);
             TRY(forgetOldImage(context));
             return settleFromDriver(context);
         } },
    };
}

Result<> RebuildServer::replaceDisk(TaskContext& context)
{
    const auto server = TRY(readServer(context));
    if (const auto volumeImage = context.payloadString(QStringLiteral("volume_image")); !volumeImage.isEmpty())
        TRY(replaceVolume(context, server, volumeImage));
    // Once: a run that was cut off after this must not throw the new disk away.
    if (!context.payload().value(QStringLiteral("old_disk_gone")).toBool()) {
        TRY(m_service.files().setAside(server.id));
        context.payload().insert(QStringLiteral("old_disk_gone"), true);
        TRY(context.save());
    }
    return makeDisks(context, server);
}

Result<> RebuildServer::forgetOldImage(TaskContext& context)
{
    const auto oldImage = context.payloadString(QStringLiteral("old_image"));
    return oldImage.isEmpty() || oldImage == TRY(readServer(context)).image ? Result<>() : m_service.images().release(oldImage, context.row().resourceId);
}

/// The old disk, upon the image that it was made from: the request itself has noted the new one. What a volume had is gone.
void RebuildServer::bringBack(TaskContext& context)
{
    const auto server = readServer(context);
    if (!server || server->bootVolume() || !context.payload().contains(QStringLiteral("before")))
        return;
    const bool isAside = m_service.files().hasCopy(server->id);
    if (!isAside && context.payload().value(QStringLiteral("old_disk_gone")).toBool())
        return;      // it is back already, the row first; or the new one runs, and the old one is no longer kept
    if (isAside)      // it may run upon the new disk already: called off before its state was noted
        warn("Stopping", server->id, m_service.driver().destroy(server->id));
    const auto before = context.payload().value(QStringLiteral("before")).toObject();
    const auto image = before.value(QStringLiteral("image")).toString(), base = before.value(QStringLiteral("base_image")).toString();
    if (server->image != image && server->image != base)
        warn("Releasing the new image of", server->id, m_service.images().release(server->image, server->id));
    warn("Noting the old image of", server->id, changeServer(context, [&](ServerRow& row) {
        row.image = image;
        row.baseImage = base;
        row.imageProperties.clear();
        const auto properties = before.value(QStringLiteral("image_properties")).toObject();
        for (auto it = properties.begin(); it != properties.end(); ++it)
            row.imageProperties.insert(it.key(), it.value().toString());
    }));
    warn("Bringing back the disk of", server->id, m_service.files().restoreCopy(server->id));
}

Result<> RebuildServer::replaceVolume(TaskContext& context, const ServerRow& server, const QString& image)
{
    const auto* boot = server.bootVolume();
    if (!boot || context.payload().value(QStringLiteral("volume_done")).toBool())
        return {};
    auto owner = context.context();
    owner.projectId = context.row().projectId;
    // Nobody else may take it while it is without its server: launch() attaches it again.
    TRY(m_service.volumes().detach(boot->volumeId, server.id));
    if (!TRY(waitForReimage(context, owner, boot->volumeId, image))) {
        const auto volume = TRY(m_service.volumes().volume(owner, boot->volumeId));
        if (volume.status == u"available")
            TRY(m_service.volumes().reserve(owner, boot->volumeId));
        const service::TaskWait wait(m_service.chassis().tasks(), context.row().kind);
        TRY(m_service.volumes().reimage(owner, boot->volumeId, image, stoppedOrCancelled(context)));
    }
    context.payload().insert(QStringLiteral("volume_done"), true);
    return context.save();
}

/// A run that was cut off left its copy going on: true when the volume has the image's content by it. One that failed is made again.
Result<bool> RebuildServer::waitForReimage(TaskContext& context, const service::Context& owner, const QString& volumeId, const QString& image)
{
    if (TRY(m_service.volumes().volume(owner, volumeId)).status != u"downloading")
        return false;
    const auto done = waitForVolume(context, volumeId, stoppedOrCancelled(context));
    if (!done && done.error().code == ErrorCode::Cancelled)
        return fail(done.error());
    return done && done->imageMetadata.value(QStringLiteral("image_id")) == image;
}

void RebuildServer::failed(TaskContext& context, const Error& error)
{
    m_service.takePassword(context.row().resourceId);
    bringBack(context);
    warn("Noting the failed rebuild of", context.row().resourceId, changeServer(context, [&](ServerRow& row) { state::failed(row, error); }));
}

} // namespace skylab::compute
