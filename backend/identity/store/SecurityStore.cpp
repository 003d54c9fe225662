#include "identity/store/SecurityStore.h"

#include "identity/store/Texts.h"

namespace skylab::identity::SecurityStore {

Result<Memory> find(db::Connection& connection, const QString& userId)
{
    auto rows = TRY(connection.query(QStringLiteral("SELECT active_at, password_set_at, password_is_own FROM user_security WHERE user_id = ?"), userId));
    if (rows.next())
        return Memory { rows.get<Timestamp>(0), rows.get<Timestamp>(1), rows.get<bool>(2) };
    TRY(rows.check());
    return Memory();
}

Result<> setActive(db::Transaction& transaction, const QString& userId, Timestamp at)
{
    TRY(transaction.execute(QStringLiteral("INSERT INTO user_security (user_id, active_at, password_is_own) VALUES (?, ?, ?) "
                                           "ON CONFLICT (user_id) DO UPDATE SET active_at = excluded.active_at"), userId, at, false));
    return {};
}

Result<> addPassword(db::Transaction& transaction, const QString& userId, const QString& hash, bool own, int kept)
{
    TRY(transaction.execute(QStringLiteral("INSERT INTO user_security (user_id, password_set_at, password_is_own) VALUES (?, ?, ?) "
                                           "ON CONFLICT (user_id) DO UPDATE SET password_set_at = excluded.password_set_at, password_is_own = excluded.password_is_own"),
                            userId, Clock::now(), own));
    if (kept > 0)
        TRY(transaction.execute(QStringLiteral("INSERT INTO password_history (user_id, password_hash) VALUES (?, ?)"), userId, hash));
    TRY(transaction.execute(QStringLiteral("DELETE FROM password_history WHERE user_id = ? AND id NOT IN "
                                           "(SELECT id FROM password_history WHERE user_id = ? ORDER BY id DESC LIMIT ?)"), userId, userId, kept));
    return {};
}

Result<QStringList> lastPasswords(db::Connection& connection, const QString& userId, int count)
{
    return texts(connection.query(QStringLiteral("SELECT password_hash FROM password_history WHERE user_id = ? ORDER BY id DESC LIMIT ?"), userId, count));
}

Result<QStringList> inactiveSince(db::Connection& connection, Timestamp at)
{
    return texts(connection.query(QStringLiteral("SELECT user_id FROM user_security WHERE active_at < ?"), at));
}

Result<> addFailure(db::Transaction& transaction, const QString& who, int limit, Timestamp over)
{
    TRY(transaction.execute(QStringLiteral("INSERT INTO login_failures (who, failures, failed_at) VALUES (?, 1, ?) ON CONFLICT (who) DO UPDATE SET "
                                           "failures = CASE WHEN login_failures.failures >= ? AND login_failures.failed_at <= ? THEN 1 ELSE login_failures.failures + 1 END, "
                                           "failed_at = excluded.failed_at"), who, Clock::now(), limit, over));
    return {};
}

Result<Failures> failures(db::Connection& connection, const QString& who)
{
    auto rows = TRY(connection.query(QStringLiteral("SELECT failures, failed_at FROM login_failures WHERE who = ?"), who));
    if (rows.next())
        return Failures { rows.get<qint64>(0), rows.get<Timestamp>(1) };
    TRY(rows.check());
    return Failures();
}

Result<> forgetFailures(db::Transaction& transaction, const QString& who)
{
    TRY(transaction.execute(QStringLiteral("DELETE FROM login_failures WHERE who = ?"), who));
    return {};
}

} // namespace skylab::identity::SecurityStore
