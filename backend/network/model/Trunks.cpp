#include "network/model/Trunks.h"

#include <algorithm>

namespace skylab::network {

QString trunkStatus(const sdk::Trunk& trunk, const sdk::Port& parent, const std::vector<sdk::Port>& subPorts)
{
    const auto active = QStringLiteral("ACTIVE");
    if (parent.hostId.isEmpty() || parent.vifType == bindingFailed)
        return QStringLiteral("DOWN");
    const auto failed = [](const sdk::Port& port) { return port.vifType == bindingFailed; };
    const auto waits = [&](const sdk::Port& port) { return trunk.adminStateUp && port.adminStateUp && !failed(port) && port.status != active; };
    if (parent.status != active || std::any_of(subPorts.begin(), subPorts.end(), waits))
        return QStringLiteral("BUILD");
    return std::any_of(subPorts.begin(), subPorts.end(), failed) ? QStringLiteral("DEGRADED") : active;
}

} // namespace skylab::network
