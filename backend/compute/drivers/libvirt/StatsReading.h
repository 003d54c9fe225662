#pragma once

#include "compute/drivers/libvirt/Connection.h"

#include <vector>

namespace skylab::compute::libvirt {

/// Counters of all active domains in one call (virConnectGetAllDomainStats). Domains that are busy with something
/// else tell what can be told without them, so that one hanging guest does not hide the others.
/// @param groups  VIR_DOMAIN_STATS_*
Result<std::vector<GuestStats>> readAllStats(virConnectPtr connect, unsigned groups);

/// All groups of one domain.
Result<GuestStats> readStats(virDomainPtr domain);

} // namespace skylab::compute::libvirt
