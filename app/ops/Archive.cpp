#include "ops/Archive.h"

#include <QFile>
#include <QFileInfo>

#include <archive.h>
#include <archive_entry.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace skylab::ops {

namespace {

constexpr qint64 piece = 1 << 20;

struct Freed {
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};
using EntryHandle = std::unique_ptr<archive_entry, Freed>;

EntryHandle entryFor(const QString& path, unsigned type, int mode)
{
    EntryHandle entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), QFile::encodeName(path).constData());
    archive_entry_set_filetype(entry.get(), type);
    archive_entry_set_perm(entry.get(), mode_t(mode));
    archive_entry_set_size(entry.get(), 0);
    return entry;
}

/// The next stretch of data from `offset`; empty at the end. File systems that don't know holes have one stretch.
std::pair<qint64, qint64> nextExtent(int file, qint64 offset, qint64 bytes)
{
    const auto begin = lseek(file, offset, SEEK_DATA);
    if (begin < 0)
        return errno == ENXIO || offset >= bytes ? std::pair { bytes, bytes } : std::pair { offset, bytes };
    const auto end = lseek(file, begin, SEEK_HOLE);
    return { std::min<qint64>(begin, bytes), end < 0 ? bytes : std::min<qint64>(end, bytes) };
}

bool isBelow(const QString& path)
{
    return !path.isEmpty() && !path.startsWith(u'/') && !path.split(u'/').contains(QStringLiteral("..")) && !path.contains(QChar(0));
}

} // namespace

void ContentDigest::add(qint64 offset, const QByteArray& bytes)
{
    if (bytes.isEmpty())
        return;
    if (offset != m_end || m_begin == m_end) {
        close();
        m_begin = offset;
    }
    m_end = offset + bytes.size();
    m_hasher.add(bytes);
}

void ContentDigest::close()
{
    if (m_end > m_begin)
        m_extents += QByteArray::number(m_begin) + ',' + QByteArray::number(m_end) + ';';
}

QByteArray ContentDigest::finish()
{
    close();
    m_hasher.add(m_extents + '.');
    return m_hasher.finish().sha512;
}

// ---- writing

ArchiveWriter::ArchiveWriter(QString file, int handle) : m_file(std::move(file)), m_handle(handle) { }

Result<std::unique_ptr<ArchiveWriter>> ArchiveWriter::create(const QString& file)
{
    if (QFile::exists(file))
        return fail(ErrorCode::Conflict, QStringLiteral("'%1' exists already. Choose another name for the backup.").arg(file));
    const auto partial = QFile::encodeName(file + QStringLiteral(".part"));
    unlink(partial.constData());
    const int handle = ::open(partial.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (handle < 0)
        return fail(ErrorCode::Forbidden, QStringLiteral("The backup can't be written to '%1': %2. Choose another place.").arg(file, QString::fromLocal8Bit(std::strerror(errno))));
    std::unique_ptr<ArchiveWriter> writer(new ArchiveWriter(file, handle));
    TRY(writer->begin());
    return writer;
}

Result<> ArchiveWriter::begin()
{
    m_archive = archive_write_new();
    TRY(check(archive_write_set_format_pax(m_archive)));
    TRY(check(archive_write_set_format_option(m_archive, "pax", "hdrcharset", "BINARY")));
    TRY(check(archive_write_add_filter_zstd(m_archive)));
    TRY(check(archive_write_set_filter_option(m_archive, "zstd", "compression-level", "3")));
    return check(archive_write_open_fd(m_archive, m_handle));
}

ArchiveWriter::~ArchiveWriter()
{
    if (m_archive)
        archive_write_free(m_archive);
    if (m_handle >= 0) {
        close(m_handle);
        QFile::remove(m_file + QStringLiteral(".part"));
    }
}

Result<> ArchiveWriter::check(int code)
{
    if (code >= ARCHIVE_WARN)
        return {};
    const int number = archive_errno(m_archive);
    const auto* why = number > 0 ? std::strerror(number) : archive_error_string(m_archive);
    return fail(number == ENOSPC || number == EDQUOT ? ErrorCode::NoSpace : ErrorCode::Internal,
                QStringLiteral("The backup can't be written to '%1': %2. Choose another place, or free some space.").arg(m_file, QString::fromLocal8Bit(why ? why : "unknown")));
}

Result<> ArchiveWriter::addFolder(const QString& path, int mode)
{
    const auto entry = entryFor(path, AE_IFDIR, mode);
    return check(archive_write_header(m_archive, entry.get()));
}

Result<> ArchiveWriter::addLink(const QString& path, const QString& target)
{
    const auto entry = entryFor(path, AE_IFREG, 0600);
    archive_entry_set_hardlink(entry.get(), QFile::encodeName(target).constData());
    return check(archive_write_header(m_archive, entry.get()));
}

Result<> ArchiveWriter::zeros(qint64 count)
{
    static const QByteArray nothing(piece, '\0');
    for (; count > 0; count -= piece)      // the format keeps no byte of a hole, and still counts them
        TRY(check(int(std::min<la_ssize_t>(archive_write_data(m_archive, nothing.constData(), std::size_t(std::min(count, piece))), 0))));
    return {};
}

Result<QByteArray> ArchiveWriter::addFile(const QString& path, int file, qint64 bytes, int mode)
{
    const auto entry = entryFor(path, AE_IFREG, mode);
    archive_entry_set_size(entry.get(), bytes);
    const auto first = nextExtent(file, 0, bytes);
    if (bytes > 0 && first != std::pair { qint64(0), bytes }) {
        for (auto extent = first; extent.first < bytes; extent = nextExtent(file, extent.second, bytes))
            archive_entry_sparse_add_entry(entry.get(), extent.first, extent.second - extent.first);
        if (first.first == bytes)
            archive_entry_sparse_add_entry(entry.get(), 0, 0);      // nothing but a hole
    }
    TRY(check(archive_write_header(m_archive, entry.get())));
    ContentDigest digest;
    qint64 done = 0;
    for (auto extent = first; extent.first < bytes; extent = nextExtent(file, extent.second, bytes)) {
        TRY(zeros(extent.first - done));
        for (done = extent.first; done < extent.second;) {
            QByteArray buffer(std::min(piece, extent.second - done), Qt::Uninitialized);
            const auto got = pread(file, buffer.data(), std::size_t(buffer.size()), done);
            if (got <= 0)
                return fail(ErrorCode::Conflict, QStringLiteral("%1 can't be read to its end: %2. Look at its disk, and whether something still writes there.")
                                                     .arg(path, got < 0 ? QString::fromLocal8Bit(std::strerror(errno)) : QStringLiteral("it became shorter")));
            buffer.truncate(got);
            TRY(check(int(std::min<la_ssize_t>(archive_write_data(m_archive, buffer.constData(), std::size_t(got)), 0))));
            digest.add(done, buffer);
            done += got;
        }
    }
    TRY(zeros(bytes - done));
    return digest.finish();
}

Result<> ArchiveWriter::addBytes(const QString& path, const QByteArray& bytes)
{
    const auto entry = entryFor(path, AE_IFREG, 0600);
    archive_entry_set_size(entry.get(), bytes.size());
    TRY(check(archive_write_header(m_archive, entry.get())));
    return check(int(std::min<la_ssize_t>(archive_write_data(m_archive, bytes.constData(), std::size_t(bytes.size())), 0)));
}

Result<> ArchiveWriter::finish()
{
    TRY(check(archive_write_close(m_archive)));
    const auto partial = QFile::encodeName(m_file + QStringLiteral(".part")), name = QFile::encodeName(m_file);
    if (fsync(m_handle) != 0 || link(partial.constData(), name.constData()) != 0)      // never over a file that is there
        return fail(errno == ENOSPC ? ErrorCode::NoSpace : ErrorCode::Conflict, QStringLiteral("The backup can't be kept as '%1': %2.").arg(m_file, QString::fromLocal8Bit(std::strerror(errno))));
    unlink(partial.constData());
    close(std::exchange(m_handle, -1));
    const int folder = ::open(QFile::encodeName(QFileInfo(m_file).absolutePath()).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        fsync(folder);
        close(folder);
    }
    return {};
}

// ---- reading

Result<std::unique_ptr<ArchiveReader>> ArchiveReader::open(const QString& file)
{
    std::unique_ptr<ArchiveReader> reader(new ArchiveReader(file));
    reader->m_archive = archive_read_new();
    archive_read_support_filter_zstd(reader->m_archive);
    archive_read_support_format_tar(reader->m_archive);
    archive_read_set_format_option(reader->m_archive, "tar", "hdrcharset", "BINARY");
    if (!QFile::exists(file))
        return fail(ErrorCode::NotFound, QStringLiteral("There is no backup '%1'.").arg(file));
    if (archive_read_open_filename(reader->m_archive, QFile::encodeName(file).constData(), std::size_t(piece)) != ARCHIVE_OK)
        return reader->damaged();
    return reader;
}

ArchiveReader::~ArchiveReader()
{
    if (m_archive)
        archive_read_free(m_archive);
}

tl::unexpected<Error> ArchiveReader::damaged()
{
    const auto* why = archive_error_string(m_archive);
    return fail(ErrorCode::BadRequest, QStringLiteral("'%1' is no backup of Skylab, or it is cut off or damaged: %2. Take another one.").arg(m_file, QString::fromLocal8Bit(why ? why : "it can't be read")));
}

Result<std::optional<ArchiveReader::Entry>> ArchiveReader::next()
{
    archive_entry* raw = nullptr;
    const int code = archive_read_next_header(m_archive, &raw);
    if (code == ARCHIVE_EOF)
        return std::optional<Entry>();
    if (code < ARCHIVE_WARN)
        return damaged();
    Entry entry;
    const auto* link = archive_entry_hardlink(raw);
    entry.path = QFile::decodeName(archive_entry_pathname(raw));
    while (entry.path.endsWith(u'/'))
        entry.path.chop(1);
    entry.target = link ? QFile::decodeName(link) : QString();
    entry.kind = link ? Kind::Link : archive_entry_filetype(raw) == AE_IFDIR ? Kind::Folder : Kind::File;
    entry.bytes = m_bytes = archive_entry_size(raw);
    entry.mode = int(archive_entry_perm(raw) & 0777);
    const bool plain = archive_entry_filetype(raw) == AE_IFDIR || archive_entry_filetype(raw) == AE_IFREG || link;
    if (!plain || !isBelow(entry.path) || (link && !isBelow(entry.target)))
        return fail(ErrorCode::BadRequest, QStringLiteral("'%1' is no backup of Skylab: it holds '%2', which does not belong there.").arg(m_file, entry.path));
    return std::optional(entry);
}

Result<QByteArray> ArchiveReader::bytes(qint64 limit)
{
    QByteArray result(std::min(limit, m_bytes), Qt::Uninitialized);
    const auto got = archive_read_data(m_archive, result.data(), std::size_t(result.size()));
    if (got < 0)
        return damaged();
    result.truncate(got);
    return result;
}

Result<QByteArray> ArchiveReader::extract(int file)
{
    ContentDigest digest;
    const void* block = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    int code = ARCHIVE_OK;
    while ((code = archive_read_data_block(m_archive, &block, &size, &offset)) == ARCHIVE_OK) {
        const QByteArray bytes(static_cast<const char*>(block), qsizetype(size));
        for (qsizetype done = 0; done < bytes.size();) {
            const auto put = pwrite(file, bytes.constData() + done, std::size_t(bytes.size() - done), offset + done);
            if (put < 0)
                return fail(errno == ENOSPC || errno == EDQUOT ? ErrorCode::NoSpace : ErrorCode::Internal, QStringLiteral("The backup can't be unpacked: %1.").arg(QString::fromLocal8Bit(std::strerror(errno))));
            done += put;
        }
        digest.add(offset, bytes);
    }
    if (code != ARCHIVE_EOF)
        return damaged();
    if (ftruncate(file, m_bytes) != 0)
        return fail(ErrorCode::Internal, QStringLiteral("The backup can't be unpacked: %1.").arg(QString::fromLocal8Bit(std::strerror(errno))));
    return digest.finish();
}

} // namespace skylab::ops
