#pragma once

#include <QCoreApplication>

namespace skylab::model {

/// The words of filters and of what is wrong with them, for translators.
struct FilterWords {
    Q_DECLARE_TR_FUNCTIONS(FilterWords)
};

} // namespace skylab::model
