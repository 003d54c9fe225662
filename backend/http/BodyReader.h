#pragma once

#include "core/Result.h"

#include <QByteArray>

namespace skylab::http {

/// The body of one request, pulled by the handler in pieces of its own choice: memory stays bounded whatever the
/// client sends, and a client is read no faster than the handler takes.
/// Belongs to the server, lives as long as the handler's call, and is used by one thread at a time.
class BodyReader {
public:
    virtual ~BodyReader();

    /// Blocks until `size` bytes are there or the body ends, and gives the number of bytes; 0 is the end.
    /// The first call for a body that is not there yet sends "100 Continue" if the client waits for it.
    /// Errors: Timeout (the client stalls), BadRequest (broken chunks, or the client left in the middle).
    /// After an error all further calls fail alike.
    virtual Result<qsizetype> read(char* to, qsizetype size) = 0;

    /// The rest of the body. TooLarge if it is longer than `limit` bytes: at once if the length is declared, else
    /// as soon as the limit is passed.
    Result<QByteArray> readAll(qint64 limit);

    /// What is still to come, when the client declared it.
    [[nodiscard]] virtual qint64 remaining() const { return -1; }
};

/// A body that is in memory: for tests, and for handlers that call one another.
class MemoryBody : public BodyReader {
public:
    explicit MemoryBody(QByteArray bytes) : m_bytes(std::move(bytes)) { }
    Result<qsizetype> read(char* to, qsizetype size) override;
    [[nodiscard]] qint64 remaining() const override { return m_bytes.size() - m_position; }

private:
    QByteArray m_bytes;
    qsizetype m_position = 0;
};

} // namespace skylab::http
