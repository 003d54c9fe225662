#pragma once

#include "core/Result.h"

#include <QByteArrayList>
#include <QCryptographicHash>

namespace skylab::object {

/// What a signed URL or form carries: an HMAC in hex, or "<algorithm>:<base64>". SHA-1, SHA-256 and SHA-512.
struct Signature {
    QCryptographicHash::Algorithm algorithm = QCryptographicHash::Sha256;
    QByteArray digest;            ///< raw bytes

    /// BadRequest when it is none; what the client is told is up to the caller.
    static Result<Signature> parse(const QByteArray& text);
    /// Whether it is the key's for the text. Takes as long whatever the first difference is.
    [[nodiscard]] bool signs(const QByteArray& text, const QByteArray& key) const;
};

/// What /info calls them.
QByteArrayList allowedDigests();

} // namespace skylab::object
