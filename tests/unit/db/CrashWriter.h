#pragma once

#include <QStringList>

namespace skylab::test {

/// The other process of CrashTest: opens {directory or "", url or "", name, migrations folder} and writes rows from four
/// threads without end, printing the number of each row that was acknowledged.
int writeUntilKilled(const QStringList& arguments);

} // namespace skylab::test
