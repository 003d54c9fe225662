#include "compute/driver/SerialQueue.h"

namespace skylab::compute {

void SerialQueue::start()
{
    const std::lock_guard lock(m_mutex);
    if (m_running)
        return;
    m_running = true;
    m_thread = std::thread([this] { run(); });
}

void SerialQueue::post(std::function<void()> work)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_running)
            return;
        m_work.push_back(std::move(work));
    }
    m_wake.notify_one();
}

void SerialQueue::stop()
{
    std::thread ended;
    {
        const std::lock_guard lock(m_mutex);
        m_running = false;
        ended.swap(m_thread);
    }
    m_wake.notify_all();
    if (ended.joinable())
        ended.join();
}

void SerialQueue::run()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_wake.wait(lock, [this] { return !m_work.empty() || !m_running; });
        if (m_work.empty())
            return;
        const auto work = std::move(m_work.front());
        m_work.pop_front();
        lock.unlock();
        work();
        lock.lock();
    }
}

} // namespace skylab::compute
