#pragma once

#include "identity/Parts.h"

namespace skylab::identity {

/// Adds the routes beside users, projects and roles: domain configuration, limits, trusts, endpoint filters, policies,
/// OAuth. Continues Routes.cpp.
void addExtensions(std::vector<service::Route>& table, IdentityService::Parts& parts);

} // namespace skylab::identity
