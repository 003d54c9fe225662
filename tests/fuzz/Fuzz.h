#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace skylab::fuzz {

/// Ends the program, which is how a fuzzer is told, when something that always holds does not.
inline void ensure(bool holds, const char* what)
{
    if (holds)
        return;
    std::fprintf(stderr, "It does not hold: %s\n", what);
    std::abort();
}

/// A Result that failed says why, in words that don't grow with the input beyond `limit` characters.
template <typename Outcome>
void ensureSays(const Outcome& outcome, qsizetype limit = 4096)
{
    if (outcome)
        return;
    ensure(!outcome.error().message.isEmpty(), "an error has words");
    ensure(outcome.error().message.size() <= limit, "an error's words are bounded");
}

/// The input as it is used up from its front: numbers for choices, pieces between 0xFF bytes, the rest.
class Input {
public:
    Input(const unsigned char* data, std::size_t size) : m_rest(reinterpret_cast<const char*>(data), qsizetype(size)) { }

    unsigned char byte()
    {
        if (m_rest.isEmpty())
            return 0;
        const auto first = static_cast<unsigned char>(m_rest[0]);
        m_rest = m_rest.sliced(1);
        return first;
    }
    /// Up to the next `end`, or all.
    QByteArray until(char end)
    {
        const auto at = qsizetype(std::find(m_rest.begin(), m_rest.end(), end) - m_rest.begin());
        const auto piece = m_rest.first(at).toByteArray();
        m_rest = m_rest.sliced(std::min<qsizetype>(at + 1, m_rest.size()));
        return piece;
    }
    QByteArray line() { return until('\n'); }
    QString text() { return QString::fromUtf8(line()); }
    [[nodiscard]] QByteArray rest() const { return m_rest.toByteArray(); }
    [[nodiscard]] bool isEmpty() const { return m_rest.isEmpty(); }

private:
    QByteArrayView m_rest;
};

} // namespace skylab::fuzz
