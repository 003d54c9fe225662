// A client that sends anything to the real server, over a unix socket: once in one piece, once in small ones. Both times the handler
// must see the same requests and the client get the same answers, each a well-formed message. The first byte is the size of the pieces.
#include "fuzz/Fuzz.h"
#include "fuzz/http/Answers.h"
#include "http/Range.h"
#include "http/Server.h"

#include <QCryptographicHash>
#include <QLoggingCategory>

#include <fcntl.h>
#include <mutex>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace skylab;
using namespace skylab::http;
using fuzz::ensure;

namespace {

constexpr qint64 maxHeader = 2048;

/// The requests of the connection at hand, as the handler saw them.
struct Seen {
    std::mutex mutex;
    QByteArrayList methods;
    QByteArrayList requests;
    bool dependsOnTime = false;     ///< an answer was given that may come out one way or the other
    bool mayBreakOff = false;
} seen;

bool isPlain(const QByteArray& text)
{
    return std::none_of(text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

void checkRequest(const Request& request)
{
    ensure(!request.method.isEmpty() && isPlain(request.method) && !request.method.contains(' '), "a method is a token");
    ensure(isPlain(request.target) && !request.target.contains(' '), "a target has no blanks");
    ensure(request.target.endsWith(request.rawQuery), "the query is the target's end");
    ensure(!request.path.contains('?'), "a path has no query");
    ensure(!(request.chunked && request.contentLength), "a request has one kind of length");
    ensure(request.contentLength.value_or(0) >= 0, "a length is a number");
    ensure(!request.host.isEmpty() && isPlain(request.host) && !request.baseUrl().contains(u' '), "there is a host that links can name");
    qint64 bytes = 0;
    for (const auto& [name, value] : request.headers) {
        bytes += name.size() + value.size();
        ensure(!name.isEmpty() && isPlain(name) && isPlain(value), "a field is one line");
        ensure(value.trimmed() == value, "a value has no blanks around it");
    }
    ensure(bytes <= maxHeader, "a header is no longer than it may be");
    for (const auto& [name, value] : request.query())
        ensure(name.size() + value.size() <= request.rawQuery.size(), "decoding makes nothing longer");
    const auto ranges = readRanges(request.headers.value("Range"), 1000);
    ensure((ranges.kind == RequestedRanges::Kind::Some) == !ranges.parts.empty() && int(ranges.parts.size()) <= maxRanges, "some ranges are some");
    for (const auto& part : ranges.parts)
        ensure(part.first >= 0 && part.first <= part.last && part.last < 1000, "a range lies inside");
}

Response fileAnswer(const Request& request)
{
    static const int file = [] {
        const int fd = ::memfd_create("body", MFD_CLOEXEC);
        ensure(::write(fd, QByteArray(1000, 'x').constData(), 1000) == 1000, "there is a file");
        return fd;
    }();
    const auto ranges = readRanges(request.headers.value("Range"), 1000);
    const auto part = ranges.parts.empty() ? ByteRange::whole(1000) : ranges.parts.front();
    Response response;
    response.status = ranges.parts.empty() ? 200 : 206;
    response.headers.set("Content-Range", part.contentRange(1000));
    response.body = FileBody(::fcntl(file, F_DUPFD_CLOEXEC, 0), part.first, part.length());
    return response;
}

Response streamAnswer(const Request& request, const QByteArray& bytes, bool breaks)
{
    StreamBody body;
    body.next = [left = bytes, breaks]() mutable -> Result<QByteArray> {
        if (breaks && left.isEmpty())
            return fail(ErrorCode::Internal, QStringLiteral("It broke."));
        const auto piece = left.left(100);
        left.remove(0, piece.size());
        return piece;
    };
    if (request.rawQuery.contains("length"))
        body.length = bytes.size();
    Response response;
    response.body = std::move(body);
    return response;
}

Response upgradeAnswer(const Request& request)
{
    WebSocketUpgrade wish;
    wish.subprotocol = request.webSocketProtocols().value(0);
    wish.maxMessageBytes = 4096;
    wish.open = [](const std::shared_ptr<WebSocket>& socket) {
        socket->onText = [raw = std::weak_ptr(socket)](const QString& text) {
            ensure(text.size() <= 4096, "a message is no longer than it may be");
            if (const auto back = raw.lock(); back && !text.isEmpty())
                back->sendText(text);
        };
        socket->onBinary = [](const QByteArray& bytes) { ensure(bytes.size() <= 4096, "a message is no longer than it may be"); };
    };
    Response response;
    response.body = std::move(wish);
    return response;
}

Response answer(const Request& request, BodyReader& body)
{
    checkRequest(request);
    const bool reads = !request.path.startsWith("/unread");
    QByteArray bytes;
    Result<qsizetype> got = 0;
    for (char piece[997]; reads && (got = body.read(piece, 1 + qsizetype(bytes.size() % 997))) && *got > 0;)
        bytes.append(piece, *got);
    fuzz::ensureSays(got);
    ensure(!request.contentLength || bytes.size() <= *request.contentLength, "a body is no longer than was said");
    const std::lock_guard lock(seen.mutex);
    seen.dependsOnTime = seen.dependsOnTime || !reads || request.path.startsWith("/socket");
    seen.mayBreakOff = seen.mayBreakOff || request.path.startsWith("/break");
    seen.methods << request.method;
    auto note = request.method + ' ' + request.path + '?' + request.rawQuery + ' ' + request.host;
    for (const auto& [name, value] : request.headers)
        note += '\n' + name + ": " + value;
    seen.requests << note + '\n' + (got ? bytes : "broken: " + bytes);
    if (request.path.startsWith("/file"))
        return fileAnswer(request);
    if (request.path.startsWith("/stream"))
        return streamAnswer(request, bytes, false);
    if (request.path.startsWith("/break"))
        return streamAnswer(request, bytes, true);
    if (request.path.startsWith("/socket"))
        return upgradeAnswer(request);
    auto response = Response::text(request.path.startsWith("/status") ? std::clamp(request.rawQuery.toInt(), 200, 599) : 200, bytes);
    if (request.path.startsWith("/header"))
        for (const auto& [name, value] : request.query())
            response.headers.add(name.toUtf8(), value.toUtf8());
    return response;
}

sockaddr_un here()
{
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "skylab-fuzz-http-%d", int(::getpid()));
    return address;
}

/// Runs until the program ends: destroying it in the middle of exit() is nobody's life.
Server& server()
{
    static auto* const it = [] {
        QLoggingCategory::setFilterRules(QStringLiteral("*=false"));
        ServerOptions options;
        options.workers = 2;
        options.maxHeaderBytes = maxHeader;
        options.bufferedBodyBytes = 300;
        auto* made = new Server(options, answer);
        ensure(made->start().has_value(), "the server starts");
        const int listening = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const auto address = here();
        ensure(::bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 && ::listen(listening, 16) == 0, "a socket listens");
        ensure(made->listenOn(listening, answer).has_value(), "the server takes it");
        return made;
    }();
    return *it;
}

/// Sends all, reads all that comes back.
QByteArray talk(const QByteArray& bytes, qsizetype piece)
{
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const auto address = here();
    ensure(::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0, "the server accepts");
    QByteArray said;
    bool sending = true;
    for (qsizetype at = 0;;) {
        if (sending && at == bytes.size()) {
            ::shutdown(fd, SHUT_WR);
            sending = false;
        }
        pollfd wait { fd, short(POLLIN | (sending ? POLLOUT : 0)), 0 };
        const int ready = ::poll(&wait, 1, 30'000);
        if (ready < 0 && errno == EINTR)      // libFuzzer's own alarm
            continue;
        ensure(ready > 0, "the server answers or hangs up");
        if (wait.revents & (POLLIN | POLLHUP | POLLERR)) {
            char buffer[4096];
            const auto got = ::recv(fd, buffer, sizeof buffer, 0);
            if (got == 0 || (got < 0 && errno != EAGAIN))
                break;
            said.append(buffer, std::max<ssize_t>(got, 0));
        }
        if (sending && (wait.revents & POLLOUT)) {
            const auto sent = ::send(fd, bytes.constData() + at, size_t(std::min(piece, bytes.size() - at)), MSG_NOSIGNAL);
            if (sent < 0 && errno != EAGAIN)
                at = bytes.size();
            at += std::max<ssize_t>(sent, 0);
        }
    }
    ::close(fd);
    return said;
}

struct Outcome {
    QByteArrayList requests;
    QByteArray lasting;
    bool dependsOnTime = false;
};

Outcome converse(const QByteArray& bytes, qsizetype piece)
{
    {
        const std::lock_guard lock(seen.mutex);
        seen.methods.clear();
        seen.requests.clear();
        seen.dependsOnTime = seen.mayBreakOff = false;
    }
    const auto said = talk(bytes, piece);
    const std::lock_guard lock(seen.mutex);
    const fuzz::Answers answers(said, seen.methods);
    ensure(!answers.brokeOff() || seen.mayBreakOff, "an answer is whole");
    ensure(answers.upgraded() || answers.count() >= seen.methods.size(), "what was handled was answered");
    ensure(said.size() <= 4096 + 64 * bytes.size() + 2048 * seen.methods.size(), "a few bytes don't make it say a lot");
    return { seen.requests, answers.lasting(), seen.dependsOnTime };
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    fuzz::Input input(data, size);
    const auto piece = 1 + qsizetype(input.byte());
    const auto bytes = input.rest();
    server();
    const auto whole = converse(bytes, std::max<qsizetype>(bytes.size(), 1));
    const auto pieces = converse(bytes, piece);
    if (whole.dependsOnTime || pieces.dependsOnTime)
        return 0;
    ensure(whole.requests == pieces.requests, "the pieces don't matter to the handler");
    ensure(whole.lasting == pieces.lasting, "the pieces don't matter to the client");
    return 0;
}
