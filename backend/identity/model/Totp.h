#pragma once

#include "core/Clock.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace skylab::identity {

/// Time-based one-time passwords: RFC 6238 with HMAC-SHA-1, steps of 30 seconds and six digits, as authenticator apps
/// have them. Secrets are in base32 (RFC 4648), as in credentials of the type "totp".
namespace Totp {

constexpr qint64 stepSeconds = 30;

inline qint64 stepAt(Timestamp time) { return time.micros / 1'000'000 / stepSeconds; }

/// Six digits.
QByteArray passcode(const QByteArray& secret, qint64 step);

/// The bytes of a secret; blanks, small letters and missing '=' are fine. Nothing when it is no base32, or empty.
std::optional<QByteArray> secretOf(const QString& base32);

} // namespace Totp

} // namespace skylab::identity
