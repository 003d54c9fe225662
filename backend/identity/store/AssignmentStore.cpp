#include "identity/store/AssignmentStore.h"

#include "identity/store/Texts.h"
#include "service/Store.h"

namespace skylab::identity::AssignmentStore {

namespace {

/// Assignments of a user, its own and its groups'. Takes the user's id twice.
const QString ofUser = QStringLiteral("((actor_type = 'user' AND actor_id = ?) OR (actor_type = 'group' AND actor_id IN (SELECT group_id FROM group_members WHERE user_id = ?)))");

} // namespace

Result<> add(db::Transaction& transaction, const Assignment& a)
{
    TRY(transaction.execute(QStringLiteral("INSERT INTO role_assignments (actor_type, actor_id, target_type, target_id, role_id, inherited) VALUES (?, ?, ?, ?, ?, ?) "
                                           "ON CONFLICT DO NOTHING"),
                            a.actorType, a.actorId, a.targetType, a.targetId, a.roleId, a.inherited));
    return {};
}

Result<bool> remove(db::Transaction& transaction, const Assignment& a)
{
    return TRY(transaction.execute(QStringLiteral("DELETE FROM role_assignments WHERE actor_type = ? AND actor_id = ? AND target_type = ? AND target_id = ? AND role_id = ? AND inherited = ?"),
                                   a.actorType, a.actorId, a.targetType, a.targetId, a.roleId, a.inherited)) > 0;
}

Result<bool> contains(db::Connection& connection, const Assignment& a)
{
    return TRY(roleIds(connection, a)).contains(a.roleId);
}

Result<QStringList> roleIds(db::Connection& connection, const Assignment& a)
{
    return texts(connection.query(QStringLiteral("SELECT role_id FROM role_assignments WHERE actor_type = ? AND actor_id = ? AND target_type = ? AND target_id = ? AND inherited = ? ORDER BY role_id"),
                                  a.actorType, a.actorId, a.targetType, a.targetId, a.inherited));
}

Result<std::vector<Assignment>> all(db::Connection& connection)
{
    auto rows = TRY(connection.query(QStringLiteral("SELECT actor_type, actor_id, target_type, target_id, role_id, inherited FROM role_assignments "
                                                    "ORDER BY target_type, target_id, actor_type, actor_id, role_id")));
    std::vector<Assignment> list;
    while (rows.next())
        list.push_back({ rows.get<QString>(0), rows.get<QString>(1), rows.get<QString>(2), rows.get<QString>(3), rows.get<QString>(4), rows.get<bool>(5) });
    TRY(rows.check());
    return list;
}

Result<> forget(db::Transaction& transaction, const QString& id)
{
    TRY(transaction.execute(QStringLiteral("DELETE FROM role_assignments WHERE actor_id = ? OR target_id = ?"), id, id));
    return {};
}

Result<QStringList> effectiveRoleIds(db::Connection& connection, const QString& userId, ScopeKind scope, const QString& scopeId)
{
    switch (scope) {
    case ScopeKind::Unscoped: return QStringList();
    case ScopeKind::System:
        return texts(connection.query(QStringLiteral("SELECT DISTINCT role_id FROM role_assignments WHERE target_type = 'system' AND ") + ofUser, userId, userId));
    case ScopeKind::Domain:
        return texts(connection.query(QStringLiteral("SELECT DISTINCT role_id FROM role_assignments WHERE target_type = 'domain' AND target_id = ? AND inherited IS FALSE AND ") + ofUser,
                                      scopeId, userId, userId));
    case ScopeKind::Project: break;
    }
    static const QString sql = QStringLiteral(
        "WITH RECURSIVE above (id) AS (SELECT parent_id FROM projects WHERE id = ? UNION "
        "SELECT p.parent_id FROM projects p JOIN above ON p.id = above.id WHERE p.parent_id IS NOT NULL) "
        "SELECT DISTINCT role_id FROM role_assignments WHERE ((target_type = 'project' AND target_id = ? AND inherited IS FALSE) "
        "OR (inherited IS TRUE AND target_id IN (SELECT id FROM above))) AND ") + ofUser;
    return texts(connection.query(sql, scopeId, scopeId, userId, userId));
}

Condition projectsOf(const QString& userId, Which which)
{
    static const QString direct = QStringLiteral("id IN (SELECT target_id FROM role_assignments WHERE target_type = 'project' AND inherited IS FALSE AND ") + ofUser + QStringLiteral(")");
    static const QString inherited = QStringLiteral("id IN (WITH RECURSIVE below (id) AS (SELECT id FROM projects WHERE parent_id IN "
        "(SELECT target_id FROM role_assignments WHERE inherited IS TRUE AND ") + ofUser + QStringLiteral(") UNION "
        "SELECT p.id FROM projects p JOIN below ON p.parent_id = below.id) SELECT id FROM below)");
    auto sql = QStringLiteral("is_domain IS FALSE AND (%1 OR %2)").arg(direct, inherited);
    if (which == Which::Usable)
        sql += QStringLiteral(" AND enabled IS TRUE AND EXISTS (SELECT 1 FROM projects d WHERE d.id = projects.domain_id AND d.enabled IS TRUE)");
    return { sql, { userId, userId, userId, userId } };
}

Condition domainsOf(const QString& userId)
{
    return { QStringLiteral("is_domain IS TRUE AND enabled IS TRUE AND id IN (SELECT target_id FROM role_assignments WHERE target_type = 'domain' AND inherited IS FALSE AND ") + ofUser + u')',
             { userId, userId } };
}

Result<std::vector<std::pair<QString, QString>>> memberships(db::Connection& connection)
{
    auto rows = TRY(connection.query(QStringLiteral("SELECT user_id, group_id FROM group_members")));
    std::vector<std::pair<QString, QString>> list;
    while (rows.next())
        list.emplace_back(rows.get<QString>(0), rows.get<QString>(1));
    TRY(rows.check());
    return list;
}

} // namespace skylab::identity::AssignmentStore
