#pragma once

#include "sdk/resource/Document.h"

namespace skylab::sdk {

/// "links": {"self": ".../users/<id>"}, as every identity document carries. Nothing where there is no URL (events) and
/// in documents inside others.
inline void encodeSelfLink(JsonWriter& json, const Encoding& encoding, const char* path, const QString& id)
{
    if (encoding.baseUrl.isEmpty() || encoding.rules)
        return;
    json.key("links").beginObject().key("self").value(encoding.baseUrl + QLatin1String(path) + id).endObject();
}

} // namespace skylab::sdk
