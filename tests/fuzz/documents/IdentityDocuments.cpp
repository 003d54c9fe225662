#include "fuzz/documents/Documents.h"
#include "sdk/identity/ApplicationCredential.h"
#include "sdk/identity/Catalog.h"
#include "sdk/identity/Credential.h"
#include "sdk/identity/EndpointGroup.h"
#include "sdk/identity/Limit.h"
#include "sdk/identity/OAuth.h"
#include "sdk/identity/PolicyBlob.h"
#include "sdk/identity/Project.h"
#include "sdk/identity/Role.h"
#include "sdk/identity/Trust.h"
#include "sdk/identity/User.h"

namespace skylab::fuzz {

const Attempts& identityDocuments()
{
    using namespace sdk;
    static const auto all = [] {
        auto some = attempts<AccessRule, RoleReference, ApplicationCredential, Region, ServiceEntry, Endpoint, Credential, EndpointGroup, RegisteredLimit, Limit,
                             OAuthConsumer, OAuthAuthorization, PolicyBlob, Project, IdentityDomain, Role, Trust, User, PasswordChange, Group>();
        const auto others = requests<RegisteredLimitsCreate, LimitsCreate>();
        some.insert(some.end(), others.begin(), others.end());
        return some;
    }();
    return all;
}

} // namespace skylab::fuzz
