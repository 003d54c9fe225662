#pragma once

#include "compute/store/ComputeRows.h"
#include "http/Server.h"

namespace skylab::compute {

class ComputeService;

/// What a guest gets at http://169.254.169.254. Called by the network service's proxy in each network, not by a route:
/// who asks is known by the address it has there.
class MetadataHandler {
public:
    explicit MetadataHandler(ComputeService& service) : m_service(service) { }

    http::Response answer(const http::Request& request, http::BodyReader& body, const QString& networkId);

private:
    /// POST .../password: once, until its owner clears it.
    http::Response takePassword(const ServerRow& server, http::BodyReader& body);

    ComputeService& m_service;
};

} // namespace skylab::compute
