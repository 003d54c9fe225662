#include "volume/drivers/file/DiskContent.h"

#include "blob/BlobFile.h"
#include "volume/drivers/Checks.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace skylab::volume {

namespace {

class FileReader final : public DiskReader {
public:
    FileReader(Fd file, QString path, qint64 size, std::unique_ptr<TempFile> copy)
        : m_file(std::move(file)), m_path(std::move(path)), m_size(size), m_copy(std::move(copy)) { }

    [[nodiscard]] qint64 size() const override { return m_size; }

    Result<std::optional<Extent>> nextData(qint64 from) override
    {
        const auto begin = from >= m_size ? -1 : ::lseek(m_file.get(), from, SEEK_DATA);
        if (begin < 0 && (from >= m_size || errno == ENXIO))
            return std::optional<Extent>();
        // A file system that does not tell of holes has data everywhere.
        const auto first = begin < 0 ? from : begin;
        const auto end = begin < 0 ? m_size : ::lseek(m_file.get(), begin, SEEK_HOLE);
        return std::optional(Extent { first, (end < 0 ? m_size : std::min<qint64>(end, m_size)) - first });
    }

    Result<QByteArray> read(qint64 offset, qint64 length) override
    {
        TRY(checkExtent(offset, length, m_size));
        QByteArray bytes(length, Qt::Uninitialized);
        for (qint64 done = 0; done < length;) {
            const auto got = ::pread(m_file.get(), bytes.data() + done, std::size_t(length - done), offset + done);
            if (got < 0 && errno == EINTR)
                continue;
            if (got <= 0)
                return fail(blob::fileError(QStringLiteral("The volume can't be read"), m_path, got == 0 ? EIO : errno));
            done += got;
        }
        return bytes;
    }

private:
    const Fd m_file;
    const QString m_path;
    const qint64 m_size;
    const std::unique_ptr<TempFile> m_copy;
};

class FileWriter final : public DiskWriter {
public:
    FileWriter(std::unique_ptr<TempFile> content, std::unique_ptr<TempFile> converted, qemuImg::Disk target, qint64 size)
        : m_content(std::move(content)), m_converted(std::move(converted)), m_target(std::move(target)), m_size(size) { }

    Result<> write(qint64 offset, QByteArrayView bytes) override
    {
        TRY(checkExtent(offset, bytes.size(), m_size));
        for (qint64 done = 0; done < bytes.size();) {
            const auto put = ::pwrite(m_content->file(), bytes.data() + done, std::size_t(bytes.size() - done), offset + done);
            if (put < 0 && errno != EINTR)
                return fail(blob::fileError(QStringLiteral("The volume can't be written"), m_content->path(), errno));
            done += std::max<ssize_t>(put, 0);
        }
        return {};
    }

    Result<> commit(const Progress& progress) override
    {
        if (!m_converted)
            return m_content->commit(m_target.path);
        TRY(qemuImg::convert({ m_content->path(), QStringLiteral("raw") }, { m_converted->path(), m_target.format },
                             Source::Idle, progress));
        return m_converted->commit(m_target.path);
    }

private:
    const std::unique_ptr<TempFile> m_content;
    const std::unique_ptr<TempFile> m_converted;
    const qemuImg::Disk m_target;
    const qint64 m_size;
};

Result<std::unique_ptr<DiskReader>> open(const QString& path, std::unique_ptr<TempFile> copy)
{
    Fd file(::open(path.toLocal8Bit().constData(), O_RDONLY | O_CLOEXEC));
    struct stat status = {};
    if (!file.isOpen() || ::fstat(file.get(), &status) != 0)
        return fail(blob::fileError(QStringLiteral("The volume can't be read"), path, errno));
    return std::make_unique<FileReader>(std::move(file), path, qint64(status.st_size), std::move(copy));
}

} // namespace

Result<std::unique_ptr<DiskReader>> openDisk(const QString& path) { return open(path, nullptr); }

Result<std::unique_ptr<DiskReader>> openDisk(std::unique_ptr<TempFile> copy)
{
    const auto path = copy->path();
    return open(path, std::move(copy));
}

Result<std::unique_ptr<DiskWriter>> writeDisk(std::unique_ptr<TempFile> content, std::unique_ptr<TempFile> converted,
                                              const qemuImg::Disk& target, qint64 sizeBytes)
{
    return std::make_unique<FileWriter>(std::move(content), std::move(converted), target, sizeBytes);
}

} // namespace skylab::volume
