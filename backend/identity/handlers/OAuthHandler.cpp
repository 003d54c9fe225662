#include "identity/handlers/OAuthHandler.h"

#include "core/Uuid.h"
#include "identity/model/Passwords.h"
#include "identity/model/Refusals.h"
#include "identity/store/AssignmentStore.h"
#include "identity/store/TrustStore.h"

namespace skylab::identity {

using service::Call;
using service::Store;

namespace {

constexpr qint64 requestTokenSeconds = 28'800;      // Keystone's defaults
constexpr qint64 accessTokenSeconds = 86'400;

/// As OAuth answers: a form.
http::Response form(const QString& id, const QString& secret, Timestamp expiresAt)
{
    http::Response response = http::Response::empty(201);
    response.headers.set("Content-Type", "application/x-www-form-urlencoded");
    response.body = QStringLiteral("oauth_token=%1&oauth_token_secret=%2&oauth_expires_at=%3").arg(id, secret, toString(expiresAt, TimeFormat::MicrosZ)).toUtf8();
    return response;
}

Result<ConsumerRow> requiredConsumer(db::Connection& connection, const QString& id)
{
    auto row = TRY(Store<ConsumerRow>::find(connection, id));
    if (!row)
        return fail(ErrorCode::NotFound, QStringLiteral("Consumer not found"));
    return std::move(*row);
}

Result<std::vector<RoleRow>> rolesOf(db::Connection& connection, const AccessTokenRow& row)
{
    std::vector<RoleRow> roles;
    for (const auto& id : row.roleIds)
        if (auto role = TRY(Store<RoleRow>::find(connection, id)))
            roles.push_back(std::move(*role));
    return roles;
}

/// Ids of the roles asked for, all of which the user must have in the project.
Result<QStringList> heldRoles(db::Connection& connection, const std::vector<sdk::RoleReference>& wanted, const QString& userId, const QString& projectId)
{
    const auto graph = TRY(Directory::readRoles(connection));
    const auto held = graph.expand(TRY(AssignmentStore::effectiveRoleIds(connection, userId, ScopeKind::Project, projectId)));
    QStringList ids;
    for (const auto& one : wanted) {
        const auto role = TRY(TrustStore::requiredRole(connection, one));
        if (!held.contains(role.id))
            return fail(ErrorCode::Unauthorized, QStringLiteral("authorizing user does not have role required: %1").arg(role.name));
        if (!ids.contains(role.id))
            ids << role.id;
    }
    return ids;
}

} // namespace

Result<sdk::Page<ConsumerRow>> OAuthHandler::listConsumers(Call&, const sdk::ListQuery& query)
{
    return m_directory.read([&](db::Connection& connection) { return Store<ConsumerRow>::list(connection, query); });
}

Result<ConsumerRow> OAuthHandler::showConsumer(Call&, const QString& id)
{
    return m_directory.read([&](db::Connection& connection) { return requiredConsumer(connection, id); });
}

Result<ConsumerRow> OAuthHandler::createConsumer(Call& call, sdk::Decoded<sdk::OAuthConsumer> wanted)
{
    ConsumerRow row;
    static_cast<sdk::OAuthConsumer&>(row) = std::move(wanted.value);
    row.id = newHexId();
    row.extra.remove(QStringLiteral("links"));
    const auto secret = newHexId();
    row.sealed = m_requests.seal(secret);
    return m_directory.write([&](db::Transaction& transaction) -> Result<ConsumerRow> {
        TRY(Store<ConsumerRow>::insert(transaction, row));
        TRY(record(transaction, call.context, "create", row));
        auto shown = row;
        shown.secret = secret;
        return shown;
    });
}

Result<ConsumerRow> OAuthHandler::updateConsumer(Call& call, const QString& id, const QJsonObject& changes)
{
    if (changes.contains(u"secret"))
        return fail(ErrorCode::BadRequest, QStringLiteral("consumer.secret: a consumer's secret can't be changed. Make a new consumer."), QStringLiteral("consumer.secret"));
    return m_directory.write([&](db::Transaction& transaction) -> Result<ConsumerRow> {
        auto row = TRY(sdk::decode<ConsumerRow>(changes, sdk::In::Update, {}, TRY(requiredConsumer(transaction, id)), QStringLiteral("consumer"))).value;
        row.extra.remove(QStringLiteral("links"));
        TRY(Store<ConsumerRow>::update(transaction, row));
        TRY(record(transaction, call.context, "update", row));
        return row;
    });
}

Result<> OAuthHandler::removeConsumer(Call& call, const QString& id)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(requiredConsumer(transaction, id));
        TRY(Store<ConsumerRow>::remove(transaction, id));
        return record(transaction, call.context, "delete", row);
    });
}

Result<http::Response> OAuthHandler::createRequestToken(Call& call)
{
    const auto projectId = QString::fromUtf8(call.request.headers.value("Requested-Project-Id"));
    if (projectId.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("The header Requested-Project-Id is required: the project that the consumer wants to act in."), QStringLiteral("Requested-Project-Id"));
    const auto request = TRY(OAuthRequests::parse(call, { QStringLiteral("oauth_callback") }));
    TRY(m_directory.read([&](db::Connection& connection) -> Result<> {
        TRY(m_requests.verify(connection, request, {}));
        TRY(required<ProjectRow>(connection, projectId));
        return {};
    }));
    const auto secret = newHexId();
    const RequestTokenRow row { newHexId(), request.value(u"oauth_consumer_key"), projectId, m_requests.seal(secret), {}, {}, {}, Clock::now().addSeconds(requestTokenSeconds) };
    TRY(m_directory.writeQuietly([&](db::Transaction& transaction) -> Result<> {
        TRY(transaction.execute(QStringLiteral("DELETE FROM oauth_request_tokens WHERE expires_at < ?"), Clock::now()));
        return Store<RequestTokenRow>::insert(transaction, row);
    }));
    return form(row.id, secret, row.expiresAt);
}

Result<http::Response> OAuthHandler::authorize(Call& call)
{
    const auto wanted = TRY(sdk::decode<sdk::OAuthAuthorization>(call.json, sdk::In::Create));
    const auto session = TRY(m_sessions.validate(call.context.token));
    if (session->token.isDelegated() || !session->token.applicationCredentialId.isEmpty())
        return fail(ErrorCode::Forbidden, QStringLiteral("Cannot authorize a request token with a token issued via delegation."));
    const auto verifier = QString::fromLatin1(Passwords::generate(8).reveal());
    TRY(m_directory.writeQuietly([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(Store<RequestTokenRow>::find(transaction, call.id(QStringLiteral("request_token_id"))));
        if (!row)
            return fail(ErrorCode::NotFound, QStringLiteral("Request token not found"));
        if (row->expiresAt <= Clock::now())
            return fail(ErrorCode::Unauthorized, QStringLiteral("Request token is expired"));
        row->roleIds = TRY(heldRoles(transaction, wanted->roles, call.context.userId, row->projectId));
        row->userId = call.context.userId;
        row->verifier = verifier;
        TRY(Store<RequestTokenRow>::update(transaction, *row));
        return {};
    }));
    JsonWriter json;
    json.beginObject().key("token").beginObject().key("oauth_verifier").value(verifier).endObject().endObject();
    return http::Response::json(200, json.take());
}

Result<http::Response> OAuthHandler::createAccessToken(Call& call)
{
    const auto request = TRY(OAuthRequests::parse(call, { QStringLiteral("oauth_token"), QStringLiteral("oauth_verifier") }));
    const auto id = request.value(u"oauth_token");
    TRY(m_directory.read([&](db::Connection& connection) -> Result<> {
        const auto row = TRY(Store<RequestTokenRow>::find(connection, id));
        if (!row || row->consumerId != request.value(u"oauth_consumer_key") || row->expiresAt <= Clock::now())
            return refused();
        return m_requests.verify(connection, request, row->sealed);
    }));
    const auto secret = newHexId();
    AccessTokenRow made;
    TRY(m_directory.write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(Store<RequestTokenRow>::find(transaction, id));
        if (!row || !row->userId || !Secret(row->verifier.toUtf8()).equals(request.value(u"oauth_verifier").toUtf8()))
            return refused();      // not authorized, or changed already by another request
        made = {};
        made.id = newHexId();
        made.consumerId = row->consumerId;
        made.projectId = row->projectId;
        made.userId = *row->userId;
        made.roleIds = row->roleIds;
        made.sealed = m_requests.seal(secret);
        made.expiresAt = Clock::now().addSeconds(accessTokenSeconds);
        TRY(Store<RequestTokenRow>::remove(transaction, id));
        TRY(Store<AccessTokenRow>::insert(transaction, made));
        return record(transaction, call.context, "create", made);
    }));
    return form(made.id, secret, made.expiresAt);
}

Result<AccessTokenRow> OAuthHandler::ownToken(db::Connection& connection, const Call& call, const QString& id)
{
    auto row = TRY(Store<AccessTokenRow>::find(connection, id));
    if (!row || row->userId != call.id(QStringLiteral("user_id")))
        return fail(ErrorCode::NotFound, QStringLiteral("Access token not found"));
    return std::move(*row);
}

Result<sdk::Page<AccessTokenRow>> OAuthHandler::listAccessTokens(Call& call, const sdk::ListQuery& query)
{
    const auto userId = call.id(QStringLiteral("user_id"));
    return m_directory.read([&](db::Connection& connection) -> Result<sdk::Page<AccessTokenRow>> {
        TRY(required<UserRow>(connection, userId));
        return Store<AccessTokenRow>::list(connection, query, QStringLiteral("user_id = ?"), { userId });
    });
}

Result<AccessTokenRow> OAuthHandler::showAccessToken(Call& call, const QString& id)
{
    return m_directory.read([&](db::Connection& connection) { return ownToken(connection, call, id); });
}

Result<> OAuthHandler::removeAccessToken(Call& call, const QString& id)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(ownToken(transaction, call, id));
        TRY(Store<AccessTokenRow>::remove(transaction, id));
        return record(transaction, call.context, "delete", row);
    });
}

Result<http::Response> OAuthHandler::accessTokenRoles(Call& call)
{
    sdk::Page<RoleRow> page;
    TRY(m_directory.read([&](db::Connection& connection) -> Result<> {
        page.items = TRY(rolesOf(connection, TRY(ownToken(connection, call, call.id(QStringLiteral("access_token_id"))))));
        return {};
    }));
    return service::respondList(call, page, {});
}

Result<http::Response> OAuthHandler::accessTokenRole(Call& call)
{
    return m_directory.read([&](db::Connection& connection) -> Result<http::Response> {
        const auto row = TRY(ownToken(connection, call, call.id(QStringLiteral("access_token_id"))));
        const auto id = call.id(QStringLiteral("role_id"));
        if (!row.roleIds.contains(id))
            return fail(ErrorCode::NotFound, QStringLiteral("Could not find role: %1.").arg(id.left(255)));
        return service::respond(call, 200, TRY(required<RoleRow>(connection, id)));
    });
}

} // namespace skylab::identity
