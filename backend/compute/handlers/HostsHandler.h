#pragma once

#include "compute/driver/GuestState.h"
#include "compute/store/ComputeRows.h"
#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// What an administrator sees of the hosts: hypervisors, and os-hosts for old clients.
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
    Result<http::Response> listHosts(Call& call);
    Result<http::Response> showHost(Call& call);
    Result<http::Response> updateHost(Call& call);
    Result<http::Response> powerHost(Call& call);

    struct Figures;
    enum class Detail { Short, Full };
    Result<Figures> figures();
    void writeHypervisor(JsonWriter& json, const Call& call, const Figures& figures, Detail detail, bool withServers) const;
    Result<HostRow> onlyHost();
    Result<http::Response> listHypervisorsAs(Call& call, Detail detail);

    ComputeService& m_service;
};

} // namespace skylab::compute
