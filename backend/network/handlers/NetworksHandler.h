#pragma once

#include "network/store/Change.h"
#include "service/Routes.h"

namespace skylab::network {

class NetworkService;

/// /networks, and /network-ip-availabilities.
class NetworksHandler {
public:
    explicit NetworksHandler(NetworkService& service) : m_service(service) { }
    std::vector<service::Route> routes();

    /// A new network inside of a change, for the route and for auto-allocated topologies.
    Result<NetworkRow> insert(Change& change, const sdk::Decoded<sdk::Network>& wanted, const struct Capabilities& able);

private:
    Result<sdk::Page<NetworkRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<NetworkRow> show(service::Call& call, const QString& id);
    Result<std::vector<NetworkRow>> create(service::Call& call, std::vector<sdk::Decoded<sdk::Network>> wanted);
    Result<NetworkRow> update(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> remove(service::Call& call, const QString& id);
    Result<http::Response> availabilities(service::Call& call);
    Result<http::Response> availability(service::Call& call);

    Result<> chooseSegment(Change& change, NetworkRow& row, const struct Capabilities& able);
    Result<> checkUpdate(Change& change, const NetworkRow& before, const NetworkRow& after);
    /// What follows a change of the row: sharing, routers, names, metadata.
    Result<> follow(Change& change, const NetworkRow& before, const NetworkRow& after);
    NetworkService& m_service;
};

} // namespace skylab::network
