#pragma once

#include "http/WebSocket.h"
#include "http/engine/Connection.h"
#include "http/engine/InputBuffer.h"
#include "http/engine/WebSocketFrame.h"

#include <deque>
#include <mutex>
#include <optional>

namespace skylab::http::engine {

/// A connection after its upgrade. Three coroutines share the io thread: run() reads, writeLoop() empties the queue,
/// pingLoop() looks for signs of life. Whoever holds the WebSocket may outlive all three, and the server.
class WebSocketSession final : public WebSocket, public std::enable_shared_from_this<WebSocketSession> {
public:
    WebSocketSession(asio::io_context& io, Connection& connection, InputBuffer& input, const WebSocketUpgrade& wish,
                     QByteArray subprotocol);

    using WebSocket::sendText;
    bool sendText(const QByteArray& utf8) override { return send(Opcode::Text, utf8); }
    bool sendBinary(const QByteArray& bytes) override { return send(Opcode::Binary, bytes); }
    void close(quint16 code, const QString& reason) override;
    [[nodiscard]] qint64 pendingBytes() const override;
    [[nodiscard]] bool isOpen() const override;
    [[nodiscard]] QByteArray subprotocol() const override { return m_subprotocol; }
    void pauseReading() override { m_paused = true; }
    void resumeReading() override;

    /// On the io thread: begins to send and to ping.
    void start();
    /// Reads until the WebSocket is over, and calls onClosed.
    Task<void> run();
    /// The io thread of the connection. Only while it is open.
    asio::io_context& io() { return m_io; }

private:
    /// What only the io thread touches, and what dies with the connection.
    struct Live {
        Live(asio::io_context& io, Connection& theConnection, InputBuffer& theInput)
            : connection(theConnection), input(theInput), write(io), resume(io), ended(io), ping(io)
        {
        }
        Connection& connection;
        InputBuffer& input;
        Wake write;
        Wake resume;
        Wake ended;   ///< one of the loops has
        asio::steady_timer ping;
        int loops = 0;
        bool isOver = false;
        Connection::Clock::time_point heard = Connection::Clock::now();
        QByteArray message;
        Opcode messageKind = Opcode::Continuation;
    };
    enum class Step { GoOn, Over };

    static Task<void> writeLoop(std::shared_ptr<WebSocketSession> self);
    static Task<void> pingLoop(std::shared_ptr<WebSocketSession> self);
    Task<void> readLoop();
    Task<bool> receive(std::size_t size);
    Task<void> finish();
    Step take(const FrameHeader& header, const QByteArray& payload);
    Step takeData(const FrameHeader& header, const QByteArray& payload);
    Step takeClose(const QByteArray& payload);
    Step refuse(quint16 code, const char* reason);
    void deliver();

    bool send(Opcode opcode, const QByteArray& payload);
    void closeLocked(quint16 code, QByteArray reason);
    void enqueueLocked(QByteArray bytes);
    void answerPing(const QByteArray& payload);
    void wakeWriterLocked();
    QByteArray nextBatch(bool& isLast);
    bool wrote(qsizetype size);

    asio::io_context& m_io;
    const QByteArray m_subprotocol;
    const qint64 m_maxMessage;
    const qint64 m_maxQueued;
    const Milliseconds m_pingInterval;
    std::atomic<bool> m_paused = false;

    mutable std::mutex m_mutex;   ///< guards what follows
    std::deque<QByteArray> m_queue;
    QByteArray m_pong;            ///< the answer to the last ping, sent before the queue; one is enough (RFC 6455, 5.5.3)
    qint64 m_pending = 0;
    bool m_wasFull = false;
    bool m_closing = false;       ///< a close frame is queued or sent; nothing may follow it
    bool m_over = false;          ///< the connection is gone
    quint16 m_closeCode = 1006;
    QString m_closeReason;

    std::optional<Live> m_live;
};

} // namespace skylab::http::engine
