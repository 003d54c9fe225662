#pragma once

#include "network/driver/NetworkTypes.h"
#include "service/Routes.h"

namespace skylab::network {

class NetworkService;

/// Versions, resources, extensions, availability zones and service providers: what this cloud's network is.
class DiscoveryHandler {
public:
    explicit DiscoveryHandler(NetworkService& service) : m_service(service) { }
    std::vector<service::Route> routes();
    std::vector<service::Route> rootRoutes();

private:
    Result<http::Response> versions(service::Call& call);
    Result<http::Response> resources(service::Call& call);
    Result<http::Response> extensions(service::Call& call);
    Result<http::Response> extension(service::Call& call);
    Result<http::Response> zones(service::Call& call);
    Result<http::Response> providers(service::Call& call);
    NetworkService& m_service;
};

} // namespace skylab::network
