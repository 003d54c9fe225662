#pragma once

#include "service/StoredFile.h"

namespace skylab::compute {

/// Servers of this host: a folder instances/<id> each.
std::vector<service::FileBook> filesOf();

} // namespace skylab::compute
