#include "compute/store/InstanceFiles.h"

#include "core/Uuid.h"
#include "process/Process.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/stat.h>

namespace skylab::compute {

namespace {

constexpr std::chrono::minutes shortWork { 2 };
constexpr std::chrono::hours longWork { 6 };

process::Options optionsOf(std::chrono::milliseconds timeout, process::Lane lane, const InstanceFiles::Cancelled& cancelled)
{
    process::Options options;
    options.timeout = timeout;
    options.lane = lane;
    options.cancelled = cancelled;
    return options;
}

Result<> mode(const QString& path, mode_t bits)
{
    if (chmod(QFile::encodeName(path).constData(), bits) != 0)
        return fail(ErrorCode::Internal, QStringLiteral("The mode of %1 can't be set: %2.").arg(path, QString::fromLocal8Bit(std::strerror(errno))));
    return {};
}

/// A file gets its name when it is whole, so that work that was cut off is seen and done again.
Result<> commit(const QString& part, const QString& path)
{
    if (std::rename(QFile::encodeName(part).constData(), QFile::encodeName(path).constData()) != 0)
        return fail(ErrorCode::Internal, QStringLiteral("%1 can't be renamed to %2: %3.").arg(part, path, QString::fromLocal8Bit(std::strerror(errno))));
    return {};
}

Result<> writeFile(const QString& path, const QByteArray& bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(bytes) != bytes.size() || !file.flush())
        return fail(ErrorCode::NoSpace, QStringLiteral("%1 can't be written: %2. Free some space in the data directory.").arg(path, file.errorString()));
    return mode(path, 0600);
}

} // namespace

Result<> InstanceFiles::prepare(const QString& serverId) const
{
    if (!QDir().mkpath(folder(serverId)))
        return fail(ErrorCode::NoSpace, QStringLiteral("The folder %1 can't be made. Is the data directory full or read only?").arg(folder(serverId)));
    TRY(mode(m_root, 0711));
    return mode(folder(serverId), 0711);
}

Result<> InstanceFiles::makeLayer(const QString& serverId, const QString& name, const BootImage& image, int diskGiB, const Cancelled& cancelled) const
{
    TRY(prepare(serverId));
    const auto path = file(serverId, name);
    if (QFile::exists(path))
        return {};
    const auto part = path + QStringLiteral(".part");
    QFile::remove(part);
    const auto bytes = std::max<qint64>(qint64(diskGiB) << 30, image.virtualSizeBytes);
    // What is not qcow2 was checked to have no header that QEMU would follow elsewhere; the format is always named.
    QStringList arguments { QStringLiteral("create"), QStringLiteral("-q"), QStringLiteral("-f"), QStringLiteral("qcow2"), QStringLiteral("-F"),
                            sdk::qemuFormat(image.diskFormat), QStringLiteral("-b"), image.path, part };
    if (bytes > 0)
        arguments << QString::number(bytes);
    if (auto made = process::run(QStringLiteral("qemu-img"), arguments, optionsOf(shortWork, process::Lane::Short, cancelled)); !made) {
        QFile::remove(part);
        return fail(made.error());
    }
    TRY(mode(part, 0600));
    return commit(part, path);
}

Result<> InstanceFiles::makeLocalDisk(const QString& serverId, const QString& name, qint64 mib, Content content, const Cancelled& cancelled) const
{
    TRY(prepare(serverId));
    const auto path = file(serverId, name);
    if (QFile::exists(path))
        return {};
    const auto part = path + QStringLiteral(".part");
    {
        QFile raw(part);
        if (!raw.open(QIODevice::WriteOnly | QIODevice::Truncate) || !raw.resize(mib << 20))
            return fail(ErrorCode::NoSpace, QStringLiteral("%1 can't be made: %2.").arg(part, raw.errorString()));
    }
    TRY(mode(part, 0600));
    if (content == Content::Ext4)
        TRY(process::run(QStringLiteral("/sbin/mkfs.ext4"), { QStringLiteral("-q"), QStringLiteral("-F"), QStringLiteral("-L"), QStringLiteral("ephemeral0"), part }, optionsOf(shortWork, process::Lane::Short, cancelled)));
    if (content == Content::Swap)
        TRY(process::run(QStringLiteral("/sbin/mkswap"), { part }, optionsOf(shortWork, process::Lane::Short, cancelled)));
    return commit(part, path);
}

Result<> InstanceFiles::makeConfigDrive(const QString& serverId, const QMap<QString, QByteArray>& documents, const Cancelled& cancelled, const QString& name) const
{
    TRY(prepare(serverId));
    const auto source = file(serverId, QStringLiteral("config-drive"));
    QDir(source).removeRecursively();
    QDir().mkpath(source);
    TRY(mode(source, 0700));
    for (auto it = documents.begin(); it != documents.end(); ++it)
        TRY(writeFile(source + u'/' + it.key(), it.value()));
    const auto part = file(serverId, name) + QStringLiteral(".part");
    const auto made = process::run(QStringLiteral("genisoimage"),
        { QStringLiteral("-quiet"), QStringLiteral("-J"), QStringLiteral("-r"), QStringLiteral("-ldots"), QStringLiteral("-allow-lowercase"), QStringLiteral("-allow-multidot"),
          QStringLiteral("-l"), QStringLiteral("-publisher"), QStringLiteral("Skylab"), QStringLiteral("-V"), QStringLiteral("config-2"), QStringLiteral("-o"), part, source },
        optionsOf(shortWork, process::Lane::Short, cancelled));
    QDir(source).removeRecursively();
    if (!made)
        return fail(made.error());
    TRY(mode(part, 0600));
    return commit(part, file(serverId, name));
}

Result<> InstanceFiles::growDisk(const QString& serverId, int diskGiB) const
{
    TRY(process::run(QStringLiteral("qemu-img"), { QStringLiteral("resize"), QStringLiteral("-q"), QStringLiteral("-f"), QStringLiteral("qcow2"), disk(serverId), QString::number(qint64(diskGiB) << 30) }));
    return {};
}

Result<> InstanceFiles::flatten(const QString& source, const QString& format, const QString& target, const Cancelled& cancelled) const
{
    QFile::remove(target);
    auto made = process::run(QStringLiteral("qemu-img"), { QStringLiteral("convert"), QStringLiteral("-f"), format, QStringLiteral("-O"), QStringLiteral("qcow2"), source, target },
                             optionsOf(longWork, process::Lane::Long, cancelled));
    if (!made) {
        QFile::remove(target);
        return fail(made.error());
    }
    return {};
}

Result<> InstanceFiles::keepCopy(const QString& serverId, const Cancelled& cancelled) const
{
    const auto copy = file(serverId, QStringLiteral("disk.old"));
    if (!QFile::exists(disk(serverId)) || QFile::exists(copy))
        return {};
    const auto part = copy + QStringLiteral(".part");
    QFile::remove(part);
    if (auto copied = process::run(QStringLiteral("cp"), { QStringLiteral("--reflink=auto"), QStringLiteral("--sparse=always"), disk(serverId), part }, optionsOf(longWork, process::Lane::Long, cancelled)); !copied) {
        QFile::remove(part);
        return fail(copied.error());
    }
    return commit(part, copy);
}

Result<> InstanceFiles::dropUnfinishedCopy(const QString& serverId) const { return removeFile(serverId, QStringLiteral("disk.old.part")); }

Result<> InstanceFiles::setAside(const QString& serverId) const
{
    return QFile::exists(disk(serverId)) ? commit(disk(serverId), file(serverId, QStringLiteral("disk.old"))) : Result<>();
}

Result<> InstanceFiles::restoreCopy(const QString& serverId) const
{
    const auto copy = file(serverId, QStringLiteral("disk.old"));
    return QFile::exists(copy) ? commit(copy, disk(serverId)) : Result<>();
}

bool InstanceFiles::hasCopy(const QString& serverId) const { return QFile::exists(file(serverId, QStringLiteral("disk.old"))); }

Result<> InstanceFiles::dropCopy(const QString& serverId) const { return removeFile(serverId, QStringLiteral("disk.old")); }

Result<> InstanceFiles::remove(const QString& serverId) const
{
    if (!isUuid(serverId))
        return fail(ErrorCode::Internal, QStringLiteral("'%1' is no server's id.").arg(serverId));
    QDir directory(folder(serverId));
    if (directory.exists() && !directory.removeRecursively())
        return fail(ErrorCode::Unavailable, QStringLiteral("The folder %1 can't be removed. Look at its permissions, then delete the server again.").arg(folder(serverId)));
    return {};
}

Result<> InstanceFiles::removeFile(const QString& serverId, const QString& name) const
{
    const auto path = file(serverId, name);
    if (QFile::exists(path) && !QFile::remove(path))
        return fail(ErrorCode::Unavailable, QStringLiteral("%1 can't be removed. Look at its permissions, then try again.").arg(path));
    return {};
}

QStringList InstanceFiles::serversWithFiles() const
{
    auto names = QDir(m_root).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    names.erase(std::remove_if(names.begin(), names.end(), [](const QString& name) { return !isUuid(name); }), names.end());
    return names;
}

} // namespace skylab::compute
