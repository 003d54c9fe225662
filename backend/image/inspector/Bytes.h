#pragma once

#include <QByteArray>
#include <QtEndian>

#include <functional>

namespace skylab::image {

/// Random access to image data, of which a part may be out of reach: a stream has only its head and its end.
/// Reading what is out of reach gives zeros, so that ask has() where that matters.
class Bytes {
public:
    using Reader = std::function<QByteArray(qint64 offset, qint64 length)>;

    /// `read` gives fewer bytes, or none, where it can't reach. `size` is that of all the data known so far.
    Bytes(Reader read, qint64 size, bool isWhole) : m_read(std::move(read)), m_size(size), m_isWhole(isWhole) { }

    [[nodiscard]] qint64 size() const { return m_size; }
    /// False for a stream: it may go on, and its middle is gone.
    [[nodiscard]] bool isWhole() const { return m_isWhole; }
    [[nodiscard]] bool has(qint64 offset, qint64 length) const { return read(offset, length).size() == length; }
    /// Exactly `length` bytes (at most 1 MiB), filled up with zeros.
    [[nodiscard]] QByteArray at(qint64 offset, qint64 length) const
    {
        auto bytes = read(offset, length);
        if (bytes.size() < length)
            bytes.append(length - bytes.size(), '\0');
        return bytes;
    }
    [[nodiscard]] bool is(qint64 offset, QByteArrayView magic) const { return at(offset, magic.size()) == magic; }

    template <typename T>
    [[nodiscard]] T big(qint64 offset) const { return qFromBigEndian<T>(at(offset, sizeof(T)).constData()); }
    template <typename T>
    [[nodiscard]] T little(qint64 offset) const { return qFromLittleEndian<T>(at(offset, sizeof(T)).constData()); }

private:
    [[nodiscard]] QByteArray read(qint64 offset, qint64 length) const
    {
        if (offset < 0 || length <= 0 || length > 1024 * 1024 || offset > m_size)
            return {};
        return m_read(offset, length);
    }

    Reader m_read;
    qint64 m_size;
    bool m_isWhole;
};

} // namespace skylab::image
