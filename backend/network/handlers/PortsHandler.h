#pragma once

#include "network/store/Change.h"
#include "service/Routes.h"

namespace skylab::network {

class NetworkService;

/// /ports.
class PortsHandler {
public:
    explicit PortsHandler(NetworkService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<sdk::Page<PortRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<PortRow> show(service::Call& call, const QString& id);
    Result<std::vector<PortRow>> create(service::Call& call, std::vector<sdk::Decoded<sdk::Port>> wanted);
    Result<PortRow> update(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> remove(service::Call& call, const QString& id);

    Result<PortRow> insert(Change& change, const sdk::Decoded<sdk::Port>& wanted);
    Result<> applyChanges(Change& change, sdk::Decoded<PortRow>& wanted, const PortRow& before);
    /// Tells the engine which host carries the port, and writes how it is plugged.
    Result<PortRow> rebind(const service::Context& context, PortRow port);
    NetworkService& m_service;
};

} // namespace skylab::network
