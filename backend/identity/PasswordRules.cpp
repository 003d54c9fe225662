#include "identity/PasswordRules.h"

#include "identity/store/PasswordStore.h"

namespace skylab::identity {

bool PasswordRules::locks(const UserRow& user) const
{
    return m_limits.lockoutAttempts > 0 && !user.options.value(u"ignore_lockout_failure_attempts").toBool();
}

Result<bool> PasswordRules::opens(const std::optional<UserRow>& user, const Secret& password) const
{
    const bool right = TRY(m_passwords.verify(password, user ? user->passwordHash : QString()));
    if (!user || !user->enabled)
        return false;
    if (!locks(*user))
        return right;
    const auto failures = TRY(m_directory.read([&](db::Connection& connection) { return PasswordStore::failures(connection, user->id); }));
    const bool over = failures.last.addSeconds(m_limits.lockoutSeconds) <= Clock::now();
    if (failures.count >= m_limits.lockoutAttempts && !over)
        return false;      // even when it is right: trying on must not pay
    TRY(note(*user, right, failures.count, over));
    return right;
}

Result<> PasswordRules::note(const UserRow& user, bool right, int failuresBefore, bool expired) const
{
    if (right && failuresBefore == 0)
        return {};      // the usual login writes nothing
    // Not through write(): nobody's session changes by it.
    return m_directory.writeQuietly([&](db::Transaction& transaction) -> Result<> {
        if (right || (expired && failuresBefore >= m_limits.lockoutAttempts))
            TRY(PasswordStore::clearFailures(transaction, user.id));
        return right ? Result<>() : PasswordStore::addFailure(transaction, user.id, Clock::now());
    });
}

Result<> PasswordRules::requireNew(const UserRow& user, const Secret& password) const
{
    if (m_limits.history < 1)
        return {};
    const auto former = TRY(m_directory.read([&](db::Connection& connection) { return PasswordStore::formerHashes(connection, user.id, m_limits.history - 1); }));
    for (const auto& hash : QStringList { user.passwordHash } + former)
        if (!hash.isEmpty() && TRY(m_passwords.verify(password, hash)))
            return fail(ErrorCode::BadRequest, QStringLiteral("The new password cannot be one of the last %1. Choose another.").arg(m_limits.history), QStringLiteral("user.password"));
    return {};
}

Result<> PasswordRules::replaced(db::Transaction& transaction, const UserRow& before) const
{
    if (m_limits.history < 2 || before.passwordHash.isEmpty())
        return {};
    return PasswordStore::addFormerHash(transaction, before.id, before.passwordHash, m_limits.history - 1);
}

Result<> PasswordRules::unlock(db::Transaction& transaction, const QString& userId) { return PasswordStore::clearFailures(transaction, userId); }

} // namespace skylab::identity
