// Actions on disks: volumes, images of the instance, going back to one.
#include "panel/compute/Sequence.h"
#include "panel/compute/Servers.h"

#include "kit/ConfirmDialog.h"
#include "panel/Specs.h"
#include "panel/Wording.h"

#include <QDateTime>
#include <QPointer>
#include <QTimer>

namespace skylab::panel {

namespace {

constexpr int imagePoll = 1000;      // milliseconds between looks at an image that is being saved
constexpr int imagePatience = 3600;  // looks

QString volumeName(const Row& volume) { return volume[u"name"].toString().isEmpty() ? volume[u"id"].toString().left(8) : volume[u"name"].toString(); }

QStringList volumesOf(const Row& row)
{
    QStringList ids;
    const auto volumes = row[u"os-extended-volumes:volumes_attached"].toArray();
    for (const auto& volume : volumes)
        ids << volume[u"id"].toString();
    return ids;
}

Action attachVolume(model::Workspace& workspace)
{
    Action action { "attach-volume", Servers::tr("Attach volume…"), "plug" };
    action.bulk = false;
    action.rule = computeRule("os-volumes-attachments:create");
    action.blocked = serverAllows(workspace, "ACTIVE PAUSED SHUTOFF SUSPENDED SHELVED SHELVED_OFFLOADED", Servers::tr("A volume can be attached when it runs or is stopped."));
    action.form = [](const Row& row) { return attachVolumeForm(serverName(row)); };
    action.call = [](const Row& row, const Values& values) { return attachVolumeCall(serverId(row), values); };
    action.undo = [](const Row& row, const Values& values) { return Call { "DELETE", serverPath(row, "/os-volume_attachments/" + values[u"volume"].toString()) }; };
    action.doing = [](const Row& row) { return Servers::tr("Attach a volume to %1").arg(serverName(row)); };
    action.done = [](const Row& row) { return Servers::tr("A volume was attached to %1").arg(serverName(row)); };
    action.reload = QStringList { "volumes" };
    return action;
}

Action detachVolume(model::Workspace& workspace)
{
    Action action { "detach-volume", Servers::tr("Detach volume…"), "unplug" };
    action.bulk = false;
    action.rule = computeRule("os-volumes-attachments:delete");
    action.blocked = [allows = serverAllows(workspace, "ACTIVE PAUSED SHUTOFF SUSPENDED SHELVED SHELVED_OFFLOADED", Servers::tr("A volume can be detached when it runs or is stopped."))](const Row& row) {
        const auto why = allows(row);
        return why.isEmpty() && volumesOf(row).isEmpty() ? Servers::tr("No volume is attached.") : why;
    };
    action.form = [&workspace](const Row& row) {
        FormSpec form { "unplug", Servers::tr("Detach a volume from %1").arg(serverName(row)), Servers::tr("Detach"), Servers::tr("Unmount it in the guest first, so that nothing is lost.") };
        form.fields = { { "volume", Servers::tr("Volume"), kit::FieldKind::Choice, true } };
        for (const auto& id : volumesOf(row))
            form.fields[0].choices.push_back({ id, workspace.nameOf("volumes", id) });
        return form;
    };
    action.call = [](const Row& row, const Values& values) { return Call { "DELETE", serverPath(row, "/os-volume_attachments/" + values[u"volume"].toString()) }; };
    action.undo = [](const Row& row, const Values& values) { return attachVolumeCall(serverId(row), values); };
    action.doing = [](const Row& row) { return Servers::tr("Detach a volume from %1").arg(serverName(row)); };
    action.done = [](const Row& row) { return Servers::tr("A volume was detached from %1").arg(serverName(row)); };
    action.reload = QStringList { "volumes" };
    return action;
}

QString timeNow() { return QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd HH:mm")); }

const char* const imageable = "ACTIVE PAUSED SHUTOFF SUSPENDED";

Action createSnapshot(model::Workspace& workspace)
{
    Action action { "create-image", Servers::tr("Create snapshot…"), "camera", QKeySequence("Ctrl+S") };
    action.rule = computeRule("servers:create_image");
    action.blocked = serverAllows(workspace, imageable, Servers::tr("A snapshot can be taken when it runs or is stopped."));
    action.form = [](const Row& row) {
        FormSpec form { "camera", Servers::tr("Take a snapshot of %1").arg(serverName(row)), Servers::tr("Create snapshot"), Servers::tr("It holds the disk as it is now. Go back to it, or launch others from it.") };
        form.fields = { { "name", Servers::tr("Name"), kit::FieldKind::Text, true, QStringLiteral("%1 %2").arg(serverName(row), timeNow()) } };
        return form;
    };
    action.call = [](const Row& row, const Values& values) { return serverCall(row, "createImage", QJsonObject { { "name", values[u"name"] } }); };
    action.doing = [](const Row& row) { return Servers::tr("Take a snapshot of %1").arg(serverName(row)); };
    action.reload = QStringList { "images" };
    return action;
}

Action createBackup(model::Workspace& workspace)
{
    Action action { "create-backup", Servers::tr("Create backup…"), "archive" };
    action.rule = computeRule("os-create-backup");
    action.blocked = serverAllows(workspace, imageable, Servers::tr("A backup can be taken when it runs or is stopped."));
    action.form = [](const Row& row) {
        FormSpec form { "archive", Servers::tr("Back up %1").arg(serverName(row)), Servers::tr("Create backup"), Servers::tr("As a snapshot, but of older ones of the same kind only so many are kept.") };
        form.fields = { { "name", Servers::tr("Name"), kit::FieldKind::Text, true, QStringLiteral("%1 %2").arg(serverName(row), timeNow()) }, { "type", Servers::tr("Kind"), kit::FieldKind::Choice }, { "rotation", Servers::tr("Keep"), kit::FieldKind::Number, false, 7 } };
        form.fields[1].choices = { { "daily", Servers::tr("Daily") }, { "weekly", Servers::tr("Weekly") }, { "monthly", Servers::tr("Monthly") } };
        form.fields[2].min = 1, form.fields[2].max = 100;
        return form;
    };
    action.call = [](const Row& row, const Values& values) { return serverCall(row, "createBackup", QJsonObject { { "name", values[u"name"] }, { "backup_type", values[u"type"] }, { "rotation", values[u"rotation"] } }); };
    action.doing = [](const Row& row) { return Servers::tr("Back up %1").arg(serverName(row)); };
    action.reload = QStringList { "images" };
    return action;
}

/// Waits until the image holds its data.
void awaitImage(Sequence& sequence, const QString& id, int looks = imagePatience)
{
    client::then(sequence.session().get("image", "/v2/images/" + id), &sequence, [&sequence, id, looks](const Result<client::Reply>& reply) {
        if (!reply)
            return sequence.fail(reply.error());
        const auto status = reply->object()[u"status"].toString();
        if (status == u"active")
            return sequence.next();
        if (looks == 0 || status == u"killed" || status == u"deleted")
            return sequence.fail({ ErrorCode::Internal, Servers::tr("The safety snapshot was not saved. The instance is as it was.") });
        QTimer::singleShot(imagePoll, &sequence, [&sequence, id, looks] { awaitImage(sequence, id, looks - 1); });
    });
}

/// Waits until the server has nothing to do.
void awaitRest(Sequence& sequence, const QString& id, int looks = imagePatience)
{
    client::then(sequence.session().get("compute", "/servers/" + id), &sequence, [&sequence, id, looks](const Result<client::Reply>& reply) {
        if (!reply)
            return sequence.fail(reply.error());
        if (reply->object(u"server")[u"OS-EXT-STS:task_state"].toString().isEmpty())
            return sequence.next();
        if (looks == 0)
            return sequence.fail({ ErrorCode::Timeout, Servers::tr("The instance did not come to rest.") });
        QTimer::singleShot(imagePoll, &sequence, [&sequence, id, looks] { awaitRest(sequence, id, looks - 1); });
    });
}

client::Request request(const Call& call) { return { call.verb, "compute", call.path, {}, call.body, call.headers }; }

void runGoingBack(const Context& context, const Row& server, const QString& imageId, const QString& imageName)
{
    auto* workspace = &context.workspace;
    auto& jobs = workspace->jobs();
    const auto safety = Servers::tr("%1 before going back %2").arg(serverName(server), timeNow());
    const int job = jobs.start("history", Servers::tr("Take %1 back to %2").arg(serverName(server), imageName));
    auto* sequence = new Sequence(workspace->session(), workspace);
    const auto saved = std::make_shared<QString>();
    jobs.setProgress(job, -1, Servers::tr("Keeping how it is now"));
    sequence->add(request(serverCall(server, "createImage", QJsonObject { { "name", safety } })), [saved](const client::Reply& reply) { *saved = reply.object()[u"image_id"].toString(); });
    sequence->add([saved](Sequence& it) { awaitImage(it, *saved); });
    sequence->add([id = serverId(server)](Sequence& it) { awaitRest(it, id); });
    sequence->add([workspace, job, server, imageId](Sequence& it) {
        workspace->jobs().setProgress(job, 60, Servers::tr("Making the disk anew"));
        it.send(request(serverCall(server, "rebuild", QJsonObject { { "imageRef", imageId } })));
    });
    sequence->add([id = serverId(server)](Sequence& it) { awaitRest(it, id); });
    sequence->failed = [workspace, job](const Error& error) { workspace->jobs().fail(job, error); };
    sequence->done = [workspace, context, job, server, saved, safety, imageName] {
        workspace->jobs().finish(job, Servers::tr("How it was is kept as “%1”").arg(safety));
        workspace->collection("images").reload();
        context.changed(serverId(server));
        workspace->undo().push(Servers::tr("%1 is back at %2").arg(serverName(server), imageName), [context, server, saved, safety] { runGoingBack(context, server, *saved, safety); });
    };
    sequence->start();
}

} // namespace

FormSpec attachVolumeForm(const QString& server)
{
    FormSpec form { "plug", Servers::tr("Attach a volume to %1").arg(server), Servers::tr("Attach") };
    form.fields = { { "volume", Servers::tr("Volume"), kit::FieldKind::Choice, true }, { "delete", Servers::tr("Delete it with the instance"), kit::FieldKind::Check } };
    form.fields[0].help = Servers::tr("Only volumes that are free are listed.");
    form.options = { { "volume", "volumes", [](const Row& volume) { return volume[u"status"].toString() == u"available" || (volume[u"multiattach"].toBool() && volume[u"status"].toString() == u"in-use"); },
                       [](const Row& volume) { return kit::Choice { volume[u"id"].toString(), volumeName(volume), gibText(volume[u"size"].toInt()) }; } } };
    return form;
}

Call attachVolumeCall(const QString& serverId, const Values& values)
{
    QJsonObject attachment { { "volumeId", values[u"volume"] } };
    if (values[u"delete"].toBool())
        attachment["delete_on_termination"] = true;
    return { "POST", QStringLiteral("/servers/%1/os-volume_attachments").arg(serverId), wrapped("volumeAttachment", attachment), "compute" };
}

void goBackTo(Context& context, const Row& server, const QString& imageId, const QString& imageName)
{
    kit::ConfirmDialog::Question question { "history", Servers::tr("Take %1 back to %2?").arg(serverName(server), imageName),
        Servers::tr("Its disk is made anew from the snapshot, and it starts again. How it is now is kept as another snapshot first, so that you can come back. Addresses, volumes and its id stay."), {}, Servers::tr("Go back") };
    question.dangerous = false;
    auto* dialog = new kit::ConfirmDialog(question, context.window);
    QObject::connect(dialog, &QDialog::accepted, &context.workspace, [context, server, imageId, imageName] { runGoingBack(context, server, imageId, imageName); });
    dialog->open();
}

std::vector<Action> serverDiskActions(model::Workspace& workspace)
{
    std::vector<Action> all { createSnapshot(workspace), createBackup(workspace), attachVolume(workspace), detachVolume(workspace) };
    all.front().group = Servers::tr("Disks");
    return all;
}

} // namespace skylab::panel
