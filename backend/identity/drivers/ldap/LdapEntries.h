#pragma once

#include "identity/driver/IdentityDriver.h"
#include "identity/drivers/ldap/LdapConnection.h"

namespace skylab::identity {

/// What entries of a directory mean, by the domain's options.
namespace LdapEntries {

/// Nothing for an entry without id or name.
std::optional<DriverUser> user(const LdapOptions& options, const LdapEntry& entry);
std::optional<DriverGroup> group(const LdapOptions& options, const LdapEntry& entry);

/// By user_enabled_attribute, its mask, inversion and default.
bool isEnabled(const LdapOptions& options, const LdapEntry& entry);

} // namespace LdapEntries

} // namespace skylab::identity
