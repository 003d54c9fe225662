#pragma once

#include "compute/peers/Images.h"
#include "core/Result.h"

#include <QMap>

#include <functional>

namespace skylab::compute {

/// The files of the servers of this host: <data>/instances/<server>/{disk,disk.config,console.log,...}. Everything here
/// may be repeated: a file has its name only when it is whole. Thread-safe for different servers; calls block.
class InstanceFiles {
public:
    using Cancelled = std::function<bool()>;

    explicit InstanceFiles(QString root) : m_root(std::move(root)) { }

    [[nodiscard]] const QString& root() const { return m_root; }
    [[nodiscard]] QString folder(const QString& serverId) const { return m_root + u'/' + serverId; }
    [[nodiscard]] QString file(const QString& serverId, const QString& name) const { return folder(serverId) + u'/' + name; }
    [[nodiscard]] QString disk(const QString& serverId) const { return file(serverId, QStringLiteral("disk")); }
    [[nodiscard]] QString configDrive(const QString& serverId) const { return file(serverId, QStringLiteral("disk.config")); }
    [[nodiscard]] QString consoleLog(const QString& serverId) const { return file(serverId, QStringLiteral("console.log")); }

    /// Makes the server's folder, which the hypervisor's user may enter.
    Result<> prepare(const QString& serverId) const;
    /// The root disk: a qcow2 layer upon the image's file, as large as the flavor says (0 = as the image).
    Result<> makeRootDisk(const QString& serverId, const BootImage& image, int diskGiB, const Cancelled& cancelled) const { return makeLayer(serverId, QStringLiteral("disk"), image, diskGiB, cancelled); }
    /// The same under another name.
    Result<> makeLayer(const QString& serverId, const QString& name, const BootImage& image, int diskGiB, const Cancelled& cancelled) const;
    /// A raw disk of its own: "disk.eph0" with ext4 labelled ephemeral0, "disk.swap", or blank.
    enum class Content { Blank, Ext4, Swap };
    Result<> makeLocalDisk(const QString& serverId, const QString& name, qint64 mib, Content content, const Cancelled& cancelled) const;
    /// The ISO 9660 image with the label config-2; `documents` are paths in it and their content.
    Result<> makeConfigDrive(const QString& serverId, const QMap<QString, QByteArray>& documents, const Cancelled& cancelled, const QString& name = QStringLiteral("disk.config")) const;
    Result<> growDisk(const QString& serverId, int diskGiB) const;
    /// Copies a disk with all its layers into one qcow2 file, for a guest that does not run.
    Result<> flatten(const QString& source, const QString& format, const QString& target, const Cancelled& cancelled) const;
    /// Keeps a copy of the disk, or the disk itself, and brings it back: for resizes and rebuilds. All may be repeated.
    Result<> keepCopy(const QString& serverId, const Cancelled& cancelled) const;
    /// What a copy left that was cut off by the end of the process. While nobody copies.
    Result<> dropUnfinishedCopy(const QString& serverId) const;
    Result<> setAside(const QString& serverId) const;
    Result<> restoreCopy(const QString& serverId) const;
    [[nodiscard]] bool hasCopy(const QString& serverId) const;
    Result<> dropCopy(const QString& serverId) const;
    /// Removes the folder with all that is in it. Absent: success.
    Result<> remove(const QString& serverId) const;
    Result<> removeFile(const QString& serverId, const QString& name) const;
    /// The servers that have a folder.
    [[nodiscard]] QStringList serversWithFiles() const;

private:
    QString m_root;
};

} // namespace skylab::compute
