#include "http/Headers.h"

#include <algorithm>

namespace skylab::http {

namespace {

bool same(QByteArrayView left, QByteArrayView right)
{
    return left.size() == right.size() && qstrnicmp(left.data(), left.size(), right.data(), right.size()) == 0;
}

auto named(QByteArrayView name)
{
    return [name](const Headers::Field& field) { return same(field.first, name); };
}

} // namespace

QByteArray Headers::value(QByteArrayView name, const QByteArray& fallback) const
{
    const auto found = std::find_if(m_fields.begin(), m_fields.end(), named(name));
    return found == m_fields.end() ? fallback : found->second;
}

QList<QByteArray> Headers::values(QByteArrayView name) const
{
    QList<QByteArray> all;
    for (const auto& [key, value] : m_fields)
        if (same(key, name))
            all << value;
    return all;
}

bool Headers::contains(QByteArrayView name) const
{
    return std::any_of(m_fields.begin(), m_fields.end(), named(name));
}

bool Headers::hasToken(QByteArrayView name, QByteArrayView token) const
{
    for (const auto& [key, value] : m_fields) {
        if (!same(key, name))
            continue;
        for (QByteArrayView rest(value);;) {
            const auto comma = rest.indexOf(',');
            if (same((comma < 0 ? rest : rest.first(comma)).trimmed(), token))
                return true;
            if (comma < 0)
                break;
            rest = rest.sliced(comma + 1);
        }
    }
    return false;
}

Headers& Headers::add(QByteArray name, QByteArray value)
{
    if (m_fields.empty())
        m_fields.reserve(8);      // as many as most messages have
    m_fields.emplace_back(std::move(name), std::move(value));
    return *this;
}

Headers& Headers::set(QByteArrayView name, QByteArray value)
{
    const auto found = std::find_if(m_fields.begin(), m_fields.end(), named(name));
    if (found == m_fields.end())
        return add(name.toByteArray(), std::move(value));
    found->second = std::move(value);
    m_fields.erase(std::remove_if(found + 1, m_fields.end(), named(name)), m_fields.end());
    return *this;
}

void Headers::remove(QByteArrayView name)
{
    m_fields.erase(std::remove_if(m_fields.begin(), m_fields.end(), named(name)), m_fields.end());
}

} // namespace skylab::http
