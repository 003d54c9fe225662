#include "panel/Specs.h"

#include "panel/Wording.h"

#include <QCoreApplication>

namespace skylab::panel {

namespace {
struct CommonWords {
    Q_DECLARE_TR_FUNCTIONS(CommonWords)
};
} // namespace

QJsonObject withoutEmpty(const QJsonObject& values)
{
    QJsonObject out;
    for (auto it = values.begin(); it != values.end(); ++it) {
        const bool empty = it->isNull() || it->isUndefined() || (it->isString() && it->toString().isEmpty()) || (it->isArray() && it->toArray().isEmpty());
        if (!empty)
            out[it.key()] = *it;
    }
    return out;
}

Action renameAction(const QString& basePath, const char* key, const QByteArray& verb)
{
    const auto call = [basePath, key, verb](const Row& row, const QString& name) {
        return Call { verb, basePath + u'/' + row[u"id"].toString(), wrapped(key, { { "name", name } }) };
    };
    Action action { "rename", CommonWords::tr("Rename"), "pencil" };
    action.bulk = false;
    action.form = [](const Row& row) {
        return FormSpec { "pencil", CommonWords::tr("Rename %1").arg(nameOrId(row)), CommonWords::tr("Rename"), {},
                          { { "name", CommonWords::tr("Name"), kit::FieldKind::Text, true, row[u"name"].toString() } } };
    };
    action.call = [call](const Row& row, const Values& values) { return call(row, values[u"name"].toString()); };
    action.undo = [call](const Row& row, const Values&) { return call(row, row[u"name"].toString()); };
    action.doing = [](const Row& row) { return CommonWords::tr("Rename %1").arg(nameOrId(row)); };
    action.done = [](const Row& row) { return CommonWords::tr("%1 was renamed").arg(nameOrId(row)); };
    return action;
}

Action deleteAction(const QString& basePath, const std::function<QString(int)>& title, const QString& text)
{
    Action action { "delete", CommonWords::tr("Delete"), "trash-2" };
    action.danger = true;
    action.confirm = [title, text](const QList<Row>& rows) { return Confirm { title(int(rows.size())), text, CommonWords::tr("Delete") }; };
    action.call = [basePath](const Row& row, const Values&) { return Call { "DELETE", basePath + u'/' + row[u"id"].toString() }; };
    action.doing = [](const Row& row) { return CommonWords::tr("Delete %1").arg(nameOrId(row)); };
    return action;
}

bool sameProject(const Row& one, const Row& other)
{
    const auto ownerOf = [](const Row& row) { return row[u"project_id"].toString(row[u"tenant_id"].toString()); };
    const auto a = ownerOf(one), b = ownerOf(other);
    return a.isEmpty() || b.isEmpty() || a == b;
}

void offerAllProjects(PanelSpec& spec, model::Workspace& workspace, const QStringList& collections)
{
    const auto project = [&workspace](const Row& row) { return textCell(workspace.nameOf("projects", row[u"project_id"].toString())); };
    spec.columns.push_back({ "project", CommonWords::tr("Project"), kit::CellKind::Text, project, 110, true });
    Switch all { "all-projects", CommonWords::tr("All projects"), "building-2" };
    all.offered = [&workspace] { return workspace.session().facts().isAdmin(); };
    all.changed = [collections](Context& context, bool on) {
        if (on)
            context.workspace.collection("projects").want();
        for (const auto& id : collections)
            context.workspace.collection(id).setQuery({}, on);
    };
    spec.switches.push_back(all);
    if (workspace.session().facts().isAdmin())
        spec.needs << "projects";
}

} // namespace skylab::panel
