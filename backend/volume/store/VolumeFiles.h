#pragma once

#include "service/StoredFile.h"

namespace skylab::volume {

/// Volumes and snapshots of the file driver: volumes/volumes/<id>.<format>, volumes/snapshots/<id>.<format>.
std::vector<service::FileBook> filesOf();

} // namespace skylab::volume
