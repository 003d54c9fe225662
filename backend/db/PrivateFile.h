#pragma once

#include "core/Result.h"

#include <QString>

namespace skylab::db {

/// Makes the file, and its folder, unless it is there: empty and for its owner only, whatever the umask. SQLite would give a database
/// (and its log) the permissions of the umask until somebody changes them, and it holds secrets; an empty file it takes as it
/// is, also as the target of VACUUM INTO. Internal.
Result<> createPrivately(const QString& path);

/// Gives the finished file its name, in place of whatever has it, once its content is on the disk, and waits until the name
/// is there too: a power failure leaves the old file or the new one. Both are in one folder. SQLite leaves this to the caller of
/// VACUUM INTO. Internal, and the file of that name is as it was unless only the last wait failed.
Result<> putInPlace(const QString& finished, const QString& path);

} // namespace skylab::db
