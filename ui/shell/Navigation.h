#pragma once

#include "shell/PanelRegistry.h"

#include <QHash>
#include <QListWidget>

namespace skylab::shell {

/// The list of panels at the left, in sections, with counts.
class Navigation : public QListWidget {
    Q_OBJECT
public:
    explicit Navigation(QWidget* parent = nullptr);

    void setEntries(const std::vector<const PanelEntry*>& entries);
    void setCount(const QString& panel, int count, int faults);
    void select(const QString& panel);
    [[nodiscard]] QString current() const;
    /// The panel at a place, counted from 1, for Ctrl+1 and so on.
    [[nodiscard]] QString panelAt(int place) const;

Q_SIGNALS:
    void chosen(const QString& panel);
    /// The one that is shown already was clicked on.
    void chosenAgain(const QString& panel);

protected:
    void mousePressEvent(QMouseEvent* event) override;

private:
    QString m_before;   ///< what was shown when the mouse was pressed
    QHash<QString, QListWidgetItem*> m_items;
};

} // namespace skylab::shell
