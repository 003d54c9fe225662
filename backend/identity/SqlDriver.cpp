#include "identity/SqlDriver.h"

namespace skylab::identity {

using service::Store;

namespace {

DriverUser item(const UserRow& row) { return { row.id, row.name, row.description.value_or(QString()), row.defaultProjectId.value_or(QString()), row.enabled, row.extra }; }
DriverGroup item(const GroupRow& row) { return { row.id, row.name, row.description }; }

template <typename Item>
std::optional<Item> only(std::vector<Item> items)
{
    return items.empty() ? std::nullopt : std::optional(std::move(items.front()));
}

} // namespace

template <typename Row, typename Item>
Result<std::vector<Item>> SqlDriver::select(const QString& where, const QVariantList& arguments)
{
    auto sql = where;
    auto values = arguments;
    if (!m_domainId.isEmpty()) {
        sql += QStringLiteral("%1domain_id = ?").arg(where.isEmpty() ? QString() : QStringLiteral(" AND "));
        values << m_domainId;
    }
    const auto rows = TRY(m_directory.read([&](db::Connection& connection) { return Store<Row>::select(connection, sql, values); }));
    std::vector<Item> items;
    for (const auto& row : rows)
        items.push_back(item(row));
    return items;
}

Result<std::vector<DriverUser>> SqlDriver::users() { return select<UserRow, DriverUser>({}, {}); }
Result<std::optional<DriverUser>> SqlDriver::user(const QString& id) { return only(TRY((select<UserRow, DriverUser>(QStringLiteral("id = ?"), { id })))); }
Result<std::optional<DriverUser>> SqlDriver::userNamed(const QString& name) { return only(TRY((select<UserRow, DriverUser>(QStringLiteral("name = ?"), { name })))); }
Result<std::vector<DriverGroup>> SqlDriver::groups() { return select<GroupRow, DriverGroup>({}, {}); }
Result<std::optional<DriverGroup>> SqlDriver::group(const QString& id) { return only(TRY((select<GroupRow, DriverGroup>(QStringLiteral("id = ?"), { id })))); }

Result<std::vector<DriverGroup>> SqlDriver::groupsOf(const QString& userId)
{
    return select<GroupRow, DriverGroup>(QStringLiteral("id IN (SELECT group_id FROM group_members WHERE user_id = ?)"), { userId });
}

Result<std::vector<DriverUser>> SqlDriver::membersOf(const QString& groupId)
{
    if (!TRY(group(groupId)))
        return fail(ErrorCode::NotFound, QStringLiteral("Could not find group: %1.").arg(groupId.left(64)));
    return select<UserRow, DriverUser>(QStringLiteral("id IN (SELECT user_id FROM group_members WHERE group_id = ?)"), { groupId });
}

Result<bool> SqlDriver::authenticate(const QString& userId, const Secret& password)
{
    const auto row = TRY(m_directory.read([&](db::Connection& connection) { return Store<UserRow>::find(connection, userId); }));
    const bool ours = row && (m_domainId.isEmpty() || row->domainId == m_domainId);
    return m_passwords.verify(password, ours ? row->passwordHash : QString());      // unknown users take as long
}

} // namespace skylab::identity
