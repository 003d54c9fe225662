#pragma once

#include "service/Route.h"

namespace skylab::service {

/// Puts project and user of the things that the path names into the target ("project_id", "tenant_id", "user_id"), as
/// far as they are of the caller's project or the caller is an administrator. Others add nothing: for the rule they
/// look like the caller's own, and the handler says that they are not there.
void addOwners(const Call& call, PolicyTarget& target);

} // namespace skylab::service
