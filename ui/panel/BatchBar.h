#pragma once

#include "panel/PanelSpec.h"

#include <QTimer>
#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace skylab::panel {

class ResourceActions;

/// What can be done with several selected rows: stands above the footer while more than one is selected.
class BatchBar : public QWidget {
    Q_OBJECT
public:
    explicit BatchBar(ResourceActions& actions);

    void setRows(const QList<Row>& rows);

Q_SIGNALS:
    void clearAsked();
    void exportAsked();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void refresh(const QList<Row>& rows);
    void rebuild(const QList<Row>& rows);

    ResourceActions& m_actions;
    QLabel* m_count;
    QHBoxLayout* m_buttons;
    QString m_digest;
    QList<Row> m_rows;
    QTimer m_soon;      ///< asking thousands of rows what they can takes a moment: only once the selection rests

    static constexpr int manyRows = 300;
    static constexpr int rest = 120;   ///< milliseconds
    static constexpr int shown = 4;   ///< actions as buttons; the rest is in the menu
};

} // namespace skylab::panel
