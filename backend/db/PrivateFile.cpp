#include "db/PrivateFile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace skylab::db {

namespace {
bool flushToDisk(const QString& path, int flags)
{
    const int handle = ::open(QFile::encodeName(path).constData(), flags | O_CLOEXEC);
    if (handle < 0)
        return false;
    const bool flushed = ::fsync(handle) == 0 || errno == EINVAL;      // some network file systems can't do it to a folder
    const int reason = errno;
    ::close(handle);
    errno = reason;
    return flushed;
}
} // namespace

Result<> createPrivately(const QString& path)
{
    if (QFile::exists(path))
        return {};
    QFile file(path);
    if (!QDir().mkpath(QFileInfo(path).path()) || !file.open(QIODevice::NewOnly | QIODevice::WriteOnly, QFile::ReadOwner | QFile::WriteOwner))
        return fail(ErrorCode::Internal, QStringLiteral("'%1' can't be created: %2. Check the folder and its owner.").arg(path, file.errorString()));
    return {};
}

Result<> putInPlace(const QString& finished, const QString& path)
{
    if (flushToDisk(finished, O_RDWR) && std::rename(QFile::encodeName(finished).constData(), QFile::encodeName(path).constData()) == 0
        && flushToDisk(QFileInfo(path).path(), O_RDONLY | O_DIRECTORY))
        return {};
    return fail(ErrorCode::Internal, QStringLiteral("'%1' can't be written: %2. Check the folder, its owner and the free space.")
                                         .arg(path, QString::fromLocal8Bit(std::strerror(errno))));
}

} // namespace skylab::db
