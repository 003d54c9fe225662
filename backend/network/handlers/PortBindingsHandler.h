#pragma once

#include "network/store/Traffic.h"
#include "service/Routes.h"

namespace skylab::network {

class NetworkService;

/// /ports/{id}/bindings: which host carries a port, and which one shall take it over.
class PortBindingsHandler {
public:
    explicit PortBindingsHandler(NetworkService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<http::Response> list(service::Call& call);
    Result<http::Response> create(service::Call& call);
    Result<http::Response> update(service::Call& call);
    Result<http::Response> activate(service::Call& call);
    Result<http::Response> remove(service::Call& call);

    Result<PortRow> port(service::Call& call);
    Result<std::vector<BindingRow>> bindingsOf(const PortRow& port);
    Result<BindingRow> find(const PortRow& port, const QString& host);
    NetworkService& m_service;
};

} // namespace skylab::network
