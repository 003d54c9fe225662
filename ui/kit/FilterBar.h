#pragma once

#include <QHash>
#include <QStringList>
#include <QWidget>

class QHBoxLayout;
class QLineEdit;
class QToolButton;

namespace skylab::kit {

/// One line to filter by text, and a chip with a menu of values for each choice ("Status").
class FilterBar : public QWidget {
    Q_OBJECT
public:
    explicit FilterBar(QWidget* parent = nullptr);

    void setPlaceholder(const QString& text, const QString& accessibleName);
    void addChoice(const QString& id, const QString& title);
    /// The values that a choice offers now, as the rows have them; the chosen ones stay.
    void setValues(const QString& id, const QStringList& values);
    void clear();
    [[nodiscard]] bool isActive() const;
    [[nodiscard]] QLineEdit* edit() const { return m_edit; }

Q_SIGNALS:
    void textChanged(const QString& text);
    void chosen(const QString& id, const QStringList& values);

private:
    struct Choice {
        QString title;
        QToolButton* chip = nullptr;
        QStringList values;
        QStringList chosen;
    };
    void openMenu(const QString& id);
    void refresh(Choice& choice);

    QHBoxLayout* m_row;
    QLineEdit* m_edit;
    QHash<QString, Choice> m_choices;
};

} // namespace skylab::kit
