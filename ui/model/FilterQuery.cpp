#include "model/FilterQuery.h"

#include "model/FilterTest.h"
#include "model/FilterWords.h"

#include <algorithm>

namespace skylab::model {

namespace {

int distance(QStringView a, QStringView b)
{
    std::vector<int> row(std::size_t(b.size()) + 1);
    for (int j = 0; j <= b.size(); ++j)
        row[std::size_t(j)] = j;
    for (int i = 1; i <= a.size(); ++i) {
        int before = row[0];
        row[0] = i;
        for (int j = 1; j <= b.size(); ++j) {
            const int kept = row[std::size_t(j)];
            row[std::size_t(j)] = std::min({ kept + 1, row[std::size_t(j) - 1] + 1, before + (a[i - 1].toLower() == b[j - 1].toLower() ? 0 : 1) });
            before = kept;
        }
    }
    return row.back();
}

/// The column that was probably meant, or -1.
int columnLike(QStringView name, const std::vector<ColumnTraits>& columns)
{
    int best = -1, least = name.size() < 4 ? 1 : 3;
    for (int i = 0; i < int(columns.size()); ++i) {
        const int away = distance(name, columns[std::size_t(i)].id);
        if (away < least) {
            least = away;
            best = i;
        }
    }
    return best;
}

QString unquoted(QStringView text)
{
    QString out;
    for (const auto c : text) {
        if (c != u'"')
            out += c;
    }
    return out;
}

} // namespace

struct FilterQuery::Node {
    enum class Kind { And, Or, Not, Word, Test } kind = Kind::And;
    std::vector<std::unique_ptr<Node>> children = {};
    QString word = {};
    FilterTest test = {};

    [[nodiscard]] bool matches(const RowFacts& row) const
    {
        const auto each = [&row](const auto& child) { return child->matches(row); };
        switch (kind) {
        case Kind::And: return std::all_of(children.begin(), children.end(), each);
        case Kind::Or: return std::any_of(children.begin(), children.end(), each);
        case Kind::Not: return !children.front()->matches(row);
        case Kind::Word: return row.words.contains(word);
        case Kind::Test: return test.matches(row.cells[std::size_t(test.column)]);
        }
        return true;
    }
};

namespace {

using Node = FilterQuery::Node;
using NodePtr = std::unique_ptr<Node>;

/// Recursive descent over the tokens. An absent node lets everything through.
class Parser {
public:
    Parser(const QString& text, const std::vector<ColumnTraits>& columns) : m_text(text), m_columns(columns), m_tokens(FilterQuery::tokens(text)) { }

    NodePtr parse()
    {
        auto node = parseOr();
        if (!fault && m_at < m_tokens.size())
            fail(m_tokens[m_at], FilterWords::tr("No bracket was opened for this one."));
        return node;
    }
    std::optional<FilterFault> fault;

private:
    using Kind = FilterToken::Kind;

    void fail(const FilterToken& token, const QString& message)
    {
        if (!fault)
            fault = FilterFault { token.position, std::max(1, token.length), message };
    }
    [[nodiscard]] bool at(Kind kind) const { return m_at < m_tokens.size() && m_tokens[m_at].kind == kind; }

    NodePtr parseOr()
    {
        auto first = parseAnd();
        while (at(Kind::Or) && !fault) {
            const auto token = m_tokens[m_at++];
            auto second = parseAnd();
            if (!second && m_at >= m_tokens.size())
                return first;   // still being typed
            if (!first || !second) {
                fail(token, FilterWords::tr("“or” stands between two conditions."));
                return nullptr;
            }
            auto both = std::make_unique<Node>();
            both->kind = Node::Kind::Or;
            both->children.push_back(std::move(first));
            both->children.push_back(std::move(second));
            first = std::move(both);
        }
        return first;
    }
    NodePtr parseAnd()
    {
        auto all = std::make_unique<Node>();
        while (m_at < m_tokens.size() && !at(Kind::Or) && !at(Kind::Close) && !fault) {
            if (at(Kind::And)) {
                ++m_at;
                continue;
            }
            if (auto one = parseUnary())
                all->children.push_back(std::move(one));
        }
        if (all->children.empty())
            return nullptr;
        return all->children.size() == 1 ? std::move(all->children.front()) : std::move(all);
    }
    NodePtr parseUnary()
    {
        const auto token = m_tokens[m_at++];
        NodePtr node;
        bool negated = token.negated;
        if (token.kind == Kind::Not) {
            negated = true;
            if (m_at < m_tokens.size() && !at(Kind::Close) && !at(Kind::Or))
                node = parseUnary();
        } else if (token.kind == Kind::Open) {
            node = parseOr();
            if (at(Kind::Close))
                ++m_at;
            else if (!fault)
                fail(token, FilterWords::tr("This bracket is not closed."));
        } else {
            node = parseTerm(token);
        }
        if (!node || !negated)
            return node;
        auto inverse = std::make_unique<Node>();
        inverse->kind = Node::Kind::Not;
        inverse->children.push_back(std::move(node));
        return inverse;
    }
    NodePtr parseTerm(const FilterToken& token)
    {
        const auto text = QStringView(m_text).mid(token.position, token.length);
        int length = 0;
        const int op = FilterQuery::operatorIn(text, length);
        if (op > 0) {
            const auto name = text.left(op);
            const int column = FilterQuery::columnNamed(name, m_columns);
            if (column >= 0)
                return parseTest(token, column, text.mid(op, length), text.mid(op + length), op + length);
            const int like = columnLike(name, m_columns);
            const bool comparison = text[op] != u':';
            if (like >= 0 && (comparison || name.size() >= 4)) {
                fail({ Kind::Word, token.position, op }, FilterWords::tr("There is no column “%1”. Is “%2” meant?").arg(name, m_columns[std::size_t(like)].id));
                return nullptr;
            }
            if (comparison && text[op] != u'=') {
                fail({ Kind::Word, token.position, op }, FilterWords::tr("There is no column “%1”. Put the text in quotes to look for it as it stands.").arg(name));
                return nullptr;
            }
        }
        auto node = std::make_unique<Node>();
        node->kind = Node::Kind::Word;
        node->word = unquoted(text).toCaseFolded();
        return node->word.isEmpty() ? nullptr : std::move(node);
    }
    NodePtr parseTest(const FilterToken& token, int column, QStringView op, QStringView value, int offset)
    {
        if (value.isEmpty())
            return nullptr;   // still being typed
        auto node = std::make_unique<Node>();
        node->kind = Node::Kind::Test;
        QString wrong;
        node->test = FilterTest::parse(m_columns[std::size_t(column)], column, op, value, wrong);
        if (!wrong.isEmpty()) {
            fail({ Kind::Word, token.position + offset, int(value.size()) }, wrong);
            return nullptr;
        }
        return node->test.isEmpty() ? nullptr : std::move(node);
    }

    const QString& m_text;
    const std::vector<ColumnTraits>& m_columns;
    std::vector<FilterToken> m_tokens;
    std::size_t m_at = 0;
};

} // namespace

FilterQuery::FilterQuery() = default;
FilterQuery::FilterQuery(FilterQuery&&) noexcept = default;
FilterQuery& FilterQuery::operator=(FilterQuery&&) noexcept = default;
FilterQuery::~FilterQuery() = default;

FilterQuery FilterQuery::parse(const QString& text, const std::vector<ColumnTraits>& columns, std::optional<FilterFault>& fault)
{
    Parser parser(text, columns);
    FilterQuery query;
    query.m_root = parser.parse();
    fault = parser.fault;
    if (fault)
        query.m_root.reset();
    return query;
}

bool FilterQuery::matches(const RowFacts& row) const { return !m_root || m_root->matches(row); }

int FilterQuery::columnNamed(QStringView name, const std::vector<ColumnTraits>& columns)
{
    const auto plain = unquoted(name);
    for (int i = 0; i < int(columns.size()); ++i) {
        if (columns[std::size_t(i)].id.compare(plain, Qt::CaseInsensitive) == 0)
            return i;
    }
    for (int i = 0; i < int(columns.size()); ++i) {
        if (columns[std::size_t(i)].title.compare(plain, Qt::CaseInsensitive) == 0)
            return i;
    }
    const std::pair<QStringView, ValueType> kinds[] = { { u"ip", ValueType::Address }, { u"address", ValueType::Address }, { u"age", ValueType::Time }, { u"created", ValueType::Time },
                                                        { u"tag", ValueType::Tags }, { u"tags", ValueType::Tags }, { u"status", ValueType::Status }, { u"state", ValueType::Status } };
    for (const auto& [alias, type] : kinds) {
        if (alias.compare(plain, Qt::CaseInsensitive) != 0)
            continue;
        for (int i = 0; i < int(columns.size()); ++i) {
            if (columns[std::size_t(i)].type == type)
                return i;
        }
    }
    if (plain.compare(u"ram", Qt::CaseInsensitive) == 0)
        return columnNamed(u"memory", columns);
    return -1;
}

std::vector<FilterToken> FilterQuery::tokens(const QString& text)
{
    std::vector<FilterToken> all;
    const int size = int(text.size());
    for (int at = 0; at < size;) {
        if (text[at].isSpace()) {
            ++at;
            continue;
        }
        FilterToken token;
        if (text[at] == u'-' && at + 1 < size && !text[at + 1].isSpace()) {
            token.negated = true;
            ++at;
        }
        token.position = at;
        if (text[at] == u'(' || text[at] == u')') {
            token.kind = text[at] == u'(' ? FilterToken::Kind::Open : FilterToken::Kind::Close;
            token.length = 1;
            ++at;
        } else {
            bool quoted = false;
            for (; at < size && (quoted || !(text[at].isSpace() || text[at] == u'(' || text[at] == u')')); ++at)
                quoted = text[at] == u'"' ? !quoted : quoted;
            token.length = at - token.position;
            const auto word = QStringView(text).mid(token.position, token.length);
            if (!token.negated && word.compare(u"or", Qt::CaseInsensitive) == 0)
                token.kind = FilterToken::Kind::Or;
            else if (!token.negated && word.compare(u"and", Qt::CaseInsensitive) == 0)
                token.kind = FilterToken::Kind::And;
            else if (!token.negated && word.compare(u"not", Qt::CaseInsensitive) == 0)
                token.kind = FilterToken::Kind::Not;
        }
        all.push_back(token);
    }
    return all;
}

int FilterQuery::operatorIn(QStringView token, int& length)
{
    bool quoted = false;
    for (int i = 0; i < token.size(); ++i) {
        const auto c = token[i];
        quoted = c == u'"' ? !quoted : quoted;
        if (quoted)
            continue;
        const bool equals = i + 1 < token.size() && token[i + 1] == u'=';
        if (c == u'>' || c == u'<' || (c == u'!' && equals)) {
            length = equals ? 2 : 1;
            return i;
        }
        if (c == u':' || c == u'=') {
            length = 1;
            return i;
        }
    }
    length = 0;
    return -1;
}

} // namespace skylab::model
