#include "http/engine/Core.h"

namespace skylab::http::engine {

Q_LOGGING_CATEGORY(logHttp, "skylab.http")

bool Endpoint::enter()
{
    const std::lock_guard lock(m_mutex);
    if (m_closing)
        return false;
    ++m_inside;
    return true;
}

void Endpoint::leave()
{
    const std::lock_guard lock(m_mutex);
    --m_inside;
    m_left.notify_all();
}

void Endpoint::drain()
{
    std::unique_lock lock(m_mutex);
    m_closing = true;
    m_left.wait(lock, [this] { return m_inside == 0; });
}

void Core::connectionOpened(Endpoint& endpoint)
{
    ++m_connections;
    ++endpoint.connections;
    if (!endpoint.isMain())
        ++m_addedConnections;
}

void Core::connectionClosed(Endpoint& endpoint)
{
    --endpoint.connections;
    if (!endpoint.isMain())
        --m_addedConnections;
    const std::lock_guard lock(m_mutex);
    --m_connections;
    m_closed.notify_all();
}

bool Core::waitForConnections(std::chrono::milliseconds deadline)
{
    std::unique_lock lock(m_mutex);
    return m_closed.wait_for(lock, deadline, [this] { return m_connections == 0; });
}

void Core::waitForConnections()
{
    std::unique_lock lock(m_mutex);
    m_closed.wait(lock, [this] { return m_connections == 0; });
}

} // namespace skylab::http::engine
