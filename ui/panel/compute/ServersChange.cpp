// Actions that change what an instance is: name, metadata, tags, size, image; locking and rescue.
#include "panel/compute/Servers.h"

#include "kit/WizardDialog.h"
#include "panel/FormDialog.h"
#include "panel/Specs.h"
#include "panel/Wording.h"
#include "panel/compute/MetadataDialog.h"

#include <QPointer>

namespace skylab::panel {

namespace {

kit::Choice imageChoice(const Row& image) { return { image[u"id"].toString(), image[u"name"].toString(), bytesText(image[u"size"].toDouble()), "image" }; }
bool isActive(const Row& image) { return image[u"status"].toString() == u"active"; }

Action renameServer(model::Workspace&)
{
    auto action = renameAction("/servers", "server");
    action.rule = computeRule("servers:update");
    return action;
}

Action editServer(model::Workspace&)
{
    Action action { "edit", Servers::tr("Edit…"), "pencil" };
    action.bulk = false;
    action.rule = computeRule("servers:update");
    action.form = [](const Row& row) {
        FormSpec form { "pencil", Servers::tr("Edit %1").arg(serverName(row)), Servers::tr("Save") };
        form.fields = { { "name", Servers::tr("Name"), kit::FieldKind::Text, true, serverName(row) }, { "description", Servers::tr("Description"), kit::FieldKind::Multiline, false, row[u"description"].toString() } };
        return form;
    };
    const auto call = [](const Row& row, const QJsonValue& name, const QString& description) {
        return Call { "PUT", serverPath(row), wrapped("server", { { "name", name }, { "description", description.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(description) } }) };
    };
    action.call = [call](const Row& row, const Values& values) { return call(row, values[u"name"], values[u"description"].toString()); };
    action.undo = [call](const Row& row, const Values&) { return call(row, row[u"name"], row[u"description"].toString()); };
    action.doing = [](const Row& row) { return Servers::tr("Edit %1").arg(serverName(row)); };
    action.done = [](const Row& row) { return Servers::tr("%1 was changed").arg(serverName(row)); };
    return action;
}

/// Makes calls on several servers as jobs, with one undo for all.
void callEach(const Context& context, const QString& icon, const Text& doing, const QString& done, const QList<QPair<Row, Call>>& calls, const QList<QPair<Row, Call>>& back)
{
    auto* workspace = &context.workspace;
    for (const auto& [row, call] : calls) {
        workspace->jobs().run(icon, doing(row), [workspace, call = call] { return workspace->session().send({ call.verb, "compute", call.path, {}, call.body }); },
                              [context, id = serverId(row)](const client::Reply&) { context.changed(id); });
    }
    if (!back.isEmpty())
        workspace->undo().push(done, [context, doing, done, back] { callEach(context, "undo-2", doing, done, back, {}); });
}

Action editMetadata(model::Workspace&)
{
    Action action { "metadata", Servers::tr("Update metadata…"), "list" };
    action.bulk = false;
    action.rule = computeRule("server-metadata:update_all");
    action.run = [](Context& context, const QList<Row>& rows, const Values&) {
        const auto row = rows.first();
        auto* dialog = new MetadataDialog(context.workspace, Servers::tr("Metadata of %1").arg(serverName(row)), "OS::Nova::Server", row[u"metadata"].toObject(), context.window);
        QObject::connect(dialog, &MetadataDialog::submitted, &context.workspace, [context, row, dialog] {
            const auto call = [&row](const QJsonValue& metadata) { return QPair<Row, Call> { row, Call { "PUT", serverPath(row, "/metadata"), QJsonObject { { "metadata", metadata } } } }; };
            callEach(context, "list", [](const Row& of) { return Servers::tr("Change the metadata of %1").arg(serverName(of)); }, Servers::tr("%1 has other metadata").arg(serverName(row)), { call(dialog->pairs()) }, { call(row[u"metadata"]) });
            dialog->accept();
        });
        dialog->open();
    };
    return action;
}

QSet<QString> tagSetOf(const Row& row)
{
    QSet<QString> all;
    const auto tags = row[u"tags"].toArray();
    for (const auto& tag : tags)
        all.insert(tag.toString());
    return all;
}

Call putTags(const Row& row, const QSet<QString>& tags)
{
    auto sorted = tags.values();
    sorted.sort();
    return { "PUT", serverPath(row, "/tags"), QJsonObject { { "tags", QJsonArray::fromStringList(sorted) } } };
}

/// The tags that all have are shown; what is added or taken away there is so for each, and each keeps what it has beside them.
void askTags(Context& context, const QList<Row>& rows)
{
    auto common = tagSetOf(rows.first());
    for (const auto& row : rows)
        common.intersect(tagSetOf(row));
    auto shown = common.values();
    shown.sort();
    FormSpec form { "tag", rows.size() == 1 ? Servers::tr("Tags of %1").arg(serverName(rows.first())) : Servers::tr("Tags of %n instance(s)", nullptr, int(rows.size())), Servers::tr("Save") };
    form.fields = { { "tags", Servers::tr("Tags"), kit::FieldKind::Text, false, shown.join(QStringLiteral(", ")) } };
    form.fields[0].placeholder = QStringLiteral("lab, web");
    form.fields[0].help = rows.size() == 1 ? Servers::tr("Parted by commas.") : Servers::tr("Parted by commas. These are the tags that all of them have; each keeps its own beside them.");
    form.fields[0].check = [](const Values& values) { return values[u"tags"].toString().contains(u'/') ? Servers::tr("A tag can't hold “/”.") : QString(); };
    auto dialog = std::make_shared<QPointer<kit::WizardDialog>>();
    *dialog = openForm(context.workspace, context.window, form, [context, rows, common, dialog](const Values& values) {
        (*dialog)->accept();
        QSet<QString> wanted;
        for (const auto& tag : values[u"tags"].toString().split(u',', Qt::SkipEmptyParts)) {
            if (!tag.trimmed().isEmpty())
                wanted.insert(tag.trimmed());
        }
        QList<QPair<Row, Call>> calls, back;
        for (const auto& row : rows) {
            const auto now = (tagSetOf(row) - (common - wanted)) + wanted;
            if (now == tagSetOf(row))
                continue;
            calls << QPair<Row, Call> { row, putTags(row, now) };
            back << QPair<Row, Call> { row, putTags(row, tagSetOf(row)) };
        }
        callEach(context, "tag", [](const Row& of) { return Servers::tr("Change the tags of %1").arg(serverName(of)); }, Servers::tr("The tags of %n instance(s) were changed", nullptr, int(calls.size())), calls, back);
    });
}

Action editTags(model::Workspace&)
{
    Action action { "tags", Servers::tr("Tags…"), "tag" };
    action.rule = computeRule("os-server-tags:update_all");
    action.run = [](Context& context, const QList<Row>& rows, const Values&) { askTags(context, rows); };
    return action;
}

Action rebuildServer(model::Workspace& workspace)
{
    Action action { "rebuild", Servers::tr("Rebuild…"), "hammer" };
    action.bulk = false;   // it wipes a disk
    action.rule = computeRule("servers:rebuild");
    action.blocked = serverAllows(workspace, "ACTIVE SHUTOFF ERROR", Servers::tr("It can be rebuilt when it runs, is stopped or failed."));
    action.form = [](const Row& row) {
        FormSpec form { "hammer", Servers::tr("Rebuild %1").arg(serverName(row)), Servers::tr("Rebuild"), Servers::tr("Its disk is made anew from an image: what is on it is lost. Name, addresses, volumes and size stay. Take a snapshot first if you may want it back.") };
        form.fields = { { "image", Servers::tr("Image"), kit::FieldKind::Pick, true, row[u"image"][u"id"].toString() }, { "password", Servers::tr("Administrator's password"), kit::FieldKind::Password }, { "description", Servers::tr("Description"), kit::FieldKind::Text, false, row[u"description"].toString() } };
        form.fields[1].more(), form.fields[2].more();
        form.options = { { "image", "images", isActive, imageChoice } };
        return form;
    };
    action.call = [](const Row& row, const Values& values) {
        return serverCall(row, "rebuild", withoutEmpty({ { "imageRef", values[u"image"] }, { "adminPass", values[u"password"] }, { "description", values[u"description"] } }));
    };
    action.doing = [](const Row& row) { return Servers::tr("Rebuild %1").arg(serverName(row)); };
    return action;
}

Action resizeServer(model::Workspace& workspace)
{
    Action action { "resize", Servers::tr("Resize…"), "maximize" };
    action.rule = computeRule("servers:resize");
    action.blocked = serverAllows(workspace, "ACTIVE SHUTOFF", Servers::tr("It can be resized when it runs or is stopped."));
    action.form = [](const Row& row) {
        FormSpec form { "maximize", Servers::tr("Resize %1").arg(serverName(row)), Servers::tr("Resize"), Servers::tr("It restarts with the new size. Confirm or revert afterwards.") };
        form.fields = { { "flavor", Servers::tr("New flavor"), kit::FieldKind::Pick, true } };
        form.options = { { "flavor", "flavors", [current = row[u"flavor"][u"original_name"].toString()](const Row& flavor) { return flavor[u"name"].toString() != current; },
                           [](const Row& flavor) { return kit::Choice { flavor[u"id"].toString(), flavor[u"name"].toString(), Servers::tr("%n vCPU · %1 memory · %2 disk", nullptr, flavor[u"vcpus"].toInt()).arg(memoryText(flavor[u"ram"].toDouble())).arg(gibText(flavor[u"disk"].toInt())), "layers" }; } } };
        return form;
    };
    action.call = [](const Row& row, const Values& values) { return serverCall(row, "resize", QJsonObject { { "flavorRef", values[u"flavor"] } }); };
    action.doing = [](const Row& row) { return Servers::tr("Resize %1").arg(serverName(row)); };
    return action;
}

Action rescueServer(model::Workspace& workspace)
{
    Action action { "rescue", Servers::tr("Rescue…"), "life-buoy" };
    action.bulk = false;
    action.rule = computeRule("os-rescue");
    action.blocked = serverAllows(workspace, "ACTIVE SHUTOFF ERROR", Servers::tr("It can be rescued when it runs, is stopped or failed."));
    action.form = [](const Row& row) {
        FormSpec form { "life-buoy", Servers::tr("Rescue %1").arg(serverName(row)), Servers::tr("Rescue"), Servers::tr("It starts from another image with its own disk beside, so that you can mend it from outside. Unrescue ends that.") };
        form.fields = { { "image", Servers::tr("Start from"), kit::FieldKind::Choice }, { "password", Servers::tr("Password"), kit::FieldKind::Password } };
        form.options = { { "image", "images", isActive, imageChoice } };
        form.options[0].orNone = true;
        form.options[0].none = Servers::tr("Its own image");
        return form;
    };
    action.call = [](const Row& row, const Values& values) {
        const auto how = withoutEmpty({ { "rescue_image_ref", values[u"image"] }, { "adminPass", values[u"password"] } });
        return serverCall(row, "rescue", how.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(how));
    };
    action.doing = [](const Row& row) { return Servers::tr("Rescue %1").arg(serverName(row)); };
    return action;
}

Action lockServer(model::Workspace&)
{
    auto action = serverAction("lock", Servers::tr("Lock"), "lock", "os-lock-server:lock", [](const Row& row) { return row[u"locked"].toBool() ? Servers::tr("It is locked already.") : QString(); }, "lock");
    action.undo = [](const Row& row, const Values&) { return serverCall(row, "unlock"); };
    action.done = [](const Row& row) { return Servers::tr("%1 is locked: nobody but administrators can change it").arg(serverName(row)); };
    return action;
}

Action unlockServer(model::Workspace&)
{
    auto action = serverAction("unlock", Servers::tr("Unlock"), "lock-open", "os-lock-server:unlock", [](const Row& row) { return row[u"locked"].toBool() ? QString() : Servers::tr("It is not locked."); }, "unlock");
    action.undo = [](const Row& row, const Values&) { return serverCall(row, "lock"); };
    action.done = [](const Row& row) { return Servers::tr("%1 is unlocked").arg(serverName(row)); };
    return action;
}

} // namespace

std::vector<Action> serverChangeActions(model::Workspace& workspace)
{
    const auto resized = [&workspace](const QString& otherwise) { return serverAllows(workspace, "VERIFY_RESIZE", otherwise); };
    std::vector<Action> all {
        serverAction("confirm-resize", Servers::tr("Confirm resize"), "check", "servers:confirm_resize", resized(Servers::tr("There is no resize to confirm.")), "confirmResize"),
        serverAction("revert-resize", Servers::tr("Revert resize"), "undo-2", "servers:revert_resize", resized(Servers::tr("There is no resize to revert.")), "revertResize"),
        renameServer(workspace), editServer(workspace), editMetadata(workspace), editTags(workspace), resizeServer(workspace), rebuildServer(workspace), lockServer(workspace), unlockServer(workspace), rescueServer(workspace),
        serverAction("unrescue", Servers::tr("Unrescue"), "undo-2", "os-unrescue", serverAllows(workspace, "RESCUE", Servers::tr("It is not being rescued.")), "unrescue"),
    };
    all.front().group = Servers::tr("Change");
    return all;
}

} // namespace skylab::panel
