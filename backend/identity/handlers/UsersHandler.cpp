#include "identity/handlers/UsersHandler.h"

#include "core/Uuid.h"
#include "identity/handlers/Changes.h"
#include "identity/store/AssignmentStore.h"

namespace skylab::identity {

using service::Call;
using service::Store;

namespace {

QString nameTaken(const QString& name)
{
    return QStringLiteral("Conflict occurred attempting to store user - Duplicate entry found with name %1 at domain.").arg(name);
}

} // namespace

Result<QString> UsersHandler::hashed(const std::optional<QString>& password) const
{
    if (!password)
        return QString();
    return m_passwords.hash(Secret(password->toUtf8()));
}

Result<sdk::Page<UserRow>> UsersHandler::list(Call& call, const sdk::ListQuery& query)
{
    const auto domain = visibleDomain(call.context);
    return m_directory.read([&](db::Connection& connection) {
        return domain.isEmpty() ? Store<UserRow>::list(connection, query) : Store<UserRow>::list(connection, query, QStringLiteral("domain_id = ?"), { domain });
    });
}

Result<UserRow> UsersHandler::show(Call&, const QString& id)
{
    return m_directory.read([&](db::Connection& connection) { return required<UserRow>(connection, id); });
}

Result<UserRow> UsersHandler::create(Call& call, sdk::Decoded<sdk::User> wanted)
{
    UserRow row;
    static_cast<sdk::User&>(row) = std::move(wanted.value);
    row.id = newHexId();
    row.createdAt = Clock::now();
    row.extra.remove(QStringLiteral("links"));
    if (row.domainId.isEmpty())
        row.domainId = defaultDomain(call.context);
    row.passwordHash = TRY(hashed(row.password));
    row.password.reset();
    return m_directory.write([&](db::Transaction& transaction) -> Result<UserRow> {
        TRY(requiredDomain(transaction, row.domainId));
        TRY(named(Store<UserRow>::insert(transaction, row), nameTaken(row.name)));
        TRY(record(transaction, call.context, "create", row));
        return row;
    });
}

Result<UserRow> UsersHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    // Hashing is slow: before the transaction.
    const bool newPassword = changes.contains(u"password");
    const auto password = changes.value(u"password");
    const auto hash = password.isString() ? TRY(hashed(password.toString())) : QString();
    return m_directory.write([&](db::Transaction& transaction) -> Result<UserRow> {
        const auto stored = TRY(required<UserRow>(transaction, id));
        TRY(requireMutable(stored.options, changes, "User", id));
        TRY(keeps(changes, "domain_id", stored.domainId));
        auto row = TRY(sdk::decode<UserRow>(changes, sdk::In::Update, {}, stored)).value;
        row.extra.remove(QStringLiteral("links"));
        row.password.reset();
        if (newPassword) {
            TRY(m_rules.replaced(transaction, stored));
            row.passwordHash = hash;
        }
        if (newPassword || changes.value(u"enabled").toBool())
            TRY(PasswordRules::unlock(transaction, id));
        TRY(named(Store<UserRow>::update(transaction, row).map([](bool) { }), nameTaken(row.name)));
        if (newPassword || (stored.enabled && !row.enabled))
            TRY(m_revocations.revokeUser(transaction, id));
        TRY(record(transaction, call.context, "update", row));
        return row;
    });
}

Result<> UsersHandler::remove(Call& call, const QString& id)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(required<UserRow>(transaction, id));
        TRY(requireMutable(row.options, {}, "User", id));
        TRY(AssignmentStore::forget(transaction, id));
        TRY(transaction.execute(QStringLiteral("DELETE FROM credentials WHERE user_id = ?"), id));
        TRY(m_revocations.revokeUser(transaction, id));
        TRY(Store<UserRow>::remove(transaction, id));
        return record(transaction, call.context, "delete", row);
    });
}

Result<http::Response> UsersHandler::changePassword(Call& call)
{
    const auto id = call.id(QStringLiteral("user_id"));
    const auto wanted = TRY(sdk::decode<sdk::PasswordChange>(TRY(service::unwrap(call, "user")), sdk::In::Create)).value;
    const auto user = TRY(m_directory.read([&](db::Connection& connection) { return Store<UserRow>::find(connection, id); }));
    if (!TRY(m_rules.opens(user, Secret(wanted.originalPassword.toUtf8()))))
        return fail(ErrorCode::Unauthorized, QStringLiteral("The original password is not right."));
    if (wanted.password == wanted.originalPassword)
        return fail(ErrorCode::BadRequest, QStringLiteral("The new password cannot be the old one."), QStringLiteral("user.password"));
    TRY(m_rules.requireNew(*user, Secret(wanted.password.toUtf8())));
    const auto hash = TRY(hashed(wanted.password));
    auto context = call.context;
    context.userId = id;
    TRY(m_directory.write([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(required<UserRow>(transaction, id));
        TRY(m_rules.replaced(transaction, row));
        row.passwordHash = hash;
        TRY(Store<UserRow>::update(transaction, row));
        TRY(m_revocations.revokeUser(transaction, id));
        return record(transaction, context, "update", row);
    }));
    return http::Response::empty(204);
}

Result<sdk::Page<GroupRow>> UsersHandler::groups(Call& call, const sdk::ListQuery& query)
{
    const auto id = call.id(QStringLiteral("user_id"));
    auto page = TRY(m_directory.read([&](db::Connection& connection) -> Result<sdk::Page<GroupRow>> {
        TRY(required<UserRow>(connection, id));
        return Store<GroupRow>::list(connection, query, QStringLiteral("id IN (SELECT group_id FROM group_members WHERE user_id = ?)"), { id });
    }));
    for (auto& group : page.items)
        group.extra.insert(QStringLiteral("membership_expires_at"), QJsonValue::Null);
    return page;
}

Result<sdk::Page<ProjectRow>> UsersHandler::projects(Call& call, const sdk::ListQuery& query)
{
    const auto id = call.id(QStringLiteral("user_id"));
    return m_directory.read([&](db::Connection& connection) -> Result<sdk::Page<ProjectRow>> {
        TRY(required<UserRow>(connection, id));
        const auto condition = AssignmentStore::projectsOf(id, AssignmentStore::Which::All);
        return Store<ProjectRow>::list(connection, query, condition.sql, condition.arguments);
    });
}

} // namespace skylab::identity
