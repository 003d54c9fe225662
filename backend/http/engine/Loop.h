#pragma once

#include "http/engine/Connection.h"

#include <boost/asio/executor_work_guard.hpp>

#include <functional>
#include <set>
#include <thread>

namespace skylab::http::engine {

/// One io thread with its connections. All signals are blocked on it: a peer that hangs up during sendfile(2) must not
/// raise SIGPIPE, and the application's signals belong to the application.
class Loop {
public:
    /// `tick` is how often deadlines are looked at while there are connections. `onRest` is ServerOptions'.
    Loop(Milliseconds tick, std::function<void()> onRest) : m_tick(m_io), m_interval(tick), m_onRest(std::move(onRest)) { }
    ~Loop();

    asio::io_context& io() { return m_io; }
    void start();
    /// Lets the thread end when nothing is left to do, and waits for it.
    void join();

    // On the io thread:
    void add(Connection* connection);
    /// A handler ran here.
    void worked()
    {
        m_lastWork = Connection::Clock::now();
        m_worked = true;
    }
    void remove(Connection* connection) { m_connections.erase(connection); }
    enum class Among { All, Added };      ///< connections of all endpoints, or of those that listenOn() added
    /// Closes the connection that has waited longest for a request, of the endpoint that has most connections with the one
    /// that is to come to `newcomer`. False when none waits.
    bool closeLongestWaiting(Among among, const Endpoint& newcomer);
    template <typename Function>
    void forEach(Function function)
    {
        for (auto* connection : m_connections)
            function(*connection);
    }

private:
    void run();
    void scheduleTick();

    asio::io_context m_io { 1 };
    asio::executor_work_guard<asio::io_context::executor_type> m_work { m_io.get_executor() };
    asio::steady_timer m_tick;
    Milliseconds m_interval;
    bool m_ticking = false;
    std::function<void()> m_onRest;
    bool m_worked = false;
    Connection::Clock::time_point m_lastWork;
    std::set<Connection*> m_connections;
    std::thread m_thread;
};

} // namespace skylab::http::engine
