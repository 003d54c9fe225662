#pragma once

#include "network/store/AddressRows.h"
#include "network/store/Change.h"
#include "service/Routes.h"

namespace skylab::network {

class NetworkService;

/// /subnetpools, and what adds to their prefixes and takes away from them.
class SubnetPoolsHandler {
public:
    explicit SubnetPoolsHandler(NetworkService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<sdk::Page<SubnetPoolRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<SubnetPoolRow> show(service::Call& call, const QString& id);
    Result<std::vector<SubnetPoolRow>> create(service::Call& call, std::vector<sdk::Decoded<sdk::SubnetPool>> wanted);
    Result<SubnetPoolRow> update(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> remove(service::Call& call, const QString& id);
    Result<http::Response> addPrefixes(service::Call& call);
    Result<http::Response> removePrefixes(service::Call& call);
    Result<http::Response> onboard(service::Call& call);

    Result<SubnetPoolRow> insert(Change& change, const sdk::Decoded<sdk::SubnetPool>& wanted);
    /// The pool that the path names, changed by `work` and written.
    Result<SubnetPoolRow> changePool(service::Call& call, const std::function<Result<>(Change&, SubnetPoolRow&)>& work);
    NetworkService& m_service;
};

} // namespace skylab::network
