#include "panel/Specs.h"
#include "panel/SubTable.h"
#include "panel/Wording.h"

#include <QCoreApplication>

namespace skylab::panel {

namespace {

struct Projects {
    Q_DECLARE_TR_FUNCTIONS(Projects)
};

bool isOfGroup(const Row& assignment) { return assignment.contains(u"group"); }
bool isInherited(const Row& assignment) { return !assignment[u"scope"][u"OS-INHERIT:inherited_to"].toString().isEmpty(); }
QJsonValue actorOf(const Row& assignment) { return assignment[isOfGroup(assignment) ? u"group" : u"user"]; }

QString actorText(const Row& assignment)
{
    const auto name = actorOf(assignment)[u"name"].toString();
    return isOfGroup(assignment) ? Projects::tr("%1 (group)").arg(name) : name;
}

/// An inherited one is held in the projects below, not in the project itself.
QString roleText(const Row& assignment)
{
    const auto name = assignment[u"role"][u"name"].toString();
    return isInherited(assignment) ? Projects::tr("%1 (in the projects below)").arg(name) : name;
}

/// Where the assignment is made and taken away: no two have the same.
/// https://docs.openstack.org/api-ref/identity/v3/#roles and #os-inherit
QString assignmentPath(const QString& project, const Row& assignment)
{
    const auto path = QStringLiteral("/projects/%1/%2/%3/roles/%4").arg(project, isOfGroup(assignment) ? QStringLiteral("groups") : QStringLiteral("users"), actorOf(assignment)[u"id"].toString(), assignment[u"role"][u"id"].toString());
    return isInherited(assignment) ? QStringLiteral("/v3/OS-INHERIT%1/inherited_to_projects").arg(path) : QStringLiteral("/v3") + path;
}

/// Who may do what in the project: each assignment is one row.
SubSpec membersOf(const QString& project)
{
    SubSpec spec;
    spec.service = "identity";
    spec.path = [](const QString& id) { return QStringLiteral("/v3/role_assignments?scope.project.id=%1&include_names=true").arg(id); };
    spec.key = "role_assignments";
    spec.columns = {
        { "user", Projects::tr("User"), kit::CellKind::Text, [](const Row& row) { return textCell(actorText(row)); } },
        { "role", Projects::tr("Role"), kit::CellKind::Text, [](const Row& row) { return textCell(roleText(row)); }, 140 },
    };
    spec.map = [project](const Row& assignment) {
        auto row = assignment;
        row["id"] = assignmentPath(project, assignment);
        row["name"] = actorText(assignment);
        return row;
    };
    spec.eventTypes = { "role_assignment", "project", "user" };
    spec.emptyText = Projects::tr("Nobody has a role here");
    Action revoke { "delete", Projects::tr("Take the role away"), "unlink" };
    revoke.call = [project](const Row& row, const Values&) { return Call { "DELETE", assignmentPath(project, row) }; };
    revoke.undo = [project](const Row& row, const Values&) { return Call { "PUT", assignmentPath(project, row) }; };
    revoke.doing = [](const Row& row) { return Projects::tr("Take the role %1 from %2").arg(roleText(row), actorText(row)); };
    revoke.done = [](const Row& row) { return Projects::tr("%1 has lost the role %2").arg(actorText(row), roleText(row)); };
    spec.actions = { revoke };
    CreateSpec grant;
    grant.text = Projects::tr("Give a role");
    grant.form = [] {
        FormSpec form { "user-plus", Projects::tr("Give a user a role"), Projects::tr("Give") };
        form.fields = { { "user", Projects::tr("User"), kit::FieldKind::Choice, true }, { "role", Projects::tr("Role"), kit::FieldKind::Choice, true } };
        const auto named = [](const Row& row) { return kit::Choice { row[u"id"].toString(), row[u"name"].toString() }; };
        form.options = { { "user", "users", {}, named }, { "role", "roles", {}, named, [](const Row& role) { return role[u"name"].toString() == u"member" ? 1.0 : 0.0; } } };
        return form;
    };
    grant.call = [project](const Values& values) { return Call { "PUT", QStringLiteral("/v3/projects/%1/users/%2/roles/%3").arg(project, values[u"user"].toString(), values[u"role"].toString()) }; };
    grant.doing = [](const Values&) { return Projects::tr("Give a role"); };
    spec.creates = { grant };
    return spec;
}

/// Without its project the session behind this window is over, and nothing could be taken back.
QString ownProject(model::Workspace& workspace, const Row& row)
{
    return row[u"id"].toString() == workspace.session().facts().projectId ? Projects::tr("You are signed in to this project. Change to another one first.") : QString();
}

Action enableProject(model::Workspace& workspace, bool enable)
{
    Action action { enable ? "enable" : "disable", enable ? Projects::tr("Enable") : Projects::tr("Disable"), enable ? "check" : "lock" };
    const auto call = [](const Row& row, bool to) { return Call { "PATCH", "/v3/projects/" + row[u"id"].toString(), wrapped("project", { { "enabled", to } }) }; };
    action.blocked = [&workspace, enable](const Row& row) {
        if (const auto own = enable ? QString() : ownProject(workspace, row); !own.isEmpty())
            return own;
        return row[u"enabled"].toBool(true) != enable ? QString() : enable ? Projects::tr("It is enabled already.") : Projects::tr("It is disabled already.");
    };
    if (!enable)
        action.confirm = [](const QList<Row>& rows) { return Confirm { Projects::tr("Disable %n project(s)?", nullptr, int(rows.size())), Projects::tr("Its users' sessions end. What runs in it goes on."), Projects::tr("Disable") }; };
    action.call = [call, enable](const Row& row, const Values&) { return call(row, enable); };
    action.undo = [call, enable](const Row& row, const Values&) { return call(row, !enable); };
    action.doing = [text = action.text](const Row& row) { return QStringLiteral("%1: %2").arg(text, row[u"name"].toString()); };
    action.done = [enable](const Row& row) { return enable ? Projects::tr("%1 is enabled").arg(row[u"name"].toString()) : Projects::tr("%1 is disabled").arg(row[u"name"].toString()); };
    return action;
}

CreateSpec projectCreation()
{
    CreateSpec spec;
    spec.text = Projects::tr("Create project");
    spec.form = [] {
        FormSpec form { "building-2", Projects::tr("Create a project"), Projects::tr("Create"), Projects::tr("A project owns instances, volumes and networks, and has quotas. Give users a role in it afterwards.") };
        form.fields = { { "name", Projects::tr("Name"), kit::FieldKind::Text, true }, { "description", Projects::tr("Description"), kit::FieldKind::Text } };
        return form;
    };
    spec.call = [](const Values& values) { return Call { "POST", "/v3/projects", wrapped("project", withoutEmpty({ { "name", values[u"name"] }, { "description", values[u"description"] } })) }; };
    spec.resultKey = "project";
    spec.doing = [](const Values& values) { return Projects::tr("Create project %1").arg(values[u"name"].toString()); };
    return spec;
}

} // namespace

PanelSpec projectsPanel(model::Workspace& workspace)
{
    using kit::CellKind;
    PanelSpec spec;
    spec.id = spec.collection = "projects";
    spec.service = "identity";
    spec.title = Projects::tr("Projects");
    spec.icon = "building-2";
    spec.section = shell::Section::Administration;
    spec.adminOnly = true;
    spec.columns = {
        { "name", Projects::tr("Name"), CellKind::TwoLine, [](const Row& row) { return kit::Cell { row[u"name"].toString(), row[u"description"].toString(), {}, "building-2" }; } },
        { "status", Projects::tr("Status"), CellKind::Status, enabledCell, 130 },
        { "domain", Projects::tr("Domain"), CellKind::Text, [](const Row& row) { return textCell(row[u"domain_id"].toString()); }, 140 },
    };
    spec.choices = QStringList { "status" };
    spec.status = enabledCell;
    spec.facts = [](const Row& row) {
        return std::vector<kit::KeyValueView::Row> { { Projects::tr("Description"), row[u"description"].toString() }, { Projects::tr("Domain"), row[u"domain_id"].toString() } };
    };
    spec.tabs = { { "members", Projects::tr("Members"), [](TabContext& context) -> QWidget* { return new SubTable(context, membersOf(context.id)); } } };
    auto remove = deleteAction("/v3/projects", [](int count) { return Projects::tr("Delete %n project(s)?", nullptr, count); }, Projects::tr("Delete what is in it first: instances, volumes and networks of a deleted project belong to nobody."));
    remove.blocked = [&workspace](const Row& row) { return ownProject(workspace, row); };
    spec.actions = { renameAction("/v3/projects", "project", "PATCH"), enableProject(workspace, true), enableProject(workspace, false), remove };
    spec.create = projectCreation();
    spec.emptyTitle = Projects::tr("No projects yet");
    return spec;
}

} // namespace skylab::panel
