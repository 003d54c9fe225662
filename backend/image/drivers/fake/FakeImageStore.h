#pragma once

#include "image/driver/ImageStore.h"

#include <map>
#include <mutex>

namespace skylab::image {

/// Images in memory, with a capacity that can run out. For tests and `skylab --demo`. The data of an image lives in a
/// file without a name, so that open() and path() give real ones.
class FakeImageStore final : public ImageStore {
public:
    explicit FakeImageStore(qint64 capacityBytes = qint64(4) << 30) : m_capacity(capacityBytes) { }

    [[nodiscard]] QString name() const override { return QStringLiteral("fake"); }
    Result<std::unique_ptr<ImageWriter>> create(const QString& imageId, qint64 expectedSize) override;
    Result<OpenedImage> open(const QString& imageId) override;
    Result<QString> path(const QString& imageId) override;
    Result<> share(const QString& imageId, const QString& twinId) override;
    Result<> remove(const QString& imageId) override;
    Result<QList<OwnedImage>> owned() override;
    Result<StoreStats> stats() override;
    Result<> health() override { return {}; }

private:
    friend class FakeImageWriter;
    struct Image {
        std::shared_ptr<Fd> file;      // shared by images with the same data
        qint64 size = 0;
        qint64 modified = 0;
    };
    Result<> reserve(qint64 bytes);
    void release(qint64 bytes);
    Result<> keep(const QString& imageId, Fd& file, qint64 size);

    const qint64 m_capacity;
    std::mutex m_mutex;
    qint64 m_used = 0;   // images and what is being written
    std::map<QString, Image> m_images;
};

} // namespace skylab::image
