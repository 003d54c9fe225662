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

    /// Where a floating IP leads.
    struct Target {
        QString portId;
        QString fixedIp;
    };
    /// By its address: leads it there, or nowhere. NotFound unless the caller has it.
    Result<> assign(const service::Context& context, const QString& address, const std::optional<Target>& target);
    /// The port that the caller's floating IP leads to; empty = none.
    Result<QString> portOf(const service::Context& context, const QString& address);

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
    /// Leads it to the port, or nowhere if that is empty. Conflict while ports are forwarded from it.
    Result<> place(Change& change, FloatingIpRow& row, const QString& portId, const std::optional<QString>& fixedIp);
    static Result<FloatingIpRow> ownedAt(db::Connection& connection, const service::Context& context, const QString& address);
    NetworkService& m_service;
};

} // namespace skylab::network
