#pragma once

#include "core/Clock.h"
#include "core/Secret.h"
#include "sdk/client/Catalog.h"
#include "sdk/client/Connection.h"

#include <QJsonObject>

namespace skylab::client {

/// What Keystone said about us when it gave the token. A plain value, copied between threads.
struct TokenFacts {
    Secret value;
    QString userId;
    QString userName;
    QString userDomain;
    QString projectId;        ///< empty: unscoped
    QString projectName;
    QString projectDomain;
    QStringList roles;
    Timestamp expiresAt;
    Catalog catalog;

    [[nodiscard]] bool isValid(Timestamp now) const { return !value.isEmpty() && (expiresAt.isNull() || now < expiresAt); }
    [[nodiscard]] bool isAdmin() const { return roles.contains(QLatin1String("admin")); }
};

/// The body of POST /v3/auth/tokens. With `byToken` the identity is that token, otherwise what the connection holds.
/// https://docs.openstack.org/api-ref/identity/v3/#password-authentication-with-scoped-authorization
QJsonObject authBody(const Connection& connection, const Secret& byToken);

/// Reads the answer. Internal when it is no token document.
Result<TokenFacts> readToken(const QJsonObject& document, const QByteArray& subjectToken);

} // namespace skylab::client
