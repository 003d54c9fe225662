#include "object/drivers/file/FileObjectStore.h"

namespace skylab::object {

namespace {

Result<QString> nameOf(const QString& account, const QString& blobId)
{
    if (!blob::isSafeName(account))
        return fail(ErrorCode::BadRequest, QStringLiteral("\"%1\" can't be an account.").arg(account.left(80)));
    if (!blob::isSafeName(blobId) || blobId.size() < 3 || blobId[1] == u'.')
        return fail(ErrorCode::BadRequest, QStringLiteral("\"%1\" can't be a blob's id.").arg(blobId.left(80)));
    return account + u'/' + blobId.left(2) + u'/' + blobId;
}

class FileBlobWriter final : public BlobWriter {
public:
    FileBlobWriter(const blob::BlobFolder& folder, QString account, std::unique_ptr<blob::BlobFile> file)
        : m_folder(folder)
        , m_account(std::move(account))
        , m_file(std::move(file))
    {
    }
    Result<> write(QByteArrayView bytes) override { return m_file->write(bytes); }
    Result<StoredBlob> commit(const QString& blobId) override
    {
        const auto digests = TRY(m_folder.commit(*m_file, TRY(nameOf(m_account, blobId)), blob::Replace::No));
        return StoredBlob { blobId, m_file->size(), digests.md5 };
    }
    void abort() override { m_file->abort(); }
    [[nodiscard]] qint64 size() const override { return m_file->size(); }

private:
    const blob::BlobFolder m_folder;
    const QString m_account;
    const std::unique_ptr<blob::BlobFile> m_file;
};

} // namespace

Result<std::unique_ptr<FileObjectStore>> FileObjectStore::at(const QString& folder)
{
    blob::BlobFolder place(folder, { .fileMode = 0600, .folderMode = 0700 });
    TRY(place.open());
    return std::unique_ptr<FileObjectStore>(new FileObjectStore(std::move(place)));
}

Result<std::unique_ptr<BlobWriter>> FileObjectStore::begin(const QString& account, qint64 expectedSize)
{
    TRY(nameOf(account, QStringLiteral("any")));
    auto file = TRY(m_folder.begin({ .md5 = true }, expectedSize));
    return std::make_unique<FileBlobWriter>(m_folder, account, std::move(file));
}

Result<OpenedBlob> FileObjectStore::open(const QString& account, const QString& blobId, qint64 offset, qint64 length)
{
    auto blob = TRY(m_folder.read(TRY(nameOf(account, blobId)), offset, length));
    return OpenedBlob { std::move(blob.file), blob.offset, blob.length, blob.size };
}

Result<> FileObjectStore::remove(const QString& account, const QString& blobId)
{
    return m_folder.remove(TRY(nameOf(account, blobId)));
}

Result<QList<OwnedBlob>> FileObjectStore::list(const QString& account)
{
    if (!account.isEmpty())
        TRY(nameOf(account, QStringLiteral("any")));
    QList<OwnedBlob> result;
    for (const auto& found : TRY(m_folder.list(account)))
        result.append({ found.name.section(u'/', 0, 0), found.name.section(u'/', -1), found.size, found.modified });
    return result;
}

Result<StoreStats> FileObjectStore::stats()
{
    const auto space = TRY(m_folder.space());
    StoreStats result { space.totalBytes, space.freeBytes, 0, 0 };
    for (const auto& found : TRY(m_folder.list())) {
        result.usedBytes += found.size;
        ++result.blobs;
    }
    return result;
}

Result<> FileObjectStore::health() { return m_folder.check(); }

} // namespace skylab::object
