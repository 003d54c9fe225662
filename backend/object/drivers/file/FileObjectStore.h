#pragma once

#include "blob/BlobFolder.h"
#include "object/driver/ObjectStore.h"

namespace skylab::object {

/// objects/<account>/<first two characters of the id>/<id>: at most 256 folders of an account with UUIDs as ids, so
/// that no folder grows to millions of names.
class FileObjectStore final : public ObjectStore {
public:
    static Result<std::unique_ptr<FileObjectStore>> at(const QString& folder);

    [[nodiscard]] QString name() const override { return QStringLiteral("file"); }
    Result<std::unique_ptr<BlobWriter>> begin(const QString& account, qint64 expectedSize) override;
    Result<OpenedBlob> open(const QString& account, const QString& blobId, qint64 offset, qint64 length) override;
    Result<> remove(const QString& account, const QString& blobId) override;
    Result<QList<OwnedBlob>> list(const QString& account) override;
    Result<StoreStats> stats() override;
    Result<> health() override;

private:
    explicit FileObjectStore(blob::BlobFolder folder) : m_folder(std::move(folder)) { }

    blob::BlobFolder m_folder;
};

} // namespace skylab::object
