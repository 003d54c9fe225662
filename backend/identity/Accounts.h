#pragma once

#include "identity/Backends.h"
#include "identity/model/Passwords.h"
#include "identity/model/SecurityRules.h"
#include "identity/store/Directory.h"
#include "identity/store/RevocationStore.h"

#include <functional>

namespace skylab::identity {

/// Passwords of users under the security rules: who may log in, and how a password becomes another one. The handlers
/// of users and logins stand on it. Thread-safe.
class Accounts {
public:
    /// All must outlive it.
    Accounts(Directory& directory, RevocationStore& revocations, const Passwords& passwords, Backends& backends, const SecurityRules& rules)
        : m_directory(directory), m_revocations(revocations), m_passwords(passwords), m_backends(backends), m_rules(rules) { }

    [[nodiscard]] Backends& backends() const { return m_backends; }

    enum class Expired : std::uint8_t { Refused, Allowed };
    /// The user whose password this is. Unauthorized, after the same time and the same work for an unknown user, a
    /// wrong password and a locked user. Only who knows the password learns that the user is disabled, or that the
    /// password is expired. Unavailable when too many logins wait.
    Result<UserRow> logIn(const std::optional<UserRow>& user, const Backends::Login& login, const Secret& password, Expired expired = Expired::Refused);

    /// Whether the passcode that was sent is one of the user's, and uses it up. May be called twice for one login.
    using PasscodeCheck = std::function<Result<bool>(db::Transaction&)>;
    /// The same for a passcode. Wrong ones count as wrong passwords do, for users of directories too, and even where no
    /// rule limits passwords: six digits are soon guessed. Unauthorized after the same work, whatever is wrong.
    Result<UserRow> logInByPasscode(const std::optional<UserRow>& user, const PasscodeCheck& isRight);

    /// The user showed with these methods, none of which failed, who it is: failures in a row are over. Not when the user's
    /// rules want more methods, or who has the password could guess passcodes for ever.
    Result<> forgetFailures(const UserRow& user, const QStringList& methods);

    /// Unauthorized for a user whom the rules count as disabled.
    Result<> requireActive(const UserRow& user);
    /// Remembers the day of a login, where a rule asks for it.
    Result<> noteLogin(const UserRow& user);
    /// Users count as disabled who were not here for long: says so in rows that are about to be shown.
    Result<> markInactive(std::vector<UserRow>& users);

    /// Judges and hashes a new password; nothing gives an empty hash. BadRequest says what the rules want.
    Result<QString> hashed(const std::optional<QString>& password) const;

    /// In the transaction that writes a user whose password an administrator set or who was enabled
    /// again: stamp() the row before it is written, remember() it and enabledAgain() after.
    void stamp(UserRow& row) const;
    Result<> remember(db::Transaction& transaction, const UserRow& row) const;
    Result<> enabledAgain(db::Transaction& transaction, const UserRow& row) const;

    /// The user sets another password and shows the old one. An administrator who resets it, locks it or disables the user
    /// meanwhile wins: the answer is as if that had been so from the start.
    Result<> changePassword(const service::Context& context, const QString& userId, const Secret& old, const QString& wanted);

private:
    Result<bool> isLocked(db::Connection& connection, const UserRow& user, int limit) const;
    Result<> noteFailure(db::Transaction& transaction, const QString& who, int limit) const;
    Result<> requireChangeable(const UserRow& user, const Secret& wanted);
    /// False: the user was changed in between, and nothing was written.
    Result<bool> tryChange(const service::Context& context, const QString& userId, const Secret& old, const QString& wanted);
    [[nodiscard]] Timestamp activeAfter() const;

    Directory& m_directory;
    RevocationStore& m_revocations;
    const Passwords& m_passwords;
    Backends& m_backends;
    const SecurityRules& m_rules;
};

} // namespace skylab::identity
