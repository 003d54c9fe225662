#include "identity/model/Catalog.h"

#include "core/JsonWriter.h"

#include <array>

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

namespace {

QByteArray written(const Catalog& catalog, const UrlValues& values)
{
    JsonWriter json;
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
    return json.take();
}

} // namespace

QByteArray catalogJson(const std::shared_ptr<const Catalog>& catalog, const UrlValues& values)
{
    struct Memory {
        std::shared_ptr<const Catalog> catalog;
        UrlValues values;
        QByteArray json;
    };
    static thread_local std::array<Memory, 8> memories;
    static thread_local std::size_t next = 0;
    for (const auto& memory : memories)
        if (memory.catalog == catalog && memory.values == values)
            return memory.json;
    auto& memory = memories[next++ % memories.size()];
    memory = { catalog, values, written(*catalog, values) };
    return memory.json;
}

} // namespace skylab::identity
