#include "volume/model/VolumeState.h"

#include <algorithm>

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

Result<> beginAttaching(VolumeRow& volume)
{
    TRY(reserve(volume));
    volume.status = attaching;
    return {};
}

namespace {

/// What the volume tells of its attachments: those that are in force.
void tell(VolumeRow& volume, const AttachmentBook& book)
{
    volume.attachments.clear();
    for (const auto& one : book)
        if (one.status == attached)
            volume.attachments.push_back({ one.id, one.volumeId, one.volumeId, one.instance.value_or(QString()), one.mountpoint, one.host, one.attachedAt });
}

/// Where a volume rests with such a book: the furthest of its attachments decides.
QString resting(const AttachmentBook& book)
{
    const auto any = [&](const QString& status) { return std::any_of(book.begin(), book.end(), [&](const AttachmentRow& one) { return one.status == status; }); };
    return any(attached) ? inUse : any(attaching) ? attaching : any(reserved) ? reserved : available;
}

AttachmentRow* find(AttachmentBook& book, const QString& id)
{
    const auto it = std::find_if(book.begin(), book.end(), [&](const AttachmentRow& one) { return one.id == id; });
    return it == book.end() ? nullptr : &*it;
}

} // namespace

Result<> reserve(VolumeRow& volume, AttachmentBook& book, AttachmentRow attachment)
{
    const bool holds = attachment.instance && (volume.status == inUse || volume.status == reserved)
        && std::any_of(book.begin(), book.end(), [&](const AttachmentRow& one) { return one.instance == attachment.instance; });
    if (!holds)
        TRY(reserve(volume));
    attachment.status = reserved;
    book.push_back(std::move(attachment));
    return {};
}

void unreserve(VolumeRow& volume, const AttachmentBook& book)
{
    if (volume.status == reserved || volume.status == attaching)
        enter(volume, resting(book));
}

Result<> connect(VolumeRow& volume, AttachmentBook& book, const AttachmentRow& attachment)
{
    if (volume.status.contains(error))
        return fail(ErrorCode::Conflict, QStringLiteral("Volume attachments can not be updated if the volume is in an error state. The Volume %1 currently has a status of: %2").arg(volume.id, volume.status));
    auto* line = find(book, attachment.id);
    if (!line)
        return fail(ErrorCode::NotFound, QStringLiteral("Volume attachment could not be found with filter: attachment_id = %1.").arg(attachment.id));
    for (const auto& one : book)
        if (!volume.multiattach && one.id != attachment.id && !one.connectionInfo.isEmpty() && one.host == attachment.host)
            return fail(ErrorCode::Conflict, QStringLiteral("Volume %1 is connected to host %2 already, by attachment %3; delete that one first.").arg(volume.id, attachment.host, one.id));
    const bool first = line->status == reserved;
    *line = attachment;
    if (first)
        line->status = attaching;
    tell(volume, book);
    if (first)
        enter(volume, attaching);
    return {};
}

Result<> complete(VolumeRow& volume, AttachmentBook& book, const QString& attachmentId)
{
    auto* line = find(book, attachmentId);
    if (!line)
        return fail(ErrorCode::NotFound, QStringLiteral("Volume attachment could not be found with filter: attachment_id = %1.").arg(attachmentId));
    if (line->status == attached)
        return {};
    line->status = attached;
    line->attachedAt = Clock::now();
    tell(volume, book);
    enter(volume, inUse);
    return {};
}

Result<> attach(VolumeRow& volume, AttachmentBook& book, AttachmentRow attachment)
{
    TRY(require(volume, { available, reserved, attaching, inUse }, "attached"));
    const auto same = [&](const AttachmentRow& one) { return attachment.instance ? one.instance == attachment.instance : !one.instance && one.host == attachment.host; };
    for (auto& one : book)
        if (one.status == attached && same(one)) {
            if (!attachment.connector.isEmpty() && one.connector != attachment.connector) {      // a client's line becomes compute's
                one.connector = attachment.connector;
                one.host = attachment.host;
                one.mountpoint = attachment.mountpoint;
                tell(volume, book);
            }
            return {};      // a task that runs again
        }
    if (!volume.multiattach)
        for (const auto& one : book)
            if (one.status == attached)
                return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Volume %1 is already attached to server %2.").arg(volume.id, one.instance.value_or(one.host)));
    // The line that was reserved for it, if there is one, keeps its id.
    if (const auto line = std::find_if(book.begin(), book.end(), same); line != book.end()) {
        attachment.id = line->id;
        attachment.createdAt = line->createdAt;
        book.erase(line);
    }
    attachment.status = attached;
    book.push_back(std::move(attachment));
    tell(volume, book);
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

std::size_t detach(VolumeRow& volume, AttachmentBook& book, const std::function<bool(const AttachmentRow&)>& gone)
{
    const auto removed = std::erase_if(book, gone);
    tell(volume, book);
    // Work on the volume that goes on meanwhile ends at rest by itself.
    if (volume.status == inUse || volume.status == detaching || volume.status == reserved || volume.status == attaching)
        enter(volume, resting(book));
    return removed;
}

void forceDetach(VolumeRow& volume, AttachmentBook& book, const std::function<bool(const AttachmentRow&)>& gone)
{
    std::erase_if(book, gone);
    tell(volume, book);
    enter(volume, resting(book));
}

Result<> beginBackup(VolumeRow& volume, bool force)
{
    if (volume.status == inUse && !force)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Backing up an in-use volume must use the force flag."), QStringLiteral("force"));
    TRY(require(volume, { available, inUse }, "backed up"));
    enter(volume, backingUp);
    return {};
}

Result<> beginRestore(VolumeRow& volume, int leastSize)
{
    TRY(require(volume, { available }, "restored to"));
    if (volume.size < leastSize)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: volume size %1 is too small to restore backup of size %2.").arg(volume.size).arg(leastSize), QStringLiteral("volume_id"));
    enter(volume, restoringBackup);
    return {};
}

Result<> beginTransfer(VolumeRow& volume)
{
    TRY(require(volume, { available }, "transferred"));
    enter(volume, awaitingTransfer);
    return {};
}

void endTransfer(VolumeRow& volume)
{
    if (volume.status == awaitingTransfer)
        enter(volume, available);
}

Result<> beginRevert(VolumeRow& volume)
{
    if (volume.status != available)
        return fail(ErrorCode::Conflict, QStringLiteral("Volume %1 can't be reverted while its status is %2; it must be available.").arg(volume.id, volume.status));
    enter(volume, reverting);
    return {};
}

Result<> beginReimage(VolumeRow& volume, bool reservedToo)
{
    if (volume.attachments.size() > 1)
        return fail(ErrorCode::Conflict, QStringLiteral("Cannot re-image a volume which is attached to more than one server."));
    if (reservedToo)
        TRY(require(volume, { available, error, reserved }, "re-imaged"));
    else
        TRY(require(volume, { available, error }, "re-imaged"));
    enter(volume, QStringLiteral("downloading"));
    return {};
}

void reimaged(VolumeRow& volume, bool wasReserved)
{
    volume.fault.clear();
    enter(volume, wasReserved ? reserved : resting(volume));
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
        TRY(require(volume, { available, error, errorDeleting, errorExtending, errorRestoring, QStringLiteral("error_managing") }, "deleted"));
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

void recovered(VolumeRow& volume)
{
    volume.fault.clear();
    restore(volume);
}

Result<> reset(VolumeRow& volume, const QString& status)
{
    static const QStringList known { available, inUse, error, creating, deleting, attaching, detaching, errorDeleting, errorExtending,
                                     maintenance, errorRestoring, reserved, awaitingTransfer, backingUp, restoringBackup, QStringLiteral("error_backing-up"),
                                     QStringLiteral("error_managing"), QStringLiteral("managing"), QStringLiteral("uploading"), QStringLiteral("downloading"), QStringLiteral("retyping") };
    if (!known.contains(status))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'status': '%1' is not one of %2").arg(status.left(64), known.join(QStringLiteral(", "))), QStringLiteral("status"));
    if (status == inUse && volume.attachments.empty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Cannot reset-state to in-use because volume does not have any attachments."), QStringLiteral("status"));
    volume.fault.clear();
    enter(volume, status);
    return {};
}

} // namespace skylab::volume::state
