#pragma once

#include "http/BodyReader.h"
#include "http/engine/BodyAhead.h"
#include "http/engine/ChunkDecoder.h"
#include "http/engine/Connection.h"
#include "http/engine/HeadParser.h"
#include "http/engine/InputBuffer.h"

namespace skylab::http::engine {

/// The body of the request that a connection is at, on its io thread.
class BodySource {
public:
    BodySource(Connection& connection, InputBuffer& input, const Head& head, Milliseconds timeout);

    static constexpr std::size_t largeBlock = 64 * 1024;

    /// Fills `to` as far as the body goes. Sends "100 Continue" first if the client waits for it. At most `block` bytes
    /// of chunked coding are held meanwhile.
    Task<Transfer> read(char* to, std::size_t size, std::size_t block = largeBlock);
    /// Throws away what is here already, without waiting for more.
    void settle();

    [[nodiscard]] bool isDone() const { return m_chunked ? m_chunks.isDone() : m_left == 0; }
    [[nodiscard]] bool isBroken() const { return m_chunks.isBroken(); }
    /// Whether a read failed because the client stalled.
    [[nodiscard]] bool timedOut() const { return m_timedOut; }
    /// -1 = unknown.
    [[nodiscard]] qint64 remaining() const { return m_chunked ? -1 : m_left; }
    /// Whether the client holds the body back until it is asked for.
    [[nodiscard]] bool awaitsContinue() const { return m_continuePending; }

private:
    std::size_t takeBuffered(char* to, std::size_t size);
    Task<Transfer> readMore(char* to, std::size_t size, std::size_t block);
    Task<Transfer> fill(char* to, std::size_t size, std::size_t block);

    Connection& m_connection;
    InputBuffer& m_input;
    const Milliseconds m_timeout;
    const bool m_chunked;
    qint64 m_left;
    bool m_continuePending;
    bool m_timedOut = false;
    ChunkDecoder m_chunks;
};

/// The same for the handler on its worker: what was read before it began, then one hop to the io thread a call.
class WorkerBody final : public BodyReader {
public:
    WorkerBody(asio::io_context& io, BodySource& source, BodyAhead& ahead)
        : m_io(io), m_source(source), m_ahead(ahead)
    {
    }

    Result<qsizetype> read(char* to, qsizetype size) override;
    [[nodiscard]] qint64 remaining() const override;

private:
    [[nodiscard]] Error failure() const;

    asio::io_context& m_io;
    BodySource& m_source;
    BodyAhead& m_ahead;
    qsizetype m_position = 0;
    std::optional<Error> m_failure;
};

} // namespace skylab::http::engine
