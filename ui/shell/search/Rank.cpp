#include "shell/search/Rank.h"

namespace skylab::shell {

namespace {

constexpr int exact = 1000, prefix = 800, wordStart = 600, linePrefix = 500, inside = 400, elsewhere = 200;

bool startsWord(const QString& text, qsizetype at) { return at == 0 || !text[at - 1].isLetterOrNumber(); }

/// Lines of `more` are ids and addresses.
int rankOfLines(const QString& word, const QString& more)
{
    const auto at = more.indexOf(word);
    if (at < 0)
        return -1;
    const bool begins = at == 0 || more[at - 1] == u'\n';
    const auto end = at + word.size();
    if (begins && (end == more.size() || more[end] == u'\n'))
        return exact;
    return begins && word.size() > 3 ? linePrefix : elsewhere;
}

int rankOfName(const QString& word, const QString& name)
{
    auto at = name.indexOf(word);
    if (at < 0)
        return -1;
    if (at == 0)
        return name.size() == word.size() ? exact : prefix;
    for (; at >= 0; at = name.indexOf(word, at + 1)) {
        if (startsWord(name, at))
            return wordStart;
    }
    return inside;
}

} // namespace

Query::Query(const QString& typed) : whole(typed.trimmed().toLower()), words(whole.split(u' ', Qt::SkipEmptyParts)) { }

int rank(const Query& query, const QString& name, const QString& more)
{
    const int shortness = 50 - int(qMin<qsizetype>(name.size(), 50));   // of two names the shorter one is nearer
    if (query.words.size() > 1) {
        if (const int whole = rankOfName(query.whole, name); whole >= 0)
            return whole + shortness;
    }
    int points = exact;
    for (const auto& word : query.words) {
        const int named = rankOfName(word, name);
        const int fit = named >= linePrefix && named < exact && word.size() < 3 ? named : qMax(named, rankOfLines(word, more));
        if (fit < 0)
            return -1;
        points = qMin(points, fit);
    }
    return points + shortness;
}

int looseRank(const QString& letters, const QString& text)
{
    int found = 0, points = 0, last = -2;
    for (int i = 0; i < text.size() && found < letters.size(); ++i) {
        if (text[i].toLower() != letters[found].toLower())
            continue;
        points += last == i - 1 ? 6 : startsWord(text, i) ? 8 : 1;
        last = i;
        ++found;
    }
    return found == letters.size() ? points - int(text.size()) / 8 : -1;
}

} // namespace skylab::shell
