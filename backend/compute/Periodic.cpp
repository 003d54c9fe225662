#include "compute/Periodic.h"

namespace skylab::compute {

void Periodic::start(std::chrono::milliseconds interval, std::function<void()> work)
{
    stop();
    m_stopping = false;
    m_thread = std::thread([this, interval, work = std::move(work)] {
        std::unique_lock lock(m_mutex);
        while (!m_wake.wait_for(lock, interval, [this] { return m_stopping; })) {
            lock.unlock();
            work();
            lock.lock();
        }
    });
}

void Periodic::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

} // namespace skylab::compute
