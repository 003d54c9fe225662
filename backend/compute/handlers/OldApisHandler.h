#pragma once

#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// What Nova once had and no cloud has any more (410), what needs another service that is not here, and what only other
/// services ask.
class OldApisHandler {
public:
    explicit OldApisHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    using Call = service::Call;
    Result<http::Response> gone(Call& call);
    Result<http::Response> bareMetal(Call& call);
    Result<http::Response> changeBareMetal(Call& call);
    Result<http::Response> snapshotVolume(Call& call);
    Result<http::Response> dropVolumeSnapshot(Call& call);
    Result<http::Response> consoleToken(Call& call);

    /// NotFound unless a server has the volume; NotImplemented then.
    Result<http::Response> refuseAssisted(const QString& volumeId);

    ComputeService& m_service;
};

} // namespace skylab::compute
