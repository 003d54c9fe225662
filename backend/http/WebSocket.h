#pragma once

#include <QByteArray>
#include <QString>

#include <chrono>
#include <functional>
#include <memory>

namespace skylab::http {

/// One end of a WebSocket (RFC 6455), given to WebSocketUpgrade::open. All functions may be called from any thread
/// and return at once. Callbacks run on the connection's io thread: they must not block (no SQL, no files, no libvirt)
/// and are dropped after onClosed, so they may own the WebSocket.
class WebSocket {
public:
    virtual ~WebSocket();

    /// Queue a message. False if the socket is closed or closing; then nothing is sent.
    /// More than WebSocketUpgrade::maxQueuedBytes in the queue means that the peer does not keep up: the queue is
    /// dropped and the socket closed with 1013 ("try again later").
    bool sendText(const QString& text) { return sendText(text.toUtf8()); }
    virtual bool sendText(const QByteArray& utf8) = 0;
    virtual bool sendBinary(const QByteArray& bytes) = 0;

    /// Sends what is queued, then the closing handshake; after 5 s without an answer the connection is cut.
    /// `reason` is cut at 123 bytes. Later calls change nothing.
    virtual void close(quint16 code = 1000, const QString& reason = {}) = 0;

    /// Bytes queued and not yet taken by the kernel.
    [[nodiscard]] virtual qint64 pendingBytes() const = 0;
    [[nodiscard]] virtual bool isOpen() const = 0;
    /// What was agreed on, or empty.
    [[nodiscard]] virtual QByteArray subprotocol() const = 0;

    /// Back-pressure towards the peer: while paused nothing is read, TCP slows the peer down. At most one message
    /// that was read already is still delivered after pauseReading().
    virtual void pauseReading() = 0;
    virtual void resumeReading() = 0;

    /// Set these inside WebSocketUpgrade::open; reading begins when it has returned.
    std::function<void(const QString&)> onText;
    std::function<void(const QByteArray&)> onBinary;
    /// Back-pressure for a pump: stop when pendingBytes() exceeds your own bound (well under maxQueuedBytes), go on
    /// when this is called, which is whenever the queue has fallen under drainedBytes after it had been over it.
    std::function<void()> onDrained;
    /// Exactly once, whoever closed: the peer's code, ours, or 1006 if the connection was lost.
    std::function<void(quint16 code, const QString& reason)> onClosed;

    static constexpr qint64 drainedBytes = 64 * 1024;
};

/// A Response's wish to become a WebSocket. If the request is no opening handshake, the server answers 426 instead.
struct WebSocketUpgrade {
    /// Called on a worker thread after 101 has been sent; may block; set the callbacks here. Messages sent before it
    /// returns are on their way at once.
    std::function<void(std::shared_ptr<WebSocket>)> open;
    QByteArray subprotocol = {};                    ///< sent if the client offered it
    qint64 maxMessageBytes = 1024 * 1024;           ///< a longer message closes with 1009
    qint64 maxQueuedBytes = 8 * 1024 * 1024;
    std::chrono::milliseconds pingInterval { 30'000 };   ///< twice without any sign of life: cut
};

} // namespace skylab::http
