#include "identity/handlers/UsersHandler.h"

#include "core/Uuid.h"
#include "identity/handlers/Changes.h"
#include "identity/store/AssignmentStore.h"

namespace skylab::identity {

using service::Call;
using service::Store;

Result<sdk::Page<UserRow>> UsersHandler::list(Call& call, const sdk::ListQuery& query)
{
    const auto domain = visibleDomain(call.context);
    TRY(m_backends.refreshUsers(domain.isEmpty() ? call.query(u"domain_id") : domain, call.query(u"name")));
    auto page = TRY(m_directory.read([&](db::Connection& connection) {
        return domain.isEmpty() ? Store<UserRow>::list(connection, query, MirrorStore::present())
                                : Store<UserRow>::list(connection, query, QStringLiteral("domain_id = ? AND ") + MirrorStore::present(), { domain });
    }));
    TRY(m_accounts.markInactive(page.items));
    return page;
}

Result<UserRow> UsersHandler::show(Call&, const QString& id)
{
    TRY(m_backends.refreshUser(id));
    std::vector<UserRow> found { TRY(m_directory.read([&](db::Connection& connection) { return required<UserRow>(connection, id); })) };
    TRY(m_accounts.markInactive(found));
    return std::move(found.front());
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
    TRY(m_backends.requireWritable(row.domainId));
    TRY(UserOptions::check(row.options));
    row.options = UserOptions::merged({}, row.options);
    row.passwordHash = TRY(m_accounts.hashed(row.password));
    row.password.reset();
    m_accounts.stamp(row);
    return m_directory.write([&](db::Transaction& transaction) -> Result<UserRow> {
        TRY(requiredDomain(transaction, row.domainId));
        TRY(named(Store<UserRow>::insert(transaction, row), nameTakenInDomain("user", row.name)));
        TRY(m_accounts.remember(transaction, row));
        TRY(record(transaction, call.context, "create", row));
        return row;
    });
}

Result<UserRow> UsersHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    TRY(requireWritable(id));
    // Hashing is slow: before the transaction.
    const bool newPassword = changes.contains(u"password");
    const auto password = changes.value(u"password");
    const auto hash = password.isString() ? TRY(m_accounts.hashed(password.toString())) : QString();
    TRY(UserOptions::check(changes.value(u"options").toObject()));
    return m_directory.write([&](db::Transaction& transaction) -> Result<UserRow> {
        const auto stored = TRY(required<UserRow>(transaction, id));
        TRY(requireMutable(stored.options, changes, "User", id));
        TRY(keeps(changes, "domain_id", stored.domainId));
        auto row = TRY(sdk::decode<UserRow>(changes, sdk::In::Update, {}, stored)).value;
        row.extra.remove(QStringLiteral("links"));
        row.password.reset();
        row.options = UserOptions::merged(stored.options, changes.value(u"options").toObject());
        if (newPassword) {
            row.passwordHash = hash;
            m_accounts.stamp(row);
        }
        TRY(named(Store<UserRow>::update(transaction, row).map([](bool) { }), nameTakenInDomain("user", row.name)));
        if (newPassword)
            TRY(m_accounts.remember(transaction, row));
        if (changes.value(u"enabled").toBool())
            TRY(m_accounts.enabledAgain(transaction, row));
        if (newPassword || (stored.enabled && !row.enabled))
            TRY(m_revocations.revokeUser(transaction, id));
        TRY(record(transaction, call.context, "update", row));
        return row;
    });
}

Result<> UsersHandler::requireWritable(const QString& id)
{
    const auto row = TRY(m_directory.read([&](db::Connection& connection) { return required<UserRow>(connection, id); }));
    return m_backends.requireWritable(row.domainId);
}

Result<> UsersHandler::remove(Call& call, const QString& id)
{
    TRY(requireWritable(id));
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
    TRY(m_accounts.changePassword(call.context, id, Secret(wanted.originalPassword.toUtf8()), wanted.password));
    return http::Response::empty(204);
}

Result<sdk::Page<GroupRow>> UsersHandler::groups(Call& call, const sdk::ListQuery& query)
{
    const auto id = call.id(QStringLiteral("user_id"));
    TRY(m_backends.refreshGroupsOf(id));
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
