#pragma once

#include <QAbstractEventDispatcher>
#include <QDir>
#include <QElapsedTimer>
#include <QPixmap>
#include <QTest>
#include <QWidget>

#include <tuple>
#include <utility>

namespace skylab::test {

/// Runs all that is pending: posted events, timers that are due, sockets that have data. What servers in this process were asked is
/// answered then; that a thing does not happen can be seen afterwards, without waiting for a time.
inline void untilIdle()
{
    constexpr int longest = 5'000;   // milliseconds
    QElapsedTimer since;
    since.start();
    auto* dispatcher = QAbstractEventDispatcher::instance();
    // Answers go through several sockets: each pass may make the next one's work.
    for (int quiet = 0; quiet < 3 && since.elapsed() < longest;) {
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        quiet = dispatcher->processEvents(QEventLoop::AllEvents) ? 0 : quiet + 1;
    }
}

/// The widget once nothing in it moves any more. What turns for ever is taken as it is after a moment.
inline QPixmap still(QWidget* widget)
{
    constexpr int longest = 1'000;   // milliseconds
    auto before = QImage();
    std::ignore = QTest::qWaitFor([&] {
        untilIdle();
        const auto now = widget->grab().toImage();
        return now == std::exchange(before, now);
    }, longest);
    return QPixmap::fromImage(before);
}

/// Leaves a picture of it in the folder SKYLAB_SCREENSHOTS; without one, it is only shown that it can be painted.
inline void leavePicture(QWidget* widget, const QString& name)
{
    const auto folder = qEnvironmentVariable("SKYLAB_SCREENSHOTS");
    if (folder.isEmpty()) {
        QVERIFY(!widget->grab().isNull());
        return;
    }
    QDir().mkpath(folder);
    QVERIFY(still(widget).save(QStringLiteral("%1/%2.png").arg(folder, name)));
}

} // namespace skylab::test
