// Tasks that give a volume other content.

#include "image/ImageService.h"
#include "volume/model/VolumeState.h"
#include "volume/tasks/VolumeTasks.h"

#include <QLoggingCategory>

namespace skylab::volume {

using service::TaskContext;
using service::TaskStep;

// ---- revert

std::vector<TaskStep> RevertVolume::steps()
{
    return {
        { .name = QStringLiteral("Copy the snapshot"), .run = [this](TaskContext& context) {
            return m_service.driver().revert(context.row().resourceId, context.payloadString(QStringLiteral("snapshot_id")), progressOf(context));
        }, .irreversible = true },
        { QStringLiteral("Make it available"), [this](TaskContext& context) -> Result<> {
            TRY(releaseSnapshot(context));
            return changeVolume(context, state::restore);
        } },
    };
}

Result<> RevertVolume::releaseSnapshot(TaskContext& context)
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        auto snapshot = TRY(Snapshots::find(transaction, context.payloadString(QStringLiteral("snapshot_id"))));
        if (!snapshot || snapshot->status != u"restoring")
            return {};
        snapshot->status = state::available;
        snapshot->updatedAt = Clock::now();
        TRY(Snapshots::update(transaction, *snapshot));
        return m_service.announce(transaction, context.context(), "update", *snapshot);
    });
}

void RevertVolume::failed(TaskContext& context, const Error& error)
{
    warn("Snapshot of volume", context.row().resourceId, releaseSnapshot(context));
    warn("Volume", context.row().resourceId, changeVolume(context, [&](VolumeRow& row) { state::failed(row, state::error, error.message); }));
}

// ---- reimage

std::vector<TaskStep> ReimageVolume::steps()
{
    return {
        { .name = QStringLiteral("Copy the image"), .run = [this](TaskContext& context) { return copyImage(context); }, .irreversible = true },
        { QStringLiteral("Make it available"), [this](TaskContext& context) {
            releaseImage(context, context.payloadString(QStringLiteral("image_id")));
            const bool reserved = context.payloadString(QStringLiteral("previous")) == state::reserved;
            return changeVolume(context, [reserved](VolumeRow& row) { state::reimaged(row, reserved); });
        } },
    };
}

Result<> ReimageVolume::copyImage(TaskContext& context)
{
    const auto row = TRY(readVolume(context));
    const auto image = TRY(keepImage(context, context.payloadString(QStringLiteral("image_id"))));
    TRY(m_service.driver().replace(row.id, image.path, image.diskFormat, progressOf(context)));
    return changeVolume(context, [&](VolumeRow& volume) {
        volume.bootable = QStringLiteral("true");
        volume.imageMetadata = image.metadata;
    });
}

void ReimageVolume::failed(TaskContext& context, const Error& error)
{
    // The data are as they were.
    releaseImage(context, context.payloadString(QStringLiteral("image_id")));
    m_service.tellUsers(context.context(), { message::volume, message::action::reimage, message::detail::notReimaged }, context.row().resourceId, error);
    warn("Volume", context.row().resourceId, changeVolume(context, [&](VolumeRow& row) { state::failed(row, state::error, error.message); }));
}

} // namespace skylab::volume
