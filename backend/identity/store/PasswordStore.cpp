#include "identity/store/PasswordStore.h"

namespace skylab::identity::PasswordStore {

Result<Failures> failures(db::Connection& connection, const QString& userId)
{
    auto rows = TRY(connection.query(QStringLiteral("SELECT failures, failed_at FROM login_failures WHERE user_id = ?"), userId));
    return rows.next() ? Failures { rows.get<int>(0), rows.get<Timestamp>(1) } : Failures();
}

Result<> addFailure(db::Transaction& transaction, const QString& userId, Timestamp when)
{
    TRY(transaction.execute(QStringLiteral("INSERT INTO login_failures (user_id, failures, failed_at) VALUES (?, 1, ?) "
                                           "ON CONFLICT (user_id) DO UPDATE SET failures = login_failures.failures + 1, failed_at = excluded.failed_at"),
                            userId, when));
    return {};
}

Result<> clearFailures(db::Transaction& transaction, const QString& userId)
{
    TRY(transaction.execute(QStringLiteral("DELETE FROM login_failures WHERE user_id = ?"), userId));
    return {};
}

Result<QStringList> formerHashes(db::Connection& connection, const QString& userId, int limit)
{
    auto rows = TRY(connection.query(QStringLiteral("SELECT password_hash FROM former_passwords WHERE user_id = ? ORDER BY id DESC LIMIT ?"), userId, limit));
    QStringList hashes;
    while (rows.next())
        hashes << rows.get<QString>(0);
    TRY(rows.check());
    return hashes;
}

Result<> addFormerHash(db::Transaction& transaction, const QString& userId, const QString& hash, int keep)
{
    TRY(transaction.execute(QStringLiteral("INSERT INTO former_passwords (user_id, password_hash) VALUES (?, ?)"), userId, hash));
    TRY(transaction.execute(QStringLiteral("DELETE FROM former_passwords WHERE user_id = ? AND id NOT IN (SELECT id FROM former_passwords WHERE user_id = ? ORDER BY id DESC LIMIT ?)"),
                            userId, userId, keep));
    return {};
}

} // namespace skylab::identity::PasswordStore
