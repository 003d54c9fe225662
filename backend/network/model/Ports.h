#pragma once

#include "core/Result.h"
#include "sdk/network/Port.h"

namespace skylab::network {

/// What must fit together within one port: security groups and address pairs need port security, pairs and names
/// must be well-formed.
Result<> checkPort(const sdk::Port& port);

/// The port's DHCP options with changes laid over: the same option again replaces it, a null value removes it.
std::vector<sdk::ExtraDhcpOption> mergedOptions(std::vector<sdk::ExtraDhcpOption> options, const std::vector<sdk::ExtraDhcpOption>& changes);

} // namespace skylab::network
