#pragma once

#include "blob/BlobFolder.h"
#include "image/driver/ImageStore.h"

namespace skylab::image {

/// One file per image in a folder, named by the id. Files are world-readable, since QEMU opens them as a user of its
/// own; the folder can be entered but not listed, and ids can't be guessed.
class FileImageStore final : public ImageStore {
public:
    static Result<std::unique_ptr<FileImageStore>> at(const QString& folder);

    [[nodiscard]] QString name() const override { return QStringLiteral("file"); }
    Result<std::unique_ptr<ImageWriter>> create(const QString& imageId, qint64 expectedSize) override;
    Result<OpenedImage> open(const QString& imageId) override;
    Result<QString> path(const QString& imageId) override;
    Result<> share(const QString& imageId, const QString& twinId) override;
    Result<> remove(const QString& imageId) override;
    Result<QList<OwnedImage>> owned() override;
    Result<StoreStats> stats() override;
    Result<> health() override;

private:
    explicit FileImageStore(blob::BlobFolder folder) : m_folder(std::move(folder)) { }

    blob::BlobFolder m_folder;
};

} // namespace skylab::image
