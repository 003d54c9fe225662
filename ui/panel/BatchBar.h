#pragma once

#include "kit/Basics.h"
#include "panel/PanelSpec.h"

#include <QTimer>
#include <QWidget>

class QAction;
class QHBoxLayout;

namespace skylab::panel {

class ResourceActions;

/// What can be done with several selected rows: stands above the footer while more than one is selected.
class BatchBar : public QWidget {
    Q_OBJECT
public:
    explicit BatchBar(ResourceActions& actions);

    void setRows(const QList<Row>& rows);
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void clearAsked();
    void exportAsked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh(const QList<Row>& rows);
    void rebuild(const QList<Row>& rows);
    QPushButton* addButton(QAction& action, kit::Emphasis emphasis);
    void fit();

    ResourceActions& m_actions;
    QLabel* m_count;
    QHBoxLayout* m_buttons;
    QToolButton* m_save;
    QToolButton* m_clear;
    std::vector<std::pair<QPushButton*, QAction*>> m_made;
    QPushButton* m_danger = nullptr;
    QPushButton* m_more = nullptr;
    QList<QAction*> m_rest;   ///< only in the menu
    QString m_digest;
    QList<Row> m_rows;
    QTimer m_soon;      ///< asking thousands of rows what they can takes a moment: only once the selection rests

    static constexpr int manyRows = 300;
    static constexpr int rest = 120;   ///< milliseconds
    static constexpr int narrowest = 360;   ///< device-independent pixels
    static constexpr int shown = 4;   ///< actions as buttons; the rest is in the menu
};

} // namespace skylab::panel
