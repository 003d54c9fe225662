#pragma once

#include "network/store/Change.h"
#include "service/Routes.h"

namespace skylab::network {

class NetworkService;

/// /security-groups and /security-group-rules.
class SecurityGroupsHandler {
public:
    explicit SecurityGroupsHandler(NetworkService& service) : m_service(service) { }
    std::vector<service::Route> routes();

    // The deeds behind the routes, also for compute's older API of the same things.

    Result<std::vector<GroupRow>> add(const service::Context& context, const std::vector<sdk::Decoded<sdk::SecurityGroup>>& wanted);
    /// `revision`: what the caller believes it to be, where it must not have changed meanwhile.
    Result<GroupRow> edit(const service::Context& context, const QString& id, const QJsonObject& changes, const service::Call* revision = nullptr);
    Result<> drop(const service::Context& context, const QString& id, const service::Call* revision = nullptr);
    Result<std::vector<RuleRow>> addRules(const service::Context& context, const std::vector<sdk::Decoded<sdk::SecurityGroupRule>>& wanted);
    Result<> dropRule(const service::Context& context, const QString& id);

private:
    Result<sdk::Page<GroupRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<GroupRow> show(service::Call& call, const QString& id);
    Result<std::vector<GroupRow>> create(service::Call& call, std::vector<sdk::Decoded<sdk::SecurityGroup>> wanted);
    Result<GroupRow> update(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> remove(service::Call& call, const QString& id);

    Result<sdk::Page<RuleRow>> listRules(service::Call& call, const sdk::ListQuery& query);
    Result<RuleRow> showRule(service::Call& call, const QString& id);
    Result<std::vector<RuleRow>> createRules(service::Call& call, std::vector<sdk::Decoded<sdk::SecurityGroupRule>> wanted);
    Result<> removeRule(service::Call& call, const QString& id);

    Result<> ensureDefault(const service::Context& context, const QString& projectId);
    Result<RuleRow> insertRule(Change& change, const sdk::Decoded<sdk::SecurityGroupRule>& wanted);
    NetworkService& m_service;
};

} // namespace skylab::network
