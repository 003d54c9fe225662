#pragma once

#include "kit/FormView.h"

#include <QHash>
#include <QJsonValue>
#include <QWidget>

#include <functional>
#include <optional>
#include <vector>

class QGridLayout;
class QLabel;

namespace skylab::kit {

enum class EditKind {
    Line, Multiline, Number, Switch,
    Choice,   ///< value is a string of `choices`
    Tags,     ///< value is an array of strings
    Pairs,    ///< value is an object of strings: metadata
};

/// How a value is edited in place.
struct Editor {
    EditKind kind = EditKind::Line;
    QJsonValue value = {};                                        ///< now
    std::vector<Choice> choices = {};
    double min = 0, max = 1'000'000;                              ///< of Number
    QString suffix = {};                                          ///< of Number, "GB"
    bool required = false;
    std::function<QString(const QJsonValue& value)> check = {};   ///< why a value is wrong, or nothing
    QString blocked = {};                                         ///< why it can't be changed now, or nothing
};

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
        std::optional<Editor> edit = {};   ///< when set, the value can be changed in place
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
