#include "service/Routes.h"

namespace skylab::service {

QString Call::query(QStringView name) const
{
    QString found;
    const auto items = request.query();
    for (const auto& [key, value] : items)
        if (key == name)
            found = value.isNull() ? QStringLiteral("") : value;
    return found;
}

QString lastArgument(const QString& path)
{
    const auto begin = path.lastIndexOf(u'{');
    const auto end = path.indexOf(u'}', begin);
    auto name = begin < 0 ? QString() : path.mid(begin + 1, end - begin - 1);
    if (name.endsWith(u'*'))
        name.chop(1);
    return name;
}

Result<QJsonObject> unwrap(const Call& call, const char* key)
{
    if (!key)
        return call.json;
    const auto value = call.json.value(QLatin1String(key));
    if (!value.isObject())
        return fail(ErrorCode::BadRequest, QStringLiteral("The request body must be an object with the key '%1'.").arg(QLatin1String(key)), QString::fromLatin1(key));
    return value.toObject();
}

http::Response jsonResponse(int status, QByteArray body)
{
    return http::Response::json(status, std::move(body));
}

namespace {

/// The request's own URL with another marker.
QString pageUrl(const Call& call, const QString& marker, bool reverse, bool absolute)
{
    QUrlQuery query;
    const auto items = call.request.query();
    for (const auto& [name, value] : items)
        if (name != u"marker" && name != u"page_reverse")
            query.addQueryItem(name, QString::fromLatin1(QUrl::toPercentEncoding(value)));
    if (!marker.isEmpty())
        query.addQueryItem(QStringLiteral("marker"), QString::fromLatin1(QUrl::toPercentEncoding(marker)));
    if (reverse)
        query.addQueryItem(QStringLiteral("page_reverse"), QStringLiteral("True"));
    auto path = QString::fromUtf8(call.request.path);
    if (!absolute)
        path = path.mid(call.service.traits().root.size());
    const auto text = query.toString(QUrl::FullyEncoded);
    return (absolute ? call.request.baseUrl() : QString()) + path + (text.isEmpty() ? QString() : u'?' + text);
}

} // namespace

void writeListLinks(JsonWriter& json, const Call& call, const char* collection, const sdk::ListQuery& query, bool more,
                    const QString& first, const QString& last)
{
    const auto href = [&](const char* rel, const QString& url) { json.beginObject().key("rel").value(rel).key("href").value(url).endObject(); };
    switch (call.service.traits().lists) {
    case ListStyle::Links:
        if (!more)
            return;
        json.key(QStringView(*collection ? QLatin1String(collection) + QStringLiteral("_links") : QStringLiteral("links"))).beginArray();      // "" for lists whose key is plain
        href("next", pageUrl(call, last, false, true));
        json.endArray();
        return;
    case ListStyle::Neutron: {
        const bool next = query.pageReverse ? !query.marker.isEmpty() : more;
        const bool previous = query.pageReverse ? more : !query.marker.isEmpty();
        if (!query.limit || (!next && !previous))
            return;
        json.key(QStringView(QLatin1String(collection) + QStringLiteral("_links"))).beginArray();
        if (next)
            href("next", pageUrl(call, last, false, true));
        if (previous)
            href("previous", pageUrl(call, first, true, true));
        json.endArray();
        return;
    }
    case ListStyle::Keystone:
        json.key("links").beginObject().key("next");
        more ? json.value(pageUrl(call, last, false, true)) : json.null();
        json.key("self").value(pageUrl(call, query.marker, false, true)).key("previous").null().endObject();
        return;
    case ListStyle::Glance:
        if (more)
            json.key("next").value(pageUrl(call, last, false, false));
        json.key("first").value(pageUrl(call, {}, false, false));
        json.key("schema").value(QStringLiteral("/v2/schemas/%1").arg(QLatin1String(collection)));
        return;
    case ListStyle::Plain: return;
    }
}

} // namespace skylab::service
