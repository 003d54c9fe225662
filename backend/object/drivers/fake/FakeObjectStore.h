#pragma once

#include "object/driver/ObjectStore.h"

#include <map>
#include <mutex>

namespace skylab::object {

/// Blobs in memory, with a capacity that can run out. For tests and `skylab --demo`.
class FakeObjectStore final : public ObjectStore {
public:
    explicit FakeObjectStore(qint64 capacityBytes = qint64(4) << 30) : m_capacity(capacityBytes) { }

    [[nodiscard]] QString name() const override { return QStringLiteral("fake"); }
    Result<std::unique_ptr<BlobWriter>> begin(const QString& account, qint64 expectedSize) override;
    Result<OpenedBlob> open(const QString& account, const QString& blobId, qint64 offset, qint64 length) override;
    Result<> remove(const QString& account, const QString& blobId) override;
    Result<QList<OwnedBlob>> list(const QString& account) override;
    Result<StoreStats> stats() override;
    Result<> health() override { return {}; }

private:
    friend class FakeBlobWriter;
    struct Blob {
        QByteArray bytes;
        qint64 modified = 0;
    };
    using Key = std::pair<QString, QString>;
    Result<> reserve(qint64 bytes);
    void release(qint64 bytes);
    Result<> keep(const Key& key, const QByteArray& bytes);

    const qint64 m_capacity;
    std::mutex m_mutex;
    qint64 m_used = 0;   // blobs and what is being written
    std::map<Key, Blob> m_blobs;
};

} // namespace skylab::object
