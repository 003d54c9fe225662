#pragma once

#include "core/Result.h"

#include <QString>

namespace skylab::db {

/// Makes the file, and its folder, unless it is there: empty and for its owner only, whatever the umask. SQLite would give a database
/// (and its log) the permissions of the umask until somebody changes them, and it holds secrets; an empty file it takes as it
/// is, also as the target of VACUUM INTO. Internal.
Result<> createPrivately(const QString& path);

} // namespace skylab::db
