#include "compute/handlers/ProxiedImagesHandler.h"

#include "compute/ComputeService.h"
#include "core/Uuid.h"
#include "sdk/compute/Links.h"

namespace skylab::compute {

using service::Call;

namespace {

const QString images = QStringLiteral("/image/v2/images");
constexpr int mostImages = 1000;

QString imageId(const Call& call) { return call.id(QStringLiteral("image_id")); }

/// Keys of an image that are its own and no properties.
bool isOwn(const QString& key)
{
    static const QSet<QString> own { QStringLiteral("id"), QStringLiteral("name"), QStringLiteral("disk_format"), QStringLiteral("container_format"), QStringLiteral("visibility"), QStringLiteral("size"),
        QStringLiteral("virtual_size"), QStringLiteral("status"), QStringLiteral("checksum"), QStringLiteral("protected"), QStringLiteral("min_ram"), QStringLiteral("min_disk"), QStringLiteral("owner"),
        QStringLiteral("os_hidden"), QStringLiteral("os_hash_algo"), QStringLiteral("os_hash_value"), QStringLiteral("created_at"), QStringLiteral("updated_at"), QStringLiteral("tags"), QStringLiteral("stores"),
        QStringLiteral("self"), QStringLiteral("file"), QStringLiteral("schema"), QStringLiteral("locations"), QStringLiteral("direct_url") };
    return own.contains(key);
}

QJsonObject propertiesOf(const QJsonObject& image)
{
    QJsonObject properties;
    for (auto it = image.begin(); it != image.end(); ++it)
        if (!isOwn(it.key()))
            properties.insert(it.key(), it.value());
    return properties;
}

QString statusOf(const QString& status)
{
    static const QMap<QString, QString> names { { QStringLiteral("active"), QStringLiteral("ACTIVE") }, { QStringLiteral("queued"), QStringLiteral("SAVING") }, { QStringLiteral("saving"), QStringLiteral("SAVING") },
        { QStringLiteral("uploading"), QStringLiteral("SAVING") }, { QStringLiteral("importing"), QStringLiteral("SAVING") }, { QStringLiteral("deleted"), QStringLiteral("DELETED") },
        { QStringLiteral("pending_delete"), QStringLiteral("DELETED") }, { QStringLiteral("killed"), QStringLiteral("ERROR") } };
    return names.value(status, QStringLiteral("UNKNOWN"));
}

int progressOf(const QString& status) { return status == u"active" ? 100 : status == u"saving" ? 50 : status == u"queued" ? 25 : 0; }

void writeLinks(JsonWriter& json, const Call& call, const QString& id)
{
    const auto link = [&](const char* rel, const QString& url) { json.beginObject().key("rel").value(rel).key("href").value(url).endObject(); };
    const auto path = QStringLiteral("/images/") + id;
    json.key("links").beginArray();
    link("self", call.baseUrl + path);
    link("bookmark", call.baseUrl.chopped(call.baseUrl.endsWith(QStringLiteral("/v2.1")) ? 5 : 0) + path);
    json.beginObject().key("rel").value("alternate").key("type").value("application/vnd.openstack.image").key("href").value(call.request.baseUrl() + images + u'/' + id).endObject();
    json.endArray();
}

void writeImage(JsonWriter& json, const Call& call, const QJsonObject& image, bool full)
{
    const auto id = image[u"id"].toString();
    json.beginObject().key("id").value(id).key("name").value(image[u"name"]);
    writeLinks(json, call, id);
    if (!full) {
        json.endObject();
        return;
    }
    const auto status = image[u"status"].toString();
    const auto properties = propertiesOf(image);
    json.key("status").value(statusOf(status)).key("progress").value(progressOf(status)).key("minRam").value(image[u"min_ram"].toInt()).key("minDisk").value(image[u"min_disk"].toInt());
    json.key("created").value(image[u"created_at"].toString()).key("updated").value(image[u"updated_at"].toString()).key("metadata").value(properties);
    json.key("OS-EXT-IMG-SIZE:size").value(image[u"size"]);
    if (properties.contains(u"auto_disk_config"))
        json.key("OS-DCF:diskConfig").value(properties[u"auto_disk_config"].toString().toLower() == u"true" ? "AUTO" : "MANUAL");
    if (const auto server = properties[u"instance_uuid"].toString(); !server.isEmpty()) {
        json.key("server").beginObject().key("id").value(server);
        sdk::writeComputeLinks(json, call.encoding(), QStringLiteral("/servers/") + server);
        json.endObject();
    }
    json.endObject();
}

/// A filter in the image service's words; empty = one that it does not have.
QString filterOf(const QString& name, const QString& value)
{
    const auto with = [](const QString& key, const QString& wanted) { return QString::fromLatin1(QUrl::toPercentEncoding(key) + '=' + QUrl::toPercentEncoding(wanted)); };
    if (name == u"name" || name == u"marker" || name == u"limit")
        return with(name, value);
    if (name == u"status") {
        static const QMap<QString, QString> names { { QStringLiteral("error"), QStringLiteral("killed") } };
        return with(name, names.value(value.toLower(), value.toLower()));
    }
    if (name == u"server")      // an id, or a link to it
        return with(QStringLiteral("instance_uuid"), value.section(u'/', -1));
    if (name == u"type")
        return with(QStringLiteral("image_type"), value);
    if (name == u"changes-since")
        return with(QStringLiteral("updated_at"), QStringLiteral("gte:") + value);
    return name.startsWith(QStringLiteral("property-")) ? with(name.mid(9), value) : QString();
}

Result<> checkKey(const QString& key, const QJsonValue& value)
{
    const auto allowed = [](QChar c) { return (c < u'\x80' && c.isLetterOrNumber()) || QStringView(u"-_:. ").contains(c); };
    if (key.isEmpty() || key.size() > 255 || !std::all_of(key.begin(), key.end(), allowed))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'metadata': the key '%1' must have 1 to 255 letters, digits, '-', '_', ':', '.' and blanks").arg(key.left(64)), QStringLiteral("metadata"));
    if (!value.isString() || value.toString().size() > 255)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field '%1': it must be a string of at most 255 characters").arg(key), key);
    return {};
}

http::Response answer(const char* key, const QJsonObject& values)
{
    JsonWriter json;
    json.beginObject().key(key).value(values).endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace

std::vector<service::Route> ProxiedImagesHandler::routes()
{
    using H = ProxiedImagesHandler;
    const service::Guard anyone { QStringLiteral("os_compute_api:images"), service::rules::anyone };      // the image service has its own rules
    const auto old = [](service::Route route, int until) { return service::versions(std::move(route), sdk::mv(2, 1), sdk::mv(2, until)); };
    return {
        old(service::route("GET", "/images", anyone, this, &H::list), 35),
        old(service::route("GET", "/images/detail", anyone, this, &H::listDetail), 35),
        old(service::route("GET", "/images/{image_id}", anyone, this, &H::show), 35),
        old(service::remove("/images/{image_id}", anyone, this, &H::remove), 35),
        old(service::route("GET", "/images/{image_id}/metadata", anyone, this, &H::listMetadata), 38),
        old(service::route("POST", "/images/{image_id}/metadata", anyone, this, &H::addMetadata), 38),
        old(service::route("PUT", "/images/{image_id}/metadata", anyone, this, &H::setMetadata), 38),
        old(service::route("GET", "/images/{image_id}/metadata/{key}", anyone, this, &H::showItem), 38),
        old(service::route("PUT", "/images/{image_id}/metadata/{key}", anyone, this, &H::setItem), 38),
        old(service::route("DELETE", "/images/{image_id}/metadata/{key}", anyone, this, &H::removeItem), 38),
    };
}

Result<QJsonObject> ProxiedImagesHandler::ask(const Call& call, const QByteArray& method, const QString& path, const QJsonArray& patch)
{
    PeerRequest request { method, path };
    if (method == "PATCH") {
        request.type = "application/openstack-images-v2.1-json-patch";
        request.body.insert(QString(), patch);
    }
    auto answered = m_service.askPeer(call.context, request);
    if (!answered && answered.error().code == ErrorCode::NotFound)
        return fail(ErrorCode::NotFound, QStringLiteral("Image not found."));
    return answered;
}

Result<QJsonObject> ProxiedImagesHandler::image(const Call& call)
{
    const auto id = imageId(call);
    if (!isUuid(id))
        return fail(ErrorCode::NotFound, QStringLiteral("Image not found."));
    return ask(call, "GET", images + u'/' + id);
}

Result<http::Response> ProxiedImagesHandler::answerList(Call& call, Form form)
{
    QStringList query;
    int minRam = 0, minDisk = 0;
    for (const auto& [name, value] : call.request.query()) {
        bool isNumber = true;
        if (name == u"minRam")
            minRam = value.toInt(&isNumber);
        else if (name == u"minDisk")
            minDisk = value.toInt(&isNumber);
        else if (const auto filter = filterOf(name, value); !filter.isEmpty())
            query << filter;
        if (name == u"limit")
            value.toUInt(&isNumber);
        if (!isNumber)
            return fail(ErrorCode::BadRequest, QStringLiteral("%1 must be a whole number from 0 up, not '%2'.").arg(name, value.left(64)), name);
    }
    if (call.query(u"limit").isNull())
        query << QStringLiteral("limit=%1").arg(mostImages);
    const auto page = TRY(ask(call, "GET", images + u'?' + query.join(u'&')));
    const auto found = page[u"images"].toArray();
    JsonWriter json;
    json.beginObject().key("images").beginArray();
    for (const auto& one : found)
        if (one[u"min_ram"].toInt() >= minRam && one[u"min_disk"].toInt() >= minDisk)
            writeImage(json, call, one.toObject(), form == Form::Full);
    json.endArray();
    service::writeListLinks(json, call, "images", {}, page.contains(u"next") && !found.isEmpty(), {}, found.isEmpty() ? QString() : found.last()[u"id"].toString());
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> ProxiedImagesHandler::list(Call& call) { return answerList(call, Form::Brief); }
Result<http::Response> ProxiedImagesHandler::listDetail(Call& call) { return answerList(call, Form::Full); }

Result<http::Response> ProxiedImagesHandler::show(Call& call)
{
    const auto found = TRY(image(call));
    JsonWriter json;
    json.beginObject().key("image");
    writeImage(json, call, found, true);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<> ProxiedImagesHandler::remove(Call& call, const QString& id)
{
    TRY(image(call));
    auto removed = ask(call, "DELETE", images + u'/' + id);
    if (!removed && removed.error().code == ErrorCode::Forbidden)
        return fail(ErrorCode::Forbidden, QStringLiteral("You are not allowed to delete the image: %1").arg(removed.error().message));
    TRY(removed);
    return {};
}

// ---- metadata

Result<QJsonObject> ProxiedImagesHandler::metadataIn(const Call& call, const char* key)
{
    const auto values = TRY(service::unwrap(call, key));
    if (call.json.size() != 1)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input: the body may have the key '%1' only").arg(QLatin1String(key)), QLatin1String(key));
    for (auto it = values.begin(); it != values.end(); ++it)
        TRY(checkKey(it.key(), it.value()));
    return values;
}

Result<QJsonObject> ProxiedImagesHandler::store(const Call& call, const QJsonObject& before, const QJsonObject& after)
{
    const auto limit = TRY(m_service.database().read([&](db::Connection& connection) { return m_service.quota().limits(connection, call.projectId()); })).value(QStringLiteral("metadata_items"), -1);
    if (limit >= 0 && after.size() > limit)
        return fail(ErrorCode::Forbidden, QStringLiteral("Image metadata limit exceeded: %1 items are asked, %2 allowed.").arg(after.size()).arg(limit), QStringLiteral("metadata"));
    QJsonArray patch;
    const auto change = [&](const char* op, const QString& key) {
        auto escaped = key;
        QJsonObject one { { QStringLiteral("op"), QLatin1String(op) }, { QStringLiteral("path"), u'/' + escaped.replace(u'~', QStringLiteral("~0")).replace(u'/', QStringLiteral("~1")) } };
        if (qstrcmp(op, "remove") != 0)
            one.insert(QStringLiteral("value"), after[key]);
        patch.append(one);
    };
    for (auto it = before.begin(); it != before.end(); ++it)
        if (!after.contains(it.key()))
            change("remove", it.key());
    for (auto it = after.begin(); it != after.end(); ++it)
        if (before[it.key()] != it.value())
            change(before.contains(it.key()) ? "replace" : "add", it.key());
    if (patch.isEmpty())
        return after;
    return propertiesOf(TRY(ask(call, "PATCH", images + u'/' + imageId(call), patch)));
}

Result<http::Response> ProxiedImagesHandler::listMetadata(Call& call) { return answer("metadata", propertiesOf(TRY(image(call)))); }

Result<http::Response> ProxiedImagesHandler::addMetadata(Call& call)
{
    const auto wanted = TRY(metadataIn(call, "metadata"));
    const auto before = propertiesOf(TRY(image(call)));
    auto after = before;
    for (auto it = wanted.begin(); it != wanted.end(); ++it)
        after.insert(it.key(), it.value());
    return answer("metadata", TRY(store(call, before, after)));
}

Result<http::Response> ProxiedImagesHandler::setMetadata(Call& call)
{
    const auto wanted = TRY(metadataIn(call, "metadata"));
    const auto before = propertiesOf(TRY(image(call)));
    TRY(store(call, before, wanted));
    return answer("metadata", wanted);
}

Result<http::Response> ProxiedImagesHandler::showItem(Call& call)
{
    const auto key = call.id(QStringLiteral("key"));
    const auto properties = propertiesOf(TRY(image(call)));
    if (!properties.contains(key))
        return fail(ErrorCode::NotFound, QStringLiteral("Metadata item was not found"));
    return answer("meta", { { key, properties[key] } });
}

Result<http::Response> ProxiedImagesHandler::setItem(Call& call)
{
    const auto key = call.id(QStringLiteral("key"));
    const auto wanted = TRY(metadataIn(call, "meta"));
    if (wanted.size() != 1 || !wanted.contains(key))
        return fail(ErrorCode::BadRequest, QStringLiteral("The request body must hold exactly the key '%1' of the URI.").arg(key.left(64)), QStringLiteral("meta"));
    const auto before = propertiesOf(TRY(image(call)));
    auto after = before;
    after.insert(key, wanted[key]);
    TRY(store(call, before, after));
    return answer("meta", wanted);
}

Result<http::Response> ProxiedImagesHandler::removeItem(Call& call)
{
    const auto key = call.id(QStringLiteral("key"));
    const auto before = propertiesOf(TRY(image(call)));
    if (!before.contains(key))
        return fail(ErrorCode::NotFound, QStringLiteral("Invalid metadata key"));
    auto after = before;
    after.remove(key);
    TRY(store(call, before, after));
    return http::Response::empty(204);
}

} // namespace skylab::compute
