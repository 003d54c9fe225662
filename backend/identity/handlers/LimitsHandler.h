#pragma once

#include "identity/store/Directory.h"
#include "service/Routes.h"

namespace skylab::identity {

/// Unified limits: /registered_limits, /limits and /limits/model. Kept for the services to enforce; the model is flat:
/// a project's limit has nothing to do with those above and below it.
class LimitsHandler {
public:
    explicit LimitsHandler(Directory& directory) : m_directory(directory) { }

    Result<sdk::Page<RegisteredLimitRow>> listRegistered(service::Call& call, const sdk::ListQuery& query);
    Result<RegisteredLimitRow> showRegistered(service::Call& call, const QString& id);
    /// All or none of the list.
    Result<http::Response> createRegistered(service::Call& call);
    /// Forbidden to make it another resource's while there are limits for it.
    Result<RegisteredLimitRow> updateRegistered(service::Call& call, const QString& id, const QJsonObject& changes);
    /// Forbidden while there are limits for it.
    Result<> removeRegistered(service::Call& call, const QString& id);

    /// All for those who see the whole cloud; else those of the token's project, or of its domain and what is in it.
    Result<sdk::Page<LimitRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<LimitRow> show(service::Call& call, const QString& id);
    Result<http::Response> create(service::Call& call);
    Result<LimitRow> update(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> remove(service::Call& call, const QString& id);
    Result<http::Response> model(service::Call& call);

    /// "target.limit.project_id", "target.limit.domain_id" (also the project's), for the rules.
    void addOwner(const service::Call& call, service::PolicyTarget& target);

private:
    Result<> checkPlace(db::Connection& connection, const QString& serviceId, const std::optional<QString>& regionId, const QString& field);
    Result<LimitRow> planned(db::Connection& connection, const sdk::Limit& wanted, const QString& field);

    Directory& m_directory;
};

} // namespace skylab::identity
