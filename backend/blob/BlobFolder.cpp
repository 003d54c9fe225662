#include "blob/BlobFolder.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

namespace skylab::blob {

namespace {

QByteArray native(const QString& path) { return path.toLocal8Bit(); }

Result<> checkName(const QString& name)
{
    const auto parts = QStringView(name).split(u'/');
    if (name.size() <= 512 && std::all_of(parts.begin(), parts.end(), isSafeName))
        return {};
    return fail(ErrorCode::BadRequest, QStringLiteral("\"%1\" can't be the name of stored data.").arg(name.left(80)));
}

/// Creates one folder and makes its name durable. Existing is fine.
Result<> makeFolder(const QString& path, int mode)
{
    if (::mkdir(native(path).constData(), mode_t(mode)) != 0) {
        if (errno == EEXIST)
            return {};
        return fail(fileError(QStringLiteral("The folder %1 can't be made").arg(path), path, errno));
    }
    ::chmod(native(path).constData(), mode_t(mode));   // whatever the umask is
    return syncFolder(QFileInfo(path).path());
}

/// Removes a file whose writer is gone: a living one holds the lock.
void sweep(const QString& path)
{
    const Fd file(::open(native(path).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (file.isOpen() && ::flock(file.get(), LOCK_EX | LOCK_NB) == 0)
        ::unlink(native(path).constData());
}

} // namespace

bool isSafeName(QStringView text)
{
    const auto safe = [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9')
            || c == u'-' || c == u'_' || c == u'.';
    };
    return !text.isEmpty() && text.size() <= 128 && text[0] != u'.' && std::all_of(text.begin(), text.end(), safe);
}

BlobFolder::BlobFolder(QString root, Access access)
    : m_root(QDir::cleanPath(root))
    , m_access(access)
{
}

QString BlobFolder::incoming() const { return m_root + QStringLiteral("/.incoming"); }

Result<> BlobFolder::open()
{
    if (const auto above = QFileInfo(m_root).path(); !QDir().mkpath(above))
        return fail(ErrorCode::Unavailable, QStringLiteral("The folder %1 can't be made.").arg(above));
    TRY(makeFolder(m_root, m_access.folderMode));
    TRY(makeFolder(incoming(), 0700));
    QDirIterator files(incoming(), QDir::Files | QDir::Hidden | QDir::System);
    while (files.hasNext())
        sweep(files.next());
    return {};
}

Result<std::unique_ptr<BlobFile>> BlobFolder::begin(Algorithms algorithms, qint64 expectedSize) const
{
    if (expectedSize > 0) {
        if (const auto free = TRY(space()).freeBytes; expectedSize > free) {
            return fail(ErrorCode::NoSpace,
                        QStringLiteral("The data can't be stored: it has %1, but only %2 are free. Delete something or "
                                       "add space.").arg(sizeText(expectedSize), sizeText(free)));
        }
    }
    return BlobFile::begin(incoming(), algorithms);
}

Result<> BlobFolder::makeFolders(const QString& name) const
{
    auto at = name.indexOf(u'/');
    while (at >= 0) {
        TRY(makeFolder(m_root + u'/' + name.left(at), m_access.folderMode));
        at = name.indexOf(u'/', at + 1);
    }
    return {};
}

Result<Digests> BlobFolder::commit(BlobFile& file, const QString& name, Replace replace) const
{
    TRY(checkName(name));
    TRY(makeFolders(name));
    file.setMode(m_access.fileMode);
    return file.commit(m_root + u'/' + name, replace);
}

Result<QString> BlobFolder::path(const QString& name) const
{
    TRY(checkName(name));
    auto full = m_root + u'/' + name;
    struct stat status = {};
    if (::lstat(native(full).constData(), &status) != 0 || !S_ISREG(status.st_mode))
        return fail(ErrorCode::NotFound, QStringLiteral("There is no stored data %1.").arg(name));
    return full;
}

Result<Opened> BlobFolder::read(const QString& name, qint64 offset, qint64 length) const
{
    TRY(checkName(name));
    const auto full = m_root + u'/' + name;
    Opened result { Fd(::open(native(full).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)) };
    if (!result.file.isOpen()) {
        if (errno == ENOENT || errno == ENOTDIR)
            return fail(ErrorCode::NotFound, QStringLiteral("There is no stored data %1.").arg(name));
        return fail(fileError(QStringLiteral("The stored data can't be read"), full, errno));
    }
    struct stat status = {};
    if (::fstat(result.file.get(), &status) != 0 || !S_ISREG(status.st_mode))
        return fail(ErrorCode::NotFound, QStringLiteral("There is no stored data %1.").arg(name));
    result.size = status.st_size;
    if (offset < 0 || offset > result.size || (offset == result.size && length > 0)) {
        return fail(ErrorCode::RangeNotSatisfiable,
                    QStringLiteral("The data has %1 bytes; there is none at %2.").arg(result.size).arg(offset));
    }
    result.offset = offset;
    result.length = length < 0 ? result.size - offset : std::min(length, result.size - offset);
    return result;
}

Result<> BlobFolder::link(const QString& existing, const QString& name) const
{
    const auto from = TRY(path(existing));
    const auto to = TRY(path(name));
    // A name of its own first, which rename() puts in the place of the other in one step; a crash leaves it to open().
    const auto passing = incoming() + QStringLiteral("/link-") + QString::number(::getpid()) + u'-' + QString(name).replace(u'/', u'_');
    if (::link(native(from).constData(), native(passing).constData()) != 0)
        return fail(fileError(QStringLiteral("The stored data can't be shared"), from, errno));
    if (::rename(native(passing).constData(), native(to).constData()) != 0) {
        const auto number = errno;
        ::unlink(native(passing).constData());
        return fail(fileError(QStringLiteral("The stored data can't be shared"), to, number));
    }
    ::unlink(native(passing).constData());      // rename() leaves it when both are one file already
    return syncFolder(QFileInfo(to).path());
}

Result<> BlobFolder::remove(const QString& name) const
{
    TRY(checkName(name));
    const auto full = m_root + u'/' + name;
    if (::unlink(native(full).constData()) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return {};
        return fail(fileError(QStringLiteral("The stored data can't be removed"), full, errno));
    }
    return syncFolder(QFileInfo(full).path());
}

Result<QList<Found>> BlobFolder::list(const QString& below) const
{
    if (!below.isEmpty())
        TRY(checkName(below));
    const auto start = below.isEmpty() ? m_root : m_root + u'/' + below;
    QList<Found> result;
    // Hidden entries (.incoming) are left out by the filter.
    QDirIterator files(start, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        files.next();
        const auto entry = files.fileInfo();
        if (entry.isSymLink())
            continue;
        const auto name = entry.filePath().mid(m_root.size() + 1);
        struct stat status = {};
        if (::lstat(native(entry.filePath()).constData(), &status) != 0)
            continue;      // removed meanwhile
        result.append({ name, qint64(status.st_size), qint64(status.st_mtime), quint64(status.st_ino) });
    }
    return result;
}

Result<Space> BlobFolder::space() const
{
    struct statvfs space = {};
    if (::statvfs(native(m_root).constData(), &space) != 0) {
        const auto why = QString::fromLocal8Bit(strerror(errno));
        return fail(ErrorCode::Unavailable, QStringLiteral("The folder %1 can't be reached: %2.").arg(m_root, why));
    }
    return Space { qint64(space.f_blocks) * qint64(space.f_frsize), qint64(space.f_bavail) * qint64(space.f_frsize) };
}

Result<> BlobFolder::check() const
{
    auto file = TRY(BlobFile::begin(incoming(), {}));
    file->abort();
    return {};
}

} // namespace skylab::blob
