#pragma once

#include "network/store/Change.h"
#include "service/Routes.h"

namespace skylab::network {

class NetworkService;

/// /floatingips.
class FloatingIpsHandler {
public:
    explicit FloatingIpsHandler(NetworkService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<sdk::Page<FloatingIpRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<FloatingIpRow> show(service::Call& call, const QString& id);
    Result<std::vector<FloatingIpRow>> create(service::Call& call, std::vector<sdk::Decoded<sdk::FloatingIp>> wanted);
    Result<FloatingIpRow> update(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> remove(service::Call& call, const QString& id);
    Result<http::Response> pools(service::Call& call);

    Result<FloatingIpRow> insert(Change& change, const sdk::Decoded<sdk::FloatingIp>& wanted);
    /// Fills fixed address and router for the port that the row names.
    Result<> associate(Change& change, FloatingIpRow& row, const std::optional<QString>& fixedIp);
    NetworkService& m_service;
};

} // namespace skylab::network
