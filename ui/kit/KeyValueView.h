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

class ValueEditor;

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

/// Labelled values, selectable, with a copy button for ids and addresses. Those with an editor are changed in place: click, Enter
/// or F2 begins, Enter saves (Ctrl+Enter in several lines), Escape reverts.
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
        bool mixed = false;                ///< several things are shown, and their values differ
    };

    explicit KeyValueView(QWidget* parent = nullptr);
    /// Keeps widgets that show the same labels, so that a live update does not lose a selection or what is being edited.
    void setRows(const std::vector<Row>& rows);
    /// Begins to edit a value. False when it can't be.
    bool edit(const QString& label);
    /// The value that was handed out by edited() is wrong, and why; nothing: it is stored.
    void setOutcome(const QString& label, const QString& fault);
    [[nodiscard]] ValueEditor* editor(const QString& label) const;

Q_SIGNALS:
    /// The user wants this value; the owner stores it and calls setOutcome().
    void edited(const QString& label, const QJsonValue& value);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    static constexpr int widest = 640;   ///< pixels

    struct Shown {
        QString label;
        QLabel* value = nullptr;
        ValueEditor* editor = nullptr;
    };
    void rebuild(const std::vector<Row>& rows);
    QLabel* addValue(int at, const Row& row);
    void addLink(int at, const Row& row);
    void addEditor(int at, const Row& row, Shown& shown);

    QGridLayout* m_grid;
    QStringList m_labels;
    std::vector<Shown> m_shown;
};

} // namespace skylab::kit
