#pragma once

#include "sdk/network/Port.h"
#include "sdk/network/Trunk.h"

#include <vector>

namespace skylab::network {

inline const QString bindingFailed = QStringLiteral("binding_failed");

/// What a trunk's ports make of it (Networking API v2.0, "Trunk networking"). DOWN: the parent is on no host, so that
/// nothing carries the trunk. BUILD: it is, and some port that can pass traffic does not yet. DEGRADED: all others do, but a
/// subport can't be bound there. ACTIVE: all do. What somebody shut, a subport or the trunk's subports, is not waited for.
QString trunkStatus(const sdk::Trunk& trunk, const sdk::Port& parent, const std::vector<sdk::Port>& subPorts);

} // namespace skylab::network
