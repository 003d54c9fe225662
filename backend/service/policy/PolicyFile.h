#pragma once

#include "core/Result.h"
#include "service/policy/PolicyCheck.h"

#include <vector>

namespace skylab::service {

/// A rule as a policy.yaml says it, with its place for errors.
struct PolicyLine {
    QString rule;
    QString check;               ///< as text; the list form is written out with "and" and "or"
    PolicyCheck tree;
    int line = 0;                ///< of the rule's name; both count from 1
    int column = 0;
    QString place = {};          ///< "policy.yaml, line 3, column 12": where the check begins
};

/// Reads a policy.yaml (or policy.json, which is YAML too): a map of rule names to checks, each a string or a list of
/// lists. BadRequest names file, line and column; NotFound when there is no such file. Names are not looked up.
Result<std::vector<PolicyLine>> readPolicyFile(const QString& file);

/// The name that differs least from a misspelt one; empty when none is like it.
QString nearestName(const QString& misspelt, const QStringList& names);

} // namespace skylab::service
