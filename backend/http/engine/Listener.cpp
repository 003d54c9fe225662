#include "http/engine/Listener.h"

#include "http/engine/Session.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <future>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace skylab::http::engine {

namespace {

BoundAddress nameOf(const sockaddr_storage& storage)
{
    char text[INET6_ADDRSTRLEN] = {};
    if (storage.ss_family == AF_INET) {
        const auto* inet = reinterpret_cast<const sockaddr_in*>(&storage);
        inet_ntop(AF_INET, &inet->sin_addr, text, sizeof text);
        return { QLatin1String(text), ntohs(inet->sin_port) };
    }
    if (storage.ss_family == AF_INET6) {
        const auto* inet = reinterpret_cast<const sockaddr_in6*>(&storage);
        inet_ntop(AF_INET6, &inet->sin6_addr, text, sizeof text);
        auto address = QString(QLatin1String(text));
        // An IPv4 client of a socket that listens on "::".
        if (address.startsWith(QLatin1String("::ffff:")) && address.contains(u'.'))
            address.remove(0, 7);
        return { address, ntohs(inet->sin6_port) };
    }
    return { QStringLiteral("unix"), 0 };
}

tl::unexpected<Error> listenFailure(const QString& address, quint16 port, int error)
{
    const auto place = (address.contains(u':') ? u'[' + address + u']' : address) + u':' + QString::number(port);
    const auto reason = QString::fromLocal8Bit(std::strerror(error));
    if (error == EADDRINUSE)
        return fail(ErrorCode::Conflict, QStringLiteral("%1 is in use by another program; stop it or choose another "
                                                        "port.").arg(place));
    if (error == EACCES || error == EPERM)
        return fail(ErrorCode::Forbidden, QStringLiteral("Listening on %1 is not allowed to this user (%2); choose a "
                                                         "port above 1023.").arg(place, reason));
    if (error == EADDRNOTAVAIL)
        return fail(ErrorCode::BadRequest, QStringLiteral("This host has no address %1 to listen on.").arg(address));
    return fail(ErrorCode::Internal, QStringLiteral("Listening on %1 failed: %2.").arg(place, reason));
}

} // namespace

BoundAddress boundAddress(int fd)
{
    sockaddr_storage storage {};
    socklen_t size = sizeof storage;
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&storage), &size);
    return nameOf(storage);
}

Peer peerOf(int fd)
{
    sockaddr_storage storage {};
    socklen_t size = sizeof storage;
    ::getpeername(fd, reinterpret_cast<sockaddr*>(&storage), &size);
    const auto peer = nameOf(storage);
    const auto local = boundAddress(fd);
    const auto authority = local.port == 0 ? QStringLiteral("localhost")
        : (local.address.contains(u':') ? u'[' + local.address + u']' : local.address) + u':' + QString::number(local.port);
    return { peer.address, peer.port, authority.toLatin1() };
}

Result<int> openListener(const QString& address, quint16 port)
{
    addrinfo hints {};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int status = ::getaddrinfo(address.toLatin1().constData(), QByteArray::number(port).constData(), &hints, &found);
    if (status != 0)
        return fail(ErrorCode::BadRequest, QStringLiteral("\"%1\" is no IPv4 or IPv6 address to listen on.").arg(address));
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> guard(found, ::freeaddrinfo);
    const int fd = ::socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return listenFailure(address, port, errno);
    const int on = 1;
    const int off = 0;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (found->ai_family == AF_INET6)
        ::setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (::bind(fd, found->ai_addr, found->ai_addrlen) == 0 && ::listen(fd, SOMAXCONN) == 0)
        return fd;
    const int error = errno;
    ::close(fd);
    return listenFailure(address, port, error);
}

Listener::Listener(Loop& loop, int fd, std::shared_ptr<Endpoint> endpoint, Accepted accepted)
    : m_loop(loop), m_endpoint(std::move(endpoint)), m_accepted(std::move(accepted))
{
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    m_socket.emplace(loop.io(), fd);
    m_retry.emplace(loop.io());
}

void Listener::start()
{
    asio::post(m_loop.io(), [self = shared_from_this()] { self->wait(); });
}

void Listener::close()
{
    const auto closed = std::make_shared<std::promise<void>>();
    auto future = closed->get_future();
    asio::post(m_loop.io(), [self = shared_from_this(), closed] {
        self->m_socket.reset();
        self->m_retry.reset();
        closed->set_value();
    });
    future.wait();
}

void Listener::wait()
{
    if (!m_socket)
        return;
    m_socket->async_wait(asio::posix::stream_descriptor::wait_read, [self = shared_from_this()](const Failure& failure) {
        if (failure || !self->m_socket)
            return;
        switch (self->drain()) {
        case Drained::Yes: return self->wait();
        case Drained::Later: return self->retrySoon();
        case Drained::Never: return;
        }
    });
}

void Listener::retrySoon()
{
    m_retry->expires_after(Milliseconds(100));
    m_retry->async_wait([self = shared_from_this()](const Failure& failure) {
        if (!failure)
            self->wait();
    });
}

Listener::Drained Listener::drain()
{
    constexpr int batch = 64;   // then the other connections have their turn
    for (int i = 0; i < batch; ++i) {
        const int fd = ::accept4(m_socket->native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            m_accepted(fd, m_endpoint);
            continue;
        }
        switch (errno) {
        case EAGAIN:
            return Drained::Yes;
        case EMFILE: case ENFILE: case ENOBUFS: case ENOMEM:
            qCWarning(logHttp) << "No connection can be accepted now:" << std::strerror(errno);
            return Drained::Later;
        case EBADF: case EINVAL: case ENOTSOCK: case EOPNOTSUPP:
            qCCritical(logHttp) << "A listening socket is unusable:" << std::strerror(errno);
            return Drained::Never;
        default:   // the client has gone again
            continue;
        }
    }
    return Drained::Yes;
}

} // namespace skylab::http::engine
