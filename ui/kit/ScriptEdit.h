#pragma once

#include <QPlainTextEdit>

namespace skylab::kit {

/// A text editor for scripts: line numbers, marks at the lines that something is wrong with, two blanks for Tab.
class ScriptEdit : public QPlainTextEdit {
    Q_OBJECT
public:
    struct Mark {
        int line = 0;         ///< from 1
        int column = 0;       ///< from 1; 0 = the whole line
        QString text;
        bool severe = true;
    };

    explicit ScriptEdit(QWidget* parent = nullptr);
    void setMarks(const QList<Mark>& marks);
    void goToLine(int line);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    [[nodiscard]] int gutterWidth() const;
    void paintGutter(QPaintEvent& event);
    void underline();

    QWidget* m_gutter;
    QList<Mark> m_marks;
};

} // namespace skylab::kit
