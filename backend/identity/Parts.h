#pragma once

#include "identity/Accounts.h"
#include "identity/IdentityService.h"
#include "identity/Sessions.h"
#include "identity/handlers/ApplicationCredentialsHandler.h"
#include "identity/handlers/AssignmentsHandler.h"
#include "identity/handlers/AuthHandler.h"
#include "identity/handlers/CatalogHandler.h"
#include "identity/handlers/CredentialsHandler.h"
#include "identity/handlers/DomainConfigHandler.h"
#include "identity/handlers/DomainsHandler.h"
#include "identity/handlers/Ec2TokensHandler.h"
#include "identity/handlers/EndpointFiltersHandler.h"
#include "identity/handlers/GroupsHandler.h"
#include "identity/handlers/LimitsHandler.h"
#include "identity/handlers/OAuthHandler.h"
#include "identity/handlers/PoliciesHandler.h"
#include "identity/handlers/ProjectsHandler.h"
#include "identity/handlers/RolesHandler.h"
#include "identity/handlers/TrustsHandler.h"
#include "identity/handlers/UsersHandler.h"
#include "identity/handlers/VersionsHandler.h"
#include "identity/model/KeyRing.h"
#include "identity/model/Passwords.h"

namespace skylab::identity {

/// What the service is made of, in the order in which one stands on the other.
struct IdentityService::Parts {
    Parts(db::Database& database, service::EventBus& events, std::unique_ptr<KeyRing> forTokens, std::unique_ptr<KeyRing> forCredentials, const IdentityOptions& options)
        : tokenKeys(std::move(forTokens)), credentialKeys(std::move(forCredentials)), passwords(options.passwordCost), security(options.security), directory(database, events)
        , sessions(directory, *tokenKeys, options.tokenSeconds), backends(directory, sessions.revocations(), passwords, *credentialKeys, options.drivers) { }

    std::unique_ptr<KeyRing> tokenKeys;
    std::unique_ptr<KeyRing> credentialKeys;
    Passwords passwords;
    SecurityRules security;
    Directory directory;
    Sessions sessions;
    Backends backends;
    Accounts accounts { directory, sessions.revocations(), passwords, backends, security };

    VersionsHandler versions;
    OAuthRequests oauthRequests { *credentialKeys };
    AuthHandler auth { directory, sessions, passwords, accounts, *credentialKeys, oauthRequests };
    UsersHandler users { directory, sessions.revocations(), accounts };
    GroupsHandler groups { directory, backends };
    ProjectsHandler projects { directory, sessions.revocations() };
    DomainsHandler domains { directory, sessions.revocations() };
    RolesHandler roles { directory };
    AssignmentsHandler assignments { directory };
    CatalogHandler catalog { directory };
    CredentialsHandler credentials { directory, sessions, *credentialKeys };
    ApplicationCredentialsHandler applicationCredentials { directory, sessions, passwords };
    DomainConfigHandler domainConfig { directory, *credentialKeys };
    LimitsHandler limits { directory };
    TrustsHandler trusts { directory, sessions };
    EndpointFiltersHandler endpointFilters { directory };
    PoliciesHandler policies { directory };
    Ec2TokensHandler ec2Tokens { directory, sessions, *credentialKeys, auth };
    OAuthHandler oauth { directory, sessions, oauthRequests };

    /// What another controller on the same database did.
    void hear(const QString& notice, db::Database& database);
    std::unique_ptr<db::Notices> notices;      ///< last: it calls hear() from a thread of its own
};

} // namespace skylab::identity
