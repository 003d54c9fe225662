#pragma once

#include "kit/Cell.h"

#include <QFrame>
#include <QTimer>

#include <functional>

class QLabel;
class QToolButton;

namespace skylab::kit {

/// A short note at the bottom of a window that goes by itself, but not while the pointer is on it. At most three stand there, the
/// newest lowest. With an action it offers to take the deed back.
class Toast : public QFrame {
    Q_OBJECT
public:
    static constexpr int showTime = 10'000;   ///< milliseconds
    static constexpr int most = 3;

    /// `window` owns it.
    static Toast* show(QWidget* window, Tone tone, const QString& text, const QString& action = {}, const std::function<void()>& run = {});
    /// Another offer beside the first.
    void addAction(const QString& text, const std::function<void()>& run);
    /// Muted words after the text: how many more there are.
    void setMore(const QString& text);
    /// The shortcut that does the same as the action just now; none for all but the newest.
    void setKeys(const QString& keys);
    [[nodiscard]] bool isLeaving() const { return m_leaving; }
    void dismiss();
    [[nodiscard]] QString text() const { return accessibleName(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    Toast(QWidget* window, Tone tone, const QString& text, const QString& action, const std::function<void()>& run);
    QToolButton* makeButton(const QString& text, const std::function<void()>& run);
    static QList<Toast*> of(QWidget* window);
    static void placeAll(QWidget* window);

    QTimer m_timer;
    QLabel* m_more;
    QLabel* m_keys;
    bool m_leaving = false;
};

} // namespace skylab::kit
