#pragma once

#include "compute/peers/Networks.h"
#include "compute/store/ComputeRows.h"
#include "sdk/compute/Server.h"

namespace skylab::compute {

/// What a server's document is made of beside its row.
struct ViewParts {
    const std::vector<ServerPort>& ports;
    bool hostUp = true;
    bool single = true;          ///< one server's own answer shows its server groups, lists don't
    bool extended = true;        ///< addresses with type and MAC
    bool faultDetails = false;   ///< administrators see where it failed
};

/// The document that the API shows. Pure.
sdk::Server viewServer(const ServerRow& server, const ViewParts& parts);
sdk::ServerAddresses viewAddresses(const std::vector<ServerPort>& ports, bool extended);

/// Up to 2.74 PUT and rebuild answer with these fields only.
const QStringList& briefFields();

/// The host's name in a form that tells a project whether two of its servers share one, and nothing else.
QString hiddenHost(const QString& projectId, const QString& host);

} // namespace skylab::compute
