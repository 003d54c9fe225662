#pragma once

#include "core/Result.h"
#include "volume/driver/VolumeDriver.h"

#include <QString>

namespace skylab::volume {

/// The calls of qemu-img(1) that the file driver makes. Formats are always stated, never probed; paths are absolute, so
/// that none is taken for a protocol ("nbd:..."). Blocking, any thread.
namespace qemuImg {

struct Disk {
    QString path;
    QString format;
};

/// What a foreign image holds. Runs under limits, since the file may be hostile.
struct Examined {
    qint64 virtualSize = 0;
    bool hasSnapshots = false;
};

/// BadRequest when the image is encrypted, refers to other files, or is not in its format.
Result<Examined> examine(const Disk& image);

/// Copies the content into an existing file. A source in use is read without taking its lock.
Result<> convert(const Disk& from, const Disk& to, Source source, const Progress& progress);

/// Conflict when a server has the disk open.
Result<> resize(const Disk& disk, qint64 sizeBytes);

/// Mends what a power cut may leave in a qcow2 (lost clusters); Internal when it is damaged.
Result<> repair(const QString& path);

Result<> isInstalled();

} // namespace qemuImg
} // namespace skylab::volume
