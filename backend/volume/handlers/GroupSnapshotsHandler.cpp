#include "core/Uuid.h"
#include "service/Chassis.h"
#include "volume/VolumeService.h"
#include "volume/handlers/GroupsHandler.h"
#include "volume/handlers/Inputs.h"
#include "volume/model/VolumeState.h"
#include "volume/store/GroupStore.h"

namespace skylab::volume {

using service::Call;

std::vector<service::Route> GroupSnapshotsHandler::routes()
{
    const auto reader = [](const char* rule) { return service::Guard { QStringLiteral("group:%1").arg(QLatin1String(rule)), service::rules::projectReader }; };
    const auto member = [](const char* rule) { return service::Guard { QStringLiteral("group:%1").arg(QLatin1String(rule)), service::rules::projectMember }; };
    using H = GroupSnapshotsHandler;
    std::vector<service::Route> all {
        service::route("GET", "/group_snapshots", reader("get_all_group_snapshots"), this, &H::list),
        service::route("GET", "/group_snapshots/detail", reader("get_all_group_snapshots"), this, &H::listDetail),
        service::show("/group_snapshots/{group_snapshot_id}", reader("get_group_snapshot"), this, &H::show),
        service::route("POST", "/group_snapshots", member("create_group_snapshot"), this, &H::create),
        service::remove("/group_snapshots/{group_snapshot_id}", member("delete_group_snapshot"), this, &H::remove, 202),
    };
    for (auto& route : all)
        route.since = sdk::mv(3, 14);
    all.push_back(service::versions(service::action("/group_snapshots/{group_snapshot_id}/action", "reset_status", { QStringLiteral("group:reset_group_snapshot_status"), service::rules::admin }, this, &H::resetStatus), sdk::mv(3, 19)));
    return all;
}

Result<sdk::Page<GroupSnapshotRow>> GroupSnapshotsHandler::page(Call& call, sdk::ListQuery& query)
{
    static const QStringList known { QStringLiteral("all_tenants") };
    TRY(requireFilters(call, { QStringLiteral("name"), QStringLiteral("status"), QStringLiteral("group_id") }, known));
    auto rules = call.service.traits().listRules;
    rules.known += known;
    query = TRY(sdk::parseListQuery<GroupSnapshotRow>(call.request.query(), rules));
    if (call.version < sdk::mv(3, 29)) {      // no paging, sorting and filtering before
        query.limit.reset();
        query.marker.clear();
        query.sort.clear();
        query.filters.clear();
    }
    if (query.sort.empty())
        query.sort.push_back({ "created_at", true });
    const auto [where, arguments] = groupScope(call, query);
    return m_service.database().read([&, &where = where, &arguments = arguments](db::Connection& connection) { return GroupSnapshots::list(connection, query, where, arguments); });
}

Result<http::Response> GroupSnapshotsHandler::list(Call& call)
{
    sdk::ListQuery query;
    const auto found = TRY(page(call, query));
    JsonWriter json;
    json.beginObject().key("group_snapshots").beginArray();
    for (const auto& row : found.items) {
        json.beginObject().key("id").value(row.id).key("name");
        row.name ? json.value(*row.name) : json.null();
        json.endObject();
    }
    json.endArray();
    service::writeListLinks(json, call, "group_snapshot", query, found.more, {}, found.items.empty() ? QString() : found.items.back().id);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> GroupSnapshotsHandler::listDetail(Call& call)
{
    sdk::ListQuery query;
    const auto found = TRY(page(call, query));
    JsonWriter json;
    json.beginObject().key("group_snapshots").beginArray();
    for (const auto& row : found.items)
        sdk::encode(json, row, call.encoding());
    json.endArray();
    service::writeListLinks(json, call, "group_snapshot", query, found.more, {}, found.items.empty() ? QString() : found.items.back().id);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<GroupSnapshotRow> GroupSnapshotsHandler::show(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) { return GroupStore::findSnapshot(connection, call.context, id); });
}

namespace {

/// The row of one volume's snapshot; its task is the group's.
SnapshotRow snapshotOf(const VolumeRow& volume, const GroupSnapshotRow& group)
{
    SnapshotRow row;
    row.id = newUuid();
    row.name = group.name.value_or(QString());
    row.description = group.description.value_or(QString());
    row.volumeId = volume.id;
    row.status = QStringLiteral("creating");
    row.progress = QStringLiteral("0%");
    row.size = volume.size;
    row.projectId = volume.projectId;
    row.userId = group.userId;
    row.groupSnapshotId = group.id;
    row.createdAt = row.updatedAt = Clock::now();
    return row;
}

} // namespace

Result<http::Response> GroupSnapshotsHandler::create(Call& call)
{
    const auto body = TRY(service::unwrap(call, sdk::VolumeGroupSnapshot::resourceKey));
    GroupSnapshotRow row;
    static_cast<sdk::VolumeGroupSnapshot&>(row) = TRY(sdk::decode<sdk::VolumeGroupSnapshot>(body, sdk::In::Create, call.version)).value;
    row.id = newUuid();
    row.status = QStringLiteral("creating");
    row.projectId = call.projectId();
    row.userId = call.context.userId;
    row.createdAt = Clock::now();
    row = TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<GroupSnapshotRow> {
        auto made = row;
        const auto group = TRY(GroupStore::find(transaction, call.context, row.groupId));
        made.groupTypeId = group.groupType;
        const auto volumes = TRY(GroupStore::volumes(transaction, group.id));
        if (volumes.empty())
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid group: Source Group is empty. No group snapshot will be created."), QStringLiteral("group_id"));
        TRY(GroupSnapshots::insert(transaction, made));
        for (const auto& volume : volumes) {
            if (volume.status != state::available && volume.status != state::inUse)
                return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Volume %1 of the group is %2; it must be available or in-use.").arg(volume.id, volume.status), QStringLiteral("group_id"));
            const auto snapshot = snapshotOf(volume, made);
            TRY(m_service.requireQuota(transaction, snapshot.projectId, 0, snapshot.size, 1, volume.volumeType.value_or(QString())));
            TRY(Snapshots::insert(transaction, snapshot));
            TRY(m_service.announce(transaction, call.context, "create", snapshot));
        }
        TRY(m_service.announce(transaction, call.context, "create", made));
        TRY(m_service.chassis().tasks().enqueue(transaction, call.context, { QStringLiteral("volume.group_snapshot"), QStringLiteral("group_snapshot"), made.id, made.name.value_or(QString()), made.projectId, {} }));
        return made;
    }));
    JsonWriter json;
    json.beginObject().key("group_snapshot").beginObject().key("id").value(row.id).key("group_type_id").value(row.groupTypeId).key("name");
    row.name ? json.value(*row.name) : json.null();
    json.endObject().endObject();
    return service::jsonResponse(202, json.take());
}

Result<> GroupSnapshotsHandler::remove(Call& call, const QString& id)
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(GroupStore::findSnapshot(transaction, call.context, id));
        if (row.status != u"available" && row.status != u"error" && row.status != u"error_deleting")
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid group snapshot: GroupSnapshot status must be available or error, but current status is: %1.").arg(row.status), QStringLiteral("status"));
        TRY(GroupStore::requireNotCopied(transaction, QStringLiteral("group_snapshot_id"), row.id));
        auto snapshots = TRY(GroupStore::snapshots(transaction, row.id));
        for (auto& snapshot : snapshots) {
            TRY(VolumeService::requireSnapshotNotCopied(transaction, snapshot.id));
            snapshot.status = QStringLiteral("deleting");
            snapshot.updatedAt = Clock::now();
            TRY(Snapshots::update(transaction, snapshot));
            TRY(m_service.announce(transaction, call.context, "update", snapshot));
        }
        row.status = QStringLiteral("deleting");
        row.updatedAt = Clock::now();
        TRY(GroupSnapshots::update(transaction, row));
        TRY(m_service.announce(transaction, call.context, "update", row));
        TRY(m_service.chassis().tasks().enqueue(transaction, call.context, { QStringLiteral("volume.group_snapshot_delete"), QStringLiteral("group_snapshot"), row.id, row.name.value_or(QString()), row.projectId, {} }));
        return {};
    });
}

Result<> GroupSnapshotsHandler::resetStatus(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto status = TRY(groupStatusOf(argument));
    return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(GroupStore::findSnapshot(transaction, call.context, id));
        row.status = status;
        row.updatedAt = Clock::now();
        TRY(GroupSnapshots::update(transaction, row));
        return m_service.announce(transaction, call.context, "update", row);
    });
}

} // namespace skylab::volume
