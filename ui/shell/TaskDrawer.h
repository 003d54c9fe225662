#pragma once

#include "kit/Basics.h"

#include <QMap>
#include <QSet>
#include <QTimer>

class QLabel;
class QScrollArea;
class QVBoxLayout;

namespace skylab::model {
class Jobs;
struct Job;
}

namespace skylab::kit {
class TaskRow;
}

namespace skylab::shell {

/// What runs, what failed and why, what is done: floats at the right of the window. Up and Down move, Right and Left open and
/// close, Enter shows the resource, Delete clears, R tries again.
class TaskDrawer : public kit::Card {
    Q_OBJECT
public:
    enum class Show { All, Running, Failed, Done };

    TaskDrawer(model::Jobs& jobs, QWidget* window);

    /// Shows or hides it; a failure that was not seen yet is opened.
    void toggle();
    void showOnly(Show which);
    [[nodiscard]] int current() const { return m_current; }
    /// The row of a job that is shown.
    [[nodiscard]] kit::TaskRow* row(int job) const { return m_byJob.value(job); }

Q_SIGNALS:
    /// The user wants to see what a task is about.
    void openAsked(const QString& panel, const QString& resourceId);

protected:
    bool eventFilter(QObject* object, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void buildHead(QVBoxLayout& column);
    void buildFilters(QVBoxLayout& column);
    void buildBody(QVBoxLayout& column);
    void refresh();
    void placeItself();
    kit::TaskRow* rowFor(int job);
    [[nodiscard]] bool isShown(const model::Job& job) const;
    [[nodiscard]] QList<int> order() const;
    void setCurrent(int job);
    void step(int by);
    void open(int job);

    model::Jobs& m_jobs;
    QVBoxLayout* m_rows;
    QScrollArea* m_scroll;
    QLabel* m_count;
    QLabel* m_empty;
    QWidget* m_body;
    QList<QToolButton*> m_chips;
    QMap<int, kit::TaskRow*> m_byJob;
    QSet<int> m_seen;            ///< failures that were shown
    QTimer m_soon;
    QTimer m_place;
    Show m_show = Show::All;
    int m_current = 0;
};

} // namespace skylab::shell
