#pragma once

#include "compute/driver/HypervisorDriver.h"

namespace skylab::compute {

/// Traits of a host that begin so are compute's to set and take away; others are an administrator's.
const QStringList& ownTraitPrefixes();

/// What the driver tells of the host, in the names of OpenStack's os-traits: "COMPUTE_VOLUME_MULTI_ATTACH",
/// "HW_CPU_X86_AVX2". A feature that has no such name gives one that nobody knows, which Placement leaves out.
QStringList hostTraits(const HostState& state, const Capabilities& able, bool disabled);

} // namespace skylab::compute
