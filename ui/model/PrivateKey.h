#pragma once

#include "core/Result.h"
#include "core/Secret.h"

namespace skylab::model {

/// Decrypts what a guest encrypted with the public half of a key pair: the password that it told Nova (RSA, PKCS #1 v1.5, in base64).
/// `pem` is the private key, PKCS #1 or PKCS #8 without a passphrase. BadRequest says what is wrong with the key; field "key".
Result<Secret> decryptPassword(const QByteArray& base64, const Secret& pem);

} // namespace skylab::model
