#pragma once

#include <QPoint>
#include <QString>

#include <functional>

class QAbstractButton;
class QAbstractItemView;
class QModelIndex;
class QTabBar;
class QWidget;

namespace skylab::kit {
class FormView;
}

namespace skylab::test {

/// A user's hands: mouse and keys, sent to the window as the window system sends them. What is hidden, disabled, covered, scrolled away
/// or behind a dialog can't be reached, and keys go to what has the focus. Each deed waits until it can be done; when that never comes it
/// ends the test's process and says what is in the way. GUI thread.
class Hands {
public:
    /// `situation` says what else is going on, for the message.
    explicit Hands(int patience, std::function<QString()> situation = {}) : m_patience(patience), m_situation(std::move(situation)) { }

    /// What keeps the mouse from `at` in the widget; empty when nothing does.
    static QString obstacle(const QWidget* widget, QPoint at);

    void click(QWidget* widget, Qt::MouseButton button = Qt::LeftButton);
    /// The button with that text, object name or accessible name.
    void press(QWidget* in, const QString& name);
    QAbstractButton* button(QWidget* in, const QString& name);
    /// The item whose text is `text`, or begins with it and goes on with something else; by the wheel where it is out of sight.
    void clickItem(QAbstractItemView* view, const QString& text, Qt::MouseButton button = Qt::LeftButton);
    /// Also one that is in the menu at the end.
    void clickTab(QTabBar* bar, const QString& title);
    /// An entry of the menu that is open.
    void clickMenu(const QString& text);

    /// A key, for whatever has the focus.
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {});
    void type(const QString& text);
    /// Clicks into a field of a form and replaces what is there.
    void fill(const kit::FormView* form, const QString& field, const QString& text);
    void fill(QWidget* field, const QString& text);
    /// Chooses in a field of a form: in a drop-down list, or in a list.
    void choose(const kit::FormView* form, const QString& field, const QString& text);

    /// Until it holds; false after the patience.
    [[nodiscard]] bool until(const std::function<bool()>& condition) const;

private:
    void need(const std::function<bool()>& condition, const std::function<QString()>& what) const;
    void clickAt(QWidget* widget, QPoint at, Qt::MouseButton button);
    void scrollTo(QWidget* widget);
    static QWidget* active();

    int m_patience;
    std::function<QString()> m_situation;
};

} // namespace skylab::test
