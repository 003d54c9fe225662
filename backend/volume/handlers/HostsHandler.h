#pragma once

#include "service/Routes.h"
#include "volume/model/Pools.h"
#include "volume/store/ServiceStore.h"

namespace skylab::volume {

class VolumeService;

/// The parts of the service and the host they run on: os-services, os-hosts, and what a cloud of one host has to say
/// about clusters and workers.
class HostsHandler {
public:
    explicit HostsHandler(VolumeService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<http::Response> services(service::Call& call);
    Result<http::Response> enable(service::Call& call);
    Result<http::Response> disable(service::Call& call);
    Result<http::Response> disableWithReason(service::Call& call);
    Result<http::Response> freeze(service::Call& call);
    Result<http::Response> failover(service::Call& call);
    Result<http::Response> hosts(service::Call& call);
    Result<http::Response> showHost(service::Call& call);
    Result<http::Response> updateHost(service::Call& call);
    Result<http::Response> clusters(service::Call& call);
    Result<http::Response> noCluster(service::Call& call);
    Result<http::Response> cleanup(service::Call& call);
    Result<std::vector<ServiceRow>> parts();
    Result<http::Response> setDisabled(service::Call& call, bool disabled, const std::optional<QString>& reason);
    [[nodiscard]] bool isHost(const QString& asked, const QString& host) const;

    VolumeService& m_service;
};

/// Where volumes can be, and what this API can do: pools, capabilities, availability zones, extensions, filters.
class PoolsHandler {
public:
    explicit PoolsHandler(VolumeService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<http::Response> pools(service::Call& call);
    Result<http::Response> capabilities(service::Call& call);
    Result<http::Response> availabilityZones(service::Call& call);
    Result<http::Response> extensions(service::Call& call);
    Result<http::Response> resourceFilters(service::Call& call);

    VolumeService& m_service;
};

} // namespace skylab::volume
