#pragma once

#include "identity/IdentityService.h"
#include "identity/model/Passwords.h"
#include "identity/store/Directory.h"

namespace skylab::identity {

/// Whether a password opens an account, and which new ones it may get. Thread-safe; blocks while it hashes.
/// Source: Keystone's administrator guide, "Security compliance and PCI-DSS": lockout and password history.
class PasswordRules {
public:
    PasswordRules(Directory& directory, const Passwords& passwords, const PasswordLimits& limits)
        : m_directory(directory), m_passwords(passwords), m_limits(limits) { }

    /// True when it is the password of this user, who is enabled and not locked out. Counts wrong ones. Takes as long
    /// for nobody as for somebody.
    Result<bool> opens(const std::optional<UserRow>& user, const Secret& password) const;

    /// BadRequest when the user has it, or had it too lately. Only for users who choose it themselves.
    Result<> requireNew(const UserRow& user, const Secret& password) const;

    /// The user's hash is about to be replaced by another.
    Result<> replaced(db::Transaction& transaction, const UserRow& before) const;
    /// An administrator lets the user in again.
    static Result<> unlock(db::Transaction& transaction, const QString& userId);

private:
    [[nodiscard]] bool locks(const UserRow& user) const;
    Result<> note(const UserRow& user, bool right, int failuresBefore, bool expired) const;

    Directory& m_directory;
    const Passwords& m_passwords;
    PasswordLimits m_limits;
};

} // namespace skylab::identity
