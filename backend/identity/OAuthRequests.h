#pragma once

#include "identity/model/KeyRing.h"
#include "identity/model/OAuthSignature.h"
#include "identity/store/Directory.h"
#include "service/Route.h"

#include <mutex>

namespace skylab::identity {

/// Judges requests that are signed with OAuth 1.0a: by a consumer, and by the holder of a request or access token.
/// Each signed request is good once, and within five minutes of its time. Thread-safe.
class OAuthRequests {
public:
    /// `keys` must outlive it.
    explicit OAuthRequests(const KeyRing& keys) : m_keys(keys) { }

    /// The parameters of the Authorization header. BadRequest names those that are missing; `needed` beside the usual.
    static Result<OAuthParameters> parse(const service::Call& call, const QStringList& needed = {});
    /// Unauthorized unless it is signed by its consumer and with the sealed secret of its token (empty: none).
    Result<> verify(db::Connection& connection, const OAuthParameters& request, const QByteArray& sealedTokenSecret);

    [[nodiscard]] QByteArray seal(const QString& secret) const { return m_keys.seal(secret.toUtf8()); }

private:
    Result<> useOnce(const OAuthParameters& request);

    const KeyRing& m_keys;
    std::mutex m_mutex;
    QHash<QString, qint64> m_nonces;     ///< with consumer and token; when they can be forgotten, in seconds
};

} // namespace skylab::identity
