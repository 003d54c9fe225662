#pragma once

#include "http/engine/Core.h"
#include "http/engine/Loop.h"

#include <boost/asio/posix/stream_descriptor.hpp>

namespace skylab::http::engine {

/// A listening stream socket for that address: non-blocking, close-on-exec.
Result<int> openListener(const QString& address, quint16 port);

struct BoundAddress {
    QString address;
    quint16 port = 0;
};
/// Where a socket is bound; "unix" for one of the filesystem.
BoundAddress boundAddress(int fd);

/// Accepts on one socket, on one io thread.
class Listener : public std::enable_shared_from_this<Listener> {
public:
    using Accepted = std::function<void(int fd, const std::shared_ptr<Endpoint>&)>;

    /// Owns `fd` from here on.
    Listener(Loop& loop, int fd, std::shared_ptr<Endpoint> endpoint, Accepted accepted);

    [[nodiscard]] const std::shared_ptr<Endpoint>& endpoint() const { return m_endpoint; }
    void start();
    /// Any thread; returns when the descriptor is closed.
    void close();

private:
    enum class Drained { Yes, Later, Never };
    void wait();
    void retrySoon();
    Drained drain();

    Loop& m_loop;
    std::shared_ptr<Endpoint> m_endpoint;
    Accepted m_accepted;
    std::optional<asio::posix::stream_descriptor> m_socket;
    std::optional<asio::steady_timer> m_retry;
};

} // namespace skylab::http::engine
