#include "panel/Specs.h"
#include "panel/Wording.h"

#include <QCoreApplication>

namespace skylab::panel {

namespace {

struct Users {
    Q_DECLARE_TR_FUNCTIONS(Users)
};

Call patch(const Row& row, const QJsonObject& change) { return { "PATCH", "/v3/users/" + row[u"id"].toString(), wrapped("user", change) }; }

kit::Field passwordField()
{
    kit::Field field { "password", Users::tr("Password"), kit::FieldKind::Password, true };
    field.check = [](const Values& values) { return values[u"password"].toString().size() < 8 ? Users::tr("Use eight characters or more.") : QString(); };
    return field;
}

Action passwordAction()
{
    Action action { "password", Users::tr("Set password…"), "key" };
    action.bulk = false;
    action.form = [](const Row& row) { return FormSpec { "key", Users::tr("Set the password of %1").arg(row[u"name"].toString()), Users::tr("Set password"), Users::tr("Their sessions end."), { passwordField() } }; };
    action.call = [](const Row& row, const Values& values) { return patch(row, { { "password", values[u"password"] } }); };
    action.doing = [](const Row& row) { return Users::tr("Set the password of %1").arg(row[u"name"].toString()); };
    return action;
}

Action enableAction(model::Workspace& workspace, bool enable)
{
    Action action { enable ? "enable" : "disable", enable ? Users::tr("Enable") : Users::tr("Disable"), enable ? "check" : "lock" };
    action.blocked = [&workspace, enable](const Row& row) {
        if (!enable && row[u"id"].toString() == workspace.session().facts().userId)
            return Users::tr("You would lock yourself out.");
        return row[u"enabled"].toBool(true) != enable ? QString() : enable ? Users::tr("The user is enabled already.") : Users::tr("The user is disabled already.");
    };
    action.call = [enable](const Row& row, const Values&) { return patch(row, { { "enabled", enable } }); };
    action.undo = [enable](const Row& row, const Values&) { return patch(row, { { "enabled", !enable } }); };
    action.doing = [text = action.text](const Row& row) { return QStringLiteral("%1: %2").arg(text, row[u"name"].toString()); };
    action.done = [enable](const Row& row) { return enable ? Users::tr("%1 is enabled").arg(row[u"name"].toString()) : Users::tr("%1 is disabled").arg(row[u"name"].toString()); };
    return action;
}

CreateSpec userCreation()
{
    CreateSpec spec;
    spec.text = Users::tr("Create user");
    spec.form = [] {
        using kit::FieldKind;
        FormSpec form { "user-plus", Users::tr("Create a user"), Users::tr("Create") };
        form.fields = { { "name", Users::tr("Name"), FieldKind::Text, true }, passwordField(), { "project", Users::tr("Project"), FieldKind::Choice }, { "role", Users::tr("Role there"), FieldKind::Choice, true },
                        { "email", Users::tr("E-mail"), FieldKind::Text }, { "description", Users::tr("Description"), FieldKind::Text } };
        form.fields[3].visible = [](const Values& values) { return !values[u"project"].toString().isEmpty(); };
        form.fields[4].more(), form.fields[5].more();
        const auto named = [](const Row& row) { return kit::Choice { row[u"id"].toString(), row[u"name"].toString() }; };
        form.options = { { "project", "projects", {}, named, {}, true, Users::tr("None") }, { "role", "roles", {}, named, [](const Row& role) { return role[u"name"].toString() == u"member" ? 1.0 : 0.0; } } };
        return form;
    };
    spec.call = [](const Values& values) {
        return Call { "POST", "/v3/users", wrapped("user", withoutEmpty({ { "name", values[u"name"] }, { "password", values[u"password"] }, { "default_project_id", values[u"project"] }, { "email", values[u"email"] }, { "description", values[u"description"] } })) };
    };
    spec.resultKey = "user";
    spec.doing = [](const Values& values) { return Users::tr("Create user %1").arg(values[u"name"].toString()); };
    spec.then = [](Context& context, const Values& values, const client::Reply& reply) {
        const auto project = values[u"project"].toString(), role = values[u"role"].toString();
        if (project.isEmpty() || role.isEmpty())
            return;
        const auto path = QStringLiteral("/v3/projects/%1/users/%2/roles/%3").arg(project, reply.object(u"user")[u"id"].toString(), role);
        auto* workspace = &context.workspace;
        workspace->jobs().run("user-plus", Users::tr("Give %1 a role").arg(values[u"name"].toString()), [workspace, path] { return workspace->session().send({ "PUT", "identity", path }); });
    };
    return spec;
}

} // namespace

PanelSpec usersPanel(model::Workspace& workspace)
{
    using kit::CellKind;
    PanelSpec spec;
    spec.id = spec.collection = "users";
    spec.service = "identity";
    spec.title = Users::tr("Users");
    spec.icon = "users";
    spec.section = shell::Section::Administration;
    spec.adminOnly = true;
    spec.columns = {
        { "name", Users::tr("Name"), CellKind::TwoLine, [](const Row& row) { return kit::Cell { row[u"name"].toString(), row[u"description"].toString(), {}, "user" }; } },
        { "status", Users::tr("Status"), CellKind::Status, enabledCell, 130 },
        { "email", Users::tr("E-mail"), CellKind::Text, [](const Row& row) { return textCell(row[u"email"].toString()); }, 200 },
        { "project", Users::tr("Default project"), CellKind::Text, [&workspace](const Row& row) { return textCell(workspace.nameOf("projects", row[u"default_project_id"].toString())); }, 160 },
        { "domain", Users::tr("Domain"), CellKind::Text, [](const Row& row) { return textCell(row[u"domain_id"].toString()); }, 120, true },
    };
    spec.choices = QStringList { "status" };
    spec.needs = QStringList { "projects" };
    spec.status = enabledCell;
    spec.facts = [&workspace](const Row& row) {
        return std::vector<kit::KeyValueView::Row> { { Users::tr("E-mail"), row[u"email"].toString() }, { Users::tr("Default project"), workspace.nameOf("projects", row[u"default_project_id"].toString()) },
                                                     { Users::tr("Domain"), row[u"domain_id"].toString() }, { Users::tr("Description"), row[u"description"].toString() } };
    };
    auto remove = deleteAction("/v3/users", [](int count) { return Users::tr("Delete %n user(s)?", nullptr, count); }, Users::tr("They can't sign in any more. What they made stays in its project."));
    remove.blocked = [&workspace](const Row& row) { return row[u"id"].toString() == workspace.session().facts().userId ? Users::tr("That is you.") : QString(); };
    spec.actions = { passwordAction(), renameAction("/v3/users", "user", "PATCH"), enableAction(workspace, true), enableAction(workspace, false), remove };
    spec.create = userCreation();
    return spec;
}

} // namespace skylab::panel
