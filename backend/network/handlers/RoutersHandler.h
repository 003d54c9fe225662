#pragma once

#include "network/store/Change.h"
#include "service/Routes.h"

namespace skylab::network {

class NetworkService;

/// /routers, their interfaces and routes.
class RoutersHandler {
public:
    explicit RoutersHandler(NetworkService& service) : m_service(service) { }
    std::vector<service::Route> routes();

    /// A new router inside of a change, for the route and for auto-allocated topologies.
    Result<RouterRow> insert(Change& change, const sdk::Decoded<sdk::Router>& wanted);
    /// Gives it a leg with the subnet's gateway address. The router is to be saved after it.
    Result<PortRow> plug(Change& change, const RouterRow& router, const QString& subnetId);

private:
    Result<sdk::Page<RouterRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<RouterRow> show(service::Call& call, const QString& id);
    Result<std::vector<RouterRow>> create(service::Call& call, std::vector<sdk::Decoded<sdk::Router>> wanted);
    Result<RouterRow> update(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> remove(service::Call& call, const QString& id);
    Result<http::Response> addInterface(service::Call& call);
    Result<http::Response> removeInterface(service::Call& call);
    Result<http::Response> addRoutes(service::Call& call);
    Result<http::Response> removeRoutes(service::Call& call);

    struct Leg {
        PortRow port;
        QString subnetId;
    };
    Result<Leg> addBySubnet(Change& change, const RouterRow& router, const QString& subnetId);
    Result<Leg> addByPort(Change& change, const RouterRow& router, const QString& portId);
    Result<> checkNewSubnet(Change& change, const RouterRow& router, const SubnetRow& subnet);
    Result<Leg> findLeg(Change& change, const RouterRow& router, const QString& portId, const QString& subnetId);
    Result<> checkLegFree(Change& change, const RouterRow& router, const PortRow& port);
    Result<> checkRoutes(Change& change, const RouterRow& router);
    Result<http::Response> changeRoutes(service::Call& call, bool add);
    NetworkService& m_service;
};

} // namespace skylab::network
