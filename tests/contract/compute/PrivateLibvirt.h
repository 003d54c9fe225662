#pragma once

#include "core/Result.h"

#include <QProcess>
#include <QTemporaryDir>

#include <memory>
#include <vector>

namespace skylab::compute::test {

/// libvirtd and virtlogd of our own, in mount and network namespaces of the test's process, so that a test neither sees
/// nor disturbs those of the machine. Needs root. Everything lies in one temporary folder and goes with it.
class PrivateLibvirt {
public:
    /// Nothing when it can be tried here.
    static QString obstacle();

    ~PrivateLibvirt();
    /// Call on the main thread before other threads are made: they inherit its namespaces.
    Result<void> start();
    Result<void> startDaemon();
    /// Guests live on.
    void stopDaemon();
    /// Process id of a guest's QEMU.
    static qint64 processOf(const QString& name);

private:
    Result<void> separate();
    std::unique_ptr<QProcess> run(const QString& program, const QStringList& arguments);

    QTemporaryDir m_folder;
    std::unique_ptr<QProcess> m_log;
    std::vector<std::unique_ptr<QProcess>> m_daemons;
};

} // namespace skylab::compute::test
