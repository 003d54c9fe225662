#pragma once

#include "volume/drivers/file/QemuImg.h"
#include "volume/drivers/file/TempFile.h"

namespace skylab::volume {

/// Whether files of this folder can share blocks (FICLONE, ioctl_ficlonerange(2)): tried, not guessed.
bool hasReflinks(const QString& folder);

/// Copies a disk's content into `to`, in `format`: in an instant where both formats are equal and the file system
/// allows, else by qemu-img. A source in use gives a crash consistent copy or Conflict. On failure `to` is discarded,
/// and NoSpace tells what is free then.
Result<> copyDisk(const qemuImg::Disk& from, TempFile& to, const QString& format, Source source,
                  const Progress& progress);

/// Grows the content of `to` to `sizeBytes` if it is smaller.
Result<> growDisk(TempFile& to, const QString& format, qint64 sizeBytes);

} // namespace skylab::volume
