#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>

namespace skylab::http::engine {

/// Bytes that have been read from a connection and not been understood yet.
class InputBuffer {
public:
    [[nodiscard]] std::string_view view() const { return { m_bytes.get() + m_begin, m_end - m_begin }; }
    [[nodiscard]] bool isEmpty() const { return m_begin == m_end; }
    [[nodiscard]] std::size_t size() const { return m_end - m_begin; }

    void consume(std::size_t count)
    {
        m_begin += count;
        if (m_begin == m_end)
            m_begin = m_end = 0;
    }

    /// Room for `count` more bytes; commit() what was put there.
    char* room(std::size_t count)
    {
        if (m_capacity - m_end < count)
            makeRoom(count);
        return m_bytes.get() + m_end;
    }
    void commit(std::size_t count) { m_end += count; }

    /// Gives memory back between two requests.
    void shrink()
    {
        if (isEmpty() && m_capacity > keptBytes) {
            m_bytes.reset();
            m_capacity = 0;
        }
    }

private:
    static constexpr std::size_t keptBytes = 16 * 1024;

    void makeRoom(std::size_t count)
    {
        const auto used = size();
        if (m_capacity - used >= count) {
            std::memmove(m_bytes.get(), m_bytes.get() + m_begin, used);
        } else {
            const auto capacity = std::max(used + count, m_capacity * 2);
            std::unique_ptr<char[]> larger(new char[capacity]);
            if (used)
                std::memcpy(larger.get(), m_bytes.get() + m_begin, used);
            m_bytes = std::move(larger);
            m_capacity = capacity;
        }
        m_begin = 0;
        m_end = used;
    }

    std::unique_ptr<char[]> m_bytes;
    std::size_t m_capacity = 0;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
};

} // namespace skylab::http::engine
