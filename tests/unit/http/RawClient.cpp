#include "RawClient.h"

#include "support/Patience.h"

#include <QFile>

#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace skylab::test {

namespace {
void bound(int fd)
{
    const timeval limit { 20, 0 };
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}
} // namespace

RawClient::RawClient(quint16 port, int receiveBuffer) : m_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    bound(m_fd);
    if (receiveBuffer)
        ::setsockopt(m_fd, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(m_fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        close();
}

RawClient::RawClient(const QString& unixPath) : m_fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    bound(m_fd);
    sockaddr_un address {};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, unixPath.toLocal8Bit().constData(), sizeof address.sun_path - 1);
    if (::connect(m_fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        close();
}

RawClient::~RawClient() { close(); }

void RawClient::close()
{
    if (m_fd >= 0)
        ::close(m_fd);
    m_fd = -1;
}

bool RawClient::send(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const auto sent = ::send(m_fd, bytes.data(), std::size_t(bytes.size()), MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes = bytes.sliced(sent);
    }
    return true;
}

bool RawClient::fill()
{
    char block[64 * 1024];
    const auto got = ::recv(m_fd, block, sizeof block, 0);
    if (got < 0 && errno == ECONNRESET)
        m_wasReset = true;
    if (got <= 0)
        return false;
    m_buffer.append(block, got);
    return true;
}

QByteArray RawClient::read(qsizetype most)
{
    if (m_buffer.isEmpty() && !fill())
        return {};
    const auto bytes = m_buffer.left(most);
    m_buffer.remove(0, bytes.size());
    return bytes;
}

bool RawClient::isClosed()
{
    if (!m_buffer.isEmpty())
        return false;
    char byte = 0;
    const auto got = ::recv(m_fd, &byte, 1, 0);
    m_wasReset = got < 0 && errno == ECONNRESET;
    return got == 0 || m_wasReset;
}

QByteArray RawClient::take(qsizetype count)
{
    while (m_buffer.size() < count && fill()) { }
    const auto bytes = m_buffer.left(count);
    m_buffer.remove(0, bytes.size());
    return bytes;
}

QByteArray RawClient::takeLine()
{
    while (!m_buffer.contains("\r\n") && fill()) { }
    const auto end = m_buffer.indexOf("\r\n");
    return end < 0 ? QByteArray() : take(end + 2).chopped(2);
}

void RawClient::readChunks(RawResponse& response)
{
    for (;;) {
        bool isNumber = false;
        const auto size = takeLine().toLongLong(&isNumber, 16);
        if (!isNumber)
            return;
        const auto bytes = take(size);
        response.body += bytes;
        if (bytes.size() < size || take(2) != "\r\n")
            return;
        if (size == 0) {
            response.isComplete = true;
            return;
        }
    }
}

RawResponse RawClient::response(bool toHead)
{
    RawResponse response;
    const auto words = takeLine().split(' ');
    if (words.size() < 3 || words[0] != "HTTP/1.1")
        return response;
    response.status = words[1].toInt();
    for (auto line = takeLine(); !line.isEmpty(); line = takeLine()) {
        const auto colon = line.indexOf(':');
        response.headers.add(line.left(colon), line.mid(colon + 1).trimmed());
    }
    const bool hasNone = toHead || response.status < 200 || response.status == 204 || response.status == 304;
    if (hasNone) {
        response.isComplete = true;
    } else if (response.headers.hasToken("Transfer-Encoding", "chunked")) {
        readChunks(response);
    } else if (response.headers.contains("Content-Length")) {
        const auto size = response.headers.value("Content-Length").toLongLong();
        response.body = take(size);
        response.isComplete = response.body.size() == size;
    } else {
        while (fill()) { }
        response.body = std::exchange(m_buffer, {});
        response.isComplete = !m_wasReset;
    }
    return response;
}

void Gate::open()
{
    const std::lock_guard lock(m_mutex);
    m_isOpen = true;
    m_wake.notify_all();
}

bool Gate::wait()
{
    std::unique_lock lock(m_mutex);
    return m_wake.wait_for(lock, patiently(std::chrono::seconds(20)), [this] { return m_isOpen; });
}

std::unique_ptr<http::Server> startServer(http::Handler handler, http::ServerOptions options)
{
    auto server = std::make_unique<http::Server>(std::move(options), std::move(handler));
    if (const auto started = server->start(); !started)
        qFatal("%s", qPrintable(started.error().message));
    return server;
}

int listenAt(const QString& unixPath)
{
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address {};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, unixPath.toLocal8Bit().constData(), sizeof address.sun_path - 1);
    if (::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 && ::listen(fd, 64) == 0)
        return fd;
    ::close(fd);
    return -1;
}

qint64 residentMiB()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    return file.readAll().split(' ').value(1).toLongLong() * ::sysconf(_SC_PAGESIZE) / (1024 * 1024);
}

} // namespace skylab::test
