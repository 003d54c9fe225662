#pragma once

#include "model/Workspace.h"
#include "shell/Connections.h"
#include "shell/Keyring.h"
#include "shell/Panel.h"
#include "shell/PanelRegistry.h"
#include "shell/Settings.h"

#include <QMainWindow>

class QStackedWidget;
class QVBoxLayout;

namespace skylab::kit {
class Banner;
class StateView;
}

namespace skylab::shell {

class CommandPalette;
class ConnectionSwitcher;
class Navigation;
class TaskDrawer;
class TopBar;

/// The window: sidebar, bar, pages. Panels are made when they are first shown.
class MainWindow : public QMainWindow, public PanelHost {
    Q_OBJECT
public:
    MainWindow(PanelRegistry registry, const std::vector<model::Source>& sources, Settings& settings);
    ~MainWindow() override;

    /// Signs in with what the connection or the keyring holds, or asks.
    void connectTo(const client::Connection& connection);
    /// Asks for a connection; `reason` says why.
    void askToSignIn(const client::Connection& known, const QString& reason = {});
    /// While the embedded cloud starts: its steps, the last one is running.
    void showStarting(const QStringList& steps);
    void showStartFailed(const Error& error, const std::function<void()>& retry);
    [[nodiscard]] Connections& connections() { return m_connections; }
    [[nodiscard]] model::Workspace& workspace() { return m_workspace; }
    [[nodiscard]] Panel* currentPanel() const;
    void showPanel(const QString& id);

    void openResource(const QString& panel, const QString& id, const QString& tab) override;
    void beginCreate() override;
    [[nodiscard]] QByteArray tableLayout(const QString& panel) const override;
    void saveTableLayout(const QString& panel, const QByteArray& layout) override;
    [[nodiscard]] QByteArray remembered(const QString& key) const override;
    void remember(const QString& key, const QByteArray& value) override;
    void showNote(const QString& text) override;
    void storeSecret(const QString& name, const Secret& secret, const std::function<void(bool kept, const QString& why)>& done) override;
    void readSecret(const QString& name, const std::function<void(const Secret& secret)>& done) override;

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    void buildSidebar(QWidget& parent, QVBoxLayout& column);
    void buildShortcuts();
    void connectSignals();
    void onSignedIn();
    void signInWith(const client::Connection& connection);
    void signInFailed(const client::Connection& connection, const Error& error);
    void switchProject(const QString& projectId);
    void refreshBanner();
    void watchCounts();
    void goBack();
    [[nodiscard]] QList<Command> gatherCommands();

    Settings& m_settings;
    PanelRegistry m_registry;
    model::Workspace m_workspace;
    Connections m_connections;
    Keyring m_keyring;
    Navigation* m_navigation;
    ConnectionSwitcher* m_switcher;
    TopBar* m_bar;
    kit::Banner* m_banner;
    QStackedWidget* m_pages;
    kit::StateView* m_state;
    TaskDrawer* m_tasks;
    CommandPalette* m_palette;
    QHash<QString, Panel*> m_panels;
    QStringList m_history;
    QString m_current;
    bool m_reachable = true;
};

} // namespace skylab::shell
