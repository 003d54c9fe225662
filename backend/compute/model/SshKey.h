#pragma once

#include "core/Result.h"
#include "core/Secret.h"

#include <QString>

namespace skylab::compute {

struct SshKeyPair {
    QString publicKey;           ///< "ssh-rsa AAAA..."
    Secret privateKey;           ///< PEM (PKCS #1), as every SSH client reads it
};

/// A new RSA key of 2,048 bits. Blocks for some tenths of a second.
Result<SshKeyPair> makeSshKey();

/// "d7:b8:...": MD5 of the key's blob, as Nova shows it. BadRequest when the text is no OpenSSH public key (RFC 4253, 6.6).
Result<QString> sshFingerprint(const QString& publicKey);

} // namespace skylab::compute
