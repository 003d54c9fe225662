#include "image/drivers/file/FileImageStore.h"

#include "image/drivers/Refusals.h"

#include <QSet>

namespace skylab::image {

namespace {

constexpr blob::Algorithms hashes { .md5 = true, .sha512 = true };

class FileImageWriter final : public ImageWriter {
public:
    FileImageWriter(const blob::BlobFolder& folder, QString id, std::unique_ptr<blob::BlobFile> file)
        : m_folder(folder)
        , m_id(std::move(id))
        , m_file(std::move(file))
    {
    }
    Result<> write(QByteArrayView bytes) override { return m_file->write(bytes); }
    Result<QString> temporaryPath() override { return m_file->flushedPath(); }
    Result<StoredImage> commit() override
    {
        const auto digests = TRY(m_folder.commit(*m_file, m_id, blob::Replace::No));
        return StoredImage { m_file->size(), digests.md5, digests.sha512 };
    }
    void abort() override { m_file->abort(); }
    [[nodiscard]] qint64 size() const override { return m_file->size(); }

private:
    const blob::BlobFolder m_folder;
    const QString m_id;
    const std::unique_ptr<blob::BlobFile> m_file;
};

} // namespace

Result<std::unique_ptr<FileImageStore>> FileImageStore::at(const QString& folder)
{
    blob::BlobFolder place(folder, { .fileMode = 0444, .folderMode = 0711 });
    TRY(place.open());
    return std::unique_ptr<FileImageStore>(new FileImageStore(std::move(place)));
}

Result<std::unique_ptr<ImageWriter>> FileImageStore::create(const QString& imageId, qint64 expectedSize)
{
    TRY(checkId(imageId));
    if (m_folder.path(imageId))
        return taken(imageId);
    auto file = TRY(m_folder.begin(hashes, expectedSize));
    return std::make_unique<FileImageWriter>(m_folder, imageId, std::move(file));
}

Result<OpenedImage> FileImageStore::open(const QString& imageId)
{
    TRY(checkId(imageId));
    auto opened = m_folder.read(imageId, 0, -1);
    if (!opened && opened.error().code == ErrorCode::NotFound)
        return notFound(imageId);
    auto blob = TRY(std::move(opened));
    return OpenedImage { std::move(blob.file), blob.size };
}

Result<QString> FileImageStore::path(const QString& imageId)
{
    TRY(checkId(imageId));
    auto path = m_folder.path(imageId);
    return path ? path : notFound(imageId);
}

Result<> FileImageStore::share(const QString& imageId, const QString& twinId)
{
    TRY(checkId(imageId));
    TRY(checkId(twinId));
    return m_folder.link(twinId, imageId);
}

Result<> FileImageStore::remove(const QString& imageId)
{
    TRY(checkId(imageId));
    return m_folder.remove(imageId);
}

Result<QList<OwnedImage>> FileImageStore::owned()
{
    QList<OwnedImage> result;
    for (const auto& found : TRY(m_folder.list()))
        result.append({ found.name, found.size, found.modified });
    return result;
}

Result<StoreStats> FileImageStore::stats()
{
    const auto space = TRY(m_folder.space());
    StoreStats result { space.totalBytes, space.freeBytes, 0 };
    QSet<quint64> seen;
    for (const auto& found : TRY(m_folder.list())) {
        if (seen.contains(found.inode))
            continue;      // shared with one that was counted
        seen.insert(found.inode);
        result.usedBytes += found.size;
    }
    return result;
}

Result<> FileImageStore::health() { return m_folder.check(); }

} // namespace skylab::image
