#include "object/drivers/fake/FakeObjectStore.h"

#include "blob/BlobFolder.h"
#include "core/Clock.h"

#include <cerrno>
#include <sys/mman.h>

namespace skylab::object {

namespace {

Result<> checkKey(const QString& account, const QString& blobId)
{
    if (!blob::isSafeName(account))
        return fail(ErrorCode::BadRequest, QStringLiteral("\"%1\" can't be an account.").arg(account.left(80)));
    if (!blob::isSafeName(blobId) || blobId.size() < 3)
        return fail(ErrorCode::BadRequest, QStringLiteral("\"%1\" can't be a blob's id.").arg(blobId.left(80)));
    return {};
}

Result<Fd> fileOf(QByteArrayView bytes)
{
    Fd file(::memfd_create("blob", MFD_CLOEXEC));
    qsizetype done = 0;
    while (file.isOpen() && done < bytes.size()) {
        const auto count = ::write(file.get(), bytes.data() + done, size_t(bytes.size() - done));
        if (count < 0 && errno != EINTR)
            file.reset();
        done += std::max<ssize_t>(count, 0);
    }
    if (!file.isOpen())
        return fail(blob::fileError(QStringLiteral("The object can't be read"), QStringLiteral("/dev/shm"), errno));
    return file;
}

} // namespace

class FakeBlobWriter final : public BlobWriter {
public:
    FakeBlobWriter(FakeObjectStore& store, QString account) : m_store(store), m_account(std::move(account)) { }
    ~FakeBlobWriter() override { FakeBlobWriter::abort(); }

    Result<> write(QByteArrayView bytes) override
    {
        if (m_ended)
            return fail(ErrorCode::Internal, QStringLiteral("The data was written after its end."));
        if (auto reserved = m_store.reserve(bytes.size()); !reserved) {
            abort();
            return reserved;
        }
        m_bytes.append(bytes);
        return {};
    }
    Result<StoredBlob> commit(const QString& blobId) override
    {
        if (m_ended)
            return fail(ErrorCode::Internal, QStringLiteral("The data was stored already, or given up."));
        auto kept = checkKey(m_account, blobId);
        if (kept)
            kept = m_store.keep({ m_account, blobId }, m_bytes);
        if (!kept) {
            abort();
            return fail(kept.error());
        }
        m_ended = true;
        return StoredBlob { blobId, m_bytes.size(), blob::Hasher::of(m_bytes, { .md5 = true }).md5 };
    }
    void abort() override
    {
        if (!std::exchange(m_ended, true))
            m_store.release(m_bytes.size());
    }
    [[nodiscard]] qint64 size() const override { return m_bytes.size(); }

private:
    FakeObjectStore& m_store;
    const QString m_account;
    QByteArray m_bytes;
    bool m_ended = false;
};

Result<> FakeObjectStore::reserve(qint64 bytes)
{
    const std::lock_guard lock(m_mutex);
    if (bytes > m_capacity - m_used) {
        return fail(blob::fullError(QStringLiteral("The data can't be stored"), m_capacity - m_used));
    }
    m_used += bytes;
    return {};
}

void FakeObjectStore::release(qint64 bytes)
{
    const std::lock_guard lock(m_mutex);
    m_used -= bytes;
}

Result<> FakeObjectStore::keep(const Key& key, const QByteArray& bytes)
{
    const std::lock_guard lock(m_mutex);
    if (m_blobs.contains(key))
        return fail(ErrorCode::Conflict, QStringLiteral("There is data already; it can't be replaced."));
    m_blobs[key] = { bytes, Clock::now().micros / 1'000'000 };
    return {};
}

Result<std::unique_ptr<BlobWriter>> FakeObjectStore::begin(const QString& account, qint64 expectedSize)
{
    TRY(checkKey(account, QStringLiteral("any")));
    if (expectedSize > 0) {
        TRY(reserve(expectedSize));
        release(expectedSize);
    }
    return std::make_unique<FakeBlobWriter>(*this, account);
}

Result<OpenedBlob> FakeObjectStore::open(const QString& account, const QString& blobId, qint64 offset, qint64 length)
{
    TRY(checkKey(account, blobId));
    QByteArray bytes;
    {
        const std::lock_guard lock(m_mutex);
        const auto it = m_blobs.find({ account, blobId });
        if (it == m_blobs.end())
            return fail(ErrorCode::NotFound, QStringLiteral("There is no stored data %1.").arg(blobId));
        bytes = it->second.bytes;
    }
    if (offset < 0 || offset > bytes.size() || (offset == bytes.size() && length > 0)) {
        return fail(ErrorCode::RangeNotSatisfiable,
                    QStringLiteral("The data has %1 bytes; there is none at %2.").arg(bytes.size()).arg(offset));
    }
    const auto left = bytes.size() - offset;
    return OpenedBlob { TRY(fileOf(bytes)), offset, length < 0 ? left : std::min(length, left), bytes.size() };
}

Result<> FakeObjectStore::remove(const QString& account, const QString& blobId)
{
    TRY(checkKey(account, blobId));
    const std::lock_guard lock(m_mutex);
    const auto it = m_blobs.find({ account, blobId });
    if (it == m_blobs.end())
        return {};
    m_used -= it->second.bytes.size();
    m_blobs.erase(it);
    return {};
}

Result<QList<OwnedBlob>> FakeObjectStore::list(const QString& account)
{
    if (!account.isEmpty())
        TRY(checkKey(account, QStringLiteral("any")));
    const std::lock_guard lock(m_mutex);
    QList<OwnedBlob> result;
    for (const auto& [key, blob] : m_blobs) {
        if (account.isEmpty() || key.first == account)
            result.append({ key.first, key.second, blob.bytes.size(), blob.modified });
    }
    return result;
}

Result<StoreStats> FakeObjectStore::stats()
{
    const std::lock_guard lock(m_mutex);
    StoreStats result { m_capacity, m_capacity - m_used, 0, qint64(m_blobs.size()) };
    for (const auto& [key, blob] : m_blobs)
        result.usedBytes += blob.bytes.size();
    return result;
}

} // namespace skylab::object
