#pragma once

#include "http/Server.h"
#include "network/JobQueue.h"
#include "network/driver/NetworkDriver.h"

#include <QHash>

namespace skylab::network {

/// Answers a guest: the request (its peerAddress is the guest's fixed address), the body, and the network that it came from.
using MetadataResponder = std::function<http::Response(const http::Request&, http::BodyReader&, const QString& networkId)>;

/// Lets guests reach 169.254.169.254: one listening socket per network, made by the driver and served by the cloud's
/// own HTTP server. Works on a thread of its own, since a server must not be changed from its handlers. Thread-safe.
class MetadataProxy {
public:
    explicit MetadataProxy(NetworkDriver& driver) : m_driver(driver) { }
    ~MetadataProxy() { stop(); }

    /// Before attach().
    void setResponder(MetadataResponder responder) { m_responder = std::move(responder); }
    /// The server that serves, until stop(): it must have been started, and outlive that.
    void attach(http::Server& server);
    /// Ends the work, and the sockets' listeners when the server still runs. Not for good: attach() begins again.
    void stop();
    [[nodiscard]] bool isAttached() const;

    /// Opens the network's socket unless it is open; waits for it. Unavailable before attach().
    Result<> ensure(const QString& networkId);
    /// The same, later.
    void request(const QString& networkId);
    /// The network's subnets changed: a socket that is open is opened anew, or closed when there is no metadata port
    /// any more; later.
    void refresh(const QString& networkId);
    /// The network is gone; later.
    void release(const QString& networkId);

private:
    Result<> open(const QString& networkId);
    void close(const QString& networkId);

    NetworkDriver& m_driver;
    MetadataResponder m_responder;
    JobQueue m_jobs;
    mutable std::mutex m_mutex;
    http::Server* m_server = nullptr;
    QHash<QString, int> m_sockets;       ///< by network; on the queue's thread
};

} // namespace skylab::network
