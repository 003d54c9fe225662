#pragma once

#include "compute/peers/Networks.h"
#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// A server's security groups, and the groups and rules themselves as clients below microversion 2.36 manage them by
/// compute. They belong to the network service.
class SecurityGroupsHandler {
public:
    explicit SecurityGroupsHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    Result<http::Response> ofServer(service::Call& call);
    Result<http::Response> list(service::Call& call);
    Result<http::Response> show(service::Call& call);
    Result<http::Response> create(service::Call& call);
    Result<http::Response> update(service::Call& call);
    Result<> remove(service::Call& call, const QString& id);
    Result<http::Response> createRule(service::Call& call);
    Result<> removeRule(service::Call& call, const QString& id);

    ComputeService& m_service;
};

} // namespace skylab::compute
