#include "sdk/volume/Volume.h"

namespace skylab::sdk {

void Volume::encodeLinks(JsonWriter& json, const Volume& volume, const Encoding& encoding)
{
    const auto path = QStringLiteral("/volumes/") + volume.id;
    const auto root = QString(encoding.baseUrl).remove(QStringLiteral("/v3"));
    json.key("links").beginArray();
    json.beginObject().key("rel").value("self").key("href").value(QString(encoding.baseUrl + path)).endObject();
    json.beginObject().key("rel").value("bookmark").key("href").value(QString(root + path)).endObject();
    json.endArray();
}

} // namespace skylab::sdk
