#pragma once

#include "http/Server.h"
#include "http/engine/BodyAhead.h"
#include "http/engine/WorkerPool.h"

#include <QLoggingCategory>

#include <algorithm>
#include <atomic>

namespace skylab::http::engine {

Q_DECLARE_LOGGING_CATEGORY(logHttp)

/// A listening socket's handler, how many connections it has, and how many requests are with it.
class Endpoint {
public:
    enum class Kind { Main, Added };       ///< added by listenOn(): ServerOptions' isSlow and isQuick know nothing of its requests

    Endpoint(Handler handler, Kind kind, bool isTls) : m_handler(std::move(handler)), m_kind(kind), m_isTls(isTls) { }

    [[nodiscard]] const Handler& handler() const { return m_handler; }
    [[nodiscard]] bool isMain() const { return m_kind == Kind::Main; }
    [[nodiscard]] bool isTls() const { return m_isTls; }
    [[nodiscard]] bool isClosing() const { return m_closing; }

    bool enter();
    void leave();
    /// No request enters any more; waits until those that did have left.
    void drain();
    void refuseMore() { m_closing = true; }

    std::atomic<int> connections = 0;

private:
    const Handler m_handler;
    const Kind m_kind;
    const bool m_isTls;
    std::atomic<bool> m_closing = false;
    std::mutex m_mutex;
    std::condition_variable m_left;
    int m_inside = 0;
};

/// What all sessions of a server share.
class Core {
public:
    explicit Core(const ServerOptions& serverOptions)
        : options(serverOptions), pool(std::max(serverOptions.workers, 1), serverOptions.queueLimit, WorkerPool::Priority::Normal, serverOptions.onRest)
        , slowPool(serverOptions.isSlow ? std::max(serverOptions.slowWorkers, 1) : 0, serverOptions.slowQueueLimit, WorkerPool::Priority::Low, serverOptions.onRest)
        , streamPool(std::max(serverOptions.streamWorkers, 1), serverOptions.queueLimit, WorkerPool::Priority::Normal, serverOptions.onRest)
        , aheadBytes(serverOptions.bufferedTotalBytes)
    {
    }

    const ServerOptions options;
    WorkerPool pool;
    WorkerPool slowPool;      ///< for ServerOptions::isSlow
    WorkerPool streamPool;    ///< for bodies that are still to come
    SharedBytes aheadBytes;   ///< for those that were read before a worker was taken
    std::atomic<bool> stopping = false;
    std::atomic<qint64> inFlight = 0;
    std::atomic<qint64> requests = 0;

    [[nodiscard]] qint64 connections() const { return m_connections; }
    [[nodiscard]] bool isFull() const { return m_connections >= options.maxConnections; }
    /// Whether added endpoints have their share of the connections.
    [[nodiscard]] bool isFullOfAdded() const { return m_addedConnections >= std::max(options.maxConnections / 4, 1); }
    void connectionOpened(Endpoint& endpoint);
    void connectionClosed(Endpoint& endpoint);
    /// Whether all connections are over by then.
    bool waitForConnections(std::chrono::milliseconds deadline);
    void waitForConnections();

private:
    std::atomic<qint64> m_connections = 0;
    std::atomic<qint64> m_addedConnections = 0;
    std::mutex m_mutex;
    std::condition_variable m_closed;
};

/// From the header of a request to the end of its response.
class Exchange {
public:
    Exchange(Core& core, Endpoint& endpoint) : m_core(core), m_endpoint(endpoint), m_entered(endpoint.enter())
    {
        if (m_entered)
            ++m_core.inFlight;
    }
    ~Exchange() { leave(); }
    Q_DISABLE_COPY_MOVE(Exchange)

    [[nodiscard]] bool entered() const { return m_entered; }
    void leave()
    {
        if (!std::exchange(m_entered, false))
            return;
        --m_core.inFlight;
        m_endpoint.leave();
    }

private:
    Core& m_core;
    Endpoint& m_endpoint;
    bool m_entered;
};

} // namespace skylab::http::engine
