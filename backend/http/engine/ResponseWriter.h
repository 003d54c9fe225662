#pragma once

#include "http/Response.h"
#include "http/engine/Connection.h"

namespace skylab::http::engine {

/// How a response goes out, decided from what it is and what was asked.
struct Framing {
    bool http10 = false;     ///< in: the client speaks HTTP/1.0
    bool isHead = false;     ///< in: the method was HEAD
    bool close = false;      ///< in and out: the connection ends after this response
    bool chunked = false;    ///< out
    bool sendsBody = true;   ///< out
};

/// A body of bytes up to this size is sent together with its head.
inline constexpr qsizetype joinedBody = 32 * 1024;

/// The status line and the fields, empty line included; a joined body fits behind them. BadRequest names a header that must not be sent.
Result<QByteArray> composeHead(const Response& response, Framing& framing);

/// Writes bodies to a connection. A slow reader is cut: at least 64 KiB must go into the kernel in `timeout`.
class ResponseWriter {
public:
    ResponseWriter(Connection& connection, Milliseconds timeout) : m_connection(connection), m_timeout(timeout) { }

    Task<bool> send(const QByteArray& bytes);
    Task<bool> send(const FileBody& file);
    /// One chunk of the chunked coding; an empty one ends the body.
    Task<bool> sendChunk(const QByteArray& bytes);

private:
    Task<bool> sendFile(const FileBody& file);
    Task<bool> copyFile(const FileBody& file);

    Connection& m_connection;
    const Milliseconds m_timeout;
};

} // namespace skylab::http::engine
