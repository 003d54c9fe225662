#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace skylab::compute {

/// Runs functions one after the other on a thread of its own, in the order of their arrival. Drivers deliver their
/// events through one, so that callbacks never run inside a hypervisor's own threads or under a driver's lock.
class SerialQueue {
public:
    SerialQueue() = default;
    ~SerialQueue() { stop(); }
    SerialQueue(const SerialQueue&) = delete;
    SerialQueue& operator=(const SerialQueue&) = delete;

    void start();
    /// Any thread. Dropped when the queue does not run.
    void post(std::function<void()> work);
    /// Runs what is queued, then ends the thread. Not from within the queue. May be called twice.
    void stop();

private:
    void run();

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_work;
    std::thread m_thread;
    bool m_running = false;
};

} // namespace skylab::compute
