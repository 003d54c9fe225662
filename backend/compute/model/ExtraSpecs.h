#pragma once

#include "core/Result.h"

#include <QString>

namespace skylab::compute {

/// Whether Nova knows the extra spec and its value is one that it may have; BadRequest otherwise, naming key and reason.
/// Keys of namespaces that Nova does not own are free. Asked from microversion 2.86.
/// Source: https://docs.openstack.org/nova/latest/configuration/extra-specs.html
Result<> checkExtraSpec(const QString& key, const QString& value);

} // namespace skylab::compute
