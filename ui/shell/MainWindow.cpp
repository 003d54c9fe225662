#include "shell/MainWindow.h"

#include "kit/Banner.h"
#include "kit/Basics.h"
#include "kit/StateView.h"
#include "kit/Toast.h"
#include "shell/CommandPalette.h"
#include "shell/ConnectionSwitcher.h"
#include "shell/LoginDialog.h"
#include "shell/Navigation.h"
#include "shell/ShortcutsDialog.h"
#include "shell/TaskDrawer.h"
#include "shell/TopBar.h"
#include "theme/Icons.h"

#include <QApplication>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace skylab::shell {

using theme::Tokens;
using Live = client::EventStream::State;

MainWindow::MainWindow(PanelRegistry registry, const std::vector<model::Source>& sources, Settings& settings)
    : m_settings(settings), m_registry(std::move(registry)), m_connections(settings)
{
    setObjectName("mainWindow");
    setWindowTitle("Skylab");
    resize(1440, 900);
    setMinimumSize(900, 560);
    if (const auto geometry = settings.windowGeometry(); !geometry.isEmpty())
        restoreGeometry(geometry);
    for (const auto& source : sources)
        m_workspace.addSource(source);
    auto* root = new kit::Surface(&Tokens::window);
    auto* row = new QHBoxLayout(root);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    auto* side = new kit::Surface(&Tokens::sidebar);
    side->setFixedWidth(224);
    auto* sideColumn = new QVBoxLayout(side);
    buildSidebar(*side, *sideColumn);
    row->addWidget(side);
    row->addWidget(new kit::Line(Qt::Vertical));
    auto* right = new QVBoxLayout;
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(0);
    row->addLayout(right, 1);
    m_bar = new TopBar(m_workspace, settings);
    m_banner = new kit::Banner;
    m_pages = new QStackedWidget;
    m_state = new kit::StateView;
    m_pages->addWidget(m_state);
    right->addWidget(m_bar);
    right->addWidget(new kit::Line);
    right->addWidget(m_banner);
    right->addWidget(m_pages, 1);
    setCentralWidget(root);
    m_tasks = new TaskDrawer(m_workspace.jobs(), root);
    m_palette = new CommandPalette(root, [this] { return gatherCommands(); });
    buildShortcuts();
    connectSignals();
    m_state->showMessage("cloud", tr("Welcome to Skylab"), tr("Choose a cloud at the bottom left, or add a connection."),
                         { { tr("Add a connection…"), "plus", [this] { askToSignIn({}); }, true } });
}

MainWindow::~MainWindow()
{
    // Panels look at collections while they go; they must go before the workspace.
    qDeleteAll(std::exchange(m_panels, {}));
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
    m_navigation = new Navigation;
    column.addWidget(m_navigation, 1);
    column.addWidget(new kit::Line);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(12, 8, 8, 10);
    m_switcher = new ConnectionSwitcher(m_connections, m_keyring);
    foot->addWidget(m_switcher, 1);
    auto* help = kit::toolButton("keyboard", tr("Keyboard shortcuts"));
    connect(help, &QToolButton::clicked, this, [this] { (new ShortcutsDialog(this))->open(); });
    foot->addWidget(help);
    column.addLayout(foot);
}

void MainWindow::buildShortcuts()
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
    on(QKeySequence("Ctrl+J"), [this] { m_tasks->toggle(); });
    on(QKeySequence("Ctrl+P"), [this] { m_bar->openProjects(); });
    on(QKeySequence("Ctrl+O"), [this] { m_switcher->openMenu(); });
    on(QKeySequence("?"), [this] { (new ShortcutsDialog(this))->open(); });
    on(QKeySequence("Alt+Left"), [this] { goBack(); });
    on(QKeySequence("Escape"), [this] {
        if (m_tasks->isVisible())
            m_tasks->hide();
        else if (auto* panel = currentPanel())
            panel->goBack();
    });
    on(QKeySequence::Undo, [this] {
        if (!m_workspace.undo().undo())
            showNote(tr("There is nothing to take back."));
    });
    for (int place = 1; place <= 9; ++place)
        on(QKeySequence(QStringLiteral("Ctrl+%1").arg(place)), [this, place] { m_navigation->select(m_navigation->panelAt(place)); });
}

void MainWindow::connectSignals()
{
    auto& session = m_workspace.session();
    connect(m_navigation, &Navigation::chosen, this, &MainWindow::showPanel);
    connect(m_switcher, &ConnectionSwitcher::chosen, this, &MainWindow::connectTo);
    connect(m_switcher, &ConnectionSwitcher::addAsked, this, [this] { askToSignIn({}); });
    connect(m_bar, &TopBar::searchAsked, this, [this] { m_palette->openWith({}); });
    connect(m_bar, &TopBar::tasksToggled, m_tasks, &TaskDrawer::toggle);
    connect(m_bar, &TopBar::shortcutsAsked, this, [this] { (new ShortcutsDialog(this))->open(); });
    connect(m_bar, &TopBar::projectChosen, this, &MainWindow::switchProject);
    connect(m_bar, &TopBar::signOutAsked, &session, &client::Session::signOut);
    connect(&m_workspace, &model::Workspace::scopeChanged, this, &MainWindow::onSignedIn);
    connect(&session, &client::Session::expired, this, [this, &session](const Error& error) { askToSignIn(session.connection(), error.message); });
    connect(&session, &client::Session::reachableChanged, this, [this](bool reachable) {
        m_reachable = reachable;
        refreshBanner();
    });
    connect(&m_workspace.live(), &model::LiveUpdates::stateChanged, this, &MainWindow::refreshBanner);
    connect(&session, &client::Session::signedOut, this, [this] {
        m_navigation->setEntries({});
        m_switcher->setCurrent({}, {});
        m_current.clear();
        m_pages->setCurrentWidget(m_state);
        m_state->showMessage("log-out", tr("You are signed out"), tr("Choose a cloud at the bottom left, or add a connection."),
                             { { tr("Add a connection…"), "plus", [this] { askToSignIn({}); }, true } });
        refreshBanner();
    });
    connect(&m_workspace.undo(), &model::Undo::pushed, this, [this](const QString& text) {
        kit::Toast::show(centralWidget(), kit::Tone::Ok, text, tr("Undo"), [this] { m_workspace.undo().undo(); });
    });
    connect(&m_workspace.jobs(), &model::Jobs::failed, this, [this](int job) {
        const auto* found = m_workspace.jobs().find(job);
        if (found && found->error.code != ErrorCode::Cancelled)
            kit::Toast::show(centralWidget(), kit::Tone::Error, tr("Failed: %1").arg(found->title), tr("Why?"), [this] { m_tasks->isVisible() ? void() : m_tasks->toggle(); });
    });
}

void MainWindow::showStarting(const QStringList& steps)
{
    m_pages->setCurrentWidget(m_state);
    m_state->showSteps(tr("Starting your cloud"), steps);
}

void MainWindow::showStartFailed(const Error& error, const std::function<void()>& retry)
{
    m_pages->setCurrentWidget(m_state);
    m_state->showError(error, retry);
}

void MainWindow::connectTo(const client::Connection& connection)
{
    m_pages->setCurrentWidget(m_state);
    m_state->showLoading(tr("Signing in to %1…").arg(connection.name));
    if (connection.hasSecret())
        return signInWith(connection);
    m_keyring.read(connection.name, [this, connection](const Secret& secret) {
        if (secret.isEmpty())
            return askToSignIn(connection);
        auto whole = connection;
        whole.password = secret;
        signInWith(whole);
    });
}

void MainWindow::signInWith(const client::Connection& connection)
{
    auto wanted = connection;
    if (const auto project = m_settings.lastProject(connection.name); !project.isEmpty() && connection.projectId.isEmpty())
        wanted.projectId = project;
    client::then(m_workspace.session().signIn(wanted), this, [this, connection, wanted](const Result<client::TokenFacts>& facts) {
        if (facts)
            return;
        if (wanted.projectId != connection.projectId) {   // the project of last time is gone, or not ours any more
            m_settings.setLastProject(connection.name, {});
            return signInWith(connection);
        }
        signInFailed(connection, facts.error());
    });
}

void MainWindow::signInFailed(const client::Connection& connection, const Error& error)
{
    m_pages->setCurrentWidget(m_state);
    m_state->showError(error, [this, connection] { connectTo(connection); });
    if (error.code == ErrorCode::Unauthorized || error.type == u"CertificateUnknown")
        askToSignIn(connection, error.message);
}

void MainWindow::askToSignIn(const client::Connection& known, const QString& reason)
{
    if (findChild<LoginDialog*>())
        return;
    auto* dialog = new LoginDialog(m_workspace.session(), m_connections, m_keyring, known, this);
    if (!reason.isEmpty())
        dialog->setReason(reason);
    connect(dialog, &LoginDialog::passwordNote, this, &MainWindow::showNote);
    dialog->open();
}

void MainWindow::switchProject(const QString& projectId)
{
    client::then(m_workspace.session().switchProject(projectId), this, [this](const Result<client::TokenFacts>& facts) {
        if (facts)
            m_settings.setLastProject(m_workspace.session().connection().name, facts->projectId);
        else
            showNote(tr("The project was not switched: %1").arg(facts.error().message));
    });
}

void MainWindow::onSignedIn()
{
    const auto& connection = m_workspace.session().connection();
    m_settings.setLastConnection(connection.name);
    m_switcher->setCurrent(connection.name, connection.summary());
    const auto offered = m_registry.offered(m_workspace.session());
    m_navigation->setEntries(offered);
    const bool kept = std::any_of(offered.begin(), offered.end(), [this](const auto* entry) { return entry->id == m_current; });
    if (offered.empty())
        m_state->showMessage("cloud", tr("This cloud offers nothing here"), tr("Its catalog has no service that this window knows, in this region."));
    else
        showPanel(kept ? m_current : offered.front()->id);
    watchCounts();
    refreshBanner();
}

/// The sidebar counts what there is; the palette finds it.
void MainWindow::watchCounts()
{
    for (const auto* entry : m_registry.offered(m_workspace.session())) {
        auto& collection = m_workspace.collection(entry->collection);
        disconnect(&collection, nullptr, m_navigation, nullptr);
        disconnect(&collection.model(), nullptr, m_navigation, nullptr);
        const auto update = [this, id = entry->id, &collection] {
            m_navigation->setCount(id, collection.state() == model::Collection::State::Ready ? collection.model().rowCount() : -1, 0);
        };
        connect(&collection, &model::Collection::stateChanged, m_navigation, update);
        connect(&collection.model(), &model::ResourceModel::countChanged, m_navigation, update);
        collection.want();
    }
}

void MainWindow::showPanel(const QString& id)
{
    const auto* entry = m_registry.find(id);
    if (!entry || !m_workspace.session().isSignedIn())
        return;
    auto*& panel = m_panels[id];
    if (!panel) {
        panel = entry->make(m_workspace, *this);
        panel->setAccessibleName(entry->title);
        m_pages->addWidget(panel);
    }
    if (!m_current.isEmpty() && m_current != id)
        m_history << m_current;
    m_current = id;
    setWindowTitle(QStringLiteral("%1 – Skylab").arg(entry->title));
    m_pages->setCurrentWidget(panel);
    m_navigation->select(id);
    panel->activate();
}

Panel* MainWindow::currentPanel() const { return qobject_cast<Panel*>(m_pages->currentWidget()); }

void MainWindow::goBack()
{
    if (auto* panel = currentPanel(); panel && panel->goBack())
        return;
    if (m_history.isEmpty())
        return;
    const auto before = m_history.takeLast();
    m_current.clear();
    showPanel(before);
}

void MainWindow::refreshBanner()
{
    const bool in = m_workspace.session().isSignedIn();
    if (in && !m_reachable)
        m_banner->showMessage(kit::Tone::Error, tr("The cloud can't be reached. What you see is as it was; the window tries again by itself."), tr("Try now"), [this] { m_workspace.reloadAll(); });
    else if (in && m_workspace.live().state() == Live::Stale)
        m_banner->showMessage(kit::Tone::Warn, tr("Live updates are interrupted. Reconnecting…"), tr("Load again"), [this] { m_workspace.reloadAll(); });
    else
        m_banner->hide();
}

QList<Command> MainWindow::gatherCommands()
{
    QList<Command> commands;
    const auto offered = m_registry.offered(m_workspace.session());
    for (const auto* entry : offered) {
        auto& collection = m_workspace.collection(entry->collection);
        for (int row = 0; row < collection.model().rowCount(); ++row) {
            const auto id = collection.model().idAt(row);
            const auto name = collection.model().rowAt(row)[u"name"].toString();
            QStringList about;
            for (int column = 1; collection.model().presenter() && column < qMin(4, collection.model().columnCount()); ++column)
                about << collection.model().index(row, column).data().toString();
            about.removeAll(QStringLiteral("–"));
            commands << Command { entry->title, entry->icon, name.isEmpty() ? id : name, about.join(QStringLiteral(" · ")), {}, [this, panel = entry->id, id] { openResource(panel, id, {}); }, id };
        }
    }
    if (auto* panel = currentPanel())
        commands << panel->commands();
    commands << Command { tr("Actions"), "sun-moon", tr("Switch between light and dark"), {}, {}, [] {
        theme::Theme::instance().setMode(theme::tokens().dark ? theme::Theme::Mode::Light : theme::Theme::Mode::Dark);
    } };
    commands << Command { tr("Actions"), "log-out", tr("Sign out"), {}, {}, [this] { m_workspace.session().signOut(); } };
    for (const auto* entry : offered)
        commands << Command { tr("Pages"), entry->icon, entry->title, PanelRegistry::sectionTitle(entry->section), {}, [this, id = entry->id] { showPanel(id); } };
    return commands;
}

void MainWindow::openResource(const QString& panel, const QString& id, const QString& tab)
{
    showPanel(panel);
    if (auto* current = currentPanel(); current && m_current == panel && !id.isEmpty())
        current->openResource(id, tab);
}

void MainWindow::beginCreate()
{
    if (auto* panel = currentPanel())
        panel->create();
}

QByteArray MainWindow::tableLayout(const QString& panel) const { return m_settings.tableLayout(panel); }

void MainWindow::saveTableLayout(const QString& panel, const QByteArray& layout) { m_settings.setTableLayout(panel, layout); }

QByteArray MainWindow::remembered(const QString& key) const { return m_settings.remembered(key); }

void MainWindow::remember(const QString& key, const QByteArray& value) { m_settings.remember(key, value); }

void MainWindow::storeSecret(const QString& name, const Secret& secret, const std::function<void(bool, const QString&)>& done)
{
    m_keyring.write(m_workspace.session().connection().name + u'/' + name, secret, [done](Keyring::Kept kept, const QString& why) { done(kept == Keyring::Kept::InKeyring, why); });
}

void MainWindow::readSecret(const QString& name, const std::function<void(const Secret&)>& done)
{
    m_keyring.read(m_workspace.session().connection().name + u'/' + name, done);
}

void MainWindow::showNote(const QString& text) { kit::Toast::show(centralWidget(), kit::Tone::Neutral, text); }

void MainWindow::closeEvent(QCloseEvent* event)
{
    m_settings.setWindowGeometry(saveGeometry());
    QMainWindow::closeEvent(event);
}

} // namespace skylab::shell
