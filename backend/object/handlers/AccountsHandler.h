#pragma once

#include "http/Response.h"
#include "object/handlers/Visit.h"

namespace skylab::object {

class ObjectService;

/// Accounts: GET, HEAD, POST. They come into being with their first container; making and deleting them is refused.
class AccountsHandler {
public:
    explicit AccountsHandler(ObjectService& service) : m_service(service) { }

    Result<http::Response> show(Visit& visit);
    Result<http::Response> update(Visit& visit);
    Result<http::Response> create(Visit& visit);
    Result<http::Response> remove(Visit& visit);

private:
    ObjectService& m_service;
};

} // namespace skylab::object
