#include "identity/handlers/Ec2TokensHandler.h"

#include "identity/handlers/Ec2.h"
#include "identity/model/Refusals.h"

namespace skylab::identity {

using service::Call;
using service::Store;

namespace {

constexpr qint64 toleranceSeconds = 900;

Result<QJsonObject> credentialsIn(const Call& call, const QStringList& needed)
{
    auto value = call.json.value(u"credentials");
    for (const auto* older : { u"ec2Credentials", u"auth" })
        if (!value.isObject())
            value = call.json.value(QStringView(older));
    if (!value.isObject())
        return fail(ErrorCode::BadRequest, QStringLiteral("Expecting to find credentials in the request body, as an object."), QStringLiteral("credentials"));
    sdk::Problems problems;
    const auto credentials = value.toObject();
    for (const auto& name : needed)
        if (credentials.value(name).toString().isEmpty())
            problems.add(QStringLiteral("credentials.") + name, QStringLiteral("it is required, as a string"));
    if (!problems.isEmpty())
        return fail(ErrorCode::BadRequest, problems.text(), problems.firstField());
    return credentials;
}

Ec2Request::Texts textsIn(const QJsonObject& json, bool lowerCase)
{
    Ec2Request::Texts texts;
    for (auto it = json.begin(); it != json.end(); ++it)
        texts.insert(lowerCase ? it.key().toLower() : it.key(), it->toVariant().toString());
    return texts;
}

} // namespace

Result<Ec2TokensHandler::Found> Ec2TokensHandler::find(const QString& access)
{
    const auto row = TRY(m_directory.read([&](db::Connection& connection) { return Store<CredentialRow>::find(connection, ec2Id(access)); }));
    if (!row || row->type != u"ec2")
        return refused();
    const auto blob = m_keys.unseal(row->sealed);
    if (!blob)
        return fail(ErrorCode::Internal, QStringLiteral("Credential %1 can't be opened: its key is not among identity/credential-keys of the data directory.").arg(row->id));
    return Found { *row, QJsonDocument::fromJson(*blob).object() };
}

Result<Sessions::Issued> Ec2TokensHandler::issue(const Found& found)
{
    Token token;
    token.methods = { QStringLiteral("ec2credential") };
    token.userId = found.row.userId;
    token.scope = ScopeKind::Project;
    token.scopeId = found.row.projectId.value_or(QString());
    // A credential that was made with something lent gives no more than that.
    token.trustId = found.blob.value(u"trust_id").toString();
    token.accessTokenId = found.blob.value(u"access_token_id").toString();
    token.applicationCredentialId = found.blob.value(u"app_cred_id").toString();
    return m_sessions.issue(token);
}

Result<http::Response> Ec2TokensHandler::ec2(Call& call)
{
    const auto json = TRY(credentialsIn(call, { QStringLiteral("access"), QStringLiteral("signature"), QStringLiteral("host"), QStringLiteral("verb"), QStringLiteral("path") }));
    const auto text = [&](const char* name) { return json.value(QLatin1String(name)).toString(); };
    const Ec2Request request { text("access"), text("signature"), text("host"), text("verb"), text("path"), textsIn(json.value(u"params").toObject(), false),
                               textsIn(json.value(u"headers").toObject(), true), text("body_hash") };
    const auto found = TRY(find(request.access));
    const auto time = request.time();
    const auto now = Clock::now();
    if (!request.isSignedWith(found.blob.value(u"secret").toString().toUtf8()) || time.isNull() || time < now.addSeconds(-toleranceSeconds) || now.addSeconds(toleranceSeconds) < time)
        return refused();
    const auto issued = TRY(issue(found));
    return m_auth.respond(call, 200, issued.token, *issued.session);
}

Result<http::Response> Ec2TokensHandler::s3(Call& call)
{
    const auto json = TRY(credentialsIn(call, { QStringLiteral("access"), QStringLiteral("signature"), QStringLiteral("token") }));
    const auto signedText = QByteArray::fromBase64Encoding(json.value(u"token").toString().toLatin1(), QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
    const auto plainText = QByteArray::fromBase64Encoding(json.value(u"token").toString().toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
    if (!signedText && !plainText)
        return fail(ErrorCode::BadRequest, QStringLiteral("credentials.token: it must be the text that was signed, in base64"), QStringLiteral("credentials.token"));
    const auto found = TRY(find(json.value(u"access").toString()));
    if (!isS3Signature(plainText ? *plainText : *signedText, json.value(u"signature").toString(), found.blob.value(u"secret").toString().toUtf8()))
        return refused();
    const auto issued = TRY(issue(found));
    auto response = TRY(m_auth.respond(call, 200, issued.token, *issued.session));
    response.headers.remove("X-Subject-Token");
    return response;
}

} // namespace skylab::identity
