#include "http/engine/WebSocketSession.h"

#include <QUtf8StringView>

namespace skylab::http::engine {

namespace {
constexpr auto closeTime = Milliseconds(5000);
constexpr qsizetype batchBytes = 64 * 1024;
} // namespace

WebSocketSession::WebSocketSession(asio::io_context& io, Connection& connection, InputBuffer& input,
                                   const WebSocketUpgrade& wish, QByteArray subprotocol)
    : m_io(io), m_subprotocol(std::move(subprotocol)), m_maxMessage(wish.maxMessageBytes),
      m_maxQueued(wish.maxQueuedBytes), m_pingInterval(wish.pingInterval)
{
    m_live.emplace(io, connection, input);
}

void WebSocketSession::start()
{
    auto& connection = m_live->connection;
    connection.phase = Connection::Phase::Upgraded;
    connection.allowForever();
    connection.onStop = [this] { close(1001, QStringLiteral("The server is stopping.")); };
    connection.onCut = [this] { m_live->resume.fire(); };
    m_live->loops = 2;
    asio::co_spawn(m_io, writeLoop(shared_from_this()), asio::detached);
    asio::co_spawn(m_io, pingLoop(shared_from_this()), asio::detached);
}

// --- from any thread ----------------------------------------------------------------------------------------------

bool WebSocketSession::send(Opcode opcode, const QByteArray& payload)
{
    const std::lock_guard lock(m_mutex);
    if (m_closing || m_over)
        return false;
    if (m_pending + payload.size() > m_maxQueued) {
        // What is queued will not be read in time; the peer is told why and may come back.
        m_queue.clear();
        closeLocked(1013, "You read too slowly; reconnect and continue from what you have seen.");
        return false;
    }
    enqueueLocked(frame(opcode, payload));
    return true;
}

void WebSocketSession::close(quint16 code, const QString& reason)
{
    const std::lock_guard lock(m_mutex);
    closeLocked(code, reason.toUtf8());
}

void WebSocketSession::closeLocked(quint16 code, QByteArray reason)
{
    if (m_closing || m_over)
        return;
    constexpr qsizetype maxReason = 123;
    while (reason.size() > maxReason || !QUtf8StringView(reason).isValidUtf8())
        reason.chop(1);
    enqueueLocked(closeFrame(code, reason));
    m_closing = true;
    m_closeCode = code ? code : 1005;
    m_closeReason = QString::fromUtf8(reason);
    asio::post(m_io, [self = shared_from_this()] {
        if (self->m_live) {
            self->m_live->connection.allow(closeTime);
            self->m_live->resume.fire();   // to hear the peer's answer
        }
    });
}

void WebSocketSession::enqueueLocked(QByteArray bytes)
{
    m_pending += bytes.size();
    m_wasFull = m_wasFull || m_pending > drainedBytes;
    const bool wasEmpty = m_queue.empty();
    m_queue.push_back(std::move(bytes));
    if (wasEmpty)
        wakeWriterLocked();
}

/// A pong that still waits gives way to the new one: pings of a peer that reads nothing would pile up their answers.
void WebSocketSession::answerPing(const QByteArray& payload)
{
    const std::lock_guard lock(m_mutex);
    if (m_closing || m_over)
        return;
    const bool wasEmpty = m_queue.empty() && m_pong.isEmpty();
    m_pending -= m_pong.size();
    m_pong = frame(Opcode::Pong, payload);
    m_pending += m_pong.size();
    if (wasEmpty)
        wakeWriterLocked();
}

void WebSocketSession::wakeWriterLocked()
{
    asio::post(m_io, [self = shared_from_this()] {
        if (self->m_live)
            self->m_live->write.fire();
    });
}

qint64 WebSocketSession::pendingBytes() const
{
    const std::lock_guard lock(m_mutex);
    return m_pending;
}

bool WebSocketSession::isOpen() const
{
    const std::lock_guard lock(m_mutex);
    return !m_closing && !m_over;
}

void WebSocketSession::resumeReading()
{
    if (!m_paused.exchange(false))
        return;
    const std::lock_guard lock(m_mutex);
    if (m_over)
        return;
    asio::post(m_io, [self = shared_from_this()] {
        if (self->m_live)
            self->m_live->resume.fire();
    });
}

// --- sending ------------------------------------------------------------------------------------------------------

QByteArray WebSocketSession::nextBatch(bool& isLast)
{
    const std::lock_guard lock(m_mutex);
    auto batch = std::exchange(m_pong, {});
    while (!m_queue.empty() && (batch.isEmpty() || batch.size() + m_queue.front().size() <= batchBytes)) {
        if (batch.isEmpty())
            batch = std::move(m_queue.front());
        else
            batch += m_queue.front();
        m_queue.pop_front();
    }
    isLast = m_closing && m_queue.empty();
    return batch;
}

/// Accounts for what was sent. True if the queue has just drained.
bool WebSocketSession::wrote(qsizetype size)
{
    const std::lock_guard lock(m_mutex);
    m_pending -= size;
    if (m_queue.empty())
        m_pending = m_pong.size();   // what a slow consumer's close dropped is not owed any more
    if (!m_wasFull || m_pending > drainedBytes)
        return false;
    m_wasFull = false;
    return true;
}

Task<void> WebSocketSession::writeLoop(std::shared_ptr<WebSocketSession> self)
{
    auto& live = *self->m_live;
    bool isLast = false;
    while (!live.isOver && !isLast) {
        const auto batch = self->nextBatch(isLast);
        if (batch.isEmpty()) {
            co_await live.write.wait();
            continue;
        }
        const auto written = co_await live.connection.write(batch.constData(), std::size_t(batch.size()));
        if (written.failed()) {
            live.connection.cut();
            break;
        }
        const bool drained = self->wrote(batch.size());
        if (drained && self->onDrained && !live.isOver)
            self->onDrained();
    }
    --live.loops;
    live.ended.fire();
}

Task<void> WebSocketSession::pingLoop(std::shared_ptr<WebSocketSession> self)
{
    auto& live = *self->m_live;
    while (!live.isOver) {
        live.ping.expires_after(self->m_pingInterval);
        co_await live.ping.async_wait(quietly);
        if (live.isOver)
            break;
        // While we don't read we can't hear the answers; then silence means nothing.
        if (self->m_paused) {
            live.heard = Connection::Clock::now();
            continue;
        }
        if (Connection::Clock::now() - live.heard > 2 * self->m_pingInterval) {
            live.connection.cut();
            break;
        }
        const std::lock_guard lock(self->m_mutex);
        if (!self->m_closing)
            self->enqueueLocked(frame(Opcode::Ping, {}));
    }
    --live.loops;
    live.ended.fire();
}

// --- receiving ----------------------------------------------------------------------------------------------------

Task<void> WebSocketSession::run()
{
    co_await readLoop();
    co_await finish();
    quint16 code = 0;
    QString reason;
    {
        const std::lock_guard lock(m_mutex);
        m_over = true;
        m_queue.clear();
        m_pending = 0;
        code = m_closeCode;
        reason = m_closeReason;
    }
    m_live.reset();
    const auto closed = std::move(onClosed);
    if (closed)
        closed(code, reason);
    onText = nullptr;
    onBinary = nullptr;
    onDrained = nullptr;
    onClosed = nullptr;
}

/// Lets the writer send what is still queued (the answer to a close), then ends both loops.
Task<void> WebSocketSession::finish()
{
    auto& live = *m_live;
    bool mayFlush = false;
    {
        const std::lock_guard lock(m_mutex);
        mayFlush = m_closing;
    }
    if (mayFlush)
        live.connection.allow(closeTime);
    else
        live.connection.cut();
    live.ping.cancel();
    live.isOver = !mayFlush;
    live.write.fire();
    while (live.loops > 1)
        co_await live.ended.wait();
    live.isOver = true;
    live.ping.cancel();
    while (live.loops > 0)
        co_await live.ended.wait();
    live.connection.onStop = nullptr;
    live.connection.onCut = nullptr;
}

Task<bool> WebSocketSession::receive(std::size_t size)
{
    auto& live = *m_live;
    constexpr std::size_t block = 16 * 1024;
    while (live.input.size() < size) {
        const auto wanted = std::max(block, size - live.input.size());
        const auto got = co_await live.connection.read(live.input.room(wanted), wanted);
        if (got.failed())
            co_return false;
        live.input.commit(got.bytes());
        live.heard = Connection::Clock::now();
    }
    co_return true;
}

Task<void> WebSocketSession::readLoop()
{
    auto& live = *m_live;
    for (;;) {
        while (m_paused && isOpen() && live.connection.socket().is_open())
            co_await live.resume.wait();
        FrameHeader header;
        auto state = parseFrameHeader(live.input.view(), header);
        while (state == FrameState::Incomplete) {
            const bool more = co_await receive(live.input.size() + 1);
            if (!more)
                co_return;
            state = parseFrameHeader(live.input.view(), header);
        }
        auto step = Step::Over;
        if (state == FrameState::Broken) {
            step = refuse(1002, "The frame breaks the WebSocket protocol.");
        } else if (!header.isControl() && header.length + std::uint64_t(live.message.size()) > std::uint64_t(m_maxMessage)) {
            step = refuse(1009, "The message is too long.");
        } else {
            const bool more = co_await receive(header.size + header.length);
            if (!more)
                co_return;
            const auto payload = unmasked(live.input.view().substr(header.size, header.length), header);
            live.input.consume(header.size + header.length);
            step = take(header, payload);
        }
        if (step == Step::Over)
            co_return;
    }
}

WebSocketSession::Step WebSocketSession::take(const FrameHeader& header, const QByteArray& payload)
{
    switch (header.opcode) {
    case Opcode::Close:
        return takeClose(payload);
    case Opcode::Ping:
        answerPing(payload);
        return Step::GoOn;
    case Opcode::Pong:
        return Step::GoOn;
    case Opcode::Continuation:
    case Opcode::Text:
    case Opcode::Binary:
        return takeData(header, payload);
    }
    return Step::Over;
}

WebSocketSession::Step WebSocketSession::takeData(const FrameHeader& header, const QByteArray& payload)
{
    auto& live = *m_live;
    const bool isInside = live.messageKind != Opcode::Continuation;
    if (isInside != (header.opcode == Opcode::Continuation))
        return refuse(1002, "A fragment is out of order.");
    if (!isInside)
        live.messageKind = header.opcode;
    if (live.message.isEmpty())
        live.message = payload;
    else
        live.message += payload;
    if (!header.isFinal)
        return Step::GoOn;
    if (live.messageKind == Opcode::Text && !QUtf8StringView(live.message).isValidUtf8())
        return refuse(1007, "The text is no UTF-8.");
    deliver();
    return Step::GoOn;
}

void WebSocketSession::deliver()
{
    const auto message = std::exchange(m_live->message, {});
    const auto kind = std::exchange(m_live->messageKind, Opcode::Continuation);
    if (!isOpen())
        return;
    if (kind == Opcode::Text && onText)
        onText(QString::fromUtf8(message));
    if (kind == Opcode::Binary && onBinary)
        onBinary(message);
}

WebSocketSession::Step WebSocketSession::takeClose(const QByteArray& payload)
{
    const auto code = payload.size() >= 2
        ? quint16(quint8(payload[0]) << 8 | quint8(payload[1])) : quint16(0);
    const auto reason = payload.mid(2);
    if (payload.size() == 1 || (code && !isValidCloseCode(code)) || (!payload.isEmpty() && !code)
        || !QUtf8StringView(reason).isValidUtf8())
        return refuse(1002, "The close frame is malformed.");
    const std::lock_guard lock(m_mutex);
    closeLocked(code, reason);   // the echo, unless we began
    return Step::Over;
}

WebSocketSession::Step WebSocketSession::refuse(quint16 code, const char* reason)
{
    const std::lock_guard lock(m_mutex);
    closeLocked(code, reason);
    return Step::Over;
}

} // namespace skylab::http::engine
