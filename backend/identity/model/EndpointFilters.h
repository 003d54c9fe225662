#pragma once

#include "identity/model/Catalog.h"

#include <QHash>
#include <QJsonObject>
#include <QSet>

namespace skylab::identity {

/// Whether an endpoint group with these filters has the endpoint: all that they name must be equal.
bool hasEndpoint(const QJsonObject& filters, const sdk::Endpoint& endpoint);

/// What projects are shown of the catalog: a project with endpoints or endpoint groups of its own sees these only, the
/// others see all. A value; built from the database, read by many.
struct EndpointFilters {
    QHash<QString, QSet<QString>> endpoints;                 ///< endpoint ids by project id
    QHash<QString, std::vector<QJsonObject>> groups;         ///< filters of groups by project id

    [[nodiscard]] bool holdFor(const QString& projectId) const { return endpoints.contains(projectId) || groups.contains(projectId); }
    /// Services of which nothing is left are left out.
    [[nodiscard]] Catalog applied(const Catalog& all, const QString& projectId) const;
    [[nodiscard]] bool shows(const sdk::Endpoint& endpoint, const QString& projectId) const;
};

} // namespace skylab::identity
