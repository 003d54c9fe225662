#pragma once

#include "network/store/Traffic.h"
#include "service/Routes.h"

namespace skylab::network {

class NetworkService;

/// /trunks and their subports.
class TrunksHandler {
public:
    explicit TrunksHandler(NetworkService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<sdk::Page<TrunkRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<TrunkRow> show(service::Call& call, const QString& id);
    Result<std::vector<TrunkRow>> create(service::Call& call, std::vector<sdk::Decoded<sdk::Trunk>> wanted);
    Result<TrunkRow> update(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> remove(service::Call& call, const QString& id);
    Result<http::Response> subPorts(service::Call& call);
    Result<http::Response> addSubPorts(service::Call& call);
    Result<http::Response> removeSubPorts(service::Call& call);

    Result<TrunkRow> insert(Change& change, const sdk::Decoded<sdk::Trunk>& wanted);
    /// Checks the subport against everything that is there, and takes it in.
    Result<> join(Change& change, const TrunkRow& trunk, const NetworkRow& network, const sdk::SubPort& wanted);
    NetworkService& m_service;
};

} // namespace skylab::network
