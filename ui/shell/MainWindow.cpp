#include "shell/MainWindow.h"

#include "kit/Basics.h"
#include "kit/ConfirmDialog.h"
#include "shell/CloudView.h"
#include "shell/CommandPalette.h"
#include "shell/ConnectionSwitcher.h"
#include "shell/Navigation.h"
#include "shell/QuitQuestion.h"
#include "shell/SettingsDialog.h"
#include "shell/ShortcutsDialog.h"
#include "shell/TaskDrawer.h"
#include "shell/TopBar.h"
#include "shell/WindowCommands.h"
#include "shell/notice/DesktopNotes.h"
#include "shell/notice/NoticesView.h"
#include "theme/Icons.h"

#include <QApplication>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace skylab::shell {

using theme::Tokens;

MainWindow::MainWindow(PanelRegistry registry, const std::vector<model::Source>& sources, Settings& settings)
    : m_registry(std::move(registry)), m_sources(sources), m_settings(settings), m_connections(settings)
{
    setObjectName("mainWindow");
    setWindowTitle("Skylab");
    resize(1440, 900);
    setMinimumSize(900, 560);
    if (const auto geometry = settings.windowGeometry(); !geometry.isEmpty())
        restoreGeometry(geometry);
    auto* root = new kit::Surface(&Tokens::window);
    root->setObjectName("windowRoot");
    auto* row = new QHBoxLayout(root);
    row->setContentsMargins(0, 0, 0, 0);
    m_splitter = new QSplitter;
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    row->addWidget(m_splitter);
    m_side = new kit::Surface(&Tokens::sidebar);
    m_side->setMinimumWidth(190);
    m_side->setMaximumWidth(420);
    auto* column = new QVBoxLayout(m_side);
    buildSidebar(*m_side, *column);
    m_views = new QStackedWidget;
    m_splitter->addWidget(m_side);
    m_splitter->addWidget(m_views);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({ 224, 1216 });
    m_splitter->restoreState(settings.sidebar());
    m_side->setVisible(!settings.sidebarHidden());
    setCentralWidget(root);
    buildOverlays(root);
    buildKeys();
    connectSwitcher();
    activate(addCloud());
}

MainWindow::~MainWindow()
{
    for (auto* cloud : std::exchange(m_clouds, {}))
        delete cloud;
}

void MainWindow::buildSidebar(QWidget& parent, QVBoxLayout& column)
{
    column.setContentsMargins(0, 0, 0, 0);
    column.setSpacing(0);
    auto* brand = new QHBoxLayout;
    brand->setContentsMargins(18, 14, 12, 8);
    auto* logo = new QLabel(&parent);
    logo->setPixmap(theme::logoPixmap(26, devicePixelRatioF()));
    brand->addWidget(logo);
    brand->addSpacing(4);
    brand->addWidget(kit::label("Skylab", 15, 700));
    brand->addStretch();
    column.addLayout(brand);
    m_navigations = new QStackedWidget;
    column.addWidget(m_navigations, 1);
    column.addWidget(new kit::Line);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(12, 8, 8, 10);
    foot->setSpacing(0);
    m_switcher = new ConnectionSwitcher(m_connections, m_keyring, [this] {
        std::vector<ConnectionSwitcher::Open> open;
        for (auto* cloud : m_clouds) {
            if (!cloud->name().isEmpty())
                open.push_back({ cloud->name(), cloud->summary(), cloud->stateTone(), cloud->stateText(), cloud == current() });
        }
        return open;
    });
    foot->addWidget(m_switcher, 1);
    auto* settings = kit::toolButton("settings", tr("Settings (Ctrl+,)"));
    connect(settings, &QToolButton::clicked, this, &MainWindow::openSettings);
    auto* help = kit::toolButton("keyboard", tr("Keyboard shortcuts"));
    connect(help, &QToolButton::clicked, this, &MainWindow::openShortcuts);
    foot->addWidget(settings);
    foot->addWidget(help);
    column.addLayout(foot);
}

void MainWindow::buildOverlays(QWidget* root)
{
    m_noticesView = new NoticesView(m_notices, root);
    connect(m_noticesView, &NoticesView::opened, this, &MainWindow::openNotice);
    m_desktop = new DesktopNotes(QDBusConnection::sessionBus(), this);
    connect(m_desktop, &DesktopNotes::activated, this, [this](int notice) {
        showNormal();
        raise();
        activateWindow();
        openNotice(notice);
    });
    connect(&m_notices, &Notices::added, this, [this](const Notice& notice) {
        if (m_settings.notifications() && !QApplication::activeWindow())
            m_desktop->tell(notice);
    });
    m_palette = new CommandPalette(root, m_settings, { [this] { return current()->index(); }, [this] { return windowCommands(*this); },
                                                       [this](const QString& panel, const QString& id) { openResource(panel, id, {}); } });
}

void MainWindow::buildKeys()
{
    const auto on = [this](const QKeySequence& keys, const std::function<void()>& run) {
        auto* shortcut = new QShortcut(keys, this);
        connect(shortcut, &QShortcut::activated, this, run);
    };
    const auto withPanel = [this](void (Panel::*run)()) {
        return [this, run] {
            if (auto* panel = currentPanel())
                (panel->*run)();
        };
    };
    on(QKeySequence("Ctrl+K"), [this] { m_palette->openWith({}); });
    on(QKeySequence("/"), withPanel(&Panel::focusFilter));
    on(QKeySequence::New, withPanel(&Panel::create));
    on(QKeySequence::Refresh, withPanel(&Panel::refresh));
    on(QKeySequence("Ctrl+J"), [this] { current()->tasks()->toggle(); });
    on(QKeySequence("Ctrl+Shift+N"), [this] { m_noticesView->toggle(); });
    on(QKeySequence("Ctrl+P"), [this] { current()->bar()->openProjects(); });
    on(QKeySequence("Ctrl+O"), [this] { m_switcher->openList(); });
    on(QKeySequence("Ctrl+Tab"), [this] { step(1); });
    on(QKeySequence("Ctrl+Shift+Tab"), [this] { step(-1); });
    on(QKeySequence("Ctrl+W"), [this] { closeCloud(current()); });
    on(QKeySequence("Ctrl+Q"), [this] { close(); });
    on(QKeySequence("Ctrl+B"), [this] { toggleSidebar(); });
    on(QKeySequence("Ctrl+,"), [this] { openSettings(); });
    on(QKeySequence("?"), [this] { openShortcuts(); });
    on(QKeySequence("Alt+Left"), [this] { current()->goBack(); });
    on(QKeySequence("Escape"), [this] { leave(); });
    on(QKeySequence::Undo, [this] { current()->undo(); });
    for (int place = 1; place <= 9; ++place) {
        on(QKeySequence(QStringLiteral("Ctrl+%1").arg(place)), [this, place] {
            auto* navigation = current()->navigation();
            navigation->select(navigation->panelAt(place));
        });
    }
}

void MainWindow::connectSwitcher()
{
    connect(m_switcher, &ConnectionSwitcher::chosen, this, &MainWindow::connectTo);
    connect(m_switcher, &ConnectionSwitcher::addAsked, this, [this] { askToSignIn({}); });
    connect(m_switcher, &ConnectionSwitcher::editAsked, this, [this](const client::Connection& connection) { askToSignIn(connection); });
    connect(m_switcher, &ConnectionSwitcher::switchAsked, this, [this](const QString& name) { activate(cloudNamed(name)); });
    connect(m_switcher, &ConnectionSwitcher::closeAsked, this, [this](const QString& name) { closeCloud(cloudNamed(name)); });
}

CloudView* MainWindow::addCloud()
{
    auto* cloud = new CloudView({ m_registry, m_sources, m_settings, m_connections, m_keyring, m_notices });
    m_clouds.push_back(cloud);
    m_views->addWidget(cloud);
    m_navigations->addWidget(cloud->navigation());
    watchCloud(cloud);
    return cloud;
}

void MainWindow::watchCloud(CloudView* cloud)
{
    connect(cloud, &CloudView::stateChanged, this, &MainWindow::refreshSwitcher);
    connect(cloud, &CloudView::titleChanged, this, &MainWindow::refreshTitle);
    connect(cloud, &CloudView::givenUp, this, [this, cloud] {
        if (m_clouds.size() > 1)
            dropCloud(cloud);
        else
            cloud->showWelcome();
    }, Qt::QueuedConnection);
    auto* bar = cloud->bar();
    connect(bar, &TopBar::searchAsked, this, [this] { m_palette->openWith({}); });
    connect(bar, &TopBar::noticesToggled, m_noticesView, &NoticesView::toggle);
    connect(bar, &TopBar::shortcutsAsked, this, &MainWindow::openShortcuts);
    connect(bar, &TopBar::settingsAsked, this, &MainWindow::openSettings);
    connect(bar, &TopBar::projectsArrived, m_palette, &CommandPalette::refreshCommands);
}

CloudView* MainWindow::current() const { return static_cast<CloudView*>(m_views->currentWidget()); }

CloudView* MainWindow::cloudNamed(const QString& name) const
{
    const auto it = std::find_if(m_clouds.begin(), m_clouds.end(), [&](const CloudView* cloud) { return cloud->name() == name && !name.isEmpty(); });
    return it == m_clouds.end() ? nullptr : *it;
}

void MainWindow::activate(CloudView* cloud)
{
    if (!cloud)
        return;
    m_views->setCurrentWidget(cloud);
    m_navigations->setCurrentWidget(cloud->navigation());
    for (auto* one : m_clouds)
        one->setForeground(one == cloud);
    refreshSwitcher();
    refreshTitle();
}

void MainWindow::connectTo(const client::Connection& connection)
{
    auto* cloud = cloudNamed(connection.name);
    if (cloud && cloud->workspace().session().isSignedIn())
        return activate(cloud);
    if (!cloud)
        cloud = current()->state() == CloudView::State::Blank ? current() : addCloud();
    activate(cloud);
    cloud->connectTo(connection);
}

void MainWindow::askToSignIn(const client::Connection& known, const QString& reason)
{
    auto* cloud = cloudNamed(known.name);
    if (!cloud)
        cloud = current()->state() == CloudView::State::Blank ? current() : addCloud();
    activate(cloud);
    cloud->askToSignIn(known, reason);
}

void MainWindow::restoreClouds()
{
    if (!m_settings.restores())
        return;
    for (const auto& name : m_settings.openClouds()) {
        client::Connection connection;
        if (cloudNamed(name) || !m_connections.find(name, connection))
            continue;
        auto* blank = current()->state() == CloudView::State::Blank ? current() : nullptr;
        (blank ? blank : addCloud())->connectTo(connection);
    }
    refreshSwitcher();
}

void MainWindow::showStarting(const QStringList& steps) { m_clouds.front()->showStarting(steps); }

void MainWindow::showStartFailed(const Error& error, const std::function<void()>& retry) { m_clouds.front()->showStartFailed(error, retry); }

void MainWindow::showStartPage(QWidget* page) { m_clouds.front()->showPage(page); }

void MainWindow::step(int clouds)
{
    const auto at = std::find(m_clouds.begin(), m_clouds.end(), current()) - m_clouds.begin();
    const auto count = std::ptrdiff_t(m_clouds.size());
    activate(m_clouds[std::size_t((at + clouds + count) % count)]);
}

void MainWindow::closeCloud(CloudView* cloud)
{
    if (!cloud || (cloud->name().isEmpty() && m_clouds.size() == 1))
        return;
    auto* question = questionBeforeClosing(*cloud, this);
    if (!question)
        return dropCloud(cloud);
    connect(question, &QDialog::accepted, cloud, [this, cloud] { dropCloud(cloud); });
    question->open();
}

void MainWindow::dropCloud(CloudView* cloud)
{
    const auto at = std::find(m_clouds.begin(), m_clouds.end(), cloud);
    if (at == m_clouds.end())
        return;
    const bool looked = cloud == current();
    const auto next = std::size_t(at - m_clouds.begin());
    m_clouds.erase(at);
    if (m_clouds.empty())
        addCloud();
    if (looked)
        activate(m_clouds[std::min(next, m_clouds.size() - 1)]);
    m_views->removeWidget(cloud);
    cloud->hide();
    cloud->deleteLater();   // what closed it may be its own button
    refreshSwitcher();
}

void MainWindow::refreshTitle()
{
    QStringList parts { current()->title(), m_clouds.size() > 1 ? current()->name() : QString(), QStringLiteral("Skylab") };
    parts.removeAll({});
    setWindowTitle(parts.join(QStringLiteral(" – ")));
}

void MainWindow::refreshSwitcher()
{
    if (const auto* cloud = current())
        m_switcher->setCurrent(cloud->name(), cloud->summary(), cloud->stateTone(), cloud->stateText());
}

/// Escape: what floats first, then the panel's own.
void MainWindow::leave()
{
    if (m_noticesView->isVisible())
        m_noticesView->toggle();
    else if (current()->tasks()->isVisible())
        current()->tasks()->hide();
    else if (auto* panel = currentPanel())
        panel->goBack();
}

void MainWindow::openSettings()
{
    if (!findChild<SettingsDialog*>())
        (new SettingsDialog(m_settings, this))->open();
}

void MainWindow::openShortcuts()
{
    if (!findChild<ShortcutsDialog*>())
        (new ShortcutsDialog(currentPanel() ? currentPanel()->keys() : QList<Command>(), this))->open();
}

void MainWindow::openNotice(int id)
{
    const auto* found = m_notices.find(id);
    if (!found)
        return;
    const auto notice = *found;
    m_notices.markRead(id);
    m_noticesView->hide();
    auto* cloud = cloudNamed(notice.cloud);
    activate(cloud);
    if (cloud && !notice.panel.isEmpty())
        cloud->openResource(notice.panel, notice.resource, {});
}

void MainWindow::toggleSidebar()
{
    m_side->setVisible(!m_side->isVisible());
    m_settings.setSidebarHidden(!m_side->isVisible());
}

model::Workspace& MainWindow::workspace() { return current()->workspace(); }

Panel* MainWindow::currentPanel() const { return current()->currentPanel(); }

void MainWindow::showPanel(const QString& id) { current()->showPanel(id); }

void MainWindow::openResource(const QString& panel, const QString& id, const QString& tab) { current()->openResource(panel, id, tab); }

void MainWindow::saveState()
{
    m_settings.setWindowGeometry(saveGeometry());
    m_settings.setSidebar(m_splitter->saveState());
    QStringList names;
    for (const auto* cloud : m_clouds)
        names << cloud->name();
    names.removeAll({});
    m_settings.setOpenClouds(names);
}

/// Work in the cloud of this process ends with it: then it is asked once.
void MainWindow::closeEvent(QCloseEvent* event)
{
    const bool embedded = std::any_of(m_clouds.begin(), m_clouds.end(), [this](CloudView* cloud) { return m_connections.isEmbedded(cloud->name()) && cloud->workspace().session().isSignedIn(); });
    if (m_mayClose || !embedded) {
        saveState();
        return QMainWindow::closeEvent(event);
    }
    event->ignore();
    askBeforeQuit();
}

void MainWindow::askBeforeQuit()
{
    if (std::exchange(m_asking, true))
        return;
    askBeforeQuitting(*this, [this](bool quit) {
        m_asking = false;
        m_mayClose = quit;
        if (quit)
            close();
    });
}

} // namespace skylab::shell
