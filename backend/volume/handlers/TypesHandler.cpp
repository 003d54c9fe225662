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

Result<VolumeTypeRow> TypesHandler::show(Call& call, const QString& id)
{
    const auto row = TRY(m_service.database().read([&](db::Connection& connection) {
        return id == u"default" ? VolumeTypes::findWhere(connection, QStringLiteral("name = ?"), { QStringLiteral("file") }) : VolumeTypes::find(connection, id);
    }));
    if (!row || (!row->isPublic && !call.context.admin))
        return fail(ErrorCode::NotFound, QStringLiteral("Volume type %1 could not be found.").arg(id.left(64)));
    return *row;
}

Result<VolumeTypeRow> TypesHandler::create(Call&, sdk::Decoded<sdk::VolumeType> wanted)
{
    VolumeTypeRow row;
    static_cast<sdk::VolumeType&>(row) = wanted.value;
    row.id = newUuid();
    return m_service.database().write([&](db::Transaction& transaction) -> Result<VolumeTypeRow> {
        if (TRY(VolumeTypes::count(transaction, QStringLiteral("name = ?"), { row.name })) > 0)
            return fail(ErrorCode::Conflict, QStringLiteral("Volume Type %1 already exists.").arg(row.name), QStringLiteral("name"));
        TRY(VolumeTypes::insert(transaction, row));
        return row;
    });
}

Result<VolumeTypeRow> TypesHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    const auto stored = TRY(show(call, id));
    const auto changed = TRY(sdk::decode<VolumeTypeRow>(changes, sdk::In::Update, call.version, stored));
    TRY(m_service.database().write([&](db::Transaction& transaction) { return VolumeTypes::update(transaction, changed.value); }));
    return changed.value;
}

Result<> TypesHandler::remove(Call& call, const QString& id)
{
    const auto row = TRY(show(call, id));
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        if (const auto users = TRY(Volumes::count(transaction, QStringLiteral("volume_type_id = ?"), { row.id })); users > 0)
            return fail(ErrorCode::BadRequest, QStringLiteral("Volume type %1 is in use by %2 volumes and can't be deleted.").arg(row.name).arg(users));
        TRY(VolumeTypes::remove(transaction, row.id));
        return {};
    }));
    return {};
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

Result<http::Response> TypesHandler::setSpecs(Call& call)
{
    auto row = TRY(show(call, call.id(QStringLiteral("type_id"))));
    const auto specs = TRY(service::unwrap(call, "extra_specs"));
    for (auto it = specs.begin(); it != specs.end(); ++it) {
        if (!it.value().isString() || it.key().isEmpty() || it.key().size() > 255)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'extra_specs.%1': it must be a string with a key of 1 to 255 characters").arg(it.key().left(64)), QStringLiteral("extra_specs"));
        row.extraSpecs.insert(it.key(), it.value().toString());
    }
    TRY(m_service.database().write([&](db::Transaction& transaction) { return VolumeTypes::update(transaction, row); }));
    return specsResponse(row.extraSpecs);
}

Result<http::Response> TypesHandler::removeSpec(Call& call)
{
    auto row = TRY(show(call, call.id(QStringLiteral("type_id"))));
    if (row.extraSpecs.remove(call.id(QStringLiteral("key"))) == 0)
        return fail(ErrorCode::NotFound, QStringLiteral("Volume type %1 has no extra spec %2.").arg(row.name, call.id(QStringLiteral("key"))));
    TRY(m_service.database().write([&](db::Transaction& transaction) { return VolumeTypes::update(transaction, row); }));
    return http::Response::empty(202);
}

} // namespace skylab::volume
