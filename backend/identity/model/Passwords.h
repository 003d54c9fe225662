#pragma once

#include "core/Result.h"
#include "core/Secret.h"
#include "identity/driver/IdentityDriver.h"

#include <QSemaphore>

#include <mutex>

namespace skylab::identity {

/// Hashes and checks passwords with bcrypt ($2b$, libcrypt). A hash takes a quarter of a second at cost 12, so at most
/// cores - 1 run at once; the others wait, and after ten seconds are told Unavailable. Called on worker threads.
///
/// bcrypt looks at the first 72 bytes and stops at a NUL. So that nothing is cut in silence, a password that is longer
/// or holds a NUL is replaced by the base64 of its SHA-384 (64 characters; SHA-512's 88 would be cut again).
/// More than 4096 bytes are refused.
class Passwords {
public:
    /// `cost`: 4 (tests) to 31; each step doubles the time. Keystone's default is 12.
    explicit Passwords(int cost = 12);

    /// BadRequest for an empty or overlong one.
    Result<QString> hash(const Secret& password) const;

    /// Whether it is the password. An empty hash (unknown user, no password) costs the same time and is always false,
    /// so that nobody can tell from the clock which users exist.
    Result<bool> verify(const Secret& password, const QString& hash) const;
    /// How many hashes this process has made: so that tests can tell that a login costs one, whoever is named.
    static qint64 hashesMade();

    /// A random one for people to copy: letters and digits, without those that look alike.
    static Secret generate(int length = 20);

    static constexpr qsizetype maxBytes = maxPasswordBytes;

private:
    const QString& dummy() const;

    int m_cost;
    mutable QSemaphore m_slots;
    mutable std::once_flag m_once;
    mutable QString m_dummy;
};

} // namespace skylab::identity
