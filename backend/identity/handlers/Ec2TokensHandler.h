#pragma once

#include "identity/handlers/AuthHandler.h"
#include "identity/model/Ec2Signature.h"

namespace skylab::identity {

/// /ec2tokens and /s3tokens: a service that speaks EC2 or S3 asks who has signed a request. Administrators' and
/// services' only, since a signature that was seen somewhere would else be a token for anybody.
class Ec2TokensHandler {
public:
    Ec2TokensHandler(Directory& directory, Sessions& sessions, const KeyRing& keys, AuthHandler& auth) : m_directory(directory), m_sessions(sessions), m_keys(keys), m_auth(auth) { }

    /// What POST /auth/tokens would answer the owner of the credential, with 200. Unauthorized when the signature is
    /// not right, or older than 15 minutes.
    Result<http::Response> ec2(service::Call& call);
    /// The same, without the token itself. The text that was signed comes in base64 as "token".
    Result<http::Response> s3(service::Call& call);

private:
    /// The credential's row and the texts in its blob.
    struct Found {
        CredentialRow row;
        QJsonObject blob;
    };
    Result<Found> find(const QString& access);
    Result<Sessions::Issued> issue(const Found& found);

    Directory& m_directory;
    Sessions& m_sessions;
    const KeyRing& m_keys;
    AuthHandler& m_auth;
};

} // namespace skylab::identity
