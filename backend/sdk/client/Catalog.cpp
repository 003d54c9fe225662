#include "sdk/client/Catalog.h"

#include <QHash>
#include <QJsonObject>

#include <algorithm>

namespace skylab::client {

QString Catalog::officialType(const QString& type)
{
    static const QHash<QString, QString> official {
        { QStringLiteral("volume"), QStringLiteral("block-storage") },
        { QStringLiteral("volumev2"), QStringLiteral("block-storage") },
        { QStringLiteral("volumev3"), QStringLiteral("block-storage") },
        { QStringLiteral("block-store"), QStringLiteral("block-storage") },
        { QStringLiteral("object-storage"), QStringLiteral("object-store") },
    };
    return official.value(type, type);
}

Catalog::Catalog(const QJsonArray& catalog)
{
    std::vector<Endpoint> older;   // a service's older version comes last, whatever order the catalog has
    for (const auto& service : catalog) {
        const auto type = officialType(service[u"type"].toString());
        const bool old = service[u"type"].toString() == u"volumev2";
        const auto endpoints = service[u"endpoints"].toArray();
        for (const auto& endpoint : endpoints) {
            auto url = endpoint[u"url"].toString();
            while (url.endsWith(u'/'))
                url.chop(1);
            auto region = endpoint[u"region_id"].toString();
            if (region.isEmpty())
                region = endpoint[u"region"].toString();
            Endpoint one { type, endpoint[u"interface"].toString(), region, QUrl(url) };
            if (!one.url.isValid() || one.url.host().isEmpty())
                continue;
            (old ? older : m_endpoints).push_back(std::move(one));
        }
    }
    m_endpoints.insert(m_endpoints.end(), older.begin(), older.end());
}

QUrl Catalog::endpoint(const QString& type, const QString& interface, const QString& region) const
{
    const auto wanted = officialType(type);
    for (const auto& one : m_endpoints) {
        if (one.type == wanted && one.interface == interface && (region.isEmpty() || one.region == region))
            return one.url;
    }
    return {};
}

bool Catalog::has(const QString& type) const
{
    const auto wanted = officialType(type);
    return std::any_of(m_endpoints.begin(), m_endpoints.end(), [&](const auto& one) { return one.type == wanted; });
}

QStringList Catalog::regions() const
{
    QStringList all;
    for (const auto& one : m_endpoints) {
        if (!one.region.isEmpty() && !all.contains(one.region))
            all << one.region;
    }
    return all;
}

} // namespace skylab::client
