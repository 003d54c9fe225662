#pragma once

#include <QJsonArray>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <vector>

namespace skylab::client {

/// The service catalog of a token: what the cloud offers and where.
/// https://docs.openstack.org/api-ref/identity/v3/#authentication-and-token-management
class Catalog {
public:
    Catalog() = default;
    explicit Catalog(const QJsonArray& catalog);

    /// The endpoint of a service type, without a trailing slash; an empty URL when there is none. `type` may be any
    /// alias of https://service-types.openstack.org ("volumev3" = "block-storage"). An empty region means the first one.
    [[nodiscard]] QUrl endpoint(const QString& type, const QString& interface, const QString& region) const;
    [[nodiscard]] bool has(const QString& type) const;
    [[nodiscard]] QStringList regions() const;
    /// The one spelling of a service type that we use for it and its aliases.
    static QString officialType(const QString& type);

private:
    struct Endpoint {
        QString type;
        QString interface;
        QString region;
        QUrl url;
    };
    std::vector<Endpoint> m_endpoints;
};

} // namespace skylab::client
