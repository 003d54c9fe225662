#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;

namespace skylab::console {

/// The line in which one searches: the word, how many there are, on and back. Enter and F3 go on, with Shift back; Esc closes.
class FindBar : public QWidget {
    Q_OBJECT
public:
    explicit FindBar(const QString& placeholder, QWidget* parent = nullptr);

    [[nodiscard]] QString word() const;
    /// Shows it with the word selected.
    void begin(const QString& word = {});
    /// Which hit is shown, from 1, and of how many; 0 of 0 says that there is none.
    void setHits(int current, int count);

Q_SIGNALS:
    void wordChanged(const QString& word);
    void nextAsked(bool backward);
    void closed();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QLineEdit* m_edit;
    QLabel* m_count;
};

} // namespace skylab::console
