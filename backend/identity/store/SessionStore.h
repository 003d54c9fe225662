#pragma once

#include "db/Connection.h"
#include "identity/model/RoleGraph.h"
#include "identity/model/Session.h"

namespace skylab::identity::SessionStore {

/// What a token stands for now. Unauthorized when the user, project or domain is gone or disabled, or no role is left.
Result<Session> derive(db::Connection& connection, const Token& token, const RoleGraph& roles);

} // namespace skylab::identity::SessionStore
