#include "service/Policy.h"

#include "service/policy/PolicyFile.h"

#include <QLoggingCategory>

#include <algorithm>
#include <functional>
#include <mutex>

namespace skylab::service {

struct Policy::Entry {
    QString check;
    PolicyCheck tree;
};

namespace {

Q_LOGGING_CATEGORY(lcPolicy, "skylab.policy")

QString suggestion(const QString& misspelt, const QStringList& names, const QString& otherwise)
{
    const auto near = nearestName(misspelt, names);
    return near.isEmpty() ? otherwise : QStringLiteral("did you mean \"%1\"?").arg(near);
}

const QString seeAll = QStringLiteral("skylabd --print-policy lists them all.");

/// The first name or attribute in `tree` that there is not, as a sentence; empty when all is well.
QString unknownIn(const PolicyCheck& tree, const QStringList& rules)
{
    QString wrong;
    tree.visit([&](const PolicyCheck& one) {
        if (!wrong.isEmpty())
            return;
        if (one.kind == PolicyCheck::Kind::Rule && !rules.contains(one.ruleName()))
            wrong = QStringLiteral("there is no rule \"%1\" to refer to; %2").arg(one.ruleName(), suggestion(one.ruleName(), rules, seeAll));
        else if (one.kind == PolicyCheck::Kind::Attribute && !PolicyCheck::attributes().contains(one.left))
            wrong = QStringLiteral("tokens have no attribute \"%1\"; %2").arg(one.left, suggestion(one.left, PolicyCheck::attributes(),
                QStringLiteral("they have %1.").arg(PolicyCheck::attributes().join(QStringLiteral(", ")))));
    });
    return wrong;
}

/// What a rule comes to when all that it refers to is written out, which is what it may cost to ask. Rules that refer to others twice,
/// which do so too, double with each step. Each rule is looked into once.
class Expansion {
public:
    static constexpr qint64 mostTerms = 10'000;

    struct Extent {
        qint64 terms = 1;        ///< at most mostTerms
        int references = 0;      ///< one through the other
        bool isRing = false;     ///< path() says how
        [[nodiscard]] bool isTooMuch() const { return terms >= mostTerms || references > PolicyCheck::mostReferences; }
    };

    explicit Expansion(PolicyCheck::Rules find) : m_find(std::move(find)) { }

    Extent of(const QString& name)
    {
        if (m_path.contains(name))
            return { .isRing = true };
        if (const auto known = m_known.constFind(name); known != m_known.constEnd())
            return *known;
        const auto* tree = m_find(name);
        if (!tree || m_path.size() > PolicyCheck::mostReferences)
            return { .references = int(m_path.size()) };
        m_path << name;
        Extent sum { .terms = 0 };
        tree->visit([&](const PolicyCheck& one) { add(sum, one); });
        if (sum.isRing)
            return sum;
        m_path.removeLast();
        m_known.insert(name, sum);
        return sum;
    }
    [[nodiscard]] const QStringList& path() const { return m_path; }

private:
    void add(Extent& sum, const PolicyCheck& one)
    {
        if (sum.isRing)
            return;
        const bool refers = one.kind == PolicyCheck::Kind::Rule;
        const auto part = refers ? of(one.ruleName()) : Extent();
        sum = { std::min(mostTerms, sum.terms + part.terms), std::max(sum.references, part.references + refers), part.isRing };
    }

    PolicyCheck::Rules m_find;
    QHash<QString, Extent> m_known;
    QStringList m_path;
};

} // namespace

Policy::Policy()
{
    const auto base = [&](const char* name, const char* check) { (void)addDefault(QLatin1String(name), QLatin1String(check)); };
    base("default", "!");
    base("admin_required", "role:admin");
    base("owner", "project_id:%(project_id)s");
    base("admin_or_owner", "rule:admin_required or rule:owner");
    base("project_reader_or_admin", "rule:admin_required or (role:reader and project_id:%(project_id)s)");
    base("project_member_or_admin", "rule:admin_required or (role:member and project_id:%(project_id)s)");
}

Policy::~Policy() = default;

Result<> Policy::addDefault(const QString& rule, const QString& check, const QString& service)
{
    if (!service.isEmpty() && !m_askedBy[rule].contains(service))
        m_askedBy[rule] << service;
    PolicyMistake mistake;
    auto tree = PolicyCheck::read(check, mistake);
    if (!tree)
        return fail(ErrorCode::BadRequest, QStringLiteral("Policy rule \"%1\" can't be read: %2 in \"%3\".").arg(rule, mistake.message, check));
    // Routes may share a rule, but then they must mean the same: the last check would silently guard all of them.
    if (const auto known = m_defaults.constFind(rule); known != m_defaults.constEnd() && (*known)->check != check)
        qCWarning(lcPolicy).noquote() << "Policy rule" << rule << "has two defaults, the second one counts:" << (*known)->check << "and" << check;
    m_defaults.insert(rule, std::make_shared<const Entry>(Entry { check, std::move(*tree) }));
    return {};
}

std::shared_ptr<const Policy::Rules> Policy::current() const
{
    const std::shared_lock lock(m_mutex);
    if (m_rules)
        return m_rules;
    return { std::shared_ptr<void>(), &m_defaults };      // lives as long as this
}

Result<> Policy::loadOverrides(const QString& file)
{
    const auto lines = TRY(readPolicyFile(file));
    auto next = std::make_shared<Rules>(m_defaults);
    for (const auto& line : lines)
        next->insert(line.rule, std::make_shared<const Entry>(Entry { line.check, line.tree }));
    QStringList referred;
    for (const auto& line : lines)
        line.tree.visit([&](const PolicyCheck& one) {
            if (one.kind == PolicyCheck::Kind::Rule && one.ruleName() != line.rule)
                referred << one.ruleName();
        });
    for (const auto& line : lines)
        if (!m_defaults.contains(line.rule) && !referred.contains(line.rule))
            return fail(ErrorCode::BadRequest, QStringLiteral("%1, line %2, column %3: there is no rule \"%4\"; %5").arg(file).arg(line.line).arg(line.column)
                .arg(line.rule, suggestion(line.rule, m_defaults.keys(), seeAll)));
    TRY(judge(*next, lines));
    const std::unique_lock lock(m_mutex);
    m_rules = std::move(next);
    m_overridden = !lines.empty();
    return {};
}

bool Policy::hasOverrides() const
{
    const std::shared_lock lock(m_mutex);
    return m_overridden;
}

Result<> Policy::judge(const Rules& rules, const std::vector<PolicyLine>& lines)
{
    const auto names = rules.keys();
    Expansion expansion([&rules](const QString& name) {
        const auto rule = rules.constFind(name);
        return rule == rules.constEnd() ? nullptr : &(*rule)->tree;
    });
    for (const auto& line : lines) {
        if (const auto wrong = unknownIn(line.tree, names); !wrong.isEmpty())
            return fail(ErrorCode::BadRequest, QStringLiteral("%1: %2").arg(line.place, wrong));
        const auto extent = expansion.of(line.rule);
        if (extent.isRing)
            return fail(ErrorCode::BadRequest, QStringLiteral("%1: rule \"%2\" refers to itself, by way of: %3.").arg(line.place, line.rule, expansion.path().join(QStringLiteral(", "))));
        if (extent.isTooMuch())
            return fail(ErrorCode::BadRequest, QStringLiteral("%1: with all that it refers to, rule \"%2\" has more than %3 terms or %4 references one through the other. Every request would go through them; say it shorter.")
                .arg(line.place, line.rule, QString::number(Expansion::mostTerms), QString::number(PolicyCheck::mostReferences)));
    }
    return {};
}

bool Policy::allows(const Context& context, const QString& rule, const PolicyTarget& target) const
{
    const auto rules = current();
    const PolicyCheck::Rules find = [&](const QString& name) -> const PolicyCheck* {
        const auto entry = rules->constFind(name);
        return entry == rules->constEnd() ? nullptr : &(*entry)->tree;
    };
    const auto* check = find(rule);
    if (!check)
        check = find(QStringLiteral("default"));
    return check && check->holds(context, target, find);
}

Result<> Policy::enforce(const Context& context, const QString& rule, const PolicyTarget& target) const
{
    if (allows(context, rule, target))
        return {};
    return fail(ErrorCode::Forbidden, QStringLiteral("Policy doesn't allow %1 to be performed.").arg(rule));
}

std::vector<std::pair<QString, bool>> Policy::verdicts(const Context& context, const PolicyTarget& target, const QString& service) const
{
    const auto rules = current();
    const PolicyCheck::Rules find = [&](const QString& name) -> const PolicyCheck* {
        const auto entry = rules->constFind(name);
        return entry == rules->constEnd() ? nullptr : &(*entry)->tree;
    };
    QHash<QString, bool> known;      // by the check's text: some forty checks guard a thousand rules
    std::vector<std::pair<QString, bool>> all;
    all.reserve(std::size_t(m_askedBy.size()));
    for (auto it = m_askedBy.begin(); it != m_askedBy.end(); ++it) {
        if (!service.isEmpty() && !it->contains(service))
            continue;
        const auto entry = rules->constFind(it.key());
        auto verdict = known.constFind((*entry)->check);
        if (verdict == known.constEnd())
            verdict = known.insert((*entry)->check, (*entry)->tree.holds(context, target, find));
        all.emplace_back(it.key(), *verdict);
    }
    return all;
}

QStringList Policy::services() const
{
    QStringList all;
    for (const auto& services : m_askedBy)
        all += services;
    all.removeDuplicates();
    all.sort();
    return all;
}

QList<std::pair<QString, QString>> Policy::rules() const
{
    const auto rules = current();
    QList<std::pair<QString, QString>> list;
    for (auto it = rules->begin(); it != rules->end(); ++it)
        list.append({ it.key(), (*it)->check });
    std::sort(list.begin(), list.end());
    return list;
}

} // namespace skylab::service
