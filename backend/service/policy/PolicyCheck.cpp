#include "service/policy/PolicyCheck.h"

#include <algorithm>
#include <map>

namespace skylab::service {

namespace {

constexpr int maxNesting = 32;       ///< of parentheses and "not": policy files are input too

using Kind = PolicyCheck::Kind;

struct Token {
    QString text;
    qsizetype offset = 0;
};

/// Blanks and parentheses separate tokens, but not within quotes or the parentheses of %(name)s.
class Scanner {
public:
    Scanner(const QString& text, PolicyMistake& mistake) : m_text(text), m_mistake(mistake) { }

    std::optional<std::vector<Token>> tokens()
    {
        std::vector<Token> found;
        while (m_at < m_text.size()) {
            const auto c = m_text[m_at];
            if (c.isSpace()) {
                ++m_at;
            } else if (c == u'(' || c == u')') {
                found.push_back({ QString(c), m_at++ });
            } else {
                const auto begin = m_at;
                if (!skipTerm())
                    return {};
                found.push_back({ m_text.mid(begin, m_at - begin), begin });
            }
        }
        return found;
    }

private:
    bool skipTerm()
    {
        const auto begin = m_at;
        while (m_at < m_text.size()) {
            const auto c = m_text[m_at];
            if (c.isSpace() || c == u'(' || c == u')')
                return true;
            const bool quotes = (c == u'\'' || c == u'"') && (m_at == begin || m_text[m_at - 1] == u':');
            const bool name = c == u'%' && m_at + 1 < m_text.size() && m_text[m_at + 1] == u'(';
            if (!quotes && !name) {
                ++m_at;
                continue;
            }
            const auto end = m_text.indexOf(quotes ? c : QChar(u')'), m_at + 1);
            if (end < 0) {
                m_mistake = { quotes ? QStringLiteral("the quote is not closed") : QStringLiteral("the parenthesis of %(name)s is not closed"), m_at };
                return false;
            }
            m_at = end + 1;
        }
        return true;
    }

    const QString& m_text;
    PolicyMistake& m_mistake;
    qsizetype m_at = 0;
};

bool isQuoted(const QString& text)
{
    return text.size() >= 2 && (text.startsWith(u'\'') || text.startsWith(u'"')) && text.back() == text.front();
}

QString unquoted(const QString& text) { return isQuoted(text) ? text.mid(1, text.size() - 2) : text; }

/// Recursive descent over the tokens of one check.
class Parser {
public:
    Parser(std::vector<Token> tokens, qsizetype end, PolicyMistake& mistake) : m_tokens(std::move(tokens)), m_end(end), m_mistake(mistake) { }

    std::optional<PolicyCheck> parse()
    {
        if (m_tokens.empty())
            return PolicyCheck { .kind = Kind::Always };
        auto check = parseList(Kind::Or, 0);
        if (check && m_at < m_tokens.size())
            return wrong(QStringLiteral("'and' or 'or' is missing before '%1'").arg(shown(m_tokens[m_at].text)), m_tokens[m_at].offset);
        return check;
    }

private:
    /// What was written, fit for a message.
    static QString shown(const QString& text) { return text.size() > 64 ? text.left(61) + QStringLiteral("...") : text; }

    std::optional<PolicyCheck> wrong(const QString& message, qsizetype offset)
    {
        m_mistake = { message, offset };
        return {};
    }

    bool next(QStringView word)
    {
        if (m_at >= m_tokens.size() || m_tokens[m_at].text.compare(word, Qt::CaseInsensitive) != 0)
            return false;
        ++m_at;
        return true;
    }

    std::optional<PolicyCheck> parseList(Kind kind, int depth)
    {
        PolicyCheck list { .kind = kind };
        do {
            auto child = kind == Kind::Or ? parseList(Kind::And, depth) : parseNot(depth);
            if (!child)
                return {};
            list.children.push_back(std::move(*child));
        } while (next(kind == Kind::Or ? QStringView(u"or") : QStringView(u"and")));
        return list.children.size() == 1 ? PolicyCheck(list.children.front()) : list;
    }

    std::optional<PolicyCheck> parseNot(int depth)
    {
        if (m_at >= m_tokens.size())
            return wrong(QStringLiteral("the check ends too early"), m_end);
        const auto begin = m_tokens[m_at].offset;
        if (depth > maxNesting)
            return wrong(QStringLiteral("the check is nested too deeply"), begin);
        if (next(u"not")) {
            auto child = parseNot(depth + 1);
            if (!child)
                return {};
            return PolicyCheck { .kind = Kind::Not, .children = { std::move(*child) } };
        }
        if (next(u"(")) {
            auto inner = parseList(Kind::Or, depth + 1);
            if (inner && !next(u")"))
                return wrong(QStringLiteral("the parenthesis is not closed"), begin);
            return inner;
        }
        return parseTerm(m_tokens[m_at++]);
    }

    std::optional<PolicyCheck> parseTerm(const Token& token)
    {
        if (token.text == u"@")
            return PolicyCheck { .kind = Kind::Always };
        if (token.text == u"!")
            return PolicyCheck { .kind = Kind::Never };
        // The colon after a quoted left side, else the first one.
        const auto quote = token.text.front();
        const auto from = quote == u'\'' || quote == u'"' ? token.text.indexOf(quote, 1) : 0;
        const auto colon = token.text.indexOf(u':', std::max<qsizetype>(from, 0));
        if (colon <= 0 || colon == token.text.size() - 1)
            return wrong(QStringLiteral("'%1' is not a check of the form kind:match, '@' or '!'").arg(shown(token.text)), token.offset);
        PolicyCheck check { .kind = Kind::Attribute, .left = token.text.left(colon), .offset = token.offset };
        if (check.left == u"http" || check.left == u"https")
            return wrong(QStringLiteral("'%1:' would ask another server, which Skylab does not do. Say it with roles and attributes").arg(check.left), token.offset);
        if (!readRight(check, token.text.mid(colon + 1), token.offset + colon + 1))
            return {};
        if (check.left == u"rule")
            check.kind = Kind::Rule;
        else if (check.left == u"role")
            check.kind = Kind::Role;
        else if (isLiteral(check.left))
            check.kind = Kind::Literal;
        check.left = unquoted(check.left);
        return check;
    }

    static bool isLiteral(const QString& left)
    {
        bool number = false;
        left.toDouble(&number);
        return isQuoted(left) || number || left == u"True" || left == u"False" || left == u"None";
    }

    bool readRight(PolicyCheck& check, const QString& raw, qsizetype offset)
    {
        const auto text = unquoted(raw);
        if (check.left == u"rule") {
            check.right.push_back({ text, false });
            return true;
        }
        QString plain;
        for (qsizetype i = 0; i < text.size(); ++i) {
            if (text[i] != u'%') {
                plain += text[i];
                continue;
            }
            const auto after = i + 1 < text.size() ? text[i + 1] : QChar();
            const auto close = after == u'(' ? text.indexOf(u')', i) : -1;
            if (after == u'%') {
                plain += u'%';
                ++i;
            } else if (close > i + 2 && close + 1 < text.size() && text[close + 1] == u's') {
                if (!plain.isEmpty())
                    check.right.push_back({ std::exchange(plain, {}), false });
                check.right.push_back({ text.mid(i + 2, close - i - 2), true });
                i = close + 1;
            } else {
                wrong(QStringLiteral("after '%' belongs (name)s, or a second '%'"), offset + i);
                return false;
            }
        }
        if (!plain.isEmpty())
            check.right.push_back({ plain, false });
        return true;
    }

    std::vector<Token> m_tokens;
    qsizetype m_end;
    PolicyMistake& m_mistake;
    std::size_t m_at = 0;
};

using Attribute = QStringList (*)(const Context&);

const std::map<QString, Attribute>& attributeTable()
{
    const auto projectId = [](const Context& c) { return QStringList { c.projectId }; };
    const auto userDomain = [](const Context& c) { return QStringList { c.userDomainId }; };
    const auto projectDomain = [](const Context& c) { return QStringList { c.projectDomainId }; };
    const auto system = [](const Context& c) { return QStringList { c.systemScope }; };
    static const std::map<QString, Attribute> table {
        { QStringLiteral("project_id"), projectId },
        { QStringLiteral("tenant_id"), projectId },
        { QStringLiteral("tenant"), projectId },
        { QStringLiteral("token.project.id"), projectId },
        { QStringLiteral("project_name"), [](const Context& c) { return QStringList { c.projectName }; } },
        { QStringLiteral("user_id"), [](const Context& c) { return QStringList { c.userId }; } },
        { QStringLiteral("token.user.id"), [](const Context& c) { return QStringList { c.userId }; } },
        { QStringLiteral("user_name"), [](const Context& c) { return QStringList { c.userName }; } },
        { QStringLiteral("domain_id"), [](const Context& c) { return QStringList { c.domainId }; } },
        { QStringLiteral("token.domain.id"), [](const Context& c) { return QStringList { c.domainId }; } },
        { QStringLiteral("user_domain_id"), userDomain },
        { QStringLiteral("user.domain_id"), userDomain },
        { QStringLiteral("token.user.domain.id"), userDomain },
        { QStringLiteral("project_domain_id"), projectDomain },
        { QStringLiteral("token.project.domain.id"), projectDomain },
        { QStringLiteral("system_scope"), system },
        // The token's document says {"system": {"all": true}}.
        { QStringLiteral("token.system.all"), [](const Context& c) { return QStringList { c.systemScope, c.systemScope.isEmpty() ? QString() : QStringLiteral("True") }; } },
        { QStringLiteral("roles"), [](const Context& c) { return c.roles; } },
        { QStringLiteral("is_admin"), [](const Context& c) { return QStringList { c.admin ? QStringLiteral("True") : QStringLiteral("False") }; } },
        // Keystone's answer when no administrators' project is configured.
        { QStringLiteral("is_admin_project"), [](const Context&) { return QStringList { QStringLiteral("True") }; } },
    };
    return table;
}

/// False when the target has no such thing.
bool filledIn(const std::vector<PolicyCheck::Piece>& pieces, const PolicyTarget& target, QString& text)
{
    for (const auto& piece : pieces) {
        if (!piece.fromTarget) {
            text += piece.text;
            continue;
        }
        const auto found = target.constFind(piece.text);
        if (found == target.constEnd())
            return false;
        text += *found;
    }
    return true;
}

/// `written`: all of it stands in the rule. Only there is None Python's word for what a token does not have: a request that
/// says so asks for something of that name.
bool attributeIs(const Context& context, const QString& name, const QString& wanted, bool written)
{
    const auto found = attributeTable().find(name);
    if (found == attributeTable().end())
        return false;
    const auto values = found->second(context);
    if (written && wanted == u"None")
        return std::all_of(values.begin(), values.end(), [](const QString& value) { return value.isEmpty(); });
    return !wanted.isEmpty() && values.contains(wanted);
}

} // namespace

std::optional<PolicyCheck> PolicyCheck::read(const QString& text, PolicyMistake& mistake)
{
    auto tokens = Scanner(text, mistake).tokens();
    if (!tokens)
        return {};
    return Parser(std::move(*tokens), text.size(), mistake).parse();
}

void PolicyCheck::visit(const std::function<void(const PolicyCheck&)>& visitor) const
{
    visitor(*this);
    for (const auto& child : children)
        child.visit(visitor);
}

bool PolicyCheck::holds(const Context& context, const PolicyTarget& target, const Rules& rules, int depth) const
{
    if (depth > mostReferences)
        return false;
    const auto holdsToo = [&](const PolicyCheck& child) { return child.holds(context, target, rules, depth); };
    switch (kind) {
    case Kind::Always: return true;
    case Kind::Never: return false;
    case Kind::Not: return !holdsToo(children.front());
    case Kind::And: return std::all_of(children.begin(), children.end(), holdsToo);
    case Kind::Or: return std::any_of(children.begin(), children.end(), holdsToo);
    case Kind::Rule: {
        const auto* rule = rules(ruleName());
        return rule && rule->holds(context, target, rules, depth + 1);
    }
    case Kind::Role:
    case Kind::Attribute:
    case Kind::Literal: break;
    }
    QString wanted;
    if (!filledIn(right, target, wanted))
        return false;
    if (kind == Kind::Role)
        return context.hasRole(wanted);
    if (kind == Kind::Literal)
        return wanted == left || (left == u"None" && wanted.isEmpty());
    return attributeIs(context, left, wanted, std::none_of(right.begin(), right.end(), [](const Piece& piece) { return piece.fromTarget; }));
}

const QStringList& PolicyCheck::attributes()
{
    static const QStringList names = [] {
        QStringList list;
        for (const auto& [name, value] : attributeTable())
            list << name;
        return list;
    }();
    return names;
}

} // namespace skylab::service
