#include "volume/handlers/GroupTypesHandler.h"

#include "core/Uuid.h"
#include "volume/VolumeService.h"
#include "volume/handlers/Inputs.h"

namespace skylab::volume {

using service::Call;

namespace {

const QString typeArgument = QStringLiteral("group_type_id");
const QString keyArgument = QStringLiteral("key");
const QString groupSpecs = QStringLiteral("group_specs");

http::Response specsResponse(int status, const char* key, const sdk::StringMap& specs)
{
    JsonWriter json;
    if (key)
        json.beginObject().key(key);
    sdk::Codec<sdk::StringMap>::encode(json, specs, {});
    if (key)
        json.endObject();
    return service::jsonResponse(status, json.take());
}

Error noSuchSpec(const GroupTypeRow& row, const QString& key)
{
    return { ErrorCode::NotFound, QStringLiteral("Group Type %1 has no extra spec with key %2.").arg(row.id, key.left(255)) };
}

Result<> requireFreeName(db::Connection& connection, const GroupTypeRow& row)
{
    if (TRY(GroupTypes::count(connection, QStringLiteral("name = ? AND id <> ?"), { row.name, row.id })) > 0)
        return fail(ErrorCode::Conflict, QStringLiteral("Group Type %1 already exists.").arg(row.name), QStringLiteral("name"));
    return {};
}

} // namespace

std::vector<service::Route> GroupTypesHandler::routes()
{
    const service::Guard read { QStringLiteral("group:group_types:get"), QStringLiteral("rule:admin_required or role:reader") };
    const auto admin = [](const char* rule) { return service::Guard { QStringLiteral("group:%1").arg(QLatin1String(rule)), service::rules::admin }; };
    std::vector<service::Route> all {
        service::route("GET", "/group_types", read, this, &GroupTypesHandler::list),
        service::show("/group_types/{group_type_id}", read, this, &GroupTypesHandler::show),
        service::route("POST", "/group_types", admin("group_types:create"), this, &GroupTypesHandler::create),
        service::route("PUT", "/group_types/{group_type_id}", admin("group_types:update"), this, &GroupTypesHandler::update),
        service::remove("/group_types/{group_type_id}", admin("group_types:delete"), this, &GroupTypesHandler::remove, 202),
        service::route("GET", "/group_types/{group_type_id}/group_specs", admin("group_types_specs:get_all"), this, &GroupTypesHandler::listSpecs),
        service::route("POST", "/group_types/{group_type_id}/group_specs", admin("group_types_specs:create"), this, &GroupTypesHandler::setSpecs),
        service::route("GET", "/group_types/{group_type_id}/group_specs/{key}", admin("group_types_specs:get"), this, &GroupTypesHandler::showSpec),
        service::route("PUT", "/group_types/{group_type_id}/group_specs/{key}", admin("group_types_specs:update"), this, &GroupTypesHandler::setSpec),
        service::route("DELETE", "/group_types/{group_type_id}/group_specs/{key}", admin("group_types_specs:delete"), this, &GroupTypesHandler::removeSpec),
    };
    for (auto& route : all)
        route.since = sdk::mv(3, 11);
    return all;
}

Result<http::Response> GroupTypesHandler::list(Call& call)
{
    const auto isPublic = QStringLiteral("is_public");
    auto rules = call.service.traits().listRules;
    rules.known << isPublic;
    auto query = TRY(sdk::parseListQuery<GroupTypeRow>(call.request.query(), rules));
    if (query.sort.empty())
        query.sort.push_back({ "created_at", true });
    QString scope = QStringLiteral("is_public IS TRUE");
    if (const auto wanted = query.value(isPublic).toLower(); call.context.admin && wanted == u"none")
        scope.clear();
    else if (call.context.admin && !wanted.isNull() && !TRY(boolOf(wanted, isPublic)))
        scope = QStringLiteral("is_public IS FALSE");
    const auto page = TRY(m_service.database().read([&](db::Connection& connection) { return GroupTypes::list(connection, query, scope); }));
    JsonWriter json;
    json.beginObject().key("group_types").beginArray();
    for (const auto& row : page.items)
        sdk::encode(json, row, call.encoding());
    json.endArray();
    service::writeListLinks(json, call, "group_type", query, page.more, {}, page.items.empty() ? QString() : page.items.back().id);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<GroupTypeRow> GroupTypesHandler::find(db::Connection& connection, const Call& call, const QString& id)
{
    auto row = TRY(GroupTypes::find(connection, id));      // "default": there is none, as in a Cinder that names none
    if (!row || (!row->isPublic && !call.context.admin))
        return fail(ErrorCode::NotFound, id == u"default" ? QStringLiteral("Default group type can not be found.") : QStringLiteral("Group type %1 could not be found.").arg(id.left(64)));
    return std::move(*row);
}

Result<GroupTypeRow> GroupTypesHandler::show(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) { return find(connection, call, id); });
}

Result<> GroupTypesHandler::announce(db::Transaction& transaction, const Call& call, const char* what, const GroupTypeRow& row)
{
    return m_service.announce(transaction, call.context, QStringLiteral("group_type.%1").arg(QLatin1String(what)), row.id, call.projectId(),
                              qstrcmp(what, "delete") == 0 ? QJsonObject() : sdk::toJson(row, { .admin = true }));
}

Result<http::Response> GroupTypesHandler::create(Call& call)
{
    const auto body = TRY(service::unwrap(call, sdk::VolumeGroupType::resourceKey));
    GroupTypeRow row;
    static_cast<sdk::VolumeGroupType&>(row) = TRY(sdk::decode<sdk::VolumeGroupType>(body, sdk::In::Create, call.version)).value;
    if (const auto specs = body.value(groupSpecs).toObject(); !specs.isEmpty())
        row.groupSpecs = TRY(specsOf(specs, groupSpecs));
    row.id = newUuid();
    row.name = row.name.trimmed();
    row.createdAt = Clock::now();
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        TRY(requireFreeName(transaction, row));
        TRY(GroupTypes::insert(transaction, row));
        return announce(transaction, call, "create", row);
    }));
    return service::respond(call, 202, row);
}

Result<GroupTypeRow> GroupTypesHandler::change(const Call& call, const std::function<Result<>(db::Transaction&, GroupTypeRow&)>& change)
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<GroupTypeRow> {
        auto row = TRY(find(transaction, call, call.id(typeArgument)));
        TRY(change(transaction, row));
        row.updatedAt = Clock::now();
        TRY(GroupTypes::update(transaction, row));
        TRY(announce(transaction, call, "update", row));
        return row;
    });
}

Result<http::Response> GroupTypesHandler::update(Call& call)
{
    auto changes = TRY(service::unwrap(call, sdk::VolumeGroupType::resourceKey));
    for (const auto& key : { QStringLiteral("name"), QStringLiteral("description"), QStringLiteral("is_public") })
        if (changes.value(key).isNull())
            changes.remove(key);
    if (changes.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Specify group type name, description or a combination thereof."), QStringLiteral("group_type"));
    return service::respond(call, 200, TRY(change(call, [&](db::Transaction& transaction, GroupTypeRow& row) -> Result<> {
        row = TRY(sdk::decode<GroupTypeRow>(changes, sdk::In::Update, call.version, row)).value;
        row.name = row.name.trimmed();
        return requireFreeName(transaction, row);
    })));
}

Result<> GroupTypesHandler::remove(Call& call, const QString& id)
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(find(transaction, call, id));
        if (const auto users = TRY(Groups::count(transaction, QStringLiteral("group_type = ?"), { row.id })); users > 0)
            return fail(ErrorCode::BadRequest, QStringLiteral("Target group type is still in use: %1 groups are of type %2.").arg(users).arg(row.name));
        TRY(GroupTypes::remove(transaction, row.id));
        return announce(transaction, call, "delete", row);
    });
}

// ---- specs

Result<http::Response> GroupTypesHandler::listSpecs(Call& call) { return specsResponse(200, "group_specs", TRY(show(call, call.id(typeArgument))).groupSpecs); }

Result<http::Response> GroupTypesHandler::setSpecs(Call& call)
{
    const auto specs = TRY(specsOf(TRY(service::unwrap(call, "group_specs")), groupSpecs));
    TRY(change(call, [&](db::Transaction&, GroupTypeRow& row) -> Result<> {
        row.groupSpecs.insert(specs);
        return {};
    }));
    return specsResponse(202, "group_specs", specs);
}

Result<http::Response> GroupTypesHandler::showSpec(Call& call)
{
    const auto key = call.id(keyArgument);
    const auto row = TRY(show(call, call.id(typeArgument)));
    if (!row.groupSpecs.contains(key))
        return fail(noSuchSpec(row, key));
    return specsResponse(200, nullptr, { { key, row.groupSpecs.value(key) } });
}

Result<http::Response> GroupTypesHandler::setSpec(Call& call)
{
    const auto specs = TRY(oneSpecOf(call.json, call.id(keyArgument), groupSpecs));
    TRY(change(call, [&](db::Transaction&, GroupTypeRow& row) -> Result<> {
        row.groupSpecs.insert(specs);
        return {};
    }));
    return specsResponse(200, nullptr, specs);
}

Result<http::Response> GroupTypesHandler::removeSpec(Call& call)
{
    const auto key = call.id(keyArgument);
    TRY(change(call, [&](db::Transaction&, GroupTypeRow& row) -> Result<> {
        if (row.groupSpecs.remove(key) == 0)
            return fail(noSuchSpec(row, key));
        return {};
    }));
    return http::Response::empty(202);
}

} // namespace skylab::volume
