#include "ui/Watchdog.h"

#include <QElapsedTimer>
#include <QEvent>
#include <QMetaEnum>
#include <QThread>

#include <fcntl.h>
#include <unistd.h>

namespace skylab::test {

namespace {

bool watching = false;
int depth = 0;
QStringList faults;

/// Nanoseconds that this thread has waited for a core, from the kernel's scheduler statistics; 0 where there are none.
qint64 waitedForCore()
{
    static const int file = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
    char text[96] = {};
    if (file < 0 || pread(file, text, sizeof text - 1, 0) <= 0)
        return 0;
    qint64 ran = 0, waited = 0;
    return std::sscanf(text, "%lld %lld", &ran, &waited) == 2 ? waited : 0;
}

QString described(const QObject& receiver, int type, qint64 milliseconds)
{
    const auto* name = QMetaEnum::fromType<QEvent::Type>().valueToKey(type);
    return QStringLiteral("%1 ms in %2 of %3 \"%4\"").arg(milliseconds).arg(QLatin1String(name ? name : "an event"), QLatin1String(receiver.metaObject()->className()), receiver.objectName());
}

} // namespace

bool WatchedApplication::notify(QObject* receiver, QEvent* event)
{
    if (!watching || depth > 0 || QThread::currentThread() != thread())
        return QApplication::notify(receiver, event);
    const auto type = event->type();
    const auto before = described(*receiver, type, 0).section(QLatin1Char(' '), 2);   // it may delete itself
    const auto waited = waitedForCore();
    QElapsedTimer timer;
    timer.start();
    ++depth;
    const bool done = QApplication::notify(receiver, event);
    --depth;
    if (const auto taken = (timer.nsecsElapsed() - (waitedForCore() - waited)) / 1'000'000; taken > Watchdog::limit)
        faults << QStringLiteral("%1 ms %2").arg(taken).arg(before);
    return done;
}

Watchdog::Watchdog()
{
    faults.clear();
    watching = true;
}

Watchdog::~Watchdog() { watching = false; }

bool Watchdog::isCalm() const { return faults.isEmpty(); }

QString Watchdog::report() const { return faults.join(QLatin1String("; ")); }

} // namespace skylab::test
