#include "http/Response.h"

#include "core/JsonWriter.h"

#include <unistd.h>

namespace skylab::http {

WebSocket::~WebSocket() = default;

FileBody::FileBody(FileBody&& other) noexcept
    : m_fd(std::exchange(other.m_fd, -1)), m_offset(other.m_offset), m_length(other.m_length)
{
}

FileBody& FileBody::operator=(FileBody&& other) noexcept
{
    std::swap(m_fd, other.m_fd);
    m_offset = other.m_offset;
    m_length = other.m_length;
    return *this;
}

FileBody::~FileBody()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

Response Response::json(int status, QByteArray body)
{
    return { status, Headers { { "Content-Type", "application/json" } }, std::move(body) };
}

Response Response::text(int status, QByteArray body)
{
    return { status, Headers { { "Content-Type", "text/plain; charset=utf-8" } }, std::move(body) };
}

Response Response::empty(int status)
{
    Response response;
    response.status = status;
    return response;
}

Response Response::onWorker()
{
    Response response;
    response.body = OnWorker {};
    return response;
}

Response Response::fault(int status, const QString& message)
{
    JsonWriter writer;
    writer.beginObject().key("error").beginObject();
    writer.key("code").value(status).key("title").value(QString::fromLatin1(reasonPhrase(status)));
    writer.key("message").value(message).endObject().endObject();
    return json(status, writer.take());
}

QByteArray Response::bytes() const
{
    const auto* plain = std::get_if<QByteArray>(&body);
    return plain ? *plain : QByteArray();
}

QByteArray reasonPhrase(int status)
{
    struct Reason {
        int status;
        const char* phrase;
    };
    static constexpr Reason reasons[] = {
        { 100, "Continue" }, { 101, "Switching Protocols" }, { 200, "OK" }, { 201, "Created" }, { 202, "Accepted" },
        { 203, "Non-Authoritative Information" }, { 204, "No Content" }, { 205, "Reset Content" },
        { 206, "Partial Content" }, { 207, "Multi-Status" }, { 300, "Multiple Choices" },
        { 301, "Moved Permanently" }, { 302, "Found" }, { 303, "See Other" }, { 304, "Not Modified" },
        { 307, "Temporary Redirect" }, { 308, "Permanent Redirect" }, { 400, "Bad Request" }, { 401, "Unauthorized" },
        { 402, "Payment Required" }, { 403, "Forbidden" }, { 404, "Not Found" }, { 405, "Method Not Allowed" },
        { 406, "Not Acceptable" }, { 407, "Proxy Authentication Required" }, { 408, "Request Timeout" },
        { 409, "Conflict" }, { 410, "Gone" }, { 411, "Length Required" }, { 412, "Precondition Failed" },
        { 413, "Request Entity Too Large" }, { 414, "URI Too Long" }, { 415, "Unsupported Media Type" },
        { 416, "Range Not Satisfiable" }, { 417, "Expectation Failed" }, { 422, "Unprocessable Entity" },
        { 423, "Locked" }, { 424, "Failed Dependency" }, { 426, "Upgrade Required" },
        { 428, "Precondition Required" }, { 429, "Too Many Requests" },
        { 431, "Request Header Fields Too Large" }, { 498, "Invalid Token" }, { 499, "Client Closed Request" },
        { 500, "Internal Server Error" }, { 501, "Not Implemented" }, { 502, "Bad Gateway" },
        { 503, "Service Unavailable" }, { 504, "Gateway Timeout" }, { 505, "HTTP Version Not Supported" },
        { 507, "Insufficient Storage" },
    };
    for (const auto& reason : reasons)
        if (reason.status == status)
            return reason.phrase;
    static constexpr const char* classes[] = { "Informational", "Success", "Redirection", "Client Error",
                                               "Server Error" };
    return status >= 100 && status < 600 ? classes[status / 100 - 1] : "Unknown";
}

} // namespace skylab::http
