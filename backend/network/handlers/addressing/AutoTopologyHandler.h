#pragma once

#include "network/store/Change.h"
#include "service/Routes.h"

namespace skylab::network {

class NetworkService;
class NetworksHandler;
class SubnetsHandler;
class RoutersHandler;

/// /auto-allocated-topology: a project's network with subnets of the default pools, behind a router to the default
/// external network, made when it is first asked for.
class AutoTopologyHandler {
public:
    /// The makers outlive it.
    struct Makers {
        NetworksHandler& networks;
        SubnetsHandler& subnets;
        RoutersHandler& routers;
    };
    AutoTopologyHandler(NetworkService& service, Makers makers) : m_service(service), m_make(makers) { }
    std::vector<service::Route> routes();

private:
    struct Topology {
        QString networkId;
        QString routerId;
    };
    Result<http::Response> show(service::Call& call);
    Result<http::Response> remove(service::Call& call);

    Result<Topology> build(Change& change, const QString& projectId, const struct Capabilities& able);
    Result<> drop(Change& change, const QString& projectId, const Topology& topology);
    NetworkService& m_service;
    Makers m_make;
};

} // namespace skylab::network
