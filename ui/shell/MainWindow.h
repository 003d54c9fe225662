#pragma once

#include "model/Workspace.h"
#include "shell/Connections.h"
#include "shell/Keyring.h"
#include "shell/Panel.h"
#include "shell/PanelRegistry.h"
#include "shell/Settings.h"
#include "shell/notice/Notices.h"

#include <QMainWindow>

class QSplitter;
class QStackedWidget;
class QVBoxLayout;

namespace skylab::shell {

class CloudView;
class CommandPalette;
class ConnectionSwitcher;
class DesktopNotes;
class NoticesView;

/// The window: the sidebar, and one CloudView for each open cloud, of which one is looked at.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    MainWindow(PanelRegistry registry, const std::vector<model::Source>& sources, Settings& settings);
    ~MainWindow() override;

    /// Opens a cloud, or goes to it when it is open; signs in with what the connection or the keyring holds, or asks.
    void connectTo(const client::Connection& connection);
    /// Asks for a connection; `reason` says why.
    void askToSignIn(const client::Connection& known, const QString& reason = {});
    /// Opens the clouds that were open last time, in the background.
    void restoreClouds();
    /// While the embedded cloud starts: its steps, the last one is running.
    void showStarting(const QStringList& steps);
    void showStartFailed(const Error& error, const std::function<void()>& retry);
    /// A page in the place of the cloud that is to start; taken over.
    void showStartPage(QWidget* page);

    [[nodiscard]] Connections& connections() { return m_connections; }
    [[nodiscard]] Keyring& keyring() { return m_keyring; }
    [[nodiscard]] Notices& notices() { return m_notices; }
    [[nodiscard]] Settings& settings() { return m_settings; }
    /// Never empty; the last one is blank when no cloud is open.
    [[nodiscard]] const std::vector<CloudView*>& clouds() const { return m_clouds; }
    [[nodiscard]] CloudView* current() const;
    [[nodiscard]] CloudView* cloudNamed(const QString& name) const;
    void activate(CloudView* cloud);
    /// Asks first when work of this window runs there.
    void closeCloud(CloudView* cloud);
    void openSettings();
    void openShortcuts();
    void openNotice(int notice);
    void toggleSidebar();

    // Of the cloud that is looked at.
    [[nodiscard]] model::Workspace& workspace();
    [[nodiscard]] Panel* currentPanel() const;
    void showPanel(const QString& id);
    void openResource(const QString& panel, const QString& id, const QString& tab);

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    void buildSidebar(QWidget& parent, QVBoxLayout& column);
    void buildOverlays(QWidget* root);
    void buildKeys();
    void connectSwitcher();
    CloudView* addCloud();
    void watchCloud(CloudView* cloud);
    void dropCloud(CloudView* cloud);
    void step(int clouds);
    void refreshTitle();
    void refreshSwitcher();
    void leave();
    void askBeforeQuit();
    void saveState();

    PanelRegistry m_registry;
    std::vector<model::Source> m_sources;
    Settings& m_settings;
    Connections m_connections;
    Keyring m_keyring;
    Notices m_notices;
    std::vector<CloudView*> m_clouds;
    QSplitter* m_splitter;
    QWidget* m_side;
    QStackedWidget* m_navigations;
    QStackedWidget* m_views;
    ConnectionSwitcher* m_switcher;
    NoticesView* m_noticesView;
    DesktopNotes* m_desktop;
    CommandPalette* m_palette;
    bool m_mayClose = false;
    bool m_asking = false;
};

} // namespace skylab::shell
