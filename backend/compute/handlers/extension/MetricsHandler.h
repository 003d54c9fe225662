#pragma once

#include "compute/model/MetricRings.h"
#include "compute/store/ComputeRows.h"
#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// How busy servers are, below /skylab/v1. Source: docs/extension.md.
class MetricsHandler {
public:
    explicit MetricsHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    Result<http::Response> list(service::Call& call);
    Result<http::Response> show(service::Call& call);

    ComputeService& m_service;
};

} // namespace skylab::compute
