#pragma once

#include "http/Headers.h"
#include "http/Server.h"

#include <QByteArray>

#include <condition_variable>
#include <memory>
#include <mutex>

namespace skylab::test {

struct RawResponse {
    int status = 0;
    http::Headers headers;
    QByteArray body;
    bool isComplete = false;   ///< the body ended as its framing says
};

/// The request that tests send when any will do.
inline const QByteArray get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr int patience = 20'000;      ///< milliseconds

/// A plain blocking socket that says exactly what the test says. Every wait ends after 20 s.
class RawClient {
public:
    explicit RawClient(quint16 port, int receiveBuffer = 0);
    explicit RawClient(const QString& unixPath);
    ~RawClient();
    Q_DISABLE_COPY_MOVE(RawClient)

    /// False if the connection broke.
    bool send(QByteArrayView bytes);
    /// Reads one response; a head request has none of the declared body.
    RawResponse response(bool toHead = false);
    RawResponse ask(QByteArrayView request) { send(request); return response(request.startsWith("HEAD ")); }
    /// At most that many bytes, at least one; empty at the end.
    QByteArray read(qsizetype most = 64 * 1024);
    /// Waits for the end; true if it was a FIN or RST and nothing came before it.
    bool isClosed();
    [[nodiscard]] bool wasReset() const { return m_wasReset; }
    [[nodiscard]] int fd() const { return m_fd; }
    /// Sends a RST, or a FIN.
    void close();

private:
    bool fill();
    QByteArray take(qsizetype count);
    QByteArray takeLine();
    void readChunks(RawResponse& response);

    int m_fd = -1;
    bool m_wasReset = false;
    QByteArray m_buffer;
};

/// A latch between handler and test.
class Gate {
public:
    void open();
    /// False after 20 s.
    bool wait();

private:
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_isOpen = false;
};

/// A started server on a free port.
std::unique_ptr<http::Server> startServer(http::Handler handler, http::ServerOptions options = {});

/// A unix socket that listens there, for Server::listenOn(); -1 if it can't.
int listenAt(const QString& unixPath);

/// Resident memory of this process, MiB.
qint64 residentMiB();

} // namespace skylab::test
