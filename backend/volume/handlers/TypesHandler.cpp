#include "volume/handlers/TypesHandler.h"

#include "core/Uuid.h"
#include "volume/VolumeService.h"
#include "volume/handlers/Inputs.h"
#include "volume/store/TypeStore.h"

namespace skylab::volume {

using service::Call;

namespace {

const QString typeId = QStringLiteral("type_id");
const QString keyArgument = QStringLiteral("key");
const QString extraSpecs = QStringLiteral("extra_specs");
/// The extra specs that say what a user gets; the others are between the operator and the storage.
const QStringList forUsers { QStringLiteral("RESKEY:availability_zones"), QStringLiteral("multiattach"), QStringLiteral("replication_enabled") };

sdk::StringMap shown(const Call& call, const sdk::StringMap& specs)
{
    if (call.context.admin)
        return specs;
    sdk::StringMap visible;
    for (const auto& key : forUsers)
        if (specs.contains(key))
            visible.insert(key, specs.value(key));
    return visible;
}

/// Each answer of the API has its own set of keys.
enum class View : std::uint8_t { Shown, Created, Updated };

void write(JsonWriter& json, const Call& call, const VolumeTypeRow& row, View view)
{
    json.beginObject().key("id").value(row.id).key("name").value(row.name).key("is_public").value(row.isPublic).key("description");
    row.description ? json.value(*row.description) : json.null();
    json.key("extra_specs");
    sdk::Codec<sdk::StringMap>::encode(json, shown(call, row.extraSpecs), {});
    if (view != View::Updated)
        json.key("os-volume-type-access:is_public").value(row.isPublic);
    if (view == View::Shown && call.context.admin) {
        json.key("qos_specs_id");
        row.qosSpecsId ? json.value(*row.qosSpecsId) : json.null();
    }
    json.endObject();
}

http::Response respondType(const Call& call, const VolumeTypeRow& row, View view)
{
    JsonWriter json;
    json.beginObject().key("volume_type");
    write(json, call, row, view);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

http::Response specsResponse(const char* key, const sdk::StringMap& specs)
{
    JsonWriter json;
    if (key)
        json.beginObject().key(key);
    sdk::Codec<sdk::StringMap>::encode(json, specs, {});
    if (key)
        json.endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace

std::vector<service::Route> TypesHandler::routes()
{
    const service::Guard read { QStringLiteral("volume_extension:type_get_all"), QStringLiteral("rule:admin_required or role:reader") };
    const service::Guard readOne { QStringLiteral("volume_extension:type_get"), QStringLiteral("rule:admin_required or role:reader") };
    const auto reader = [](const char* rule) { return service::Guard { QStringLiteral("volume_extension:%1").arg(QLatin1String(rule)), QStringLiteral("rule:admin_required or role:reader") }; };
    const auto admin = [](const char* rule) { return service::Guard { QStringLiteral("volume_extension:%1").arg(QLatin1String(rule)), service::rules::admin }; };
    return {
        service::route("GET", "/types", read, this, &TypesHandler::list),
        service::route("GET", "/types/{type_id}", readOne, this, &TypesHandler::show),
        service::route("POST", "/types", admin("type_create"), this, &TypesHandler::create),
        service::route("PUT", "/types/{type_id}", admin("type_update"), this, &TypesHandler::update),
        service::remove("/types/{type_id}", admin("type_delete"), this, &TypesHandler::remove, 202),
        service::route("GET", "/types/{type_id}/extra_specs", reader("types_extra_specs:index"), this, &TypesHandler::listSpecs),
        service::route("POST", "/types/{type_id}/extra_specs", admin("types_extra_specs:create"), this, &TypesHandler::setSpecs),
        service::route("GET", "/types/{type_id}/extra_specs/{key}", reader("types_extra_specs:show"), this, &TypesHandler::showSpec),
        service::route("PUT", "/types/{type_id}/extra_specs/{key}", admin("types_extra_specs:update"), this, &TypesHandler::setSpec),
        service::route("DELETE", "/types/{type_id}/extra_specs/{key}", admin("types_extra_specs:delete"), this, &TypesHandler::removeSpec),
    };
}

Result<http::Response> TypesHandler::list(Call& call)
{
    const auto isPublic = QStringLiteral("is_public");
    TRY(requireFilters(call, { isPublic, extraSpecs }, {}, sdk::mv(3, 52)));
    auto rules = call.service.traits().listRules;
    rules.known << isPublic << extraSpecs;
    auto query = TRY(sdk::parseListQuery<VolumeTypeRow>(call.request.query(), rules));
    if (query.sort.empty())
        query.sort.push_back({ "created_at", true });
    // is_public: true (the default), false, or "None" for both; only administrators see more than they may use.
    QStringList where;
    QVariantList arguments;
    const auto wanted = query.value(isPublic).toLower();
    const bool both = call.context.admin && wanted == u"none";
    if (!both && call.context.admin && !wanted.isNull() && !TRY(boolOf(wanted, isPublic))) {
        where << QStringLiteral("is_public IS FALSE");
    } else if (!both) {
        where << QStringLiteral("(is_public IS TRUE OR %1)").arg(TypeStore::accessScope());
        arguments << call.projectId();
    }
    if (const auto text = query.value(extraSpecs); !text.isNull() && (call.version >= sdk::mv(3, 52) || call.context.admin)) {
        const auto specs = TRY(mapFilterOf(text, extraSpecs));
        // Nobody finds out about hidden extra specs by asking for them.
        if (shown(call, specs).size() != specs.size())
            where << QStringLiteral("1 = 0");
        addMapFilter(specs, extraSpecs, where, arguments);
    }
    const auto page = TRY(m_service.database().read([&](db::Connection& connection) { return VolumeTypes::list(connection, query, where.join(QStringLiteral(" AND ")), arguments); }));
    JsonWriter json;
    json.beginObject().key("volume_types").beginArray();
    for (const auto& row : page.items)
        write(json, call, row, View::Shown);
    json.endArray();
    service::writeListLinks(json, call, "volume_type", query, page.more, {}, page.items.empty() ? QString() : page.items.back().id);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<VolumeTypeRow> TypesHandler::read(const Call& call)
{
    return m_service.database().read([&](db::Connection& connection) { return TypeStore::find(connection, call.context, call.id(typeId)); });
}

Result<http::Response> TypesHandler::show(Call& call) { return respondType(call, TRY(read(call)), View::Shown); }

Result<> TypesHandler::announce(db::Transaction& transaction, const Call& call, const char* what, const VolumeTypeRow& row)
{
    return m_service.announce(transaction, call.context, QStringLiteral("volume_type.%1").arg(QLatin1String(what)), row.id, call.projectId(),
                              qstrcmp(what, "delete") == 0 ? QJsonObject() : sdk::toJson(row, { .admin = true }));
}

Result<VolumeTypeRow> TypesHandler::change(const Call& call, const std::function<Result<>(db::Transaction&, VolumeTypeRow&)>& change)
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<VolumeTypeRow> {
        auto row = TRY(TypeStore::find(transaction, call.context, call.id(typeId)));
        TRY(change(transaction, row));
        row.updatedAt = Clock::now();
        TRY(VolumeTypes::update(transaction, row));
        TRY(announce(transaction, call, "update", row));
        return row;
    });
}

namespace {
Result<> requireFreeName(db::Connection& connection, const VolumeTypeRow& row)
{
    if (TRY(VolumeTypes::count(connection, QStringLiteral("name = ? AND id <> ?"), { row.name, row.id })) > 0)
        return fail(ErrorCode::Conflict, QStringLiteral("Volume Type %1 already exists.").arg(row.name), QStringLiteral("name"));
    return {};
}
} // namespace

Result<http::Response> TypesHandler::create(Call& call)
{
    const auto body = TRY(service::unwrap(call, sdk::VolumeType::resourceKey));
    VolumeTypeRow row;
    static_cast<sdk::VolumeType&>(row) = TRY(sdk::decode<sdk::VolumeType>(body, sdk::In::Create, call.version)).value;
    if (const auto specs = body.value(extraSpecs).toObject(); !specs.isEmpty())
        row.extraSpecs = TRY(specsOf(specs, extraSpecs));
    row.id = newUuid();
    row.name = row.name.trimmed();
    row.createdAt = Clock::now();
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        TRY(requireFreeName(transaction, row));
        TRY(VolumeTypes::insert(transaction, row));
        return announce(transaction, call, "create", row);
    }));
    return respondType(call, row, View::Created);
}

Result<> TypesHandler::renamed(db::Transaction& transaction, const QString& before, const VolumeTypeRow& row)
{
    if (before == VolumeService::defaultType())
        return fail(ErrorCode::BadRequest, QStringLiteral("Volume type %1 is the default: volumes are made with it by this name.").arg(before), QStringLiteral("name"));
    TRY(requireFreeName(transaction, row));
    TRY(m_service.quota().renameType(transaction, before, row.name));
    TRY(transaction.execute(QStringLiteral("UPDATE volumes SET volume_type = ? WHERE volume_type_id = ?"), row.name, row.id));
    return {};
}

Result<http::Response> TypesHandler::update(Call& call)
{
    auto changes = TRY(service::unwrap(call, sdk::VolumeType::resourceKey));
    // null says: leave it. What no member is left for says nothing.
    for (const auto& key : { QStringLiteral("name"), QStringLiteral("description"), QStringLiteral("is_public") })
        if (changes.value(key).isNull())
            changes.remove(key);
    if (changes.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Specify volume type name, description, is_public or a combination thereof."), QStringLiteral("volume_type"));
    const auto row = TRY(change(call, [&](db::Transaction& transaction, VolumeTypeRow& type) -> Result<> {
        const auto before = type.name;
        type = TRY(sdk::decode<VolumeTypeRow>(changes, sdk::In::Update, call.version, type)).value;
        type.name = type.name.trimmed();
        return type.name == before ? Result<>() : renamed(transaction, before, type);
    }));
    return respondType(call, row, View::Updated);
}

Result<> TypesHandler::remove(Call& call, const QString& id)
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(TypeStore::find(transaction, call.context, id));
        const auto isDefault = row.name == VolumeService::defaultType() || TRY(DefaultTypes::count(transaction, QStringLiteral("volume_type_id = ?"), { row.id })) > 0;
        if (isDefault)
            return fail(ErrorCode::BadRequest, QStringLiteral("Volume type %1 is the default of the cloud or of a project and can't be deleted.").arg(row.name));
        if (const auto users = TRY(Volumes::count(transaction, QStringLiteral("volume_type_id = ?"), { row.id })); users > 0)
            return fail(ErrorCode::BadRequest, QStringLiteral("Target volume type is still in use: volume type %1 has %2 volumes and can't be deleted.").arg(row.name).arg(users));
        // The ids stand in a list in JSON, in quotes.
        if (TRY(Groups::count(transaction, QStringLiteral("REPLACE(volume_types, ?, '') <> volume_types"), { row.id })) > 0)
            return fail(ErrorCode::BadRequest, QStringLiteral("Target volume type is still in use: groups of volumes name volume type %1.").arg(row.name));
        TRY(m_service.quota().renameType(transaction, row.name, {}));
        TRY(TypeStore::remove(transaction, row.id));
        return announce(transaction, call, "delete", row);
    });
}

// ---- extra specs

Result<http::Response> TypesHandler::listSpecs(Call& call) { return specsResponse("extra_specs", shown(call, TRY(read(call)).extraSpecs)); }

Result<> TypesHandler::changeSpecs(const Call& call, const std::function<Result<>(VolumeTypeRow&)>& change)
{
    TRY(this->change(call, [&](db::Transaction& transaction, VolumeTypeRow& row) -> Result<> {
        if (TRY(TypeStore::isInUse(transaction, row.id)))
            return fail(ErrorCode::BadRequest, QStringLiteral("Volume Type is currently in use: its extra specs stay as its volumes were made."), extraSpecs);
        return change(row);
    }));
    return {};
}

Result<http::Response> TypesHandler::setSpecs(Call& call)
{
    const auto specs = TRY(specsOf(TRY(service::unwrap(call, "extra_specs")), extraSpecs));
    TRY(changeSpecs(call, [&](VolumeTypeRow& row) -> Result<> {
        row.extraSpecs.insert(specs);
        return {};
    }));
    return specsResponse("extra_specs", specs);
}

namespace {
Error noSuchSpec(const VolumeTypeRow& row, const QString& key)
{
    return { ErrorCode::NotFound, QStringLiteral("Volume Type %1 has no extra specs with key %2.").arg(row.id, key.left(255)) };
}
} // namespace

Result<http::Response> TypesHandler::showSpec(Call& call)
{
    const auto key = call.id(keyArgument);
    const auto row = TRY(read(call));
    const auto specs = shown(call, row.extraSpecs);
    if (!specs.contains(key))
        return fail(noSuchSpec(row, key));
    return specsResponse(nullptr, { { key, specs.value(key) } });
}

Result<http::Response> TypesHandler::setSpec(Call& call)
{
    TRY(read(call));      // a type that is not there comes before a body that is wrong
    const auto specs = TRY(oneSpecOf(call.json, call.id(keyArgument), extraSpecs));
    TRY(changeSpecs(call, [&](VolumeTypeRow& row) -> Result<> {
        row.extraSpecs.insert(specs);
        return {};
    }));
    return specsResponse(nullptr, specs);
}

Result<http::Response> TypesHandler::removeSpec(Call& call)
{
    const auto key = call.id(keyArgument);
    TRY(changeSpecs(call, [&](VolumeTypeRow& row) -> Result<> {
        if (row.extraSpecs.remove(key) == 0)
            return fail(noSuchSpec(row, key));
        return {};
    }));
    return http::Response::empty(202);
}

} // namespace skylab::volume
