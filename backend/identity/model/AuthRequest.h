#pragma once

#include "core/Result.h"
#include "core/Secret.h"
#include "identity/model/Token.h"

#include <QJsonObject>

namespace skylab::identity {

/// Something in a domain, as requests name it: by id, or by name and domain (itself by id or name).
struct Reference {
    QString id;
    QString name;
    QString domainId;
    QString domainName;
};

/// Body of POST /v3/auth/tokens, checked for form. Source: Identity API v3, "Authentication and token management".
struct AuthRequest {
    QStringList methods;
    Reference user;                      ///< of password, or of an application credential given by name
    Secret password;
    QByteArray token;
    Reference applicationCredential;     ///< id, or name of `user`'s
    Secret secret;
    Reference totpUser;
    Secret passcode;

    enum class Scope : std::uint8_t { Absent, Unscoped, Project, Domain, System, Trust } scope = Scope::Absent;
    Reference target;                    ///< of Project and Domain; of Trust its id
};

/// The methods that this cloud offers.
const QStringList& knownMethods();

/// BadRequest names what is missing. Unauthorized: a method that this cloud does not offer, an id or a name of more than
/// 255 characters.
Result<AuthRequest> parseAuthRequest(const QJsonObject& body);

} // namespace skylab::identity
