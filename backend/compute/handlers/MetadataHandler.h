#pragma once

#include "http/Server.h"

namespace skylab::compute {

class ComputeService;

/// What a guest gets at http://169.254.169.254. Called by the network service's proxy in each network, not by a route:
/// who asks is known by the address it has there.
class MetadataHandler {
public:
    explicit MetadataHandler(ComputeService& service) : m_service(service) { }

    http::Response answer(const http::Request& request, const QString& networkId);

private:
    ComputeService& m_service;
};

} // namespace skylab::compute
