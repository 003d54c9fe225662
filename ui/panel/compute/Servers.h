#pragma once

#include "panel/PanelSpec.h"

#include <QCoreApplication>
#include <QSet>

namespace skylab::panel {

/// Consoles and terminals that lost their server try again after pauses that double, in milliseconds.
constexpr int firstPause = 500, longestPause = 10'000;

/// The words of the instances panel.
struct Servers {
    Q_DECLARE_TR_FUNCTIONS(Servers)
};

class ServerMetrics;

/// All row actions, in the order of the menu.
std::vector<Action> serverActions(model::Workspace& workspace);
// Its parts.
std::vector<Action> serverPowerActions(model::Workspace& workspace);
std::vector<Action> serverAccessActions(model::Workspace& workspace);
std::vector<Action> serverNetworkActions(model::Workspace& workspace);
std::vector<Action> serverDiskActions(model::Workspace& workspace);
std::vector<Action> serverChangeActions(model::Workspace& workspace);
std::vector<Action> serverAdminActions(model::Workspace& workspace);
Action serverDeleteAction(model::Workspace& workspace);

kit::Columns serverColumns(model::Workspace& workspace, const std::shared_ptr<ServerMetrics>& metrics);
Facts serverFacts(model::Workspace& workspace, const Row& row);
kit::Cell serverState(const Row& row);
QString serverFlavorText(const Row& row);
/// Its addresses; `floating` ones only, or the others.
QStringList serverAddresses(const Row& row, bool floating);
/// The best one to reach it by: floating before fixed.
QString serverAddress(const Row& row);

/// What a rule of a security group lets through: "TCP 22", "Everything".
QString ruleText(const Row& rule);
FormSpec attachInterfaceForm(const QString& server);
Call attachInterfaceCall(const QString& serverId, const Values& values);
FormSpec attachVolumeForm(const QString& server);
Call attachVolumeCall(const QString& serverId, const Values& values);

CreateSpec serverLaunch(model::Workspace& workspace);
/// The first images as large buttons that open the launch with them.
std::vector<kit::StateView::Card> launchCards(model::Workspace& workspace, const Context& context);

// Tabs.
/// The tabs by which one gets into an instance: console, SSH, serial, log.
std::vector<Tab> serverAccessTabs();
QWidget* makeServerConsole(TabContext& context);
QWidget* makeServerSsh(TabContext& context);
QWidget* makeServerTerminal(TabContext& context);
QWidget* makeServerLog(TabContext& context);
QWidget* makeServerInterfaces(TabContext& context);
QWidget* makeServerVolumes(TabContext& context);
QWidget* makeServerRules(TabContext& context);
QWidget* makeServerSnapshots(TabContext& context);
QWidget* makeServerEvents(TabContext& context);
// Parts of the overview.
QWidget* makeServerFault(TabContext& context);
QWidget* makeServerCharts(TabContext& context);

/// Rebuilds the instance from one of its images after taking an image of how it is now.
void goBackTo(Context& context, const Row& server, const QString& imageId, const QString& imageName);
/// The private half of a key pair, shown once.
void showPrivateKey(QWidget* window, shell::PanelHost& host, const QString& name, const QString& key);

// What the actions are built from.
inline QString serverName(const Row& row) { return row[u"name"].toString(); }
inline QString serverId(const Row& row) { return row[u"id"].toString(); }
inline QString serverPath(const Row& row, const QString& rest = {}) { return QStringLiteral("/servers/%1%2").arg(serverId(row), rest); }
/// POST /servers/ID/action with {verb: argument}.
Call serverCall(const Row& row, const char* verb, const QJsonValue& argument = QJsonValue::Null);
/// Why it can't be done, or nothing: in the wrong state, busy, or locked for all but administrators. `states` as Nova spells them,
/// parted by blanks.
Text serverAllows(model::Workspace& workspace, const char* states, const QString& otherwise);
/// An action that needs no arguments. `rule` without its prefix.
Action serverAction(const char* id, const QString& text, const char* icon, const char* rule, const Text& blocked, const char* verb, const QJsonValue& argument = QJsonValue::Null);
/// The words of a rule, with compute's prefix.
inline QString computeRule(const char* rule) { return QStringLiteral("os_compute_api:") + QLatin1String(rule); }

} // namespace skylab::panel
