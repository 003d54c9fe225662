#pragma once

#include "service/Context.h"

#include <QHash>

#include <functional>
#include <optional>
#include <vector>

namespace skylab::service {

using PolicyTarget = QHash<QString, QString>;

/// Why a check can't be read, and where: `offset` counts characters from the beginning of the text.
struct PolicyMistake {
    QString message;
    qsizetype offset = 0;
};

/// One check of oslo.policy's language as a tree. Never changed once read.
///
///     check  := and ("or" and)*          and := not ("and" not)*          not := "not" not | "(" check ")" | term
///     term   := "@" | "!" | "rule:"name | "role:"text | left ":" text
///     left   := an attribute of the token | 'text' | "text" | number | True | False | None
///     text   := characters, 'text', "text", with any number of %(name)s, which the target fills in; %% is a percent
///
/// The empty check always holds. Source: oslo.policy's documented language.
struct PolicyCheck {
    static constexpr int mostReferences = 64;      ///< rules through rules; beyond, none holds

    enum class Kind : std::uint8_t { Always, Never, And, Or, Not, Rule, Role, Attribute, Literal };

    /// Part of `right`: plain text, or the name of something in the target.
    struct Piece {
        QString text;
        bool fromTarget = false;
    };

    Kind kind = Kind::Never;
    std::vector<PolicyCheck> children = {};
    QString left = {};                   ///< Attribute: its name; Literal: its value
    std::vector<Piece> right = {};       ///< Rule: one plain piece, the name
    qsizetype offset = 0;                ///< of the term in its text

    /// Nothing and a mistake, or the tree.
    static std::optional<PolicyCheck> read(const QString& text, PolicyMistake& mistake);

    /// The name that a Rule refers to.
    [[nodiscard]] QString ruleName() const { return right.empty() ? QString() : right.front().text; }

    /// Calls `visitor` for this and everything below.
    void visit(const std::function<void(const PolicyCheck&)>& visitor) const;

    /// Finds the check of a rule; null when there is none.
    using Rules = std::function<const PolicyCheck*(const QString& name)>;
    /// Whether it holds. Rules that refer to each other in a ring don't.
    [[nodiscard]] bool holds(const Context& context, const PolicyTarget& target, const Rules& rules, int depth = 0) const;

    /// What a token's attributes are called, sorted: "project_id", "user_id" ...
    static const QStringList& attributes();
};

} // namespace skylab::service
