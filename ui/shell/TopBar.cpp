#include "shell/TopBar.h"

#include "model/Workspace.h"
#include "shell/Settings.h"
#include "theme/Icons.h"

#include <QActionGroup>
#include <QApplication>
#include <QHBoxLayout>
#include <QMenu>

namespace skylab::shell {

using theme::Theme;
using theme::Tokens;

TopBar::TopBar(model::Workspace& workspace, Settings& settings, QWidget* parent)
    : Surface(&Tokens::surface, parent), m_workspace(workspace), m_settings(settings)
{
    setFixedHeight(52);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(10, 0, 12, 0);
    row->setSpacing(2);
    m_project = kit::leadButton({}, "building-2", true);
    m_slash = kit::label("/", 14, 400, &Tokens::faint);
    m_region = kit::leadButton({}, "map-pin", true);
    m_search = kit::leadButton(tr("Search everything") + "\tCtrl K", "search", false);
    m_search->setObjectName("searchEverything");
    m_search->setAccessibleName(tr("Search everything"));
    m_search->setProperty("field", true);
    m_search->setIconSize({ 15, 15 });
    m_search->setFont(theme::uiFont(13));
    m_search->setMinimumWidth(340);
    m_tasks = kit::leadButton({}, "loader-circle", false);
    m_tasks->setObjectName("tasksButton");
    m_tasks->setFont(theme::uiFont(13, 500));
    m_theme = kit::toolButton("sun-moon", tr("Switch between light and dark"));
    m_user = kit::leadButton({}, "user", false);
    m_user->setFont(theme::uiFont(13, 500));
    for (auto* widget : std::initializer_list<QWidget*> { m_project, m_slash, m_region })
        row->addWidget(widget);
    row->addStretch(1);
    row->addWidget(m_search);
    row->addStretch(1);
    for (auto* widget : std::initializer_list<QWidget*> { m_tasks, m_theme, m_user })
        row->addWidget(widget);
    connect(m_project, &QToolButton::clicked, this, &TopBar::openProjects);
    connect(m_region, &QToolButton::clicked, this, &TopBar::openRegions);
    connect(m_search, &QToolButton::clicked, this, &TopBar::searchAsked);
    connect(m_tasks, &QToolButton::clicked, this, &TopBar::tasksToggled);
    connect(m_theme, &QToolButton::clicked, this, &TopBar::switchTheme);
    connect(m_user, &QToolButton::clicked, this, &TopBar::openUser);
    connect(&workspace, &model::Workspace::scopeChanged, this, &TopBar::refresh);
    connect(&workspace.session(), &client::Session::signedOut, this, &TopBar::refresh);
    connect(&workspace.jobs(), &model::Jobs::changed, this, &TopBar::refreshTasks);
    refresh();
    refreshTasks();
}

void TopBar::refresh()
{
    const auto& session = m_workspace.session();
    const bool in = session.isSignedIn();
    const auto show = [](QToolButton* button, const QString& text, const QString& name) {
        button->setText(text);
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
}

void TopBar::refreshTasks()
{
    const int running = m_workspace.jobs().running();
    m_tasks->setText(running ? tr("%n task(s)", nullptr, running) : tr("Tasks"));
    m_tasks->setAccessibleName(running ? tr("%n running task(s)", nullptr, running) : tr("Tasks"));
    m_tasks->setIcon(theme::icon(running ? "loader-circle" : "list"));
    m_tasks->updateGeometry();
}

void TopBar::openProjects()
{
    client::then(m_workspace.session().get("identity", "/v3/auth/projects"), this, [this](const Result<client::Reply>& reply) {
        fillProjects(reply ? reply->list(u"projects") : QJsonArray());
    });
}

void TopBar::fillProjects(const QJsonArray& projects)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto current = m_workspace.session().facts().projectId;
    for (const auto& project : projects) {
        const auto id = project[u"id"].toString();
        auto* action = menu->addAction(project[u"name"].toString());
        action->setCheckable(true);
        action->setChecked(id == current);
        connect(action, &QAction::triggered, this, [this, id, current] {
            if (id != current)
                Q_EMIT projectChosen(id);
        });
    }
    if (projects.isEmpty())
        menu->addAction(tr("No other project"))->setEnabled(false);
    menu->popup(m_project->mapToGlobal(QPoint(0, m_project->height() + 4)));
}

void TopBar::openRegions()
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto& session = m_workspace.session();
    for (const auto& region : session.facts().catalog.regions()) {
        auto* action = menu->addAction(region);
        action->setCheckable(true);
        action->setChecked(region == session.region());
        connect(action, &QAction::triggered, this, [this, region] { m_workspace.session().setRegion(region); });
    }
    menu->popup(m_region->mapToGlobal(QPoint(0, m_region->height() + 4)));
}

void TopBar::switchTheme()
{
    const auto mode = theme::tokens().dark ? Theme::Mode::Light : Theme::Mode::Dark;
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
    auto* follow = menu->addAction(tr("Follow the system's theme"));
    follow->setCheckable(true);
    follow->setChecked(Theme::instance().mode() == Theme::Mode::System);
    connect(follow, &QAction::triggered, this, [this] {
        Theme::instance().setMode(Theme::Mode::System);
        m_settings.setThemeMode(Theme::Mode::System);
    });
    auto* languages = menu->addMenu(tr("Language"));
    const std::pair<QString, QString> known[] = { { QString(), tr("As the system") }, { "en", "English" }, { "ko", QStringLiteral("한국어") } };
    for (const auto& [code, name] : known) {
        auto* action = languages->addAction(name);
        action->setCheckable(true);
        action->setChecked(m_settings.language() == code);
        connect(action, &QAction::triggered, this, [this, code = code] { m_settings.setLanguage(code); });
    }
    languages->addSeparator();
    languages->addAction(tr("Takes effect at the next start"))->setEnabled(false);
    menu->addAction(theme::icon("keyboard"), tr("Keyboard shortcuts") + "\t?", this, &TopBar::shortcutsAsked);
    menu->addSeparator();
    menu->addAction(theme::icon("log-out"), tr("Sign out"), this, &TopBar::signOutAsked);
    menu->popup(m_user->mapToGlobal(QPoint(m_user->width() - menu->sizeHint().width(), m_user->height() + 4)));
}

} // namespace skylab::shell
