#include "image/drivers/fake/FakeImageStore.h"

#include "blob/BlobFolder.h"
#include "core/Clock.h"
#include "image/drivers/Refusals.h"

#include <QCoreApplication>

#include <cerrno>
#include <set>
#include <fcntl.h>
#include <sys/mman.h>

namespace skylab::image {

namespace {

tl::unexpected<Error> storeError(int number)
{
    return fail(blob::fileError(QStringLiteral("The image can't be stored"), QStringLiteral("/dev/shm"), number));
}

QString pathOf(const Fd& file)
{
    return QStringLiteral("/proc/%1/fd/%2").arg(QCoreApplication::applicationPid()).arg(file.get());
}

} // namespace

class FakeImageWriter final : public ImageWriter {
public:
    FakeImageWriter(FakeImageStore& store, QString id, Fd file)
        : m_store(store)
        , m_id(std::move(id))
        , m_file(std::move(file))
    {
    }
    ~FakeImageWriter() override { FakeImageWriter::abort(); }

    Result<> write(QByteArrayView bytes) override
    {
        if (!m_file.isOpen())
            return fail(ErrorCode::Internal, QStringLiteral("The data was written after its end."));
        if (auto reserved = m_store.reserve(bytes.size()); !reserved) {
            abort();
            return reserved;
        }
        m_size += bytes.size();
        m_hasher.add(bytes.toByteArray());
        qsizetype done = 0;
        while (done < bytes.size()) {
            const auto count = ::write(m_file.get(), bytes.data() + done, size_t(bytes.size() - done));
            if (count < 0 && errno != EINTR)
                return storeError(errno);
            done += std::max<ssize_t>(count, 0);
        }
        return {};
    }
    Result<QString> temporaryPath() override
    {
        if (!m_file.isOpen())
            return fail(ErrorCode::Internal, QStringLiteral("The data was stored already, or given up."));
        return pathOf(m_file);
    }
    Result<StoredImage> commit() override
    {
        if (!m_file.isOpen())
            return fail(ErrorCode::Internal, QStringLiteral("The data was stored already, or given up."));
        const auto digests = m_hasher.finish();
        if (auto kept = m_store.keep(m_id, m_file, m_size); !kept) {
            abort();
            return fail(kept.error());
        }
        return StoredImage { m_size, digests.md5, digests.sha512 };
    }
    void abort() override
    {
        if (m_file.isOpen())
            m_store.release(m_size);
        m_file.reset();
    }
    [[nodiscard]] qint64 size() const override { return m_size; }

private:
    FakeImageStore& m_store;
    const QString m_id;
    Fd m_file;
    qint64 m_size = 0;
    blob::Hasher m_hasher { { .md5 = true, .sha512 = true } };
};

Result<> FakeImageStore::reserve(qint64 bytes)
{
    const std::lock_guard lock(m_mutex);
    if (bytes > m_capacity - m_used) {
        return fail(blob::fullError(QStringLiteral("The image can't be stored"), m_capacity - m_used));
    }
    m_used += bytes;
    return {};
}

void FakeImageStore::release(qint64 bytes)
{
    const std::lock_guard lock(m_mutex);
    m_used -= bytes;
}

Result<> FakeImageStore::keep(const QString& imageId, Fd& file, qint64 size)
{
    const std::lock_guard lock(m_mutex);
    if (m_images.contains(imageId))
        return fail(ErrorCode::Conflict, QStringLiteral("There is data already; it can't be replaced."));
    m_images[imageId] = { std::make_shared<Fd>(std::move(file)), size, Clock::now().micros / 1'000'000 };
    return {};
}

Result<std::unique_ptr<ImageWriter>> FakeImageStore::create(const QString& imageId, qint64 expectedSize)
{
    TRY(checkId(imageId));
    {
        const std::lock_guard lock(m_mutex);
        if (m_images.contains(imageId))
            return taken(imageId);
    }
    if (expectedSize > 0) {
        TRY(reserve(expectedSize));
        release(expectedSize);
    }
    Fd file(::memfd_create("image", MFD_CLOEXEC));
    if (!file.isOpen())
        return storeError(errno);
    return std::make_unique<FakeImageWriter>(*this, imageId, std::move(file));
}

Result<OpenedImage> FakeImageStore::open(const QString& imageId)
{
    TRY(checkId(imageId));
    const std::lock_guard lock(m_mutex);
    const auto it = m_images.find(imageId);
    if (it == m_images.end())
        return notFound(imageId);
    // Opened anew, not duplicated: a duplicate would share its position.
    Fd file(::open(pathOf(*it->second.file).toLocal8Bit().constData(), O_RDONLY | O_CLOEXEC));
    if (!file.isOpen())
        return fail(blob::fileError(QStringLiteral("The image can't be read"), QStringLiteral("/dev/shm"), errno));
    return OpenedImage { std::move(file), it->second.size };
}

Result<QString> FakeImageStore::path(const QString& imageId)
{
    TRY(checkId(imageId));
    const std::lock_guard lock(m_mutex);
    const auto it = m_images.find(imageId);
    if (it == m_images.end())
        return notFound(imageId);
    return pathOf(*it->second.file);
}

Result<> FakeImageStore::share(const QString& imageId, const QString& twinId)
{
    TRY(checkId(imageId));
    TRY(checkId(twinId));
    const std::lock_guard lock(m_mutex);
    const auto own = m_images.find(imageId);
    const auto twin = m_images.find(twinId);
    if (own == m_images.end() || twin == m_images.end())
        return notFound(own == m_images.end() ? imageId : twinId);
    if (own->second.file == twin->second.file)
        return {};
    if (own->second.file.use_count() == 1)
        m_used -= own->second.size;
    own->second.file = twin->second.file;
    return {};
}

Result<> FakeImageStore::remove(const QString& imageId)
{
    TRY(checkId(imageId));
    const std::lock_guard lock(m_mutex);
    const auto it = m_images.find(imageId);
    if (it == m_images.end())
        return {};
    if (it->second.file.use_count() == 1)
        m_used -= it->second.size;
    m_images.erase(it);
    return {};
}

Result<QList<OwnedImage>> FakeImageStore::owned()
{
    const std::lock_guard lock(m_mutex);
    QList<OwnedImage> result;
    for (const auto& [id, image] : m_images)
        result.append({ id, image.size, image.modified });
    return result;
}

Result<StoreStats> FakeImageStore::stats()
{
    const std::lock_guard lock(m_mutex);
    StoreStats result { m_capacity, m_capacity - m_used, 0 };
    std::set<const Fd*> seen;
    for (const auto& [id, image] : m_images)
        if (seen.insert(image.file.get()).second)
            result.usedBytes += image.size;
    return result;
}

} // namespace skylab::image
