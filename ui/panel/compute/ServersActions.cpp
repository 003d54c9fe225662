#include "panel/Specs.h"
#include "panel/compute/Servers.h"

namespace skylab::panel {

namespace {

/// Adds what takes it back.
Action undoable(Action action, const char* verb, const Text& done)
{
    action.undo = [verb](const Row& row, const Values&) { return serverCall(row, verb); };
    action.done = done;
    return action;
}

Action grouped(Action action, const QString& group)
{
    action.group = group;
    return action;
}

/// Said of both ways where there are two: what lies in the trash keeps what it has.
QStringList consequencesOf(const QList<Row>& rows, bool trash)
{
    int gone = 0, kept = 0, floating = 0, locked = 0;
    for (const auto& row : rows) {
        const auto volumes = row[u"os-extended-volumes:volumes_attached"].toArray();
        for (const auto& volume : volumes)
            volume[u"delete_on_termination"].toBool() ? ++gone : ++kept;
        floating += int(serverAddresses(row, true).size());
        locked += row[u"locked"].toBool() ? 1 : 0;
    }
    QStringList lines;
    if (gone)
        lines << (trash ? Servers::tr("%n volume(s) lie in the trash with them; deleted for good they go too", nullptr, gone) : Servers::tr("%n volume(s) made to go with them", nullptr, gone));
    if (kept)
        lines << (trash ? Servers::tr("%n volume(s) stay theirs; deleted for good they become free", nullptr, kept) : Servers::tr("%n volume(s) stay, detached", nullptr, kept));
    if (floating)
        lines << (trash ? Servers::tr("%n floating IP(s) stay theirs; deleted for good they become free", nullptr, floating) : Servers::tr("%n floating IP(s) become free again; they stay the project's", nullptr, floating));
    if (locked)
        lines << Servers::tr("%n of them locked", nullptr, locked);
    return lines;
}

} // namespace

Call serverCall(const Row& row, const char* verb, const QJsonValue& argument)
{
    return { "POST", serverPath(row, "/action"), QJsonObject { { QLatin1String(verb), argument } } };
}

Text serverAllows(model::Workspace& workspace, const char* states, const QString& otherwise)
{
    return [&workspace, states = QString::fromLatin1(states).split(u' ', Qt::SkipEmptyParts), otherwise](const Row& row) -> QString {
        if (!row[u"OS-EXT-STS:task_state"].toString().isEmpty())
            return Servers::tr("It is busy. Wait until it has finished.");
        if (row[u"locked"].toBool() && !workspace.session().facts().isAdmin())
            return Servers::tr("It is locked. Unlock it first.");
        return states.isEmpty() || states.contains(row[u"status"].toString()) ? QString() : otherwise;
    };
}

Action serverAction(const char* id, const QString& text, const char* icon, const char* rule, const Text& blocked, const char* verb, const QJsonValue& argument)
{
    Action action { QLatin1String(id), text, QLatin1String(icon) };
    action.rule = computeRule(rule);
    action.blocked = blocked;
    action.call = [verb, argument](const Row& row, const Values&) { return serverCall(row, verb, argument); };
    action.doing = [text](const Row& row) { return Servers::tr("%1: %2").arg(text, serverName(row)); };
    return action;
}

std::vector<Action> serverPowerActions(model::Workspace& workspace)
{
    const auto in = [&workspace](const char* states, const QString& otherwise) { return serverAllows(workspace, states, otherwise); };
    const auto running = in("ACTIVE", Servers::tr("It has to be running."));
    const auto stoppable = in("ACTIVE ERROR", Servers::tr("It is not running."));
    const auto group = Servers::tr("Power");
    const auto shelvable = in("ACTIVE SHUTOFF PAUSED SUSPENDED", Servers::tr("It can be shelved when it runs, is stopped, paused or suspended."));
    std::vector<Action> all {
        grouped(undoable(serverAction("stop", Servers::tr("Stop"), "square", "servers:stop", stoppable, "os-stop"), "os-start", [](const Row& row) { return Servers::tr("%1 is being stopped").arg(serverName(row)); }), group),
        undoable(serverAction("start", Servers::tr("Start"), "play", "servers:start", in("SHUTOFF", Servers::tr("Only a stopped instance can be started.")), "os-start"), "os-stop", [](const Row& row) { return Servers::tr("%1 is being started").arg(serverName(row)); }),
        serverAction("reboot", Servers::tr("Reboot"), "rotate-cw", "servers:reboot", running, "reboot", QJsonObject { { "type", "SOFT" } }),
        // Also while it is busy: that is what it is for.
        serverAction("reset", Servers::tr("Hard reboot"), "power", "servers:reboot", [](const Row& row) {
            const auto status = row[u"status"].toString();
            return QStringList { "ACTIVE", "SHUTOFF", "PAUSED", "SUSPENDED", "ERROR", "HARD_REBOOT", "REBOOT" }.contains(status) ? QString() : Servers::tr("It can't be reset in this state.");
        }, "reboot", QJsonObject { { "type", "HARD" } }),
        undoable(serverAction("pause", Servers::tr("Pause"), "pause", "os-pause-server:pause", running, "pause"), "unpause", [](const Row& row) { return Servers::tr("%1 is paused").arg(serverName(row)); }),
        undoable(serverAction("unpause", Servers::tr("Resume from pause"), "play", "os-pause-server:unpause", in("PAUSED", Servers::tr("It is not paused.")), "unpause"), "pause", [](const Row& row) { return Servers::tr("%1 runs again").arg(serverName(row)); }),
        undoable(serverAction("suspend", Servers::tr("Suspend"), "moon", "os-suspend-server:suspend", running, "suspend"), "resume", [](const Row& row) { return Servers::tr("%1 is being suspended").arg(serverName(row)); }),
        undoable(serverAction("resume", Servers::tr("Resume"), "play", "os-suspend-server:resume", in("SUSPENDED", Servers::tr("It is not suspended.")), "resume"), "suspend", [](const Row& row) { return Servers::tr("%1 runs again").arg(serverName(row)); }),
        undoable(serverAction("shelve", Servers::tr("Shelve"), "archive", "os-shelve:shelve", shelvable, "shelve"), "unshelve", [](const Row& row) { return Servers::tr("%1 is being shelved").arg(serverName(row)); }),
        serverAction("unshelve", Servers::tr("Unshelve"), "play", "os-shelve:unshelve", in("SHELVED SHELVED_OFFLOADED", Servers::tr("It is not shelved.")), "unshelve"),
    };
    return all;
}

Action serverDeleteAction(model::Workspace& workspace)
{
    auto action = deleteAction("/servers", [](int count) { return Servers::tr("Delete %n instance(s)?", nullptr, count); }, Servers::tr("Their disks go with them. Volumes stay, unless they were made to go too."));
    action.rule = computeRule("servers:delete");
    action.group = Servers::tr("Delete");
    action.reload = QStringList { "volumes", "floating-ips", "ports" };
    action.consults = QStringList { "volumes" };
    action.consequences = [&workspace](const QList<Row>& rows) { return consequencesOf(rows, workspace.has("trash")); };
    action.blocked = [&workspace](const Row& row) { return row[u"locked"].toBool() && !workspace.session().facts().isAdmin() ? Servers::tr("It is locked. Unlock it first.") : QString(); };
    Trash trash;
    trash.offered = [&workspace] { return workspace.has("trash"); };
    trash.call = [](const Row& row, const Values&) { return Call { "DELETE", serverPath(row), QJsonValue::Undefined, {}, { { "X-Skylab-Trash", "keep" } } }; };
    trash.restore = [](const Row& row, const Values&) { return Call { "POST", QStringLiteral("/trash/server/%1/restore").arg(serverId(row)), QJsonValue::Undefined, "skylab" }; };
    trash.done = [](const Row& row) { return Servers::tr("%1 is in the trash").arg(serverName(row)); };
    trash.text = Servers::tr("They stop, and stay in the trash for some days with their disks and addresses. Until then they can be restored as they are.");
    action.trash = trash;
    return action;
}

std::vector<Action> serverActions(model::Workspace& workspace)
{
    auto console = serverAccessActions(workspace);
    std::vector<Action> all { console.front() };   // the console is the first button of all
    console.erase(console.begin());
    all.front().group = Servers::tr("Look inside");
    for (auto part : { std::move(console), serverPowerActions(workspace), serverNetworkActions(workspace), serverDiskActions(workspace), serverChangeActions(workspace), serverAdminActions(workspace) })
        all.insert(all.end(), std::make_move_iterator(part.begin()), std::make_move_iterator(part.end()));
    all.push_back(serverDeleteAction(workspace));
    return all;
}

} // namespace skylab::panel
