#pragma once

#include "sdk/identity/Catalog.h"

#include <memory>
#include <vector>

namespace skylab::identity {

/// A service with its endpoints, as tokens show it. Only what is enabled.
struct CatalogEntry {
    QString id;
    QString type;
    QString name;
    std::vector<sdk::Endpoint> endpoints;
};
using Catalog = std::vector<CatalogEntry>;

/// What Skylab's own endpoints begin with in the database.
inline const QString ownBase = QStringLiteral("$(base)s");

/// What a template's %(name)s and $(name)s stand for.
struct UrlValues {
    QString baseUrl;       ///< scheme, host and port as the client reached the cloud
    QString projectId;     ///< empty: endpoints that need it don't exist
    QString userId = {};
    bool operator==(const UrlValues&) const = default;
};

/// The URL, or nothing when it needs something that is not there or not known.
std::optional<QString> expandUrl(const QString& pattern, const UrlValues& values);

/// "catalog": the array, as JSON. Each token that is looked at has it, so a thread remembers the last ones that it made.
QByteArray catalogJson(const std::shared_ptr<const Catalog>& catalog, const UrlValues& values);

} // namespace skylab::identity
