#pragma once

#include <QString>

#include <vector>

namespace skylab::compute {

/// The small part of regular expressions that server filters use: text, `.`, `[a-z]`, `[^x]`, `*`, `+`, `?`, `^`, `$`,
/// `\` before a character. Found anywhere in a text unless anchored. Backtracks by hand with a bounded number of steps,
/// so that no pattern can exhaust the stack or the processor.
class NamePattern {
public:
    explicit NamePattern(QStringView pattern);

    [[nodiscard]] bool matches(QStringView text) const;
    /// Set when the pattern is nothing but text.
    [[nodiscard]] bool isPlain() const { return m_plain; }

private:
    struct Atom {
        enum class Kind { Literal, Any, Set } kind = Kind::Literal;
        QChar literal;
        std::vector<std::pair<QChar, QChar>> ranges = {};
        bool negated = false;
        int least = 1;
        bool many = false;

        [[nodiscard]] bool takes(QChar c) const;
    };
    [[nodiscard]] bool matchesAt(QStringView text, qsizetype from, int& budget) const;

    std::vector<Atom> m_atoms;
    bool m_atStart = false;
    bool m_atEnd = false;
    bool m_plain = true;
};

} // namespace skylab::compute
