#include "http/engine/Session.h"

#include "http/engine/WebSocketSession.h"

#include <QCryptographicHash>

#include <exception>

namespace skylab::http::engine {

namespace {
constexpr std::size_t headBlock = 4096;
constexpr std::size_t aheadBlock = 16 * 1024;      // of chunked coding: what a connection keeps anyway
constexpr auto lingerTime = Milliseconds(2000);
constexpr auto stoppingTime = Milliseconds(200);
constexpr std::size_t lingerBytes = 64 * 1024 * 1024;
} // namespace

Session::Session(std::shared_ptr<Core> core, Loop& loop, std::shared_ptr<Endpoint> endpoint,
                 std::unique_ptr<Connection> connection)
    : m_core(std::move(core)), m_loop(loop), m_endpoint(std::move(endpoint)), m_connection(std::move(connection)),
      m_peer(peerOf(m_connection->socket().native_handle())), m_ahead(m_core->aheadBytes)
{
    m_connection->endpoint = m_endpoint.get();
    m_loop.add(m_connection.get());
}

Session::~Session()
{
    dropResponse();
    m_loop.remove(m_connection.get());
    m_connection.reset();
    m_core->connectionClosed(*m_endpoint);
}

Task<void> Session::run()
{
    m_connection->allow(m_core->options.headerTimeout);
    const bool shaken = co_await m_connection->handshake();
    auto next = shaken ? Next::Another : Next::Cut;
    bool isFirst = true;
    while (next == Next::Another) {
        m_connection->allow(isFirst || !m_input.isEmpty() ? m_core->options.headerTimeout : m_core->options.idleTimeout);
        isFirst = false;
        next = co_await exchange();
        dropResponse();
    }
    if (next == Next::Cut) {
        m_connection->cut();
        co_return;
    }
    m_connection->allow(m_core->stopping ? stoppingTime : lingerTime);
    co_await m_connection->finish(next == Next::Linger);
    if (next == Next::Linger)
        co_await linger();
    m_connection->close();
}

Task<Session::Next> Session::exchange()
{
    m_connection->phase = m_input.isEmpty() ? Connection::Phase::Idle : Connection::Phase::Busy;
    m_head = {};
    m_body.reset();
    m_connection->waitsSince = Connection::Clock::now();
    const auto reading = co_await readHead();
    m_connection->waitsSince = Connection::Clock::time_point::max();
    if (reading == Reading::Over)
        co_return Next::Close;
    m_connection->phase = Connection::Phase::Busy;
    ++m_core->requests;
    Exchange exchange(*m_core, *m_endpoint);
    if (!exchange.entered())
        co_return Next::Close;
    if (reading == Reading::Complete) {
        m_body.emplace(*m_connection, m_input, m_head, m_core->options.bodyTimeout);
        bool isReady = m_body->isDone();
        if (!isReady)
            isReady = co_await readAhead();
        if (isReady)
            co_await handle();
        m_ahead.clear();
        m_connection->allow(m_core->options.bodyTimeout);
        if (isReady && std::holds_alternative<WebSocketUpgrade>(m_response.body))
            co_return co_await upgrade(exchange);
    }
    co_return co_await respond(reading == Reading::Complete);
}

// --- the header ---------------------------------------------------------------------------------------------------

Task<Session::Reading> Session::readHead()
{
    const auto limit = std::size_t(m_core->options.maxHeaderBytes);
    std::size_t searched = 0;
    for (;;) {
        // Empty lines before a request are the traces of old clients (RFC 9112, 2.2).
        while (searched == 0 && m_input.view().starts_with("\r\n"))
            m_input.consume(2);
        const auto end = m_input.view().find("\r\n\r\n", searched);
        if (end != std::string_view::npos && end + 4 <= limit)
            co_return understand(end + 4);
        if (m_input.size() >= limit)
            co_return refuse(431, QStringLiteral("The request line and header are longer than %1 bytes.").arg(limit));
        if (m_core->stopping && m_input.isEmpty())
            co_return Reading::Over;
        searched = m_input.size() < 3 ? 0 : m_input.size() - 3;
        const auto got = co_await m_connection->read(m_input.room(headBlock), headBlock);
        if (got.failed()) {
            if (m_connection->timedOut() && !m_input.isEmpty())
                co_return refuse(408, QStringLiteral("The request did not arrive in time."));
            co_return Reading::Over;
        }
        m_input.commit(got.bytes());
        if (m_connection->phase == Connection::Phase::Idle) {
            m_connection->phase = Connection::Phase::Busy;
            m_connection->allow(m_core->options.headerTimeout);
        }
    }
}

Session::Reading Session::understand(std::size_t size)
{
    auto head = parseHead(m_input.view().substr(0, size));
    if (!head)
        return refuse(head.error().status, head.error().message);
    m_input.consume(size);
    m_head = std::move(*head);
    m_head.request.peerAddress = m_peer.address;
    m_head.request.peerPort = m_peer.port;
    m_head.request.isTls = m_connection->isTls();
    if (m_head.request.host.isEmpty())
        m_head.request.host = m_peer.localAuthority;
    return Reading::Complete;
}

Session::Reading Session::refuse(int status, const QString& message)
{
    m_response = Response::fault(status, message);
    m_connection->allow(m_core->options.bodyTimeout);
    return Reading::Refused;
}

// --- the handler --------------------------------------------------------------------------------------------------

Task<bool> Session::readAhead()
{
    const auto most = m_core->options.bufferedBodyBytes;
    const auto length = m_body->remaining();
    if (length > most || (m_body->awaitsContinue() && !takesStrangers()))
        co_return true;
    // One byte too many tells a handler that takes as much as is read ahead that the body is too long.
    const auto wanted = length < 0 ? most + 1 : length;
    while (!m_body->isDone() && m_ahead.size() < wanted) {
        if (!m_ahead.makeRoom(wanted)) {
            if (!takesStrangers())
                co_return true;
            refuseForNow(QStringLiteral("The server waits for as many request bodies as it can hold; try again in a second."));
            co_return false;
        }
        const auto got = co_await m_body->read(m_ahead.end(), m_ahead.room(), aheadBlock);
        if (got.failed() && !m_body->isBroken()) {
            refuse(m_body->timedOut() ? 408 : 400, QStringLiteral("The request body did not arrive completely."));
            co_return false;
        }
        m_ahead.commit(got.bytes());
        if (m_body->isBroken())      // the handler meets that when it reads, and answers in its API's own way
            break;
    }
    co_return true;
}

bool Session::takesStrangers() const { return !m_endpoint->isMain() || is(m_core->options.isSlow); }

void Session::refuseForNow(const QString& message)
{
    m_response = Response::fault(503, message);
    m_response.headers.set("Retry-After", "1");
}

bool Session::is(const std::function<bool(const Request&)>& kind) const { return m_endpoint->isMain() && kind && kind(m_head.request); }

Task<void> Session::handle()
{
    m_connection->allowForever();
    const bool quick = !m_head.request.hasBody() && is(m_core->options.isQuick);
    if (quick) {
        m_head.request.mayBlock = false;
        callHandler();
        m_loop.worked();
        if (!std::holds_alternative<OnWorker>(m_response.body))
            co_return;
        m_head.request.mayBlock = true;
    }
    const std::function<void()> job = [this] { callHandler(); };
    // Who waits for a client must hold up only those that do so, too.
    const bool streams = !m_body->isDone();
    auto& pool = streams ? m_core->streamPool : is(m_core->options.isSlow) ? m_core->slowPool : m_core->pool;
    const bool accepted = co_await onWorker(pool, job, WorkerPool::Admission::Bounded);
    if (!accepted)
        refuseForNow(QStringLiteral("The server has more requests than it can take now; try again in a second."));
}

void Session::callHandler()
{
    const auto failed = [this](const char* what) {
        qCCritical(logHttp) << "The handler of" << m_head.request.method << m_head.request.path << "threw:" << what;
        m_response = Response::fault(500, QStringLiteral("The server met an unexpected condition; its log says more."));
    };
    try {
        WorkerBody body(m_loop.io(), *m_body, m_ahead);
        m_response = m_endpoint->handler()(m_head.request, body);
        if (m_head.request.mayBlock && std::holds_alternative<OnWorker>(m_response.body))
            failed("OnWorker, on a worker");
    } catch (const std::exception& exception) {
        failed(exception.what());
    } catch (...) {
        failed("something that is no std::exception");
    }
}

Task<bool> Session::onWorker(WorkerPool& pool, const std::function<void()>& job, WorkerPool::Admission admission)
{
    Wake done(m_loop.io());
    auto& io = m_loop.io();
    const auto posted = [&job, &done, &io] {
        job();
        asio::post(io, [&done] { done.fire(); });
    };
    if (!pool.submit(posted, admission))
        co_return false;
    co_await done.wait();
    co_return true;
}

// --- the response -------------------------------------------------------------------------------------------------

Task<Session::Next> Session::respond(bool mayKeep)
{
    if (m_body)
        m_body->settle();
    const bool isRead = mayKeep && m_body && m_body->isDone();
    Framing framing;
    framing.http10 = m_head.http10;
    framing.isHead = m_head.request.method == "HEAD";
    framing.close = !isRead || !m_head.keepAlive || m_core->stopping || m_endpoint->isClosing();
    auto head = composeHead(m_response, framing);
    if (!head) {
        qCCritical(logHttp) << m_head.request.method << m_head.request.path << head.error().message;
        dropResponse();
        m_response = Response::fault(500, QStringLiteral("The server made an answer that can't be sent."));
        head = composeHead(m_response, framing);
    }
    const auto* bytes = std::get_if<QByteArray>(&m_response.body);
    const bool isJoined = framing.sendsBody && bytes && bytes->size() <= joinedBody;
    if (isJoined)
        *head += *bytes;
    ResponseWriter writer(*m_connection, m_core->options.bodyTimeout);
    bool sent = co_await writer.send(*head);
    if (sent && framing.sendsBody && !isJoined)
        sent = co_await sendBody(framing);
    if (!sent)
        co_return Next::Cut;
    if (!framing.close)
        co_return Next::Another;
    co_return isRead && m_input.isEmpty() ? Next::Close : Next::Linger;
}

Task<bool> Session::sendBody(const Framing& framing)
{
    ResponseWriter writer(*m_connection, m_core->options.bodyTimeout);
    if (const auto* bytes = std::get_if<QByteArray>(&m_response.body))
        co_return co_await writer.send(*bytes);
    if (const auto* file = std::get_if<FileBody>(&m_response.body))
        co_return co_await writer.send(*file);
    if (const auto* stream = std::get_if<StreamBody>(&m_response.body))
        co_return co_await sendStream(*stream, framing.chunked);
    co_return true;
}

Task<bool> Session::sendStream(const StreamBody& stream, bool chunked)
{
    ResponseWriter writer(*m_connection, m_core->options.bodyTimeout);
    Result<QByteArray> piece = QByteArray();
    const std::function<void()> pull = [&stream, &piece] {
        try {
            piece = stream.next();
        } catch (const std::exception& exception) {
            piece = fail(ErrorCode::Internal, QString::fromLocal8Bit(exception.what()));
        } catch (...) {
            piece = fail(ErrorCode::Internal, QStringLiteral("an unknown exception"));
        }
    };
    qint64 sent = 0;
    for (;;) {
        m_connection->allowForever();
        co_await onWorker(m_core->pool, pull, WorkerPool::Admission::Always);
        if (!piece) {
            qCWarning(logHttp) << "The body of" << m_head.request.path << "broke off:" << piece.error().message;
            co_return false;
        }
        sent += piece->size();
        if (stream.length && (piece->isEmpty() ? sent != *stream.length : sent > *stream.length)) {
            qCCritical(logHttp) << "The body of" << m_head.request.path << "is not as long as was declared";
            co_return false;
        }
        if (piece->isEmpty() && !chunked)
            co_return true;
        bool ok = false;
        if (chunked)
            ok = co_await writer.sendChunk(*piece);
        else
            ok = co_await writer.send(*piece);
        if (!ok || piece->isEmpty())
            co_return ok;
    }
}

/// What a stream owns (files, statements) is let go on a worker, since that may block.
void Session::dropResponse()
{
    if (auto* stream = std::get_if<StreamBody>(&m_response.body); stream && stream->next) {
        auto last = std::make_shared<StreamBody>(std::move(*stream));
        m_core->pool.submit([held = std::move(last)]() mutable { held.reset(); }, WorkerPool::Admission::Always);
    }
    m_response = {};
    m_input.shrink();
}

/// A client that is still sending must get to read the answer: closing now would reset the connection under it.
Task<void> Session::linger()
{
    auto dropped = std::make_unique<char[]>(64 * 1024);
    const auto room = asio::buffer(dropped.get(), 64 * 1024);
    std::size_t total = 0;
    while (total < lingerBytes) {
        // Past TLS: its bytes mean nothing any more.
        auto [failure, bytes] = co_await m_connection->socket().async_read_some(room, quietly);
        if (failure)
            co_return;
        total += bytes;
    }
}

Task<Session::Next> Session::upgrade(Exchange& exchange)
{
    const auto& request = m_head.request;
    auto wish = std::get<WebSocketUpgrade>(std::move(m_response.body));
    m_response.body = QByteArray();
    if (!request.isWebSocketUpgrade() || !m_body->isDone()) {
        m_response = Response::fault(426, QStringLiteral("This address speaks WebSocket version 13 only."));
        m_response.headers.set("Upgrade", "websocket").set("Sec-WebSocket-Version", "13");
        co_return co_await respond(true);
    }
    const auto accept = QCryptographicHash::hash(request.headers.value("Sec-WebSocket-Key")
                                                     + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
                                                 QCryptographicHash::Sha1).toBase64();
    m_response.status = 101;
    m_response.headers.set("Upgrade", "websocket").set("Sec-WebSocket-Accept", accept);
    const bool isAgreed = request.webSocketProtocols().contains(wish.subprotocol);
    if (isAgreed)
        m_response.headers.set("Sec-WebSocket-Protocol", wish.subprotocol);
    Framing framing;
    const auto head = composeHead(m_response, framing);
    if (!head) {
        qCCritical(logHttp) << request.path << head.error().message;
        co_return Next::Cut;
    }
    ResponseWriter writer(*m_connection, m_core->options.bodyTimeout);
    const bool sent = co_await writer.send(*head);
    if (!sent)
        co_return Next::Cut;
    const auto webSocket = std::make_shared<WebSocketSession>(m_loop.io(), *m_connection, m_input, wish,
                                                              isAgreed ? wish.subprotocol : QByteArray());
    webSocket->start();
    if (m_core->stopping)
        m_connection->onStop();
    const std::function<void()> open = [&wish, &webSocket] {
        try {
            wish.open(webSocket);
        } catch (...) {
            webSocket->close(1011, QStringLiteral("The server met an unexpected condition."));
        }
    };
    co_await onWorker(m_core->pool, open, WorkerPool::Admission::Always);
    wish.open = {};
    exchange.leave();
    co_await webSocket->run();
    co_return Next::Close;
}

} // namespace skylab::http::engine
