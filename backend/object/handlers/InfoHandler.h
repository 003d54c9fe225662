#pragma once

#include "service/Route.h"

namespace skylab::object {

class ObjectService;

/// What this object store can do and whether it can: /info, /healthcheck, /crossdomain.xml. Needs no token.
class InfoHandler {
public:
    explicit InfoHandler(ObjectService& service) : m_service(service) { }

    Result<http::Response> info(service::Call& call);
    Result<http::Response> health(service::Call& call);
    Result<http::Response> crossdomain(service::Call& call);

private:
    ObjectService& m_service;
};

} // namespace skylab::object
