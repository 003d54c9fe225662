#include "shell/WindowCommands.h"

#include "shell/CloudView.h"
#include "shell/CommandPalette.h"
#include "shell/MainWindow.h"
#include "shell/TopBar.h"
#include "theme/Theme.h"

#include <QCoreApplication>

namespace skylab::shell {

namespace {

struct CommandWords {
    Q_DECLARE_TR_FUNCTIONS(CommandWords)
};

void addActions(MainWindow& window, QList<Command>& commands)
{
    auto* cloud = window.current();
    const auto group = CommandPalette::actionsGroup();
    const auto add = [&](const char* key, const char* icon, const QString& text, const QKeySequence& keys, const std::function<void()>& run) {
        commands << Command { group, QLatin1String(icon), text, {}, keys, run, {}, QStringLiteral("action/") + QLatin1String(key) };
    };
    add("theme", "sun-moon", CommandWords::tr("Switch between light and dark"), {}, [&window] {
        const auto mode = theme::tokens().dark ? theme::Theme::Mode::Light : theme::Theme::Mode::Dark;
        theme::Theme::instance().setMode(mode);
        window.settings().setThemeMode(mode);
    });
    add("settings", "settings", CommandWords::tr("Settings"), QKeySequence("Ctrl+,"), [&window] { window.openSettings(); });
    add("shortcuts", "keyboard", CommandWords::tr("Keyboard shortcuts"), QKeySequence("?"), [&window] { window.openShortcuts(); });
    add("sidebar", "panel-right", CommandWords::tr("Show or hide the sidebar"), QKeySequence("Ctrl+B"), [&window] { window.toggleSidebar(); });
    add("connect", "plus", CommandWords::tr("Add a connection"), {}, [&window] { window.askToSignIn({}); });
    if (!cloud->workspace().session().isSignedIn())
        return;
    if (!cloud->workspace().undo().isEmpty())
        add("undo", "undo-2", CommandWords::tr("Take back the last deed"), QKeySequence::Undo, [cloud] { cloud->undo(); });
    add("reload", "refresh-cw", CommandWords::tr("Load everything again"), {}, [cloud] { cloud->workspace().reloadAll(); });
    add("project", "building-2", CommandWords::tr("Switch the project"), QKeySequence("Ctrl+P"), [cloud] { cloud->bar()->openProjects(); });
    add("signOut", "log-out", CommandWords::tr("Sign out"), {}, [cloud] { cloud->workspace().session().signOut(); });
    add("close", "x", CommandWords::tr("Close this cloud"), QKeySequence("Ctrl+W"), [&window, cloud] { window.closeCloud(cloud); });
}

void addPlaces(MainWindow& window, QList<Command>& commands)
{
    auto* cloud = window.current();
    for (const auto* entry : cloud->offered())
        commands << Command { CommandPalette::pagesGroup(), entry->icon, entry->title, PanelRegistry::sectionTitle(entry->section), {}, [cloud, id = entry->id] { cloud->showPanel(id); }, {}, "page/" + entry->id };
    const auto current = cloud->workspace().session().facts().projectId;
    for (const auto& project : cloud->bar()->projects()) {
        const auto id = project[u"id"].toString();
        commands << Command { CommandPalette::projectsGroup(), "building-2", project[u"name"].toString(), id == current ? CommandWords::tr("This one") : project[u"description"].toString(), {},
                              [cloud, id, current] { id == current ? void() : cloud->switchProject(id); }, id, "project/" + id };
    }
    for (const auto& known : window.connections().all()) {
        const auto& connection = known.connection;
        const auto* open = window.cloudNamed(connection.name);
        commands << Command { CommandPalette::connectionsGroup(), known.origin == Connections::Origin::Embedded ? "monitor" : "cloud", connection.name, open ? open->stateText() : connection.summary(), {},
                              [&window, connection] { window.connectTo(connection); }, connection.authUrl, "connection/" + connection.name };
    }
}

} // namespace

QList<Command> windowCommands(MainWindow& window)
{
    QList<Command> commands;
    if (auto* panel = window.currentPanel())
        commands << panel->commands();
    addActions(window, commands);
    addPlaces(window, commands);
    return commands;
}

} // namespace skylab::shell
