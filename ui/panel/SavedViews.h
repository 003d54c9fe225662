#pragma once

#include "panel/PanelSpec.h"

#include <QToolButton>

class QMenu;

namespace skylab::kit {
class DataTable;
}

namespace skylab::panel {

/// The bookmark beside the filter: filter, choices, sorting and columns under a name, remembered for each kind of cloud and panel.
/// At the start the default view is shown, or else the one used last.
class SavedViews : public QToolButton {
    Q_OBJECT
public:
    SavedViews(const QString& panel, model::Workspace& workspace, shell::PanelHost& host, kit::DataTable& table);

    /// Shows what is to be shown at the start, once.
    void begin();
    void apply(const QString& name);
    /// Everything, as at the first start.
    void applyAll();
    /// Keeps what is shown now under a name.
    void save(const QString& name);
    void remove(const QString& name);
    void setDefault(const QString& name);
    [[nodiscard]] QStringList names() const;
    [[nodiscard]] QString current() const { return m_current; }

private:
    [[nodiscard]] QString key() const;
    [[nodiscard]] QJsonObject shownNow() const;
    [[nodiscard]] QJsonObject find(const QString& name) const;
    void show(const QJsonObject& view);
    void load();
    void store();
    void openMenu();
    void fillNamed(QMenu& menu);
    void askName();
    void refresh();

    QString m_panel;
    model::Workspace& m_workspace;
    shell::PanelHost& m_host;
    kit::DataTable& m_table;
    QString m_loaded;            ///< key of what was read
    QJsonArray m_views;
    QString m_default;
    QString m_current;
    QByteArray m_plain;          ///< the columns as at first
};

} // namespace skylab::panel
