#pragma once

#include "core/Clock.h"
#include "core/Result.h"
#include "core/Secret.h"

#include <QJsonObject>
#include <QString>

#include <vector>

namespace skylab::identity {

/// What passwords and logins of users must keep to. Names, meaning and defaults are those of the group
/// [security_compliance] in keystone.conf; a 0 turns a rule off. Source: Keystone's administrator guide.
struct SecurityRules {
    int lockoutFailureAttempts = 0;            ///< so many wrong passwords or passcodes in a row lock the user
    int lockoutDuration = 1800;                ///< seconds; 0: until an administrator enables the user again
    int disableUserAccountDaysInactive = 0;    ///< days without a login after which the user counts as disabled
    int passwordExpiresDays = 0;
    int uniqueLastPasswordCount = 0;           ///< a new password must differ from so many before it
    int minimumPasswordAge = 0;                ///< days before users may change a password of their own choice again
    QString passwordRegex;                     ///< Perl's syntax; must match from the beginning of the password
    QString passwordRegexDescription;          ///< told to users whose password does not match
    bool changePasswordUponFirstUse = false;   ///< what an administrator has set is good for setting another one only

    /// The same for passcodes (TOTP) alone, which are limited always (RFC 6238, 5.2; RFC 4226, 7.3): five in half an hour take a
    /// guesser years.
    [[nodiscard]] int passcodeAttempts() const { return lockoutFailureAttempts > 0 ? lockoutFailureAttempts : 5; }

    struct Option {
        const char* name;
        const char* argument;
        const char* help;
    };
    /// "lockout_failure_attempts" and the others.
    static const std::vector<Option>& options();
    /// BadRequest says what the option takes.
    Result<> set(const QString& name, const QString& value);
    /// Whether they agree with each other.
    [[nodiscard]] Result<> check() const;

    /// BadRequest, with the description, for a password that the expression does not take.
    [[nodiscard]] Result<> checkPassword(const Secret& password) const;
};

/// Options of single users: "ignore_password_expiry": true ... Source: Identity API v3, "Users", options.
namespace UserOptions {

inline constexpr QStringView ignoreFirstUse = u"ignore_change_password_upon_first_use";
inline constexpr QStringView ignoreExpiry = u"ignore_password_expiry";
inline constexpr QStringView ignoreLockout = u"ignore_lockout_failure_attempts";
inline constexpr QStringView ignoreInactivity = u"ignore_user_inactivity";
inline constexpr QStringView lockPassword = u"lock_password";
inline constexpr QStringView multiFactorEnabled = u"multi_factor_auth_enabled";
inline constexpr QStringView multiFactorRules = u"multi_factor_auth_rules";

/// BadRequest names an option that there is not, or a value of the wrong type.
Result<> check(const QJsonObject& wanted);
/// The stored ones with the wanted changes: null takes one away.
QJsonObject merged(QJsonObject stored, const QJsonObject& wanted);

bool isSet(const QJsonObject& options, QStringView name);

/// Whether a login with these methods fulfils one of the user's rules, or none applies. Rules with a method that is
/// not among `known` don't count.
bool multiFactorHolds(const QJsonObject& options, const QStringList& methods, const QStringList& known);

} // namespace UserOptions

} // namespace skylab::identity
