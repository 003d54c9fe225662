#pragma once

#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// Whether something would fit, and why a server is where it is or nowhere, below /skylab/v1. Source: docs/extension.md.
class FitHandler {
public:
    explicit FitHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    Result<http::Response> fit(service::Call& call);
    Result<http::Response> explain(service::Call& call);

    ComputeService& m_service;
};

} // namespace skylab::compute
