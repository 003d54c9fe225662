#include "sdk/compute/Links.h"

namespace skylab::sdk {

namespace {

QString withoutVersion(QString url)
{
    if (url.endsWith(QStringLiteral("/v2.1")))
        url.chop(5);
    return url;
}

void writeLink(JsonWriter& json, const char* rel, const QString& url)
{
    json.beginObject().key("rel").value(rel).key("href").value(url).endObject();
}

} // namespace

void writeComputeLinks(JsonWriter& json, const Encoding& encoding, const QString& path)
{
    json.key("links").beginArray();
    writeLink(json, "self", encoding.baseUrl + path);
    writeLink(json, "bookmark", withoutVersion(encoding.baseUrl) + path);
    json.endArray();
}

void writeComputeBookmark(JsonWriter& json, const Encoding& encoding, const QString& path)
{
    json.key("links").beginArray();
    writeLink(json, "bookmark", withoutVersion(encoding.baseUrl) + path);
    json.endArray();
}

} // namespace skylab::sdk
