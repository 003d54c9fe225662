#pragma once

#include "kit/ErrorCard.h"
#include "panel/PanelSpec.h"

class QVBoxLayout;

namespace skylab::panel {

/// Above the facts of an instance that failed: what went wrong, and, where it found no host, which check failed on which host and what
/// can be done about it. Hidden while all is well.
class ServerFault : public QWidget {
    Q_OBJECT
public:
    explicit ServerFault(TabContext& context, QWidget* parent = nullptr);

    [[nodiscard]] kit::ErrorCard* card() const { return m_card; }

private:
    void refresh();
    void askWhy(const QString& key);
    void showCard();
    void showTable();
    /// Launches it again, in place of this one; with another size when one is given.
    void launchAgain(const QString& flavorId);
    [[nodiscard]] Row row() const { return m_collection.model().row(m_id); }

    Context m_context;
    model::Collection& m_collection;
    QString m_id;
    QString m_shown;            ///< state and fault that are shown
    QJsonObject m_explanation;
    kit::ErrorCard* m_card;
    QWidget* m_table;
};

} // namespace skylab::panel
