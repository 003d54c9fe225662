#include "ops/DataLock.h"

#include <QDir>
#include <QFile>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace skylab::ops {

namespace {

QByteArray contentOf(int file)
{
    char text[32] = {};
    const auto size = pread(file, text, sizeof text - 1, 0);
    return QByteArray(text, qsizetype(std::max<ssize_t>(size, 0))).trimmed();
}

Error cantWrite(const QString& dataDir, int number)
{
    const auto why = QString::fromLocal8Bit(std::strerror(number));
    if (number == ENOSPC || number == EDQUOT)
        return { ErrorCode::NoSpace, QStringLiteral("The data directory %1 can't be written: %2. Free some space there, then start again.").arg(dataDir, why) };
    return { ErrorCode::Forbidden,
             QStringLiteral("The data directory %1 can't be written: %2. Mount it for writing, or give it to the user who runs Skylab, then start again.").arg(dataDir, why) };
}

} // namespace

Result<std::unique_ptr<DataLock>> DataLock::take(const QString& dataDir)
{
    const auto name = QFile::encodeName(QDir(dataDir).filePath(QStringLiteral("skylab.lock")));
    const int file = open(name.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return fail(cantWrite(dataDir, errno));
    std::unique_ptr<DataLock> lock(new DataLock(file));
    if (flock(file, LOCK_EX | LOCK_NB) != 0) {
        const auto pid = contentOf(file);
        close(std::exchange(lock->m_file, -1));
        return fail(ErrorCode::Conflict, QStringLiteral("Another Skylab%1 uses the data directory %2. Stop it first, or choose another directory with --data.")
                                             .arg(pid.isEmpty() ? QString() : QStringLiteral(" (process %1)").arg(QString::fromLatin1(pid)), dataDir));
    }
    lock->m_wasCutOff = !contentOf(file).isEmpty();
    const auto pid = QByteArray::number(getpid()) + '\n';
    if (ftruncate(file, 0) != 0 || pwrite(file, pid.constData(), std::size_t(pid.size()), 0) != pid.size())
        return fail(cantWrite(dataDir, errno));
    return lock;
}

DataLock::~DataLock()
{
    if (m_file < 0)
        return;
    [[maybe_unused]] const int emptied = ftruncate(m_file, 0);
    close(m_file);
}

} // namespace skylab::ops
