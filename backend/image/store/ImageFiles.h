#pragma once

#include "service/StoredFile.h"

namespace skylab::image {

/// Images in the file store: images/<id>.
std::vector<service::FileBook> filesOf();

} // namespace skylab::image
