#include "sdk/client/Token.h"

namespace skylab::client {

namespace {

QJsonObject named(const QString& name) { return { { QStringLiteral("name"), name } }; }

QJsonObject identity(const Connection& connection, const Secret& byToken)
{
    const auto& token = byToken.isEmpty() ? connection.token : byToken;
    if (!token.isEmpty()) {
        return { { QStringLiteral("methods"), QJsonArray { QStringLiteral("token") } },
                 { QStringLiteral("token"), QJsonObject { { QStringLiteral("id"), QString::fromUtf8(token.reveal()) } } } };
    }
    if (!connection.applicationCredentialId.isEmpty()) {
        const auto method = QStringLiteral("application_credential");
        return { { QStringLiteral("methods"), QJsonArray { method } },
                 { method, QJsonObject { { QStringLiteral("id"), connection.applicationCredentialId },
                                         { QStringLiteral("secret"), QString::fromUtf8(connection.applicationCredentialSecret.reveal()) } } } };
    }
    QJsonObject user;
    if (!connection.userId.isEmpty()) {
        user[QStringLiteral("id")] = connection.userId;
    } else {
        user[QStringLiteral("name")] = connection.userName;
        user[QStringLiteral("domain")] = named(connection.userDomain);
    }
    user[QStringLiteral("password")] = QString::fromUtf8(connection.password.reveal());
    return { { QStringLiteral("methods"), QJsonArray { QStringLiteral("password") } },
             { QStringLiteral("password"), QJsonObject { { QStringLiteral("user"), user } } } };
}

} // namespace

QJsonObject authBody(const Connection& connection, const Secret& byToken)
{
    QJsonObject auth { { QStringLiteral("identity"), identity(connection, byToken) } };
    QJsonObject project;
    if (!connection.projectId.isEmpty()) {
        project[QStringLiteral("id")] = connection.projectId;
    } else if (!connection.projectName.isEmpty()) {
        project[QStringLiteral("name")] = connection.projectName;
        project[QStringLiteral("domain")] = named(connection.projectDomain);
    }
    // An application credential belongs to one project and refuses an explicit scope.
    if (!project.isEmpty() && (connection.applicationCredentialId.isEmpty() || !byToken.isEmpty()))
        auth[QStringLiteral("scope")] = QJsonObject { { QStringLiteral("project"), project } };
    return { { QStringLiteral("auth"), auth } };
}

Result<TokenFacts> readToken(const QJsonObject& document, const QByteArray& subjectToken)
{
    const auto token = document[u"token"].toObject();
    if (subjectToken.isEmpty() || token.isEmpty())
        return fail(ErrorCode::Internal, QStringLiteral("The answer is no token. Does the address lead to Keystone v3?"));
    TokenFacts facts;
    facts.value = Secret(subjectToken);
    const auto user = token[u"user"];
    facts.userId = user[u"id"].toString();
    facts.userName = user[u"name"].toString();
    facts.userDomain = user[u"domain"][u"name"].toString();
    const auto project = token[u"project"];
    facts.projectId = project[u"id"].toString();
    facts.projectName = project[u"name"].toString();
    facts.projectDomain = project[u"domain"][u"name"].toString();
    const auto roles = token[u"roles"].toArray();
    for (const auto& role : roles)
        facts.roles << role[u"name"].toString();
    facts.expiresAt = parseTimestamp(token[u"expires_at"].toString());
    facts.catalog = Catalog(token[u"catalog"].toArray());
    return facts;
}

} // namespace skylab::client
