#pragma once

#include "panel/PanelSpec.h"

class QBoxLayout;
class QLabel;
class QSplitter;
class QToolButton;
class QVBoxLayout;

namespace skylab::kit {
class DataTable;
}

namespace skylab::model {
class Filters;
}

namespace skylab::panel {

class BatchBar;
class Inspector;
class ResourceActions;
class SavedViews;

/// A page made from a spec: heading, table, and beside or below it the inspector. Enter shows the resource alone.
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
    [[nodiscard]] Inspector* inspector() const { return m_inspector; }
    [[nodiscard]] SavedViews* views() const { return m_views; }

private:
    void buildHead(QVBoxLayout& column);
    void buildTable();
    void buildFilters();
    void buildInspector();
    void buildShortcuts();
    void connectView();
    void connectCollection();
    void connectNeeds();
    void addSwitch(const Switch& spec);
    void filterBy(const QString& text);
    void refreshState();
    void refreshPlaceholder();
    void refreshStale();
    void refreshFooter();
    void refreshSelection();
    void refreshChoices();
    void refreshRights();
    void openMenu(const QPoint& at);
    void showDetail(const QString& id, bool full);
    void closeDetail();
    void renameCurrent();
    void turnInspector(bool bottom);
    void exportRows();
    [[nodiscard]] QList<Row> selectedRows() const;
    [[nodiscard]] QString nameOf(const Row& row) const;
    [[nodiscard]] bool isFull() const;
    [[nodiscard]] bool mayCreate() const;
    /// What an empty page would offer is still being loaded.
    [[nodiscard]] bool awaitsStarters() const;

    PanelSpec m_spec;
    model::Workspace& m_workspace;
    shell::PanelHost& m_host;
    model::Collection& m_collection;
    model::Filters* m_filters;
    ResourceActions* m_actions;
    QSplitter* m_splitter;
    QWidget* m_left;
    QWidget* m_right;
    QLabel* m_summary;
    QWidget* m_create = nullptr;
    kit::DataTable* m_table;
    BatchBar* m_batch;
    Inspector* m_inspector;
    QToolButton* m_turn;
    SavedViews* m_views;
    QString m_wanted;            ///< to be opened once it is loaded
    QString m_wantedTab;
};

} // namespace skylab::panel
