#pragma once

#include "core/Result.h"
#include "sdk/network/Port.h"

namespace skylab::network {

/// What must fit together within one port: security groups and address pairs need port security, pairs and names
/// must be well-formed.
Result<> checkPort(const sdk::Port& port);

} // namespace skylab::network
