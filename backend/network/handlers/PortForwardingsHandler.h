#pragma once

#include "network/store/Traffic.h"
#include "service/Routes.h"

namespace skylab::network {

class NetworkService;

/// /floatingips/{id}/port_forwardings.
class PortForwardingsHandler {
public:
    explicit PortForwardingsHandler(NetworkService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<sdk::Page<ForwardingRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<ForwardingRow> show(service::Call& call, const QString& id);
    Result<std::vector<ForwardingRow>> create(service::Call& call, std::vector<sdk::Decoded<sdk::PortForwarding>> wanted);
    Result<ForwardingRow> update(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> remove(service::Call& call, const QString& id);

    Result<ForwardingRow> insert(Change& change, const FloatingIpRow& ip, const sdk::Decoded<sdk::PortForwarding>& wanted);
    NetworkService& m_service;
};

} // namespace skylab::network
