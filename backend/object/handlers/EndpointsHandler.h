#pragma once

#include "service/Routes.h"

namespace skylab::object {

/// Where an account, container or object is kept: Swift's list_endpoints. Needs no token, as there, and looks at nothing:
/// the answer follows from the path, so that strangers don't learn what exists. This store has one place and one storage
/// policy, and no servers behind it that could be asked directly: the one endpoint is the public URL, with its ACLs.
/// Source: https://docs.openstack.org/swift/latest/middleware.html#list-endpoints
class EndpointsHandler {
public:
    /// /endpoints/[v1/|v2/]{account}[/{container}[/{object}]]: below the root as Swift has it, below /v1 as the API reference.
    std::vector<service::Route> routes();

private:
    /// Version 1 is a list, version 2 an object that also tells the headers to send there. Without a version: 1.
    Result<http::Response> list(service::Call& call);
};

} // namespace skylab::object
