#pragma once

#include "volume/driver/VolumeDriver.h"
#include "volume/drivers/file/QemuImg.h"
#include "volume/drivers/file/TempFile.h"

namespace skylab::volume {

/// Reads a raw disk file; holes are told by the file system (lseek(2), SEEK_DATA).
Result<std::unique_ptr<DiskReader>> openDisk(const QString& path);
/// The same for a copy that goes away with the reader.
Result<std::unique_ptr<DiskReader>> openDisk(std::unique_ptr<TempFile> copy);

/// Collects new content in the raw `content`, which takes the place of `target` at the commit: itself, or converted
/// into `converted` when the target is not raw.
Result<std::unique_ptr<DiskWriter>> writeDisk(std::unique_ptr<TempFile> content, std::unique_ptr<TempFile> converted,
                                              const qemuImg::Disk& target, qint64 sizeBytes);

} // namespace skylab::volume
