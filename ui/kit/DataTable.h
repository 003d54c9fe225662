#pragma once

#include "kit/FilterBar.h"
#include "kit/StateView.h"
#include "kit/TableView.h"

#include <QWidget>

class QLabel;
class QStackedLayout;
class QVBoxLayout;

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
    /// A bar between the rows and the footer: what can be done with the selected ones. It shows and hides itself.
    void setBar(QWidget* bar);
    /// The rows are as of some time ago: greyed, and the footer says `text`. Nothing: they are as they are.
    void setStale(const QString& text);

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
    QWidget* m_footLine;
    QLabel* m_left;
    QLabel* m_right;
    QVBoxLayout* m_column;
    QString m_stale;
    QString m_hint;
    State m_state = State::Loading;
};

} // namespace skylab::kit
