#pragma once

#include "core/Result.h"
#include "service/policy/PolicyCheck.h"

#include <QHash>
#include <QMap>

#include <memory>
#include <shared_mutex>

namespace skylab::service {

struct PolicyLine;

/// Who may do what: rules in oslo.policy's language (policy/PolicyCheck.h). Defaults come from the routes, before the
/// server starts; a policy.yaml overrides them by name, then and whenever it is read again. Thread-safe after the
/// defaults are in.
class Policy {
public:
    Policy();
    ~Policy();
    Q_DISABLE_COPY_MOVE(Policy)

    /// Adds a default. Fails with the place when the check string can't be parsed. `service` is whose route asks the rule;
    /// rules that only others refer to have none.
    Result<> addDefault(const QString& rule, const QString& check, const QString& service = {});

    /// Puts the rules of a policy.yaml in the place of those of an earlier one; what the file does not name goes back
    /// to its default. All or nothing: on an error the rules stay as they are, and the error names file, line and
    /// column. A name that no route has must be referred to by another rule of the file ("rule:ours"): else it is taken
    /// for misspelt. So are attributes that no token has, and rings of rules. May be called while requests run.
    Result<> loadOverrides(const QString& file);

    /// Whether a file says something else than the defaults.
    [[nodiscard]] bool hasOverrides() const;

    /// Forbidden, in words that name the rule, unless the rule holds. An unknown rule is judged by the rule "default",
    /// which allows nobody unless the file says otherwise.
    [[nodiscard]] Result<> enforce(const Context& context, const QString& rule, const PolicyTarget& target = {}) const;
    [[nodiscard]] bool allows(const Context& context, const QString& rule, const PolicyTarget& target = {}) const;

    /// For every rule that a route of `service` asks (empty: of any), sorted by name: whether it holds. One pass, in which
    /// equal checks are evaluated once.
    [[nodiscard]] std::vector<std::pair<QString, bool>> verdicts(const Context& context, const PolicyTarget& target, const QString& service = {}) const;
    /// The services whose routes have rules, sorted.
    [[nodiscard]] QStringList services() const;

    /// Every rule and the check in force, sorted by name: what `skylabd --print-policy` prints.
    [[nodiscard]] QList<std::pair<QString, QString>> rules() const;

private:
    struct Entry;
    using Rules = QHash<QString, std::shared_ptr<const Entry>>;
    [[nodiscard]] std::shared_ptr<const Rules> current() const;
    [[nodiscard]] static Result<> judge(const Rules& rules, const std::vector<PolicyLine>& lines);

    Rules m_defaults;
    QMap<QString, QStringList> m_askedBy;      ///< services by rule, of those that routes ask
    mutable std::shared_mutex m_mutex;
    std::shared_ptr<const Rules> m_rules;      ///< in force; null: the defaults
    bool m_overridden = false;
};

/// The checks that most routes use, by name.
namespace rules {
inline const QString anyone = QStringLiteral("@");
inline const QString admin = QStringLiteral("rule:admin_required");
inline const QString projectReader = QStringLiteral("rule:project_reader_or_admin");
inline const QString projectMember = QStringLiteral("rule:project_member_or_admin");
} // namespace rules

} // namespace skylab::service
