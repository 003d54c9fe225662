#pragma once

#include "identity/driver/IdentityDriver.h"
#include "identity/store/RevocationStore.h"
#include "identity/store/Rows.h"

namespace skylab::identity {

/// Rows that stand for users and groups of a domain's directory. Writes happen only where the directory says something
/// else than the rows do.
namespace MirrorStore {

/// 64 hexadecimal digits, the same for ever, and the same as Keystone's: SHA-256 of domain, type and local id.
QString publicId(const QString& domainId, const char* entityType, const QString& localId);

struct Mapping {
    QString domainId;
    QString localId;
    bool gone = false;
};
/// Of a user or group by its public id; nothing for one that no directory has.
Result<std::optional<Mapping>> find(db::Connection& connection, const QString& publicId);

/// SQL for lists: leaves out what directories no longer have.
QString present();

enum class Scope : std::uint8_t {
    These,       ///< says nothing of others
    All,         ///< others of the domain are gone
    Known,       ///< as All, and those that have no row yet get none
};

/// One difference between a directory and the rows.
template <typename Row>
struct Plan {
    std::vector<Row> added;
    std::vector<Row> changed;
    QHash<QString, QString> localIds;      ///< of `added`, by public id
    QStringList ended;                     ///< of `changed`: users who were enabled
    QStringList gone;
    QStringList back;
    [[nodiscard]] bool isEmpty() const { return added.empty() && changed.empty() && gone.isEmpty() && back.isEmpty(); }
};
using UserPlan = Plan<UserRow>;
using GroupPlan = Plan<GroupRow>;

Result<UserPlan> plan(db::Connection& connection, const QString& domainId, const std::vector<DriverUser>& users, Scope scope);
Result<GroupPlan> plan(db::Connection& connection, const QString& domainId, const std::vector<DriverGroup>& groups, Scope scope);
Result<> apply(db::Transaction& transaction, const QString& domainId, const UserPlan& plan, RevocationStore& revocations);
Result<> apply(db::Transaction& transaction, const QString& domainId, const GroupPlan& plan, RevocationStore& revocations);
/// What makes one user or group gone, by its public id.
UserPlan goneUser(const QString& publicId);
GroupPlan goneGroup(const QString& publicId);

/// Local ids by public ids of the domain's groups that are there and have a role somewhere.
Result<QHash<QString, QString>> groupsWithRoles(db::Connection& connection, const QString& domainId);

/// Who is in which group, for one side of it: `key` is "user_id" or "group_id".
struct Memberships {
    const char* key;
    QString id;
    QStringList others;                    ///< all group ids of the user, or user ids of the group; those without a row don't count
};
Result<bool> differs(db::Connection& connection, const Memberships& wanted);
Result<> apply(db::Transaction& transaction, const Memberships& wanted);

} // namespace MirrorStore

} // namespace skylab::identity
