#pragma once

#include "core/Result.h"
#include "service/Context.h"

#include <QHash>

#include <memory>

namespace skylab::service {

/// What a rule is asked about: "project_id", "user_id", "target.user.domain_id" ...
using PolicyTarget = QHash<QString, QString>;

/// Rules in oslo.policy's language: `role:admin`, `rule:owner`, `project_id:%(project_id)s`, `user_id:%(user_id)s`,
/// `domain_id:...`, `system_scope:all`, `is_admin:True`, `@` (always), `!` (never), `and`, `or`, `not`, parentheses.
/// Defaults come from the routes; a policy file overrides them by name. Thread-safe once built.
/// Source: oslo.policy's documented language.
class Policy {
public:
    Policy();
    ~Policy();
    Q_DISABLE_COPY_MOVE(Policy)

    /// Adds a default. Fails with the place when the check string can't be parsed.
    Result<> addDefault(const QString& rule, const QString& check);

    /// Reads "name": "check" lines of a policy.yaml; an unknown rule or a bad check is an error that names the line.
    Result<> loadOverrides(const QString& file);

    /// Forbidden, in words that name the rule, unless the rule holds. An unknown rule is never allowed.
    [[nodiscard]] Result<> enforce(const Context& context, const QString& rule, const PolicyTarget& target = {}) const;
    [[nodiscard]] bool allows(const Context& context, const QString& rule, const PolicyTarget& target = {}) const;

    /// Every rule and the check in force, sorted by name: what `skylabd --print-policy` prints.
    [[nodiscard]] QList<std::pair<QString, QString>> rules() const;

    struct Node;

private:
    bool evaluate(const Node& node, const Context& context, const PolicyTarget& target, int depth) const;

    struct Entry;
    QHash<QString, std::shared_ptr<Entry>> m_rules;
};

/// The checks that most routes use, by name.
namespace rules {
inline const QString anyone = QStringLiteral("@");
inline const QString admin = QStringLiteral("rule:admin_required");
inline const QString projectReader = QStringLiteral("rule:project_reader_or_admin");
inline const QString projectMember = QStringLiteral("rule:project_member_or_admin");
} // namespace rules

} // namespace skylab::service
