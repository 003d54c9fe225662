#pragma once

#include <QByteArray>
#include <QList>

#include <utility>
#include <vector>

namespace skylab::http {

/// The header fields of a message in their order (RFC 9110, 5). A name may occur more than once; names are
/// compared without regard to case. Values are bytes without leading or trailing blanks.
/// A plain value: no thread affinity.
class Headers {
public:
    using Field = std::pair<QByteArray, QByteArray>;

    Headers() = default;
    Headers(std::initializer_list<Field> fields) : m_fields(fields) { }

    /// The first field of that name, or `fallback`.
    [[nodiscard]] QByteArray value(QByteArrayView name, const QByteArray& fallback = {}) const;
    /// All fields of that name, in order.
    [[nodiscard]] QList<QByteArray> values(QByteArrayView name) const;
    [[nodiscard]] bool contains(QByteArrayView name) const;
    /// Whether a comma separated field lists the token ("Connection: keep-alive, Upgrade"), in any case.
    [[nodiscard]] bool hasToken(QByteArrayView name, QByteArrayView token) const;

    /// Appends, whatever is there already.
    Headers& add(QByteArray name, QByteArray value);
    /// Replaces the first field of that name, removes the others; appends when there is none.
    Headers& set(QByteArrayView name, QByteArray value);
    void remove(QByteArrayView name);

    [[nodiscard]] auto begin() const { return m_fields.begin(); }
    [[nodiscard]] auto end() const { return m_fields.end(); }
    [[nodiscard]] std::size_t size() const { return m_fields.size(); }

private:
    std::vector<Field> m_fields;
};

} // namespace skylab::http
