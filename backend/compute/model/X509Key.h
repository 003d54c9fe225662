#pragma once

#include "core/Result.h"
#include "core/Secret.h"

#include <QString>

namespace skylab::compute {

/// What Windows guests take instead of an SSH key: a certificate by which WinRM knows its client.
struct X509KeyPair {
    QString certificate;         ///< PEM
    Secret privateKey;           ///< PEM (PKCS #8)
};

/// A new RSA key of 2,048 bits with a certificate for `commonName` that it signed itself, valid for ten years. Blocks for
/// some tenths of a second.
Result<X509KeyPair> makeX509Key(const QString& commonName);

/// "5D:B8:...": SHA-1 of the certificate, as Nova shows it. BadRequest when the text is no PEM certificate (RFC 7468).
Result<QString> x509Fingerprint(const QString& certificate);

} // namespace skylab::compute
