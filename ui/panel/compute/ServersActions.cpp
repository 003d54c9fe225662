#include "panel/Specs.h"
#include "panel/compute/Servers.h"

#include <QSet>

namespace skylab::panel {

namespace {

QString nameOf(const Row& row) { return row[u"name"].toString(); }
QString actionPath(const Row& row) { return QStringLiteral("/servers/%1/action").arg(row[u"id"].toString()); }

/// Why it can't be done in the row's state, or nothing.
Text onlyIn(const QSet<QString>& states, const QString& reason)
{
    return [states, reason](const Row& row) -> QString {
        if (const auto task = row[u"OS-EXT-STS:task_state"].toString(); !task.isEmpty())
            return Servers::tr("It is busy. Wait until it has finished.");
        return states.contains(row[u"status"].toString()) ? QString() : reason;
    };
}

/// A server action without arguments.
Action simple(const char* id, const QString& text, const char* icon, const Text& blocked, const char* body, const QJsonValue& argument = QJsonValue::Null)
{
    Action action { QLatin1String(id), text, QLatin1String(icon) };
    action.blocked = blocked;
    action.call = [body, argument](const Row& row, const Values&) { return Call { "POST", actionPath(row), QJsonObject { { QLatin1String(body), argument } } }; };
    action.doing = [text](const Row& row) { return QStringLiteral("%1: %2").arg(text, nameOf(row)); };
    return action;
}

/// Adds what takes it back.
Action undoable(Action action, const char* body, const Text& done)
{
    action.undo = [body](const Row& row, const Values&) { return Call { "POST", actionPath(row), QJsonObject { { QLatin1String(body), QJsonValue::Null } } }; };
    action.done = done;
    return action;
}

Action consoleAction()
{
    Action action { "console", Servers::tr("Console"), "terminal", QKeySequence("Ctrl+T") };
    action.bulk = false;
    action.blocked = [](const Row& row) { return row[u"status"].toString() == u"ACTIVE" || row[u"status"].toString() == u"PAUSED" ? QString() : Servers::tr("Only a running instance has a console. Start it first."); };
    action.run = [](Context& context, const QList<Row>& rows, const Values&) { context.host.openResource("servers", rows.first()[u"id"].toString(), "console"); };
    return action;
}

Action attachAction(model::Workspace& workspace)
{
    Action action { "attach-volume", Servers::tr("Attach volume…"), "plug" };
    action.bulk = false;
    action.blocked = onlyIn({ "ACTIVE", "PAUSED", "SHUTOFF", "SUSPENDED" }, Servers::tr("A volume can be attached when it runs or is stopped."));
    action.form = [](const Row& row) {
        FormSpec form { "plug", Servers::tr("Attach a volume to %1").arg(nameOf(row)), Servers::tr("Attach") };
        form.fields = { { "volume", Servers::tr("Volume"), kit::FieldKind::Choice, true } };
        form.fields[0].help = Servers::tr("Only volumes that are free are listed.");
        form.options = { { "volume", "volumes", [](const Row& volume) { return volume[u"status"].toString() == u"available"; },
                           [](const Row& volume) { return kit::Choice { volume[u"id"].toString(), volume[u"name"].toString().isEmpty() ? volume[u"id"].toString().left(8) : volume[u"name"].toString(), QStringLiteral("%1 GB").arg(volume[u"size"].toInt()) }; } } };
        return form;
    };
    action.call = [](const Row& row, const Values& values) {
        return Call { "POST", QStringLiteral("/servers/%1/os-volume_attachments").arg(row[u"id"].toString()), wrapped("volumeAttachment", { { "volumeId", values[u"volume"] } }) };
    };
    action.undo = [](const Row& row, const Values& values) {
        return Call { "DELETE", QStringLiteral("/servers/%1/os-volume_attachments/%2").arg(row[u"id"].toString(), values[u"volume"].toString()) };
    };
    action.doing = [](const Row& row) { return Servers::tr("Attach a volume to %1").arg(nameOf(row)); };
    action.done = [](const Row& row) { return Servers::tr("A volume was attached to %1").arg(nameOf(row)); };
    action.reload = QStringList { "volumes" };
    Q_UNUSED(workspace)
    return action;
}

/// The port goes by the server: neutron knows it by device_id.
void associate(Context& context, const Row& server, const QString& addressId)
{
    auto& workspace = context.workspace;
    const auto name = nameOf(server);
    client::then(workspace.session().list("network", QStringLiteral("/v2.0/ports?device_id=%1").arg(server[u"id"].toString()), "ports"), context.window, [context, name, addressId](const Result<client::Reply>& ports) {
        auto& jobs = context.workspace.jobs();
        const auto title = Servers::tr("Give %1 a floating IP").arg(name);
        const auto port = ports ? ports->list(u"ports")[0][u"id"].toString() : QString();
        if (port.isEmpty())
            return jobs.fail(jobs.start("globe", title), ports ? Error { ErrorCode::Conflict, Servers::tr("%1 is plugged into no network.").arg(name) } : ports.error());
        auto* workspace = &context.workspace;
        const auto put = [workspace, addressId](const QJsonValue& to) {
            return workspace->session().put("network", "/v2.0/floatingips/" + addressId, wrapped("floatingip", { { "port_id", to } }));
        };
        jobs.run("globe", title, [put, port] { return put(port); }, [context, workspace, put, name](const client::Reply&) {
            workspace->collection("floating-ips").reload();
            context.changed({});
            workspace->undo().push(Servers::tr("%1 has a floating IP").arg(name), [workspace, put, name] {
                workspace->jobs().run("undo-2", Servers::tr("Take the floating IP from %1").arg(name), [put] { return put(QJsonValue::Null); },
                                      [workspace](const client::Reply&) { workspace->collection("floating-ips").reload(); });
            });
        });
    });
}

Action floatingIpAction()
{
    Action action { "associate-ip", Servers::tr("Associate floating IP…"), "globe" };
    action.bulk = false;
    action.form = [](const Row& row) {
        FormSpec form { "globe", Servers::tr("Give %1 a floating IP").arg(nameOf(row)), Servers::tr("Associate") };
        form.fields = { { "address", Servers::tr("Floating IP"), kit::FieldKind::Choice, true } };
        form.fields[0].help = Servers::tr("Free addresses of this project. Allocate one under Floating IPs when the list is empty.");
        form.options = { { "address", "floating-ips", [](const Row& address) { return address[u"port_id"].toString().isEmpty(); },
                           [](const Row& address) { return kit::Choice { address[u"id"].toString(), address[u"floating_ip_address"].toString() }; } } };
        return form;
    };
    action.run = [](Context& context, const QList<Row>& rows, const Values& values) { associate(context, rows.first(), values[u"address"].toString()); };
    return action;
}

Action snapshotAction()
{
    Action action { "create-image", Servers::tr("Create image…"), "camera" };
    action.bulk = false;
    action.blocked = onlyIn({ "ACTIVE", "PAUSED", "SHUTOFF", "SUSPENDED" }, Servers::tr("An image can be taken when it runs or is stopped."));
    action.form = [](const Row& row) {
        return FormSpec { "camera", Servers::tr("Take an image of %1").arg(nameOf(row)), Servers::tr("Create image"), Servers::tr("The image holds the disk as it is now. New instances can be launched from it."),
                          { { "name", Servers::tr("Name"), kit::FieldKind::Text, true, nameOf(row) + QStringLiteral("-image") } } };
    };
    action.call = [](const Row& row, const Values& values) { return Call { "POST", actionPath(row), wrapped("createImage", { { "name", values[u"name"] } }) }; };
    action.doing = [](const Row& row) { return Servers::tr("Take an image of %1").arg(nameOf(row)); };
    action.reload = QStringList { "images" };
    return action;
}

Action resizeAction()
{
    Action action { "resize", Servers::tr("Resize…"), "maximize" };
    action.bulk = false;
    action.blocked = onlyIn({ "ACTIVE", "SHUTOFF" }, Servers::tr("It can be resized when it runs or is stopped."));
    action.form = [](const Row& row) {
        FormSpec form { "maximize", Servers::tr("Resize %1").arg(nameOf(row)), Servers::tr("Resize"), Servers::tr("It restarts with the new size. Confirm or revert afterwards.") };
        form.fields = { { "flavor", Servers::tr("New flavor"), kit::FieldKind::Choice, true } };
        form.options = { { "flavor", "flavors", [current = row[u"flavor"][u"original_name"].toString()](const Row& flavor) { return flavor[u"name"].toString() != current; },
                           [](const Row& flavor) { return kit::Choice { flavor[u"id"].toString(), flavor[u"name"].toString(), Servers::tr("%n vCPU · %1 MB", nullptr, flavor[u"vcpus"].toInt()).arg(flavor[u"ram"].toInt()) }; } } };
        return form;
    };
    action.call = [](const Row& row, const Values& values) { return Call { "POST", actionPath(row), wrapped("resize", { { "flavorRef", values[u"flavor"] } }) }; };
    action.doing = [](const Row& row) { return Servers::tr("Resize %1").arg(nameOf(row)); };
    return action;
}

} // namespace

std::vector<Action> serverActions(model::Workspace& workspace)
{
    const auto running = onlyIn({ "ACTIVE" }, Servers::tr("It has to be running."));
    const QJsonObject soft { { "type", "SOFT" } }, hard { { "type", "HARD" } };
    std::vector<Action> all {
        consoleAction(),
        undoable(simple("stop", Servers::tr("Stop"), "square", onlyIn({ "ACTIVE", "ERROR" }, Servers::tr("It is not running.")), "os-stop"), "os-start", [](const Row& row) { return Servers::tr("%1 is being stopped").arg(nameOf(row)); }),
        undoable(simple("start", Servers::tr("Start"), "play", onlyIn({ "SHUTOFF" }, Servers::tr("Only a stopped instance can be started.")), "os-start"), "os-stop", [](const Row& row) { return Servers::tr("%1 is being started").arg(nameOf(row)); }),
        simple("reboot", Servers::tr("Reboot"), "rotate-cw", running, "reboot", soft),
        simple("reset", Servers::tr("Hard reboot"), "power", onlyIn({ "ACTIVE", "SHUTOFF", "PAUSED", "SUSPENDED", "ERROR", "HARD_REBOOT", "REBOOT" }, Servers::tr("It can't be reset in this state.")), "reboot", hard),
        undoable(simple("pause", Servers::tr("Pause"), "pause", running, "pause"), "unpause", [](const Row& row) { return Servers::tr("%1 is paused").arg(nameOf(row)); }),
        simple("unpause", Servers::tr("Resume from pause"), "play", onlyIn({ "PAUSED" }, Servers::tr("It is not paused.")), "unpause"),
        undoable(simple("suspend", Servers::tr("Suspend"), "moon", running, "suspend"), "resume", [](const Row& row) { return Servers::tr("%1 is being suspended").arg(nameOf(row)); }),
        simple("resume", Servers::tr("Resume"), "play", onlyIn({ "SUSPENDED" }, Servers::tr("It is not suspended.")), "resume"),
        attachAction(workspace),
        floatingIpAction(),
        snapshotAction(),
        resizeAction(),
        simple("confirm-resize", Servers::tr("Confirm resize"), "check", onlyIn({ "VERIFY_RESIZE" }, Servers::tr("There is no resize to confirm.")), "confirmResize"),
        simple("revert-resize", Servers::tr("Revert resize"), "undo-2", onlyIn({ "VERIFY_RESIZE" }, Servers::tr("There is no resize to revert.")), "revertResize"),
        renameAction("/servers", "server"),
        deleteAction("/servers", [](int count) { return Servers::tr("Delete %n instance(s)?", nullptr, count); }, Servers::tr("Their disks go with them. Volumes stay, unless they were made to go too.")),
    };
    all.back().shortcut = {};
    all.back().reload = QStringList { "volumes", "floating-ips" };
    return all;
}

} // namespace skylab::panel
