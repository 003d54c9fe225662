#include "network/JobQueue.h"

namespace skylab::network {

JobQueue::~JobQueue() { stop(); }

void JobQueue::start()
{
    const std::lock_guard lock(m_mutex);
    if (std::exchange(m_running, true))
        return;
    m_thread = std::thread([this] { run(); });
}

void JobQueue::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_running = false;
        m_wake.notify_all();
    }
    if (m_thread.joinable())
        m_thread.join();
}

void JobQueue::post(std::function<void()> job)
{
    const std::lock_guard lock(m_mutex);
    m_jobs.push_back(std::move(job));
    m_wake.notify_all();
}

void JobQueue::run()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_wake.wait(lock, [this] { return !m_running || !m_jobs.empty(); });
        if (!m_running)
            break;
        const auto job = std::move(m_jobs.front());
        m_jobs.pop_front();
        lock.unlock();
        job();
        lock.lock();
    }
    const auto dropped = std::exchange(m_jobs, {});
    lock.unlock();      // whoever waits for one of these learns it now
}

} // namespace skylab::network
