#pragma once

#include "support/cloud/ApiClient.h"

namespace skylab::test {

inline QJsonObject withScope(QJsonObject body, const QJsonValue& scope)
{
    auto auth = body[u"auth"].toObject();
    auth[u"scope"] = scope;
    body[u"auth"] = auth;
    return body;
}

/// Body of POST /auth/tokens for a user, and unless null a project, of the domain Default.
inline QJsonObject passwordLogin(const char* user, const char* password, const char* project)
{
    auto body = fromJson(R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"domain":{"name":"Default"}}}}}})");
    auto auth = body[u"auth"].toObject();
    auto identity = auth[u"identity"].toObject();
    auto method = identity[u"password"].toObject();
    auto who = method[u"user"].toObject();
    who[u"name"] = QString::fromUtf8(user);
    who[u"password"] = QString::fromUtf8(password);
    method[u"user"] = who;
    identity[u"password"] = method;
    auth[u"identity"] = identity;
    body[u"auth"] = auth;
    if (!project)
        return body;
    auto scope = fromJson(R"({"project":{"domain":{"name":"Default"}}})");
    auto where = scope[u"project"].toObject();
    where[u"name"] = QString::fromUtf8(project);
    scope[u"project"] = where;
    return withScope(body, scope);
}

inline QJsonObject tokenLogin(const QByteArray& token, const QJsonValue& scope)
{
    QJsonObject body { { QStringLiteral("auth"), QJsonObject { { QStringLiteral("identity"), QJsonObject {
        { QStringLiteral("methods"), QJsonArray { QStringLiteral("token") } }, { QStringLiteral("token"), QJsonObject { { QStringLiteral("id"), QString::fromLatin1(token) } } } } } } } };
    return withScope(body, scope);
}

} // namespace skylab::test
