#pragma once

#include "network/store/Traffic.h"
#include "service/Routes.h"

namespace skylab::network {

class NetworkService;

/// /qos/policies.
class QosPoliciesHandler {
public:
    explicit QosPoliciesHandler(NetworkService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<sdk::Page<PolicyRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<PolicyRow> show(service::Call& call, const QString& id);
    Result<std::vector<PolicyRow>> create(service::Call& call, std::vector<sdk::Decoded<sdk::QosPolicy>> wanted);
    Result<PolicyRow> update(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> remove(service::Call& call, const QString& id);
    NetworkService& m_service;
};

/// The rules of policies, and which types there are.
class QosRulesHandler {
public:
    explicit QosRulesHandler(NetworkService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    template <typename Row>
    std::vector<service::Route> routesOf(const char* list, const char* one, const char* alias, const char* rule);
    template <typename Row>
    Result<sdk::Page<Row>> list(service::Call& call, const sdk::ListQuery& query);
    template <typename Row>
    Result<Row> show(service::Call& call, const QString& id);
    template <typename Row, typename Document>
    Result<std::vector<Row>> create(service::Call& call, std::vector<sdk::Decoded<Document>> wanted);
    template <typename Row>
    Result<Row> update(service::Call& call, const QString& id, const QJsonObject& changes);
    template <typename Row>
    Result<> remove(service::Call& call, const QString& id);

    Result<http::Response> types(service::Call& call);
    Result<http::Response> type(service::Call& call);
    Result<http::Response> noRules(service::Call& call);
    Result<http::Response> refuseRule(service::Call& call);
    NetworkService& m_service;
};

} // namespace skylab::network
