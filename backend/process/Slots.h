#pragma once

#include "process/Process.h"

#include <chrono>
#include <functional>

namespace skylab::process {

/// A place among the programs that may run at once; given back when it is destroyed. Any thread.
class Slot {
public:
    using Deadline = std::chrono::steady_clock::time_point;

    /// Waits for a free place of the lane. Errors: Unavailable after the deadline, Cancelled.
    static Result<Slot> wait(Lane lane, Deadline deadline, const std::function<bool()>& cancelled);

    Slot(Slot&& other) noexcept : m_lane(other.m_lane), m_held(std::exchange(other.m_held, false)) { }
    Slot& operator=(Slot&&) = delete;
    ~Slot();

private:
    explicit Slot(Lane lane) : m_lane(lane), m_held(true) { }

    Lane m_lane;
    bool m_held;
};

} // namespace skylab::process
