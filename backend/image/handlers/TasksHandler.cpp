#include "image/handlers/TasksHandler.h"

#include "core/Uuid.h"

namespace skylab::image {

using service::Call;

namespace {

constexpr int pageSize = 25;      // unless the client says otherwise, as Glance's

/// Lists leave out what can be long.
const QStringList shortForm { QStringLiteral("id"), QStringLiteral("type"), QStringLiteral("status"), QStringLiteral("owner"), QStringLiteral("created_at"),
                              QStringLiteral("updated_at"), QStringLiteral("expires_at"), QStringLiteral("links") };

tl::unexpected<Error> badInput(const QString& message, const char* field) { return fail(ErrorCode::BadRequest, message, QString::fromLatin1(field)); }

} // namespace

Result<> TasksHandler::checkStores(const QJsonObject& body) const
{
    const auto name = m_service.store().name();
    const auto stores = body[u"stores"].toArray();
    for (const auto& store : stores)
        if (store.toString() != name)
            return fail(ErrorCode::Conflict, QStringLiteral("There is no store '%1'. This cloud has %2.").arg(store.toString().left(64), name), QStringLiteral("stores"));
    if (!stores.isEmpty() && body[u"all_stores"].toBool())
        return badInput(QStringLiteral("all_stores parameter can't be used with stores parameter."), "all_stores");
    return {};
}

Result<http::Response> TasksHandler::import(Call& call)
{
    const auto method = call.json[u"method"].toObject();
    const auto name = method[u"name"].toString();
    if (name.isEmpty())
        return badInput(QStringLiteral("The request body must name the import method: {\"method\": {\"name\": \"glance-direct\"}}."), "method");
    if (name == u"copy-image")
        return fail(ErrorCode::Conflict, QStringLiteral("Import method 'copy-image' needs a second store to copy to: this cloud has only %1.").arg(m_service.store().name()), QStringLiteral("method"));
    if (name != u"glance-direct" && name != u"web-download")
        return badInput(QStringLiteral("Unknown import method name '%1'. This cloud offers glance-direct and web-download.").arg(name.left(64)), "method");
    if (name == u"web-download") {
        if (!method[u"uri"].isString())
            return badInput(QStringLiteral("Method 'web-download' needs the image's URL: {\"method\": {\"name\": \"web-download\", \"uri\": \"https://...\"}}."), "uri");
        TRY(DownloadRules::checkUrl(method[u"uri"].toString()));
    }
    TRY(checkStores(call.json));
    ImageTaskRow task;
    task.type = QStringLiteral("api_image_import");
    task.imageId = call.id(QStringLiteral("image_id"));
    task.input = { { QStringLiteral("image_id"), task.imageId }, { QStringLiteral("import_req"), call.json }, { QStringLiteral("backend"), QJsonArray { m_service.store().name() } } };
    TRY(m_service.beginImport(call.context, task));
    return http::Response::empty(202);
}

Result<http::Response> TasksHandler::ofImage(Call& call)
{
    const auto tasks = TRY(m_service.database().read([&](db::Connection& connection) -> Result<std::vector<ImageTaskRow>> {
        auto all = TRY(rows::tasksOf(connection, TRY(m_service.visible(connection, call.context, call.id(QStringLiteral("image_id")))).id));
        if (!call.context.admin)      // URLs may be signed: they are for who sent them
            std::erase_if(all, [&](const ImageTaskRow& task) { return task.owner != call.projectId(); });
        return all;
    }));
    JsonWriter json;
    json.beginObject().key("tasks").beginArray();
    for (const auto& task : tasks)
        sdk::encode(json, task, call.encoding());
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> TasksHandler::list(Call& call)
{
    auto rules = call.service.traits().listRules;
    auto query = TRY(sdk::parseListQuery<ImageTaskRow>(call.request.query(), rules));
    query.limit = query.limit.value_or(pageSize);
    if (query.sort.empty())
        query.sort = { { "created_at", true } };
    if (query.fields.isEmpty())
        query.fields = shortForm;
    const auto page = TRY(m_service.database().read([&](db::Connection& connection) { return ImageTasks::list(connection, query); }));
    return service::respondList(call, page, query);
}

Result<http::Response> TasksHandler::show(Call& call)
{
    const auto id = call.id(QStringLiteral("task_id"));
    const auto task = TRY(m_service.database().read([&](db::Connection& connection) { return ImageTasks::find(connection, id); }));
    if (!task)
        return fail(ErrorCode::NotFound, QStringLiteral("Failed to find task with id %1").arg(id.left(64)), QStringLiteral("task_id"));
    return service::respond(call, 200, *task, nullptr);
}

Result<http::Response> TasksHandler::create(Call& call)
{
    if (call.json[u"type"] != QStringLiteral("import"))
        return badInput(QStringLiteral("The type of a task must be 'import'."), "type");
    const auto input = call.json[u"input"].toObject();
    for (const auto* key : { "import_from", "import_from_format" })
        if (!input[QLatin1String(key)].isString())
            return badInput(QStringLiteral("Input does not contain '%1' field").arg(QLatin1String(key)), key);
    if (!input[u"image_properties"].isObject())
        return badInput(QStringLiteral("Input does not contain 'image_properties' field"), "image_properties");
    TRY(DownloadRules::checkUrl(input[u"import_from"].toString()));
    ImageTaskRow task;
    task.type = QStringLiteral("import");
    task.imageId = newUuid();
    task.input = input;
    TRY(m_service.beginImport(call.context, task));
    auto response = service::respond(call, 201, task, nullptr);
    response.headers.set("Location", QStringLiteral("%1/tasks/%2").arg(call.baseUrl, task.id).toUtf8());
    return response;
}

Result<http::Response> TasksHandler::removeFromStore(Call& call)
{
    const auto store = call.id(QStringLiteral("store_id"));
    if (store != m_service.store().name())
        return fail(ErrorCode::NotFound, QStringLiteral("There is no store '%1'. This cloud has %2.").arg(store.left(64), m_service.store().name()), QStringLiteral("store_id"));
    const auto image = TRY(m_service.visible(call.context, call.id(QStringLiteral("image_id"))));
    return fail(ErrorCode::Forbidden, QStringLiteral("Cannot delete image data from the only store containing it. Consider deleting the image %1 instead.").arg(image.id));
}

} // namespace skylab::image
