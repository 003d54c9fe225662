#pragma once

#include "core/Result.h"
#include "sdk/image/Image.h"

namespace skylab::image {

/// Looks at the data of an upload before they become an image, and compares them with what the image says they are.
/// Gives the size of the disk inside, in bytes. BadRequest, saying what the data really are: they have another format;
/// they refer to other files (backing files, external data files, VMDK extents), through which a guest could read the
/// host's; they are damaged. `size` is the length of the file in bytes.
/// Containers other than bare (and those of the ami family) are not looked into.
Result<qint64> judgeData(const QString& path, const sdk::Image& image, qint64 size);

} // namespace skylab::image
