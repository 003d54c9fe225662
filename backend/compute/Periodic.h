#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace skylab::compute {

/// Calls a function again and again on a thread of its own, an interval after it ended, until stop().
class Periodic {
public:
    Periodic() = default;
    ~Periodic() { stop(); }
    Periodic(const Periodic&) = delete;
    Periodic& operator=(const Periodic&) = delete;

    void start(std::chrono::milliseconds interval, std::function<void()> work);
    /// Waits for a call that runs. Not from within the work. May be called twice.
    void stop();

private:
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::thread m_thread;
    bool m_stopping = false;
};

} // namespace skylab::compute
