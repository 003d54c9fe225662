#pragma once

#include "compute/store/ComputeRows.h"
#include "db/Transaction.h"
#include "sdk/compute/Aggregate.h"

namespace skylab::compute {

/// A host aggregate. Schedulers read all of them with Aggregates::select(): names, metadata, hosts.
struct AggregateRow : sdk::Aggregate {
    static constexpr const char* table = "aggregates";
    static constexpr const char* key = "uuid";

    /// The availability zone that its metadata gives to its hosts; empty = none.
    [[nodiscard]] QString zone() const { return metadata.value(QStringLiteral("availability_zone")); }
};

/// A server that changed its host or its size, as os-migrations lists them.
struct MigrationRow {
    QString uuid;
    int number = 0;
    QString serverId;
    QString type;                ///< "resize", "migration", "live-migration", "evacuation"
    QString status;              ///< "pre-migrating", "post-migrating", "finished", "confirmed", "reverted", "error" ...
    QString sourceHost;
    QString destHost;
    QString oldFlavor;           ///< ids
    QString newFlavor;
    QString userId;
    QString projectId;
    Timestamp createdAt;
    Timestamp updatedAt;

    static constexpr const char* table = "migrations";
    static constexpr const char* key = "uuid";
    static constexpr auto fields = std::tuple {
        sdk::Field<&MigrationRow::uuid> { "uuid" },              sdk::Field<&MigrationRow::number> { "number" },
        sdk::Field<&MigrationRow::serverId> { "server_id" },     sdk::Field<&MigrationRow::type> { "type" },
        sdk::Field<&MigrationRow::status> { "status" },          sdk::Field<&MigrationRow::sourceHost> { "source_host" },
        sdk::Field<&MigrationRow::destHost> { "dest_host" },     sdk::Field<&MigrationRow::oldFlavor> { "old_flavor" },
        sdk::Field<&MigrationRow::newFlavor> { "new_flavor" },   sdk::Field<&MigrationRow::userId> { "user_id" },
        sdk::Field<&MigrationRow::projectId> { "project_id" },   sdk::Field<&MigrationRow::createdAt> { "created_at" },
        sdk::Field<&MigrationRow::updatedAt> { "updated_at" },
    };
};

using Aggregates = service::Store<AggregateRow>;
using MigrationStore = service::Store<MigrationRow>;

/// The next of the numbers of that name, from 1; one that was given is never given again.
Result<int> nextNumber(db::Transaction& transaction, const QString& name);

/// Where the hosts are reached: they are this one.
inline const QString hostAddress = QStringLiteral("127.0.0.1");
/// The zone of a host that is in no aggregate with a zone.
inline const QString defaultZone = QStringLiteral("nova");
/// Hosts, and the servers on them, are in the zones that the aggregates say. Call it in the transaction that changed an
/// aggregate or a host. Conflict when a server was asked to be in the zone that its host would leave.
Result<> settleZones(db::Transaction& transaction);

namespace migrations {
/// The book of migrations follows the states of a server: begins one with a resize, moves it on, ends it. Called with
/// each change of a server, in its transaction.
Result<> follow(db::Transaction& transaction, const QString& userId, const ServerRow& before, const ServerRow& after);
/// Begins one by hand, for moves that the states don't tell.
Result<MigrationRow> begin(db::Transaction& transaction, const QString& userId, const ServerRow& server, const QString& type, const QString& status, const QString& destHost);
/// The server's latest migration that has not ended gets the status; none: nothing happens.
Result<> setStatus(db::Transaction& transaction, const QString& serverId, const QString& status);
/// Whether it can still change.
bool isOpen(const MigrationRow& migration);
} // namespace migrations

} // namespace skylab::compute
