#include "volume/handlers/GroupsHandler.h"

#include "core/Uuid.h"
#include "service/Chassis.h"
#include "volume/VolumeService.h"
#include "volume/handlers/Inputs.h"
#include "volume/model/Pools.h"
#include "volume/model/VolumeState.h"
#include "volume/store/GroupStore.h"
#include "volume/store/TypeStore.h"

namespace skylab::volume {

using service::Call;

namespace {

const QString groupArgument = QStringLiteral("group_id");
const QString nova = QStringLiteral("nova");

http::Response summary(int status, const GroupRow& row)
{
    JsonWriter json;
    json.beginObject().key("group").beginObject().key("id").value(row.id).key("name");
    row.name ? json.value(*row.name) : json.null();
    json.endObject().endObject();
    return service::jsonResponse(status, json.take());
}

std::optional<QString> trimmed(const std::optional<QString>& text) { return text ? std::optional<QString>(text->trimmed()) : text; }

QStringList idsOf(const QString& list) { return list.split(u',', Qt::SkipEmptyParts); }

} // namespace

std::pair<QString, QVariantList> groupScope(const Call& call, const sdk::ListQuery& query)
{
    if (call.context.admin && query.flag(u"all_tenants"))
        return {};
    return { QStringLiteral("project_id = ?"), { call.projectId() } };
}

Result<QString> groupStatusOf(const QJsonValue& argument)
{
    static const QStringList known { QStringLiteral("error"), state::available, QStringLiteral("creating"), QStringLiteral("deleting"), QStringLiteral("deleted"), QStringLiteral("updating"), QStringLiteral("error_deleting") };
    TRY(requireOnly(argument.toObject(), { QStringLiteral("status") }));
    auto status = argument[u"status"].toString().toLower();
    if (!known.contains(status))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'status': '%1' is not one of %2").arg(status.left(64), known.join(QStringLiteral(", "))), QStringLiteral("status"));
    return status;
}

std::vector<service::Route> GroupsHandler::routes()
{
    const auto reader = [](const char* rule) { return service::Guard { QStringLiteral("group:%1").arg(QLatin1String(rule)), service::rules::projectReader }; };
    const auto member = [](const char* rule) { return service::Guard { QStringLiteral("group:%1").arg(QLatin1String(rule)), service::rules::projectMember }; };
    const char* const path = "/groups/{group_id}/action";
    using H = GroupsHandler;
    std::vector<service::Route> all {
        service::route("GET", "/groups", reader("get_all"), this, &H::list),
        service::route("GET", "/groups/detail", reader("get_all"), this, &H::listDetail),
        service::route("GET", "/groups/{group_id}", reader("get"), this, &H::show),
        service::route("POST", "/groups", member("create"), this, &H::create),
        service::route("PUT", "/groups/{group_id}", member("update"), this, &H::update),
        service::action(path, "delete", member("delete"), this, &H::remove),
    };
    for (auto& route : all)
        route.since = sdk::mv(3, 13);
    auto fromSource = service::versions(service::route("POST", "/groups/action", member("create"), this, &H::createFromSource), sdk::mv(3, 14));
    fromSource.action = QStringLiteral("create-from-src");
    all.push_back(std::move(fromSource));
    all.push_back(service::versions(service::action(path, "reset_status", { QStringLiteral("group:reset_status"), service::rules::admin }, this, &H::resetStatus), sdk::mv(3, 20)));
    for (const auto* name : { "enable_replication", "disable_replication", "failover_replication", "list_replication_targets" })
        all.push_back(service::versions(service::action(path, name, member(name), this, &H::refuseReplication), sdk::mv(3, 38)));
    return all;
}

// ---- reading

Result<sdk::Page<GroupRow>> GroupsHandler::page(Call& call, sdk::ListQuery& query)
{
    static const QStringList known { QStringLiteral("all_tenants"), QStringLiteral("list_volume") };
    TRY(requireFilters(call, { QStringLiteral("name") }, known));
    auto rules = call.service.traits().listRules;
    rules.known += known;
    query = TRY(sdk::parseListQuery<GroupRow>(call.request.query(), rules));
    if (query.sort.empty())
        query.sort.push_back({ "created_at", true });
    const auto [where, arguments] = groupScope(call, query);
    return m_service.database().read([&, &where = where, &arguments = arguments](db::Connection& connection) { return Groups::list(connection, query, where, arguments); });
}

Result<http::Response> GroupsHandler::list(Call& call)
{
    sdk::ListQuery query;
    const auto found = TRY(page(call, query));
    JsonWriter json;
    json.beginObject().key("groups").beginArray();
    for (const auto& row : found.items) {
        json.beginObject().key("id").value(row.id).key("name");
        row.name ? json.value(*row.name) : json.null();
        json.endObject();
    }
    json.endArray();
    service::writeListLinks(json, call, "group", query, found.more, {}, found.items.empty() ? QString() : found.items.back().id);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

namespace {
Result<> fillVolumes(db::Connection& connection, std::vector<GroupRow>& rows)
{
    QStringList ids;
    for (const auto& row : rows)
        ids << row.id;
    const auto held = TRY(GroupStore::volumeIds(connection, ids));
    for (auto& row : rows) {
        const auto volumes = held.value(row.id);
        row.volumes.emplace(volumes.begin(), volumes.end());
    }
    return {};
}
} // namespace

Result<http::Response> GroupsHandler::listDetail(Call& call)
{
    sdk::ListQuery query;
    auto found = TRY(page(call, query));
    if (call.version >= sdk::mv(3, 25) && TRY(flagOf(call, u"list_volume")))
        TRY(m_service.database().read([&](db::Connection& connection) { return fillVolumes(connection, found.items); }));
    JsonWriter json;
    json.beginObject().key("groups").beginArray();
    for (const auto& row : found.items)
        sdk::encode(json, row, call.encoding());
    json.endArray();
    service::writeListLinks(json, call, "group", query, found.more, {}, found.items.empty() ? QString() : found.items.back().id);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> GroupsHandler::show(Call& call)
{
    const bool withVolumes = call.version >= sdk::mv(3, 25) && TRY(flagOf(call, u"list_volume"));
    return service::respond(call, 200, TRY(m_service.database().read([&](db::Connection& connection) -> Result<GroupRow> {
        std::vector<GroupRow> one { TRY(GroupStore::find(connection, call.context, call.id(groupArgument))) };
        if (withVolumes)
            TRY(fillVolumes(connection, one));
        return one.front();
    })));
}

// ---- making

namespace {

/// Why the pools can't hold volumes of these types with what the group type wants; empty when they can.
QString troubleOf(const std::vector<Pool>& pools, const GroupTypeRow& type, const std::vector<VolumeTypeRow>& types)
{
    for (const auto& one : types) {
        auto specs = one.extraSpecs;
        specs.insert(type.groupSpecs);      // the pool must do what both want
        if (const auto pool = choosePool(pools, { .sizeGiB = 0, .extraSpecs = specs }); !pool)
            return pool.error().message;
    }
    return {};
}

} // namespace

Result<> GroupsHandler::insert(db::Transaction& transaction, const Call& call, const GroupRow& row)
{
    const auto used = TRY(m_service.quota().inUse(transaction, row.projectId)).value(QStringLiteral("groups"));
    TRY(m_service.quota().require(transaction, row.projectId, { { QStringLiteral("groups"), used, 1 } }));
    TRY(Groups::insert(transaction, row));
    return m_service.announce(transaction, call.context, "create", row);
}

Result<http::Response> GroupsHandler::create(Call& call)
{
    const auto body = TRY(service::unwrap(call, sdk::VolumeGroupCreate::resourceKey));
    const auto wanted = TRY(sdk::decode<sdk::VolumeGroupCreate>(body, sdk::In::Create, call.version)).value;
    if (!wanted.availabilityZone.isEmpty() && wanted.availabilityZone != nova)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input received: Availability zone '%1' is invalid.").arg(wanted.availabilityZone.left(64)), QStringLiteral("availability_zone"));
    GroupRow row;
    row.id = newUuid();
    row.name = trimmed(wanted.name);
    row.description = trimmed(wanted.description);
    row.projectId = call.projectId();
    row.userId = call.context.userId;
    row.createdAt = Clock::now();
    const auto pools = TRY(m_service.pools());
    row = TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<GroupRow> {
        auto made = row;
        const auto type = TRY(GroupStore::findType(transaction, call.context, wanted.groupType));
        made.groupType = type.id;
        std::vector<VolumeTypeRow> types;
        for (const auto& name : wanted.volumeTypes) {
            types.push_back(TRY(TypeStore::findNamed(transaction, call.context, name)));
            if (std::find(made.volumeTypes.begin(), made.volumeTypes.end(), types.back().id) != made.volumeTypes.end())
                return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'volume_types': '%1' is there twice").arg(name.left(64)), QStringLiteral("volume_types"));
            made.volumeTypes.push_back(types.back().id);
        }
        // As Cinder's scheduler does: the group is there, and tells that no storage suits it.
        made.fault = troubleOf(pools, type, types);
        made.status = made.fault.isEmpty() ? state::available : QStringLiteral("error");
        TRY(insert(transaction, call, made));
        return made;
    }));
    return summary(202, row);
}

Result<> GroupsHandler::addCopy(db::Transaction& transaction, const Call& call, const GroupRow& group, VolumeRow copy)
{
    copy.id = newUuid();
    copy.status = state::creating;
    copy.groupId = group.id;
    copy.attachments.clear();
    copy.fault.clear();
    copy.projectId = group.projectId;
    copy.userId = group.userId;
    copy.createdAt = copy.updatedAt = Clock::now();
    TRY(m_service.requireQuota(transaction, copy.projectId, 1, copy.size, 0, copy.volumeType.value_or(QString())));
    TRY(Volumes::insert(transaction, copy));
    return m_service.announce(transaction, call.context, "create", copy);
}

Result<> GroupsHandler::copySnapshots(db::Transaction& transaction, const Call& call, const GroupSnapshotRow& source, GroupRow& group)
{
    if (source.status != state::available)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid group: Group snapshot %1 is %2; it must be available.").arg(source.id, source.status), QStringLiteral("group_snapshot_id"));
    const auto snapshots = TRY(GroupStore::snapshots(transaction, source.id));
    if (snapshots.empty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid group: Group snapshot is empty. No group will be created."), QStringLiteral("group_snapshot_id"));
    const auto origin = TRY(GroupStore::find(transaction, call.context, source.groupId));
    group.groupType = source.groupTypeId;
    group.volumeTypes = origin.volumeTypes;
    TRY(insert(transaction, call, group));
    for (const auto& snapshot : snapshots) {
        auto copy = TRY(VolumeService::find(transaction, call.context, snapshot.volumeId));
        copy.name = snapshot.name;
        copy.description = snapshot.description;
        copy.size = snapshot.size;
        copy.snapshotId = snapshot.id;
        copy.sourceVolid.reset();
        TRY(addCopy(transaction, call, group, std::move(copy)));
    }
    return {};
}

Result<> GroupsHandler::copyVolumes(db::Transaction& transaction, const Call& call, GroupRow& group)
{
    const auto origin = TRY(GroupStore::find(transaction, call.context, *group.sourceGroupId));
    auto volumes = TRY(GroupStore::volumes(transaction, origin.id));
    if (volumes.empty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid group: Source Group is empty. No group will be created."), QStringLiteral("source_group_id"));
    group.groupType = origin.groupType;
    group.volumeTypes = origin.volumeTypes;
    TRY(insert(transaction, call, group));
    for (auto& volume : volumes) {
        if (volume.status != state::available && volume.status != state::inUse)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Volume %1 of the group is %2; it must be available or in-use.").arg(volume.id, volume.status), QStringLiteral("source_group_id"));
        volume.sourceVolid = volume.id;
        volume.snapshotId.reset();
        TRY(addCopy(transaction, call, group, std::move(volume)));
    }
    return {};
}

Result<http::Response> GroupsHandler::createFromSource(Call& call)
{
    const auto body = TRY(service::unwrap(call, sdk::VolumeGroupFromSource::resourceKey));
    const auto wanted = TRY(sdk::decode<sdk::VolumeGroupFromSource>(body, sdk::In::Create, call.version)).value;
    if (wanted.sourceGroupId.isEmpty() == wanted.groupSnapshotId.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'create-from-src': it must name exactly one of source_group_id and group_snapshot_id"), QStringLiteral("source_group_id"));
    GroupRow row;
    row.id = newUuid();
    row.name = trimmed(wanted.name);
    row.description = trimmed(wanted.description);
    row.status = QStringLiteral("creating");
    row.projectId = call.projectId();
    row.userId = call.context.userId;
    row.createdAt = Clock::now();
    row = TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<GroupRow> {
        auto made = row;
        if (wanted.sourceGroupId.isEmpty()) {
            made.groupSnapshotId = wanted.groupSnapshotId;
            TRY(copySnapshots(transaction, call, TRY(GroupStore::findSnapshot(transaction, call.context, wanted.groupSnapshotId)), made));
        } else {
            made.sourceGroupId = wanted.sourceGroupId;
            TRY(copyVolumes(transaction, call, made));
        }
        TRY(m_service.chassis().tasks().enqueue(transaction, call.context, { QStringLiteral("volume.group_create"), QStringLiteral("group"), made.id, made.name.value_or(QString()), made.projectId, {} }));
        return made;
    }));
    return summary(202, row);
}

// ---- changing

Result<> GroupsHandler::join(db::Transaction& transaction, const Call& call, const GroupRow& group, const QString& volumeId)
{
    const auto refuse = [&](const QString& why) { return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Cannot add volume %1 to group %2 because %3.").arg(volumeId.left(64), group.id, why), QStringLiteral("add_volumes")); };
    auto volume = TRY(Volumes::find(transaction, volumeId));
    if (!volume || (!call.context.admin && volume->projectId != call.projectId()))
        return refuse(QStringLiteral("volume cannot be found"));
    if (volume->groupId == group.id)
        return {};
    if (volume->groupId)
        return refuse(QStringLiteral("it is already in group %1").arg(*volume->groupId));
    if (volume->projectId != group.projectId)
        return refuse(QStringLiteral("they belong to different projects"));
    if (!GroupStore::requireType(group, volume->volumeTypeId))
        return refuse(QStringLiteral("volume type %1 is not supported by the group").arg(volume->volumeType.value_or(QString())));
    if (volume->status != state::available && volume->status != state::inUse)
        return refuse(QStringLiteral("volume is in an invalid state: %1. Valid states are: available, in-use").arg(volume->status));
    volume->groupId = group.id;
    volume->updatedAt = Clock::now();
    TRY(Volumes::update(transaction, *volume));
    return m_service.announce(transaction, call.context, "update", *volume);
}

Result<> GroupsHandler::leave(db::Transaction& transaction, const Call& call, const GroupRow& group, const QString& volumeId)
{
    static const QStringList good { state::available, state::inUse, state::error, state::errorDeleting };
    const auto refuse = [&](const QString& why) { return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Cannot remove volume %1 from group %2 because %3.").arg(volumeId.left(64), group.id, why), QStringLiteral("remove_volumes")); };
    auto volume = TRY(Volumes::find(transaction, volumeId));
    if (!volume || volume->groupId != group.id)
        return refuse(QStringLiteral("it is not in the group"));
    if (!good.contains(volume->status))
        return refuse(QStringLiteral("volume is in an invalid state: %1. Valid states are: %2").arg(volume->status, good.join(QStringLiteral(", "))));
    volume->groupId.reset();
    volume->updatedAt = Clock::now();
    TRY(Volumes::update(transaction, *volume));
    return m_service.announce(transaction, call.context, "update", *volume);
}

Result<http::Response> GroupsHandler::update(Call& call)
{
    const auto body = TRY(service::unwrap(call, sdk::VolumeGroupUpdate::resourceKey));
    const auto wanted = TRY(sdk::decode<sdk::VolumeGroupUpdate>(body, sdk::In::Update, call.version)).value;
    const auto add = idsOf(wanted.addVolumes);
    const auto remove = idsOf(wanted.removeVolumes);
    for (const auto& id : add)
        if (remove.contains(id))
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: UUIDs %1 are in both add and remove volume list.").arg(id.left(64)), QStringLiteral("add_volumes"));
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(GroupStore::find(transaction, call.context, call.id(groupArgument)));
        const bool named = wanted.name && trimmed(wanted.name) != row.name;
        const bool described = wanted.description && trimmed(wanted.description) != row.description;
        if (!named && !described && add.isEmpty() && remove.isEmpty())
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid group: Cannot update group %1 because no valid name, description, add_volumes, or remove_volumes were provided.").arg(row.id), QStringLiteral("group"));
        if ((!add.isEmpty() || !remove.isEmpty()) && row.status != state::available)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid group: Group status must be available, but current status is: %1.").arg(row.status), QStringLiteral("status"));
        for (const auto& id : add)
            TRY(join(transaction, call, row, id));
        for (const auto& id : remove)
            TRY(leave(transaction, call, row, id));
        if (named)
            row.name = trimmed(wanted.name);
        if (described)
            row.description = trimmed(wanted.description);
        row.updatedAt = Clock::now();
        TRY(Groups::update(transaction, row));
        return m_service.announce(transaction, call.context, "update", row);
    }));
    return http::Response::empty(202);
}

Result<> GroupsHandler::resetStatus(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto status = TRY(groupStatusOf(argument));
    return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(GroupStore::find(transaction, call.context, id));
        row.status = status;
        row.updatedAt = Clock::now();
        TRY(Groups::update(transaction, row));
        return m_service.announce(transaction, call.context, "update", row);
    });
}

Result<> GroupsHandler::refuseReplication(Call& call, const QString& id, const QJsonValue&)
{
    TRY(m_service.database().read([&](db::Connection& connection) { return GroupStore::find(connection, call.context, id); }));
    return fail(ErrorCode::BadRequest, QStringLiteral("Invalid group type: Group %1 is not a replication group type.").arg(id));
}

// ---- deleting

Result<> GroupsHandler::markVolumesDeleting(db::Transaction& transaction, const Call& call, const GroupRow& group, bool withVolumes)
{
    auto volumes = TRY(GroupStore::volumes(transaction, group.id));
    if (!volumes.empty() && !withVolumes)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid group: Group %1 still contains volumes. The delete-volumes flag is required to delete it.").arg(group.id), QStringLiteral("delete-volumes"));
    for (auto& volume : volumes) {
        if (!volume.attachments.empty())
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid group: Volume %1 in group %2 is attached. Need to detach first.").arg(volume.id, group.id));
        if (TRY(Snapshots::count(transaction, QStringLiteral("volume_id = ?"), { volume.id })) > 0)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid group: Volume %1 in group %2 still has dependent snapshots.").arg(volume.id, group.id));
        TRY(VolumeService::requireNotCopied(transaction, volume.id));
        TRY(state::beginDelete(volume, false));      // what is being worked on stays
        TRY(Volumes::update(transaction, volume));
        TRY(m_service.announce(transaction, call.context, "update", volume));
    }
    return {};
}

Result<> GroupsHandler::remove(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto options = argument.toObject();
    TRY(requireOnly(options, { QStringLiteral("delete-volumes") }));
    const auto flag = options.value(QStringLiteral("delete-volumes"));
    const bool withVolumes = !flag.isUndefined() && TRY(boolOf(flag, QStringLiteral("delete-volumes")));
    return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(GroupStore::find(transaction, call.context, id));
        if (!withVolumes && row.status != state::available && row.status != u"error")
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid group: Group status must be available or error, but current status is: %1").arg(row.status), QStringLiteral("status"));
        if (TRY(GroupSnapshots::count(transaction, QStringLiteral("group_id = ?"), { row.id })) > 0)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid group: Group has existing snapshots."));
        TRY(GroupStore::requireNotCopied(transaction, QStringLiteral("source_group_id"), row.id));
        TRY(markVolumesDeleting(transaction, call, row, withVolumes));
        row.status = QStringLiteral("deleting");
        row.updatedAt = Clock::now();
        TRY(Groups::update(transaction, row));
        TRY(m_service.announce(transaction, call.context, "update", row));
        TRY(m_service.chassis().tasks().enqueue(transaction, call.context, { QStringLiteral("volume.group_delete"), QStringLiteral("group"), row.id, row.name.value_or(QString()), row.projectId, {} }));
        return {};
    });
}

} // namespace skylab::volume
