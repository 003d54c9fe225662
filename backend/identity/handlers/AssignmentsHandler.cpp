#include "identity/handlers/AssignmentsHandler.h"

#include "identity/handlers/Changes.h"

namespace skylab::identity {

using service::Call;
using service::Store;

namespace {

bool asksInherited(const Call& call) { return call.request.path.contains("/OS-INHERIT/"); }

/// ?name alone, =true, =1: on. =0 and =false: off.
bool isOn(const Call& call, QStringView name)
{
    const auto value = call.query(name).toLower();
    return !value.isNull() && value != u"0" && value != u"false";
}

Result<> recordGrant(db::Transaction& transaction, const Call& call, const char* change, const Assignment& a)
{
    const QJsonObject payload { { a.actorType + QStringLiteral("_id"), a.actorId }, { a.targetType + QStringLiteral("_id"), a.targetId },
                                { QStringLiteral("role_id"), a.roleId }, { QStringLiteral("inherited"), a.inherited } };
    return service::appendEvent(transaction, call.context, QStringLiteral("identity.role_assignment.") + QLatin1String(change), a.actorId,
                                a.targetType == u"project" ? a.targetId : QString(), payload);
}

QString grantUrl(const QString& base, const Assignment& a)
{
    const auto target = a.targetType == u"system" ? QStringLiteral("system") : a.targetType + QStringLiteral("s/") + a.targetId;
    const auto path = QStringLiteral("/%1/%2s/%3/roles/%4").arg(target, a.actorType, a.actorId, a.roleId);
    return a.inherited ? base + QStringLiteral("/OS-INHERIT") + path + QStringLiteral("/inherited_to_projects") : base + path;
}

void writeLinks(JsonWriter& json, const QString& base, const EffectiveAssignment& one)
{
    json.key("links").beginObject().key("assignment").value(grantUrl(base, one.granted));
    if (one.granted.actorType == u"group" && one.shown.actorType == u"user")
        json.key("membership").value(QStringLiteral("%1/groups/%2/users/%3").arg(base, one.granted.actorId, one.shown.actorId));
    if (one.granted.roleId != one.shown.roleId)
        json.key("prior_role").value(QStringLiteral("%1/roles/%2/implies/%3").arg(base, one.granted.roleId, one.shown.roleId));
    json.endObject();
}

} // namespace

/// Names and domains by id, for ?include_names.
struct AssignmentsHandler::Names {
    struct Entry {
        QString name;
        QString domainId;
    };
    QHash<QString, Entry> users;         ///< and groups
    QHash<QString, Entry> projects;      ///< and domains
    RoleGraph roles;
    bool wanted = false;

    void write(JsonWriter& json, const char* key, const QString& id, const QHash<QString, Entry>& entries) const
    {
        json.key(key).beginObject().key("id").value(id);
        const auto found = entries.constFind(id);
        if (wanted && found != entries.constEnd()) {
            json.key("name").value(found->name);
            if (!found->domainId.isEmpty())
                json.key("domain").beginObject().key("id").value(found->domainId).key("name").value(projects.value(found->domainId).name).endObject();
        }
        json.endObject();
    }
    void writeRole(JsonWriter& json, const QString& id) const
    {
        json.key("role").beginObject().key("id").value(id);
        if (const auto role = roles.role(id); role && wanted)
            json.key("name").value(role->name);
        json.endObject();
    }
};

Result<Assignment> AssignmentsHandler::named(db::Connection& connection, const Call& call)
{
    const auto id = [&](const char* name) { return call.id(QLatin1String(name)); };
    Assignment a;
    a.inherited = asksInherited(call);
    a.roleId = id("role_id");
    a.actorType = call.ids.contains(QStringLiteral("user_id")) ? QStringLiteral("user") : QStringLiteral("group");
    a.actorId = a.actorType == u"user" ? id("user_id") : id("group_id");
    if (a.actorType == u"user")
        TRY(required<UserRow>(connection, a.actorId));
    else
        TRY(required<GroupRow>(connection, a.actorId));
    if (call.ids.contains(QStringLiteral("project_id"))) {
        a.targetType = QStringLiteral("project");
        a.targetId = id("project_id");
        TRY(required<ProjectRow>(connection, a.targetId));
    } else if (call.ids.contains(QStringLiteral("domain_id"))) {
        a.targetType = QStringLiteral("domain");
        a.targetId = id("domain_id");
        TRY(requiredDomain(connection, a.targetId));
    } else {
        a.targetType = QStringLiteral("system");
        a.targetId = QStringLiteral("all");
    }
    if (!a.roleId.isEmpty())
        TRY(required<RoleRow>(connection, a.roleId));
    return a;
}

Result<http::Response> AssignmentsHandler::grant(Call& call)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<http::Response> {
        const auto assignment = TRY(named(transaction, call));
        TRY(AssignmentStore::add(transaction, assignment));
        TRY(recordGrant(transaction, call, "create", assignment));
        return http::Response::empty(204);
    });
}

Result<http::Response> AssignmentsHandler::check(Call& call)
{
    return m_directory.read([&](db::Connection& connection) -> Result<http::Response> {
        const auto assignment = TRY(named(connection, call));
        if (!TRY(AssignmentStore::contains(connection, assignment)))
            return fail(ErrorCode::NotFound, QStringLiteral("Could not find role assignment with role: %1, user or group: %2, project, domain, or system: %3.")
                                                 .arg(assignment.roleId, assignment.actorId, assignment.targetId));
        return http::Response::empty(204);
    });
}

Result<http::Response> AssignmentsHandler::revoke(Call& call)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<http::Response> {
        const auto assignment = TRY(named(transaction, call));
        if (!TRY(AssignmentStore::remove(transaction, assignment)))
            return fail(ErrorCode::NotFound, QStringLiteral("Could not find role assignment with role: %1, user or group: %2, project, domain, or system: %3.")
                                                 .arg(assignment.roleId, assignment.actorId, assignment.targetId));
        TRY(recordGrant(transaction, call, "delete", assignment));
        return http::Response::empty(204);
    });
}

Result<sdk::Page<RoleRow>> AssignmentsHandler::roles(Call& call, const sdk::ListQuery& query)
{
    return m_directory.read([&](db::Connection& connection) -> Result<sdk::Page<RoleRow>> {
        const auto a = TRY(named(connection, call));
        return Store<RoleRow>::list(connection, query, QStringLiteral("id IN (SELECT role_id FROM role_assignments WHERE actor_type = ? AND actor_id = ? AND target_type = ? AND target_id = ? AND inherited = ?)"),
                                    { a.actorType, a.actorId, a.targetType, a.targetId, a.inherited });
    });
}

Result<AssignmentWorld> AssignmentsHandler::world(db::Connection& connection)
{
    AssignmentWorld world { *TRY(m_directory.roles()), {}, {} };
    for (const auto& [user, group] : TRY(AssignmentStore::memberships(connection)))
        world.members[group] << user;
    auto rows = TRY(connection.query(QStringLiteral("SELECT parent_id, id FROM projects WHERE parent_id IS NOT NULL ORDER BY id")));
    while (rows.next())
        world.children[rows.get<QString>(0)] << rows.get<QString>(1);
    TRY(rows.check());
    return world;
}

Result<AssignmentsHandler::Names> AssignmentsHandler::names(db::Connection& connection)
{
    Names names;
    names.wanted = true;
    for (const auto& [table, map] : { std::pair { "users", &names.users }, { "user_groups", &names.users }, { "projects", &names.projects } }) {
        auto rows = TRY(connection.query(QStringLiteral("SELECT id, name, COALESCE(domain_id, '') FROM %1").arg(QLatin1String(table))));
        while (rows.next())
            map->insert(rows.get<QString>(0), { rows.get<QString>(1), rows.get<QString>(2) });
        TRY(rows.check());
    }
    return names;
}

Result<std::vector<EffectiveAssignment>> AssignmentsHandler::find(db::Connection& connection, const Call& call)
{
    const bool effective = isOn(call, u"effective");
    const auto group = call.query(u"group.id");
    if (effective && !group.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("The filter group.id can't be combined with effective: effective roles are users'."), QStringLiteral("group.id"));
    const auto granted = TRY(AssignmentStore::all(connection));
    std::vector<EffectiveAssignment> found;
    if (effective)
        found = effectiveAssignments(granted, TRY(world(connection)));
    else
        for (const auto& one : granted)
            found.push_back({ one, one });
    const auto refuse = [&](QStringView parameter, auto&& matches) {
        const auto value = call.query(parameter);
        if (!value.isEmpty())
            std::erase_if(found, [&](const EffectiveAssignment& one) { return !matches(one.shown, value); });
    };
    refuse(u"user.id", [](const Assignment& a, const QString& id) { return a.actorType == u"user" && a.actorId == id; });
    refuse(u"group.id", [](const Assignment& a, const QString& id) { return a.actorType == u"group" && a.actorId == id; });
    refuse(u"role.id", [](const Assignment& a, const QString& id) { return a.roleId == id; });
    refuse(u"scope.domain.id", [](const Assignment& a, const QString& id) { return a.targetType == u"domain" && a.targetId == id; });
    refuse(u"scope.system", [](const Assignment& a, const QString&) { return a.targetType == u"system"; });
    refuse(u"scope.OS-INHERIT:inherited_to", [](const Assignment& a, const QString& to) { return a.inherited && to == u"projects"; });
    auto projects = QStringList { call.query(u"scope.project.id") };
    if (isOn(call, u"include_subtree")) {
        const auto children = TRY(world(connection)).children;
        for (qsizetype i = 0; i < projects.size(); ++i)
            projects += children.value(projects[i]);
    }
    refuse(u"scope.project.id", [&](const Assignment& a, const QString&) { return a.targetType == u"project" && projects.contains(a.targetId); });
    if (const auto domain = visibleDomain(call.context); !domain.isEmpty()) {
        const auto all = TRY(names(connection));
        std::erase_if(found, [&](const EffectiveAssignment& one) {
            return one.shown.targetType == u"system" || (one.shown.targetId != domain && all.projects.value(one.shown.targetId).domainId != domain);
        });
    }
    return found;
}

Result<http::Response> AssignmentsHandler::list(Call& call)
{
    Names all;
    const auto found = TRY(m_directory.read([&](db::Connection& connection) -> Result<std::vector<EffectiveAssignment>> {
        if (isOn(call, u"include_names")) {
            all = TRY(names(connection));
            all.roles = *TRY(m_directory.roles());
        }
        return find(connection, call);
    }));
    JsonWriter json;
    json.beginObject().key("role_assignments").beginArray();
    for (const auto& one : found) {
        const auto& a = one.shown;
        json.beginObject();
        writeLinks(json, call.baseUrl, one);
        json.key("scope").beginObject();
        if (a.targetType == u"system")
            json.key("system").beginObject().key("all").value(true).endObject();
        else
            all.write(json, a.targetType == u"project" ? "project" : "domain", a.targetId, all.projects);
        if (a.inherited)
            json.key("OS-INHERIT:inherited_to").value("projects");
        json.endObject();
        all.write(json, a.actorType == u"user" ? "user" : "group", a.actorId, all.users);
        all.writeRole(json, a.roleId);
        json.endObject();
    }
    json.endArray();
    service::writeListLinks(json, call, "role_assignments", {}, false, {}, {});
    json.endObject();
    return http::Response::json(200, json.take());
}

} // namespace skylab::identity
