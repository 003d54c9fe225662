#pragma once

#include "panel/PanelSpec.h"

#include <QTimer>
#include <QWidget>

class QHBoxLayout;
class QPushButton;
class QStackedLayout;
class QVBoxLayout;

namespace skylab::kit {
class StateView;
class TableView;
}

namespace skylab::model {
class Filters;
}

namespace skylab::panel {

class ResourceActions;

/// Rows that belong to one resource: a network's subnets, a router's interfaces.
struct SubSpec {
    QString service;
    std::function<QString(const QString& parent)> path;
    QString key;                                                  ///< of the rows in the answer
    QString idField = QStringLiteral("id");
    kit::Columns columns;
    QStringList eventTypes = {};                                  ///< whose events make it load again
    std::vector<Action> actions = {};                             ///< rows carry their parent's id under "_parent"
    std::vector<CreateSpec> creates = {};                         ///< buttons above
    QString emptyText = {};
    int sortColumn = 0;                                           ///< at first
    QString defaultAction = {};                                   ///< on Enter and double click
    std::function<Row(const Row&)> map = {};
};

/// The table inside a detail tab.
class SubTable : public QWidget {
    Q_OBJECT
public:
    SubTable(TabContext& context, SubSpec spec, QWidget* parent = nullptr);

    void reload();
    [[nodiscard]] kit::TableView* view() const { return m_view; }

private:
    void buildBar(TabContext& context, QVBoxLayout& column);
    void loaded(const Result<client::Reply>& reply);
    void refreshActions();
    [[nodiscard]] QList<Row> selected() const;

    model::Workspace& m_workspace;
    SubSpec m_spec;
    QString m_parent;
    model::ResourceModel m_model;
    model::Filters* m_filters;
    kit::TableView* m_view;
    kit::StateView* m_state;
    QStackedLayout* m_stack;
    QHBoxLayout* m_buttons;
    ResourceActions* m_actions;
    QTimer m_soon;
};

} // namespace skylab::panel
