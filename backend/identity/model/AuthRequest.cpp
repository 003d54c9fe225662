#include "identity/model/AuthRequest.h"

#include "identity/model/Refusals.h"

#include <QJsonArray>

namespace skylab::identity {

namespace {

Result<QJsonObject> objectIn(const QJsonObject& json, const char* key, const QString& where)
{
    const auto value = json.value(QLatin1String(key));
    if (value.isObject())
        return value.toObject();
    return fail(ErrorCode::BadRequest, QStringLiteral("Expecting to find %1 in %2, as an object.").arg(QLatin1String(key), where), where + u'.' + QLatin1String(key));
}

Result<QString> textIn(const QJsonObject& json, const char* key, const QString& where)
{
    const auto value = json.value(QLatin1String(key));
    if (value.isString())
        return value.toString();
    return fail(ErrorCode::BadRequest, QStringLiteral("Expecting to find %1 in %2, as a string.").arg(QLatin1String(key), where), where + u'.' + QLatin1String(key));
}

/// An id or a name. A longer one than there can be is nobody's, and is not carried on to databases and directories.
Result<QString> nameIn(const QJsonObject& json, const char* key, const QString& where)
{
    constexpr qsizetype longest = 255;
    auto text = TRY(textIn(json, key, where));
    if (text.size() > longest)
        return refused();
    return text;
}

/// {"id"} or {"name", "domain": {"id" or "name"}}
Result<Reference> referenceIn(const QJsonObject& json, const QString& where)
{
    Reference reference;
    if (json.contains(u"id")) {
        reference.id = TRY(nameIn(json, "id", where));
        return reference;
    }
    if (!json.contains(u"name"))
        return fail(ErrorCode::BadRequest, QStringLiteral("Expecting to find id or name in %1.").arg(where), where);
    reference.name = TRY(nameIn(json, "name", where));
    const auto domain = TRY(objectIn(json, "domain", where));
    if (domain.contains(u"id"))
        reference.domainId = TRY(nameIn(domain, "id", where + QStringLiteral(".domain")));
    else
        reference.domainName = TRY(nameIn(domain, "name", where + QStringLiteral(".domain")));
    return reference;
}

Result<> readPassword(const QJsonObject& identity, AuthRequest& request)
{
    const auto password = TRY(objectIn(identity, "password", QStringLiteral("identity")));
    const auto user = TRY(objectIn(password, "user", QStringLiteral("password")));
    request.user = TRY(referenceIn(user, QStringLiteral("user")));
    request.password = Secret(TRY(textIn(user, "password", QStringLiteral("user"))).toUtf8());
    return {};
}

Result<> readApplicationCredential(const QJsonObject& identity, AuthRequest& request)
{
    const auto where = QStringLiteral("application_credential");
    const auto credential = TRY(objectIn(identity, "application_credential", QStringLiteral("identity")));
    if (credential.contains(u"id")) {
        request.applicationCredential.id = TRY(textIn(credential, "id", where));
    } else {
        request.applicationCredential.name = TRY(textIn(credential, "name", where));
        request.user = TRY(referenceIn(TRY(objectIn(credential, "user", where)), where + QStringLiteral(".user")));
    }
    request.secret = Secret(TRY(textIn(credential, "secret", where)).toUtf8());
    return {};
}

Result<> readTotp(const QJsonObject& identity, AuthRequest& request)
{
    const auto user = TRY(objectIn(TRY(objectIn(identity, "totp", QStringLiteral("identity"))), "user", QStringLiteral("totp")));
    request.totpUser = TRY(referenceIn(user, QStringLiteral("user")));
    request.passcode = Secret(TRY(textIn(user, "passcode", QStringLiteral("user"))).toUtf8());
    return {};
}

Result<> readScope(const QJsonValue& value, AuthRequest& request)
{
    using Scope = AuthRequest::Scope;
    if (value.isUndefined() || value.isNull())
        return {};
    if (value.toString() == u"unscoped") {
        request.scope = Scope::Unscoped;
        return {};
    }
    const auto scope = value.toObject();
    if (scope.contains(u"unscoped")) {
        request.scope = Scope::Unscoped;
    } else if (scope.contains(u"project")) {
        request.scope = Scope::Project;
        request.target = TRY(referenceIn(TRY(objectIn(scope, "project", QStringLiteral("scope"))), QStringLiteral("scope.project")));
    } else if (scope.contains(u"domain")) {
        request.scope = Scope::Domain;
        const auto domain = TRY(objectIn(scope, "domain", QStringLiteral("scope")));
        if (domain.contains(u"id"))
            request.target.id = TRY(textIn(domain, "id", QStringLiteral("scope.domain")));
        else
            request.target.name = TRY(textIn(domain, "name", QStringLiteral("scope.domain")));
    } else if (scope.contains(u"OS-TRUST:trust")) {
        request.scope = Scope::Trust;
        request.target.id = TRY(textIn(TRY(objectIn(scope, "OS-TRUST:trust", QStringLiteral("scope"))), "id", QStringLiteral("scope.OS-TRUST:trust")));
    } else if (scope.value(u"system").toObject().value(u"all").toBool()) {
        request.scope = Scope::System;
    } else {
        return fail(ErrorCode::BadRequest, QStringLiteral("The scope must be one of: project, domain, system {\"all\": true}, OS-TRUST:trust, unscoped."), QStringLiteral("auth.scope"));
    }
    return {};
}

} // namespace

const QStringList& knownMethods()
{
    static const QStringList methods { QStringLiteral("password"), QStringLiteral("token"), QStringLiteral("application_credential"), QStringLiteral("totp"), QStringLiteral("oauth1") };
    return methods;
}

Result<AuthRequest> parseAuthRequest(const QJsonObject& body)
{
    AuthRequest request;
    const auto auth = TRY(objectIn(body, "auth", QStringLiteral("the request body")));
    const auto identity = TRY(objectIn(auth, "identity", QStringLiteral("auth")));
    const auto methods = identity.value(u"methods");
    if (!methods.isArray() || methods.toArray().isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Expecting to find methods in identity, as a list."), QStringLiteral("auth.identity.methods"));
    const auto list = methods.toArray();
    for (const auto& method : list) {
        const auto name = method.toString();
        if (name == u"password") {
            TRY(readPassword(identity, request));
        } else if (name == u"token") {
            const auto token = TRY(objectIn(identity, "token", QStringLiteral("identity")));
            request.token = TRY(textIn(token, "id", QStringLiteral("token"))).toUtf8();
        } else if (name == u"application_credential") {
            TRY(readApplicationCredential(identity, request));
        } else if (name == u"totp") {
            TRY(readTotp(identity, request));
        } else if (name != u"oauth1") {      // that is in the Authorization header
            return fail(ErrorCode::Unauthorized, QStringLiteral("Attempted to authenticate with an unsupported method."));
        }
        if (!request.methods.contains(name))
            request.methods << name;
    }
    TRY(readScope(auth.value(u"scope"), request));
    return request;
}

} // namespace skylab::identity
