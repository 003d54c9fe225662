#pragma once

#include <QByteArray>

#include <algorithm>
#include <atomic>
#include <utility>

namespace skylab::http::engine {

/// Bytes that all connections of a server may hold together. Any thread.
class SharedBytes {
public:
    explicit SharedBytes(qint64 limit) : m_left(limit) { }

    [[nodiscard]] bool take(qint64 bytes)
    {
        if (m_left.fetch_sub(bytes) >= bytes)
            return true;
        m_left += bytes;
        return false;
    }
    void give(qint64 bytes) { m_left += bytes; }

private:
    std::atomic<qint64> m_left;
};

/// What is read of a body before its handler begins. A little is each connection's own, so that small requests wait for
/// nobody; what is beyond counts for all together. One thread at a time.
class BodyAhead {
public:
    static constexpr qsizetype ownBytes = 16 * 1024;

    explicit BodyAhead(SharedBytes& shared) : m_shared(shared) { }
    ~BodyAhead() { clear(); }
    Q_DISABLE_COPY_MOVE(BodyAhead)

    [[nodiscard]] QByteArrayView view() const { return QByteArrayView(m_bytes).first(m_size); }
    [[nodiscard]] qsizetype size() const { return m_size; }

    /// Makes room for more, up to `most` bytes in all, but not for many times of what came already: a length is quickly
    /// declared. False when all connections together hold as much as they may.
    [[nodiscard]] bool makeRoom(qsizetype most)
    {
        auto capacity = std::max(ownBytes, 4 * m_size);
        if (capacity > most / 2)
            capacity = most;
        const auto counted = std::max<qsizetype>(capacity - ownBytes, 0);
        if (counted > m_counted) {
            if (!m_shared.take(counted - m_counted))
                return false;
            m_counted = counted;
        }
        m_bytes.reserve(capacity);      // resize() alone takes up to twice as much
        m_bytes.resize(capacity);
        return true;
    }
    [[nodiscard]] char* end() { return m_bytes.data() + m_size; }
    [[nodiscard]] std::size_t room() const { return std::size_t(m_bytes.size() - m_size); }
    /// That many bytes were put at end().
    void commit(std::size_t count) { m_size += qsizetype(count); }

    void clear()
    {
        m_bytes.clear();
        m_size = 0;
        if (m_counted > 0)
            m_shared.give(std::exchange(m_counted, 0));
    }

private:
    SharedBytes& m_shared;
    QByteArray m_bytes;
    qsizetype m_size = 0;
    qsizetype m_counted = 0;
};

} // namespace skylab::http::engine
