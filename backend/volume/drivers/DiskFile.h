#pragma once

#include "core/Result.h"

#include <QString>

namespace skylab::volume {

/// The size that a guest sees of a "raw" or "qcow2" file, read from its header without a process (the format is
/// described in QEMU's docs/interop/qcow2.txt). Only for files that this driver wrote or an inspector has passed.
/// Errors: NotFound, BadRequest (no such header or another format).
Result<qint64> virtualSize(const QString& path, const QString& format);

/// Gives an open raw disk its size. Errors: BadRequest when the file system has no files of that size, NoSpace,
/// Internal.
Result<> setLength(int file, const QString& path, qint64 sizeBytes);

/// Gives a raw disk all of the room that its holes stand for; the content stays. NoSpace, before anything is taken where
/// the file system tells; BadRequest where it can't.
Result<> fillHoles(const QString& path);

/// Makes an open, empty file an empty qcow2 (version 3, 64 KiB clusters): what `qemu-img create` does in 14 ms.
/// `sizeBytes` is a multiple of 512, up to 64 TiB. Errors: NoSpace and Internal, as errno says.
Result<> writeEmptyQcow2(int file, const QString& path, qint64 sizeBytes);

} // namespace skylab::volume
