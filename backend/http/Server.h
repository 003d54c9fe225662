#pragma once

#include "core/Result.h"
#include "http/BodyReader.h"
#include "http/Request.h"
#include "http/Response.h"

#include <chrono>
#include <functional>
#include <memory>

namespace skylab::http {

/// Answers one request. Called on a worker thread and may block (unless the request is quick: ServerOptions). Must not throw; a foreign exception becomes a 500.
/// What it does not read of the body is thrown away by the server.
using Handler = std::function<Response(const Request&, BodyReader&)>;

struct ServerOptions {
    QString address = QStringLiteral("127.0.0.1");   ///< an IPv4 or IPv6 address, "0.0.0.0" or "::" for all
    quint16 port = 0;                                ///< 0 = any free one, see Server::port()
    int ioThreads = 1;
    int workers = 16;
    int streamWorkers = 16;                          ///< for requests whose body is still to come: slow uploads hold up uploads only
    qint64 maxHeaderBytes = 16 * 1024;               ///< request line and fields; beyond: 431
    std::chrono::milliseconds headerTimeout { 10'000 };   ///< from the first byte (or the accept) to the empty line
    std::chrono::milliseconds idleTimeout { 75'000 };     ///< between two requests of a connection
    /// A body, either way, must move at least 1 KiB (or end) in this time: 408 for an upload, cut for a download.
    std::chrono::milliseconds bodyTimeout { 60'000 };
    /// Beyond: the one that waits longest for a request or for the rest of one's header is closed, of the socket that has most; when
    /// none waits, 503. The sockets of listenOn() have at most a quarter together.
    int maxConnections = 4096;
    /// Bodies up to this, chunked ones too, are read before a worker is taken, so slow senders hold none. Not when the client
    /// waits for 100 Continue: the handler may want to refuse first. (But those of isSlow and of listenOn(), where anybody may send.)
    qint64 bufferedBodyBytes = 1024 * 1024;
    /// What such bodies of all connections may take together, beyond 16 KiB of each. When they do: the body is read by a worker of
    /// the streams; 503 with Retry-After for isSlow and listenOn().
    qint64 bufferedTotalBytes = 64 * 1024 * 1024;
    int queueLimit = 1024;                           ///< requests that wait for a worker; beyond: 503 with Retry-After
    /// Requests that cost much or wait for others (logins) run on threads of their own, so that a storm of them holds
    /// up nothing else: they give way to the others when the processors are busy. When as many wait as may: 503 with
    /// Retry-After. Asked on an io thread, of the head alone.
    std::function<bool(const Request&)> isSlow = {};
    int slowWorkers = 4;
    int slowQueueLimit = 256;
    /// Requests without a body whose answer costs less than the two switches to a worker and back, and waits for nobody: they
    /// are answered on the io thread. Asked there, of the head alone. A handler that finds more to do answers OnWorker.
    std::function<bool(const Request&)> isQuick = {};
    /// Called on a thread that ran handlers and had none for some seconds: to give back what the handler left with the thread.
    std::function<void()> onRest = {};
    QString certificateFile = {};                    ///< PEM, leaf first; with keyFile: TLS 1.2 or 1.3 on the main port
    QString keyFile = {};
};

/// An HTTP/1.1 and WebSocket server (RFC 9112, 6455): io threads that parse and send, and a fixed pool of workers that
/// run handlers. Handles no signals. Its functions are thread-safe but must not be called from its own handlers.
class Server {
public:
    using Options = ServerOptions;

    struct Counters {
        qint64 connections = 0;   ///< open now, WebSockets included
        qint64 inFlight = 0;      ///< requests between their header and the end of their response
        qint64 queued = 0;        ///< of these: waiting for a worker
        qint64 requests = 0;      ///< since the start
    };

    Server(Options options, Handler handler);
    ~Server();   ///< stop(0)
    Q_DISABLE_COPY_MOVE(Server)

    /// Listens and returns. Errors: Conflict (the port is in use), Forbidden (a privileged port), BadRequest (no such
    /// address on this host, unusable certificate or key). Can be tried again after an error, not after stop().
    Result<void> start();

    /// Stops accepting, closes idle connections, ends WebSockets with 1001, lets requests in flight finish; what is
    /// not over after `deadline` is cut. Returns when every handler has returned and all threads are joined.
    void stop(std::chrono::milliseconds deadline);

    [[nodiscard]] QString address() const;   ///< where it listens, after start()
    [[nodiscard]] quint16 port() const;
    [[nodiscard]] Counters counters() const;

    /// Reads the certificate and key files again; new connections use them. On an error the old ones stay.
    Result<void> reload();

    /// Serves another listening stream socket (TCP or unix, any network namespace), without TLS, with a handler of its
    /// own, on the same threads. Takes the descriptor over on success. Only after start().
    Result<void> listenOn(int fd, Handler handler);
    /// Closes that socket, cuts its connections, and returns when none of its handlers runs any more.
    /// NotFound if listenOn() never had it.
    Result<void> removeListener(int fd);

private:
    class Engine;
    std::unique_ptr<Engine> m_engine;
};

} // namespace skylab::http
