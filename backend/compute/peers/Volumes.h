#pragma once

#include "compute/driver/GuestSpec.h"
#include "core/Result.h"
#include "sdk/resource/Codec.h"
#include "service/Context.h"

#include <functional>

namespace skylab::compute {

/// What compute asks of the volume service. Thread-safe; calls block.

struct VolumeBook {
    QString id;
    QString name;
    int sizeGiB = 0;
    QString status;
    bool bootable = false;
    bool multiattach = false;
    sdk::StringMap imageMetadata;   ///< of the image that it was made from
    QStringList serverIds;          ///< that it is attached to
    bool readOnly = false;          ///< no server writes to it
};

/// A volume to be made for a server.
struct VolumeWish {
    QString id;                  ///< the id that it shall have: asking again gives the same volume
    int sizeGiB = 0;             ///< 0 = as large as the source
    QString name;
    QString volumeType;
    QString imageId;             ///< at most one of these
    QString snapshotId;
};

/// An attached volume, as a hypervisor takes it. `disk` has source, format, limits; no serial nor device name yet.
struct VolumeConnection {
    DiskSpec disk;
    QString attachmentId;
};

/// A snapshot to be made of a server's volume.
struct VolumeSnapshotWish {
    QString id;                  ///< the id that it shall have
    QString volumeId;
    QString name;
    QString description;
};

class Volumes {
public:
    virtual ~Volumes() = default;

    /// NotFound unless the caller may see it.
    virtual Result<VolumeBook> volume(const service::Context& context, const QString& id) = 0;
    /// The size of a snapshot in GiB; NotFound unless the caller may see it.
    virtual Result<int> snapshotSize(const service::Context& context, const QString& id) = 0;
    /// NotFound unless the caller may make volumes of that type, by name or id.
    virtual Result<> checkType(const service::Context& context, const QString& nameOrId) = 0;
    virtual Result<QString> createVolume(const service::Context& context, const VolumeWish& wish) = 0;
    virtual Result<VolumeBook> waitUntilReady(const QString& id, const std::function<bool()>& cancelled) = 0;
    virtual Result<> reserve(const service::Context& context, const QString& id) = 0;
    virtual Result<> unreserve(const QString& id) = 0;
    /// In use by the server from now on; again for the same server: success. NotFound unless the caller may see it at that moment.
    virtual Result<VolumeConnection> attach(const service::Context& context, const QString& id, const QString& serverId, const QString& device, const QString& host) = 0;
    virtual Result<> beginDetaching(const service::Context& context, const QString& id) = 0;
    virtual Result<> rollDetaching(const QString& id) = 0;
    /// Free again. A volume that is gone or not attached there: success.
    virtual Result<> detach(const QString& id, const QString& serverId) = 0;
    /// Begins to delete it. Gone already: success.
    virtual Result<> deleteVolume(const service::Context& context, const QString& id) = 0;
    /// Gives a reserved volume the content of an image, and returns when it is there; the volume is reserved still.
    virtual Result<> reimage(const service::Context& context, const QString& id, const QString& imageId, const std::function<bool()>& cancelled) = 0;
    /// Begins a snapshot of a volume that may be attached. Asking again: success.
    virtual Result<> createSnapshot(const service::Context& context, const VolumeSnapshotWish& wish) = 0;
    /// Begins to delete it. Gone already: success.
    virtual Result<> deleteSnapshot(const service::Context& context, const QString& id) = 0;
};

} // namespace skylab::compute
