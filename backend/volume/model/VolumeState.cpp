#include "volume/model/VolumeState.h"

namespace skylab::volume::state {

namespace {

Result<> require(const VolumeRow& volume, std::initializer_list<QString> allowed, const char* what)
{
    for (const auto& one : allowed)
        if (volume.status == one)
            return {};
    QStringList names(allowed.begin(), allowed.end());
    return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Volume %1 can't be %2 while its status is %3; it must be %4.")
                                           .arg(volume.id, QLatin1String(what), volume.status, names.join(QStringLiteral(" or "))), QStringLiteral("status"));
}

void enter(VolumeRow& volume, const QString& status)
{
    volume.previousStatus = volume.status;
    volume.status = status;
    volume.updatedAt = Clock::now();
}

/// Where a volume rests with the attachments that it has.
QString resting(const VolumeRow& volume) { return volume.attachments.empty() ? available : inUse; }

} // namespace

Result<> reserve(VolumeRow& volume)
{
    if (volume.multiattach)
        TRY(require(volume, { available, inUse }, "reserved"));
    else
        TRY(require(volume, { available }, "reserved"));
    enter(volume, reserved);
    return {};
}

void unreserve(VolumeRow& volume)
{
    if (volume.status == reserved || volume.status == attaching)
        enter(volume, resting(volume));
}

Result<> attach(VolumeRow& volume, const sdk::VolumeAttachment& attachment)
{
    TRY(require(volume, { available, reserved, attaching, inUse }, "attached"));
    for (const auto& one : volume.attachments)
        if (one.serverId == attachment.serverId)
            return {};      // a task that runs again
    if (volume.status == inUse && !volume.multiattach)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Volume %1 is already attached to server %2.").arg(volume.id, volume.attachments.front().serverId));
    volume.attachments.push_back(attachment);
    enter(volume, inUse);
    return {};
}

Result<> beginDetaching(VolumeRow& volume)
{
    TRY(require(volume, { inUse, detaching }, "detached"));
    if (volume.status == inUse)
        enter(volume, detaching);
    return {};
}

void rollDetaching(VolumeRow& volume)
{
    if (volume.status == detaching)
        enter(volume, inUse);
}

bool detach(VolumeRow& volume, const QString& serverId)
{
    const auto removed = std::erase_if(volume.attachments, [&](const sdk::VolumeAttachment& one) { return one.serverId == serverId; });
    if (volume.status == inUse || volume.status == detaching || volume.status == reserved || volume.status == attaching)
        enter(volume, resting(volume));
    return removed > 0;
}

Result<> beginExtend(VolumeRow& volume, bool onlineAllowed)
{
    if (onlineAllowed)
        TRY(require(volume, { available, inUse }, "extended"));
    else
        TRY(require(volume, { available }, "extended"));
    enter(volume, extending);
    return {};
}

void extended(VolumeRow& volume, int size)
{
    volume.size = size;
    enter(volume, resting(volume));
}

Result<> beginUpload(VolumeRow& volume, bool force)
{
    if (force)
        TRY(require(volume, { available, inUse }, "uploaded"));
    else
        TRY(require(volume, { available }, "uploaded"));
    enter(volume, uploading);
    return {};
}

Result<> beginDelete(VolumeRow& volume, bool force)
{
    if (!volume.attachments.empty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Volume %1 is attached to server %2; detach it first.").arg(volume.id, volume.attachments.front().serverId));
    if (!force)
        TRY(require(volume, { available, error, errorDeleting, errorExtending, QStringLiteral("error_restoring"), QStringLiteral("error_managing") }, "deleted"));
    enter(volume, deleting);
    return {};
}

void restore(VolumeRow& volume) { enter(volume, resting(volume)); }

void downloading(VolumeRow& volume)
{
    if (volume.status == creating)
        enter(volume, QStringLiteral("downloading"));
}

bool isBeingMade(const VolumeRow& volume) { return volume.status == creating || volume.status == u"downloading"; }

void created(VolumeRow& volume)
{
    if (!isBeingMade(volume))
        return;      // deleted by force meanwhile
    volume.fault.clear();
    enter(volume, available);
}

void failed(VolumeRow& volume, const QString& status, const QString& reason)
{
    volume.fault = reason;
    enter(volume, status);
}

Result<> reset(VolumeRow& volume, const QString& status)
{
    static const QStringList known { available, inUse, error, creating, deleting, attaching, detaching, errorDeleting, errorExtending,
                                     QStringLiteral("maintenance"), QStringLiteral("error_restoring") };
    if (!known.contains(status))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'status': '%1' is not one of %2").arg(status.left(64), known.join(QStringLiteral(", "))), QStringLiteral("status"));
    enter(volume, status);
    return {};
}

} // namespace skylab::volume::state
