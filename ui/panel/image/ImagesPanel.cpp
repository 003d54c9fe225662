#include "panel/Specs.h"
#include "panel/Wording.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>

namespace skylab::panel {

namespace {

struct Images {
    Q_DECLARE_TR_FUNCTIONS(Images)
};

const client::Headers patchHeaders { { "Content-Type", "application/openstack-images-v2.1-json-patch" } };
QString pathOf(const Row& row) { return "/v2/images/" + row[u"id"].toString(); }

QString visibilityText(const QString& visibility)
{
    if (visibility == u"public")
        return Images::tr("Public");
    if (visibility == u"private")
        return Images::tr("Private");
    if (visibility == u"shared")
        return Images::tr("Shared");
    return visibility == u"community" ? Images::tr("Community") : visibility;
}

kit::Columns columns()
{
    using kit::CellKind;
    return {
        { "name", Images::tr("Name"), CellKind::TwoLine, [](const Row& row) { return kit::Cell { row[u"name"].toString(), row[u"os_distro"].toString(), {}, "image" }; } },
        { "status", Images::tr("Status"), CellKind::Status, [](const Row& row) { return stateCell(row[u"status"].toString()); }, 140 },
        { "format", Images::tr("Format"), CellKind::Text, [](const Row& row) { return textCell(row[u"disk_format"].toString()); }, 90 },
        { "size", Images::tr("Size"), CellKind::Number, [](const Row& row) { return sizeCell(row[u"size"].toDouble(), 1, row[u"size"].isDouble() ? bytesText(row[u"size"].toDouble()) : QStringLiteral("–")); }, 100 },
        { "visibility", Images::tr("Visible to"), CellKind::Text, [](const Row& row) { return textCell(visibilityText(row[u"visibility"].toString())); }, 110 },
        { "min_disk", Images::tr("Least disk"), CellKind::Number, [](const Row& row) { return sizeCell(row[u"min_disk"].toDouble(), gibi, gibText(row[u"min_disk"].toInt())); }, 100, true },
        { "age", Images::tr("Age"), CellKind::Muted, [](const Row& row) { return ageCell(row[u"created_at"].toString()); }, 90 },
    };
}

QString formatOf(const QString& file)
{
    const auto suffix = QFileInfo(file).suffix().toLower();
    if (suffix == u"img" || suffix == u"raw")
        return QStringLiteral("raw");
    return QStringList { "qcow2", "iso", "vmdk", "vdi", "vhd", "vhdx" }.contains(suffix) ? suffix : QStringLiteral("qcow2");
}

/// The record first, then its bytes; a record without bytes is taken back when the upload fails.
void upload(Context& context, const Values& values)
{
    const auto path = values[u"file"].toString();
    auto& jobs = context.workspace.jobs();
    const auto title = Images::tr("Upload image %1").arg(values[u"name"].toString());
    auto file = std::make_unique<QFile>(path);
    if (!file->open(QIODevice::ReadOnly))
        return jobs.fail(jobs.start("upload", title), Error { ErrorCode::BadRequest, Images::tr("%1 can't be read: %2").arg(path, file->errorString()) });
    file.reset();
    QJsonObject body { { "name", values[u"name"] }, { "disk_format", values[u"format"].toString().isEmpty() ? formatOf(path) : values[u"format"].toString() }, { "container_format", "bare" },
                       { "visibility", values[u"public"].toBool() ? "public" : "private" }, { "min_disk", values[u"minDisk"] }, { "min_ram", values[u"minRam"] } };
    auto* workspace = &context.workspace;
    const auto changed = context.changed;
    const int record = jobs.start("upload", title);
    client::then(workspace->session().post("image", "/v2/images", body), workspace, [workspace, changed, path, title, record](const Result<client::Reply>& reply) {
        if (!reply)
            return workspace->jobs().fail(record, reply.error());
        workspace->jobs().finish(record, Images::tr("The image is registered; its data follows."));
        const auto id = reply->object()[u"id"].toString();
        changed(id);
        workspace->jobs().run("upload", title, [workspace, id, path] {
            auto source = std::make_unique<QFile>(path);
            source->open(QIODevice::ReadOnly);   // the upload says when it is not
            return workspace->session().upload({ "PUT", "image", "/v2/images/" + id + "/file" }, std::move(source));
        }, [changed, id](const client::Reply&) { changed(id); });
    });
}

CreateSpec creation(model::Workspace& workspace)
{
    CreateSpec spec;
    spec.text = Images::tr("Upload image");
    spec.form = [&workspace] {
        using kit::FieldKind;
        FormSpec form { "upload", Images::tr("Upload an image"), Images::tr("Upload") };
        form.fields = {
            { "name", Images::tr("Name"), FieldKind::Text, true },
            { "file", Images::tr("File"), FieldKind::File, true },
            { "format", Images::tr("Format"), FieldKind::Choice },
            { "public", Images::tr("Every project may use it"), FieldKind::Check },
            { "minDisk", Images::tr("Least disk"), FieldKind::Number },
            { "minRam", Images::tr("Least memory"), FieldKind::Number },
        };
        form.fields[1].help = Images::tr("A disk image or an installation disc: qcow2, raw, iso, vmdk, vdi, vhdx.");
        form.fields[1].check = [](const Values& values) { return QFileInfo(values[u"file"].toString()).isFile() ? QString() : Images::tr("There is no such file."); };
        form.fields[2].choices = { { {}, Images::tr("As the file's name says") }, { "qcow2", "qcow2" }, { "raw", "raw" }, { "iso", "iso" }, { "vmdk", "vmdk" }, { "vdi", "vdi" }, { "vhdx", "vhdx" } };
        form.fields[3].visible = [admin = workspace.session().facts().isAdmin()](const Values&) { return admin; };
        form.fields[4].suffix = "GiB", form.fields[5].suffix = "MiB";
        form.fields[4].more(), form.fields[5].more();
        return form;
    };
    spec.run = upload;
    return spec;
}

Action launchAction(model::Workspace& workspace)
{
    Action action { "launch", Images::tr("Launch"), "play" };
    action.bulk = false;
    action.blocked = [](const Row& row) { return row[u"status"].toString() == u"active" ? QString() : Images::tr("The image has no data yet."); };
    action.run = [&workspace](Context& context, const QList<Row>& rows, const Values&) {
        workspace.leaveWord("launch image", rows.first()[u"id"].toString());
        context.host.openResource("servers");
        context.host.beginCreate();
    };
    return action;
}

Action downloadAction()
{
    Action action { "download", Images::tr("Download…"), "download" };
    action.bulk = false;
    action.blocked = [](const Row& row) { return row[u"status"].toString() == u"active" ? QString() : Images::tr("The image has no data yet."); };
    action.run = [](Context& context, const QList<Row>& rows, const Values&) {
        const auto& row = rows.first();
        const auto name = row[u"name"].toString();
        const auto path = QFileDialog::getSaveFileName(context.window, Images::tr("Download image"), name + u'.' + row[u"disk_format"].toString());
        if (path.isEmpty())
            return;
        auto* workspace = &context.workspace;
        workspace->jobs().run("download", Images::tr("Download image %1").arg(name), [workspace, row, path] { return workspace->session().download({ "GET", "image", pathOf(row) + "/file" }, path); });
    };
    return action;
}

/// PATCH of one attribute.
Action patchAction(const char* id, const QString& text, const char* icon, const char* attribute, const std::function<QJsonValue(const Row&, const Values&)>& value)
{
    const auto call = [attribute](const Row& row, const QJsonValue& to) {
        return Call { "PATCH", pathOf(row), QJsonArray { QJsonObject { { "op", "replace" }, { "path", QStringLiteral("/") + QLatin1String(attribute) }, { "value", to } } }, {}, patchHeaders };
    };
    Action action { QLatin1String(id), text, QLatin1String(icon) };
    action.call = [call, value](const Row& row, const Values& values) { return call(row, value(row, values)); };
    action.undo = [call, attribute](const Row& row, const Values&) { return call(row, row[QLatin1String(attribute)]); };
    action.doing = [text](const Row& row) { return QStringLiteral("%1: %2").arg(text, row[u"name"].toString()); };
    action.done = [](const Row& row) { return Images::tr("%1 was changed").arg(row[u"name"].toString()); };
    return action;
}

std::vector<Action> imageActions(model::Workspace& workspace)
{
    auto rename = patchAction("rename", Images::tr("Rename"), "pencil", "name", [](const Row&, const Values& values) { return values[u"name"]; });
    rename.bulk = false;
    rename.form = [](const Row& row) {
        return FormSpec { "pencil", Images::tr("Rename %1").arg(row[u"name"].toString()), Images::tr("Rename"), {}, { { "name", Images::tr("Name"), kit::FieldKind::Text, true, row[u"name"] } } };
    };
    auto publish = patchAction("publish", Images::tr("Make public"), "globe", "visibility", [](const Row&, const Values&) { return QJsonValue("public"); });
    publish.blocked = [&workspace](const Row& row) {
        if (!workspace.session().facts().isAdmin())
            return Images::tr("Only administrators may do this.");
        return row[u"visibility"].toString() == u"public" ? Images::tr("It is public already.") : QString();
    };
    auto hide = patchAction("unpublish", Images::tr("Make private"), "lock", "visibility", [](const Row&, const Values&) { return QJsonValue("private"); });
    hide.blocked = [](const Row& row) { return row[u"visibility"].toString() == u"private" ? Images::tr("It is private already.") : QString(); };
    auto remove = deleteAction("/v2/images", [](int count) { return Images::tr("Delete %n image(s)?", nullptr, count); }, Images::tr("Instances that were launched from it keep running."));
    remove.blocked = [](const Row& row) { return row[u"protected"].toBool() ? Images::tr("The image is protected.") : QString(); };
    return { launchAction(workspace), downloadAction(), rename, publish, hide, remove };
}

} // namespace

PanelSpec imagesPanel(model::Workspace& workspace)
{
    PanelSpec spec;
    spec.id = spec.collection = "images";
    spec.service = "image";
    spec.title = Images::tr("Images");
    spec.icon = "image";
    spec.columns = columns();
    spec.choices = QStringList { "status", "visibility", "format" };
    spec.status = [](const Row& row) { return stateCell(row[u"status"].toString()); };
    spec.subtitle = [](const Row& row) { return QStringLiteral("%1 · %2").arg(row[u"disk_format"].toString(), bytesText(row[u"size"].toDouble())); };
    spec.facts = [](const Row& row) {
        return std::vector<kit::KeyValueView::Row> {
            { Images::tr("Format"), row[u"disk_format"].toString() }, { Images::tr("Size"), bytesText(row[u"size"].toDouble()) },
            { Images::tr("Size of the disk"), row[u"virtual_size"].isDouble() ? bytesText(row[u"virtual_size"].toDouble()) : QString() },
            { Images::tr("Least disk"), gibText(row[u"min_disk"].toInt()) }, { Images::tr("Least memory"), memoryText(row[u"min_ram"].toDouble()) },
            { Images::tr("Visible to"), visibilityText(row[u"visibility"].toString()) }, { Images::tr("Protected"), yesNo(row[u"protected"].toBool()) },
            { Images::tr("Checksum"), row[u"checksum"].toString(), true, true }, { Images::tr("Created"), timeText(row[u"created_at"].toString()) } };
    };
    spec.actions = imageActions(workspace);
    spec.create = creation(workspace);
    spec.emptyTitle = Images::tr("No images yet");
    spec.emptyText = Images::tr("An image is a disk to launch instances from. Upload a qcow2 file or an installation disc.");
    return spec;
}

} // namespace skylab::panel
