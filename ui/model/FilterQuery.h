#pragma once

#include "model/RowFacts.h"

#include <memory>

namespace skylab::model {

/// What is wrong with a filter, and where.
struct FilterFault {
    int position = 0;        ///< in the text, in characters
    int length = 0;
    QString message;         ///< a whole sentence: what is meant
};

/// One part of a filter as it was read: for completion and for tests.
struct FilterToken {
    enum class Kind { Word, Open, Close, Or, And, Not };
    Kind kind = Kind::Word;
    int position = 0;
    int length = 0;
    bool negated = false;    ///< a minus stands before it
};

/// A filter in the language that people type:
///   web prod                     both words, in any column
///   -test   not (a or b)         without
///   status:error,building        one of several; starts with or contains, as suits the column
///   ram>=4G   vcpus=2..8         numbers and sizes, with ranges
///   age>30d   created<2026-01-01 older than, before that day
///   ip:10.0.0.0/24   tag:lab     addresses within a net, tags
///   name="web 1"   name:web*     exactly; patterns
/// "and" may be left out and binds closer than "or". Columns are named by their id or their title; "ip", "age" and "tag" mean
/// the first column of that kind.
class FilterQuery {
public:
    /// Matches everything.
    FilterQuery();
    FilterQuery(FilterQuery&&) noexcept;
    FilterQuery& operator=(FilterQuery&&) noexcept;
    ~FilterQuery();

    /// Unfinished comparisons ("status:") let everything through. When something is wrong `fault` says what, and the query
    /// is of no use.
    static FilterQuery parse(const QString& text, const std::vector<ColumnTraits>& columns, std::optional<FilterFault>& fault);

    [[nodiscard]] bool isEmpty() const { return !m_root; }
    [[nodiscard]] bool matches(const RowFacts& row) const;

    /// The column that a name means, or -1.
    static int columnNamed(QStringView name, const std::vector<ColumnTraits>& columns);
    static std::vector<FilterToken> tokens(const QString& text);
    /// Where the operator of a comparison is in a token's text, or -1; `length` is its own.
    static int operatorIn(QStringView token, int& length);

    struct Node;

private:
    std::unique_ptr<Node> m_root;
};

} // namespace skylab::model
