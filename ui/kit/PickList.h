#pragma once

#include <QStringList>
#include <QWidget>

#include <vector>

class QLabel;
class QLineEdit;
class QListWidget;
class QListWidgetItem;

namespace skylab::kit {

/// A list to choose from, with a search field above when it is long: one of, or several with check boxes. Rows have an icon, two
/// lines and a remark at the right. Arrow keys work from the search field too.
class PickList : public QWidget {
    Q_OBJECT
public:
    struct Item {
        QString value;
        QString text;
        QString sub = {};
        QString icon = {};
        QString remark = {};     ///< at the right
        QString blocked = {};    ///< why it can't be chosen, or nothing
    };

    /// `name` is its accessible name.
    PickList(const QString& name, bool several, QWidget* parent = nullptr);

    /// Keeps what is chosen as far as it is still there.
    void setItems(const std::vector<Item>& items);
    /// Said while there are no items.
    void setNote(const QString& note);
    /// How many rows are seen at once at most.
    void setLines(int lines);
    [[nodiscard]] QString value() const;
    /// In the order of the list.
    [[nodiscard]] QStringList values() const;
    /// A value that is not there yet is chosen when it comes.
    void setValue(const QString& value);
    void setValues(const QStringList& values);
    [[nodiscard]] QListWidget* list() const { return m_list; }
    [[nodiscard]] QLineEdit* search() const { return m_search; }

    static constexpr int rowHeight = 42;
    static constexpr int searchFrom = 7;   ///< items

Q_SIGNALS:
    void changed();
    /// Enter or a double click.
    void activated();

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void filter();
    void note();
    void fitHeight();
    void select(const QString& value);

    static constexpr int fewest = 3;   ///< rows, so that lists which are loading don't jump

    bool m_several;
    int m_lines = 4;
    QLineEdit* m_search;
    QListWidget* m_list;
    QLabel* m_note;
    QStringList m_wanted;   ///< to be chosen once they are there
};

} // namespace skylab::kit
