#include "volume/handlers/TypesHandler.h"

#include "core/Uuid.h"
#include "volume/VolumeService.h"

namespace skylab::volume {

using service::Call;

std::vector<service::Route> TypesHandler::routes()
{
    const service::Guard read { QStringLiteral("volume_extension:type_get_all"), QStringLiteral("rule:admin_required or role:reader") };
    const auto admin = [](const char* rule) { return service::Guard { QStringLiteral("volume_extension:%1").arg(QLatin1String(rule)), service::rules::admin }; };
    return {
        service::list("/types", read, this, &TypesHandler::list, { QStringLiteral("is_public") }),
        service::show("/types/{type_id}", read, this, &TypesHandler::show),
        service::create("/types", admin("type_create"), this, &TypesHandler::create, 200),
        service::update("PUT", "/types/{type_id}", admin("type_update"), this, &TypesHandler::update),
        service::remove("/types/{type_id}", admin("type_delete"), this, &TypesHandler::remove, 202),
        service::route("GET", "/types/{type_id}/extra_specs", read, this, &TypesHandler::listSpecs),
        service::route("POST", "/types/{type_id}/extra_specs", admin("types_extra_specs:create"), this, &TypesHandler::setSpecs),
        service::route("GET", "/types/{type_id}/extra_specs/{key}", read, this, &TypesHandler::showSpec),
        service::route("PUT", "/types/{type_id}/extra_specs/{key}", admin("types_extra_specs:update"), this, &TypesHandler::setSpec),
        service::route("DELETE", "/types/{type_id}/extra_specs/{key}", admin("types_extra_specs:delete"), this, &TypesHandler::removeSpec),
    };
}

Result<sdk::Page<VolumeTypeRow>> TypesHandler::list(Call& call, const sdk::ListQuery& query)
{
    // is_public: true (the default), false, or "None" for both; only administrators see private ones.
    const auto wanted = query.value(u"is_public").toLower();
    QString scope = QStringLiteral("is_public IS TRUE");
    if (call.context.admin && wanted == u"none")
        scope.clear();
    else if (call.context.admin && (wanted == u"false" || wanted == u"0"))
        scope = QStringLiteral("is_public IS FALSE");
    return m_service.database().read([&](db::Connection& connection) { return VolumeTypes::list(connection, query, scope); });
}

Result<VolumeTypeRow> TypesHandler::find(db::Connection& connection, const Call& call, const QString& id)
{
    auto row = id == u"default" ? TRY(VolumeTypes::findWhere(connection, QStringLiteral("name = ?"), { VolumeService::defaultType() })) : TRY(VolumeTypes::find(connection, id));
    if (!row || (!row->isPublic && !call.context.admin))
        return fail(ErrorCode::NotFound, QStringLiteral("Volume type %1 could not be found.").arg(id.left(64)));
    return std::move(*row);
}

Result<VolumeTypeRow> TypesHandler::show(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) { return find(connection, call, id); });
}

Result<VolumeTypeRow> TypesHandler::change(const Call& call, const QString& id, const std::function<Result<>(db::Transaction&, VolumeTypeRow&)>& change)
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<VolumeTypeRow> {
        auto row = TRY(find(transaction, call, id));
        TRY(change(transaction, row));
        TRY(VolumeTypes::update(transaction, row));
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

Result<VolumeTypeRow> TypesHandler::create(Call&, sdk::Decoded<sdk::VolumeType> wanted)
{
    VolumeTypeRow row;
    static_cast<sdk::VolumeType&>(row) = wanted.value;
    row.id = newUuid();
    return m_service.database().write([&](db::Transaction& transaction) -> Result<VolumeTypeRow> {
        TRY(requireFreeName(transaction, row));
        TRY(VolumeTypes::insert(transaction, row));
        return row;
    });
}

Result<VolumeTypeRow> TypesHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    return change(call, id, [&](db::Transaction& transaction, VolumeTypeRow& row) -> Result<> {
        const auto before = row.name;
        row = TRY(sdk::decode<VolumeTypeRow>(changes, sdk::In::Update, call.version, row)).value;
        if (row.name == before)
            return {};
        if (before == VolumeService::defaultType())
            return fail(ErrorCode::BadRequest, QStringLiteral("Volume type %1 is the default: volumes are made with it by this name.").arg(before), QStringLiteral("name"));
        TRY(requireFreeName(transaction, row));
        TRY(transaction.execute(QStringLiteral("UPDATE volumes SET volume_type = ? WHERE volume_type_id = ?"), row.name, row.id));
        return {};
    });
}

Result<> TypesHandler::remove(Call& call, const QString& id)
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(find(transaction, call, id));
        if (row.name == VolumeService::defaultType())
            return fail(ErrorCode::BadRequest, QStringLiteral("Volume type %1 is the default and can't be deleted.").arg(row.name));
        if (const auto users = TRY(Volumes::count(transaction, QStringLiteral("volume_type_id = ?"), { row.id })); users > 0)
            return fail(ErrorCode::BadRequest, QStringLiteral("Volume type %1 is in use by %2 volumes and can't be deleted.").arg(row.name).arg(users));
        TRY(VolumeTypes::remove(transaction, row.id));
        return {};
    });
}

namespace {
http::Response specsResponse(const sdk::StringMap& specs)
{
    JsonWriter json;
    json.beginObject().key("extra_specs");
    sdk::Codec<sdk::StringMap>::encode(json, specs, {});
    json.endObject();
    return service::jsonResponse(200, json.take());
}
} // namespace

Result<http::Response> TypesHandler::listSpecs(Call& call)
{
    return specsResponse(TRY(show(call, call.id(QStringLiteral("type_id")))).extraSpecs);
}

namespace {
Result<> takeSpecs(const QJsonObject& specs, VolumeTypeRow& row)
{
    if (specs.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'extra_specs': it must hold at least one key"), QStringLiteral("extra_specs"));
    for (auto it = specs.begin(); it != specs.end(); ++it) {
        if (!it.value().isString() || it.value().toString().size() > 255 || it.key().isEmpty() || it.key().size() > 255)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'extra_specs.%1': it must be a string of at most 255 characters with a key of 1 to 255").arg(it.key().left(64)), QStringLiteral("extra_specs"));
        row.extraSpecs.insert(it.key(), it.value().toString());
    }
    return {};
}

http::Response specResponse(const QString& key, const QString& value)
{
    JsonWriter json;
    json.beginObject().key(QStringView(key)).value(value).endObject();
    return service::jsonResponse(200, json.take());
}

Error noSuchSpec(const VolumeTypeRow& row, const QString& key)
{
    return { ErrorCode::NotFound, QStringLiteral("Volume type %1 has no extra spec %2.").arg(row.name, key.left(255)) };
}
} // namespace

Result<http::Response> TypesHandler::setSpecs(Call& call)
{
    const auto specs = TRY(service::unwrap(call, "extra_specs"));
    return specsResponse(TRY(change(call, call.id(QStringLiteral("type_id")), [&](db::Transaction&, VolumeTypeRow& row) { return takeSpecs(specs, row); })).extraSpecs);
}

Result<http::Response> TypesHandler::showSpec(Call& call)
{
    const auto key = call.id(QStringLiteral("key"));
    const auto row = TRY(show(call, call.id(QStringLiteral("type_id"))));
    if (!row.extraSpecs.contains(key))
        return fail(noSuchSpec(row, key));
    return specResponse(key, row.extraSpecs.value(key));
}

Result<http::Response> TypesHandler::setSpec(Call& call)
{
    const auto key = call.id(QStringLiteral("key"));
    if (call.json.size() != 1 || !call.json.contains(key))
        return fail(ErrorCode::BadRequest, QStringLiteral("Request body must hold exactly the key '%1' of the URI.").arg(key.left(255)), QStringLiteral("extra_specs"));
    TRY(change(call, call.id(QStringLiteral("type_id")), [&](db::Transaction&, VolumeTypeRow& row) { return takeSpecs(call.json, row); }));
    return specResponse(key, call.json.value(key).toString());
}

Result<http::Response> TypesHandler::removeSpec(Call& call)
{
    const auto key = call.id(QStringLiteral("key"));
    TRY(change(call, call.id(QStringLiteral("type_id")), [&](db::Transaction&, VolumeTypeRow& row) -> Result<> {
        if (row.extraSpecs.remove(key) == 0)
            return fail(noSuchSpec(row, key));
        return {};
    }));
    return http::Response::empty(202);
}

} // namespace skylab::volume
