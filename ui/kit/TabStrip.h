#pragma once

#include <QTabBar>

class QHBoxLayout;
class QToolButton;

namespace skylab::kit {

/// A row of tabs that never scrolls: what finds no room is in a menu at its end, and what is chosen there takes the last place.
/// Arrow keys go through all of them. The bar's tabs are the caller's to add.
class TabStrip : public QWidget {
    Q_OBJECT
public:
    explicit TabStrip(QWidget* parent = nullptr);

    [[nodiscard]] QTabBar* bar() const;

Q_SIGNALS:
    /// One was clicked on, or chosen in the menu: who did that goes on in its page.
    void picked();

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    class Bar;

    void fit();
    void openMenu();

    Bar* m_bar;
    QToolButton* m_more;
    bool m_fitting = false;
};

} // namespace skylab::kit
