#pragma once

#include "db/Transaction.h"
#include "identity/model/Assignments.h"
#include "identity/model/Token.h"
#include "identity/store/Rows.h"

namespace skylab::identity {

/// Who may do what where.
namespace AssignmentStore {

/// Adds it, or does nothing if it is there.
Result<> add(db::Transaction& transaction, const Assignment& assignment);
/// False: there was none.
Result<bool> remove(db::Transaction& transaction, const Assignment& assignment);
Result<bool> contains(db::Connection& connection, const Assignment& assignment);
/// Role ids that the actor was granted directly on the target.
Result<QStringList> roleIds(db::Connection& connection, const Assignment& actorAndTarget);
Result<std::vector<Assignment>> all(db::Connection& connection);
/// When a user, group, project or domain is gone.
Result<> forget(db::Transaction& transaction, const QString& actorOrTargetId);

/// Role ids that the user has there: granted to it or its groups, directly or inherited from above; not yet expanded.
Result<QStringList> effectiveRoleIds(db::Connection& connection, const QString& userId, ScopeKind scope, const QString& scopeId);

/// A condition for Store::list.
struct Condition {
    QString sql;
    QVariantList arguments;
};
/// Projects where the user has any role; `Usable` leaves out those that a token can't be scoped to.
enum class Which : std::uint8_t { All, Usable };
Condition projectsOf(const QString& userId, Which which);
/// Domains that a token of the user can be scoped to.
Condition domainsOf(const QString& userId);

/// Group ids by user id, for all users.
Result<std::vector<std::pair<QString, QString>>> memberships(db::Connection& connection);

} // namespace AssignmentStore

} // namespace skylab::identity
