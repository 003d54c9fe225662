#pragma once

#include "service/Routes.h"

namespace skylab::network {

class NetworkService;

/// /quotas.
class QuotasHandler {
public:
    explicit QuotasHandler(NetworkService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<http::Response> list(service::Call& call);
    Result<http::Response> show(service::Call& call);
    Result<http::Response> showDefault(service::Call& call);
    Result<http::Response> details(service::Call& call);
    Result<http::Response> update(service::Call& call);
    Result<http::Response> reset(service::Call& call);
    NetworkService& m_service;
};

} // namespace skylab::network
