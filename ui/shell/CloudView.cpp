#include "shell/CloudView.h"

#include "kit/Banner.h"
#include "kit/Basics.h"
#include "kit/StateView.h"
#include "kit/Toast.h"
#include "shell/CertificateDialog.h"
#include "shell/Connections.h"
#include "shell/Keyring.h"
#include "shell/LoginDialog.h"
#include "shell/Settings.h"
#include "shell/TaskDrawer.h"
#include "shell/TopBar.h"
#include "shell/notice/CloudNotices.h"
#include "shell/search/SearchIndex.h"

#include <QShortcut>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace skylab::shell {

using Live = client::EventStream::State;

CloudView::CloudView(const Surroundings& around, QWidget* parent) : QWidget(parent), m_around(around)
{
    setObjectName("cloudView");
    for (const auto& source : around.sources)
        m_workspace.addSource(source);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_bar = new TopBar(m_workspace, around.settings, around.notices);
    m_banner = new kit::Banner;
    m_pages = new QStackedWidget;
    m_state = new kit::StateView;
    m_pages->addWidget(m_state);
    column->addWidget(m_bar);
    column->addWidget(new kit::Line);
    column->addWidget(m_banner);
    column->addWidget(m_pages, 1);
    m_navigation = new Navigation;
    m_tasks = new TaskDrawer(m_workspace.jobs(), this);
    m_index = new SearchIndex(m_workspace, this);
    m_watch = new CloudNotices(m_workspace, around.registry, around.notices, this);
    connectSignals();
    connectToasts();
    showWelcome();
}

CloudView::~CloudView()
{
    // Panels look at collections while they go; they must go before the workspace, as must what watches it.
    qDeleteAll(std::exchange(m_panels, {}));
    delete m_watch;
    delete m_index;
    delete m_tasks;
    delete m_bar;
    delete m_navigation.data();
}

void CloudView::connectSignals()
{
    auto& session = m_workspace.session();
    connect(m_navigation, &Navigation::chosen, this, &CloudView::showPanel);
    connect(m_navigation, &Navigation::chosenAgain, this, [this] {   // from a thing back to the list
        auto* panel = currentPanel();
        while (panel && panel->goBack()) { }
    });
    connect(m_bar, &TopBar::tasksToggled, m_tasks, &TaskDrawer::toggle);
    connect(m_tasks, &TaskDrawer::openAsked, this, [this](const QString& panel, const QString& id) { openResource(panel, id, {}); });
    connect(m_bar, &TopBar::projectChosen, this, &CloudView::switchProject);
    connect(m_bar, &TopBar::signOutAsked, &session, &client::Session::signOut);
    connect(&m_workspace, &model::Workspace::scopeChanged, this, &CloudView::onSignedIn);
    connect(&m_workspace, &model::Workspace::featuresChanged, this, [this] {
        if (!m_workspace.session().isSignedIn())
            return;
        m_navigation->setEntries(offered());
        m_navigation->select(m_current);
        watchCounts();
    });
    connect(&m_workspace, &model::Workspace::contactChanged, this, &CloudView::stateChanged);
    connect(&session, &client::Session::expired, this, &CloudView::onExpired);
    connect(&session, &client::Session::signedOut, this, &CloudView::onSignedOut);
}

void CloudView::connectToasts()
{
    auto& undo = m_workspace.undo();
    connect(&undo, &model::Undo::pushed, this, &CloudView::showUndo);
    connect(&undo, &model::Undo::gone, this, &CloudView::forgetToast);
    connect(&m_workspace.jobs(), &model::Jobs::failed, this, [this](int job) {
        const auto* found = m_workspace.jobs().find(job);
        if (found && found->error.code != ErrorCode::Cancelled)
            kit::Toast::show(this, kit::Tone::Error, tr("Failed: %1").arg(found->title), tr("Why?"), [this] { m_tasks->isVisible() ? void() : m_tasks->toggle(); });
    });
}

void CloudView::showUndo(const QString& text, int step)
{
    m_undoToasts[step] = kit::Toast::show(this, kit::Tone::Ok, text, tr("Undo"), [this, step] { m_workspace.undo().undo(step); });
    refreshUndoCounts();
}

/// The newest toast says how many deeds before it can be taken back too, and by which key: it is what the key takes back.
void CloudView::refreshUndoCounts()
{
    int newest = 0;
    for (auto it = m_undoToasts.begin(); it != m_undoToasts.end();)
        it = *it && !(*it)->isLeaving() ? (newest = qMax(newest, it.key()), std::next(it)) : m_undoToasts.erase(it);
    const int others = m_workspace.undo().count() - int(m_undoToasts.size());
    const auto keys = QKeySequence(QKeySequence::Undo).toString(QKeySequence::NativeText);
    for (auto it = m_undoToasts.begin(); it != m_undoToasts.end(); ++it) {
        (*it)->setMore(it.key() == newest && others > 0 ? tr("and %n before", nullptr, others) : QString());
        (*it)->setKeys(it.key() == newest ? keys : QString());
    }
}

void CloudView::forgetToast(int step)
{
    if (const auto toast = m_undoToasts.take(step))
        toast->dismiss();
    refreshUndoCounts();
}

void CloudView::undo()
{
    if (!m_workspace.undo().undo())
        showNote(tr("There is nothing to take back."));
}

void CloudView::showWelcome()
{
    m_pages->setCurrentWidget(m_state);
    m_state->showMessage("cloud", tr("Welcome to Skylab"), tr("Choose a cloud at the bottom left, or add a connection."),
                         { { tr("Add a connection…"), "plus", [this] { askToSignIn({}); }, true } });
}

void CloudView::showStarting(const QStringList& steps)
{
    m_pages->setCurrentWidget(m_state);
    m_state->showSteps(tr("Starting your cloud"), steps);
}

void CloudView::showStartFailed(const Error& error, const std::function<void()>& retry)
{
    m_pages->setCurrentWidget(m_state);
    m_state->showError(error, retry);
}

void CloudView::showPage(QWidget* page)
{
    delete m_page;
    m_page = page;
    m_pages->addWidget(page);
    m_pages->setCurrentWidget(page);
}

CloudView::State CloudView::state() const
{
    const auto& session = m_workspace.session();
    if (!session.isSignedIn())
        return m_signingIn ? State::SigningIn : m_connection.name.isEmpty() ? State::Blank : State::SignedOut;
    const auto& live = m_workspace.live();
    if (live.state() == Live::Stale || (!m_workspace.isReachable() && live.state() != Live::Live))
        return State::Stale;
    return live.state() == Live::Polling ? State::Polling : State::Live;
}

kit::Tone CloudView::stateTone() const
{
    switch (state()) {
    case State::SigningIn: return kit::Tone::Busy;
    case State::Live: case State::Polling: return kit::Tone::Ok;
    case State::Stale: return kit::Tone::Warn;
    default: return kit::Tone::Neutral;
    }
}

QString CloudView::stateText() const
{
    switch (state()) {
    case State::SigningIn: return tr("Signing in");
    case State::Live: return tr("Live");
    case State::Polling: return tr("Connected");
    case State::Stale: return tr("Not reachable");
    case State::SignedOut: return tr("Signed out");
    case State::Blank: break;
    }
    return {};
}

QString CloudView::title() const
{
    const auto* entry = m_around.registry.find(m_current);
    return entry ? entry->title : QString();
}

void CloudView::setForeground(bool foreground)
{
    m_foreground = foreground;
    const auto* entry = m_around.registry.find(m_current);
    m_workspace.live().setShown(foreground && entry ? entry->collection : QString());
    if (foreground && !m_askAgain.isEmpty())
        askToSignIn(m_connection, std::exchange(m_askAgain, {}));
}

void CloudView::connectTo(const client::Connection& connection)
{
    m_connection = connection;
    m_signingIn = true;
    m_pages->setCurrentWidget(m_state);
    m_state->showLoading(tr("Signing in to %1…").arg(connection.name));
    Q_EMIT stateChanged();
    if (connection.hasSecret())
        return signInWith(connection);
    m_around.keyring.read(connection.name, [this, guard = QPointer<CloudView>(this), connection](const Secret& secret) {
        if (!guard)
            return;
        // Nothing found may mean a locked keyring: ask, the profile stays.
        if (secret.isEmpty())
            return askToSignIn(connection);
        auto whole = connection;
        (whole.applicationCredentialId.isEmpty() ? whole.password : whole.applicationCredentialSecret) = secret;
        signInWith(whole);
    });
}

void CloudView::signInWith(const client::Connection& connection)
{
    auto wanted = connection;
    const auto standard = m_around.settings.defaultProject(connection.name);
    const auto project = standard.isEmpty() ? m_around.settings.lastProject(connection.name) : standard;
    // An application credential is bound to its project.
    if (!project.isEmpty() && connection.projectId.isEmpty() && connection.applicationCredentialId.isEmpty())
        wanted.projectId = project;
    client::then(m_workspace.session().signIn(wanted), this, [this, connection, wanted](const Result<client::TokenFacts>& facts) {
        if (facts)
            return;
        if (wanted.projectId != connection.projectId) {   // that project is gone, or not ours any more
            m_around.settings.setLastProject(connection.name, {});
            m_around.settings.setDefaultProject(connection.name, {});
            return signInWith(connection);
        }
        signInFailed(connection, facts.error());
    });
}

void CloudView::signInFailed(const client::Connection& connection, const Error& error)
{
    m_signingIn = false;
    m_pages->setCurrentWidget(m_state);
    m_state->showError(error, [this, connection] { connectTo(connection); });
    Q_EMIT stateChanged();
    if (error.type == u"CertificateChanged" || error.type == u"CertificateUnknown")
        askAboutCertificate(connection, error);
    else if (error.code == ErrorCode::Unauthorized)
        askToSignIn(connection, error.message);
}

void CloudView::askAboutCertificate(const client::Connection& connection, const Error& error)
{
    askAboutCertificateOf(connection, error, window(), [this, guard = QPointer<CloudView>(this), connection](const QString& fingerprint) {
        if (!guard)
            return;
        auto trusted = connection;
        trusted.fingerprint = fingerprint;
        if (m_around.connections.isSaved(trusted.name))
            m_around.connections.save(trusted);
        connectTo(trusted);
    });
}

void CloudView::askToSignIn(const client::Connection& known, const QString& reason)
{
    if (!m_foreground) {
        m_askAgain = reason.isEmpty() ? tr("Sign in to go on.") : reason;
        m_signingIn = false;
        return Q_EMIT stateChanged();
    }
    if (window()->findChild<LoginDialog*>())
        return;
    auto* dialog = new LoginDialog(m_workspace.session(), m_around.connections, m_around.keyring, known, window());
    if (!reason.isEmpty())
        dialog->setReason(reason);
    connect(dialog, &LoginDialog::signingInAs, this, [this](const client::Connection& connection) {
        m_connection = connection;   // without its secrets: the keyring has them, or nobody
        m_connection.password = m_connection.token = m_connection.applicationCredentialSecret = {};
    });
    connect(dialog, &LoginDialog::passwordNote, this, [this](const QString& text) {
        m_banner->showMessage(kit::Tone::Warn, text, tr("OK"), [this] { m_banner->hide(); });
    });
    connect(dialog, &QDialog::rejected, this, [this, before = m_connection] {
        m_signingIn = false;
        if (m_workspace.session().isSignedIn())
            return;
        m_connection = before;
        if (!m_everIn && before.name.isEmpty())
            return Q_EMIT givenUp();
        onSignedOut();
    });
    dialog->open();
}

void CloudView::onExpired(const Error& error)
{
    m_askAgain.clear();
    Q_EMIT stateChanged();
    askToSignIn(m_connection.name.isEmpty() ? m_workspace.session().connection() : m_connection, error.message);
}

void CloudView::switchProject(const QString& projectId)
{
    client::then(m_workspace.session().switchProject(projectId), this, [this](const Result<client::TokenFacts>& facts) {
        if (facts)
            m_around.settings.setLastProject(name(), facts->projectId);
        else
            showNote(tr("The project was not switched: %1").arg(facts.error().message));
    });
}

std::vector<const PanelEntry*> CloudView::offered() { return m_around.registry.offered(m_workspace); }

void CloudView::onSignedIn()
{
    m_signingIn = false;
    m_everIn = true;
    delete m_page;
    if (m_connection.name.isEmpty())
        m_connection = m_workspace.session().connection();
    m_around.settings.setLastConnection(name());
    const auto entries = offered();
    m_navigation->setEntries(entries);
    const auto wanted = m_current.isEmpty() && m_around.settings.restores() ? m_around.settings.lastPanel(name()) : m_current;
    const bool kept = std::any_of(entries.begin(), entries.end(), [&](const auto* entry) { return entry->id == wanted; });
    if (entries.empty()) {
        m_pages->setCurrentWidget(m_state);
        m_state->showMessage("cloud", tr("This cloud offers nothing here"), tr("Its catalog has no service that this window knows, in this region."));
    } else {
        showPanel(kept ? wanted : entries.front()->id);
    }
    Q_EMIT stateChanged();
    QTimer::singleShot(0, this, [this] {   // the page is painted first
        watchCounts();
        m_bar->askProjects();
    });
}

void CloudView::onSignedOut()
{
    m_navigation->setEntries({});
    m_current.clear();
    m_history.clear();
    m_pages->setCurrentWidget(m_state);
    m_state->showMessage("log-out", tr("You are signed out"), tr("What you did goes on in the cloud. Sign in again, or choose another cloud at the bottom left."),
                         { { tr("Sign in again"), "log-in", [this] { signInAgain(); }, true }, { tr("Add a connection…"), "plus", [this] { askToSignIn({}); } } });
    Q_EMIT stateChanged();
    Q_EMIT titleChanged();
}

/// The sidebar counts what there is; the palette finds it; the bell tells what breaks.
void CloudView::watchCounts()
{
    if (!m_workspace.session().isSignedIn())
        return;
    for (const auto* entry : offered()) {
        auto& collection = m_workspace.collection(entry->collection);
        disconnect(&collection, nullptr, m_navigation, nullptr);
        disconnect(&collection.model(), nullptr, m_navigation, nullptr);
        const auto update = [this, id = entry->id, &collection] {
            m_navigation->setCount(id, collection.state() == model::Collection::State::Ready ? collection.model().rowCount() : -1, 0);
        };
        connect(&collection, &model::Collection::stateChanged, m_navigation, update);
        connect(&collection.model(), &model::ResourceModel::countChanged, m_navigation, update);
        m_index->watch(*entry);
        m_watch->watch(*entry);
        update();
        collection.want();
    }
}

void CloudView::showPanel(const QString& id)
{
    const auto* entry = m_around.registry.find(id);
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
    m_pages->setCurrentWidget(panel);
    m_navigation->select(id);
    m_around.settings.setLastPanel(name(), id);
    if (m_foreground)
        m_workspace.live().setShown(entry->collection);
    panel->activate();
    Q_EMIT titleChanged();
}

Panel* CloudView::currentPanel() const { return qobject_cast<Panel*>(m_pages->currentWidget()); }

void CloudView::goBack()
{
    if (auto* panel = currentPanel(); panel && panel->goBack())
        return;
    if (m_history.isEmpty())
        return;
    const auto before = m_history.takeLast();
    m_current.clear();
    showPanel(before);
}

void CloudView::openResource(const QString& panel, const QString& id, const QString& tab)
{
    showPanel(panel);
    if (auto* current = currentPanel(); current && m_current == panel && !id.isEmpty())
        current->openResource(id, tab);
}

void CloudView::beginCreate()
{
    if (auto* panel = currentPanel())
        panel->create();
}

QByteArray CloudView::tableLayout(const QString& panel) const { return m_around.settings.tableLayout(panel); }

void CloudView::saveTableLayout(const QString& panel, const QByteArray& layout) { m_around.settings.setTableLayout(panel, layout); }

QByteArray CloudView::remembered(const QString& key) const { return m_around.settings.remembered(key); }

void CloudView::remember(const QString& key, const QByteArray& value) { m_around.settings.remember(key, value); }

void CloudView::showNote(const QString& text) { kit::Toast::show(this, kit::Tone::Neutral, text); }

void CloudView::storeSecret(const QString& name, const Secret& secret, const std::function<void(bool, const QString&)>& done)
{
    m_around.keyring.write(this->name() + u'/' + name, secret, [guard = QPointer<CloudView>(this), done](Keyring::Kept kept, const QString& why) {
        if (guard)   // the keyring may ask the user first, and outlives this cloud
            done(kept == Keyring::Kept::InKeyring, why);
    });
}

void CloudView::readSecret(const QString& name, const std::function<void(const Secret&)>& done)
{
    m_around.keyring.read(this->name() + u'/' + name, [guard = QPointer<CloudView>(this), done](const Secret& secret) {
        if (guard)
            done(secret);
    });
}

} // namespace skylab::shell
