#pragma once

#include "identity/model/RoleGraph.h"
#include "identity/model/Token.h"
#include "service/Context.h"

#include <vector>

namespace skylab::identity {

/// A token together with all that follows from it at one state of the database. Never changed once made.
struct Session {
    Token token;
    service::Context context;            ///< what services are given
    QString userDomainName;
    Timestamp passwordExpiresAt;
    QString projectDomainName;
    bool projectIsDomain = false;
    QString domainName;                  ///< of a domain scope
    std::vector<RoleGraph::Role> roles;  ///< implied ones included
    QString applicationCredentialName;
    bool unrestricted = false;           ///< of the application credential
    QString trustorId;                   ///< of the trust
    QString trusteeId;
    bool impersonation = false;
    QString consumerId;                  ///< of the OAuth access token
};

} // namespace skylab::identity
