#include "http/engine/BodySource.h"

#include <boost/asio/error.hpp>

#include <condition_variable>
#include <mutex>

namespace skylab::http::engine {

BodySource::BodySource(Connection& connection, InputBuffer& input, const Head& head, Milliseconds timeout)
    : m_connection(connection), m_input(input), m_timeout(timeout), m_chunked(head.request.chunked),
      m_left(head.request.contentLength.value_or(0)), m_continuePending(head.expectsContinue && head.request.hasBody())
{
}

std::size_t BodySource::takeBuffered(char* to, std::size_t size)
{
    if (m_chunked) {
        const auto step = m_chunks.decode(m_input.view(), to, size);
        m_input.consume(step.consumed);
        return step.produced;
    }
    const auto count = std::min({ size, m_input.size(), std::size_t(m_left) });
    std::memcpy(to, m_input.view().data(), count);
    m_input.consume(count);
    m_left -= qint64(count);
    return count;
}

Task<Transfer> BodySource::readMore(char* to, std::size_t size, std::size_t block)
{
    const auto direct = std::min<std::uint64_t>(size, m_chunked ? m_chunks.dataLeft() : std::uint64_t(m_left));
    if (direct > 0) {
        const auto got = co_await m_connection.read(to, direct);
        if (got.failed())
            co_return got;
        m_connection.moved(got.bytes(), m_timeout);
        if (m_chunked)
            m_chunks.tookData(got.bytes());
        else
            m_left -= qint64(got.bytes());
        co_return got;
    }
    const auto got = co_await m_connection.read(m_input.room(block), block);
    if (got.failed())
        co_return got;
    m_connection.moved(got.bytes(), m_timeout);
    m_input.commit(got.bytes());
    co_return Transfer({}, 0);
}

Task<Transfer> BodySource::read(char* to, std::size_t size, std::size_t block)
{
    m_connection.allow(m_timeout);
    const auto transfer = co_await fill(to, size, block);
    m_timedOut = m_connection.timedOut();
    m_connection.allowForever();
    co_return transfer;
}

Task<Transfer> BodySource::fill(char* to, std::size_t size, std::size_t block)
{
    static constexpr char goOn[] = "HTTP/1.1 100 Continue\r\n\r\n";
    std::size_t got = 0;
    while (got < size && !isDone()) {
        got += takeBuffered(to + got, size - got);
        if (isBroken())
            co_return Transfer(asio::error::invalid_argument, got);
        if (got == size || isDone())
            break;
        if (std::exchange(m_continuePending, false)) {
            const auto sent = co_await m_connection.write(goOn, sizeof goOn - 1);
            if (sent.failed())
                co_return sent;
        }
        const auto more = co_await readMore(to + got, size - got, block);
        if (more.failed())
            co_return more;
        got += more.bytes();
    }
    co_return Transfer({}, got);
}

void BodySource::settle()
{
    char dropped[4096];
    while (!isDone() && !isBroken() && !m_input.isEmpty())
        takeBuffered(dropped, sizeof dropped);
}

namespace {

/// Where a worker waits for the io thread. Shared, since the io thread may still be in notify when the worker goes on.
struct Hop {
    std::mutex mutex;
    std::condition_variable wake;
    bool done = false;
    Transfer transfer;
};

Task<void> readInto(BodySource& source, char* to, std::size_t size, std::shared_ptr<Hop> hop)
{
    const auto transfer = co_await source.read(to, size);
    const std::lock_guard lock(hop->mutex);
    hop->transfer = transfer;
    hop->done = true;
    hop->wake.notify_one();
}

} // namespace

Result<qsizetype> WorkerBody::read(char* to, qsizetype size)
{
    if (m_failure)
        return fail(*m_failure);
    const auto ahead = m_ahead.view();
    const auto ready = std::min(size, ahead.size() - m_position);
    if (ready > 0) {
        std::memcpy(to, ahead.data() + m_position, std::size_t(ready));
        m_position += ready;
        if (m_position == ahead.size()) {      // the rest may take long
            m_ahead.clear();
            m_position = 0;
        }
    }
    // isDone() may be read here: the io thread is at this body only while a worker waits for it.
    if (ready == size || m_source.isDone())
        return ready;
    const auto hop = std::make_shared<Hop>();
    asio::co_spawn(m_io, readInto(m_source, to + ready, std::size_t(size - ready), hop), asio::detached);
    std::unique_lock lock(hop->mutex);
    hop->wake.wait(lock, [&hop] { return hop->done; });
    if (hop->transfer.failed()) {
        m_failure = failure();
        return fail(*m_failure);
    }
    return ready + qsizetype(hop->transfer.bytes());
}

qint64 WorkerBody::remaining() const
{
    const auto rest = m_source.remaining();
    return rest < 0 ? -1 : rest + m_ahead.size() - m_position;
}

Error WorkerBody::failure() const
{
    if (m_source.isBroken())
        return { ErrorCode::BadRequest, QStringLiteral("The chunked coding of the request body is broken.") };
    if (m_source.timedOut())
        return { ErrorCode::Timeout, QStringLiteral("The request body did not arrive in time; send it again.") };
    return { ErrorCode::BadRequest, QStringLiteral("The connection ended in the middle of the request body.") };
}

} // namespace skylab::http::engine
