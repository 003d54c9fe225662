#pragma once

#include "core/Result.h"

#include <QByteArray>

#include <optional>

namespace skylab::network::ovn {

/// Cuts a byte stream into JSON objects. RFC 7047 section 4 sends messages without a delimiter: one ends where its
/// outermost brace closes. Each byte is looked at once, however the stream is split. Not thread-safe.
class JsonFramer {
public:
    explicit JsonFramer(qsizetype maxMessage) : m_maxMessage(maxMessage) { }

    void append(const QByteArray& bytes) { m_buffer += bytes; }

    /// The next whole message, none when more bytes are needed, or an error (Internal: something that is no object;
    /// TooLarge) after which the stream is of no use.
    Result<std::optional<QByteArray>> next();

    [[nodiscard]] qsizetype buffered() const { return m_buffer.size(); }
    void clear();

private:
    QByteArray m_buffer;
    qsizetype m_maxMessage;
    qsizetype m_scanned = 0;
    int m_depth = 0;
    bool m_inString = false;
    bool m_escaped = false;
};

} // namespace skylab::network::ovn
