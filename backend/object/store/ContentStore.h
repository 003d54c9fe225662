#pragma once

#include "db/Transaction.h"
#include "object/store/ObjectRows.h"

namespace skylab::object {

/// What a change of rows left: the object before it, and blobs that no row names any more, to be removed after the
/// commit (those that a crash leaves are removed at the next start).
struct Change {
    std::optional<ObjectRow> before;
    std::optional<ObjectRow> after;
    QString versionId;                               ///< of what was written or removed; empty: no versions are kept
    QString currentVersionId;                        ///< after the change; "null" for one without, or none
    QList<std::pair<QString, QString>> blobs;        ///< account, blob
    bool found = true;
};

/// Rows of accounts, containers and objects, with all that hangs on them: counters of container and account, versions
/// kept of what is replaced (in either of Swift's ways), blobs left over. Each call is part of the caller's transaction.
struct ContentStore {
    /// The account's row, made if it is not there. `domainId` is known when a token of its own project asks.
    static Result<AccountRow> account(db::Transaction& transaction, const QString& name, const QString& domainId);
    static Result<std::optional<ContainerRow>> container(db::Connection& connection, const QString& account, const QString& name);
    static Result<> addContainer(db::Transaction& transaction, const ContainerRow& container);
    /// Conflict when it has objects or versions that are not over, or more that are than one transaction should remove:
    /// removeExpired() comes first.
    static Result<Change> removeContainer(db::Transaction& transaction, const ContainerRow& container);

    /// The current one, unless it is expired.
    static Result<std::optional<ObjectRow>> object(db::Connection& connection, const QString& containerId, const QString& name);
    /// By version id; "null" is the current one if it was made while no versions were kept. Marks of deletion are found too.
    static Result<std::optional<ObjectRow>> version(db::Connection& connection, const QString& containerId, const QString& name, const QString& versionId);

    /// Puts the row (without id, container and version) in the place of the object of that name.
    /// PreconditionFailed when the container for older versions is not there.
    static Result<Change> put(db::Transaction& transaction, const ContainerRow& container, ObjectRow row);
    /// Not found (Change::found) when there is none. A container that keeps versions keeps what was, and a mark.
    static Result<Change> remove(db::Transaction& transaction, const ContainerRow& container, const QString& name);
    static Result<Change> removeVersion(db::Transaction& transaction, const ContainerRow& container, const QString& name, const QString& versionId);
    /// PUT ?version-id: an older version becomes the current one.
    static Result<Change> makeCurrent(db::Transaction& transaction, const ContainerRow& container, const QString& name, const QString& versionId);
    /// Removes at most `limit` objects and as many versions whose time has come, of one container or of all; gives how many.
    static Result<int> removeExpired(db::Transaction& transaction, int limit, Change& change, const QString& containerId = {});

private:
    struct Delta {
        qint64 objects = 0;
        qint64 bytes = 0;
        qint64 versions = 0;
        qint64 versionBytes = 0;
    };
    static Result<> count(db::Transaction& transaction, const ContainerRow& container, const Delta& delta);
    static Result<> insert(db::Transaction& transaction, const ContainerRow& container, ObjectRow& row);
    static Result<> drop(db::Transaction& transaction, const ContainerRow& container, const ObjectRow& row, Change& change);
    static Result<> keep(db::Transaction& transaction, const ContainerRow& container, const ObjectRow& row, Change& change);
    static Result<> archive(db::Transaction& transaction, const ContainerRow& container, const ObjectRow& row, Change& change);
    static Result<Change> removeArchiving(db::Transaction& transaction, const ContainerRow& container, const ObjectRow& current);
    static Result<QString> newVersionId(db::Transaction& transaction, const ContainerRow& container, const QString& name);
};

} // namespace skylab::object
