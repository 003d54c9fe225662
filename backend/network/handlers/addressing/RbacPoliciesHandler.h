#pragma once

#include "network/store/AddressRows.h"
#include "network/store/Change.h"
#include "service/Routes.h"

namespace skylab::network {

class NetworkService;

/// /rbac-policies.
class RbacPoliciesHandler {
public:
    explicit RbacPoliciesHandler(NetworkService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<sdk::Page<RbacRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<RbacRow> show(service::Call& call, const QString& id);
    Result<std::vector<RbacRow>> create(service::Call& call, std::vector<sdk::Decoded<sdk::RbacPolicy>> wanted);
    Result<RbacRow> update(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> remove(service::Call& call, const QString& id);

    Result<RbacRow> insert(Change& change, const sdk::Decoded<sdk::RbacPolicy>& wanted);
    NetworkService& m_service;
};

} // namespace skylab::network
