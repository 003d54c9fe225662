#include "volume/drivers/DiskFile.h"

#include "blob/BlobFile.h"

#include <QByteArray>
#include <QtEndian>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace skylab::volume {

namespace {

constexpr qint64 clusterSize = 64 * 1024;
constexpr qint64 bytesPerL1Entry = clusterSize / 8 * clusterSize;   // a table of 8-byte pointers to clusters

template <typename T>
void put(QByteArray& bytes, qsizetype offset, T value)
{
    qToBigEndian<T>(value, bytes.data() + offset);
}

QByteArray header(qint64 sizeBytes, qint64 l1Entries)
{
    QByteArray bytes(clusterSize, '\0');
    put<quint32>(bytes, 0, 0x514649fb);                     // "QFI\xfb"
    put<quint32>(bytes, 4, 3);                              // version
    put<quint32>(bytes, 20, 16);                            // cluster bits
    put<quint64>(bytes, 24, quint64(sizeBytes));
    put<quint32>(bytes, 36, quint32(l1Entries));
    put<quint64>(bytes, 40, quint64(3 * clusterSize));      // L1 table
    put<quint64>(bytes, 48, quint64(clusterSize));          // refcount table
    put<quint32>(bytes, 56, 1);                             // its clusters
    put<quint32>(bytes, 96, 4);                             // refcounts of 1 << 4 bits
    put<quint32>(bytes, 100, 104);                          // length of this header
    return bytes;
}

bool writeAt(int file, const QByteArray& bytes, qint64 offset)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const auto count = ::pwrite(file, bytes.constData() + done, size_t(bytes.size() - done), offset + done);
        if (count < 0 && errno != EINTR)
            return false;
        done += std::max<ssize_t>(count, 0);
    }
    return true;
}

} // namespace

Result<qint64> virtualSize(const QString& path, const QString& format)
{
    const Fd file(::open(path.toLocal8Bit().constData(), O_RDONLY | O_CLOEXEC));
    struct stat status = {};
    if (!file.isOpen() || ::fstat(file.get(), &status) != 0)
        return fail(ErrorCode::NotFound, QStringLiteral("The disk file %1 can't be opened.").arg(path));
    if (format == QLatin1String("raw"))
        return qint64(status.st_size);
    char bytes[32];
    if (format != QLatin1String("qcow2") || ::pread(file.get(), bytes, sizeof bytes, 0) != sizeof bytes
        || qFromBigEndian<quint32>(bytes) != 0x514649fb) {
        return fail(ErrorCode::BadRequest, QStringLiteral("The disk file is not in %1 format.").arg(format));
    }
    const auto size = qFromBigEndian<quint64>(bytes + 24);
    if (size > quint64(1) << 62)
        return fail(ErrorCode::BadRequest, QStringLiteral("The disk file claims to hold more than any disk."));
    return qint64(size);
}

Result<> setLength(int file, const QString& path, qint64 sizeBytes)
{
    if (::ftruncate(file, sizeBytes) == 0)
        return {};
    if (errno != EFBIG)
        return fail(blob::fileError(QStringLiteral("The volume can't get its size"), path, errno));
    return fail(ErrorCode::BadRequest,
                QStringLiteral("The file system under the volumes has no files of %1. Ask for a smaller volume.")
                    .arg(blob::sizeText(sizeBytes)), QStringLiteral("size"));
}

Result<> fillHoles(const QString& path)
{
    const Fd file(::open(path.toLocal8Bit().constData(), O_RDWR | O_CLOEXEC));
    struct stat status = {};
    struct statvfs room = {};
    if (!file.isOpen() || ::fstat(file.get(), &status) != 0 || ::fstatvfs(file.get(), &room) != 0)
        return fail(blob::fileError(QStringLiteral("The volume can't have all of its room"), path, errno));
    const auto free = qint64(room.f_bavail) * qint64(room.f_frsize);
    if (qint64(status.st_size) - qint64(status.st_blocks) * 512 > free)
        return fail(blob::fullError(QStringLiteral("The volume can't have all of its room"), free));
    if (::fallocate(file.get(), 0, 0, status.st_size) == 0)
        return {};
    if (errno != EOPNOTSUPP)
        return fail(blob::fileError(QStringLiteral("The volume can't have all of its room"), path, errno));
    return fail(ErrorCode::BadRequest, QStringLiteral("The file system under the volumes can't set room aside: its volumes are thin."));
}

Result<> writeEmptyQcow2(int file, const QString& path, qint64 sizeBytes)
{
    const auto l1Entries = std::max<qint64>(1, (sizeBytes + bytesPerL1Entry - 1) / bytesPerL1Entry);
    const auto l1Clusters = (l1Entries * 8 + clusterSize - 1) / clusterSize;
    QByteArray table(8, '\0');
    put<quint64>(table, 0, quint64(2 * clusterSize));   // the only refcount block
    QByteArray counts(2 * (3 + l1Clusters), '\0');
    for (qint64 cluster = 0; cluster < 3 + l1Clusters; ++cluster)
        put<quint16>(counts, 2 * cluster, 1);
    const auto length = (3 + l1Clusters) * clusterSize;
    if (::ftruncate(file, length) != 0 || !writeAt(file, header(sizeBytes, l1Entries), 0)
        || !writeAt(file, table, clusterSize) || !writeAt(file, counts, 2 * clusterSize)) {
        return fail(blob::fileError(QStringLiteral("The volume can't be made"), path, errno));
    }
    return {};
}

} // namespace skylab::volume
