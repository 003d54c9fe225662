#pragma once

#include <QFrame>

class QListWidget;

namespace skylab::kit {

class TableView;

/// Which columns a table shows and in which order: check them, drag them (or Alt+Up, Alt+Down), reset. Changes apply at once.
class ColumnChooser : public QFrame {
    Q_OBJECT
public:
    explicit ColumnChooser(TableView* view);
    void openAt(const QPoint& globalPosition);

protected:
    bool eventFilter(QObject* object, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void fill();
    void applyOrder();
    void moveBy(int by);

    TableView* m_view;
    QListWidget* m_list;
    bool m_filling = false;
};

} // namespace skylab::kit
