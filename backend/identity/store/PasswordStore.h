#pragma once

#include "core/Clock.h"
#include "db/Transaction.h"

#include <QStringList>

namespace skylab::identity {

/// What is kept of a user's passwords beside the present one's hash.
namespace PasswordStore {

struct Failures {
    int count = 0;
    Timestamp last;
};
/// Failed logins since the last right one.
Result<Failures> failures(db::Connection& connection, const QString& userId);
Result<> addFailure(db::Transaction& transaction, const QString& userId, Timestamp when);
Result<> clearFailures(db::Transaction& transaction, const QString& userId);

/// Hashes of passwords before the present one, newest first.
Result<QStringList> formerHashes(db::Connection& connection, const QString& userId, int limit);
/// Adds one and forgets all but the newest `keep`.
Result<> addFormerHash(db::Transaction& transaction, const QString& userId, const QString& hash, int keep);

} // namespace PasswordStore

} // namespace skylab::identity
