#include "identity/handlers/GroupsHandler.h"

#include "core/Uuid.h"
#include "identity/handlers/Changes.h"
#include "identity/store/AssignmentStore.h"

namespace skylab::identity {

using service::Call;
using service::Store;

namespace {

QString groupId(const Call& call) { return call.id(QStringLiteral("group_id")); }

auto notMember(const Call& call)
{
    return fail(ErrorCode::NotFound, QStringLiteral("Could not find user %1 in group %2.").arg(userId(call).left(64), groupId(call).left(64)));
}

Result<> recordMember(db::Transaction& transaction, const Call& call, const char* change)
{
    const QJsonObject payload { { QStringLiteral("group_id"), groupId(call) }, { QStringLiteral("user_id"), userId(call) } };
    return service::appendEvent(transaction, call.context, QStringLiteral("identity.group_member.") + QLatin1String(change), groupId(call), {}, payload);
}

} // namespace

Result<sdk::Page<GroupRow>> GroupsHandler::list(Call& call, const sdk::ListQuery& query)
{
    const auto domain = visibleDomain(call.context);
    TRY(m_backends.refreshGroups(domain.isEmpty() ? call.query(u"domain_id") : domain));
    return m_directory.read([&](db::Connection& connection) {
        return domain.isEmpty() ? Store<GroupRow>::list(connection, query, MirrorStore::present())
                                : Store<GroupRow>::list(connection, query, QStringLiteral("domain_id = ? AND ") + MirrorStore::present(), { domain });
    });
}

Result<> GroupsHandler::requireWritable(const QString& groupId, const QString& userId)
{
    const auto domains = TRY(m_directory.read([&](db::Connection& connection) -> Result<QStringList> {
        QStringList ids { TRY(required<GroupRow>(connection, groupId)).domainId };
        if (!userId.isEmpty())
            ids << TRY(required<UserRow>(connection, userId)).domainId;
        return ids;
    }));
    for (const auto& domain : domains)
        TRY(m_backends.requireWritable(domain));
    return {};
}

Result<GroupRow> GroupsHandler::show(Call&, const QString& id)
{
    TRY(m_backends.refreshGroup(id));
    return m_directory.read([&](db::Connection& connection) { return required<GroupRow>(connection, id); });
}

Result<GroupRow> GroupsHandler::create(Call& call, sdk::Decoded<sdk::Group> wanted)
{
    GroupRow row;
    static_cast<sdk::Group&>(row) = std::move(wanted.value);
    row.id = newHexId();
    row.createdAt = Clock::now();
    row.extra.remove(QStringLiteral("links"));
    if (row.domainId.isEmpty())
        row.domainId = defaultDomain(call.context);
    TRY(m_backends.requireWritable(row.domainId));
    return m_directory.write([&](db::Transaction& transaction) -> Result<GroupRow> {
        TRY(requiredDomain(transaction, row.domainId));
        TRY(named(Store<GroupRow>::insert(transaction, row), nameTakenInDomain("group", row.name)));
        TRY(record(transaction, call.context, "create", row));
        return row;
    });
}

Result<GroupRow> GroupsHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    TRY(requireWritable(id));
    return m_directory.write([&](db::Transaction& transaction) -> Result<GroupRow> {
        const auto stored = TRY(required<GroupRow>(transaction, id));
        TRY(keeps(changes, "domain_id", stored.domainId));
        auto row = TRY(sdk::decode<GroupRow>(changes, sdk::In::Update, {}, stored)).value;
        row.extra.remove(QStringLiteral("links"));
        TRY(named(Store<GroupRow>::update(transaction, row).map([](bool) { }), nameTakenInDomain("group", row.name)));
        TRY(record(transaction, call.context, "update", row));
        return row;
    });
}

Result<> GroupsHandler::remove(Call& call, const QString& id)
{
    TRY(requireWritable(id));
    return m_directory.write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(required<GroupRow>(transaction, id));
        TRY(AssignmentStore::forget(transaction, id));
        TRY(Store<GroupRow>::remove(transaction, id));
        return record(transaction, call.context, "delete", row);
    });
}

Result<sdk::Page<UserRow>> GroupsHandler::users(Call& call, const sdk::ListQuery& query)
{
    TRY(m_backends.refreshMembersOf(groupId(call)));
    return m_directory.read([&](db::Connection& connection) -> Result<sdk::Page<UserRow>> {
        TRY(required<GroupRow>(connection, groupId(call)));
        return Store<UserRow>::list(connection, query, QStringLiteral("id IN (SELECT user_id FROM group_members WHERE group_id = ?)"), { groupId(call) });
    });
}

Result<http::Response> GroupsHandler::addUser(Call& call)
{
    TRY(requireWritable(groupId(call), userId(call)));
    TRY(m_directory.write([&](db::Transaction& transaction) -> Result<> {
        TRY(required<GroupRow>(transaction, groupId(call)));
        TRY(required<UserRow>(transaction, userId(call)));
        const auto added = TRY(transaction.execute(QStringLiteral("INSERT INTO group_members (group_id, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING"), groupId(call), userId(call)));
        return added > 0 ? recordMember(transaction, call, "create") : Result<>();
    }));
    return http::Response::empty(204);
}

Result<http::Response> GroupsHandler::checkUser(Call& call)
{
    TRY(m_backends.refreshMembersOf(groupId(call)));
    return m_directory.read([&](db::Connection& connection) -> Result<http::Response> {
        TRY(required<GroupRow>(connection, groupId(call)));
        TRY(required<UserRow>(connection, userId(call)));
        auto rows = TRY(connection.query(QStringLiteral("SELECT 1 FROM group_members WHERE group_id = ? AND user_id = ?"), groupId(call), userId(call)));
        if (!rows.next())
            return notMember(call);
        return http::Response::empty(204);
    });
}

Result<http::Response> GroupsHandler::removeUser(Call& call)
{
    TRY(requireWritable(groupId(call), userId(call)));
    return m_directory.write([&](db::Transaction& transaction) -> Result<http::Response> {
        TRY(required<GroupRow>(transaction, groupId(call)));
        TRY(required<UserRow>(transaction, userId(call)));
        if (TRY(transaction.execute(QStringLiteral("DELETE FROM group_members WHERE group_id = ? AND user_id = ?"), groupId(call), userId(call))) == 0)
            return notMember(call);
        TRY(recordMember(transaction, call, "delete"));
        return http::Response::empty(204);
    });
}

} // namespace skylab::identity
