#include "http/Server.h"

#include "http/engine/Listener.h"
#include "http/engine/Session.h"
#include "http/engine/Tls.h"

#include <algorithm>
#include <map>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace skylab::http {

using namespace engine;

class Server::Engine {
public:
    Engine(Options options, Handler handler);

    Result<void> start();
    Result<void> reload();
    Result<void> listenOn(int fd, Handler handler);
    Result<void> removeListener(int fd);
    void stop(std::chrono::milliseconds deadline);

    [[nodiscard]] BoundAddress bound() const;
    [[nodiscard]] Counters counters() const;

private:
    void add(int fd, std::shared_ptr<Endpoint> endpoint);
    void accepted(int fd, const std::shared_ptr<Endpoint>& endpoint);
    bool makeRoom(Loop& loop, const Endpoint& endpoint);
    void openSession(Loop& loop, int fd, const std::shared_ptr<Endpoint>& endpoint);
    template <typename Function>
    void forEachConnection(Function function);

    const std::shared_ptr<Core> m_core;
    const std::shared_ptr<Endpoint> m_endpoint;
    std::vector<std::unique_ptr<Loop>> m_loops;
    std::size_t m_nextLoop = 0;   ///< io thread of the listeners only

    mutable std::mutex m_mutex;   ///< guards what follows
    bool m_running = false;
    bool m_stopped = false;
    BoundAddress m_bound;
    std::map<int, std::shared_ptr<Listener>> m_listeners;
    std::shared_ptr<asio::ssl::context> m_tls;
};

namespace {

Milliseconds tickFor(const ServerOptions& options)
{
    const auto shortest = std::min({ options.headerTimeout, options.idleTimeout, options.bodyTimeout });
    return std::clamp(shortest / 8, Milliseconds(5), Milliseconds(250));
}

Task<void> serve(std::shared_ptr<Session> session)
{
    co_await session->run();
}

/// The connection is one too many: says so as far as one write goes, and lets go of it.
void turnAway(int fd, bool isTls)
{
    if (!isTls) {
        auto response = Response::fault(503, QStringLiteral("The server has as many connections as it can take; try "
                                                            "again in a second."));
        response.headers.set("Retry-After", "1");
        Framing framing;
        framing.close = true;
        if (const auto head = composeHead(response, framing)) {
            const auto bytes = *head + response.bytes();
            [[maybe_unused]] const auto sent = ::send(fd, bytes.constData(), std::size_t(bytes.size()), MSG_NOSIGNAL);
        }
        // Closing with unread bytes would reset the connection before the client has read the answer.
        ::shutdown(fd, SHUT_WR);
        char dropped[4096];
        while (::recv(fd, dropped, sizeof dropped, MSG_DONTWAIT) > 0) { }
    }
    ::close(fd);
}

} // namespace

Server::Engine::Engine(Options options, Handler handler)
    : m_core(std::make_shared<Core>(options)),
      m_endpoint(std::make_shared<Endpoint>(std::move(handler), Endpoint::Kind::Main, !options.certificateFile.isEmpty()))
{
    for (int i = 0; i < std::max(options.ioThreads, 1); ++i)
        m_loops.push_back(std::make_unique<Loop>(tickFor(options), options.onRest));
}

Result<void> Server::Engine::start()
{
    const std::lock_guard lock(m_mutex);
    if (m_running || m_stopped)
        return fail(ErrorCode::Conflict, QStringLiteral("The server has been started already."));
    const auto& options = m_core->options;
    if (m_endpoint->isTls())
        m_tls = TRY(loadTls(options.certificateFile, options.keyFile));
    const int fd = TRY(openListener(options.address, options.port));
    m_bound = boundAddress(fd);
    m_running = true;
    for (auto& loop : m_loops)
        loop->start();
    add(fd, m_endpoint);
    return {};
}

Result<void> Server::Engine::reload()
{
    if (!m_endpoint->isTls())
        return {};
    auto tls = TRY(loadTls(m_core->options.certificateFile, m_core->options.keyFile));
    const std::lock_guard lock(m_mutex);
    m_tls = std::move(tls);
    return {};
}

void Server::Engine::add(int fd, std::shared_ptr<Endpoint> endpoint)
{
    auto listener = std::make_shared<Listener>(*m_loops.front(), fd, std::move(endpoint),
                                               [this](int accepted, const auto& of) { this->accepted(accepted, of); });
    listener->start();
    m_listeners.emplace(fd, std::move(listener));
}

Result<void> Server::Engine::listenOn(int fd, Handler handler)
{
    const std::lock_guard lock(m_mutex);
    if (!m_running)
        return fail(ErrorCode::Conflict, QStringLiteral("The server does not run, so it can't listen on more sockets."));
    int listening = 0;
    socklen_t size = sizeof listening;
    if (::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0 || !listening)
        return fail(ErrorCode::BadRequest, QStringLiteral("Descriptor %1 is no listening socket.").arg(fd));
    if (m_listeners.contains(fd))
        return fail(ErrorCode::Conflict, QStringLiteral("The server listens on descriptor %1 already.").arg(fd));
    add(fd, std::make_shared<Endpoint>(std::move(handler), Endpoint::Kind::Added, false));
    return {};
}

Result<void> Server::Engine::removeListener(int fd)
{
    std::shared_ptr<Listener> listener;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_listeners.find(fd);
        if (found == m_listeners.end() || found->second->endpoint() == m_endpoint)
            return fail(ErrorCode::NotFound, QStringLiteral("The server does not listen on descriptor %1.").arg(fd));
        listener = found->second;
        m_listeners.erase(found);
    }
    const auto& endpoint = listener->endpoint();
    endpoint->refuseMore();
    listener->close();
    forEachConnection([endpoint](Connection& connection) {
        if (connection.endpoint == endpoint.get())
            connection.cut();
    });
    endpoint->drain();
    return {};
}

template <typename Function>
void Server::Engine::forEachConnection(Function function)
{
    for (auto& loop : m_loops)
        asio::post(loop->io(), [&loop = *loop, function] { loop.forEach(function); });
}

void Server::Engine::accepted(int fd, const std::shared_ptr<Endpoint>& endpoint)
{
    if (m_core->stopping)
        return turnAway(fd, endpoint->isTls());
    auto& loop = *m_loops[m_nextLoop++ % m_loops.size()];
    asio::post(loop.io(), [this, &loop, fd, endpoint] {
        if (m_core->stopping || !makeRoom(loop, *endpoint))
            return turnAway(fd, endpoint->isTls());
        m_core->connectionOpened(*endpoint);
        openSession(loop, fd, endpoint);
    });
}

/// A new client is likelier to ask something soon than the one that has been silent longest.
bool Server::Engine::makeRoom(Loop& loop, const Endpoint& endpoint)
{
    // Guests must not take the connections of those that use the API.
    if (!endpoint.isMain() && m_core->isFullOfAdded())
        return loop.closeLongestWaiting(Loop::Among::Added, endpoint);
    return !m_core->isFull() || loop.closeLongestWaiting(Loop::Among::All, endpoint);
}

void Server::Engine::openSession(Loop& loop, int fd, const std::shared_ptr<Endpoint>& endpoint)
{
    int family = AF_UNSPEC;
    socklen_t size = sizeof family;
    ::getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &size);
    const int on = 1;
    if (family == AF_INET || family == AF_INET6)
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    Socket socket(loop.io());
    Failure failure;
    socket.assign(asio::generic::stream_protocol(family, 0), fd, failure);
    if (failure) {
        ::close(fd);
        m_core->connectionClosed(*endpoint);
        return;
    }
    std::unique_ptr<Connection> connection;
    if (endpoint->isTls()) {
        const std::lock_guard lock(m_mutex);
        connection = makeTlsConnection(std::move(socket), m_tls);
    } else {
        connection = makePlainConnection(std::move(socket));
    }
    auto session = std::make_shared<Session>(m_core, loop, endpoint, std::move(connection));
    asio::co_spawn(loop.io(), serve(std::move(session)), asio::detached);
}

void Server::Engine::stop(std::chrono::milliseconds deadline)
{
    std::map<int, std::shared_ptr<Listener>> listeners;
    {
        const std::lock_guard lock(m_mutex);
        m_stopped = true;
        if (!std::exchange(m_running, false))
            return;
        listeners.swap(m_listeners);
    }
    m_core->stopping = true;
    for (const auto& [fd, listener] : listeners)
        listener->close();
    forEachConnection([](Connection& connection) {
        if (connection.phase == Connection::Phase::Idle)
            connection.close();
        else if (connection.onStop)
            connection.onStop();
    });
    if (!m_core->waitForConnections(deadline)) {
        forEachConnection([](Connection& connection) { connection.cut(); });
        m_core->waitForConnections();
    }
    m_core->slowPool.stop();
    m_core->streamPool.stop();
    m_core->pool.stop();
    for (auto& loop : m_loops)
        loop->join();
}

BoundAddress Server::Engine::bound() const
{
    const std::lock_guard lock(m_mutex);
    return m_bound;
}

Server::Counters Server::Engine::counters() const
{
    const auto queued = m_core->pool.queued() + m_core->slowPool.queued() + m_core->streamPool.queued();
    return { m_core->connections(), m_core->inFlight, qint64(queued), m_core->requests };
}

Server::Server(Options options, Handler handler)
    : m_engine(std::make_unique<Engine>(std::move(options), std::move(handler)))
{
}

Server::~Server() { stop(std::chrono::milliseconds(0)); }

Result<void> Server::start() { return m_engine->start(); }
void Server::stop(std::chrono::milliseconds deadline) { m_engine->stop(deadline); }
Result<void> Server::reload() { return m_engine->reload(); }
Result<void> Server::listenOn(int fd, Handler handler) { return m_engine->listenOn(fd, std::move(handler)); }
Result<void> Server::removeListener(int fd) { return m_engine->removeListener(fd); }
QString Server::address() const { return m_engine->bound().address; }
quint16 Server::port() const { return m_engine->bound().port; }
Server::Counters Server::counters() const { return m_engine->counters(); }

} // namespace skylab::http
