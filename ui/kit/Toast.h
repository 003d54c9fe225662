#pragma once

#include "kit/Cell.h"

#include <QFrame>
#include <QTimer>

#include <functional>

namespace skylab::kit {

/// A short note at the bottom of a window that goes by itself; the last one replaces the one before.
/// With an action it offers to take the deed back.
class Toast : public QFrame {
    Q_OBJECT
public:
    static constexpr int showTime = 8000;   ///< milliseconds

    /// `window` owns it.
    static Toast* show(QWidget* window, Tone tone, const QString& text, const QString& action = {}, const std::function<void()>& run = {});

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    Toast(QWidget* window, Tone tone, const QString& text, const QString& action, const std::function<void()>& run);
    void place();

    QTimer m_timer;
};

} // namespace skylab::kit
