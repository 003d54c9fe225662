#pragma once

#include "service/Routes.h"

namespace skylab::identity {

/// Discovery: which versions of the API there are. No token is wanted.
class VersionsHandler {
public:
    /// GET /identity: 300, all versions.
    Result<http::Response> list(service::Call& call);
    /// GET /identity/v3
    Result<http::Response> show(service::Call& call);
};

} // namespace skylab::identity
