#include "http/engine/Connection.h"

#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>

namespace skylab::http::engine {

void Connection::cut()
{
    Failure ignored;
    if (!socket().is_open())
        return;
    socket().set_option(asio::socket_base::linger(true, 0), ignored);
    socket().close(ignored);
    if (onCut)
        onCut();
}

void Connection::close()
{
    Failure ignored;
    socket().close(ignored);
}

void Connection::allow(Milliseconds time)
{
    m_deadline = Clock::now() + time;
    m_moved = 0;
    m_timedOut = false;
}

void Connection::moved(std::size_t bytes, Milliseconds time)
{
    m_moved += bytes;
    if (m_moved >= leastProgress)
        allow(time);
}

void Connection::enforceDeadline(Clock::time_point now)
{
    if (now < m_deadline)
        return;
    if (m_timedOut)
        return cut();
    m_timedOut = true;
    Failure ignored;
    socket().cancel(ignored);
}

namespace {

class PlainConnection final : public Connection {
public:
    explicit PlainConnection(Socket socket) : m_socket(std::move(socket)) { }

    Task<bool> handshake() override { co_return true; }
    Task<Transfer> read(char* to, std::size_t size) override
    {
        const auto room = asio::buffer(to, size);
        auto [failure, bytes] = co_await m_socket.async_read_some(room, quietly);
        co_return Transfer(failure, bytes);
    }
    Task<Transfer> write(const char* bytes, std::size_t size) override
    {
        const auto data = asio::buffer(bytes, size);
        auto [failure, written] = co_await asio::async_write(m_socket, data, quietly);
        co_return Transfer(failure, written);
    }
    Task<void> finish(bool) override
    {
        Failure ignored;
        m_socket.shutdown(asio::socket_base::shutdown_send, ignored);
        co_return;
    }
    [[nodiscard]] bool isTls() const override { return false; }
    Socket& socket() override { return m_socket; }

private:
    Socket m_socket;
};

class TlsConnection final : public Connection {
public:
    TlsConnection(Socket socket, std::shared_ptr<asio::ssl::context> context)
        : m_context(std::move(context)), m_stream(std::move(socket), *m_context)
    {
    }

    Task<bool> handshake() override
    {
        auto [failure] = co_await m_stream.async_handshake(asio::ssl::stream_base::server, quietly);
        co_return !failure;
    }
    Task<Transfer> read(char* to, std::size_t size) override
    {
        const auto room = asio::buffer(to, size);
        auto [failure, bytes] = co_await m_stream.async_read_some(room, quietly);
        co_return Transfer(failure, bytes);
    }
    Task<Transfer> write(const char* bytes, std::size_t size) override
    {
        const auto data = asio::buffer(bytes, size);
        auto [failure, written] = co_await asio::async_write(m_stream, data, quietly);
        co_return Transfer(failure, written);
    }
    Task<void> finish(bool mayReadOn) override
    {
        Failure ignored;
        // Asio waits for the peer's close_notify, which many clients never send; without a receiving side it can't.
        if (!mayReadOn)
            m_stream.next_layer().shutdown(asio::socket_base::shutdown_receive, ignored);
        co_await m_stream.async_shutdown(quietly);
        m_stream.next_layer().shutdown(asio::socket_base::shutdown_send, ignored);
    }
    [[nodiscard]] bool isTls() const override { return true; }
    Socket& socket() override { return m_stream.next_layer(); }

private:
    std::shared_ptr<asio::ssl::context> m_context;
    asio::ssl::stream<Socket> m_stream;
};

} // namespace

std::unique_ptr<Connection> makePlainConnection(Socket socket)
{
    return std::make_unique<PlainConnection>(std::move(socket));
}

std::unique_ptr<Connection> makeTlsConnection(Socket socket, std::shared_ptr<asio::ssl::context> context)
{
    return std::make_unique<TlsConnection>(std::move(socket), std::move(context));
}

} // namespace skylab::http::engine
