#pragma once

#include "kit/Basics.h"

#include <QJsonArray>

class QLabel;
class QMenu;

namespace skylab::model {
class Workspace;
}

namespace skylab::shell {

class Settings;

/// The bar at the top: project, region, search, running tasks, theme, user.
class TopBar : public kit::Surface {
    Q_OBJECT
public:
    TopBar(model::Workspace& workspace, Settings& settings, QWidget* parent = nullptr);

    void openProjects();

Q_SIGNALS:
    void searchAsked();
    void tasksToggled();
    void signOutAsked();
    void shortcutsAsked();
    void projectChosen(const QString& projectId);

private:
    void refresh();
    void refreshTasks();
    void fillProjects(const QJsonArray& projects);
    void openRegions();
    void openUser();
    void switchTheme();

    model::Workspace& m_workspace;
    Settings& m_settings;
    QToolButton* m_project;
    QToolButton* m_region;
    QLabel* m_slash;
    QToolButton* m_search;
    QToolButton* m_tasks;
    QToolButton* m_theme;
    QToolButton* m_user;
};

} // namespace skylab::shell
