#include "compute/model/NamePattern.h"

#include <algorithm>

namespace skylab::compute {

namespace {
constexpr int maxSteps = 20'000;
constexpr qsizetype maxPatternLength = 256;
} // namespace

bool NamePattern::Atom::takes(QChar c) const
{
    if (kind == Kind::Any)
        return true;
    if (kind == Kind::Literal)
        return c == literal;
    const bool inside = std::any_of(ranges.begin(), ranges.end(), [&](const auto& range) { return c >= range.first && c <= range.second; });
    return inside != negated;
}

NamePattern::NamePattern(QStringView pattern)
{
    pattern = pattern.left(maxPatternLength);
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        const auto c = pattern[i];
        if (c == u'^' && i == 0) {
            m_atStart = true;
            m_plain = false;
            continue;
        }
        if (c == u'$' && i + 1 == pattern.size()) {
            m_atEnd = true;
            m_plain = false;
            continue;
        }
        if ((c == u'*' || c == u'+' || c == u'?') && !m_atoms.empty()) {
            m_atoms.back().least = c == u'+' ? 1 : 0;
            m_atoms.back().many = c != u'?';
            m_plain = false;
            continue;
        }
        Atom atom;
        atom.literal = c;
        if (c == u'.') {
            atom.kind = Atom::Kind::Any;
            m_plain = false;
        } else if (c == u'\\' && i + 1 < pattern.size()) {
            atom.literal = pattern[++i];
            m_plain = false;
        } else if (const auto end = c == u'[' ? pattern.indexOf(u']', i + 2) : -1; end > 0) {
            atom.kind = Atom::Kind::Set;
            m_plain = false;
            atom.negated = pattern[i + 1] == u'^';
            for (auto at = i + (atom.negated ? 2 : 1); at < end; ++at) {
                const bool range = at + 2 < end && pattern[at + 1] == u'-';
                atom.ranges.emplace_back(pattern[at], range ? pattern[at + 2] : pattern[at]);
                at += range ? 2 : 0;
            }
            i = end;
        }
        m_atoms.push_back(std::move(atom));
    }
}

bool NamePattern::matchesAt(QStringView text, qsizetype from, int& budget) const
{
    // For each repeated atom: where it began and how many characters it has taken, to give some back.
    struct Choice {
        std::size_t atom;
        qsizetype begin;
        qsizetype taken;
    };
    std::vector<Choice> choices;
    std::size_t atom = 0;
    qsizetype at = from;
    const auto giveBack = [&] {
        while (!choices.empty()) {
            auto& last = choices.back();
            if (last.taken > m_atoms[last.atom].least) {
                --last.taken;
                at = last.begin + last.taken;
                atom = last.atom + 1;
                return true;
            }
            choices.pop_back();
        }
        return false;
    };
    while (--budget > 0) {
        if (atom == m_atoms.size()) {
            if (!m_atEnd || at == text.size())
                return true;
            if (!giveBack())
                return false;
            continue;
        }
        const auto& one = m_atoms[atom];
        qsizetype taken = 0;
        const qsizetype most = one.many ? text.size() : 1;
        while (taken < most && at + taken < text.size() && one.takes(text[at + taken]))
            ++taken;
        if (taken < one.least) {
            if (!giveBack())
                return false;
            continue;
        }
        choices.push_back({ atom, at, taken });
        at += taken;
        ++atom;
    }
    return false;
}

bool NamePattern::matches(QStringView text) const
{
    int budget = maxSteps;
    for (qsizetype from = 0; from <= (m_atStart ? 0 : text.size()); ++from)
        if (matchesAt(text, from, budget))
            return true;
    return false;
}

} // namespace skylab::compute
