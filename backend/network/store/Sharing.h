#pragma once

#include "network/store/AddressRows.h"
#include "network/store/Change.h"

#include <QSet>

/// Who may use what others own: the RBAC policies, which are the only word on it. "Shared" is an entry for everyone.
namespace skylab::network::sharing {

inline const QString asShared = QStringLiteral("access_as_shared");
inline const QString asExternal = QStringLiteral("access_as_external");
inline const QString everyone = QStringLiteral("*");

/// SQL: "<column> is a thing of that type which is given to the project `?`", by any action or by that one.
QString given(const QString& type, const QString& column, const QString& action = {});

/// Whether the project, or everyone, may use it as shared. An empty project asks for everyone.
Result<bool> isShared(db::Connection& connection, const QString& type, const QString& objectId, const QString& projectId);
/// All things of the type that the project, or everyone, may use as shared.
Result<QSet<QString>> sharedWith(db::Connection& connection, const QString& type, const QString& projectId);

/// The table of an object type, and its actions; nothing for a type that can't be shared.
struct ObjectType {
    const char* name;
    const char* table;
    const char* actions;          ///< "access_as_shared access_as_external"
};
const ObjectType* objectType(const QString& name);
QStringList objectTypes();

/// An entry for the target, unless there is one.
Result<> share(Change& change, const QString& type, const QString& objectId, const QString& ownerId, const QString& action, const QString& target);
/// Takes away entries of that action: that of the target, or all.
Result<> unshare(Change& change, const QString& objectId, const QString& action, const QString& target = {});
/// Takes away the entry for everyone; Conflict when others use the object by it and have no other one.
Result<> unshareAll(Change& change, const QString& type, const QString& objectId);
/// All entries of an object that ceases to be.
Result<> forget(Change& change, const QString& objectId);

/// Conflict when others use the object by this entry and have no other one. `instead` is the target that it will have.
Result<> requireUnneeded(db::Connection& connection, const RbacRow& policy, const QString& instead = {});

} // namespace skylab::network::sharing
