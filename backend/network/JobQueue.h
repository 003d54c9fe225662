#pragma once

#include <QtGlobal>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace skylab::network {

/// Jobs that are done one after the other on a thread of their own. Thread-safe.
class JobQueue {
public:
    JobQueue() = default;
    ~JobQueue();
    Q_DISABLE_COPY_MOVE(JobQueue)

    void start();
    /// Lets the running job end; drops the rest.
    void stop();
    void post(std::function<void()> job);

private:
    void run();

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_jobs;
    bool m_running = false;
    std::thread m_thread;
};

} // namespace skylab::network
