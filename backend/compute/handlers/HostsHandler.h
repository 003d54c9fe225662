#pragma once

#include "compute/driver/GuestState.h"
#include "compute/store/ComputeRows.h"
#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// What an administrator sees of the hosts: hypervisors, services, availability zones.
class HostsHandler {
public:
    explicit HostsHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    using Call = service::Call;
    Result<http::Response> listHypervisors(Call& call);
    Result<http::Response> listHypervisorsDetail(Call& call);
    Result<http::Response> showHypervisor(Call& call);
    Result<http::Response> hypervisorStatistics(Call& call);
    Result<http::Response> hypervisorUptime(Call& call);
    Result<http::Response> searchHypervisors(Call& call);
    Result<http::Response> hypervisorServers(Call& call);
    Result<http::Response> listServices(Call& call);
    Result<http::Response> updateService(Call& call);
    Result<http::Response> enableService(Call& call);
    Result<http::Response> disableService(Call& call);
    Result<http::Response> disableWithReason(Call& call);
    Result<http::Response> zones(Call& call);
    Result<http::Response> zonesDetail(Call& call);

    struct Figures;
    enum class Detail { Short, Full };
    Result<Figures> figures();
    void writeHypervisor(JsonWriter& json, const Call& call, const Figures& figures, Detail detail, bool withServers) const;
    void writeService(JsonWriter& json, const Call& call, const QString& binary, const HostRow& host, bool up) const;
    Result<HostRow> onlyHost();
    Result<HostRow> editHost(const std::function<void(HostRow&)>& edit);
    Result<http::Response> listHypervisorsAs(Call& call, Detail detail);
    Result<http::Response> setEnabled(Call& call, bool enabled, bool withReason);

    ComputeService& m_service;
};

} // namespace skylab::compute
