#pragma once

#include "placement/model/Shape.h"
#include "placement/store/AllocationStore.h"
#include "service/Route.h"

namespace skylab::placement {

class PlacementService;

/// What consumers hold: claims, their sums, and the reshaper, which moves inventories and claims at once.
class AllocationsHandler {
public:
    explicit AllocationsHandler(PlacementService& service) : m_service(service) { }

    Result<http::Response> show(service::Call& call);
    Result<http::Response> showOfProvider(service::Call& call);
    Result<http::Response> replace(service::Call& call);
    Result<http::Response> replaceMany(service::Call& call);
    Result<http::Response> remove(service::Call& call);
    Result<http::Response> totals(service::Call& call);
    Result<http::Response> reshape(service::Call& call);

private:
    Result<> reshapeAll(db::Transaction& transaction, service::Call& call, const QJsonObject& inventories, const std::vector<ConsumerClaim>& claims);

    PlacementService& m_service;
};

} // namespace skylab::placement
