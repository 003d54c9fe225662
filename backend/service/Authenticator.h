#pragma once

#include "core/Result.h"
#include "service/Context.h"

namespace skylab::service {

/// Turns a token into who is asking. The identity service is the one that does; it must answer from memory, since
/// every request of every service comes by. Thread-safe.
class Authenticator {
public:
    virtual ~Authenticator() = default;
    /// Unauthorized when the token is malformed, expired or revoked.
    virtual Result<Context> authenticate(const QByteArray& token) = 0;
    /// A project's name, for documents that show it; empty when there is none.
    virtual QString projectName(const QString& projectId) = 0;
};

} // namespace skylab::service
