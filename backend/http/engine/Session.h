#pragma once

#include "http/engine/BodySource.h"
#include "http/engine/Core.h"
#include "http/engine/Loop.h"
#include "http/engine/ResponseWriter.h"

namespace skylab::http::engine {

struct Peer {
    QString address;
    quint16 port = 0;
    QByteArray localAuthority;   ///< "127.0.0.1:8080": what Host would be
};
Peer peerOf(int fd);

/// The life of one connection, from the accept to the close: requests one after the other, each through the same rooms.
class Session {
public:
    Session(std::shared_ptr<Core> core, Loop& loop, std::shared_ptr<Endpoint> endpoint, std::unique_ptr<Connection> connection);
    ~Session();
    Q_DISABLE_COPY_MOVE(Session)

    Task<void> run();

private:
    enum class Next {
        Another,   ///< keep the connection
        Close,
        Linger,    ///< close, but let the client read the answer while it still sends
        Cut,       ///< the response is broken, or nobody reads it
    };
    enum class Reading { Complete, Over, Refused };

    Task<Next> exchange();
    Task<Reading> readHead();
    Reading understand(std::size_t size);
    Reading refuse(int status, const QString& message);
    /// Reads a short body, or the begin of one of unknown length, ahead of the handler. False: the request can't be
    /// handled; m_response says why.
    Task<bool> readAhead();
    /// Whether strangers may send bodies there, which are then read before the handler is asked.
    [[nodiscard]] bool takesStrangers() const;
    void refuseForNow(const QString& message);
    [[nodiscard]] bool is(const std::function<bool(const Request&)>& kind) const;
    Task<void> handle();
    void callHandler();
    Task<Next> respond(bool mayKeep);
    Task<bool> sendBody(const Framing& framing);
    Task<bool> sendStream(const StreamBody& stream, bool chunked);
    Task<Next> upgrade(Exchange& exchange);
    Task<void> linger();
    Task<bool> onWorker(WorkerPool& pool, const std::function<void()>& job, WorkerPool::Admission admission);
    void dropResponse();

    std::shared_ptr<Core> m_core;
    Loop& m_loop;
    std::shared_ptr<Endpoint> m_endpoint;
    std::unique_ptr<Connection> m_connection;
    Peer m_peer;
    InputBuffer m_input;

    // Of the current request:
    Head m_head;
    std::optional<BodySource> m_body;
    BodyAhead m_ahead;
    Response m_response;
};

} // namespace skylab::http::engine
