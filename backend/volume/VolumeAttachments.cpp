// Attaching and detaching: the one book of attachments, as compute and the API's handlers change it.

#include "core/Uuid.h"
#include "volume/VolumeService.h"
#include "volume/model/VolumeState.h"
#include "volume/store/TypeStore.h"

#include <algorithm>

namespace skylab::volume {

namespace {

/// For changes that put things back: a volume that is gone needs no putting back.
Result<> unlessGone(const Result<VolumeRow>& result)
{
    if (!result && result.error().code != ErrorCode::NotFound)
        return fail(result.error());
    return {};
}

bool holds(const AttachmentBook& book, const QString& id)
{
    return std::any_of(book.begin(), book.end(), [&](const AttachmentRow& one) { return one.id == id; });
}

} // namespace

Result<AttachmentBook> VolumeService::book(db::Connection& connection, const QString& volumeId)
{
    return Attachments::select(connection, QStringLiteral("volume_id = ?"), { volumeId }, QStringLiteral("created_at, id"));
}

Result<VolumeRow> VolumeService::changeAttachments(const service::Context& context, const QString& volumeId, const AttachmentEdit& edit)
{
    return database().write([&](db::Transaction& transaction) -> Result<VolumeRow> {
        auto row = TRY(find(transaction, context, volumeId));
        const auto before = TRY(book(transaction, volumeId));
        auto after = before;
        TRY(edit(row, after));
        for (const auto& one : before)
            if (!holds(after, one.id))
                TRY(Attachments::remove(transaction, one.id));
        for (auto& one : after) {
            one.projectId = row.projectId;
            if (holds(before, one.id))
                TRY(Attachments::update(transaction, one));
            else
                TRY(Attachments::insert(transaction, one));
        }
        TRY(Volumes::update(transaction, row));
        TRY(announce(transaction, context, "update", row));
        return row;
    });
}

QJsonObject VolumeService::connectionInfo(const Connection& connection, const AttachmentRow& attachment)
{
    return { { QStringLiteral("driver_volume_type"), connection.driverType }, { QStringLiteral("device_path"), connection.path },
             { QStringLiteral("format"), connection.format },                 { QStringLiteral("volume_id"), attachment.volumeId },
             { QStringLiteral("attachment_id"), attachment.id },              { QStringLiteral("access_mode"), attachment.attachMode.value_or(QStringLiteral("rw")) },
             { QStringLiteral("encrypted"), false },                          { QStringLiteral("discard"), false },
             { QStringLiteral("qos_specs"), QJsonValue() } };
}

Result<> VolumeService::requireFree(const AttachmentRow& attachment)
{
    if (!attachment.connector.value(byCompute).toBool())
        return {};
    return fail(ErrorCode::Conflict, QStringLiteral("Detach volume from instance %1 using the Compute API: the server holds the volume.").arg(attachment.instance.value_or(attachment.host)));
}

Result<> VolumeService::reserve(const service::Context& context, const QString& id)
{
    TRY(change(context, id, [](VolumeRow& row) { return state::reserve(row); }));
    return {};
}

Result<> VolumeService::unreserve(const QString& id)
{
    return unlessGone(changeAttachments(service::Context::system(), id, [](VolumeRow& row, AttachmentBook& book) -> Result<> {
        state::unreserve(row, book);
        return {};
    }));
}

Result<AttachedVolume> VolumeService::attach(const service::Context& context, const QString& id, const QString& serverId, const QString& device, const QString& host)
{
    AttachedVolume attached;
    attached.connection = TRY(m_driver->connection(id));
    AttachmentRow line;
    line.id = newUuid();
    line.volumeId = id;
    line.instance = serverId;
    line.attachMode = QStringLiteral("rw");
    line.attachedAt = line.createdAt = Clock::now();
    line.mountpoint = device;
    line.host = host;
    line.connector = { { byCompute, true }, { QStringLiteral("host"), host } };
    const auto row = TRY(changeAttachments(context, id, [&](VolumeRow& volume, AttachmentBook& book) {
        auto mine = line;
        if (volume.readOnly == u"True")
            mine.attachMode = QStringLiteral("ro");
        mine.connectionInfo = connectionInfo(attached.connection, mine);
        return state::attach(volume, book, mine);
    }));
    for (const auto& attachment : row.attachments)
        if (attachment.serverId == serverId)
            attached.attachmentId = attachment.attachmentId;
    attached.multiattach = row.multiattach;
    attached.readOnly = row.readOnly == u"True";
    attached.limits = TRY(database().read([&](db::Connection& connection) { return TypeStore::ioLimits(connection, row); }));
    return attached;
}

Result<> VolumeService::beginDetaching(const service::Context& context, const QString& id)
{
    TRY(change(context, id, state::beginDetaching));
    return {};
}

Result<> VolumeService::rollDetaching(const QString& id)
{
    return unlessGone(change(service::Context::system(), id, [](VolumeRow& row) -> Result<> {
        state::rollDetaching(row);
        return {};
    }));
}

Result<> VolumeService::detach(const QString& id, const QString& serverId)
{
    return unlessGone(changeAttachments(service::Context::system(), id, [&](VolumeRow& row, AttachmentBook& book) -> Result<> {
        state::detach(row, book, [&](const AttachmentRow& one) { return one.instance == serverId; });
        return {};
    }));
}

/// Volumes of older databases tell of attachments that no book has: they are written into it, once.
Result<> VolumeService::adoptAttachments()
{
    return database().write([&](db::Transaction& transaction) -> Result<> {
        for (const auto& volume : TRY(Volumes::select(transaction, QStringLiteral("attachments <> '[]'")))) {
            if (TRY(Attachments::count(transaction, QStringLiteral("volume_id = ?"), { volume.id })) > 0)
                continue;
            for (const auto& one : volume.attachments) {
                AttachmentRow line;
                line.id = one.attachmentId;
                line.volumeId = volume.id;
                line.instance = one.serverId;
                line.status = state::attached;
                line.attachMode = QStringLiteral("rw");
                line.attachedAt = line.createdAt = one.attachedAt.isNull() ? Clock::now() : one.attachedAt;
                line.projectId = volume.projectId;
                line.mountpoint = one.device;
                line.host = one.hostName;
                line.connector = { { byCompute, true }, { QStringLiteral("host"), one.hostName } };
                TRY(Attachments::insert(transaction, line));
            }
        }
        return {};
    });
}

} // namespace skylab::volume
