#pragma once

#include "panel/PanelSpec.h"

#include <QWidget>

class QAction;
class QVBoxLayout;

namespace skylab::kit {
class DetailView;
class ErrorCard;
}

namespace skylab::panel {

class ResourceActions;

/// The selected resource in detail, or what several have in common: facts are edited in place, for all of them at once.
class Inspector : public QWidget {
    Q_OBJECT
public:
    Inspector(const PanelSpec& spec, model::Collection& collection, ResourceActions& actions, Text name, QWidget* parent = nullptr);

    void showOne(const QString& id);
    void showMany(const QStringList& ids);
    void clear();
    void showTab(const QString& tab);
    /// The row changed.
    void refresh();
    /// The one that is shown; empty for several and none.
    [[nodiscard]] QString shown() const { return m_ids.size() == 1 ? m_ids.first() : QString(); }
    [[nodiscard]] QStringList shownIds() const { return m_ids; }
    [[nodiscard]] kit::DetailView* detail() const { return m_detail; }
    [[nodiscard]] kit::KeyValueView* facts() const { return m_overview; }
    [[nodiscard]] bool canEdit(const Row& row) const;
    /// Begins to edit the first fact that can be: the name. False when none can.
    bool editFirst();

Q_SIGNALS:
    void closeAsked();

private:
    void rebuildTabs();
    void refreshActions(const QList<Row>& rows);
    QWidget* makeOverview();
    void fillOverview();
    void fillFault(const Row& row);
    [[nodiscard]] QList<Row> rows() const;
    [[nodiscard]] Facts factsOf(const Row& row) const;
    [[nodiscard]] Facts common(const QList<Row>& rows) const;
    void save(const QString& label, const QJsonValue& value);
    void saveOne(const Row& row, const QString& label, const Edit& edit, const QJsonValue& value);
    void saveMany(const QList<Row>& rows, const QString& label, const QJsonValue& value);
    void reload(const QStringList& collections);
    [[nodiscard]] std::optional<Edit> editOf(const Row& row, const QString& label) const;

    static constexpr int mostCompared = 500;   ///< rows whose facts are compared; beyond it only their number is said

    const PanelSpec& m_spec;
    model::Collection& m_collection;
    ResourceActions& m_actions;
    Text m_name;
    kit::DetailView* m_detail;
    kit::KeyValueView* m_overview = nullptr;
    kit::ErrorCard* m_fault = nullptr;
    QStringList m_ids;
    QString m_digest;
    QString m_said;              ///< of the fault
    QObject* m_owner = nullptr;  ///< of the actions that are shown
};

} // namespace skylab::panel
