#pragma once

#include "compute/store/ComputeRows.h"
#include "sdk/compute/ActionRequests.h"
#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// os-interface and os-volume_attachments: what is plugged into servers that exist.
class DevicesHandler {
public:
    explicit DevicesHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    using Call = service::Call;
    Result<http::Response> listInterfaces(Call& call);
    Result<http::Response> showInterface(Call& call);
    Result<http::Response> attachInterface(Call& call);
    Result<http::Response> detachInterface(Call& call);
    Result<http::Response> listVolumes(Call& call);
    Result<http::Response> showVolume(Call& call);
    Result<http::Response> attachVolume(Call& call);
    Result<http::Response> updateVolume(Call& call);
    Result<http::Response> detachVolume(Call& call);

    Result<Nic> nicFor(const Call& call, const sdk::InterfaceAttach& wanted);
    Result<http::Response> swapVolume(Call& call, const QString& from, const QString& to);

    ComputeService& m_service;
};

} // namespace skylab::compute
