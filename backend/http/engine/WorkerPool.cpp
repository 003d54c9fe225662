#include "http/engine/WorkerPool.h"

#include <QtGlobal>

#include <algorithm>
#include <malloc.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>

namespace skylab::http::engine {

namespace {
constexpr int lowNice = 10;      // a tenth of what an ordinary thread gets beside it
constexpr std::chrono::seconds trimInterval { 10 };      // a trim costs some milliseconds, and holds up who allocates

/// glibc keeps an arena for each thread, and lets the free end of each grow as large as the largest buffers that the
/// program ever freed: a few lists of 1,000 rows left 10 MiB with every worker, for good.
void boundArenas()
{
    constexpr int freeEnd = 4 << 20;
    constexpr int ownMapping = 8 << 20;      // setting either ends the growth of both
    static const bool bounded = mallopt(M_TRIM_THRESHOLD, freeEnd) != 0 && mallopt(M_MMAP_THRESHOLD, ownMapping) != 0;
    Q_UNUSED(bounded)
}
} // namespace

WorkerPool::WorkerPool(int threads, int queueLimit, Priority priority, std::function<void()> onRest)
    : m_limit(std::size_t(std::max(queueLimit, 0))), m_onRest(std::move(onRest))
{
    boundArenas();
    for (int i = 0; i < threads; ++i) {
        auto& seat = m_seats.emplace_back();
        m_threads.emplace_back([this, priority, &seat] {
            // On Linux nice values are a thread's own. A process that was started nicer stays so: root could take that back.
            if (priority == Priority::Low)
                setpriority(PRIO_PROCESS, id_t(gettid()), std::max(lowNice, getpriority(PRIO_PROCESS, id_t(gettid()))));
            run(seat);
        });
    }
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::submit(std::function<void()> job, Admission admission)
{
    Seat* called = nullptr;
    {
        const std::lock_guard lock(m_mutex);
        if (admission == Admission::Bounded && m_queue.size() >= m_limit)
            return false;
        m_queue.push_back(std::move(job));
        if (!m_waiting.empty()) {
            called = m_waiting.back();
            called->called = true;
            m_waiting.pop_back();
        }
    }
    if (called)
        called->wake.notify_one();
    return true;
}

void WorkerPool::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    for (auto& seat : m_seats)
        seat.wake.notify_all();
    for (auto& thread : m_threads)
        if (thread.joinable())
            thread.join();
}

std::size_t WorkerPool::queued() const
{
    const std::lock_guard lock(m_mutex);
    return m_queue.size();
}

/// False when nobody called for so long. Who has rested is called last.
bool WorkerPool::waitAt(std::unique_lock<std::mutex>& lock, Seat& seat, bool rested, bool endless)
{
    seat.called = false;
    rested ? m_waiting.push_front(&seat) : m_waiting.push_back(&seat);
    const auto ready = [&] { return m_stopping || seat.called; };
    if (endless)
        seat.wake.wait(lock, ready);
    else
        seat.wake.wait_for(lock, restTime, ready);
    if (seat.called)
        return true;
    std::erase(m_waiting, &seat);
    return m_stopping;
}

/// Until there is something to do, or no more to come.
void WorkerPool::rest(std::unique_lock<std::mutex>& lock, Seat& seat, bool worked)
{
    bool rested = !worked;
    while (!m_stopping && m_queue.empty()) {
        if (waitAt(lock, seat, rested, !worked && !m_worked))
            continue;      // somebody else may have been quicker
        rested = true;
        if (std::exchange(worked, false) && m_onRest) {
            lock.unlock();
            m_onRest();
            lock.lock();
        }
        if (m_worked && std::chrono::steady_clock::now() - m_trimmed >= trimInterval)
            trim(lock);
    }
}

void WorkerPool::trim(std::unique_lock<std::mutex>& lock)
{
    m_worked = false;
    m_trimmed = std::chrono::steady_clock::now();
    lock.unlock();
    malloc_trim(0);      // what lies free in between, too
    lock.lock();
}

void WorkerPool::run(Seat& seat)
{
    pthread_setname_np(pthread_self(), "http-worker");
    for (bool worked = false;; worked = true) {
        std::function<void()> job;
        {
            std::unique_lock lock(m_mutex);
            rest(lock, seat, worked);
            if (m_queue.empty())
                return;
            m_worked = true;
            job = std::move(m_queue.front());
            m_queue.pop_front();
        }
        job();
    }
}

} // namespace skylab::http::engine
