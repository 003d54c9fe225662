#include "kit/ConfirmDialog.h"
#include "panel/Specs.h"
#include "panel/SubTable.h"
#include "panel/Wording.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QPointer>

namespace skylab::panel {

namespace {

struct Containers {
    Q_DECLARE_TR_FUNCTIONS(Containers)
};

QString encoded(const QString& name) { return QString::fromLatin1(QUrl::toPercentEncoding(name, "/")); }
QString containerPath(const QString& name) { return u'/' + QString::fromLatin1(QUrl::toPercentEncoding(name)); }

/// A file that becomes an object.
struct ObjectUpload {
    QString container;
    QString name;
    QString file;

    [[nodiscard]] QString path() const { return containerPath(container) + u'/' + encoded(name); }
};

/// Without the user's word nothing is replaced, also not what came after it was looked for.
void sendObject(const Context& context, const ObjectUpload& upload, bool replaces)
{
    auto* workspace = &context.workspace;
    client::Request request { "PUT", "object-store", upload.path() };
    if (!replaces)
        request.headers = { { "If-None-Match", "*" } };
    workspace->jobs().run("upload", Containers::tr("Upload %1").arg(upload.name), [workspace, request, file = upload.file] {
        auto source = std::make_unique<QFile>(file);
        source->open(QIODevice::ReadOnly);   // the upload says when it is not
        return workspace->session().upload(request, std::move(source));
    }, [changed = context.changed](const client::Reply&) { changed({}); });
}

/// Looks first, so that a large file is not sent in vain.
void askAndSendObject(const Context& context, const ObjectUpload& upload)
{
    auto* workspace = &context.workspace;
    const auto send = [context, workspace, upload, scope = workspace->session().scope()](bool replaces) {
        if (workspace->session().scope() == scope)
            return sendObject(context, upload, replaces);
        workspace->jobs().fail(workspace->jobs().start("upload", Containers::tr("Upload %1").arg(upload.name)), client::Session::elsewhere());
    };
    client::then(workspace->session().send({ "HEAD", "object-store", upload.path() }), workspace, [workspace, upload, send, window = QPointer<QWidget>(context.window)](const Result<client::Reply>& there) {
        if (!there)   // it is absent, or can't be seen: then the cloud refuses to replace it
            return send(false);
        kit::ConfirmDialog::Question question { "upload", Containers::tr("Replace %1?").arg(upload.container + u'/' + upload.name), Containers::tr("There is an object of this name. The file takes its place."), {}, Containers::tr("Replace") };
        auto* dialog = new kit::ConfirmDialog(question, window ? window->window() : nullptr);
        QObject::connect(dialog, &QDialog::accepted, workspace, [send] { send(true); });
        dialog->open();
    });
}

CreateSpec uploadObject(const QString& container)
{
    CreateSpec spec;
    spec.text = Containers::tr("Upload object");
    spec.form = [] {
        FormSpec form { "upload", Containers::tr("Upload an object"), Containers::tr("Upload") };
        form.fields = { { "file", Containers::tr("File"), kit::FieldKind::File, true }, { "name", Containers::tr("Name"), kit::FieldKind::Text } };
        form.fields[0].check = [](const Values& values) { return QFileInfo(values[u"file"].toString()).isFile() ? QString() : Containers::tr("There is no such file."); };
        form.fields[1].help = Containers::tr("Slashes make folders. Empty: the file's name.");
        return form;
    };
    spec.run = [container](Context& context, const Values& values) {
        const auto path = values[u"file"].toString();
        const auto name = values[u"name"].toString().isEmpty() ? QFileInfo(path).fileName() : values[u"name"].toString();
        askAndSendObject(context, { container, name, path });
    };
    return spec;
}

SubSpec objectsOf(const QString& container)
{
    SubSpec spec;
    spec.service = "object-store";
    spec.path = [](const QString& id) { return containerPath(id) + QStringLiteral("?format=json"); };
    spec.key = "objects";
    spec.idField = "name";
    spec.columns = {
        { "name", Containers::tr("Name"), kit::CellKind::Text, [](const Row& row) { return textCell(row[u"name"].toString()); } },
        { "size", Containers::tr("Size"), kit::CellKind::Number, [](const Row& row) { return sizeCell(row[u"bytes"].toDouble(), 1); }, 100 },
        { "type", Containers::tr("Type"), kit::CellKind::Muted, [](const Row& row) { return textCell(row[u"content_type"].toString()); }, 150 },
        { "age", Containers::tr("Changed"), kit::CellKind::Muted, [](const Row& row) { return ageCell(row[u"last_modified"].toString()); }, 100 },
    };
    spec.eventTypes = { "object", "container" };
    spec.emptyText = Containers::tr("The container is empty");
    spec.defaultAction = "download";
    Action download { "download", Containers::tr("Download…"), "download" };
    download.bulk = false;
    download.run = [container](Context& context, const QList<Row>& rows, const Values&) {
        const auto name = rows.first()[u"name"].toString();
        const auto path = QFileDialog::getSaveFileName(context.window, Containers::tr("Download object"), QFileInfo(name).fileName());
        auto* workspace = &context.workspace;
        if (!path.isEmpty())
            workspace->jobs().run("download", Containers::tr("Download %1").arg(name), [workspace, container, name, path] { return workspace->session().download({ "GET", "object-store", containerPath(container) + u'/' + encoded(name) }, path); });
    };
    auto remove = deleteAction({}, [](int count) { return Containers::tr("Delete %n object(s)?", nullptr, count); });
    remove.call = [container](const Row& row, const Values&) { return Call { "DELETE", containerPath(container) + u'/' + encoded(row[u"name"].toString()) }; };
    spec.actions = { download, remove };
    spec.creates = { uploadObject(container) };
    return spec;
}

CreateSpec containerCreation()
{
    CreateSpec spec;
    spec.text = Containers::tr("Create container");
    spec.form = [] {
        FormSpec form { "archive", Containers::tr("Create a container"), Containers::tr("Create"), Containers::tr("A container holds objects: files of any size, read and written over HTTP.") };
        form.fields = { { "name", Containers::tr("Name"), kit::FieldKind::Text, true } };
        form.fields[0].check = [](const Values& values) { return values[u"name"].toString().contains(u'/') ? Containers::tr("A name can't contain a slash.") : QString(); };
        return form;
    };
    spec.call = [](const Values& values) { return Call { "PUT", containerPath(values[u"name"].toString()) }; };
    spec.doing = [](const Values& values) { return Containers::tr("Create container %1").arg(values[u"name"].toString()); };
    return spec;
}

} // namespace

PanelSpec containersPanel(model::Workspace&)
{
    using kit::CellKind;
    PanelSpec spec;
    spec.id = spec.collection = "containers";
    spec.service = "object-store";
    spec.title = Containers::tr("Containers");
    spec.icon = "archive";
    spec.section = shell::Section::Storage;
    spec.columns = {
        { "name", Containers::tr("Name"), CellKind::TwoLine, [](const Row& row) { return kit::Cell { row[u"name"].toString(), {}, {}, "archive" }; } },
        { "objects", Containers::tr("Objects"), CellKind::Number, [](const Row& row) { return numberCell(row[u"count"].toDouble()); }, 110 },
        { "size", Containers::tr("Size"), CellKind::Number, [](const Row& row) { return sizeCell(row[u"bytes"].toDouble(), 1); }, 120 },
        { "age", Containers::tr("Changed"), CellKind::Muted, [](const Row& row) { return ageCell(row[u"last_modified"].toString()); }, 110 },
    };
    spec.subtitle = [](const Row& row) { return Containers::tr("%n object(s)", nullptr, row[u"count"].toInt()) + QStringLiteral(" · ") + bytesText(row[u"bytes"].toDouble()); };
    spec.facts = [](const Row& row) {
        return std::vector<kit::KeyValueView::Row> { { Containers::tr("Objects"), QString::number(row[u"count"].toInt()) }, { Containers::tr("Size"), bytesText(row[u"bytes"].toDouble()) } };
    };
    spec.tabs = { { "objects", Containers::tr("Objects"), [](TabContext& context) -> QWidget* { return new SubTable(context, objectsOf(context.id)); } } };
    auto remove = deleteAction({}, [](int count) { return Containers::tr("Delete %n container(s)?", nullptr, count); });
    remove.call = [](const Row& row, const Values&) { return Call { "DELETE", containerPath(row[u"name"].toString()) }; };
    remove.blocked = [](const Row& row) { return row[u"count"].toInt() > 0 ? Containers::tr("It still holds objects. Delete them first.") : QString(); };
    spec.actions = { remove };
    spec.create = containerCreation();
    spec.emptyTitle = Containers::tr("No containers yet");
    spec.emptyText = Containers::tr("A container holds objects: files of any size, read and written over HTTP.");
    return spec;
}

} // namespace skylab::panel
