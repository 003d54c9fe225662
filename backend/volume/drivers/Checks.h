#pragma once

#include "volume/driver/VolumeDriver.h"

namespace skylab::volume {

/// What every driver checks the same way, with the same words. Pure.

Result<> checkId(const QString& id);
tl::unexpected<Error> missing(Owned::Kind kind, const QString& id);

/// BadRequest unless it is 1 GiB to 64 TiB.
Result<qint64> sizeInBytes(qint64 sizeGiB);
/// Conflict: what exists has another size than what is asked for.
Result<> checkSameSize(const QString& id, qint64 existingBytes, qint64 wantedBytes);
/// BadRequest: `what` ("image", "source") needs more room than the new volume has.
Result<> checkFits(qint64 neededBytes, qint64 sizeGiB, const QString& what);
/// BadRequest: a volume never shrinks.
Result<> checkGrows(qint64 beforeBytes, qint64 afterBytes);
/// Conflict: the snapshot is larger than its volume.
Result<> checkReverts(qint64 snapshotBytes, qint64 volumeBytes);
/// BadRequest: a part that is to be read or written lies outside the disk.
Result<> checkExtent(qint64 offset, qint64 length, qint64 sizeBytes);

/// QEMU's names of the formats that volumes are made from and copied to.
QStringList imageFormats();
Result<> checkImageFormat(const QString& format);
Result<> checkCopyFormat(const QString& format, const Capabilities& capabilities);

} // namespace skylab::volume
