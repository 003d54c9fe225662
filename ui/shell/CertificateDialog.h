#pragma once

#include "core/Error.h"
#include "sdk/client/Connection.h"

#include <functional>

class QWidget;

namespace skylab::shell {

/// Asks about a certificate that nobody whom this computer trusts has signed (error type "CertificateUnknown"): its fingerprint is to
/// be compared. One that differs from the pinned one ("CertificateChanged") is refused, both fingerprints shown; going on
/// needs the host's name typed. `trusted` gets the fingerprint when the user accepts it.
void askAboutCertificateOf(const client::Connection& connection, const Error& error, QWidget* window, const std::function<void(const QString& fingerprint)>& trusted);

/// "AA:BB:..." in two lines of sixteen bytes.
QStringList fingerprintLines(const QString& hex);

} // namespace skylab::shell
