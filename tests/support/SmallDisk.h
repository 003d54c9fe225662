#pragma once

#include "process/Process.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <sys/mount.h>

namespace skylab::test {

/// A real file system of a few MiB, mounted as long as it lives. Needs root; isMounted() says whether it worked, so
/// that a test can skip with a reason.
class SmallDisk {
public:
    static SmallDisk tmpfs(int sizeMiB) { return SmallDisk(sizeMiB); }

    /// XFS in a file: it has reflinks. At least 300 MiB (sparse). Needs mkfs.xfs and a loop device.
    static SmallDisk xfs(int sizeMiB) { return SmallDisk(sizeMiB, QStringLiteral("mkfs.xfs")); }

    ~SmallDisk()
    {
        if (m_mounted)
            ::umount2(path().toLocal8Bit().constData(), MNT_DETACH);
    }
    Q_DISABLE_COPY_MOVE(SmallDisk)

    [[nodiscard]] bool isMounted() const { return m_mounted; }
    [[nodiscard]] QString path() const { return m_folder.filePath(QStringLiteral("mnt")); }

private:
    explicit SmallDisk(int sizeMiB)
    {
        QDir(m_folder.path()).mkdir(QStringLiteral("mnt"));
        const auto size = QByteArray("size=") + QByteArray::number(sizeMiB) + 'm';
        m_mounted = ::mount("tmpfs", path().toLocal8Bit().constData(), "tmpfs", 0, size.constData()) == 0;
    }
    SmallDisk(int sizeMiB, const QString& mkfs)
    {
        QDir(m_folder.path()).mkdir(QStringLiteral("mnt"));
        const auto image = m_folder.filePath(QStringLiteral("disk"));
        QFile file(image);
        if (!file.open(QIODevice::WriteOnly) || !file.resize(qint64(sizeMiB) << 20))
            return;
        file.close();
        const QStringList mount { QStringLiteral("-o"), QStringLiteral("loop"), image, path() };
        m_mounted = process::run(mkfs, { QStringLiteral("-q"), image }) && process::run(QStringLiteral("mount"), mount);
    }

    QTemporaryDir m_folder;
    bool m_mounted = false;
};

} // namespace skylab::test
