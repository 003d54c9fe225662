#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

namespace skylab::compute {

/// Calls a function again and again on a thread of its own until stop().
class Periodic {
public:
    Periodic() = default;
    ~Periodic() { stop(); }
    Periodic(const Periodic&) = delete;
    Periodic& operator=(const Periodic&) = delete;

    enum class Beat : std::uint8_t {
        AfterWork,   ///< an interval after the work ended
        Steady,      ///< every interval; beats that the work was too slow for are left out
    };
    void start(std::chrono::milliseconds interval, std::function<void()> work, Beat beat = Beat::AfterWork);
    /// Waits for a call that runs. Not from within the work. May be called twice.
    void stop();

private:
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::thread m_thread;
    bool m_stopping = false;
};

} // namespace skylab::compute
