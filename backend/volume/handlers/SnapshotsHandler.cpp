#include "volume/handlers/SnapshotsHandler.h"

#include "core/Uuid.h"
#include "service/Chassis.h"
#include "volume/VolumeService.h"

namespace skylab::volume {

using service::Call;

namespace {
const QString available = QStringLiteral("available");
const QString error = QStringLiteral("error");
const QStringList known { QStringLiteral("all_tenants"), QStringLiteral("project_id") };
const QStringList summary { QStringLiteral("id"), QStringLiteral("name"), QStringLiteral("description"), QStringLiteral("volume_id"), QStringLiteral("status"),
                            QStringLiteral("size"), QStringLiteral("metadata"), QStringLiteral("created_at"), QStringLiteral("updated_at") };
} // namespace

std::vector<service::Route> SnapshotsHandler::routes()
{
    const service::Guard read { QStringLiteral("volume:get_all_snapshots"), service::rules::projectReader };
    const auto write = [](const char* rule) { return service::Guard { QStringLiteral("volume:%1_snapshot").arg(QLatin1String(rule)), service::rules::projectMember }; };
    std::vector<service::Route> all {
        service::route("GET", "/snapshots", read, this, &SnapshotsHandler::listSummary),
        service::list("/snapshots/detail", read, this, &SnapshotsHandler::list, known),
        service::show("/snapshots/{snapshot_id}", read, this, &SnapshotsHandler::show),
        service::create("/snapshots", write("create"), this, &SnapshotsHandler::create, 202),
        service::update("PUT", "/snapshots/{snapshot_id}", write("update"), this, &SnapshotsHandler::update),
        service::remove("/snapshots/{snapshot_id}", write("delete"), this, &SnapshotsHandler::remove, 202),
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

Result<sdk::Page<SnapshotRow>> SnapshotsHandler::list(Call& call, const sdk::ListQuery& query)
{
    const bool all = call.context.admin && query.flag(u"all_tenants");
    auto sorted = query;
    if (sorted.sort.empty())
        sorted.sort.push_back({ "created_at", true });
    return m_service.database().read([&](db::Connection& connection) {
        return Snapshots::list(connection, sorted, all ? QString() : QStringLiteral("project_id = ?"), all ? QVariantList() : QVariantList { call.projectId() });
    });
}

Result<http::Response> SnapshotsHandler::listSummary(Call& call)
{
    auto rules = call.service.traits().listRules;
    rules.known += known;
    auto query = TRY(sdk::parseListQuery<SnapshotRow>(call.request.query(), rules));
    const auto page = TRY(list(call, query));
    query.fields = summary;
    return service::respondList(call, page, query);
}

Result<SnapshotRow> SnapshotsHandler::show(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) { return VolumeService::findSnapshot(connection, call.context, id); });
}

Result<SnapshotRow> SnapshotsHandler::create(Call& call, sdk::Decoded<sdk::VolumeSnapshot> wanted)
{
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
    return m_service.database().write([&](db::Transaction& transaction) -> Result<SnapshotRow> {
        const auto volume = TRY(VolumeService::find(transaction, call.context, row.volumeId));
        if (volume.status != available && !(row.force && volume.status == u"in-use") && !(call.version >= sdk::mv(3, 66) && volume.status == u"in-use"))
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Volume %1 status must be available, but current status is: %2. Use force to snapshot an attached volume.").arg(volume.id, volume.status), QStringLiteral("volume_id"));
        row.projectId = volume.projectId;
        row.size = volume.size;
        TRY(m_service.requireQuota(transaction, row.projectId, 0, row.size, 1));
        TRY(Snapshots::insert(transaction, row));
        TRY(m_service.announce(transaction, call.context, "create", row));
        TRY(m_service.chassis().tasks().enqueue(transaction, call.context, { QStringLiteral("volume.snapshot"), QStringLiteral("snapshot"), row.id, row.name, row.projectId, {} }));
        return row;
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

Result<SnapshotRow> SnapshotsHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    return change(call, id, [&](db::Transaction&, SnapshotRow& row) -> Result<> {
        row = TRY(sdk::decode<SnapshotRow>(changes, sdk::In::Update, call.version, row)).value;
        return {};
    });
}

Result<> SnapshotsHandler::remove(Call& call, const QString& id)
{
    TRY(change(call, id, [&](db::Transaction& transaction, SnapshotRow& row) -> Result<> {
        if (row.status != available && row.status != error && row.status != u"error_deleting")
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid snapshot: Snapshot %1 can't be deleted while its status is %2; it must be available or error.").arg(row.id, row.status), QStringLiteral("status"));
        TRY(VolumeService::requireSnapshotNotCopied(transaction, row.id));
        row.status = QStringLiteral("deleting");
        TRY(m_service.chassis().tasks().enqueue(transaction, call.context, { QStringLiteral("volume.snapshot_delete"), QStringLiteral("snapshot"), row.id, row.name, row.projectId, {} }));
        return {};
    }));
    return {};
}

Result<> SnapshotsHandler::resetStatus(Call& call, const QString& id, const QJsonValue& argument)
{
    static const QStringList known { available, error, QStringLiteral("creating"), QStringLiteral("deleting"), QStringLiteral("error_deleting") };
    const auto status = argument[u"status"].toString();
    if (!known.contains(status))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'status': '%1' is not one of %2").arg(status.left(64), known.join(QStringLiteral(", "))), QStringLiteral("status"));
    TRY(change(call, id, [&](db::Transaction&, SnapshotRow& row) -> Result<> {
        row.status = status;
        return {};
    }));
    return {};
}

} // namespace skylab::volume
