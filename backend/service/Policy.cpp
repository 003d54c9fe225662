#include "service/Policy.h"

#include <QFile>
#include <QLoggingCategory>

#include <algorithm>

namespace skylab::service {

struct Policy::Node {
    enum class Kind { Always, Never, And, Or, Not, Check } kind = Kind::Never;
    std::vector<Node> children;
    QString left;      ///< "role", "rule", "project_id" ...
    QString right;     ///< "admin", "%(project_id)s"
};

struct Policy::Entry {
    QString check;
    Node node;
};

namespace {

Q_LOGGING_CATEGORY(lcPolicy, "skylab.policy")

using Node = Policy::Node;

/// Recursive descent over the tokens of one check string. Depth is bounded, since policy files are input too.
class Parser {
public:
    explicit Parser(const QString& text)
    {
        QString spaced = text;
        // Parentheses of %(name)s belong to the name; others stand alone.
        QString out;
        for (qsizetype i = 0; i < spaced.size(); ++i) {
            const auto c = spaced[i];
            if (c == u'%' && i + 1 < spaced.size() && spaced[i + 1] == u'(') {
                const auto end = spaced.indexOf(u')', i);
                if (end > 0) {
                    out += QStringView(spaced).mid(i, end - i + 1);
                    i = end;
                    continue;
                }
            }
            if (c == u'(' || c == u')')
                out += u' ' + QString(c) + u' ';
            else
                out += c;
        }
        m_tokens = out.simplified().split(u' ', Qt::SkipEmptyParts);
    }

    Result<Node> parse()
    {
        if (m_tokens.isEmpty())
            return Node { Node::Kind::Always, {}, {}, {} };
        auto node = TRY(parseOr(0));
        if (m_at < m_tokens.size())
            return fail(ErrorCode::BadRequest, QStringLiteral("unexpected '%1'").arg(m_tokens[m_at]));
        return node;
    }

private:
    [[nodiscard]] bool next(QStringView word)
    {
        if (m_at < m_tokens.size() && m_tokens[m_at].compare(word, Qt::CaseInsensitive) == 0) {
            ++m_at;
            return true;
        }
        return false;
    }

    Result<Node> parseOr(int depth)
    {
        Node node { Node::Kind::Or, {}, {}, {} };
        do
            node.children.push_back(TRY(parseAnd(depth)));
        while (next(u"or"));
        return node.children.size() == 1 ? Node(node.children.front()) : node;
    }

    Result<Node> parseAnd(int depth)
    {
        Node node { Node::Kind::And, {}, {}, {} };
        do
            node.children.push_back(TRY(parseNot(depth)));
        while (next(u"and"));
        return node.children.size() == 1 ? Node(node.children.front()) : node;
    }

    Result<Node> parseNot(int depth)
    {
        if (depth > 32)
            return fail(ErrorCode::BadRequest, QStringLiteral("the check is nested too deeply"));
        if (next(u"not")) {
            Node node { Node::Kind::Not, {}, {}, {} };
            node.children.push_back(TRY(parseNot(depth + 1)));
            return node;
        }
        if (next(u"(")) {
            auto node = TRY(parseOr(depth + 1));
            if (!next(u")"))
                return fail(ErrorCode::BadRequest, QStringLiteral("a closing parenthesis is missing"));
            return node;
        }
        if (m_at >= m_tokens.size())
            return fail(ErrorCode::BadRequest, QStringLiteral("the check ends too early"));
        const auto token = m_tokens[m_at++];
        if (token == u"@")
            return Node { Node::Kind::Always, {}, {}, {} };
        if (token == u"!")
            return Node { Node::Kind::Never, {}, {}, {} };
        const auto colon = token.indexOf(u':');
        if (colon <= 0 || colon == token.size() - 1)
            return fail(ErrorCode::BadRequest, QStringLiteral("'%1' is not a check of the form kind:match").arg(token));
        return Node { Node::Kind::Check, {}, token.left(colon), token.mid(colon + 1) };
    }

    QStringList m_tokens;
    qsizetype m_at = 0;
};

QString unquoted(QString text)
{
    if (text.size() >= 2 && (text.startsWith(u'\'') || text.startsWith(u'"')) && text.back() == text.front())
        text = text.mid(1, text.size() - 2);
    return text;
}

QString credential(const Context& context, const QString& name)
{
    if (name.startsWith(u'\'') || name.startsWith(u'"'))      // 'member':%(target.role.name)s
        return unquoted(name);
    if (name == u"project_id" || name == u"tenant_id" || name == u"tenant")
        return context.projectId;
    if (name == u"user_id")
        return context.userId;
    if (name == u"domain_id")
        return context.domainId;
    if (name == u"user_domain_id" || name == u"user.domain_id")
        return context.userDomainId;
    if (name == u"project_domain_id")
        return context.projectDomainId;
    if (name == u"system_scope" || name == u"token.system.all")
        return context.systemScope;
    if (name == u"is_admin")
        return context.admin ? QStringLiteral("True") : QStringLiteral("False");
    return {};
}

} // namespace

Policy::Policy()
{
    const auto base = [&](const char* name, const char* check) { (void)addDefault(QLatin1String(name), QLatin1String(check)); };
    base("admin_required", "role:admin");
    base("owner", "project_id:%(project_id)s");
    base("admin_or_owner", "rule:admin_required or rule:owner");
    base("project_reader_or_admin", "rule:admin_required or (role:reader and project_id:%(project_id)s)");
    base("project_member_or_admin", "rule:admin_required or (role:member and project_id:%(project_id)s)");
}

Policy::~Policy() = default;

Result<> Policy::addDefault(const QString& rule, const QString& check)
{
    auto node = Parser(check).parse();
    if (!node)
        return fail(ErrorCode::BadRequest, QStringLiteral("Policy rule \"%1\" can't be read: %2 in \"%3\".").arg(rule, node.error().message, check));
    // Routes may share a rule, but then they must mean the same: the last check would silently guard all of them.
    if (const auto known = m_rules.constFind(rule); known != m_rules.constEnd() && (*known)->check != check)
        qCWarning(lcPolicy).noquote() << "Policy rule" << rule << "has two defaults, the second one counts:" << (*known)->check << "and" << check;
    m_rules.insert(rule, std::make_shared<Entry>(Entry { check, std::move(*node) }));
    return {};
}

Result<> Policy::loadOverrides(const QString& file)
{
    QFile input(file);
    if (!input.open(QIODevice::ReadOnly))
        return fail(ErrorCode::NotFound, QStringLiteral("Policy file %1 can't be read: %2.").arg(file, input.errorString()));
    const auto lines = QString::fromUtf8(input.readAll()).split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const auto line = lines[i].trimmed();
        if (line.isEmpty() || line.startsWith(u'#') || line == u"---")
            continue;
        // "name:with:colons": "check" — the name ends at the colon that a blank follows.
        const auto colon = line.startsWith(u'"') ? line.indexOf(u':', line.indexOf(u'"', 1)) : line.indexOf(QStringLiteral(": "));
        if (colon <= 0)
            return fail(ErrorCode::BadRequest, QStringLiteral("%1, line %2: expected \"rule\": \"check\".").arg(file).arg(i + 1));
        const auto rule = unquoted(line.left(colon).trimmed());
        if (!m_rules.contains(rule))
            return fail(ErrorCode::BadRequest, QStringLiteral("%1, line %2: there is no rule \"%3\"; skylabd --print-policy lists them.").arg(file).arg(i + 1).arg(rule));
        if (auto added = addDefault(rule, unquoted(line.mid(colon + 1).trimmed())); !added)
            return fail(ErrorCode::BadRequest, QStringLiteral("%1, line %2: %3").arg(file).arg(i + 1).arg(added.error().message));
    }
    return {};
}

bool Policy::evaluate(const Node& node, const Context& context, const PolicyTarget& target, int depth) const
{
    if (depth > 64)
        return false;      // a rule that refers to itself never holds
    switch (node.kind) {
    case Node::Kind::Always: return true;
    case Node::Kind::Never: return false;
    case Node::Kind::Not: return !evaluate(node.children.front(), context, target, depth + 1);
    case Node::Kind::And:
        return std::all_of(node.children.begin(), node.children.end(), [&](const Node& child) { return evaluate(child, context, target, depth + 1); });
    case Node::Kind::Or:
        return std::any_of(node.children.begin(), node.children.end(), [&](const Node& child) { return evaluate(child, context, target, depth + 1); });
    case Node::Kind::Check: break;
    }
    if (node.left == u"rule") {
        const auto rule = m_rules.constFind(node.right);
        return rule != m_rules.constEnd() && evaluate((*rule)->node, context, target, depth + 1);
    }
    if (node.left == u"role")
        return context.hasRole(node.right);
    QString wanted = unquoted(node.right);
    if (wanted.startsWith(QStringLiteral("%(")) && wanted.endsWith(QStringLiteral(")s"))) {
        const auto found = target.constFind(wanted.mid(2, wanted.size() - 4));
        if (found == target.constEnd())
            return false;
        wanted = *found;
    }
    const auto has = credential(context, node.left);
    return !has.isEmpty() && has == wanted;
}

bool Policy::allows(const Context& context, const QString& rule, const PolicyTarget& target) const
{
    const auto entry = m_rules.constFind(rule);
    return entry != m_rules.constEnd() && evaluate((*entry)->node, context, target, 0);
}

Result<> Policy::enforce(const Context& context, const QString& rule, const PolicyTarget& target) const
{
    if (allows(context, rule, target))
        return {};
    return fail(ErrorCode::Forbidden, QStringLiteral("Policy doesn't allow %1 to be performed.").arg(rule));
}

QList<std::pair<QString, QString>> Policy::rules() const
{
    QList<std::pair<QString, QString>> list;
    for (auto it = m_rules.begin(); it != m_rules.end(); ++it)
        list.append({ it.key(), (*it)->check });
    std::sort(list.begin(), list.end());
    return list;
}

} // namespace skylab::service
