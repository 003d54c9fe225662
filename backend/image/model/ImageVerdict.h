#pragma once

#include "image/inspector/ImageInspector.h"
#include "sdk/image/Image.h"

namespace skylab::image {

/// Whether data may become the image: they are what its disk_format and container_format say, they refer to no other
/// file (through which a guest could read the host's), they are whole. UnsupportedMediaType, saying what they really
/// are and what to do. Passes data that were not seen far enough for a verdict.
Result<> judge(const Inspection& inspection, const sdk::Image& image);

/// The same for a whole file, with QEMU's second opinion where qemu-img is installed. Gives the size of the disk
/// inside, in bytes; where that is unknown (kernels, archives) the size of the file. Unavailable when qemu-img is installed and
/// can't be run now.
Result<qint64> judgeFile(const QString& path, const sdk::Image& image);

/// Whether a verdict on `judged` holds for the image as it is now. Conflict when its formats changed, or it is another with its id.
Result<> requireJudged(const sdk::Image& image, const sdk::Image& judged);

} // namespace skylab::image
