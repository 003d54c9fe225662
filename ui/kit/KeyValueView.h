#pragma once

#include <QHash>
#include <QWidget>

#include <functional>
#include <vector>

class QGridLayout;
class QLabel;

namespace skylab::kit {

/// Labelled values, selectable, with a copy button for ids and addresses.
class KeyValueView : public QWidget {
    Q_OBJECT
public:
    struct Row {
        QString label;
        QString value;
        bool mono = false;
        bool copyable = false;
        std::function<void()> open = {};   ///< when set, the value is a link
    };

    explicit KeyValueView(QWidget* parent = nullptr);
    /// Keeps widgets that show the same labels, so that a live update does not lose a selection.
    void setRows(const std::vector<Row>& rows);

private:
    void rebuild(const std::vector<Row>& rows);

    QGridLayout* m_grid;
    QStringList m_labels;
    QList<QLabel*> m_values;
};

} // namespace skylab::kit
