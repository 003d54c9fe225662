#pragma once

#include "compute/Periodic.h"
#include "compute/driver/HypervisorDriver.h"
#include "compute/model/MetricRings.h"

#include <atomic>
#include <mutex>

namespace skylab::compute {

/// Reads the counters of all guests every few seconds, in one call to the hypervisor, on a thread of its own. A
/// hypervisor that answers late makes gaps; calls never wait for each other. While no guest runs, nothing is asked.
/// Kept in memory only. Thread-safe; only sample() blocks.
class Metrics {
public:
    explicit Metrics(HypervisorDriver& driver) : m_driver(driver) { }

    void start();
    void stop() { m_timer.stop(); }

    /// A guest may run now.
    void wake() { m_awake = true; }
    void forget(const QString& id);
    /// One reading. Called by the timer, and by tests.
    void sample();

    [[nodiscard]] std::optional<MetricRings::History> history(const QString& id, int samples) const;
    [[nodiscard]] std::optional<float> averageCpu(const QString& id, int samples) const;

private:
    HypervisorDriver& m_driver;
    std::atomic<bool> m_awake { true };
    mutable std::mutex m_mutex;
    MetricRings m_rings;
    Periodic m_timer;
};

} // namespace skylab::compute
