#pragma once

#include "kit/TaskRow.h"
#include "model/Jobs.h"

namespace skylab::shell {

/// A job in words.
kit::TaskRow::Content contentOf(const model::Jobs& jobs, const model::Job& job);

} // namespace skylab::shell
