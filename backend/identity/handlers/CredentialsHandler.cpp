#include "identity/handlers/CredentialsHandler.h"

#include "core/Uuid.h"
#include "identity/handlers/Changes.h"
#include "identity/handlers/Ec2.h"

namespace skylab::identity {

using service::Call;
using service::Store;

namespace {

QString accessOf(const QString& blob) { return blobOf(blob).value(u"access").toString(); }

Result<> checkEc2(const CredentialRow& row)
{
    if (row.type != u"ec2")
        return {};
    if (!row.projectId)
        return fail(ErrorCode::BadRequest, QStringLiteral("Expecting to find project_id in an ec2 credential."), QStringLiteral("credential.project_id"));
    if (accessOf(row.blob).isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("The blob of an ec2 credential must be a JSON text with \"access\" and \"secret\"."), QStringLiteral("credential.blob"));
    return {};
}

Result<> recordQuietly(db::Transaction& transaction, const Call& call, const char* change, CredentialRow row)
{
    row.blob.clear();
    return record(transaction, call.context, change, row);
}

sdk::Ec2Credential ec2Of(const CredentialRow& row)
{
    const auto blob = blobOf(row.blob);
    const auto trust = blob.value(u"trust_id").toString();
    return { row.userId, row.projectId.value_or(QString()), blob.value(u"access").toString(), blob.value(u"secret").toString(), trust.isEmpty() ? std::nullopt : std::optional(trust) };
}

} // namespace

Result<CredentialRow> CredentialsHandler::opened(CredentialRow row) const
{
    const auto blob = m_keys.unseal(row.sealed);
    if (!blob)
        return fail(ErrorCode::Internal, QStringLiteral("Credential %1 can't be opened: its key is not among identity/credential-keys of the data directory.").arg(row.id));
    row.blob = QString::fromUtf8(*blob);
    return row;
}

Result<> CredentialsHandler::requireInReach(const Session& session, const CredentialRow& opened)
{
    const auto& token = session.token;
    if (!token.isDelegated() && (token.applicationCredentialId.isEmpty() || session.unrestricted))
        return {};
    const auto blob = opened.type == u"ec2" ? blobOf(opened.blob) : QJsonObject();
    if (!blob.isEmpty() && bound(blob, token) == blob)
        return {};
    return fail(ErrorCode::NotFound, QStringLiteral("Could not find credential: %1.").arg(opened.id));
}

Result<CredentialRow> CredentialsHandler::reachable(db::Connection& connection, const Session& session, const QString& id)
{
    auto row = TRY(opened(TRY(required<CredentialRow>(connection, id))));
    TRY(requireInReach(session, row));
    return row;
}

void CredentialsHandler::addOwner(const Call& call, service::PolicyTarget& target)
{
    const auto name = QStringLiteral("target.credential.user_id");
    const auto id = call.id(QStringLiteral("credential_id"));
    if (id.isEmpty()) {
        const auto wanted = call.json.value(u"credential").toObject().value(u"user_id").toString();
        target.insert(name, wanted.isEmpty() ? call.context.userId : wanted);
        return;
    }
    const auto row = m_directory.read([&](db::Connection& connection) { return Store<CredentialRow>::find(connection, id); });
    if (row && *row)
        target.insert(name, (*row)->userId);
}

Result<sdk::Page<CredentialRow>> CredentialsHandler::list(Call& call, const sdk::ListQuery& query)
{
    auto page = TRY(m_directory.read([&](db::Connection& connection) {
        return seesAll(call.context) ? Store<CredentialRow>::list(connection, query) : Store<CredentialRow>::list(connection, query, QStringLiteral("user_id = ?"), { call.context.userId });
    }));
    const auto who = TRY(session(call));
    for (auto& row : page.items)
        row = TRY(opened(std::move(row)));
    std::erase_if(page.items, [&](const CredentialRow& row) { return !requireInReach(*who, row); });
    return page;
}

Result<CredentialRow> CredentialsHandler::show(Call& call, const QString& id)
{
    const auto who = TRY(session(call));
    return m_directory.read([&](db::Connection& connection) { return reachable(connection, *who, id); });
}

Result<CredentialRow> CredentialsHandler::create(Call& call, sdk::Decoded<sdk::Credential> wanted)
{
    CredentialRow row;
    static_cast<sdk::Credential&>(row) = std::move(wanted.value);
    if (row.userId.isEmpty())
        row.userId = call.context.userId;
    TRY(checkEc2(row));
    row.id = row.type == u"ec2" ? ec2Id(accessOf(row.blob)) : newHexId();
    const auto who = TRY(session(call));
    if (row.type == u"ec2")
        row.blob = textOf(bound(blobOf(row.blob), who->token));
    else if (!requireInReach(*who, row))      // a passcode's secret would be a way in that nobody has lent
        return fail(ErrorCode::Forbidden, QStringLiteral("A token of a trust, of OAuth or of a restricted application credential makes credentials of the type ec2 only. Sign in with the password."));
    return store(call, std::move(row));
}

Result<CredentialRow> CredentialsHandler::store(const Call& call, CredentialRow row)
{
    row.sealed = m_keys.seal(row.blob.toUtf8());
    return m_directory.write([&](db::Transaction& transaction) -> Result<CredentialRow> {
        TRY(required<UserRow>(transaction, row.userId));
        if (row.projectId)
            TRY(required<ProjectRow>(transaction, *row.projectId));
        TRY(named(Store<CredentialRow>::insert(transaction, row), QStringLiteral("Conflict occurred attempting to store credential - Duplicate entry found with ID %1.").arg(row.id)));
        TRY(recordQuietly(transaction, call, "create", row));
        return row;
    });
}

Result<CredentialRow> CredentialsHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    const auto who = TRY(session(call));
    return m_directory.write([&](db::Transaction& transaction) -> Result<CredentialRow> {
        const auto stored = TRY(reachable(transaction, *who, id));
        auto row = TRY(sdk::decode<CredentialRow>(changes, sdk::In::Update, {}, stored)).value;
        TRY(checkEc2(row));
        if ((row.type == u"ec2") != (stored.type == u"ec2"))
            return fail(ErrorCode::BadRequest, QStringLiteral("credential.type: a credential of the type ec2 stays one, and no other becomes one. Make a new one."), QStringLiteral("credential.type"));
        if (row.type == u"ec2" && row.blob != stored.blob)
            row.blob = textOf(boundAs(blobOf(row.blob), blobOf(stored.blob)));
        if (row.projectId && row.projectId != stored.projectId)
            TRY(required<ProjectRow>(transaction, *row.projectId));
        row.sealed = m_keys.seal(row.blob.toUtf8());
        TRY(Store<CredentialRow>::update(transaction, row));
        TRY(recordQuietly(transaction, call, "update", row));
        return row;
    });
}

Result<> CredentialsHandler::remove(Call& call, const QString& id)
{
    const auto who = TRY(session(call));
    return m_directory.write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(reachable(transaction, *who, id));
        TRY(Store<CredentialRow>::remove(transaction, id));
        return recordQuietly(transaction, call, "delete", row);
    });
}

Result<CredentialRow> CredentialsHandler::ownEc2(db::Connection& connection, const Call& call, const Session& session, const QString& access)
{
    const auto id = ec2Id(access);
    const auto row = TRY(required<CredentialRow>(connection, id));
    if (row.type != u"ec2" || row.userId != call.id(QStringLiteral("user_id")))
        return fail(ErrorCode::NotFound, QStringLiteral("Could not find credential: %1.").arg(id));
    return reachable(connection, session, id);
}

Result<sdk::Page<sdk::Ec2Credential>> CredentialsHandler::listEc2(Call& call, const sdk::ListQuery&)
{
    const auto userId = call.id(QStringLiteral("user_id"));
    const auto who = TRY(session(call));
    return m_directory.read([&](db::Connection& connection) -> Result<sdk::Page<sdk::Ec2Credential>> {
        TRY(required<UserRow>(connection, userId));
        sdk::Page<sdk::Ec2Credential> page;
        for (auto& row : TRY(Store<CredentialRow>::select(connection, QStringLiteral("user_id = ? AND type = 'ec2'"), { userId }))) {
            const auto one = TRY(opened(std::move(row)));
            if (requireInReach(*who, one))
                page.items.push_back(ec2Of(one));
        }
        return page;
    });
}

Result<sdk::Ec2Credential> CredentialsHandler::showEc2(Call& call, const QString& access)
{
    const auto who = TRY(session(call));
    return ec2Of(TRY(m_directory.read([&](db::Connection& connection) { return ownEc2(connection, call, *who, access); })));
}

Result<http::Response> CredentialsHandler::createEc2(Call& call)
{
    const auto project = call.json.value(u"tenant_id").toString();
    if (project.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Expecting to find tenant_id in the request body, as a string."), QStringLiteral("tenant_id"));
    CredentialRow row;
    const auto access = newHexId();
    row.id = ec2Id(access);
    row.userId = call.id(QStringLiteral("user_id"));
    row.projectId = project;
    row.type = QStringLiteral("ec2");
    const QJsonObject blob { { QStringLiteral("access"), access }, { QStringLiteral("secret"), newHexId() } };
    row.blob = textOf(bound(blob, TRY(session(call))->token));
    return service::respond(call, 201, ec2Of(TRY(store(call, std::move(row)))));
}

Result<> CredentialsHandler::removeEc2(Call& call, const QString& access)
{
    const auto who = TRY(session(call));
    return m_directory.write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(ownEc2(transaction, call, *who, access));
        TRY(Store<CredentialRow>::remove(transaction, row.id));
        return recordQuietly(transaction, call, "delete", row);
    });
}

} // namespace skylab::identity
