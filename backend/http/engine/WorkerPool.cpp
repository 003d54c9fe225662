#include "http/engine/WorkerPool.h"

#include <algorithm>
#include <malloc.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

namespace skylab::http::engine {

namespace {
constexpr int lowNice = 10;      // a tenth of what an ordinary thread gets beside it
constexpr std::chrono::seconds idleTime { 3 };
constexpr std::chrono::seconds trimInterval { 15 };      // a trim costs some milliseconds, and holds up who allocates
}

WorkerPool::WorkerPool(int threads, int queueLimit, Priority priority) : m_limit(std::size_t(std::max(queueLimit, 0)))
{
    for (int i = 0; i < threads; ++i)
        m_threads.emplace_back([this, priority] {
            // On Linux nice values are a thread's own.
            if (priority == Priority::Low)
                setpriority(PRIO_PROCESS, id_t(gettid()), lowNice);
            run();
        });
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::submit(std::function<void()> job, Admission admission)
{
    {
        const std::lock_guard lock(m_mutex);
        if (admission == Admission::Bounded && m_queue.size() >= m_limit)
            return false;
        m_queue.push_back(std::move(job));
    }
    m_wake.notify_one();
    return true;
}

void WorkerPool::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    for (auto& thread : m_threads)
        if (thread.joinable())
            thread.join();
}

std::size_t WorkerPool::queued() const
{
    const std::lock_guard lock(m_mutex);
    return m_queue.size();
}

/// Until there is something to do, or no more to come.
void WorkerPool::rest(std::unique_lock<std::mutex>& lock)
{
    const auto ready = [this] { return m_stopping || !m_queue.empty(); };
    if (m_wake.wait_for(lock, idleTime, ready))
        return;
    if (const auto now = std::chrono::steady_clock::now(); m_worked && now - m_trimmed > trimInterval) {
        m_worked = false;
        m_trimmed = now;
        lock.unlock();
        malloc_trim(0);      // glibc keeps an arena for each thread, and gives back only what lies at an arena's end
        lock.lock();
    }
    m_wake.wait(lock, ready);
}

void WorkerPool::run()
{
    pthread_setname_np(pthread_self(), "http-worker");
    for (;;) {
        std::function<void()> job;
        {
            std::unique_lock lock(m_mutex);
            rest(lock);
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
