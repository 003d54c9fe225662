#pragma once

#include "identity/store/Directory.h"
#include "service/Routes.h"

namespace skylab::identity {

/// /services, /endpoints and /regions: what the catalog in tokens is made of.
class CatalogHandler {
public:
    explicit CatalogHandler(Directory& directory) : m_directory(directory) { }

    Result<sdk::Page<ServiceRow>> listServices(service::Call& call, const sdk::ListQuery& query);
    Result<ServiceRow> showService(service::Call& call, const QString& id);
    Result<ServiceRow> createService(service::Call& call, sdk::Decoded<sdk::ServiceEntry> wanted);
    Result<ServiceRow> updateService(service::Call& call, const QString& id, const QJsonObject& changes);
    /// Its endpoints go along.
    Result<> removeService(service::Call& call, const QString& id);

    Result<sdk::Page<EndpointRow>> listEndpoints(service::Call& call, const sdk::ListQuery& query);
    Result<EndpointRow> showEndpoint(service::Call& call, const QString& id);
    Result<EndpointRow> createEndpoint(service::Call& call, sdk::Decoded<sdk::Endpoint> wanted);
    Result<EndpointRow> updateEndpoint(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> removeEndpoint(service::Call& call, const QString& id);

    Result<sdk::Page<RegionRow>> listRegions(service::Call& call, const sdk::ListQuery& query);
    Result<RegionRow> showRegion(service::Call& call, const QString& id);
    Result<RegionRow> createRegion(service::Call& call, sdk::Decoded<sdk::Region> wanted);
    /// PUT /regions/{region_id}: 201, with the id of the path.
    Result<http::Response> putRegion(service::Call& call);
    Result<RegionRow> updateRegion(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> removeRegion(service::Call& call, const QString& id);

private:
    Result<> checkEndpoint(db::Transaction& transaction, const service::Call& call, const EndpointRow& row);
    Result<> checkParent(db::Connection& connection, const RegionRow& row);

    Directory& m_directory;
};

} // namespace skylab::identity
