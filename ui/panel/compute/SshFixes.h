#pragma once

#include "model/Workspace.h"

#include <functional>

namespace skylab::panel {

/// Lets TCP 22 into a security group, as a job that can be undone. `done` comes when it worked.
void allowSsh(model::Workspace& workspace, const QString& groupId, const QString& serverName, QObject* context, const std::function<void()>& done);

/// Gives a port a floating IP: one of the project that is free, otherwise a new one of an external network; as a job that can be
/// undone. A cloud without any fails the job and says so.
void giveFloatingIp(model::Workspace& workspace, const QString& portId, const QString& serverId, const QString& serverName, QObject* context, const std::function<void()>& done);

} // namespace skylab::panel
