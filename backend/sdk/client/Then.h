#pragma once

#include <QFuture>
#include <QFutureWatcher>

#include <utility>

namespace skylab::client {

/// Runs `run(result)` on the context's thread, which is the calling one, when the future is fulfilled; not at all when it is cancelled or
/// the context is gone by then. Use it instead of QFuture::then(context, ...): Qt 6.4's asserts that the context still lives.
template <typename T, typename Run>
void then(const QFuture<T>& future, QObject* context, Run run)
{
    auto* watcher = new QFutureWatcher<T>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context, [watcher, run = std::move(run)] {
        watcher->deleteLater();
        if (watcher->future().resultCount() > 0)
            run(watcher->result());
    });
    watcher->setFuture(future);
}

} // namespace skylab::client
