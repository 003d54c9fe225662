#include "identity/OAuthRequests.h"

#include "identity/model/Refusals.h"

#include <cmath>

namespace skylab::identity {

using service::Store;

namespace {

constexpr qint64 toleranceSeconds = 300;

} // namespace

Result<OAuthParameters> OAuthRequests::parse(const service::Call& call, const QStringList& needed)
{
    const auto url = call.request.baseUrl() + QString::fromUtf8(call.request.path);
    const auto request = parseOAuth(call.request.method, url, call.request.headers.value("Authorization"), call.request.query());
    if (!request)
        return fail(ErrorCode::BadRequest, QStringLiteral("The request must have an Authorization header of OAuth 1.0a: OAuth oauth_consumer_key=\"...\", ..."), QStringLiteral("Authorization"));
    sdk::Problems problems;
    const QStringList usual { QStringLiteral("oauth_consumer_key"), QStringLiteral("oauth_signature_method"), QStringLiteral("oauth_timestamp"), QStringLiteral("oauth_nonce") };
    const auto all = usual + needed;
    for (const auto& name : all)
        if (request->value(name).isEmpty())
            problems.add(name, QStringLiteral("it is required in the Authorization header"));
    if (request->signature.isEmpty())
        problems.add(QStringLiteral("oauth_signature"), QStringLiteral("it is required in the Authorization header"));
    if (!problems.isEmpty())
        return fail(ErrorCode::BadRequest, problems.text(), problems.firstField());
    return *request;
}

Result<> OAuthRequests::verify(db::Connection& connection, const OAuthParameters& request, const QByteArray& sealedTokenSecret)
{
    const auto consumer = TRY(Store<ConsumerRow>::find(connection, request.value(u"oauth_consumer_key")));
    if (!consumer)
        return refused();
    const auto consumerSecret = m_keys.unseal(consumer->sealed);
    const auto tokenSecret = sealedTokenSecret.isEmpty() ? std::optional(QByteArray()) : m_keys.unseal(sealedTokenSecret);
    if (!consumerSecret || !tokenSecret)
        return fail(ErrorCode::Internal, QStringLiteral("OAuth consumer %1 can't be opened: its key is not among identity/credential-keys of the data directory.").arg(consumer->id));
    if (!request.isSignedWith(*consumerSecret, *tokenSecret))
        return refused();
    return useOnce(request);
}

Result<> OAuthRequests::useOnce(const OAuthParameters& request)
{
    const auto now = Clock::now().micros / 1'000'000;
    const auto time = request.value(u"oauth_timestamp").toLongLong();
    if (std::abs(now - time) > toleranceSeconds)
        return refused();
    const auto nonce = QStringList { request.value(u"oauth_consumer_key"), request.value(u"oauth_token"), request.value(u"oauth_timestamp"), request.value(u"oauth_nonce") }.join(u' ');
    const std::lock_guard lock(m_mutex);
    m_nonces.removeIf([now](const auto& one) { return one.value() < now; });
    if (m_nonces.contains(nonce))
        return refused();
    m_nonces.insert(nonce, time + toleranceSeconds);
    return {};
}

} // namespace skylab::identity
