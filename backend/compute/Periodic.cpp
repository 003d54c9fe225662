#include "compute/Periodic.h"

namespace skylab::compute {

void Periodic::start(std::chrono::milliseconds interval, std::function<void()> work, Beat beat)
{
    stop();
    m_stopping = false;
    m_thread = std::thread([this, interval, beat, work = std::move(work)] {
        std::unique_lock lock(m_mutex);
        auto next = std::chrono::steady_clock::now() + interval;
        while (!m_wake.wait_until(lock, next, [this] { return m_stopping; })) {
            lock.unlock();
            work();
            lock.lock();
            const auto now = std::chrono::steady_clock::now();
            next = beat == Beat::AfterWork ? now + interval : next + interval * ((now - next) / interval + 1);
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
