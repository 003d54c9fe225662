#pragma once

#include "compute/peers/Networks.h"
#include "compute/store/ComputeRows.h"

namespace skylab::compute {

/// Of a ServerRow or a ServerKeyRow.
template <typename Row>
ServerKey keyOf(const Row& server)
{
    ServerKey key { server.id, server.projectId, {} };
    for (const auto& nic : server.nics)
        key.portIds << nic.portId;
    return key;
}

/// Whether the port that has an address is the server's own, and does not just bear its id.
inline bool isOwnPort(const ServerRow& server, const AddressHolder& holder)
{
    return holder.projectId == server.projectId
        || std::any_of(server.nics.begin(), server.nics.end(), [&](const Nic& nic) { return nic.portId == holder.portId; });
}

} // namespace skylab::compute
