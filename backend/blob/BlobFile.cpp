#include "blob/BlobFile.h"

#include "core/Sizes.h"
#include "core/Uuid.h"

#include <QFileInfo>

#include <cerrno>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

namespace skylab::blob {

namespace {
/// Write-back is started this often, so that the fsync at the end finds little left to do.
constexpr qint64 writeBackStep = 32 * 1024 * 1024;
} // namespace

QString sizeText(qint64 bytes) { return skylab::sizeText(double(bytes)); }

static QString fullText(const QString& what, const QString& free)
{
    return QStringLiteral("%1: the disk is full (%2 free). Delete something or add space.").arg(what, free);
}

Error fullError(const QString& what, qint64 freeBytes)
{
    return { ErrorCode::NoSpace, fullText(what, sizeText(freeBytes)) };
}

Error fileError(const QString& what, const QString& path, int number)
{
    const auto why = QString::fromLocal8Bit(strerror(number));
    if (number != ENOSPC && number != EDQUOT)
        return { ErrorCode::Internal, QStringLiteral("%1: %2.").arg(what, why), {}, {}, path };
    struct statvfs space = {};
    const auto folder = QFileInfo(path).path();
    const bool known = ::statvfs(folder.toLocal8Bit().constData(), &space) == 0;
    const auto free = known ? sizeText(qint64(space.f_bavail) * qint64(space.f_frsize)) : QStringLiteral("unknown");
    return { ErrorCode::NoSpace, fullText(what, free), {}, {}, path };
}

Result<> syncFolder(const QString& path)
{
    const Fd folder(::open(path.toLocal8Bit().constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.isOpen() || ::fsync(folder.get()) != 0)
        return fail(fileError(QStringLiteral("The folder can't be made durable"), path, errno));
    return {};
}

BlobFile::BlobFile(QString path, Fd file, Algorithms algorithms)
    : m_path(std::move(path))
    , m_file(std::move(file))
    , m_hasher(algorithms)
{
}

BlobFile::~BlobFile() { abort(); }

Result<std::unique_ptr<BlobFile>> BlobFile::begin(const QString& folder, Algorithms algorithms)
{
    const auto path = folder + u'/' + newUuid();
    Fd file(::open(path.toLocal8Bit().constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file.isOpen())
        return fail(fileError(QStringLiteral("The data can't be stored"), path, errno));
    ::flock(file.get(), LOCK_EX | LOCK_NB);   // tells the sweeper that somebody is at it
    return std::unique_ptr<BlobFile>(new BlobFile(path, std::move(file), algorithms));
}

tl::unexpected<Error> BlobFile::failed(const char* what, int number)
{
    // First the file goes, then the message counts what is free.
    const auto path = m_path;
    abort();
    return fail(fileError(QString::fromLatin1(what), path, number));
}

Result<> BlobFile::write(QByteArrayView bytes)
{
    if (!m_file.isOpen())
        return fail(ErrorCode::Internal, QStringLiteral("The data was written after its end."));
    m_size += bytes.size();
    while (!bytes.isEmpty()) {
        if (m_buffer.capacity() < std::min(bufferSize, m_buffer.size() + bytes.size()))
            m_buffer.reserve(m_buffer.isEmpty() ? std::min(bufferSize, bytes.size()) : bufferSize);
        const auto part = std::min(bytes.size(), bufferSize - m_buffer.size());
        m_buffer.append(bytes.first(part));
        bytes = bytes.sliced(part);
        if (m_buffer.size() == bufferSize)
            TRY(flush());
    }
    return {};
}

Result<> BlobFile::flush()
{
    const auto bytes = std::exchange(m_buffer, {});
    m_hasher.add(bytes);
    qsizetype done = 0;
    while (done < bytes.size()) {
        const auto count = ::write(m_file.get(), bytes.constData() + done, size_t(bytes.size() - done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failed("The data can't be stored", errno);
        done += count;
    }
    const auto before = m_flushed / writeBackStep;
    m_flushed += done;
    if (const auto now = m_flushed / writeBackStep; now != before)
        ::sync_file_range(m_file.get(), before * writeBackStep, (now - before) * writeBackStep, SYNC_FILE_RANGE_WRITE);
    return {};
}

Result<Digests> BlobFile::commit(const QString& path, Replace replace)
{
    if (!m_file.isOpen())
        return fail(ErrorCode::Internal, QStringLiteral("The data was stored already, or given up."));
    TRY(flush());
    auto digests = m_hasher.finish();
    if (::fsync(m_file.get()) != 0)
        return failed("The data can't be made durable", errno);
    const auto from = m_path.toLocal8Bit();
    const auto to = path.toLocal8Bit();
    const unsigned flags = replace == Replace::No ? RENAME_NOREPLACE : 0;
    if (::renameat2(AT_FDCWD, from.constData(), AT_FDCWD, to.constData(), flags) != 0) {
        if (errno == EEXIST) {
            abort();
            return fail(ErrorCode::Conflict, QStringLiteral("There is data already; it can't be replaced."));
        }
        return failed("The data can't be put in its place", errno);
    }
    m_file.reset();
    TRY(syncFolder(QFileInfo(path).path()));
    return digests;
}

Result<QString> BlobFile::flushedPath()
{
    if (!m_file.isOpen())
        return fail(ErrorCode::Internal, QStringLiteral("The data was stored already, or given up."));
    TRY(flush());
    return m_path;
}

void BlobFile::setMode(int mode)
{
    if (m_file.isOpen())
        ::fchmod(m_file.get(), mode_t(mode));
}

void BlobFile::abort()
{
    if (!m_file.isOpen())
        return;
    ::unlink(m_path.toLocal8Bit().constData());
    m_file.reset();
    m_buffer = {};
}

} // namespace skylab::blob
