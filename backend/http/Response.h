#pragma once

#include "core/Result.h"
#include "http/Headers.h"
#include "http/WebSocket.h"

#include <functional>
#include <optional>
#include <variant>

namespace skylab::http {

/// A range of an open file. Owns the descriptor and closes it when sent or dropped. The server sends it with
/// sendfile(2) over plain TCP, in chunks over TLS; the file's own position is neither used nor moved.
class FileBody {
public:
    FileBody(int fd, qint64 offset, qint64 length) : m_fd(fd), m_offset(offset), m_length(length) { }
    FileBody(FileBody&& other) noexcept;
    FileBody& operator=(FileBody&& other) noexcept;
    FileBody(const FileBody&) = delete;
    FileBody& operator=(const FileBody&) = delete;
    ~FileBody();

    [[nodiscard]] int fd() const { return m_fd; }
    [[nodiscard]] qint64 offset() const { return m_offset; }   ///< bytes from the start of the file
    [[nodiscard]] qint64 length() const { return m_length; }   ///< bytes; a file that turns out shorter cuts the connection

private:
    int m_fd = -1;
    qint64 m_offset = 0;
    qint64 m_length = 0;
};

/// A body that is made while it is sent.
struct StreamBody {
    /// The next piece (64 to 256 KiB is a good size); empty = the end. Called on worker threads, never twice at once,
    /// but not always on the same thread; only when the client has taken what came before, so a slow client holds
    /// neither a worker nor memory. An Error cuts the connection, so that the client sees that the body is broken.
    /// Destroyed when the response is over, however it ended.
    std::function<Result<QByteArray>()> next;
    /// The exact number of bytes if known (Content-Length); otherwise chunked.
    std::optional<qint64> length = {};
};

/// No answer yet: the handler of a quick request (ServerOptions::isQuick) found that it is none. It is called again, on a worker.
/// Only while Request::mayBlock is false; what else the response has is dropped.
struct OnWorker { };

/// What a handler answers. The server writes Date, Content-Length, Transfer-Encoding and Connection itself:
/// a Content-Length among `headers` counts only where no body may follow (HEAD, 304), "Connection: close" closes.
/// HEAD, 204 and 304 are sent without the body, with the Content-Length that the body would have.
/// A header with CR, LF or NUL in it (or a name that is no token) turns the answer into a 500.
struct Response {
    int status = 200;
    Headers headers = {};
    std::variant<QByteArray, FileBody, StreamBody, WebSocketUpgrade, OnWorker> body = QByteArray();

    static Response json(int status, QByteArray body);
    static Response text(int status, QByteArray body);
    static Response empty(int status = 204);
    static Response onWorker();
    /// A fault of the server itself: {"error":{"code":413,"title":"...","message":"..."}}.
    static Response fault(int status, const QString& message);

    /// The body if it is plain bytes, else empty. For tests and middlewares.
    [[nodiscard]] QByteArray bytes() const;
};

/// "Not Found". Unknown codes give the name of their class.
QByteArray reasonPhrase(int status);

} // namespace skylab::http
