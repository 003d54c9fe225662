#pragma once

#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// Servers that were deleted with `X-Skylab-Trash: keep`, below /skylab/v1. Source: docs/extension.md.
class TrashHandler {
public:
    explicit TrashHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    Result<http::Response> list(service::Call& call);
    Result<http::Response> restore(service::Call& call);
    Result<http::Response> remove(service::Call& call);

    ComputeService& m_service;
};

} // namespace skylab::compute
