#include "shell/TopBar.h"

#include "kit/StatusPill.h"
#include "model/Workspace.h"
#include "shell/Picker.h"
#include "shell/Settings.h"
#include "shell/notice/Notices.h"
#include "theme/AppStyle.h"
#include "theme/Icons.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QMenu>
#include <QPainter>

namespace skylab::shell {

using Live = client::EventStream::State;
using theme::Theme;
using theme::tokens;
using theme::Tokens;

namespace {

constexpr int ageTick = 10'000;      // milliseconds
constexpr int pollPatience = 30;     // seconds without an answer until a polled cloud's rows are called old

/// A bell with the number of what was not read.
class BellButton : public QToolButton {
public:
    using QToolButton::QToolButton;

    void setCount(int count)
    {
        m_count = count;
        update();
    }

protected:
    void paintEvent(QPaintEvent* event) override
    {
        QToolButton::paintEvent(event);
        if (m_count == 0)
            return;
        QPainter painter(this);
        painter.setFont(theme::uiFont(10, 700));
        const auto text = m_count > 99 ? QStringLiteral("99+") : QLocale().toString(m_count);
        const double wide = qMax(15.0, painter.fontMetrics().horizontalAdvance(text) + 8.0);
        const QRectF badge(width() - wide - 1, 2, wide, 15);
        theme::roundRect(painter, badge, 7.5, tokens().dark ? QColor(0xc2, 0x3b, 0x33) : tokens().error, tokens().surface, 1);
        painter.setPen(Qt::white);
        painter.drawText(badge, Qt::AlignCenter, text);
    }

private:
    int m_count = 0;
};

QToolButton* bellButton()
{
    auto* it = new BellButton;
    it->setObjectName("bellButton");
    it->setIcon(theme::icon("bell"));
    it->setIconSize({ 17, 17 });
    it->setAutoRaise(true);
    it->setFixedSize(34, 32);
    it->setFocusPolicy(Qt::TabFocus);
    return it;
}

} // namespace

TopBar::TopBar(model::Workspace& workspace, Settings& settings, Notices& notices, QWidget* parent)
    : Surface(&Tokens::surface, parent), m_workspace(workspace), m_settings(settings), m_notices(notices), m_tick(this)
{
    setFixedHeight(52);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(10, 0, 12, 0);
    row->setSpacing(2);
    m_project = kit::leadButton({}, "building-2", true);
    m_project->setObjectName("projectButton");
    m_slash = kit::label("/", 14, 400, &Tokens::faint);
    m_region = kit::leadButton({}, "map-pin", true);
    m_region->setObjectName("regionButton");
    m_search = kit::leadButton(tr("Search everything") + "\tCtrl+K", "search", false);
    m_search->setObjectName("searchEverything");
    m_search->setAccessibleName(tr("Search everything"));
    m_search->setProperty("field", true);
    m_search->setIconSize({ 15, 15 });
    m_search->setFont(theme::uiFont(13));
    m_search->setMinimumWidth(220);
    m_search->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_search->setMaximumWidth(340);
    m_age = new kit::StatusPill;
    m_age->setObjectName("ageBadge");
    m_age->hide();
    m_tasks = kit::leadButton({}, "loader-circle", false);
    m_tasks->setObjectName("tasksButton");
    m_tasks->setFont(theme::uiFont(13, 500));
    m_bell = bellButton();
    m_theme = kit::toolButton("sun-moon", tr("Switch between light and dark"));
    m_user = kit::leadButton({}, "user", false);
    m_user->setObjectName("userButton");
    m_user->setFont(theme::uiFont(13, 500));
    for (auto* widget : std::initializer_list<QWidget*> { m_project, m_slash, m_region })
        row->addWidget(widget);
    row->addStretch(1);
    row->addWidget(m_search, 2);
    row->addStretch(1);
    for (auto* widget : std::initializer_list<QWidget*> { m_age, m_tasks, m_bell, m_theme, m_user })
        row->addWidget(widget);
    connect(m_project, &QToolButton::clicked, this, &TopBar::openProjects);
    connect(m_region, &QToolButton::clicked, this, &TopBar::openRegions);
    connect(m_search, &QToolButton::clicked, this, &TopBar::searchAsked);
    connect(m_tasks, &QToolButton::clicked, this, &TopBar::tasksToggled);
    connect(m_bell, &QToolButton::clicked, this, &TopBar::noticesToggled);
    connect(m_theme, &QToolButton::clicked, this, &TopBar::switchTheme);
    connect(m_user, &QToolButton::clicked, this, &TopBar::openUser);
    connect(&workspace, &model::Workspace::scopeChanged, this, &TopBar::refresh);
    connect(&workspace, &model::Workspace::contactChanged, this, &TopBar::refreshAge);
    connect(&workspace.session(), &client::Session::signedOut, this, &TopBar::refresh);
    connect(&workspace.jobs(), &model::Jobs::changed, this, &TopBar::refreshTasks);
    connect(&notices, &Notices::changed, this, &TopBar::refreshBell);
    connect(&m_tick, &QTimer::timeout, this, &TopBar::refreshAge);
    m_tick.start(ageTick);
    refresh();
    refreshTasks();
    refreshBell();
}

void TopBar::refresh()
{
    const auto& session = m_workspace.session();
    const bool in = session.isSignedIn();
    const auto show = [](QToolButton* button, const QString& text, const QString& name) {
        button->setText(button->fontMetrics().elidedText(text, Qt::ElideMiddle, 180));
        button->setAccessibleName(name);
        button->setToolTip(name);
        button->updateGeometry();
    };
    show(m_project, session.facts().projectName.isEmpty() ? tr("No project") : session.facts().projectName, tr("Project: %1").arg(session.facts().projectName));
    show(m_region, session.region(), tr("Region: %1").arg(session.region()));
    show(m_user, session.facts().userName, tr("User: %1").arg(session.facts().userName));
    for (auto* widget : std::initializer_list<QWidget*> { m_project, m_user, m_tasks })
        widget->setVisible(in);
    m_region->setVisible(in && !session.region().isEmpty());
    m_slash->setVisible(m_region->isVisibleTo(this));
    m_search->setEnabled(in);
    if (!in)
        m_projects = {};
    refreshAge();
}

QString TopBar::ageText() const
{
    const auto& live = m_workspace.live();
    const auto asOf = live.asOf();
    if (!m_workspace.session().isSignedIn() || !asOf.isValid())
        return {};
    const qint64 seconds = asOf.secsTo(QDateTime::currentDateTimeUtc());
    const bool old = live.state() == Live::Stale || (!m_workspace.isReachable() && live.state() != Live::Live) || (live.state() == Live::Polling && !live.shown().isEmpty() && seconds > pollPatience);
    if (!old)
        return {};
    const auto time = QLocale().toString(asOf.toLocalTime().time(), QLocale::ShortFormat);
    if (seconds < 60)
        return tr("As of %1").arg(time);
    return seconds < 3600 ? tr("As of %1, %2 min old").arg(time).arg(seconds / 60) : tr("As of %1, %2 h old").arg(time).arg(seconds / 3600);
}

void TopBar::refreshAge()
{
    const auto text = ageText();
    m_age->setVisible(!text.isEmpty());
    if (text.isEmpty())
        return;
    m_age->set(kit::Tone::Warn, text);
    m_age->setAccessibleName(text);
    m_age->setToolTip(tr("The cloud can't be reached just now. What you see is as it was; the window tries again by itself and brings everything up to date."));
    m_age->updateGeometry();
}

void TopBar::refreshBell()
{
    const int unread = m_notices.unread();
    const auto name = unread ? tr("%n unread notification(s)", nullptr, unread) : tr("Notifications");
    static_cast<BellButton*>(m_bell)->setCount(unread);
    m_bell->setAccessibleName(name);
    m_bell->setToolTip(QStringLiteral("%1 (%2)").arg(name, QKeySequence("Ctrl+Shift+N").toString(QKeySequence::NativeText)));
}

void TopBar::refreshTasks()
{
    const int running = m_workspace.jobs().running();
    m_tasks->setText(running ? tr("%n task(s)", nullptr, running) : tr("Tasks"));
    m_tasks->setAccessibleName(running ? tr("%n running task(s)", nullptr, running) : tr("Tasks"));
    m_tasks->setIcon(theme::icon(running ? "loader-circle" : "list"));
    m_tasks->updateGeometry();
}

void TopBar::askProjects()
{
    client::then(m_workspace.session().get("identity", "/v3/auth/projects"), this, [this](const Result<client::Reply>& reply) {
        if (reply)
            m_projects = reply->list(u"projects");
        Q_EMIT projectsArrived();
    });
}

void TopBar::openProjects()
{
    connect(this, &TopBar::projectsArrived, this, &TopBar::showProjects, Qt::ConnectionType(Qt::SingleShotConnection | Qt::AutoConnection));
    askProjects();
}

void TopBar::showProjects()
{
    if (!isVisible())
        return;
    const auto connection = m_workspace.session().connection().name;
    const auto current = m_workspace.session().facts().projectId;
    auto* picker = new Picker(tr("Switch the project"), window()->findChild<QWidget*>("windowRoot"));
    picker->setObjectName("projectPicker");
    const auto fill = [this, picker, connection, current] {
        const auto recent = m_settings.recentProjects(connection);
        const auto standard = m_settings.defaultProject(connection);
        const bool several = m_projects.size() >= Picker::searchedFrom;
        std::vector<Picker::Row> used, others;
        for (const auto& project : std::as_const(m_projects)) {
            const auto id = project[u"id"].toString();
            Picker::Row row { id, project[u"name"].toString(), project[u"description"].toString(), id == standard ? "star" : "building-2" };
            row.checked = id == current;
            if (id == standard)
                row.sub = tr("Default");
            const bool known = several && recent.contains(id);
            row.section = several ? (known ? tr("Used lately") : tr("All projects")) : QString();
            (known ? used : others).push_back(row);
        }
        std::sort(used.begin(), used.end(), [&](const auto& a, const auto& b) { return recent.indexOf(a.id) < recent.indexOf(b.id); });
        std::sort(others.begin(), others.end(), [](const auto& a, const auto& b) { return a.text.localeAwareCompare(b.text) < 0; });
        used.insert(used.end(), others.begin(), others.end());
        picker->setRows(used);
    };
    fill();
    picker->addDeed({ "default", tr("Set as default"), "star", QKeySequence("Ctrl+D"), [this, connection](const QString& id) { return id != m_settings.defaultProject(connection); },
                      [this, connection, fill](const QString& id) { m_settings.setDefaultProject(connection, id); fill(); }, true });
    picker->addDeed({ "noDefault", tr("No default"), "x", QKeySequence("Ctrl+D"), [this, connection](const QString& id) { return id == m_settings.defaultProject(connection); },
                      [this, connection, fill](const QString&) { m_settings.setDefaultProject(connection, {}); fill(); }, true });
    connect(picker, &Picker::chosen, this, [this, current](const QString& id) {
        if (id != current)
            Q_EMIT projectChosen(id);
    });
    picker->openAt(m_project);
}

void TopBar::openRegions()
{
    auto& session = m_workspace.session();
    auto* picker = new Picker(tr("Switch the region"), window()->findChild<QWidget*>("windowRoot"));
    picker->setObjectName("regionPicker");
    std::vector<Picker::Row> rows;
    for (const auto& region : session.facts().catalog.regions())
        rows.push_back({ region, region, {}, "map-pin", {}, region == session.region() });
    picker->setRows(rows);
    connect(picker, &Picker::chosen, this, [this](const QString& region) {
        if (region != m_workspace.session().region())
            m_workspace.session().setRegion(region);
    });
    picker->openAt(m_region);
}

void TopBar::switchTheme()
{
    const auto mode = tokens().dark ? Theme::Mode::Light : Theme::Mode::Dark;
    Theme::instance().setMode(mode);
    m_settings.setThemeMode(mode);
}

void TopBar::openUser()
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto roles = m_workspace.session().facts().roles.join(", ");
    menu->addAction(tr("Roles: %1").arg(roles))->setEnabled(false);
    menu->addSeparator();
    menu->addAction(theme::icon("settings"), tr("Settings…") + "\tCtrl+,", this, &TopBar::settingsAsked);
    menu->addAction(theme::icon("keyboard"), tr("Keyboard shortcuts") + "\t?", this, &TopBar::shortcutsAsked);
    menu->addSeparator();
    menu->addAction(theme::icon("log-out"), tr("Sign out"), this, &TopBar::signOutAsked);
    menu->popup(m_user->mapToGlobal(QPoint(m_user->width() - menu->sizeHint().width(), m_user->height() + 4)));
}

} // namespace skylab::shell
