#pragma once

#include "service/StoredFile.h"

namespace skylab::object {

/// Objects and their versions in the file store: objects/<account>/<first two of the id>/<id>.
std::vector<service::FileBook> filesOf();

} // namespace skylab::object
