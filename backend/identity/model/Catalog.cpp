#include "identity/model/Catalog.h"

namespace skylab::identity {

std::optional<QString> expandUrl(const QString& pattern, const UrlValues& values)
{
    QString url;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        const bool opens = (pattern[i] == u'%' || pattern[i] == u'$') && i + 1 < pattern.size() && pattern[i + 1] == u'(';
        const auto close = opens ? pattern.indexOf(QStringLiteral(")s"), i) : -1;
        if (close < 0) {
            url += pattern[i];
            continue;
        }
        const auto name = QStringView(pattern).mid(i + 2, close - i - 2);
        const auto& value = name == u"base" ? values.baseUrl
            : name == u"project_id" || name == u"tenant_id" ? values.projectId
            : name == u"user_id" ? values.userId : QString();
        if (value.isEmpty())
            return {};
        url += value;
        i = close + 1;
    }
    return url;
}

void writeCatalog(JsonWriter& json, const Catalog& catalog, const UrlValues& values)
{
    json.beginArray();
    for (const auto& service : catalog) {
        json.beginObject().key("endpoints").beginArray();
        for (const auto& endpoint : service.endpoints) {
            const auto url = expandUrl(endpoint.url, values);
            if (!url)
                continue;
            json.beginObject().key("id").value(endpoint.id).key("interface").value(endpoint.interface);
            for (const char* key : { "region_id", "region" }) {
                json.key(key);
                endpoint.regionId ? json.value(*endpoint.regionId) : json.null();
            }
            json.key("url").value(*url).endObject();
        }
        json.endArray();
        json.key("id").value(service.id).key("type").value(service.type).key("name").value(service.name).endObject();
    }
    json.endArray();
}

} // namespace skylab::identity
