#pragma once

#include "kit/Basics.h"

class QListWidget;
class QPushButton;

namespace skylab::shell {

class Notices;

/// The bell's list: floats at the right of the window.
class NoticesView : public kit::Card {
    Q_OBJECT
public:
    NoticesView(Notices& notices, QWidget* window);

    void toggle();

Q_SIGNALS:
    void opened(int notice);

protected:
    bool eventFilter(QObject* object, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void refresh();
    void placeItself();

    Notices& m_notices;
    QListWidget* m_list;
    QLabel* m_empty;
    QToolButton* m_read;
    QToolButton* m_clear;
};

} // namespace skylab::shell
