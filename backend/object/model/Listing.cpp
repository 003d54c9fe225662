#include "object/model/Listing.h"

#include "core/JsonWriter.h"
#include "object/model/Headers.h"

namespace skylab::object {

namespace {

constexpr int maxLimit = 10'000;

/// From the query or, without one there, from Accept.
QString listingFormat(const service::Call& call)
{
    const auto asked = call.query(u"format").toLower();
    if (!asked.isNull())
        return asked == u"json" || asked == u"xml" ? asked : QStringLiteral("");
    const auto accept = call.request.headers.value("Accept");
    if (accept.contains("application/json"))
        return QStringLiteral("json");
    return accept.contains("application/xml") || accept.contains("text/xml") ? QStringLiteral("xml") : QStringLiteral("");
}

QByteArray asJson(const std::vector<ListingEntry>& entries, bool ofContainers)
{
    JsonWriter json;
    json.beginArray();
    for (const auto& entry : entries) {
        json.beginObject();
        if (!entry.subdir.isEmpty()) {
            json.key("subdir").value(entry.subdir).endObject();
            continue;
        }
        json.key("name").value(entry.name).key("bytes").value(entry.bytes);
        if (ofContainers) {
            json.key("count").value(entry.count);
        } else {
            json.key("hash").value(entry.etag).key("content_type").value(entry.contentType);
        }
        json.key("last_modified").value(toString(entry.modified, TimeFormat::Micros));
        if (!entry.sloEtag.isEmpty())
            json.key("slo_etag").value(u'"' + entry.sloEtag + u'"');
        if (!entry.symlinkPath.isEmpty())
            json.key("symlink_path").value(entry.symlinkPath);
        if (!entry.symlinkEtag.isEmpty())
            json.key("symlink_etag").value(entry.symlinkEtag).key("symlink_bytes").value(entry.symlinkBytes);
        if (!entry.versionId.isEmpty())
            json.key("version_id").value(entry.versionId).key("is_latest").value(entry.isLatest);
        json.endObject();
    }
    json.endArray();
    return json.take();
}

QByteArray asXml(const std::vector<ListingEntry>& entries, bool ofContainers, const QString& name)
{
    const auto tag = [](const char* element, const QString& text) { return QStringLiteral("<%1>%2</%1>").arg(QLatin1String(element), text.toHtmlEscaped()); };
    QString xml = QStringLiteral("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<%1 name=\"%2\">").arg(ofContainers ? QStringLiteral("account") : QStringLiteral("container"), name.toHtmlEscaped());
    for (const auto& entry : entries) {
        if (!entry.subdir.isEmpty()) {
            xml += QStringLiteral("<subdir name=\"%1\">%2</subdir>").arg(entry.subdir.toHtmlEscaped(), tag("name", entry.subdir));
            continue;
        }
        xml += ofContainers ? QStringLiteral("<container>") : QStringLiteral("<object>");
        xml += tag("name", entry.name);
        if (ofContainers)
            xml += tag("count", QString::number(entry.count));
        else
            xml += tag("hash", entry.etag);
        xml += tag("bytes", QString::number(entry.bytes));
        if (!ofContainers)
            xml += tag("content_type", entry.contentType);
        xml += tag("last_modified", toString(entry.modified, TimeFormat::Micros));
        if (!entry.versionId.isEmpty())
            xml += tag("version_id", entry.versionId) + tag("is_latest", entry.isLatest ? QStringLiteral("true") : QStringLiteral("false"));
        xml += ofContainers ? QStringLiteral("</container>") : QStringLiteral("</object>");
    }
    return (xml + (ofContainers ? QStringLiteral("</account>") : QStringLiteral("</container>"))).toUtf8();
}

} // namespace

Result<ListingQuery> ListingQuery::read(const service::Call& call)
{
    ListingQuery query;
    query.prefix = call.query(u"prefix");
    query.delimiter = call.query(u"delimiter");
    query.marker = call.query(u"marker");
    query.endMarker = call.query(u"end_marker");
    query.reverse = isTrue(call.query(u"reverse"));
    query.versions = !call.query(u"versions").isNull();
    query.versionMarker = call.query(u"version_marker");
    if (!query.versionMarker.isEmpty() && query.marker.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("version_marker param requires marker"), QStringLiteral("version_marker"));
    if (query.versions && query.reverse)
        return fail(ErrorCode::BadRequest, QStringLiteral("Versions are listed from the first name on: reverse can't be used with versions."), QStringLiteral("reverse"));
    query.format = listingFormat(call);
    if (const auto path = call.query(u"path"); !path.isNull()) {
        query.prefix = path.isEmpty() || path.endsWith(u'/') ? path : path + u'/';
        query.delimiter = QStringLiteral("/");
        query.inPath = true;
    }
    if (const auto text = call.query(u"limit"); !text.isEmpty()) {
        bool ok = false;
        query.limit = text.toInt(&ok);
        if (!ok || query.limit < 0)
            query.limit = maxLimit;      // Swift ignores what it can't read here
        if (query.limit > maxLimit)
            return fail(ErrorCode::PreconditionFailed, QStringLiteral("Maximum limit is %1").arg(maxLimit), QStringLiteral("limit"));
    }
    return query;
}

http::Response listingResponse(const ListingQuery& query, const std::vector<ListingEntry>& entries, bool ofContainers, const QString& name)
{
    http::Response response;
    if (query.format == u"json") {
        response.headers.set("Content-Type", "application/json; charset=utf-8");
        response.body = asJson(entries, ofContainers);
        return response;
    }
    if (query.format == u"xml") {
        response.headers.set("Content-Type", "application/xml; charset=utf-8");
        response.body = asXml(entries, ofContainers, name);
        return response;
    }
    response.headers.set("Content-Type", "text/plain; charset=utf-8");
    QByteArray text;
    for (const auto& entry : entries)
        text += (entry.subdir.isEmpty() ? entry.name : entry.subdir).toUtf8() + '\n';
    response.status = text.isEmpty() ? 204 : 200;
    response.body = std::move(text);
    return response;
}

QString afterPrefix(const QString& prefix)
{
    // U+10FFFF sorts after every character in SQLite's and PostgreSQL's "C" order of UTF-8 bytes.
    return prefix + QString::fromUcs4(U"\U0010FFFF", 1);
}

} // namespace skylab::object
