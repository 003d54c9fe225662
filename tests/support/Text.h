#pragma once

#include <QString>

namespace skylab::test {

/// A text of a test, short to write.
inline QString L(const char* text) { return QString::fromLatin1(text); }

} // namespace skylab::test
