#include "object/model/Listing.h"

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

QByteArray tag(const char* element, const QString& text) { return QByteArray("<") + element + '>' + text.toHtmlEscaped().toUtf8() + "</" + element + '>'; }

QByteArray tag(const char* element, qint64 number) { return tag(element, QString::number(number)); }

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

ListingWriter::ListingWriter(const ListingQuery& query, Of of, const QString& name)
    : m_format(query.format == u"json" ? Format::Json : query.format == u"xml" ? Format::Xml : Format::Text), m_of(of)
{
    if (m_format == Format::Json)
        m_json.beginArray();
    if (m_format == Format::Xml)
        m_text = QByteArray("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<") + (of == Of::Containers ? "account" : "container") + " name=\"" + name.toHtmlEscaped().toUtf8() + "\">";
}

void ListingWriter::add(const ListingEntry& entry)
{
    switch (m_format) {
    case Format::Json: addJson(entry); break;
    case Format::Xml: addXml(entry); break;
    case Format::Text: m_text += (entry.subdir.isEmpty() ? entry.name : entry.subdir).toUtf8() + '\n'; break;
    }
}

void ListingWriter::addJson(const ListingEntry& entry)
{
    m_json.beginObject();
    if (!entry.subdir.isEmpty()) {
        m_json.key("subdir").value(entry.subdir).endObject();
        return;
    }
    m_json.key("name").value(entry.name).key("bytes").value(entry.bytes);
    if (m_of == Of::Containers)
        m_json.key("count").value(entry.count);
    else
        m_json.key("hash").ascii(entry.etag).key("content_type").value(entry.contentType);
    char time[longestTime];
    m_json.key("last_modified").ascii({ time, writeTime(time, entry.modified, TimeFormat::Micros) });
    if (!entry.sloEtag.isEmpty())
        m_json.key("slo_etag").value(u'"' + entry.sloEtag + u'"');
    if (!entry.symlinkPath.isEmpty())
        m_json.key("symlink_path").value(entry.symlinkPath);
    if (!entry.symlinkEtag.isEmpty())
        m_json.key("symlink_etag").value(entry.symlinkEtag).key("symlink_bytes").value(entry.symlinkBytes);
    if (!entry.versionId.isEmpty())
        m_json.key("version_id").value(entry.versionId).key("is_latest").value(entry.isLatest);
    m_json.endObject();
}

void ListingWriter::addXml(const ListingEntry& entry)
{
    if (!entry.subdir.isEmpty()) {
        m_text += "<subdir name=\"" + entry.subdir.toHtmlEscaped().toUtf8() + "\">" + tag("name", entry.subdir) + "</subdir>";
        return;
    }
    const bool ofContainers = m_of == Of::Containers;
    m_text += (ofContainers ? "<container>" : "<object>") + tag("name", entry.name)
        + (ofContainers ? tag("count", entry.count) : QByteArray("<hash>" + entry.etag + "</hash>")) + tag("bytes", entry.bytes);
    if (!ofContainers)
        m_text += tag("content_type", entry.contentType);
    m_text += tag("last_modified", toString(entry.modified, TimeFormat::Micros));
    if (!entry.versionId.isEmpty())
        m_text += tag("version_id", entry.versionId) + "<is_latest>" + (entry.isLatest ? "true" : "false") + "</is_latest>";
    m_text += ofContainers ? "</container>" : "</object>";
}

http::Response ListingWriter::finish()
{
    http::Response response;
    switch (m_format) {
    case Format::Json:
        response.headers.set("Content-Type", "application/json; charset=utf-8");
        response.body = m_json.endArray().take();
        break;
    case Format::Xml:
        response.headers.set("Content-Type", "application/xml; charset=utf-8");
        m_text += m_of == Of::Containers ? "</account>" : "</container>";
        response.body = std::move(m_text);
        break;
    case Format::Text:
        response.headers.set("Content-Type", "text/plain; charset=utf-8");
        response.status = m_text.isEmpty() ? 204 : 200;
        response.body = std::move(m_text);
        break;
    }
    return response;
}

QString afterPrefix(const QString& prefix)
{
    // U+10FFFF sorts after every character in SQLite's and PostgreSQL's "C" order of UTF-8 bytes.
    return prefix + QString::fromUcs4(U"\U0010FFFF", 1);
}

} // namespace skylab::object
