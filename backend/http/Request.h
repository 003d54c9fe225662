#pragma once

#include "http/Headers.h"

#include <QString>

#include <optional>

namespace skylab::http {

/// What a client asks for: everything of an HTTP/1.1 request (RFC 9112) but its body, which comes by a BodyReader.
/// The server has checked it: the method is a token, the framing is unambiguous, Host is one well-formed authority.
/// A plain value, so tests may make one by hand.
struct Request {
    using QueryItem = std::pair<QString, QString>;

    QByteArray method;                    ///< as sent: "GET", "COPY", any token; case matters
    QByteArray target;                    ///< as sent, "/compute/v2.1/servers?limit=1"
    QByteArray path;                      ///< the target without scheme, authority and query; still percent-encoded
    QByteArray rawQuery;                  ///< what follows the first '?', still percent-encoded
    Headers headers;
    QString peerAddress;                  ///< "192.0.2.7", "2001:db8::7", or "unix"
    quint16 peerPort = 0;
    bool isTls = false;
    QByteArray host;                      ///< the Host field; for HTTP/1.0 without one the address that was connected to
    std::optional<qint64> contentLength;  ///< bytes that follow, when declared
    bool chunked = false;                 ///< a body of unknown length follows
    /// Not when the io thread itself calls the handler (ServerOptions::isQuick). A handler that would have to wait, or to work for
    /// long, answers OnWorker then.
    bool mayBlock = true;

    /// The query in its order, percent-decoded, '+' read as a blank; "a" and "a=" both give ("a", "").
    [[nodiscard]] QList<QueryItem> query() const;
    /// The first query item of that name, or a null string.
    [[nodiscard]] QString queryValue(QStringView name) const;
    /// Whether a body follows (possibly one of unknown length).
    [[nodiscard]] bool hasBody() const { return chunked || contentLength.value_or(0) > 0; }
    /// "http://cloud.example:8080", without a slash at the end: what absolute links in answers begin with.
    /// Only the scheme of the connection and Host count; X-Forwarded-* can be forged by anyone and is ignored.
    [[nodiscard]] QString baseUrl() const;
    /// Whether this is a WebSocket opening handshake (RFC 6455, 4.2.1).
    [[nodiscard]] bool isWebSocketUpgrade() const;
    /// The subprotocols that a WebSocket client offers, in its order.
    [[nodiscard]] QList<QByteArray> webSocketProtocols() const;
};

/// Decodes %XX; a stray '%' stays as it is. Bytes that are no UTF-8 become U+FFFD.
QString percentDecoded(QByteArrayView text);

} // namespace skylab::http
