#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QToolButton;

namespace skylab::console {

/// Text that grows: follows its end until the user scrolls up; Ctrl+F searches; copy and save.
class LogView : public QWidget {
    Q_OBJECT
public:
    explicit LogView(QWidget* parent = nullptr);

    /// The whole text; what is new at its end is appended, so that selection and scroll stay.
    void setLog(const QString& text);
    [[nodiscard]] QString text() const;
    void setNote(const QString& note);
    [[nodiscard]] int matches() const { return m_matches; }

Q_SIGNALS:
    void refreshAsked();

private:
    void search(bool backward);
    void highlight();
    void save();

    QPlainTextEdit* m_view;
    QLineEdit* m_search;
    QLabel* m_note;
    QToolButton* m_follow;
    QString m_text;
    int m_matches = 0;
};

} // namespace skylab::console
