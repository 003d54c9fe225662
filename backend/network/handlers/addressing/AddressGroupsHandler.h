#pragma once

#include "network/store/AddressRows.h"
#include "network/store/Change.h"
#include "service/Routes.h"

namespace skylab::network {

class NetworkService;

/// /address-groups.
class AddressGroupsHandler {
public:
    explicit AddressGroupsHandler(NetworkService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<sdk::Page<AddressGroupRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<AddressGroupRow> show(service::Call& call, const QString& id);
    Result<std::vector<AddressGroupRow>> create(service::Call& call, std::vector<sdk::Decoded<sdk::AddressGroup>> wanted);
    Result<AddressGroupRow> update(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> remove(service::Call& call, const QString& id);
    Result<http::Response> addAddresses(service::Call& call);
    Result<http::Response> removeAddresses(service::Call& call);

    Result<http::Response> changeAddresses(service::Call& call, const std::function<Result<>(AddressGroupRow&, const QStringList&)>& work);
    NetworkService& m_service;
};

} // namespace skylab::network
