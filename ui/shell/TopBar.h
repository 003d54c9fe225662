#pragma once

#include "kit/Basics.h"

#include <QJsonArray>
#include <QTimer>

namespace skylab::model {
class Workspace;
}

namespace skylab::kit {
class StatusPill;
}

namespace skylab::shell {

class Notices;
class Settings;

/// The bar at the top of a cloud: project, region, search, how old what is shown is, tasks, bell, theme, user.
class TopBar : public kit::Surface {
    Q_OBJECT
public:
    TopBar(model::Workspace& workspace, Settings& settings, Notices& notices, QWidget* parent = nullptr);

    /// The projects of the user, to choose from.
    void openProjects();
    void openRegions();
    /// Of the last time that they were asked for.
    [[nodiscard]] const QJsonArray& projects() const { return m_projects; }
    void askProjects();
    /// "As of 14:03, 2 min old" while what is shown is not up to date; empty otherwise.
    [[nodiscard]] QString ageText() const;

Q_SIGNALS:
    void searchAsked();
    void tasksToggled();
    void noticesToggled();
    void signOutAsked();
    void shortcutsAsked();
    void settingsAsked();
    void projectChosen(const QString& projectId);
    void projectsArrived();

private:
    void refresh();
    void refreshTasks();
    void refreshAge();
    void refreshBell();
    void showProjects();
    void openUser();
    void switchTheme();

    model::Workspace& m_workspace;
    Settings& m_settings;
    Notices& m_notices;
    QToolButton* m_project;
    QToolButton* m_region;
    QLabel* m_slash;
    QToolButton* m_search;
    kit::StatusPill* m_age;
    QToolButton* m_tasks;
    QToolButton* m_bell;
    QToolButton* m_theme;
    QToolButton* m_user;
    QJsonArray m_projects;
    QTimer m_tick;
};

} // namespace skylab::shell
