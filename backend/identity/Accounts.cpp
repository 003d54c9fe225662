#include "identity/Accounts.h"

#include "identity/model/Refusals.h"
#include "identity/store/SecurityStore.h"

#include <QSet>

namespace skylab::identity {

using service::Store;

namespace {

constexpr qint64 secondsOfDay = 86'400;

Timestamp dayOf(Timestamp time) { return { time.micros - time.micros % (secondsOfDay * 1'000'000) }; }

bool isExpired(const UserRow& user)
{
    return !user.passwordExpiresAt.isNull() && user.passwordExpiresAt <= Clock::now() && !UserOptions::isSet(user.options, UserOptions::ignoreExpiry);
}

} // namespace

Timestamp Accounts::activeAfter() const { return dayOf(Clock::now()).addSeconds(-secondsOfDay * m_rules.disableUserAccountDaysInactive); }

Result<UserRow> Accounts::logIn(const std::optional<UserRow>& user, const Backends::Login& login, const Secret& password, Expired expired)
{
    // The hash is computed for unknown and locked users too, and a failure is written down for all alike.
    const bool right = TRY(m_backends.authenticate(user, login, password));
    const bool ours = login.domainId.isEmpty();      // directories have rules of their own
    const int limit = m_rules.lockoutFailureAttempts;
    const bool locked = user && ours && limit > 0 && TRY(m_directory.read([&](db::Connection& connection) { return isLocked(connection, *user, limit); }));
    if (!right || locked) {
        if (!locked && ours && limit > 0)
            TRY(m_directory.writeQuietly([&](db::Transaction& transaction) { return noteFailure(transaction, user ? user->id : QString(), limit); }));
        return refused();
    }
    if (!user->enabled)
        return fail(ErrorCode::Unauthorized, QStringLiteral("The account is disabled for user: %1.").arg(user->id));
    TRY(requireActive(*user));
    if (expired == Expired::Refused && isExpired(*user))
        return fail(ErrorCode::Unauthorized, QStringLiteral("The password is expired and needs to be changed for user: %1.").arg(user->id));
    return *user;
}

Result<UserRow> Accounts::logInByPasscode(const std::optional<UserRow>& user, const PasscodeCheck& isRight)
{
    // Looked at and counted in one transaction, so that guesses sent at once are not more than those sent one by one; and
    // each failure writes one, that of a locked user under nobody's name, so that the time tells nothing.
    const int limit = m_rules.passcodeAttempts();
    const bool right = TRY(m_directory.writeQuietly([&](db::Transaction& transaction) -> Result<bool> {
        const bool locked = user && TRY(isLocked(transaction, *user, limit));
        const bool good = TRY(isRight(transaction));
        if (good && user && user->enabled && !locked)
            return true;
        TRY(noteFailure(transaction, user && !locked ? user->id : QString(), limit));
        return false;
    }));
    if (!right)
        return refused();
    return *user;
}

Result<> Accounts::forgetFailures(const UserRow& user, const QStringList& methods)
{
    if (!UserOptions::multiFactorHolds(user.options, methods, knownMethods()))
        return {};
    const auto failures = TRY(m_directory.read([&](db::Connection& connection) { return SecurityStore::failures(connection, user.id); }));
    if (failures.count == 0)
        return {};
    return m_directory.writeQuietly([&](db::Transaction& transaction) { return SecurityStore::forgetFailures(transaction, user.id); });
}

Result<bool> Accounts::isLocked(db::Connection& connection, const UserRow& user, int limit) const
{
    if (UserOptions::isSet(user.options, UserOptions::ignoreLockout))
        return false;
    const auto failures = TRY(SecurityStore::failures(connection, user.id));
    if (failures.count < limit)
        return false;
    return m_rules.lockoutDuration == 0 || failures.at.addSeconds(m_rules.lockoutDuration) > Clock::now();
}

Result<> Accounts::noteFailure(db::Transaction& transaction, const QString& who, int limit) const
{
    const auto over = m_rules.lockoutDuration == 0 ? Timestamp { 1 } : Clock::now().addSeconds(-m_rules.lockoutDuration);
    return SecurityStore::addFailure(transaction, who, limit, over);
}

Result<> Accounts::requireActive(const UserRow& user)
{
    if (m_rules.disableUserAccountDaysInactive == 0 || UserOptions::isSet(user.options, UserOptions::ignoreInactivity))
        return {};
    const auto memory = TRY(m_directory.read([&](db::Connection& connection) { return SecurityStore::find(connection, user.id); }));
    if (!memory.activeAt.isNull() && memory.activeAt < activeAfter())
        return fail(ErrorCode::Unauthorized, QStringLiteral("The account is disabled for user: %1.").arg(user.id));
    return {};
}

Result<> Accounts::noteLogin(const UserRow& user)
{
    if (m_rules.disableUserAccountDaysInactive == 0)
        return {};
    const auto today = dayOf(Clock::now());
    const auto memory = TRY(m_directory.read([&](db::Connection& connection) { return SecurityStore::find(connection, user.id); }));
    if (memory.activeAt >= today)      // one write a day, not one a login
        return {};
    return m_directory.writeQuietly([&](db::Transaction& transaction) { return SecurityStore::setActive(transaction, user.id, today); });
}

Result<> Accounts::markInactive(std::vector<UserRow>& users)
{
    if (m_rules.disableUserAccountDaysInactive == 0 || users.empty())
        return {};
    const auto ids = TRY(m_directory.read([&](db::Connection& connection) { return SecurityStore::inactiveSince(connection, activeAfter()); }));
    const QSet<QString> inactive(ids.begin(), ids.end());
    for (auto& user : users)
        if (inactive.contains(user.id) && !UserOptions::isSet(user.options, UserOptions::ignoreInactivity))
            user.enabled = false;
    return {};
}

Result<QString> Accounts::hashed(const std::optional<QString>& password) const
{
    if (!password)
        return QString();
    const Secret secret(password->toUtf8());
    TRY(m_rules.checkPassword(secret));
    return m_passwords.hash(secret);
}

void Accounts::stamp(UserRow& row) const
{
    row.passwordExpiresAt = {};
    if (row.passwordHash.isEmpty())
        return;
    const auto now = Clock::now();
    if (m_rules.changePasswordUponFirstUse && !UserOptions::isSet(row.options, UserOptions::ignoreFirstUse))
        row.passwordExpiresAt = now;
    else if (m_rules.passwordExpiresDays > 0 && !UserOptions::isSet(row.options, UserOptions::ignoreExpiry))
        row.passwordExpiresAt = now.addSeconds(secondsOfDay * m_rules.passwordExpiresDays);
}

Result<> Accounts::remember(db::Transaction& transaction, const UserRow& row) const
{
    if (row.passwordHash.isEmpty())
        return {};
    return SecurityStore::addPassword(transaction, row.id, row.passwordHash, false, m_rules.uniqueLastPasswordCount);
}

Result<> Accounts::enabledAgain(db::Transaction& transaction, const UserRow& row) const
{
    TRY(SecurityStore::forgetFailures(transaction, row.id));
    if (m_rules.disableUserAccountDaysInactive > 0)
        TRY(SecurityStore::setActive(transaction, row.id, dayOf(Clock::now())));
    return {};
}

Result<> Accounts::requireChangeable(const UserRow& user, const Secret& wanted)
{
    if (UserOptions::isSet(user.options, UserOptions::lockPassword))
        return fail(ErrorCode::BadRequest, QStringLiteral("Users may not change this password themselves: its option lock_password is set. Ask an administrator."));
    struct Past {
        SecurityStore::Memory memory;
        QStringList hashes;
    };
    auto past = TRY(m_directory.read([&](db::Connection& connection) -> Result<Past> {
        auto memory = TRY(SecurityStore::find(connection, user.id));
        auto hashes = TRY(SecurityStore::lastPasswords(connection, user.id, m_rules.uniqueLastPasswordCount));
        return Past { std::move(memory), std::move(hashes) };
    }));
    if (m_rules.minimumPasswordAge > 0 && past.memory.passwordIsOwn && !isExpired(user)) {
        const auto allowed = past.memory.passwordSetAt.addSeconds(secondsOfDay * m_rules.minimumPasswordAge);
        if (Clock::now() < allowed)
            return fail(ErrorCode::BadRequest, QStringLiteral("You cannot change your password at this time: a password must be kept for at least %1 day(s). It can be changed from %2 on.")
                        .arg(m_rules.minimumPasswordAge).arg(toString(allowed, TimeFormat::SecondsZ)), QStringLiteral("user.password"));
    }
    if (m_rules.uniqueLastPasswordCount > 0 && !past.hashes.contains(user.passwordHash))      // set before the rule was
        past.hashes.prepend(user.passwordHash);
    past.hashes = past.hashes.mid(0, m_rules.uniqueLastPasswordCount);
    for (const auto& hash : past.hashes)
        if (TRY(m_passwords.verify(wanted, hash)))
            return fail(ErrorCode::BadRequest, QStringLiteral("The new password cannot be one of the last %1. Choose another one.").arg(m_rules.uniqueLastPasswordCount), QStringLiteral("user.password"));
    return {};
}

Result<> Accounts::changePassword(const service::Context& context, const QString& userId, const Secret& old, const QString& wanted)
{
    // Hashing is slow and done before the transaction. Who wrote the user meanwhile came first: all is judged anew then.
    bool changed = false;
    while (!changed)
        changed = TRY(tryChange(context, userId, old, wanted));
    return {};
}

Result<bool> Accounts::tryChange(const service::Context& context, const QString& userId, const Secret& old, const QString& wanted)
{
    Reference reference { .id = userId };
    const auto login = TRY(m_backends.refresh(reference));
    const auto found = TRY(m_directory.read([&](db::Connection& connection) { return Store<UserRow>::find(connection, userId); }));
    const auto user = TRY(logIn(found, login, old, Expired::Allowed));
    TRY(m_backends.requireWritable(user.domainId));
    TRY(forgetFailures(user, { QStringLiteral("password") }));
    const Secret secret(wanted.toUtf8());
    if (secret.equals(old.reveal()))
        return fail(ErrorCode::BadRequest, QStringLiteral("The new password cannot be the old one."), QStringLiteral("user.password"));
    TRY(requireChangeable(user, secret));
    const auto hash = TRY(hashed(wanted));
    auto byUser = context;
    byUser.userId = userId;
    return m_directory.write([&](db::Transaction& transaction) -> Result<bool> {
        const auto stored = TRY(Store<UserRow>::find(transaction, userId));
        if (!stored || !stored->enabled || stored->passwordHash != user.passwordHash || UserOptions::isSet(stored->options, UserOptions::lockPassword))
            return false;
        auto row = *stored;
        row.passwordHash = hash;
        row.passwordExpiresAt = {};
        if (m_rules.passwordExpiresDays > 0 && !UserOptions::isSet(row.options, UserOptions::ignoreExpiry))
            row.passwordExpiresAt = Clock::now().addSeconds(secondsOfDay * m_rules.passwordExpiresDays);
        TRY(Store<UserRow>::update(transaction, row));
        TRY(SecurityStore::addPassword(transaction, userId, hash, true, m_rules.uniqueLastPasswordCount));
        TRY(m_revocations.revokeUser(transaction, userId));
        TRY(record(transaction, byUser, "update", row));
        return true;
    });
}

} // namespace skylab::identity
