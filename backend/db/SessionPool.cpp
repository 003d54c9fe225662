#include "db/SessionPool.h"

#include <chrono>

namespace skylab::db {

namespace {

/// A reader that keeps its rows so long must not stop the others.
constexpr std::chrono::seconds patience { 5 };

/// How many connections of all pools this thread holds.
int& held()
{
    static thread_local int count = 0;
    return count;
}

} // namespace

Result<std::unique_ptr<Session>> SessionPool::take()
{
    {
        std::unique_lock lock(m_mutex);
        if (held() == 0)
            m_back.wait_for(lock, patience, [this] { return !m_idle.empty() || m_open < most; });
        if (!m_idle.empty()) {
            auto session = std::move(m_idle.back());      // the one used last: its statements are prepared
            m_idle.pop_back();
            ++held();
            return session;
        }
        ++m_open;
    }
    auto session = Session::open(m_target, Session::Role::Reading);
    if (session) {
        ++held();
        return session;
    }
    {
        const std::lock_guard lock(m_mutex);
        --m_open;
    }
    m_back.notify_one();
    return session;
}

void SessionPool::put(std::unique_ptr<Session> session)
{
    --held();
    {
        const std::lock_guard lock(m_mutex);
        if (m_open <= most)
            m_idle.push_back(std::move(session));
        else
            --m_open;
    }
    m_back.notify_one();
}

} // namespace skylab::db
