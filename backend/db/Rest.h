#pragma once

namespace skylab::db {

/// For a thread that has nothing to do for a while: gives back what its reading sessions of SQLite hold, the mapped pages
/// of the databases and the cached ones. They come back as they are needed. Call it outside of any read.
void rest();

} // namespace skylab::db
