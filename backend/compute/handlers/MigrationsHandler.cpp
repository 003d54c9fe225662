#include "compute/handlers/MigrationsHandler.h"

#include "compute/ComputeService.h"
#include "core/Uuid.h"

namespace skylab::compute {

using service::Call;

namespace {

const QString live = QStringLiteral("live-migration");
const QStringList goingOn { QStringLiteral("queued"), QStringLiteral("accepted"), QStringLiteral("preparing"), QStringLiteral("running"), QStringLiteral("post-migrating") };

void writeHost(JsonWriter& json, const char* key, const QString& host)
{
    json.key(key);
    host.isEmpty() ? json.null() : json.value(host);
}

/// The old API gives a flavor's number in its database. Flavors have none here; ids that are numbers stand for it.
void writeFlavor(JsonWriter& json, const char* key, const QString& id)
{
    bool isNumber = false;
    const int number = id.toInt(&isNumber);
    json.key(key);
    isNumber ? json.value(number) : json.null();
}

void writePlaces(JsonWriter& json, const MigrationRow& row)
{
    json.beginObject().key("id").value(row.number).key("status").value(row.status);
    for (const auto* key : { "source_compute", "source_node" })
        writeHost(json, key, row.sourceHost);
    for (const auto* key : { "dest_compute", "dest_node" })
        writeHost(json, key, row.destHost);
    writeHost(json, "dest_host", row.destHost.isEmpty() ? QString() : hostAddress);
    json.key("created_at").value(toString(row.createdAt, TimeFormat::Micros)).key("updated_at");
    row.updatedAt.isNull() ? json.null() : json.value(toString(row.updatedAt, TimeFormat::Micros));
}

void writeOwners(JsonWriter& json, const Call& call, const MigrationRow& row)
{
    if (call.version >= sdk::mv(2, 59))
        json.key("uuid").value(row.uuid);
    if (call.version >= sdk::mv(2, 80))
        json.key("user_id").value(row.userId).key("project_id").value(row.projectId);
}

void writeMigration(JsonWriter& json, const Call& call, const MigrationRow& row)
{
    writePlaces(json, row);
    writeOwners(json, call, row);
    json.key("instance_uuid").value(row.serverId);
    writeFlavor(json, "old_instance_type_id", row.oldFlavor);
    writeFlavor(json, "new_instance_type_id", row.newFlavor);
    if (call.version >= sdk::mv(2, 23)) {
        json.key("migration_type").value(row.type);
        if (row.type == live && goingOn.contains(row.status))
            sdk::writeComputeLinks(json, call.encoding(), QStringLiteral("/servers/%1/migrations/%2").arg(row.serverId).arg(row.number));
    }
    json.endObject();
}

/// A migration that goes on, as its server shows it. How much is copied nobody tells yet.
void writeRunning(JsonWriter& json, const Call& call, const MigrationRow& row)
{
    writePlaces(json, row);
    writeOwners(json, call, row);
    json.key("server_uuid").value(row.serverId);
    for (const auto* what : { "memory_total_bytes", "memory_processed_bytes", "memory_remaining_bytes", "disk_total_bytes", "disk_processed_bytes", "disk_remaining_bytes" })
        json.key(what).null();
    json.endObject();
}

/// What os-migrations can be asked.
struct MigrationQuery {
    QStringList where;
    QVariantList arguments;
    int limit = 1000;
    QString marker;
};

/// A filter that is a column.
QString columnOf(const QString& name, sdk::Version version)
{
    if (name == u"status")
        return QStringLiteral("status = ?");
    if (name == u"instance_uuid")
        return QStringLiteral("server_id = ?");
    if (name == u"source_compute")
        return QStringLiteral("source_host = ?");
    if (name == u"migration_type")
        return QStringLiteral("type = ?");
    if (name == u"host")
        return QStringLiteral("(source_host = ? OR dest_host = ?)");
    if (version >= sdk::mv(2, 80) && (name == u"user_id" || name == u"project_id"))
        return name + QStringLiteral(" = ?");
    return {};
}

Result<bool> takePaging(MigrationQuery& query, const QString& name, const QString& value, sdk::Version version)
{
    if (version < sdk::mv(2, 59))
        return false;
    const bool before = name == u"changes-before" && version >= sdk::mv(2, 66);
    if (name == u"limit") {
        bool isNumber = false;
        const auto limit = value.toUInt(&isNumber);
        if (!isNumber)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for query parameters limit. Value: %1. It must be a number from 0 up.").arg(value.left(64)), name);
        query.limit = int(std::min(1000U, limit));
    } else if (name == u"marker") {
        if (!isUuid(value))
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for query parameters marker. Value: %1. It must be a UUID.").arg(value.left(64)), name);
        query.marker = value;
    } else if (name == u"changes-since" || before) {
        const auto time = parseTimestamp(value);
        if (time.isNull())
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for query parameters %1. Value: %2. It must be a time such as 2026-01-02T03:04:05Z.").arg(name, value.left(64)), name);
        query.where << (before ? QStringLiteral("updated_at <= ?") : QStringLiteral("updated_at >= ?"));
        query.arguments << time.micros;
    } else {
        return false;
    }
    return true;
}

Result<MigrationQuery> read(const Call& call)
{
    MigrationQuery query;
    for (const auto& [name, value] : call.request.query()) {
        if (TRY(takePaging(query, name, value, call.version)))
            continue;
        const auto column = columnOf(name, call.version);
        if (!column.isEmpty()) {
            query.where << column;
            query.arguments << value;
            if (column.count(u'?') == 2)
                query.arguments << value;
        } else if (name == u"hidden") {      // nothing is
            if (value == u"1" || value.toLower() == u"true")
                query.where << QStringLiteral("1 = 0");
        } else if (call.version >= sdk::mv(2, 59)) {
            return fail(ErrorCode::BadRequest, QStringLiteral("Additional properties are not allowed ('%1' was unexpected)").arg(name.left(64)), name);
        }
    }
    if (call.version >= sdk::mv(2, 66) && !call.query(u"changes-since").isEmpty() && !call.query(u"changes-before").isEmpty()
        && parseTimestamp(call.query(u"changes-since")) > parseTimestamp(call.query(u"changes-before")))
        return fail(ErrorCode::BadRequest, QStringLiteral("The value of changes-since must be less than or equal to changes-before."), QStringLiteral("changes-since"));
    return query;
}

} // namespace

std::vector<service::Route> MigrationsHandler::routes()
{
    using H = MigrationsHandler;
    const auto admin = [](const char* rule) { return service::Guard { QStringLiteral("os_compute_api:%1").arg(QLatin1String(rule)), service::rules::admin }; };
    const auto since = [](service::Route route, int minor) { return service::versions(std::move(route), sdk::mv(2, minor)); };
    return {
        service::route("GET", "/os-migrations", admin("os-migrations:index"), this, &H::list),
        since(service::route("GET", "/servers/{server_id}/migrations", admin("servers:migrations:index"), this, &H::listOfServer), 23),
        since(service::route("GET", "/servers/{server_id}/migrations/{migration_id}", admin("servers:migrations:show"), this, &H::showOfServer), 23),
        since(service::remove("/servers/{server_id}/migrations/{migration_id}", admin("servers:migrations:delete"), this, &H::abort, 202), 24),
        since(service::action("/servers/{server_id}/migrations/{migration_id}/action", "force_complete", admin("servers:migrations:force_complete"), this, &H::forceComplete), 22),
    };
}

Result<http::Response> MigrationsHandler::list(Call& call)
{
    auto query = TRY(read(call));
    auto rows = TRY(m_service.database().read([&](db::Connection& connection) -> Result<std::vector<MigrationRow>> {
        auto where = query.where;
        auto arguments = query.arguments;
        if (!query.marker.isEmpty()) {
            const auto marker = TRY(MigrationStore::find(connection, query.marker));
            if (!marker)
                return fail(ErrorCode::BadRequest, QStringLiteral("Marker %1 could not be found.").arg(query.marker), QStringLiteral("marker"));
            where << QStringLiteral("number < ?");
            arguments << marker->number;
        }
        return MigrationStore::select(connection, where.join(QStringLiteral(" AND ")), arguments, QStringLiteral("number DESC LIMIT %1").arg(query.limit + 1));
    }));
    const bool more = rows.size() > std::size_t(query.limit);
    if (more)
        rows.resize(std::size_t(query.limit));
    JsonWriter json;
    json.beginObject().key("migrations").beginArray();
    for (const auto& row : rows)
        writeMigration(json, call, row);
    json.endArray();
    service::writeListLinks(json, call, "migrations", {}, call.version >= sdk::mv(2, 59) && more && !rows.empty(), {}, rows.empty() ? QString() : rows.back().uuid);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

// ---- of one server

Result<std::vector<MigrationRow>> MigrationsHandler::running(const QString& serverId)
{
    auto rows = TRY(m_service.database().read([&](db::Connection& connection) { return MigrationStore::select(connection, QStringLiteral("server_id = ? AND type = ?"), { serverId, live }, QStringLiteral("number")); }));
    rows.erase(std::remove_if(rows.begin(), rows.end(), [](const MigrationRow& row) { return !goingOn.contains(row.status); }), rows.end());
    return rows;
}

Result<MigrationRow> MigrationsHandler::runningOne(const QString& serverId, const QString& id)
{
    const auto rows = TRY(running(serverId));
    for (const auto& row : rows)
        if (QString::number(row.number) == id)
            return row;
    return fail(ErrorCode::NotFound, QStringLiteral("In-progress live migration %1 is not found for server %2.").arg(id.left(64), serverId));
}

Result<http::Response> MigrationsHandler::listOfServer(Call& call)
{
    const auto server = TRY(m_service.server(call.context, call.id(QStringLiteral("server_id"))));
    const auto rows = TRY(running(server.id));
    JsonWriter json;
    json.beginObject().key("migrations").beginArray();
    for (const auto& row : rows)
        writeRunning(json, call, row);
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> MigrationsHandler::showOfServer(Call& call)
{
    const auto server = TRY(m_service.server(call.context, call.id(QStringLiteral("server_id"))));
    const auto row = TRY(runningOne(server.id, call.id(QStringLiteral("migration_id"))));
    JsonWriter json;
    json.beginObject().key("migration");
    writeRunning(json, call, row);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<ServerRow> MigrationsHandler::requireMigrating(const Call& call, const char* what)
{
    auto server = TRY(m_service.server(call.context, call.id(QStringLiteral("server_id"))));
    if (server.taskState != u"migrating")
        return fail(ErrorCode::Conflict, QStringLiteral("Cannot '%1' instance %2 while it is in task_state %3").arg(QLatin1String(what), server.id, server.taskState.isEmpty() ? QStringLiteral("None") : server.taskState));
    return server;
}

Result<> MigrationsHandler::forceComplete(Call& call, const QString& id, const QJsonValue& argument)
{
    if (!argument.isNull())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'force_complete': it must be null"), QStringLiteral("force_complete"));
    const auto server = TRY(requireMigrating(call, "force_complete"));
    const auto row = TRY(runningOne(server.id, id));
    if (row.status != u"running")
        return fail(ErrorCode::BadRequest, QStringLiteral("Migration %1 state of instance %2 is %3. Cannot force_complete while the migration is in this state.").arg(row.number).arg(server.id, row.status));
    return fail(ErrorCode::NotImplemented, QStringLiteral("The requested functionality is not supported."));
}

Result<> MigrationsHandler::abort(Call& call, const QString& id)
{
    const auto server = TRY(requireMigrating(call, "abort live migration"));
    const auto row = TRY(runningOne(server.id, id));
    if (row.status != u"running" && (call.version < sdk::mv(2, 65) || (row.status != u"queued" && row.status != u"preparing")))
        return fail(ErrorCode::BadRequest, QStringLiteral("Migration %1 state of instance %2 is %3. Cannot abort live migration while the migration is in this state.").arg(row.number).arg(server.id, row.status));
    return fail(ErrorCode::NotImplemented, QStringLiteral("The requested functionality is not supported."));
}

} // namespace skylab::compute
