#include "volume/handlers/SnapshotsHandler.h"

#include "core/Uuid.h"
#include "service/Chassis.h"
#include "volume/VolumeService.h"
#include "volume/handlers/ActionArguments.h"
#include "volume/handlers/Lists.h"
#include "volume/model/VolumeState.h"
#include "volume/store/GroupStore.h"

namespace skylab::volume {

using service::Call;

namespace {
const QString error = QStringLiteral("error");
const QString snapshotId = QStringLiteral("snapshot_id");
const QStringList filters { QStringLiteral("metadata"), QStringLiteral("consumes_quota"), QStringLiteral("availability_zone") };
const QStringList summary { QStringLiteral("id"), QStringLiteral("name"), QStringLiteral("description"), QStringLiteral("volume_id"), QStringLiteral("status"),
                            QStringLiteral("size"), QStringLiteral("metadata"), QStringLiteral("created_at"), QStringLiteral("updated_at") };
/// Today's names for those of Cinder's first version.
QJsonObject renamed(QJsonObject json)
{
    for (const auto& [old, name] : { std::pair { QStringLiteral("display_name"), QStringLiteral("name") }, { QStringLiteral("display_description"), QStringLiteral("description") } })
        if (json.contains(old))
            json.insert(name, json.take(old));
    return json;
}

/// Cinder answers changes with the snapshot itself: what its extension adds comes when it is shown.
http::Response changed(const Call& call, int status, const SnapshotRow& row)
{
    auto shown = sdk::toJson(row, call.encoding());
    for (const auto* later : { "os-extended-snapshot-attributes:progress", "os-extended-snapshot-attributes:project_id" })
        shown.remove(QLatin1String(later));
    return service::jsonResponse(status, QJsonDocument(QJsonObject { { QStringLiteral("snapshot"), shown } }).toJson(QJsonDocument::Compact));
}
} // namespace

std::vector<service::Route> SnapshotsHandler::routes()
{
    const service::Guard read { QStringLiteral("volume:get_all_snapshots"), service::rules::projectReader };
    const auto write = [](const char* rule) { return service::Guard { QStringLiteral("volume:%1_snapshot").arg(QLatin1String(rule)), service::rules::projectMember }; };
    std::vector<service::Route> all {
        service::route("GET", "/snapshots", read, this, &SnapshotsHandler::listSummary),
        service::route("GET", "/snapshots/detail", read, this, &SnapshotsHandler::list),
        service::show("/snapshots/{snapshot_id}", read, this, &SnapshotsHandler::show),
        service::route("POST", "/snapshots", write("create"), this, &SnapshotsHandler::create),
        service::route("PUT", "/snapshots/{snapshot_id}", write("update"), this, &SnapshotsHandler::update),
        service::remove("/snapshots/{snapshot_id}", write("delete"), this, &SnapshotsHandler::remove, 202),
        service::action("/snapshots/{snapshot_id}/action", "os-update_snapshot_status", { QStringLiteral("snapshot_extension:snapshot_actions:update_snapshot_status"), service::rules::projectMember }, this, &SnapshotsHandler::updateStatus),
        service::action("/snapshots/{snapshot_id}/action", "os-force_delete", { QStringLiteral("volume_extension:snapshot_admin_actions:force_delete"), service::rules::admin }, this, &SnapshotsHandler::forceDelete),
        service::action("/snapshots/{snapshot_id}/action", "os-reset_status", { QStringLiteral("volume_extension:snapshot_admin_actions:reset_status"), service::rules::admin }, this, &SnapshotsHandler::resetStatus),
    };
    auto metadata = m_metadata.routes("/snapshots/{snapshot_id}/metadata",
        { { QStringLiteral("volume:get_snapshot_metadata"), service::rules::projectReader }, { QStringLiteral("volume:update_snapshot_metadata"), service::rules::projectMember },
          { QStringLiteral("volume:delete_snapshot_metadata"), service::rules::projectMember } });
    all.insert(all.end(), std::make_move_iterator(metadata.begin()), std::make_move_iterator(metadata.end()));
    return all;
}

MetadataHandler::Access SnapshotsHandler::metadata()
{
    const auto id = [](const Call& call) { return call.id(QStringLiteral("snapshot_id")); };
    return {
        QStringLiteral("Snapshot"),
        [this, id](Call& call) -> Result<sdk::StringMap> { return TRY(show(call, id(call))).metadata; },
        [this, id](Call& call, const MetadataHandler::Edit& edit) -> Result<sdk::StringMap> {
            return TRY(change(call, id(call), [&](db::Transaction&, SnapshotRow& row) { return edit(row.metadata); })).metadata;
        },
    };
}

Result<sdk::ListQuery> SnapshotsHandler::query(const Call& call) const { return lists::parse<SnapshotRow>(call, filters); }

Result<sdk::Page<SnapshotRow>> SnapshotsHandler::page(Call& call, const sdk::ListQuery& query)
{
    auto scope = lists::Scope::of(call, query);
    if (call.version >= sdk::mv(3, 22))
        TRY(lists::addMapFilter(query.value(u"metadata"), "metadata", "metadata", scope));
    if (const auto consumes = query.value(u"consumes_quota"); call.version >= sdk::mv(3, 65) && (consumes.toLower() == u"false" || consumes == u"0"))
        scope.add(QStringLiteral("1 = 0"), {});      // every snapshot does
    if (const auto zone = query.value(u"availability_zone"); !zone.isEmpty() && zone != u"nova")
        scope.add(QStringLiteral("1 = 0"), {});      // there is one zone
    return m_service.database().read([&](db::Connection& connection) { return lists::read<SnapshotRow>(connection, call, query, scope); });
}

Result<http::Response> SnapshotsHandler::list(Call& call)
{
    const auto wanted = TRY(query(call));
    return lists::respond(call, TRY(page(call, wanted)), wanted, [&](JsonWriter& json, const SnapshotRow& row) { sdk::encode(json, row, call.encoding()); });
}

Result<http::Response> SnapshotsHandler::listSummary(Call& call)
{
    const auto wanted = TRY(query(call));
    auto encoding = call.encoding();
    encoding.only = &summary;
    return lists::respond(call, TRY(page(call, wanted)), wanted, [&](JsonWriter& json, const SnapshotRow& row) { sdk::encode(json, row, encoding); });
}

Result<SnapshotRow> SnapshotsHandler::show(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) { return VolumeService::findSnapshot(connection, call.context, id); });
}

Result<http::Response> SnapshotsHandler::create(Call& call)
{
    const auto body = renamed(TRY(service::unwrap(call, "snapshot")));
    if (body.value(QStringLiteral("volume_id")).isNull() && body.contains(u"volume_id"))
        return fail(ErrorCode::NotFound, QStringLiteral("Volume None could not be found."), QStringLiteral("volume_id"));
    const auto wanted = TRY(sdk::decode<sdk::VolumeSnapshot>(body, sdk::In::Create, call.version));
    // From 3.66 an attached volume needs no force; true is still taken, to be kind to older clients.
    if (call.version >= sdk::mv(3, 66) && wanted.has("force") && !wanted->force)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'force': since microversion 3.66 it can't be false; leave it out"), QStringLiteral("force"));
    SnapshotRow row;
    static_cast<sdk::VolumeSnapshot&>(row) = wanted.value;
    row.id = newUuid();
    row.status = QStringLiteral("creating");
    row.progress = QStringLiteral("0%");
    row.userId = call.context.userId;
    row.createdAt = row.updatedAt = Clock::now();
    return m_service.database().write([&](db::Transaction& transaction) -> Result<http::Response> {
        const auto volume = TRY(VolumeService::find(transaction, call.context, row.volumeId));
        if (volume.status != state::available && !(row.force && volume.status == u"in-use") && !(call.version >= sdk::mv(3, 66) && volume.status == u"in-use"))
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Volume %1 status must be available, but current status is: %2. Use force to snapshot an attached volume.").arg(volume.id, volume.status), QStringLiteral("volume_id"));
        row.projectId = volume.projectId;
        row.size = volume.size;
        TRY(m_service.requireQuota(transaction, row.projectId, 0, row.size, 1, volume.volumeType.value_or(QString())));
        TRY(Snapshots::insert(transaction, row));
        TRY(m_service.announce(transaction, call.context, "create", row));
        TRY(m_service.chassis().tasks().enqueue(transaction, call.context, { QStringLiteral("volume.snapshot"), QStringLiteral("snapshot"), row.id, row.name, row.projectId, {} }));
        return changed(call, 202, row);
    });
}

Result<SnapshotRow> SnapshotsHandler::change(Call& call, const QString& id, const std::function<Result<>(db::Transaction&, SnapshotRow&)>& change)
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<SnapshotRow> {
        auto row = TRY(VolumeService::findSnapshot(transaction, call.context, id));
        TRY(change(transaction, row));
        row.updatedAt = Clock::now();
        TRY(Snapshots::update(transaction, row));
        TRY(m_service.announce(transaction, call.context, "update", row));
        return row;
    });
}

Result<http::Response> SnapshotsHandler::update(Call& call)
{
    const auto changes = TRY(service::unwrap(call, "snapshot"));
    return changed(call, 200, TRY(change(call, call.id(snapshotId), [&](db::Transaction&, SnapshotRow& row) -> Result<> {
        row = TRY(sdk::decode<SnapshotRow>(renamed(changes), sdk::In::Update, call.version, row)).value;
        return {};
    })));
}

Result<> SnapshotsHandler::beginDelete(Call& call, const QString& id, Force force)
{
    TRY(change(call, id, [&](db::Transaction& transaction, SnapshotRow& row) -> Result<> {
        if (force == Force::No && row.status != state::available && row.status != error && row.status != u"error_deleting")
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid snapshot: Snapshot %1 can't be deleted while its status is %2; it must be available or error.").arg(row.id, row.status), QStringLiteral("status"));
        TRY(GroupStore::requireAlone(row));
        TRY(VolumeService::requireSnapshotNotCopied(transaction, row.id));
        row.status = QStringLiteral("deleting");
        TRY(m_service.chassis().tasks().enqueue(transaction, call.context, { QStringLiteral("volume.snapshot_delete"), QStringLiteral("snapshot"), row.id, row.name, row.projectId, {} }));
        return {};
    }));
    return {};
}

Result<> SnapshotsHandler::remove(Call& call, const QString& id) { return beginDelete(call, id, Force::No); }
Result<> SnapshotsHandler::forceDelete(Call& call, const QString& id, const QJsonValue&) { return beginDelete(call, id, Force::Yes); }

Result<> SnapshotsHandler::resetStatus(Call& call, const QString& id, const QJsonValue& argument)
{
    static const QStringList known { state::available, error, QStringLiteral("creating"), QStringLiteral("deleting"), QStringLiteral("error_deleting"), QStringLiteral("backing-up"), QStringLiteral("restoring") };
    const auto status = argument[u"status"].toString().toLower();
    if (!known.contains(status))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'status': '%1' is not one of %2").arg(status.left(64), known.join(QStringLiteral(", "))), QStringLiteral("status"));
    TRY(change(call, id, [&](db::Transaction&, SnapshotRow& row) -> Result<> {
        row.status = status;
        row.fault.clear();
        return {};
    }));
    return {};
}

/// What compute tells of a snapshot that it takes itself: from creating and deleting only.
Result<> SnapshotsHandler::updateStatus(Call& call, const QString& id, const QJsonValue& given)
{
    const auto wanted = TRY(argumentOf<argument::SnapshotStatus>(given, call.version, "os-update_snapshot_status"));
    static const QHash<QString, QStringList> allowed { { QStringLiteral("creating"), { QStringLiteral("creating"), state::available, error } },
                                                       { QStringLiteral("deleting"), { QStringLiteral("deleting"), QStringLiteral("error_deleting") } } };
    TRY(change(call, id, [&](db::Transaction&, SnapshotRow& row) -> Result<> {
        if (!allowed.contains(row.status))
            return fail(ErrorCode::BadRequest, QStringLiteral("Snapshot status %1 not allowed for update_snapshot_status.").arg(row.status), QStringLiteral("status"));
        if (!allowed[row.status].contains(wanted.status))
            return fail(ErrorCode::BadRequest, QStringLiteral("Provided snapshot status %1 not allowed for snapshot with status %2.").arg(wanted.status.left(64), row.status), QStringLiteral("status"));
        row.status = wanted.status;
        if (!wanted.progress.isEmpty())
            row.progress = wanted.progress;
        return {};
    }));
    return {};
}

} // namespace skylab::volume
