#pragma once

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QWidget>

#include <functional>
#include <vector>

class QLabel;
class QVBoxLayout;

namespace skylab::kit {

struct Choice {
    QString value;
    QString text;
    QString sub = {};     ///< said after the text, muted where the widget can
    QString icon = {};    ///< of Pick
};

enum class FieldKind {
    Text, Password, Multiline, Number, Check,
    Choice,      ///< one of; value is a string
    Choices,     ///< any of, with check boxes; value is an array of strings
    File,        ///< a path
    Pick,        ///< one of, in a list with a search field
    Slider,      ///< a number, by slider and by keys
};

/// One field of a form.
struct Field {
    QString id;                              ///< the key of its value
    QString label;
    FieldKind kind = FieldKind::Text;
    bool required = false;
    QJsonValue value = {};                   ///< to begin with
    QString placeholder = {};
    QString help = {};                       ///< a line below
    std::vector<Choice> choices = {};
    double min = 0, max = 1'000'000;         ///< of Number and Slider
    QString suffix = {};                     ///< of Number and Slider, "GB"
    double step = 1;                         ///< of Slider
    int lines = 4;                           ///< of Pick: rows that are seen
    bool advanced = false;                   ///< behind "More options"
    /// Why the value is wrong, or nothing. Gets all values.
    std::function<QString(const QJsonObject& values)> check = {};
    /// Whether it is shown now. Gets all values.
    std::function<bool(const QJsonObject& values)> visible = {};

    Field& needed() { required = true; return *this; }
    Field& more() { advanced = true; return *this; }
};
using Fields = std::vector<Field>;

/// A form made of fields. Labels stand above, faults below what they are about.
class FormView : public QWidget {
    Q_OBJECT
public:
    explicit FormView(QWidget* parent = nullptr);

    void setFields(const Fields& fields);
    /// The choices of a Choice or Choices field, once they are known; `chosen` is used when nothing was chosen yet. A Choice whose choice
    /// is not among them any more has none, and is not good before there is one again.
    void setChoices(const QString& id, const std::vector<Choice>& choices, const QJsonValue& chosen = {});
    /// Its choices are not known, and that is why: validate() says no with it. Empty: they are.
    void setAwaited(const QString& id, const QString& why);
    void setValue(const QString& id, const QJsonValue& value);
    [[nodiscard]] QJsonObject values() const;
    /// Checks everything, shows what is wrong, focuses the first. True when all is well.
    bool validate();
    /// Shows a fault at a field. False when there is no such field.
    bool setFault(const QString& id, const QString& fault);
    void clearFaults();
    [[nodiscard]] QWidget* input(const QString& id) const;
    void focusFirst();
    /// Asks every field's visible() again.
    void refresh() { onEdited(); }

Q_SIGNALS:
    void edited();

private:
    struct Entry {
        Field field;
        QWidget* row = nullptr;
        QWidget* input = nullptr;
        QLabel* fault = nullptr;
        QString awaited = {};
    };
    QWidget* makeInput(const Field& field);
    QWidget* makeTextInput(const Field& field);
    QWidget* makeNumberInput(const Field& field);
    QWidget* makeChoiceInput(const Field& field);
    QWidget* makeFileInput(const Field& field);
    void addEntry(QVBoxLayout& column, const Field& field);
    [[nodiscard]] QJsonValue valueOf(const Entry& entry) const;
    void onEdited();
    [[nodiscard]] const Entry* entry(const QString& id) const;

    QVBoxLayout* m_column;
    std::vector<Entry> m_entries;
    QWidget* m_advanced = nullptr;
};

} // namespace skylab::kit
