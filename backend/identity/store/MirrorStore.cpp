#include "identity/store/MirrorStore.h"

#include "identity/store/Directory.h"
#include "identity/store/Texts.h"

#include <QCryptographicHash>
#include <QLoggingCategory>
#include <QSet>

namespace skylab::identity::MirrorStore {

namespace {

Q_LOGGING_CATEGORY(lcMirror, "skylab.identity.mirror")

using service::Store;

constexpr const char* typeOf(const UserRow*) { return "user"; }
constexpr const char* typeOf(const GroupRow*) { return "group"; }

void fill(UserRow& row, const DriverUser& user)
{
    row.name = user.name;
    row.enabled = user.enabled;
    row.description = user.description.isEmpty() ? std::nullopt : std::optional(user.description);
    if (!user.defaultProjectId.isEmpty())
        row.defaultProjectId = user.defaultProjectId;
    row.extra = user.extra;
}

void fill(GroupRow& row, const DriverGroup& group)
{
    row.name = group.name;
    row.description = group.description;
}

bool isSame(const UserRow& a, const UserRow& b)
{
    return a.name == b.name && a.enabled == b.enabled && a.description == b.description && a.defaultProjectId == b.defaultProjectId && a.extra == b.extra;
}
bool isSame(const GroupRow& a, const GroupRow& b) { return a.name == b.name && a.description == b.description; }

bool isEnabled(const UserRow& row) { return row.enabled; }
bool isEnabled(const GroupRow&) { return false; }

/// Whether the name belongs to somebody whom no directory has: then there is no room for the directory's one.
template <typename Row>
Result<bool> isTaken(db::Connection& connection, const Row& row)
{
    static const auto sql = QStringLiteral("SELECT id FROM %1 WHERE domain_id = ? AND name = ? AND id NOT IN (SELECT public_id FROM id_mappings)").arg(QLatin1String(Row::table));
    return !TRY(texts(connection.query(sql, row.domainId, row.name))).isEmpty();
}

template <typename Row, typename Item>
Result<> planOne(db::Connection& connection, const QString& domainId, const Item& item, Scope scope, Plan<Row>& plan)
{
    const auto id = publicId(domainId, typeOf(static_cast<Row*>(nullptr)), item.id);
    const auto stored = TRY(Store<Row>::find(connection, id));
    Row row;
    if (stored)
        row = *stored;
    row.id = id;
    row.domainId = domainId;
    fill(row, item);
    if (!stored) {
        if (scope == Scope::Known)
            return {};
        if (TRY(isTaken(connection, row))) {
            qCWarning(lcMirror).noquote() << "A" << Row::resourceKey << "of the directory of domain" << domainId << "is left out: there is another one of that name, with the id"
                                          << "of Skylab's own database. Rename or remove that one.";
            return {};
        }
        row.createdAt = Clock::now();
        plan.localIds.insert(id, item.id);
        plan.added.push_back(std::move(row));
        return {};
    }
    const auto mapping = TRY(find(connection, id));
    if (mapping && mapping->gone)
        plan.back << id;
    if (isSame(row, *stored) || TRY(isTaken(connection, row)))
        return {};
    if (isEnabled(*stored) && !isEnabled(row))
        plan.ended << id;
    plan.changed.push_back(std::move(row));
    return {};
}

template <typename Row, typename Item>
Result<Plan<Row>> planAll(db::Connection& connection, const QString& domainId, const std::vector<Item>& items, Scope scope)
{
    Plan<Row> plan;
    const auto type = QString::fromLatin1(typeOf(static_cast<Row*>(nullptr)));
    QSet<QString> seen;
    for (const auto& item : items) {
        const auto id = publicId(domainId, typeOf(static_cast<Row*>(nullptr)), item.id);
        if (seen.contains(id))
            continue;
        seen.insert(id);
        TRY(planOne(connection, domainId, item, scope, plan));
    }
    if (scope == Scope::These)
        return plan;
    const auto known = TRY(texts(connection.query(QStringLiteral("SELECT public_id FROM id_mappings WHERE domain_id = ? AND entity_type = ? AND gone IS FALSE"), domainId, type)));
    for (const auto& id : known)
        if (!seen.contains(id))
            plan.gone << id;
    return plan;
}

/// Names are unique in a domain, and may change hands in the directory.
template <typename Row>
Result<> freeName(db::Transaction& transaction, const Row& row)
{
    static const auto sql = QStringLiteral("UPDATE %1 SET name = id WHERE domain_id = ? AND name = ? AND id <> ?").arg(QLatin1String(Row::table));
    TRY(transaction.execute(sql, row.domainId, row.name, row.id));
    return {};
}

template <typename Row>
Result<> applyRows(db::Transaction& transaction, const QString& domainId, const Plan<Row>& plan)
{
    const auto context = service::Context::system();
    const auto type = QString::fromLatin1(typeOf(static_cast<Row*>(nullptr)));
    for (const auto& row : plan.added) {
        TRY(freeName(transaction, row));
        TRY(Store<Row>::insert(transaction, row));
        TRY(transaction.execute(QStringLiteral("INSERT INTO id_mappings (public_id, domain_id, local_id, entity_type, gone) VALUES (?, ?, ?, ?, ?)"),
                                row.id, domainId, plan.localIds.value(row.id), type, false));
        TRY(record(transaction, context, "create", row));
    }
    for (const auto& row : plan.changed) {
        TRY(freeName(transaction, row));
        TRY(Store<Row>::update(transaction, row));
        TRY(record(transaction, context, "update", row));
    }
    const auto setGone = QStringLiteral("UPDATE id_mappings SET gone = ? WHERE public_id = ?");
    for (const auto& id : plan.back)
        TRY(transaction.execute(setGone, false, id));
    for (const auto& id : plan.gone) {
        TRY(transaction.execute(setGone, true, id));
        TRY(transaction.execute(QStringLiteral("UPDATE %1 SET name = id WHERE id = ?").arg(QLatin1String(Row::table)), id));
        TRY(transaction.execute(QStringLiteral("DELETE FROM group_members WHERE user_id = ? OR group_id = ?"), id, id));
    }
    return {};
}

} // namespace

QString publicId(const QString& domainId, const char* entityType, const QString& localId)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(domainId.toUtf8());
    hash.addData(QByteArray(entityType));
    hash.addData(localId.toUtf8());
    return QString::fromLatin1(hash.result().toHex());
}

Result<std::optional<Mapping>> find(db::Connection& connection, const QString& publicId)
{
    auto rows = TRY(connection.query(QStringLiteral("SELECT domain_id, local_id, gone FROM id_mappings WHERE public_id = ?"), publicId));
    if (rows.next())
        return std::optional(Mapping { rows.get<QString>(0), rows.get<QString>(1), rows.get<bool>(2) });
    TRY(rows.check());
    return std::optional<Mapping>();
}

QString present() { return QStringLiteral("id NOT IN (SELECT public_id FROM id_mappings WHERE gone IS TRUE)"); }

Result<UserPlan> plan(db::Connection& connection, const QString& domainId, const std::vector<DriverUser>& users, Scope scope)
{
    return planAll<UserRow>(connection, domainId, users, scope);
}

Result<GroupPlan> plan(db::Connection& connection, const QString& domainId, const std::vector<DriverGroup>& groups, Scope scope)
{
    return planAll<GroupRow>(connection, domainId, groups, scope);
}

Result<> apply(db::Transaction& transaction, const QString& domainId, const UserPlan& plan, RevocationStore& revocations)
{
    TRY(applyRows(transaction, domainId, plan));
    for (const auto& id : plan.gone)
        TRY(transaction.execute(QStringLiteral("UPDATE users SET enabled = ? WHERE id = ?"), false, id));
    for (const auto& id : plan.ended + plan.gone)
        TRY(revocations.revokeUser(transaction, id));
    return {};
}

Result<> apply(db::Transaction& transaction, const QString& domainId, const GroupPlan& plan, RevocationStore&)
{
    return applyRows(transaction, domainId, plan);
}

UserPlan goneUser(const QString& publicId)
{
    UserPlan plan;
    plan.gone << publicId;
    return plan;
}

GroupPlan goneGroup(const QString& publicId)
{
    GroupPlan plan;
    plan.gone << publicId;
    return plan;
}

Result<QHash<QString, QString>> groupsWithRoles(db::Connection& connection, const QString& domainId)
{
    auto rows = TRY(connection.query(QStringLiteral("SELECT public_id, local_id FROM id_mappings WHERE domain_id = ? AND entity_type = 'group' AND gone IS FALSE "
                                                    "AND public_id IN (SELECT actor_id FROM role_assignments WHERE actor_type = 'group')"), domainId));
    QHash<QString, QString> groups;
    while (rows.next())
        groups.insert(rows.get<QString>(0), rows.get<QString>(1));
    TRY(rows.check());
    return groups;
}

namespace {

/// Those that have a row: who was never seen, or was left out for the name, can't be a member.
Result<QSet<QString>> known(db::Connection& connection, const QStringList& ids)
{
    constexpr qsizetype atOnce = 500;
    QSet<QString> result;
    for (qsizetype from = 0; from < ids.size(); from += atOnce) {
        QVariantList some;
        for (const auto& id : ids.mid(from, atOnce))
            some << id;
        const auto marks = QStringList(some.size(), QStringLiteral("?")).join(u',');
        const auto present = TRY(texts(connection.query(QStringLiteral("SELECT public_id FROM id_mappings WHERE gone IS FALSE AND public_id IN (%1)").arg(marks), some)));
        for (const auto& id : present)
            result.insert(id);
    }
    return result;
}

QString otherKey(const Memberships& wanted) { return qstrcmp(wanted.key, "user_id") == 0 ? QStringLiteral("group_id") : QStringLiteral("user_id"); }

/// Memberships in groups of Skylab's own database are none of the directory's business.
Result<QStringList> mirrored(db::Connection& connection, const Memberships& wanted)
{
    const auto other = otherKey(wanted);
    return texts(connection.query(QStringLiteral("SELECT %1 FROM group_members WHERE %2 = ? AND group_id IN (SELECT public_id FROM id_mappings)").arg(other, QLatin1String(wanted.key)), wanted.id));
}

} // namespace

Result<bool> differs(db::Connection& connection, const Memberships& wanted)
{
    const auto stored = TRY(mirrored(connection, wanted));
    return QSet<QString>(stored.begin(), stored.end()) != TRY(known(connection, wanted.others));
}

Result<> apply(db::Transaction& transaction, const Memberships& wanted)
{
    const auto other = otherKey(wanted);
    const auto key = QLatin1String(wanted.key);
    const auto before = TRY(mirrored(transaction, wanted));
    const QSet<QString> stored(before.begin(), before.end());
    const auto others = TRY(known(transaction, wanted.others));
    for (const auto& id : stored)
        if (!others.contains(id))
            TRY(transaction.execute(QStringLiteral("DELETE FROM group_members WHERE %1 = ? AND %2 = ?").arg(key, other), wanted.id, id));
    for (const auto& id : others)
        if (!stored.contains(id))
            TRY(transaction.execute(QStringLiteral("INSERT INTO group_members (%1, %2) VALUES (?, ?) ON CONFLICT DO NOTHING").arg(key, other), wanted.id, id));
    return {};
}

} // namespace skylab::identity::MirrorStore
