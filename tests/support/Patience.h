#pragma once

#include <QTest>

/// How many times slower than usual what is tested runs: CMake says so in builds with a sanitizer. The only place that
/// deadlines are stretched; Qt Test's QTRY_* macros follow it wherever this header (or TestMain.h) is included.
#ifndef SKYLAB_TEST_PATIENCE
#define SKYLAB_TEST_PATIENCE 1
#endif

namespace skylab::test {

/// A deadline, or what a measured time must stay below, that was thought out for an ordinary build; any unit.
template <typename Time>
[[nodiscard]] constexpr Time patiently(Time usual)
{
    return usual * SKYLAB_TEST_PATIENCE;
}

/// Whether the memory that the process takes is what the program takes: a sanitizer's own book-keeping counts, too.
inline constexpr bool memoryIsOurs = SKYLAB_TEST_PATIENCE == 1;

} // namespace skylab::test

#if SKYLAB_TEST_PATIENCE > 1
#undef QTRY_IMPL
#define QTRY_IMPL(expr, timeout) \
    const int qt_test_step = (timeout) < 350 ? (timeout) / 7 + 1 : 50; \
    const int qt_test_timeoutValue = ::skylab::test::patiently<int>(timeout); \
    { QTRY_LOOP_IMPL(expr, qt_test_timeoutValue, qt_test_step) } \
    QTRY_TIMEOUT_DEBUG_IMPL(expr, qt_test_timeoutValue, qt_test_step)
#endif
