#include "volume/drivers/file/DiskCopy.h"

#include "blob/BlobFile.h"
#include "volume/drivers/DiskFile.h"

#include <cerrno>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

namespace skylab::volume {

namespace {

/// When a file was last written, and its length: unchanged = nothing was written.
struct Stamp {
    qint64 nanoseconds = 0;
    qint64 size = 0;
    bool operator==(const Stamp&) const = default;

    static Stamp of(const QString& path)
    {
        struct stat status = {};
        if (::stat(path.toLocal8Bit().constData(), &status) != 0)
            return {};
        return { qint64(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec, status.st_size };
    }
};

/// A stamp that a later write is sure to change. The kernel's clock for files moves in ticks of up to 10 ms: a write in
/// the tick of the last one would go unseen.
Stamp settledStamp(const QString& path)
{
    constexpr qint64 tick = 20'000'000;
    for (int attempt = 0; attempt < 10; ++attempt) {
        const auto stamp = Stamp::of(path);
        timespec now = {};
        ::clock_gettime(CLOCK_REALTIME, &now);
        if (qint64(now.tv_sec) * 1'000'000'000 + now.tv_nsec - stamp.nanoseconds > tick)
            return stamp;
        const timespec pause { 0, tick };
        ::nanosleep(&pause, nullptr);
    }
    return {};   // written to all the time: no copy will match it
}

tl::unexpected<Error> isBusy()
{
    return fail(ErrorCode::Conflict,
                QStringLiteral("The volume was written to while it was copied. Pause or stop the server, or detach the "
                               "volume, and try again."));
}

Result<> convertQuiet(const qemuImg::Disk& from, const qemuImg::Disk& to, const Progress& progress)
{
    const auto before = settledStamp(from.path);
    bool changed = before == Stamp {};
    const Progress watching { progress.report, [&] {
        changed = changed || Stamp::of(from.path) != before;   // no use in copying on
        return changed || (progress.cancelled && progress.cancelled());
    } };
    const auto result = changed ? Result<>(isBusy()) : qemuImg::convert(from, to, Source::InUse, watching);
    if (changed || Stamp::of(from.path) != before)
        return isBusy();
    return result;
}

bool reflink(const QString& from, int to)
{
    const Fd source(::open(from.toLocal8Bit().constData(), O_RDONLY | O_CLOEXEC));
    return source.isOpen() && ::ioctl(to, FICLONE, source.get()) == 0;
}

Result<> copy(const qemuImg::Disk& from, TempFile& to, const QString& format, Source source, const Progress& progress)
{
    if (from.format == format && reflink(from.path, to.file())) {
        // Frozen as if the power had failed: QEMU's own tables may have lost track of clusters.
        if (source == Source::InUse && format == QLatin1String("qcow2"))
            TRY(qemuImg::repair(to.path()));
        if (progress.report)
            progress.report(1);
        return {};
    }
    return source == Source::InUse ? convertQuiet(from, { to.path(), format }, progress)
                                   : qemuImg::convert(from, { to.path(), format }, source, progress);
}

} // namespace

bool hasReflinks(const QString& folder)
{
    const auto one = TempFile::create(folder + QStringLiteral("/.reflink-from"));
    const auto two = TempFile::create(folder + QStringLiteral("/.reflink-to"));
    if (!one || !two)
        return false;
    const QByteArray block(4096, 'x');
    return ::write((*one)->file(), block.constData(), size_t(block.size())) == block.size()
        && reflink((*one)->path(), (*two)->file());
}

Result<> copyDisk(const qemuImg::Disk& from, TempFile& to, const QString& format, Source source,
                  const Progress& progress)
{
    auto result = copy(from, to, format, source, progress);
    if (result)
        return result;
    const auto path = to.path();
    to.discard();
    if (result.error().code == ErrorCode::NoSpace)
        return fail(blob::fileError(QStringLiteral("The volume can't be copied"), path, ENOSPC));
    return result;
}

Result<> growDisk(TempFile& to, const QString& format, qint64 sizeBytes)
{
    if (TRY(virtualSize(to.path(), format)) >= sizeBytes)
        return {};
    if (format != QLatin1String("raw"))
        return qemuImg::resize({ to.path(), format }, sizeBytes);
    return setLength(to.file(), to.path(), sizeBytes);
}

} // namespace skylab::volume
