// Actions of administrators.
#include "panel/Specs.h"
#include "panel/compute/Servers.h"

namespace skylab::panel {

namespace {

/// A form with the hosts to go to; empty lets the scheduler choose.
FormSpec hostForm(const QString& icon, const QString& title, const QString& accept, const QString& intro, const Row& row)
{
    FormSpec form { icon, title, accept, intro };
    form.fields = { { "host", Servers::tr("To host"), kit::FieldKind::Choice } };
    form.options = { { "host", "compute-hosts", [now = row[u"OS-EXT-SRV-ATTR:host"].toString()](const Row& host) { return host[u"host"].toString() != now; },
                       [](const Row& host) { return kit::Choice { host[u"host"].toString(), host[u"host"].toString(), host[u"state"].toString() == u"up" ? QString() : Servers::tr("down") }; } } };
    form.options[0].orNone = true;
    form.options[0].none = Servers::tr("The scheduler chooses");
    return form;
}

Action moving(const char* id, const QString& text, const char* rule, const Text& blocked, const std::function<FormSpec(const Row&)>& form)
{
    Action action { QLatin1String(id), text, "truck" };
    action.rule = computeRule(rule);
    action.blocked = blocked;
    action.form = form;
    action.doing = [text](const Row& row) { return Servers::tr("%1: %2").arg(QString(text).remove(u'…'), serverName(row)); };
    return action;
}

} // namespace

std::vector<Action> serverAdminActions(model::Workspace& workspace)
{
    const auto admin = [&workspace] { return workspace.session().facts().isAdmin(); };
    auto migrate = moving("migrate", Servers::tr("Migrate…"), "os-migrate-server:migrate", serverAllows(workspace, "ACTIVE SHUTOFF", Servers::tr("It has to run or be stopped.")),
                          [](const Row& row) { return hostForm("truck", Servers::tr("Migrate %1").arg(serverName(row)), Servers::tr("Migrate"), Servers::tr("It stops, moves with its disk and starts there. Confirm or revert afterwards."), row); });
    migrate.group = Servers::tr("Administration");
    migrate.call = [](const Row& row, const Values& values) {
        const auto host = values[u"host"].toString();
        return serverCall(row, "migrate", host.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(QJsonObject { { "host", host } }));
    };
    auto live = moving("live-migrate", Servers::tr("Live migrate…"), "os-migrate-server:migrate_live", serverAllows(workspace, "ACTIVE PAUSED", Servers::tr("It has to run or be paused.")),
                       [](const Row& row) { return hostForm("truck", Servers::tr("Live migrate %1").arg(serverName(row)), Servers::tr("Migrate"), Servers::tr("It moves while it runs."), row); });
    live.call = [](const Row& row, const Values& values) {
        const auto host = values[u"host"].toString();
        return serverCall(row, "os-migrateLive", QJsonObject { { "host", host.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(host) }, { "block_migration", "auto" } });
    };
    auto evacuate = moving("evacuate", Servers::tr("Evacuate…"), "os-evacuate", serverAllows(workspace, "ACTIVE SHUTOFF ERROR", Servers::tr("It has to run, be stopped or have failed.")),
                           [](const Row& row) { return hostForm("truck", Servers::tr("Evacuate %1").arg(serverName(row)), Servers::tr("Evacuate"), Servers::tr("Its host is down: it is made again on another one, from its image unless the disk is shared."), row); });
    evacuate.danger = true;   // of a disk that is not shared nothing is left
    evacuate.call = [](const Row& row, const Values& values) { return serverCall(row, "evacuate", withoutEmpty({ { "host", values[u"host"] } })); };
    Action reset { "reset-state", Servers::tr("Reset state…"), "history" };
    reset.rule = computeRule("os-admin-actions:reset_state");
    reset.form = [](const Row& row) {
        FormSpec form { "history", Servers::tr("Reset the state of %1").arg(serverName(row)), Servers::tr("Reset"), Servers::tr("Only what the cloud notes changes, not the guest. For instances that hang in a state which is no longer true.") };
        form.fields = { { "state", Servers::tr("State"), kit::FieldKind::Choice } };
        form.fields[0].choices = { { "active", Servers::tr("Active") }, { "error", Servers::tr("Error") } };
        return form;
    };
    reset.call = [](const Row& row, const Values& values) { return serverCall(row, "os-resetState", QJsonObject { { "state", values[u"state"] } }); };
    reset.doing = [](const Row& row) { return Servers::tr("Reset the state of %1").arg(serverName(row)); };
    auto offload = serverAction("offload", Servers::tr("Offload"), "archive", "os-shelve:shelve_offload", serverAllows(workspace, "SHELVED", Servers::tr("It is not shelved on a host.")), "shelveOffload");
    auto dump = serverAction("crash-dump", Servers::tr("Trigger crash dump"), "zap", "servers:trigger_crash_dump", serverAllows(workspace, "ACTIVE PAUSED RESCUE VERIFY_RESIZE ERROR", Servers::tr("It has to be running.")), "trigger_crash_dump");
    auto restore = serverAction("restore", Servers::tr("Restore"), "undo-2", "os-deferred-delete:restore", serverAllows(workspace, "SOFT_DELETED", Servers::tr("It is not deleted.")), "restore");
    restore.offered = admin;
    std::vector<Action> all { migrate, live, evacuate, reset, offload, dump, restore };
    for (auto& action : all)
        action.offered = admin;
    return all;
}

} // namespace skylab::panel
