#pragma once

#include "http/engine/Asio.h"

#include <functional>
#include <memory>

namespace boost::asio::ssl {
class context;
}

namespace skylab::http::engine {

class Endpoint;

/// One accepted socket, plain or TLS, behind one type, so that Asio's templates are instantiated once.
/// Belongs to one io thread. Every wait is bounded by a deadline that the Loop enforces: an overdue connection has its
/// operations cancelled once (timedOut() tells), and is cut if that did not end it.
class Connection {
public:
    using Clock = std::chrono::steady_clock;
    enum class Phase {
        Idle,       ///< between requests: may be closed at any time
        Busy,
        Upgraded,   ///< a WebSocket: onStop() says goodbye
    };

    virtual ~Connection() = default;

    virtual Task<bool> handshake() = 0;
    /// At least one byte, or a failure; the end of the stream is a failure too.
    virtual Task<Transfer> read(char* to, std::size_t size) = 0;
    /// All of it, or a failure.
    virtual Task<Transfer> write(const char* bytes, std::size_t size) = 0;
    /// Says that nothing more will be sent: close_notify (TLS), then FIN. `mayReadOn` if the peer still sends and its
    /// bytes are to be read, raw, from the socket.
    virtual Task<void> finish(bool mayReadOn) = 0;
    [[nodiscard]] virtual bool isTls() const = 0;
    virtual Socket& socket() = 0;

    /// Closes with a RST, so that the peer can't take what it got for the whole. Pending operations fail.
    void cut();
    void close();

    void allow(Milliseconds time);   ///< from now
    void allowForever() { m_deadline = Clock::time_point::max(); }
    /// Moves the deadline to `time` from now once enough bytes have moved since it was set.
    void moved(std::size_t bytes, Milliseconds time);
    [[nodiscard]] bool timedOut() const { return m_timedOut; }
    /// Called by the Loop.
    void enforceDeadline(Clock::time_point now);

    Phase phase = Phase::Idle;
    /// Since when it waits for a request, or for the rest of one's header; max() while it has one.
    Clock::time_point waitsSince = Clock::time_point::max();
    std::function<void()> onStop;   ///< the server stops; only while Upgraded
    std::function<void()> onCut;    ///< for those that wait for something else than the socket
    const Endpoint* endpoint = nullptr;   ///< whose listener accepted it

private:
    static constexpr std::size_t leastProgress = 1024;

    Clock::time_point m_deadline = Clock::time_point::max();
    std::size_t m_moved = 0;
    bool m_timedOut = false;
};

std::unique_ptr<Connection> makePlainConnection(Socket socket);
/// Keeps the context alive.
std::unique_ptr<Connection> makeTlsConnection(Socket socket, std::shared_ptr<asio::ssl::context> context);

} // namespace skylab::http::engine
