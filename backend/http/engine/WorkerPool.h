#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace skylab::http::engine {

/// How long a thread that ran handlers has none before it gives back what they left with it.
inline constexpr std::chrono::seconds restTime { 3 };

/// A fixed number of threads that run handlers: their SQL connections and statement caches stay with them. What a burst
/// of large answers left with the allocator goes back to the system when a thread has had nothing to do for a while,
/// and the thread may give back what it holds itself.
class WorkerPool {
public:
    enum class Admission {
        Bounded,   ///< refused when the queue is full
        Always,    ///< part of work that was admitted before
    };

    enum class Priority { Normal, Low };     ///< Low gives way to all other threads of the process

    /// `onRest`: called on a thread that had work before, and none for some seconds.
    WorkerPool(int threads, int queueLimit, Priority priority = Priority::Normal, std::function<void()> onRest = {});
    ~WorkerPool();

    /// The job must not throw. False if it was refused.
    bool submit(std::function<void()> job, Admission admission);
    /// Runs what is queued, then joins.
    void stop();
    [[nodiscard]] std::size_t queued() const;

private:
    /// Where a thread waits for work.
    struct Seat {
        std::condition_variable wake;
        bool called = false;
    };
    void run(Seat& seat);
    void rest(std::unique_lock<std::mutex>& lock, Seat& seat, bool worked);
    bool waitAt(std::unique_lock<std::mutex>& lock, Seat& seat, bool rested, bool endless);
    void trim(std::unique_lock<std::mutex>& lock);

    const std::size_t m_limit;
    const std::function<void()> m_onRest;
    mutable std::mutex m_mutex;
    std::deque<Seat> m_seats;
    std::deque<Seat*> m_waiting;                              ///< last: who worked last; its caches are warm, so it is called first
    std::deque<std::function<void()>> m_queue;
    bool m_stopping = false;
    bool m_worked = true;                                     ///< since memory was given back last; at first: the start
    std::chrono::steady_clock::time_point m_trimmed = {};
    std::vector<std::thread> m_threads;
};

} // namespace skylab::http::engine
