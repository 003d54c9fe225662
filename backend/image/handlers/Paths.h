#pragma once

#include "service/Route.h"

namespace skylab::image {

/// The image that the path names.
inline QString imageId(const service::Call& call) { return call.id(QStringLiteral("image_id")); }

} // namespace skylab::image
