#pragma once

#include <QHash>
#include <QPointer>
#include <QStringList>
#include <QWidget>

#include <functional>
#include <vector>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QToolButton;

namespace skylab::kit {

class SuggestionList;

/// What a text could be completed with.
struct Suggestions {
    struct Item {
        QString insert;
        QString text;
        QString hint = {};
        bool more = false;   ///< something has to follow: offer again at once
    };
    int position = 0;        ///< what is replaced, in characters
    int length = 0;
    std::vector<Item> items = {};
};

/// One line to filter by text, with completion and faults at their place, and a chip with a menu of values for each choice
/// ("Status"). Tab takes the first suggestion, Down goes through them, Enter leaves for the table.
class FilterBar : public QWidget {
    Q_OBJECT
public:
    using Completer = std::function<Suggestions(const QString& text, int cursor)>;

    explicit FilterBar(QWidget* parent = nullptr);
    ~FilterBar() override;

    void setPlaceholder(const QString& text, const QString& accessibleName);
    void setCompleter(Completer completer) { m_completer = std::move(completer); }
    /// Marks a part of the text and says below what is wrong with it; an empty message takes that away.
    void setFault(int position, int length, const QString& message);
    void addChoice(const QString& id, const QString& title);
    /// The values that a choice offers now, as the rows have them; the chosen ones stay.
    void setValues(const QString& id, const QStringList& values);
    /// Chooses, and says so.
    void setChosen(const QString& id, const QStringList& values);
    [[nodiscard]] QHash<QString, QStringList> chosenValues() const;
    /// Something between the chips and the end: a switch.
    void addSwitch(QWidget* widget);
    /// Something at the end of the line: the bookmark.
    void addTrailing(QWidget* widget);
    void clear();
    [[nodiscard]] bool isActive() const;
    [[nodiscard]] QLineEdit* edit() const { return m_edit; }
    [[nodiscard]] SuggestionList* suggestions() const;
    [[nodiscard]] QString fault() const;

Q_SIGNALS:
    void textChanged(const QString& text);
    void chosen(const QString& id, const QStringList& values);
    /// Enter or Down where there is nothing to choose: on to the rows.
    void left();

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    struct Choice {
        QString title;
        QToolButton* chip = nullptr;
        QStringList values;
        QStringList chosen;
    };
    void openMenu(const QString& id);
    void refresh(Choice& choice);
    void offer();
    void take(int item);
    bool onKey(int key, Qt::KeyboardModifiers modifiers);

    QHBoxLayout* m_row;
    QLineEdit* m_edit;
    QLabel* m_fault;
    QPointer<SuggestionList> m_list;
    Suggestions m_offered;
    Completer m_completer;
    QHash<QString, Choice> m_choices;
};

} // namespace skylab::kit
