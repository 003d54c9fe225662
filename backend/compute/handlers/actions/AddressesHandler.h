#pragma once

#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// Addresses and security groups of a server's ports, as clients of old change them through compute.
class AddressesHandler {
public:
    explicit AddressesHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    using Call = service::Call;
    Result<> addSecurityGroup(Call& call, const QString& id, const QJsonValue& argument);
    Result<> removeSecurityGroup(Call& call, const QString& id, const QJsonValue& argument);
    Result<> addFixedIp(Call& call, const QString& id, const QJsonValue& argument);
    Result<> removeFixedIp(Call& call, const QString& id, const QJsonValue& argument);
    Result<> addFloatingIp(Call& call, const QString& id, const QJsonValue& argument);
    Result<> removeFloatingIp(Call& call, const QString& id, const QJsonValue& argument);
    Result<> injectNetworkInfo(Call& call, const QString& id, const QJsonValue& argument);
    Result<> resetNetwork(Call& call, const QString& id, const QJsonValue& argument);

    ComputeService& m_service;
};

} // namespace skylab::compute
