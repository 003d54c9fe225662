#pragma once

#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// Networks and floating IPs as clients from before microversion 2.36 use them by compute; they belong to the network
/// service.
class ProxiedNetworksHandler {
public:
    explicit ProxiedNetworksHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    using Call = service::Call;
    Result<http::Response> listNetworks(Call& call);
    Result<http::Response> showNetwork(Call& call);
    Result<http::Response> listTenantNetworks(Call& call);
    Result<http::Response> showTenantNetwork(Call& call);
    Result<http::Response> listPools(Call& call);
    Result<http::Response> listFloatingIps(Call& call);
    Result<http::Response> showFloatingIp(Call& call);
    Result<http::Response> createFloatingIp(Call& call);
    Result<> removeFloatingIp(Call& call, const QString& id);

    Result<QJsonObject> ask(const Call& call, const QByteArray& method, const QString& path, const QJsonObject& body = {});
    Result<QJsonObject> network(const Call& call);
    Result<QJsonArray> externalNetworks(const Call& call);
    Result<QJsonObject> floatingIp(const Call& call, const QString& id);
    /// Floating IPs with their pools' names and the servers that their ports belong to.
    Result<QJsonArray> described(const Call& call, const QJsonArray& floatingIps);

    ComputeService& m_service;
};

} // namespace skylab::compute
