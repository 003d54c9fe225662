#include "image/handlers/DiscoveryHandler.h"

#include "image/ImageService.h"
#include "image/model/Schemas.h"
#include "service/Routes.h"

#include <QJsonDocument>

namespace skylab::image {

using service::Call;

namespace {

constexpr int newestMinor = 15;

http::Response versionDocument(const Call& call, int status)
{
    const auto url = call.request.baseUrl() + call.service.traits().prefix + u'/';
    JsonWriter json;
    json.beginObject().key("versions").beginArray();
    for (int minor = newestMinor; minor >= 0; --minor) {
        json.beginObject().key("id").value(QStringLiteral("v2.%1").arg(minor));
        json.key("status").value(minor == newestMinor ? "CURRENT" : "SUPPORTED");
        json.key("links").beginArray().beginObject().key("rel").value("self").key("href").value(url).endObject().endArray().endObject();
    }
    json.endArray().endObject();
    return service::jsonResponse(status, json.take());
}

qint64 inMebibytes(qint64 bytes) { return (bytes + (1 << 20) - 1) >> 20; }

} // namespace

Result<http::Response> DiscoveryHandler::choices(Call& call) { return versionDocument(call, 300); }

Result<http::Response> DiscoveryHandler::versions(Call& call) { return versionDocument(call, 200); }

Result<http::Response> DiscoveryHandler::schema(Call& call)
{
    const auto name = call.id(QStringLiteral("schema"));
    const auto schema = schemaNamed(name);
    if (schema.isEmpty())
        return fail(ErrorCode::NotFound, QStringLiteral("There is no schema '%1'. There are image, images, member, members, task, tasks and those of metadefs/.").arg(name.left(64)));
    return service::jsonResponse(200, QJsonDocument(schema).toJson(QJsonDocument::Compact));
}

Result<http::Response> DiscoveryHandler::importInfo(Call&)
{
    JsonWriter json;
    json.beginObject().key("import-methods").beginObject();
    json.key("description").value("Import methods available.").key("type").value("array");
    json.key("value").beginArray().value("glance-direct").value("web-download").endArray().endObject().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> DiscoveryHandler::stores(Call&)
{
    JsonWriter json;
    json.beginObject().key("stores").beginArray().beginObject();
    json.key("id").value(m_service.store().name()).key("default").value("true").endObject().endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> DiscoveryHandler::storesDetail(Call&)
{
    const auto stats = TRY(m_service.store().stats());
    JsonWriter json;
    json.beginObject().key("stores").beginArray().beginObject();
    json.key("id").value(m_service.store().name()).key("default").value("true").key("type").value(m_service.store().name());
    json.key("properties").beginObject().key("total_bytes").value(stats.totalBytes).key("free_bytes").value(stats.freeBytes).key("used_bytes").value(stats.usedBytes).endObject();
    json.endObject().endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> DiscoveryHandler::usage(Call& call)
{
    const auto project = call.projectId();
    const auto [limits, used] = TRY(m_service.database().read([&](db::Connection& connection) -> Result<std::pair<QMap<QString, qint64>, rows::Usage>> {
        auto limits = TRY(m_service.quota().limits(connection, project));
        auto usage = TRY(rows::usage(connection, project));
        return std::pair { std::move(limits), std::move(usage) };
    }));
    const std::pair<const char*, qint64> lines[] = {
        { "image_size_total", inMebibytes(used.bytes) }, { "image_count_total", used.images },
        { "image_stage_total", inMebibytes(used.stagedBytes) }, { "image_count_uploading", used.uploading } };
    JsonWriter json;
    json.beginObject().key("usage").beginObject();
    for (const auto& [name, usage] : lines)
        json.key(name).beginObject().key("limit").value(limits.value(QLatin1String(name), -1)).key("usage").value(usage).endObject();
    json.endObject().endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace skylab::image
