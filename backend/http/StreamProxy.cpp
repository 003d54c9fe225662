#include "http/StreamProxy.h"

#include "http/engine/WebSocketSession.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>

#include <QFile>

namespace skylab::http {

using namespace engine;

namespace {

constexpr qsizetype bufferBytes = 128 * 1024;   // one such buffer is filled while the other is sent
constexpr std::size_t readBytes = 32 * 1024;
constexpr auto connectTime = Milliseconds(10'000);
constexpr auto flushTime = Milliseconds(2000);

/// Both ends and what is on its way between them. Only the io thread touches it after start().
class Proxy : public std::enable_shared_from_this<Proxy> {
public:
    Proxy(std::shared_ptr<WebSocketSession> webSocket, std::function<void()> ended)
        : m_webSocket(std::move(webSocket)), m_ended(std::move(ended)), m_socket(m_webSocket->io()),
          m_timer(m_webSocket->io()), m_drained(m_webSocket->io()), m_arrived(m_webSocket->io())
    {
    }

    void start(SocketAddress target);

private:
    static Task<void> run(std::shared_ptr<Proxy> self, SocketAddress target);
    static Task<void> feed(std::shared_ptr<Proxy> self);
    Task<Failure> connect(const SocketAddress& target);
    Task<void> pump();
    void fromPeer(const QByteArray& bytes);
    void peerClosed();
    void closeAfter(Milliseconds time);
    void closeSocket();

    std::shared_ptr<WebSocketSession> m_webSocket;
    std::function<void()> m_ended;
    Socket m_socket;
    asio::steady_timer m_timer;
    Wake m_drained;
    Wake m_arrived;
    QByteArray m_toSocket;
    bool m_isWriting = false;
    bool m_isOver = false;
};

void Proxy::start(SocketAddress target)
{
    const auto self = shared_from_this();
    m_webSocket->onBinary = [self](const QByteArray& bytes) { self->fromPeer(bytes); };
    m_webSocket->onText = [self](const QString& text) { self->fromPeer(text.toUtf8()); };
    m_webSocket->onDrained = [self] { self->m_drained.fire(); };
    m_webSocket->onClosed = [self](quint16, const QString&) { self->peerClosed(); };
    m_webSocket->pauseReading();   // until there is somewhere to put it
    asio::co_spawn(m_webSocket->io(), run(self, std::move(target)), asio::detached);
}

Task<void> Proxy::run(std::shared_ptr<Proxy> self, SocketAddress target)
{
    self->closeAfter(connectTime);
    const auto failure = co_await self->connect(target);
    self->m_timer.cancel();
    if (self->m_isOver) {
        self->closeSocket();
        co_return;
    }
    if (failure) {
        self->m_webSocket->close(1011, QStringLiteral("The console can't be reached: %1.")
                                           .arg(QString::fromStdString(failure.message())));
        co_return;
    }
    asio::co_spawn(self->m_webSocket->io(), feed(self), asio::detached);
    self->m_webSocket->resumeReading();
    co_await self->pump();
}

Task<Failure> Proxy::connect(const SocketAddress& target)
{
    if (const auto* unixPath = std::get_if<UnixPath>(&target)) {
        constexpr qsizetype longest = 107;   // sun_path
        const auto path = QFile::encodeName(unixPath->path).toStdString();
        if (path.empty() || path.size() > longest)
            co_return Failure(asio::error::name_too_long);
        const asio::generic::stream_protocol::endpoint endpoint { asio::local::stream_protocol::endpoint(path) };
        auto [failure] = co_await m_socket.async_connect(endpoint, quietly);
        co_return failure;
    }
    const auto& hostPort = std::get<HostPort>(target);
    const auto host = hostPort.host.toStdString();
    const auto port = std::to_string(hostPort.port);
    asio::ip::tcp::resolver resolver(m_webSocket->io());
    auto [unresolved, entries] = co_await resolver.async_resolve(host, port, quietly);
    Failure failure = unresolved ? unresolved : Failure(asio::error::host_not_found);
    for (const auto& entry : entries) {
        Failure ignored;
        m_socket.close(ignored);
        const asio::generic::stream_protocol::endpoint endpoint { entry.endpoint() };
        auto [refused] = co_await m_socket.async_connect(endpoint, quietly);
        failure = refused;
        if (!failure) {
            m_socket.set_option(asio::ip::tcp::no_delay(true), ignored);
            break;
        }
        if (failure == asio::error::operation_aborted)
            break;
    }
    co_return failure;
}

/// Socket to WebSocket.
Task<void> Proxy::pump()
{
    const auto bytes = std::make_unique<char[]>(readBytes);
    const auto room = asio::buffer(bytes.get(), readBytes);
    for (;;) {
        auto [failure, size] = co_await m_socket.async_read_some(room, quietly);
        if (failure)
            break;
        if (!m_webSocket->sendBinary(QByteArray(bytes.get(), qsizetype(size))))
            break;
        while (!m_isOver && m_webSocket->pendingBytes() > 2 * bufferBytes)
            co_await m_drained.wait();
        if (m_isOver)
            break;
    }
    m_webSocket->close(1000, QStringLiteral("The console has ended."));
}

/// WebSocket to socket.
Task<void> Proxy::feed(std::shared_ptr<Proxy> self)
{
    for (;;) {
        while (self->m_toSocket.isEmpty() && !self->m_isOver)
            co_await self->m_arrived.wait();
        if (self->m_toSocket.isEmpty())
            break;
        const auto batch = std::exchange(self->m_toSocket, {});
        self->m_webSocket->resumeReading();
        const auto data = asio::buffer(batch.constData(), std::size_t(batch.size()));
        self->m_isWriting = true;
        auto [failure, written] = co_await asio::async_write(self->m_socket, data, quietly);
        self->m_isWriting = false;
        if (failure) {
            self->m_webSocket->close(1000, QStringLiteral("The console has ended."));
            break;
        }
    }
    self->closeSocket();
}

void Proxy::fromPeer(const QByteArray& bytes)
{
    m_toSocket += bytes;
    if (m_toSocket.size() > bufferBytes)
        m_webSocket->pauseReading();
    m_arrived.fire();
}

void Proxy::peerClosed()
{
    m_isOver = true;
    // What the peer sent last still goes out, if the other side takes it soon.
    if (m_isWriting || !m_toSocket.isEmpty())
        closeAfter(flushTime);
    else
        closeSocket();
    m_arrived.fire();
    m_drained.fire();
    if (const auto ended = std::exchange(m_ended, {}))
        ended();
}

void Proxy::closeAfter(Milliseconds time)
{
    m_timer.expires_after(time);
    m_timer.async_wait([self = shared_from_this()](const Failure& failure) {
        if (!failure)
            self->closeSocket();
    });
}

void Proxy::closeSocket()
{
    Failure ignored;
    m_timer.cancel();
    m_socket.close(ignored);
}

} // namespace

void proxyToSocket(std::shared_ptr<WebSocket> webSocket, SocketAddress target, std::function<void()> ended)
{
    auto session = std::dynamic_pointer_cast<WebSocketSession>(webSocket);
    if (!session) {
        webSocket->close(1011, QStringLiteral("This connection can't be joined to a socket."));
        if (ended)
            ended();
        return;
    }
    std::make_shared<Proxy>(std::move(session), std::move(ended))->start(std::move(target));
}

} // namespace skylab::http
