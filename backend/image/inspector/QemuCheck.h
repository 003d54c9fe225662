#pragma once

#include "image/inspector/ImageInspector.h"

namespace skylab::image {

/// A second opinion on a stored image: `qemu-img info` in the format that the inspector found, with 1 GiB of address
/// space, 10 s of processor time and a deadline, since the file may be crafted. Raw data needs none and passes.
/// Blocking, any thread. Returns the size that a guest sees.
/// Errors: UnsupportedMediaType (QEMU refuses it, finds references to other files or another size), Unavailable
/// (qemu-img is not installed, or can't be run now), Timeout.
Result<qint64> checkWithQemu(const QString& path, const Inspection& inspection);

} // namespace skylab::image
