#pragma once

#include "identity/OAuthRequests.h"
#include "identity/Sessions.h"
#include "service/Routes.h"

namespace skylab::identity {

/// OS-OAUTH1: consumers, and the way of a consumer to a user's access token: it asks for a request token, a user
/// authorizes that, and it is changed into an access token, which logs in (AuthHandler).
/// Secrets are sealed in the database, shown once and never in an event.
class OAuthHandler {
public:
    OAuthHandler(Directory& directory, Sessions& sessions, OAuthRequests& requests) : m_directory(directory), m_sessions(sessions), m_requests(requests) { }

    Result<sdk::Page<ConsumerRow>> listConsumers(service::Call& call, const sdk::ListQuery& query);
    Result<ConsumerRow> showConsumer(service::Call& call, const QString& id);
    Result<ConsumerRow> createConsumer(service::Call& call, sdk::Decoded<sdk::OAuthConsumer> wanted);
    Result<ConsumerRow> updateConsumer(service::Call& call, const QString& id, const QJsonObject& changes);
    /// Its tokens go along.
    Result<> removeConsumer(service::Call& call, const QString& id);

    /// Signed by the consumer, for the project of the header Requested-Project-Id. Good for eight hours.
    Result<http::Response> createRequestToken(service::Call& call);
    /// By a user who has the roles in the project; answers the verifier that the consumer needs.
    Result<http::Response> authorize(service::Call& call);
    /// Signed by the consumer with the request token, which is used up.
    Result<http::Response> createAccessToken(service::Call& call);

    Result<sdk::Page<AccessTokenRow>> listAccessTokens(service::Call& call, const sdk::ListQuery& query);
    Result<AccessTokenRow> showAccessToken(service::Call& call, const QString& id);
    /// Tokens got with it end.
    Result<> removeAccessToken(service::Call& call, const QString& id);
    Result<http::Response> accessTokenRoles(service::Call& call);
    Result<http::Response> accessTokenRole(service::Call& call);

private:
    static Result<AccessTokenRow> ownToken(db::Connection& connection, const service::Call& call, const QString& id);

    Directory& m_directory;
    Sessions& m_sessions;
    OAuthRequests& m_requests;
};

} // namespace skylab::identity
