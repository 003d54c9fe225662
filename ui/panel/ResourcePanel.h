#pragma once

#include "panel/PanelSpec.h"

class QLabel;
class QSplitter;
class QVBoxLayout;

namespace skylab::kit {
class DataTable;
class DetailView;
}

namespace skylab::model {
class Filters;
}

namespace skylab::panel {

class ResourceActions;

/// A page made from a spec: heading, table, and at the right the selected resource in detail. Enter shows the detail alone.
class ResourcePanel : public shell::Panel {
    Q_OBJECT
public:
    ResourcePanel(PanelSpec spec, model::Workspace& workspace, shell::PanelHost& host);

    void activate() override;
    void openResource(const QString& id, const QString& tab) override;
    void refresh() override;
    void create() override;
    bool goBack() override;
    void focusFilter() override;
    [[nodiscard]] QList<shell::Command> commands() override;

    [[nodiscard]] kit::DataTable* table() const { return m_table; }
    [[nodiscard]] ResourceActions* actions() const { return m_actions; }

private:
    void buildHead(QVBoxLayout& column);
    void buildTable();
    void buildDetail();
    void buildShortcuts();
    void connectCollection();
    void refreshState();
    void refreshFooter();
    void refreshChoices();
    void showDetail(const QString& id, bool full);
    void refreshDetail();
    void rebuildTabs();
    void closeDetail();
    QWidget* makeOverview();
    void fillOverview();
    [[nodiscard]] QList<Row> selectedRows() const;
    [[nodiscard]] QString nameOf(const Row& row) const;
    [[nodiscard]] bool isFull() const;

    PanelSpec m_spec;
    model::Workspace& m_workspace;
    shell::PanelHost& m_host;
    model::Collection& m_collection;
    model::Filters* m_filters;
    ResourceActions* m_actions;
    ResourceActions* m_detailActions;
    QSplitter* m_splitter;
    QWidget* m_left;
    QLabel* m_summary;
    kit::DataTable* m_table;
    kit::DetailView* m_detail;
    kit::KeyValueView* m_overview = nullptr;
    QString m_shown;             ///< id in the detail
    QString m_wanted;            ///< to be opened once it is loaded
    QString m_wantedTab;
};

} // namespace skylab::panel
