#pragma once

#include "compute/driver/GuestState.h"

#include <optional>

namespace skylab::compute::libvirt {

/// Pure functions from libvirt's numbers (virDomainState, virDomainEventType and their reasons) to ours.

enum class SavedMemory { No, Yes };

struct StateReading {
    PowerState state = PowerState::NoState;
    LifecycleReason reason = LifecycleReason::None;
    QString explanation = {};
};
StateReading readState(int state, int reason, SavedMemory saved);

/// Nothing for events that change nothing for a server (a new definition, a migration's steps).
std::optional<Lifecycle> readEvent(const QString& uuid, int event, int detail);

} // namespace skylab::compute::libvirt
