#pragma once

#include "core/Result.h"

namespace skylab::identity {

/// What Keystone says to whoever does not prove who they are, whatever is wrong: no word tells a wrong name from a wrong password.
inline auto refused() { return fail(ErrorCode::Unauthorized, QStringLiteral("The request you have made requires authentication.")); }

} // namespace skylab::identity
