#pragma once

#include "core/Result.h"
#include "sdk/image/Image.h"
#include "service/Context.h"

#include <functional>

namespace skylab::compute {

/// What compute asks of the image service. Thread-safe; calls block.

/// An image that a disk can be made from.
struct BootImage {
    QString id;
    QString name;
    QString path;                ///< on this host, read only; stays while it is kept
    QString diskFormat;          ///< "qcow2", "raw" ...
    qint64 sizeBytes = 0;
    qint64 virtualSizeBytes = 0;
    int minDiskGiB = 0;
    int minRamMiB = 0;
    sdk::StringMap properties;   ///< "hw_disk_bus" ...
    QString status;              ///< "active"
};

/// An image that is made from a server.
struct SnapshotWish {
    QString id;                  ///< chosen by the caller, so that asking again gives the same image
    QString name;
    QString diskFormat = QStringLiteral("qcow2");
    int minDiskGiB = 0;
    int minRamMiB = 0;
    sdk::StringMap properties;
};

/// Properties that an image has for its own bytes: what is made from its server has others. Takes them away.
inline void forgetSignature(sdk::StringMap& properties)
{
    for (const auto* name : sdk::signatureProperties)
        properties.remove(QLatin1String(name));
}

class Images {
public:
    virtual ~Images() = default;

    /// The image, if the caller may use it: NotFound; Conflict when it is not active.
    virtual Result<BootImage> file(const service::Context& context, const QString& id) = 0;
    /// The file stays until release(), even when the image is deleted. Both may be repeated.
    virtual Result<> keep(const QString& imageId, const QString& serverId) = 0;
    virtual Result<> release(const QString& imageId, const QString& serverId) = 0;

    /// Makes the row of an image without data.
    virtual Result<QString> createQueued(const service::Context& context, const SnapshotWish& wish) = 0;
    /// Copies the file in; may be repeated. `cancelled` is asked now and then.
    virtual Result<> importFile(const service::Context& context, const QString& imageId, const QString& path,
                                const std::function<bool()>& cancelled) = 0;
    /// Makes it active without data: what it stands for is in its properties, as of servers that boot from volumes.
    virtual Result<> completeEmpty(const service::Context& context, const QString& imageId) = 0;
    /// Deletes the image; who keeps its file keeps it. Gone already: success. Forbidden when it is protected.
    virtual Result<> remove(const service::Context& context, const QString& imageId) = 0;
    /// The active images of the caller's project that have all these properties, the newest first.
    virtual Result<QStringList> withProperties(const service::Context& context, const sdk::StringMap& properties) = 0;
    /// It will never have data; the reason is shown to its owner.
    virtual Result<> abandon(const service::Context& context, const QString& imageId, const QString& reason) = 0;
};

} // namespace skylab::compute
