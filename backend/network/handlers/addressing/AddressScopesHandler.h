#pragma once

#include "network/store/AddressRows.h"
#include "network/store/Change.h"
#include "service/Routes.h"

namespace skylab::network {

class NetworkService;

/// /address-scopes.
class AddressScopesHandler {
public:
    explicit AddressScopesHandler(NetworkService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<sdk::Page<AddressScopeRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<AddressScopeRow> show(service::Call& call, const QString& id);
    Result<std::vector<AddressScopeRow>> create(service::Call& call, std::vector<sdk::Decoded<sdk::AddressScope>> wanted);
    Result<AddressScopeRow> update(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> remove(service::Call& call, const QString& id);
    NetworkService& m_service;
};

} // namespace skylab::network
