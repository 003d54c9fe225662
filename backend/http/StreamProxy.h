#pragma once

#include "http/WebSocket.h"

#include <variant>

namespace skylab::http {

struct UnixPath {
    QString path;
};
struct HostPort {
    QString host;       ///< name or address
    quint16 port = 0;
};
using SocketAddress = std::variant<UnixPath, HostPort>;

/// Joins a WebSocket to a stream socket, both ways, until either side ends: what noVNC (subprotocol "binary") and
/// serial consoles need. Call it inside WebSocketUpgrade::open of a connection of http::Server; it returns at once,
/// all the work is done on the connection's io thread, and it sets the WebSocket's callbacks.
/// At most 256 KiB are buffered in each direction; the faster side is held back. Text messages are passed on as their
/// UTF-8 bytes. When the socket can't be reached the WebSocket is closed with 1011 and a reason, when it ends with
/// 1000. `ended` is called once on the io thread when all is over.
void proxyToSocket(std::shared_ptr<WebSocket> webSocket, SocketAddress target, std::function<void()> ended = {});

} // namespace skylab::http
