#pragma once

#include "support/Patience.h"

#include <QObject>

#include <functional>
#include <memory>

/// Registers a test class of this binary. Put it after the class, before the .moc include.
#define SKYLAB_TEST(Class) \
    static const bool registered_##Class = ::skylab::test::add(#Class, [] { return std::make_unique<Class>(); });

namespace skylab::test {

bool add(const char* name, std::function<std::unique_ptr<QObject>()> make);

/// Runs all registered classes, or those whose names are the first arguments ("CodecTest", "CodecTest::decodes").
/// `gui` decides between QCoreApplication and QApplication; only ui tests link the latter.
int runAll(int argc, char** argv);

} // namespace skylab::test
