#include "http/engine/Loop.h"

#include "http/engine/Core.h"

#include <csignal>
#include <exception>

namespace skylab::http::engine {

Loop::~Loop() { join(); }

void Loop::start()
{
    m_thread = std::thread([this] { run(); });
}

void Loop::join()
{
    m_work.reset();
    asio::post(m_io, [this] { m_tick.cancel(); });
    if (m_thread.joinable())
        m_thread.join();
}

void Loop::run()
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
    pthread_setname_np(pthread_self(), "http-io");
    // The edge at which foreign exceptions end: the connection that threw is gone, the others go on.
    for (;;) {
        try {
            m_io.run();
            return;
        } catch (const std::exception& exception) {
            qCCritical(logHttp) << "An exception ended a connection:" << exception.what();
        } catch (...) {
            qCCritical(logHttp) << "An unknown exception ended a connection";
        }
    }
}

void Loop::add(Connection* connection)
{
    m_connections.insert(connection);
    if (!m_ticking)
        scheduleTick();
}

bool Loop::closeLongestWaiting(Among among, const Endpoint& newcomer)
{
    const auto crowd = [&newcomer](const Connection& connection) {
        return connection.endpoint->connections + (connection.endpoint == &newcomer ? 1 : 0);
    };
    Connection* longest = nullptr;
    int most = 0;
    for (auto* connection : m_connections) {
        if (connection->waitsSince == Connection::Clock::time_point::max() || (among == Among::Added && connection->endpoint->isMain()))
            continue;
        const int count = crowd(*connection);
        if (!longest || count > most || (count == most && connection->waitsSince < longest->waitsSince)) {
            longest = connection;
            most = count;
        }
    }
    if (!longest)
        return false;
    longest->waitsSince = Connection::Clock::time_point::max();      // once is enough
    longest->phase == Connection::Phase::Idle ? longest->close() : longest->cut();
    return true;
}

void Loop::scheduleTick()
{
    m_ticking = true;
    m_tick.expires_after(m_interval);
    m_tick.async_wait([this](const Failure& failure) {
        m_ticking = false;
        if (failure)
            return;
        const auto now = Connection::Clock::now();
        for (auto* connection : m_connections)
            connection->enforceDeadline(now);
        if (m_worked && now - m_lastWork >= restTime) {
            m_worked = false;
            if (m_onRest)
                m_onRest();
        }
        if (!m_connections.empty() || m_worked)
            scheduleTick();
    });
}

} // namespace skylab::http::engine
