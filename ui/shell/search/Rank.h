#pragma once

#include <QStringList>

namespace skylab::shell {

/// What was typed, prepared once for many comparisons.
struct Query {
    explicit Query(const QString& typed);

    QString whole;         ///< lower case, trimmed
    QStringList words;

    [[nodiscard]] bool isEmpty() const { return words.isEmpty(); }
};

/// How well something fits: below 0 not at all. A name that is what was typed stands before one that begins so, that before a word
/// within, and that before letters anywhere; `more` (ids, addresses, in lines) counts less than the name unless a line is equal.
/// Both texts are lower case.
int rank(const Query& query, const QString& name, const QString& more);

/// The letters in their order with others between them, for those who type "dp" for "db-prod"; below 0: not.
int looseRank(const QString& letters, const QString& text);

} // namespace skylab::shell
