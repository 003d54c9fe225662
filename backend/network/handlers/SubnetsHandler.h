#pragma once

#include "network/store/Change.h"
#include "service/Routes.h"

namespace skylab::network {

class NetworkService;

/// /subnets.
class SubnetsHandler {
public:
    explicit SubnetsHandler(NetworkService& service) : m_service(service) { }
    std::vector<service::Route> routes();

    /// A new subnet inside of a change, for the route and for auto-allocated topologies.
    Result<SubnetRow> insert(Change& change, const sdk::Decoded<sdk::Subnet>& wanted);

private:
    Result<sdk::Page<SubnetRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<SubnetRow> show(service::Call& call, const QString& id);
    Result<std::vector<SubnetRow>> create(service::Call& call, std::vector<sdk::Decoded<sdk::Subnet>> wanted);
    Result<SubnetRow> update(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> remove(service::Call& call, const QString& id);

    /// The subnet's IP version and CIDR, out of a pool where it asks for one.
    Result<> settleCidr(Change& change, SubnetRow& row, const sdk::Decoded<sdk::Subnet>& wanted);
    Result<> applyChanges(Change& change, sdk::Decoded<SubnetRow>& wanted, const SubnetRow& before);
    NetworkService& m_service;
};

} // namespace skylab::network
