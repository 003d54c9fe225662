#pragma once

#include "core/Error.h"

#include <QByteArrayView>

namespace skylab::sdk {

/// The header by which Skylab's faults say what their status can't: for Nova a limit and a missing role are both 403.
/// See docs/extension.md.
inline constexpr char faultHeader[] = "X-Skylab-Fault";

/// The header's word for this kind of error; null where the status tells it.
const char* faultKind(ErrorCode code);

/// The kind of error that the word stands for; `otherwise` when there is none, or one of a later version.
ErrorCode codeOfFaultKind(QByteArrayView kind, ErrorCode otherwise);

} // namespace skylab::sdk
