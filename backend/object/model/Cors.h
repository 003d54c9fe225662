#pragma once

#include "http/Response.h"
#include "http/Request.h"
#include "object/store/ObjectRows.h"

namespace skylab::object {

/// Which pages of other origins may use a container: X-Container-Meta-Access-Control-Allow-Origin, -Max-Age and
/// -Expose-Headers. Source: https://docs.openstack.org/swift/latest/cors.html and the Fetch standard.
struct Cors {
    /// The answer to OPTIONS: 200 for what is allowed, 401 for what is not. Without a container (an account, or one
    /// that does not exist) nothing is.
    static http::Response preflight(const http::Request& request, const ContainerRow* container, const QByteArrayList& methods);
    /// Adds to an answer what lets a page of the request's Origin read it.
    static void allow(const http::Request& request, const ContainerRow& container, http::Response& response);
};

} // namespace skylab::object
