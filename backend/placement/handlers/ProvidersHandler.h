#pragma once

#include "placement/store/ProviderStore.h"
#include "service/Route.h"

namespace skylab::placement {

class PlacementService;

/// Resource providers, their aggregates and traits.
class ProvidersHandler {
public:
    explicit ProvidersHandler(PlacementService& service) : m_service(service) { }

    Result<http::Response> list(service::Call& call);
    Result<http::Response> create(service::Call& call);
    Result<http::Response> show(service::Call& call);
    Result<http::Response> update(service::Call& call);
    Result<http::Response> remove(service::Call& call);

    Result<http::Response> showAggregates(service::Call& call);
    Result<http::Response> setAggregates(service::Call& call);
    Result<http::Response> showTraits(service::Call& call);
    Result<http::Response> setTraits(service::Call& call);
    Result<http::Response> removeTraits(service::Call& call);

private:
    PlacementService& m_service;
};

} // namespace skylab::placement
