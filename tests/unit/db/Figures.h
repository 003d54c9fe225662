#pragma once

#include <QString>

namespace skylab::test {

/// Prints what this machine does: point reads/s, commits/s, 1,000 rows of 30 columns; in `directory` (not a tmpfs) and on
/// PostgreSQL if it is installed. Not a test: `test_db --figures /var/tmp`.
int printFigures(const QString& directory);

} // namespace skylab::test
