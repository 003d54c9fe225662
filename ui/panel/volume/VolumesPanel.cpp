#include "panel/Specs.h"
#include "panel/Wording.h"

#include <QCoreApplication>

namespace skylab::panel {

namespace {

struct Volumes {
    Q_DECLARE_TR_FUNCTIONS(Volumes)
};

QString actionPath(const Row& row) { return QStringLiteral("/volumes/%1/action").arg(row[u"id"].toString()); }
QString serverOf(const Row& row) { return row[u"attachments"][0][u"server_id"].toString(); }
QString attachedText(model::Workspace& workspace, const Row& row)
{
    const auto server = serverOf(row);
    return server.isEmpty() ? QString() : QStringLiteral("%1 (%2)").arg(workspace.nameOf("servers", server), row[u"attachments"][0][u"device"].toString());
}
bool isFree(const Row& row) { return row[u"status"].toString() == u"available"; }

kit::Columns columns(model::Workspace& workspace)
{
    using kit::CellKind;
    return {
        { "name", Volumes::tr("Name"), CellKind::TwoLine, [](const Row& row) { return kit::Cell { nameOrId(row), row[u"description"].toString(), {}, "hard-drive" }; } },
        { "status", Volumes::tr("Status"), CellKind::Status, [](const Row& row) { return stateCell(row[u"status"].toString()); }, 140 },
        { "size", Volumes::tr("Size"), CellKind::Number, [](const Row& row) { return sizeCell(row[u"size"].toDouble(), gibi, gibText(row[u"size"].toInt())); }, 90 },
        { "server", Volumes::tr("Attached to"), CellKind::Text, [&workspace](const Row& row) { return textCell(attachedText(workspace, row)); }, 200 },
        { "type", Volumes::tr("Type"), CellKind::Text, [](const Row& row) { return textCell(row[u"volume_type"].toString()); }, 110 },
        { "bootable", Volumes::tr("Bootable"), CellKind::Text, [](const Row& row) { return textCell(yesNo(row[u"bootable"].toString() == u"true")); }, 90, true },
        { "age", Volumes::tr("Age"), CellKind::Muted, [](const Row& row) { return ageCell(row[u"created_at"].toString()); }, 90 },
    };
}

CreateSpec volumeCreation()
{
    CreateSpec spec;
    spec.text = Volumes::tr("Create volume");
    spec.form = [] {
        using kit::FieldKind;
        FormSpec form { "hard-drive", Volumes::tr("Create a volume"), Volumes::tr("Create") };
        form.fields = {
            { "name", Volumes::tr("Name"), FieldKind::Text, true },
            { "size", Volumes::tr("Size"), FieldKind::Number, true, 10 },
            { "from", Volumes::tr("Filled from"), FieldKind::Choice },
            { "image", Volumes::tr("Image"), FieldKind::Choice, true },
            { "snapshot", Volumes::tr("Snapshot"), FieldKind::Choice, true },
            { "volume", Volumes::tr("Volume"), FieldKind::Choice, true },
            { "description", Volumes::tr("Description"), FieldKind::Text },
        };
        form.fields[1].min = 1, form.fields[1].max = 65'536, form.fields[1].suffix = "GiB";
        form.fields[2].choices = { { {}, Volumes::tr("Nothing, an empty disk") }, { "image", Volumes::tr("An image, to boot from") }, { "snapshot", Volumes::tr("A snapshot") }, { "volume", Volumes::tr("Another volume, as a copy") } };
        for (const int i : { 3, 4, 5 })
            form.fields[std::size_t(i)].visible = [id = form.fields[std::size_t(i)].id](const Values& values) { return values[u"from"].toString() == id; };
        form.fields[6].more();
        const auto sized = [](const Row& row) { return kit::Choice { row[u"id"].toString(), nameOrId(row), gibText(row[u"size"].toInt()) }; };
        form.options = {
            { "image", "images", [](const Row& image) { return image[u"status"].toString() == u"active"; }, [](const Row& image) { return kit::Choice { image[u"id"].toString(), image[u"name"].toString(), bytesText(image[u"size"].toDouble()) }; } },
            { "snapshot", "snapshots", isFree, sized },
            { "volume", "volumes", [](const Row& volume) { return !isTransient(volume[u"status"].toString()); }, sized },
        };
        return form;
    };
    spec.call = [](const Values& values) {
        QJsonObject volume { { "name", values[u"name"] }, { "size", values[u"size"] }, { "description", values[u"description"] } };
        const auto from = values[u"from"].toString();
        if (from == u"image")
            volume["imageRef"] = values[u"image"];
        else if (from == u"snapshot")
            volume["snapshot_id"] = values[u"snapshot"];
        else if (from == u"volume")
            volume["source_volid"] = values[u"volume"];
        return Call { "POST", "/volumes", wrapped("volume", withoutEmpty(volume)) };
    };
    spec.resultKey = "volume";
    spec.doing = [](const Values& values) { return Volumes::tr("Create volume %1").arg(values[u"name"].toString()); };
    return spec;
}

Action attachAction()
{
    Action action { "attach", Volumes::tr("Attach…"), "plug" };
    action.bulk = false;
    action.blocked = [](const Row& row) { return isFree(row) ? QString() : Volumes::tr("Only a free volume can be attached."); };
    action.form = [](const Row& row) {
        FormSpec form { "plug", Volumes::tr("Attach %1 to an instance").arg(nameOrId(row)), Volumes::tr("Attach") };
        form.fields = { { "server", Volumes::tr("Instance"), kit::FieldKind::Choice, true } };
        form.options = { { "server", "servers", [](const Row& server) { return QStringList { "ACTIVE", "SHUTOFF", "PAUSED", "SUSPENDED" }.contains(server[u"status"].toString()); },
                           [](const Row& server) { return kit::Choice { server[u"id"].toString(), server[u"name"].toString(), stateCell(server[u"status"].toString()).text }; } } };
        return form;
    };
    action.call = [](const Row& row, const Values& values) {
        return Call { "POST", QStringLiteral("/servers/%1/os-volume_attachments").arg(values[u"server"].toString()), wrapped("volumeAttachment", { { "volumeId", row[u"id"] } }), "compute" };
    };
    action.undo = [](const Row& row, const Values& values) {
        return Call { "DELETE", QStringLiteral("/servers/%1/os-volume_attachments/%2").arg(values[u"server"].toString(), row[u"id"].toString()), QJsonValue::Undefined, "compute" };
    };
    action.doing = [](const Row& row) { return Volumes::tr("Attach %1").arg(nameOrId(row)); };
    action.done = [](const Row& row) { return Volumes::tr("%1 was attached").arg(nameOrId(row)); };
    return action;
}

Action detachAction()
{
    Action action { "detach", Volumes::tr("Detach"), "unplug" };
    action.blocked = [](const Row& row) { return serverOf(row).isEmpty() ? Volumes::tr("It is attached to nothing.") : QString(); };
    action.confirm = [](const QList<Row>& rows) { return Confirm { Volumes::tr("Detach %n volume(s)?", nullptr, int(rows.size())), Volumes::tr("Unmount the file system inside of the instance first, or data that is not written yet is lost."), Volumes::tr("Detach") }; };
    action.call = [](const Row& row, const Values&) {
        return Call { "DELETE", QStringLiteral("/servers/%1/os-volume_attachments/%2").arg(serverOf(row), row[u"id"].toString()), QJsonValue::Undefined, "compute" };
    };
    action.undo = [](const Row& row, const Values&) {
        return Call { "POST", QStringLiteral("/servers/%1/os-volume_attachments").arg(serverOf(row)), wrapped("volumeAttachment", { { "volumeId", row[u"id"] } }), "compute" };
    };
    action.doing = [](const Row& row) { return Volumes::tr("Detach %1").arg(nameOrId(row)); };
    action.done = [](const Row& row) { return Volumes::tr("%1 was detached").arg(nameOrId(row)); };
    return action;
}

Action extendAction()
{
    Action action { "extend", Volumes::tr("Extend…"), "maximize" };
    action.bulk = false;
    action.blocked = [](const Row& row) { return isFree(row) || row[u"status"].toString() == u"in-use" ? QString() : Volumes::tr("It is busy. Wait until it has finished."); };
    action.form = [](const Row& row) {
        FormSpec form { "maximize", Volumes::tr("Extend %1").arg(nameOrId(row)), Volumes::tr("Extend"), Volumes::tr("A volume can grow but not shrink. The file system on it has to be grown inside of the instance.") };
        form.fields = { { "size", Volumes::tr("New size"), kit::FieldKind::Number, true, row[u"size"].toInt() + 1 } };
        form.fields[0].min = row[u"size"].toInt() + 1, form.fields[0].max = 65'536, form.fields[0].suffix = "GiB";
        return form;
    };
    action.call = [](const Row& row, const Values& values) { return Call { "POST", actionPath(row), wrapped("os-extend", { { "new_size", values[u"size"] } }) }; };
    action.doing = [](const Row& row) { return Volumes::tr("Extend %1").arg(nameOrId(row)); };
    return action;
}

Action snapshotAction()
{
    Action action { "snapshot", Volumes::tr("Create snapshot…"), "camera" };
    action.bulk = false;
    action.form = [](const Row& row) {
        return FormSpec { "camera", Volumes::tr("Take a snapshot of %1").arg(nameOrId(row)), Volumes::tr("Create snapshot"), {}, { { "name", Volumes::tr("Name"), kit::FieldKind::Text, true, nameOrId(row) + QStringLiteral("-snapshot") } } };
    };
    action.call = [](const Row& row, const Values& values) {
        return Call { "POST", "/snapshots", wrapped("snapshot", { { "volume_id", row[u"id"] }, { "name", values[u"name"] }, { "force", true } }) };
    };
    action.doing = [](const Row& row) { return Volumes::tr("Take a snapshot of %1").arg(nameOrId(row)); };
    action.reload = QStringList { "snapshots" };
    return action;
}

Action imageAction()
{
    Action action { "to-image", Volumes::tr("Make an image…"), "image" };
    action.bulk = false;
    action.blocked = [](const Row& row) { return isFree(row) ? QString() : Volumes::tr("Detach it first."); };
    action.form = [](const Row& row) {
        return FormSpec { "image", Volumes::tr("Make an image of %1").arg(nameOrId(row)), Volumes::tr("Make an image"), {}, { { "name", Volumes::tr("Name"), kit::FieldKind::Text, true, nameOrId(row) } } };
    };
    action.call = [](const Row& row, const Values& values) {
        return Call { "POST", actionPath(row), wrapped("os-volume_upload_image", { { "image_name", values[u"name"] }, { "disk_format", "qcow2" }, { "container_format", "bare" } }) };
    };
    action.doing = [](const Row& row) { return Volumes::tr("Make an image of %1").arg(nameOrId(row)); };
    action.reload = QStringList { "images" };
    return action;
}

} // namespace

PanelSpec volumesPanel(model::Workspace& workspace)
{
    PanelSpec spec;
    spec.id = spec.collection = "volumes";
    spec.service = "block-storage";
    spec.title = Volumes::tr("Volumes");
    spec.icon = "hard-drive";
    spec.section = shell::Section::Storage;
    spec.columns = columns(workspace);
    spec.choices = QStringList { "status", "type" };
    spec.needs = QStringList { "servers" };
    spec.name = nameOrId;
    spec.status = [](const Row& row) { return stateCell(row[u"status"].toString()); };
    spec.subtitle = [](const Row& row) { return gibText(row[u"size"].toInt()); };
    spec.facts = [&workspace](const Row& row) {
        return std::vector<kit::KeyValueView::Row> {
            { Volumes::tr("Size"), gibText(row[u"size"].toInt()) }, { Volumes::tr("Attached to"), attachedText(workspace, row) }, { Volumes::tr("Type"), row[u"volume_type"].toString() },
            { Volumes::tr("Bootable"), yesNo(row[u"bootable"].toString() == u"true") }, { Volumes::tr("Made from"), row[u"volume_image_metadata"][u"image_name"].toString() },
            { Volumes::tr("Description"), row[u"description"].toString() }, { Volumes::tr("Created"), timeText(row[u"created_at"].toString()) } };
    };
    auto remove = deleteAction("/volumes", [](int count) { return Volumes::tr("Delete %n volume(s)?", nullptr, count); }, Volumes::tr("Everything on it is lost."));
    remove.blocked = [](const Row& row) { return serverOf(row).isEmpty() ? QString() : Volumes::tr("It is attached to an instance. Detach it first."); };
    spec.actions = { attachAction(), detachAction(), extendAction(), snapshotAction(), imageAction(), renameAction("/volumes", "volume"), remove };
    spec.create = volumeCreation();
    spec.emptyTitle = Volumes::tr("No volumes yet");
    spec.emptyText = Volumes::tr("A volume is a disk that outlives its instance and can move from one to another.");
    return spec;
}

} // namespace skylab::panel
