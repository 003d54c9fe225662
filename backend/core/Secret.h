#pragma once

#include <QByteArray>
#include <QDebug>

namespace skylab {

/// Bytes that must not reach a log: prints as ***, and is wiped when the last owner lets go.
class Secret {
public:
    Secret() = default;
    explicit Secret(QByteArray bytes) : m_bytes(std::move(bytes)) { m_bytes.detach(); }
    Secret(const Secret& other) : m_bytes(other.m_bytes.constData(), other.m_bytes.size()) { }
    Secret(Secret&& other) noexcept : m_bytes(std::move(other.m_bytes)) { }
    Secret& operator=(Secret other) noexcept { m_bytes.swap(other.m_bytes); return *this; }
    ~Secret();

    [[nodiscard]] const QByteArray& reveal() const { return m_bytes; }
    [[nodiscard]] bool isEmpty() const { return m_bytes.isEmpty(); }

    /// Takes the same time wherever the first difference is.
    [[nodiscard]] bool equals(QByteArrayView other) const;

private:
    QByteArray m_bytes;
};

inline QDebug operator<<(QDebug debug, const Secret&) { return debug << "***"; }

} // namespace skylab
