#pragma once

#include "sdk/resource/Codec.h"
#include "volume/driver/VolumeDriver.h"

#include <vector>

namespace skylab::volume {

/// Where volumes are put: pure functions over plain values, as Cinder's scheduler chooses.

/// How full a pool may get.
struct Placement {
    int reservedPercentage = 0;          ///< of the total that stays free
    double maxOverSubscription = 20;     ///< how much more than there is may be promised to thin volumes
};

/// A place for volumes as the scheduler sees it.
struct Pool {
    QString name;                ///< "host@backend#pool"
    QString backendName;         ///< volume_backend_name: the driver's
    Stats stats;
    Capabilities capabilities;
    Placement placement;
    QString trouble;             ///< why no volume can be made there now; empty when all is well

    /// What extra specs are compared with: Cinder's names and values.
    [[nodiscard]] QMap<QString, QJsonValue> properties() const;
};

/// What a new volume asks for.
struct PoolWish {
    qint64 sizeGiB = 0;
    sdk::StringMap extraSpecs;   ///< of its type
    bool multiattach = false;
};

/// "<is> True".
bool isTrue(const sdk::StringMap& specs, const QString& key);
/// provisioning:type is thick: all of the room is taken at once.
bool isThick(const sdk::StringMap& specs);
/// Whether a capability is as an extra spec wants it: "<is> True", "<in> part", "<or> a <or> b", ">= 5", "s== text", or
/// the plain text.
bool matches(const QJsonValue& capability, const QString& wanted);

/// BadRequest unless the type lets a volume have this size: provisioning:min_vol_size and provisioning:max_vol_size.
Result<> requireTypeSize(const sdk::StringMap& extraSpecs, qint64 sizeGiB);
/// NoValidHost with the reason why the volume can't be there.
Result<> requireFits(const Pool& pool, const PoolWish& wish);
/// The pool with the most free room of those that fit; NoValidHost with the reason of each pool, named without its host:
/// users read it.
Result<QString> choosePool(const std::vector<Pool>& pools, const PoolWish& wish);

} // namespace skylab::volume
