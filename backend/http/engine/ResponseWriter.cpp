#include "http/engine/ResponseWriter.h"

#include "core/Clock.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <sys/sendfile.h>
#include <unistd.h>
#include <vector>

namespace skylab::http::engine {

namespace {

constexpr std::size_t slice = 64 * 1024;

/// The bytes of which a token may consist (RFC 9110, 5.6.2).
constexpr auto tokenBytes = [] {
    std::array<bool, 256> is {};
    for (const char c : std::string_view("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!#$%&'*+-.^_`|~"))
        is[static_cast<unsigned char>(c)] = true;
    return is;
}();

bool isToken(const QByteArray& name)
{
    return !name.isEmpty() && std::all_of(name.begin(), name.end(), [](char c) { return tokenBytes[static_cast<unsigned char>(c)]; });
}

bool isSafeValue(const QByteArray& value)
{
    return std::none_of(value.begin(), value.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

bool isOurs(const QByteArray& name)
{
    for (const auto ours : { QByteArrayView("content-length"), QByteArrayView("transfer-encoding"), QByteArrayView("connection"), QByteArrayView("date") })
        if (name.size() == ours.size() && name.compare(ours, Qt::CaseInsensitive) == 0)
            return true;
    return false;
}

/// Text that is put together in one piece, whose size is known to suffice: each answer has a head.
class HeadText {
public:
    explicit HeadText(qsizetype most) : m_bytes(most, Qt::Uninitialized), m_at(m_bytes.data()) { }
    template <typename... Pieces> void add(const Pieces&... pieces) { (put(pieces), ...); }
    QByteArray take()
    {
        m_bytes.truncate(m_at - m_bytes.constData());
        return std::move(m_bytes);
    }

private:
    void put(QByteArrayView piece) { m_at = std::copy(piece.begin(), piece.end(), m_at); }
    QByteArray m_bytes;
    char* m_at;
};

/// The Date field's value; formatted once a second on each thread.
const QByteArray& dateNow()
{
    thread_local qint64 second = -1;
    thread_local QByteArray text;
    const auto now = Clock::now();
    if (second != now.micros / 1'000'000) {
        second = now.micros / 1'000'000;
        text = toString(now, TimeFormat::Http).toLatin1();
    }
    return text;
}

std::optional<qint64> bodyLength(const Response& response)
{
    if (const auto* bytes = std::get_if<QByteArray>(&response.body))
        return bytes->size();
    if (const auto* file = std::get_if<FileBody>(&response.body))
        return file->length();
    if (const auto* stream = std::get_if<StreamBody>(&response.body))
        return stream->length;
    return 0;
}

/// The Content-Length field's value, or empty.
QByteArray declaredLength(const Response& response, const Framing& framing)
{
    const bool isUpgrade = response.status < 200;
    if (isUpgrade || response.status == 204)
        return {};
    const auto length = bodyLength(response);
    if (!framing.sendsBody && length.value_or(0) == 0) {
        const auto declared = response.headers.value("Content-Length");
        const bool isNumber = !declared.isEmpty()
            && std::all_of(declared.begin(), declared.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (isNumber)
            return declared;
        if (response.status == 304)
            return {};
    }
    return length ? QByteArray::number(*length) : QByteArray();
}

} // namespace

Result<QByteArray> composeHead(const Response& response, Framing& framing)
{
    const bool isUpgrade = response.status == 101;
    framing.sendsBody = !framing.isHead && response.status >= 200 && response.status != 204 && response.status != 304;
    if (response.headers.hasToken("Connection", "close"))
        framing.close = true;
    const QByteArray reason = reasonPhrase(response.status);
    qsizetype most = 256 + reason.size() + (framing.sendsBody ? qMin<qsizetype>(bodyLength(response).value_or(0), joinedBody) : 0);
    for (const auto& [name, value] : response.headers)
        most += name.size() + value.size() + 4;
    HeadText head(most);
    head.add("HTTP/1.1 ", QByteArray::number(response.status), " ", reason, "\r\n");
    for (const auto& [name, value] : response.headers) {
        if (!isToken(name) || !isSafeValue(value))
            return fail(ErrorCode::BadRequest, QStringLiteral("The response header \"%1\" holds characters that must "
                                                              "not be sent.").arg(QString::fromLatin1(name.toPercentEncoding(" "))));
        if (!isOurs(name))
            head.add(name, ": ", value, "\r\n");
    }
    head.add("Date: ", dateNow(), "\r\n");
    const auto length = declaredLength(response, framing);
    if (!length.isEmpty()) {
        head.add("Content-Length: ", length, "\r\n");
    } else if (framing.sendsBody) {
        // HTTP/1.0 has no chunks: the end of the connection is the end of the body.
        framing.chunked = !framing.http10;
        framing.close = framing.close || framing.http10;
        if (framing.chunked)
            head.add("Transfer-Encoding: chunked\r\n");
    }
    if (isUpgrade)
        head.add("Connection: Upgrade\r\n");
    else if (framing.close)
        head.add("Connection: close\r\n");
    else if (framing.http10)
        head.add("Connection: keep-alive\r\n");
    head.add("\r\n");
    return head.take();
}

Task<bool> ResponseWriter::send(const QByteArray& bytes)
{
    const auto total = std::size_t(bytes.size());
    for (std::size_t sent = 0; sent < total;) {
        m_connection.allow(m_timeout);
        const auto size = std::min(slice, total - sent);
        const auto written = co_await m_connection.write(bytes.constData() + sent, size);
        if (written.failed())
            co_return false;
        sent += size;
    }
    co_return true;
}

Task<bool> ResponseWriter::sendChunk(const QByteArray& bytes)
{
    QByteArray chunk;
    chunk.reserve(bytes.size() + 32);
    chunk += QByteArray::number(bytes.size(), 16) + "\r\n";
    chunk += bytes;
    chunk += "\r\n";
    co_return co_await send(chunk);
}

Task<bool> ResponseWriter::send(const FileBody& file)
{
    ::posix_fadvise(file.fd(), file.offset(), file.length(), POSIX_FADV_SEQUENTIAL);
    if (m_connection.isTls())
        co_return co_await copyFile(file);
    co_return co_await sendFile(file);
}

Task<bool> ResponseWriter::sendFile(const FileBody& file)
{
    constexpr qint64 block = 1024 * 1024;
    auto& socket = m_connection.socket();
    Failure failure;
    socket.native_non_blocking(true, failure);
    off_t offset = file.offset();
    const off_t end = file.offset() + file.length();
    m_connection.allow(m_timeout);
    while (offset < end) {
        const auto wanted = std::size_t(std::min<qint64>(block, end - offset));
        const auto sent = ::sendfile(socket.native_handle(), file.fd(), &offset, wanted);
        if (sent > 0) {
            m_connection.moved(std::size_t(sent), m_timeout);
            // A fast reader must not keep the io thread for itself.
            co_await asio::post(asio::use_awaitable);
        } else if (sent < 0 && errno == EAGAIN) {
            auto [waited] = co_await socket.async_wait(Socket::wait_write, quietly);
            if (waited)
                co_return false;
        } else if (sent == 0 || errno != EINTR) {
            co_return false;
        }
    }
    co_return true;
}

Task<bool> ResponseWriter::copyFile(const FileBody& file)
{
    QByteArray block(256 * 1024, Qt::Uninitialized);
    for (qint64 sent = 0; sent < file.length();) {
        const auto wanted = std::min<qint64>(256 * 1024, file.length() - sent);
        block.resize(wanted);
        const auto got = ::pread(file.fd(), block.data(), std::size_t(wanted), file.offset() + sent);
        if (got <= 0)
            co_return false;
        block.resize(got);
        const bool ok = co_await send(block);
        if (!ok)
            co_return false;
        sent += got;
    }
    co_return true;
}

} // namespace skylab::http::engine
