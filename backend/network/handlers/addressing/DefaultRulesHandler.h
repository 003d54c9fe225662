#pragma once

#include "network/store/AddressRows.h"
#include "service/Routes.h"

namespace skylab::network {

class NetworkService;

/// /default-security-group-rules: what new security groups are born with. Groups that are there keep theirs.
class DefaultRulesHandler {
public:
    explicit DefaultRulesHandler(NetworkService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<sdk::Page<DefaultRuleRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<DefaultRuleRow> show(service::Call& call, const QString& id);
    Result<std::vector<DefaultRuleRow>> create(service::Call& call, std::vector<sdk::Decoded<sdk::DefaultGroupRule>> wanted);
    Result<> remove(service::Call& call, const QString& id);
    NetworkService& m_service;
};

} // namespace skylab::network
