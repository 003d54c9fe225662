#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace skylab::http::engine {

/// A fixed number of threads that run handlers: their SQL connections and statement caches stay with them.
class WorkerPool {
public:
    enum class Admission {
        Bounded,   ///< refused when the queue is full
        Always,    ///< part of work that was admitted before
    };

    enum class Priority { Normal, Low };     ///< Low gives way to all other threads of the process

    WorkerPool(int threads, int queueLimit, Priority priority = Priority::Normal);
    ~WorkerPool();

    /// The job must not throw. False if it was refused.
    bool submit(std::function<void()> job, Admission admission);
    /// Runs what is queued, then joins.
    void stop();
    [[nodiscard]] std::size_t queued() const;

private:
    void run();

    const std::size_t m_limit;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_queue;
    bool m_stopping = false;
    std::vector<std::thread> m_threads;
};

} // namespace skylab::http::engine
