#pragma once

#include <QCoreApplication>

namespace skylab {

/// The words of the host check, for translators.
struct HostWords {
    Q_DECLARE_TR_FUNCTIONS(HostWords)
};

} // namespace skylab
