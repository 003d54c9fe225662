#include "http/engine/WorkerPool.h"

#include <algorithm>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

namespace skylab::http::engine {

namespace {
constexpr int lowNice = 10;      // a tenth of what an ordinary thread gets beside it
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

void WorkerPool::run()
{
    pthread_setname_np(pthread_self(), "http-worker");
    for (;;) {
        std::function<void()> job;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopping || !m_queue.empty(); });
            if (m_queue.empty())
                return;
            job = std::move(m_queue.front());
            m_queue.pop_front();
        }
        job();
    }
}

} // namespace skylab::http::engine
