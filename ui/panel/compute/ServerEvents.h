#pragma once

#include "panel/PanelSpec.h"

class QLabel;
class QScrollArea;
class QVBoxLayout;

namespace skylab::panel {

class SubTable;

/// The action log of an instance: what was done, by whom, under which request; below it the events of the chosen one with how long
/// each took and what it said when it failed.
class ServerEvents : public QWidget {
    Q_OBJECT
public:
    explicit ServerEvents(TabContext& context, QWidget* parent = nullptr);

    [[nodiscard]] SubTable* table() const { return m_table; }

private:
    void load();
    void showAction(const QJsonObject& action);
    void addEvent(const QJsonObject& event);

    model::Workspace& m_workspace;
    QString m_id;
    QString m_shown;          ///< request id
    SubTable* m_table;
    QScrollArea* m_scroll;
    QVBoxLayout* m_detail;
};

} // namespace skylab::panel
