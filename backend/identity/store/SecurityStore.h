#pragma once

#include "db/Transaction.h"

#include <QStringList>

namespace skylab::identity {

/// What the security rules remember: user_security, password_history, login_failures.
namespace SecurityStore {

struct Memory {
    Timestamp activeAt;                  ///< last login, to the day
    Timestamp passwordSetAt;
    bool passwordIsOwn = false;          ///< chosen by the user, not by an administrator
};
/// All null for a user of whom nothing is remembered.
Result<Memory> find(db::Connection& connection, const QString& userId);
Result<> setActive(db::Transaction& transaction, const QString& userId, Timestamp at);

/// Remembers the hash; of the earlier ones only so many are kept.
Result<> addPassword(db::Transaction& transaction, const QString& userId, const QString& hash, bool own, int kept);
/// The newest first, the one in force included.
Result<QStringList> lastPasswords(db::Connection& connection, const QString& userId, int count);

/// Ids of users whose last login is older.
Result<QStringList> inactiveSince(db::Connection& connection, Timestamp at);

struct Failures {
    qint64 count = 0;
    Timestamp at;
};
/// `who`: a user's id, or empty for nobody in particular. After `limit` failures, the last of them at `over` or before,
/// the count begins again.
Result<> addFailure(db::Transaction& transaction, const QString& who, int limit, Timestamp over);
Result<Failures> failures(db::Connection& connection, const QString& who);
Result<> forgetFailures(db::Transaction& transaction, const QString& who);

} // namespace SecurityStore

} // namespace skylab::identity
