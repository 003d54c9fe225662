#pragma once

#include "kit/FilterBar.h"
#include "kit/StateView.h"
#include "kit/TableView.h"

#include <QWidget>

class QLabel;
class QStackedLayout;

namespace skylab::kit {

/// A filter bar over a table, with what to show while there are no rows. The model behind it is given; filtering is the
/// owner's business.
class DataTable : public QWidget {
    Q_OBJECT
public:
    enum class State { Rows, Loading, Empty, Filtered, Failed };

    explicit DataTable(QWidget* parent = nullptr);

    void setModel(QAbstractItemModel* model, const Columns& columns);
    void setState(State state);
    [[nodiscard]] State state() const { return m_state; }
    void setFooter(const QString& left, const QString& right);

    [[nodiscard]] TableView* view() const { return m_view; }
    [[nodiscard]] FilterBar* filters() const { return m_filters; }
    /// Fill it before setState(Empty | Failed).
    [[nodiscard]] StateView* placeholder() const { return m_placeholder; }

private:
    FilterBar* m_filters;
    TableView* m_view;
    StateView* m_placeholder;
    QStackedLayout* m_stack;
    QWidget* m_footer;
    QLabel* m_left;
    QLabel* m_right;
    State m_state = State::Loading;
};

} // namespace skylab::kit
