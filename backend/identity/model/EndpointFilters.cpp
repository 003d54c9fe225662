#include "identity/model/EndpointFilters.h"

#include <algorithm>

namespace skylab::identity {

bool hasEndpoint(const QJsonObject& filters, const sdk::Endpoint& endpoint)
{
    const auto fits = [&](const QString& key, const QString& value) { return !filters.contains(key) || filters.value(key).toString() == value; };
    return fits(QStringLiteral("service_id"), endpoint.serviceId) && fits(QStringLiteral("interface"), endpoint.interface)
        && fits(QStringLiteral("region_id"), endpoint.regionId.value_or(QString()));
}

bool EndpointFilters::shows(const sdk::Endpoint& endpoint, const QString& projectId) const
{
    if (endpoints.value(projectId).contains(endpoint.id))
        return true;
    const auto found = groups.constFind(projectId);
    return found != groups.constEnd() && std::any_of(found->begin(), found->end(), [&](const QJsonObject& filters) { return hasEndpoint(filters, endpoint); });
}

Catalog EndpointFilters::applied(const Catalog& all, const QString& projectId) const
{
    Catalog shown;
    for (const auto& service : all) {
        CatalogEntry entry { service.id, service.type, service.name, {} };
        for (const auto& endpoint : service.endpoints)
            if (shows(endpoint, projectId))
                entry.endpoints.push_back(endpoint);
        if (!entry.endpoints.empty())
            shown.push_back(std::move(entry));
    }
    return shown;
}

} // namespace skylab::identity
