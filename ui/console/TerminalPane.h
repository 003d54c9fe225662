#pragma once

#include <QWidget>

namespace skylab::console {

class FindBar;
class TerminalView;

/// A terminal with the bar to search in it, Ctrl+Shift+F.
class TerminalPane : public QWidget {
    Q_OBJECT
public:
    explicit TerminalPane(QWidget* parent = nullptr);

    [[nodiscard]] TerminalView* terminal() const { return m_terminal; }
    [[nodiscard]] FindBar* findBar() const { return m_find; }
    void beginFind();

private:
    void showHits();

    TerminalView* m_terminal;
    FindBar* m_find;
};

} // namespace skylab::console
