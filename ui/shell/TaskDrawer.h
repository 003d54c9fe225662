#pragma once

#include "kit/Basics.h"

#include <QMap>

class QLabel;
class QVBoxLayout;

namespace skylab::model {
class Jobs;
struct Job;
}

namespace skylab::kit {
class TaskRow;
}

namespace skylab::shell {

/// What runs, what failed and why, what is done: floats at the right of the window.
class TaskDrawer : public kit::Card {
    Q_OBJECT
public:
    TaskDrawer(model::Jobs& jobs, QWidget* window);

    void toggle();

protected:
    bool eventFilter(QObject* object, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void refresh();
    void placeItself();
    kit::TaskRow* rowFor(int job);
    void explain(int job);

    model::Jobs& m_jobs;
    QVBoxLayout* m_rows;
    QLabel* m_count;
    QLabel* m_empty;
    QWidget* m_body;
    QMap<int, kit::TaskRow*> m_byJob;
};

} // namespace skylab::shell
