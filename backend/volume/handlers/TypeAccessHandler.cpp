#include "volume/handlers/TypeAccessHandler.h"

#include "volume/VolumeService.h"
#include "volume/handlers/Inputs.h"
#include "volume/store/TypeStore.h"

namespace skylab::volume {

using service::Call;

namespace {
const QString projectArgument = QStringLiteral("project_id");
}

std::vector<service::Route> TypeAccessHandler::routes()
{
    const auto admin = [](const char* rule) { return service::Guard { QStringLiteral("volume_extension:%1").arg(QLatin1String(rule)), service::rules::admin }; };
    const auto since = sdk::mv(3, 62);
    return {
        service::route("GET", "/types/{type_id}/os-volume-type-access", admin("volume_type_access:get_all_for_type"), this, &TypeAccessHandler::list),
        service::action("/types/{type_id}/action", "addProjectAccess", admin("volume_type_access:addProjectAccess"), this, &TypeAccessHandler::add),
        service::action("/types/{type_id}/action", "removeProjectAccess", admin("volume_type_access:removeProjectAccess"), this, &TypeAccessHandler::remove),
        service::versions(service::route("GET", "/default-types", admin("default_get_all"), this, &TypeAccessHandler::listDefaults), since),
        service::versions(service::route("GET", "/default-types/{project_id}", admin("default_get"), this, &TypeAccessHandler::showDefault), since),
        service::versions(service::route("PUT", "/default-types/{project_id}", admin("default_set_or_update"), this, &TypeAccessHandler::setDefault), since),
        service::versions(service::route("DELETE", "/default-types/{project_id}", admin("default_unset"), this, &TypeAccessHandler::removeDefault), since),
    };
}

// ---- access

Result<http::Response> TypeAccessHandler::list(Call& call)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        const auto type = TRY(TypeStore::find(connection, call.context, call.id(QStringLiteral("type_id"))));
        if (type.isPublic)
            return fail(ErrorCode::NotFound, QStringLiteral("Access list not available for public volume types."));
        auto rows = TRY(connection.query(QStringLiteral("SELECT project_id FROM volume_type_access WHERE volume_type_id = ? ORDER BY project_id"), type.id));
        JsonWriter json;
        json.beginObject().key("volume_type_access").beginArray();
        while (rows.next())
            json.beginObject().key("volume_type_id").value(type.id).key("project_id").value(rows.get<QString>(0)).endObject();
        TRY(rows.check());
        json.endArray().endObject();
        return service::jsonResponse(200, json.take());
    });
}

Result<> TypeAccessHandler::changeAccess(Call& call, const QString& id, const QJsonValue& argument,
                                         const std::function<Result<>(db::Transaction&, const QString&, const QString&)>& change)
{
    TRY(requireOnly(argument.toObject(), { QStringLiteral("project") }));
    const auto project = TRY(textOf(argument[u"project"], QStringLiteral("project"), 1));
    return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        const auto type = TRY(TypeStore::find(transaction, call.context, id));
        if (type.isPublic)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume type: Type access modification is not applicable to public volume type."));
        TRY(change(transaction, type.id, project));
        return m_service.announce(transaction, call.context, QStringLiteral("volume_type.update"), type.id, call.projectId(), sdk::toJson(type, { .admin = true }));
    });
}

Result<> TypeAccessHandler::add(Call& call, const QString& id, const QJsonValue& argument)
{
    return changeAccess(call, id, argument, [](db::Transaction& transaction, const QString& type, const QString& project) -> Result<> {
        if (TRY(transaction.execute(QStringLiteral("INSERT INTO volume_type_access (volume_type_id, project_id) VALUES (?, ?) ON CONFLICT (volume_type_id, project_id) DO NOTHING"), type, project)) == 0)
            return fail(ErrorCode::Conflict, QStringLiteral("Volume type access for %1 / %2 combination already exists.").arg(type, project), QStringLiteral("project"));
        return {};
    });
}

Result<> TypeAccessHandler::remove(Call& call, const QString& id, const QJsonValue& argument)
{
    return changeAccess(call, id, argument, [](db::Transaction& transaction, const QString& type, const QString& project) -> Result<> {
        if (TRY(transaction.execute(QStringLiteral("DELETE FROM volume_type_access WHERE volume_type_id = ? AND project_id = ?"), type, project)) == 0)
            return fail(ErrorCode::NotFound, QStringLiteral("Volume type access not found for %1 / %2 combination.").arg(type, project));
        return {};
    });
}

// ---- defaults of projects

Result<http::Response> TypeAccessHandler::listDefaults(Call&)
{
    const auto rows = TRY(m_service.database().read([&](db::Connection& connection) { return DefaultTypes::select(connection); }));
    JsonWriter json;
    json.beginObject().key("default_types").beginArray();
    for (const auto& row : rows)
        sdk::encode(json, row);
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> TypeAccessHandler::showDefault(Call& call)
{
    const auto project = call.id(projectArgument);
    const auto row = TRY(m_service.database().read([&](db::Connection& connection) { return DefaultTypes::find(connection, project); }));
    if (!row)
        return fail(ErrorCode::NotFound, QStringLiteral("Default type for project %1 not found.").arg(project.left(64)));
    return service::respond(call, 200, *row);
}

Result<http::Response> TypeAccessHandler::setDefault(Call& call)
{
    const auto body = TRY(service::unwrap(call, "default_type"));
    TRY(requireOnly(body, { QStringLiteral("volume_type") }));
    const auto name = TRY(textOf(body.value(QStringLiteral("volume_type")), QStringLiteral("volume_type"), 1));
    DefaultTypeRow row { call.id(projectArgument), {} };
    if (!sdk::hasFormat(row.projectId, sdk::Format::Uuid))
        return fail(ErrorCode::NotFound, QStringLiteral("Project %1 could not be found.").arg(row.projectId.left(64)));
    row = TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<DefaultTypeRow> {
        auto type = TypeStore::findNamed(transaction, call.context, name);
        if (!type && type.error().code == ErrorCode::NotFound)
            return fail(ErrorCode::BadRequest, type.error().message, QStringLiteral("volume_type"));
        const auto id = TRY(std::move(type)).id;
        DefaultTypeRow made { row.projectId, id };
        if (!TRY(DefaultTypes::update(transaction, made)))
            TRY(DefaultTypes::insert(transaction, made));
        return made;
    }));
    return service::respond(call, 200, row);
}

Result<http::Response> TypeAccessHandler::removeDefault(Call& call)
{
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        TRY(DefaultTypes::remove(transaction, call.id(projectArgument)));
        return {};
    }));
    return http::Response::empty(204);
}

} // namespace skylab::volume
