#pragma once

#include <QByteArray>

namespace skylab::service {

class Pipeline;
class Policy;

/// All rules in force as a policy.yaml, each below the methods and paths that it guards. Read again by
/// Policy::loadOverrides it changes nothing.
QByteArray policyYaml(const Pipeline& pipeline, const Policy& policy);

} // namespace skylab::service
