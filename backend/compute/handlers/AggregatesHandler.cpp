#include "compute/handlers/AggregatesHandler.h"

#include "compute/ComputeService.h"
#include "core/Uuid.h"
#include "service/Chassis.h"

namespace skylab::compute {

using service::Call;

namespace {

const QString zoneKey = QStringLiteral("availability_zone");
/// What an answer to a create has never had.
const QStringList createFields { QStringLiteral("id"), QStringLiteral("uuid"), QStringLiteral("name"), QStringLiteral("availability_zone"), QStringLiteral("deleted"),
                                 QStringLiteral("created_at"), QStringLiteral("updated_at"), QStringLiteral("deleted_at") };

AggregateRow shown(AggregateRow row)
{
    row.availabilityZone = row.zone().isEmpty() ? std::nullopt : std::optional(row.zone());
    return row;
}

/// ':' parts a zone from a host in requests for servers.
Result<> checkZoneName(const QString& zone, const QString& field)
{
    if (zone.contains(u':') || zone != zone.trimmed() || !sdk::hasFormat(zone, sdk::Format::Name))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field '%1': the name of an availability zone may not have ':' nor begin or end with a blank").arg(field), field);
    return {};
}

Result<AggregateRow> find(db::Connection& connection, const QString& id)
{
    bool isNumber = false;
    const int number = id.toInt(&isNumber);
    if (isNumber)
        if (auto row = TRY(Aggregates::findWhere(connection, QStringLiteral("number = ?"), { number })))
            return std::move(*row);
    return fail(ErrorCode::NotFound, QStringLiteral("Aggregate %1 could not be found.").arg(id.left(64)));
}

Result<QString> hostIn(const QJsonValue& argument, const QString& action)
{
    const auto host = argument[u"host"].toString();
    if (!argument.isObject() || argument.toObject().size() != 1 || host.isEmpty() || host.size() > 255)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field '%1': it must be an object with the name of one host").arg(action), action);
    return host;
}

Result<> checkMetadata(const QJsonObject& metadata)
{
    const auto allowed = [](QChar c) { return (c < u'\x80' && c.isLetterOrNumber()) || QStringView(u"-_:. ").contains(c); };
    for (auto it = metadata.begin(); it != metadata.end(); ++it) {
        const auto key = it.key();
        if (key.isEmpty() || key.size() > 255 || !std::all_of(key.begin(), key.end(), allowed))
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'metadata': the key '%1' must have 1 to 255 letters, digits, '-', '_', ':', '.' and blanks").arg(key.left(64)), QStringLiteral("metadata"));
        if (!it->isNull() && (!it->isString() || it->toString().size() > 255))
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field '%1': it must be null or a string of at most 255 characters").arg(it.key()), it.key());
    }
    return {};
}

} // namespace

std::vector<service::Route> AggregatesHandler::routes()
{
    using H = AggregatesHandler;
    const auto admin = [](const char* rule) { return service::Guard { QStringLiteral("os_compute_api:os-aggregates:%1").arg(QLatin1String(rule)), service::rules::admin }; };
    return {
        service::route("GET", "/os-aggregates", admin("index"), this, &H::list),
        service::route("POST", "/os-aggregates", admin("create"), this, &H::create),
        service::route("GET", "/os-aggregates/{aggregate_id}", admin("show"), this, &H::show),
        service::route("PUT", "/os-aggregates/{aggregate_id}", admin("update"), this, &H::update),
        service::remove("/os-aggregates/{aggregate_id}", admin("delete"), this, &H::remove, 200),
        service::action("/os-aggregates/{aggregate_id}/action", "add_host", admin("add_host"), this, &H::addHost),
        service::action("/os-aggregates/{aggregate_id}/action", "remove_host", admin("remove_host"), this, &H::removeHost),
        service::action("/os-aggregates/{aggregate_id}/action", "set_metadata", admin("set_metadata"), this, &H::setMetadata),
        service::versions(service::route("POST", "/os-aggregates/{aggregate_id}/images", { QStringLiteral("compute:aggregates:images"), service::rules::admin }, this, &H::cacheImages), sdk::mv(2, 81)),
    };
}

Result<> AggregatesHandler::announce(db::Transaction& transaction, const service::Context& context, const char* what, const AggregateRow& aggregate)
{
    const auto payload = qstrcmp(what, "delete") == 0 ? QJsonObject() : sdk::toJson(shown(aggregate), { .version = m_service.traits().maxVersion });
    TRY(service::appendEvent(transaction, context, QStringLiteral("compute.aggregate.%1").arg(QLatin1String(what)), aggregate.uuid, {}, payload));
    transaction.onCommit([this] { m_service.chassis().events().wake(); });
    return {};
}

Result<http::Response> AggregatesHandler::list(Call& call)
{
    const auto rows = TRY(m_service.database().read([](db::Connection& connection) { return Aggregates::select(connection, {}, {}, QStringLiteral("number")); }));
    JsonWriter json;
    json.beginObject().key("aggregates").beginArray();
    for (const auto& row : rows)
        sdk::encode(json, shown(row), call.encoding());
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> AggregatesHandler::show(Call& call)
{
    const auto row = TRY(m_service.database().read([&](db::Connection& connection) { return find(connection, call.id(QStringLiteral("aggregate_id"))); }));
    return service::respond(call, 200, shown(row));
}

Result<http::Response> AggregatesHandler::create(Call& call)
{
    const auto body = TRY(service::unwrap(call, sdk::Aggregate::resourceKey));
    const auto wanted = TRY(sdk::decode<sdk::Aggregate>(body, sdk::In::Create, call.version, {}, QStringLiteral("aggregate")));
    AggregateRow row;
    row.uuid = newUuid();
    row.name = wanted->name.trimmed();
    if (wanted->availabilityZone) {
        TRY(checkZoneName(*wanted->availabilityZone, QStringLiteral("aggregate.availability_zone")));
        row.metadata.insert(zoneKey, *wanted->availabilityZone);
    }
    row.createdAt = Clock::now();
    auto made = m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        row.id = TRY(nextNumber(transaction, QStringLiteral("aggregates")));
        TRY(Aggregates::insert(transaction, row));
        return announce(transaction, call.context, "create", row);
    });
    if (!made && db::isUniqueViolation(made.error()))
        return fail(ErrorCode::Conflict, QStringLiteral("Aggregate %1 already exists.").arg(row.name), QStringLiteral("aggregate.name"));
    TRY(made);
    auto encoding = call.encoding();
    encoding.only = &createFields;
    JsonWriter json;
    json.beginObject().key("aggregate");
    sdk::encode(json, shown(row), encoding);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> AggregatesHandler::change(Call& call, const QString& id, const char* what, const Edit& edit)
{
    AggregateRow row;
    auto changed = m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        row = TRY(find(transaction, id));
        TRY(edit(transaction, row));
        row.updatedAt = Clock::now();
        TRY(Aggregates::update(transaction, row));
        TRY(settleZones(transaction));
        return announce(transaction, call.context, what, row);
    });
    if (!changed && db::isUniqueViolation(changed.error()))
        return fail(ErrorCode::Conflict, QStringLiteral("Aggregate %1 already exists.").arg(row.name), QStringLiteral("aggregate.name"));
    TRY(changed);
    return service::respond(call, 200, shown(row));
}

Result<> AggregatesHandler::checkZone(db::Transaction& transaction, const AggregateRow& aggregate, const QString& zone, const QStringList& hosts)
{
    if (zone.isEmpty() && aggregate.zone().isEmpty())
        return {};
    QStringList others;
    for (const auto& one : TRY(Aggregates::select(transaction)))
        if (one.uuid != aggregate.uuid && !zone.isEmpty() && !one.zone().isEmpty() && one.zone() != zone
            && std::any_of(hosts.begin(), hosts.end(), [&](const QString& host) { return one.hosts.contains(host); }))
            others << one.zone();
    if (!others.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Cannot change aggregate %1: one or more hosts are in availability zone %2 already, and a host can be in one only.").arg(aggregate.id).arg(others.join(QStringLiteral(", "))), zoneKey);
    if (zone == aggregate.zone())
        return {};
    for (const auto& host : hosts)
        if (TRY(Servers::count(transaction, QStringLiteral("host = ? AND deleted = ?"), { host, false })) > 0)
            return fail(ErrorCode::BadRequest, QStringLiteral("Cannot change aggregate %1: host %2 has servers, which would change their availability zone. Delete them or move them away first.").arg(aggregate.id).arg(host), zoneKey);
    return {};
}

Result<http::Response> AggregatesHandler::update(Call& call)
{
    const auto body = TRY(service::unwrap(call, sdk::Aggregate::resourceKey));
    if (body.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'aggregate': it must have a name or an availability_zone"), QStringLiteral("aggregate"));
    const auto wanted = TRY(sdk::decode<sdk::Aggregate>(body, sdk::In::Update, call.version, {}, QStringLiteral("aggregate")));
    if (wanted->availabilityZone)
        TRY(checkZoneName(*wanted->availabilityZone, QStringLiteral("aggregate.availability_zone")));
    return change(call, call.id(QStringLiteral("aggregate_id")), "update", [&](db::Transaction& transaction, AggregateRow& row) -> Result<> {
        if (wanted.has("name"))
            row.name = wanted->name.trimmed();
        if (!wanted.has("availability_zone"))
            return {};
        const auto zone = wanted->availabilityZone.value_or(QString());
        TRY(checkZone(transaction, row, zone, row.hosts));
        if (zone.isEmpty())
            row.metadata.remove(zoneKey);
        else
            row.metadata.insert(zoneKey, zone);
        return {};
    });
}

Result<> AggregatesHandler::remove(Call& call, const QString& id)
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(find(transaction, id));
        if (!row.hosts.isEmpty())
            return fail(ErrorCode::BadRequest, QStringLiteral("Cannot delete aggregate %1: it has hosts. Remove them first.").arg(row.id));
        TRY(Aggregates::remove(transaction, row.uuid));
        return announce(transaction, call.context, "delete", row);
    });
}

// ---- actions

Result<http::Response> AggregatesHandler::addHost(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto host = TRY(hostIn(argument, QStringLiteral("add_host")));
    return change(call, id, "add_host", [&](db::Transaction& transaction, AggregateRow& row) -> Result<> {
        if (!TRY(Hosts::findWhere(transaction, QStringLiteral("name = ?"), { host })))
            return fail(ErrorCode::NotFound, QStringLiteral("Compute host %1 could not be found.").arg(host.left(64)));
        if (row.hosts.contains(host))
            return fail(ErrorCode::Conflict, QStringLiteral("Aggregate %1 already has host %2.").arg(row.id).arg(host));
        // Only other zones are in the way: what runs there is moved to the zone with its host.
        if (auto fits = row.zone().isEmpty() ? Result<>() : checkZone(transaction, row, row.zone(), { host }); !fits)
            return fail(fits.error().code == ErrorCode::BadRequest ? ErrorCode::Conflict : fits.error().code, fits.error().message);
        row.hosts << host;
        return {};
    });
}

Result<http::Response> AggregatesHandler::removeHost(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto host = TRY(hostIn(argument, QStringLiteral("remove_host")));
    return change(call, id, "remove_host", [&](db::Transaction&, AggregateRow& row) -> Result<> {
        if (row.hosts.removeAll(host) == 0)
            return fail(ErrorCode::NotFound, QStringLiteral("Cannot remove host %1 in aggregate %2").arg(host.left(64)).arg(row.id));
        return {};
    });
}

Result<http::Response> AggregatesHandler::setMetadata(Call& call, const QString& id, const QJsonValue& argument)
{
    if (!argument[u"metadata"].isObject() || argument.toObject().size() != 1)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'set_metadata': it must be an object with the key 'metadata'"), QStringLiteral("set_metadata"));
    const auto metadata = argument[u"metadata"].toObject();
    TRY(checkMetadata(metadata));
    if (metadata[zoneKey].isString()) {
        if (metadata[zoneKey].toString().isEmpty())
            return fail(ErrorCode::BadRequest, QStringLiteral("Aggregate %1 does not support an availability zone without a name.").arg(id.left(64)), zoneKey);
        TRY(checkZoneName(metadata[zoneKey].toString(), zoneKey));
    }
    return change(call, id, "update", [&](db::Transaction& transaction, AggregateRow& row) -> Result<> {
        if (metadata.contains(zoneKey))
            TRY(checkZone(transaction, row, metadata[zoneKey].toString(), row.hosts));
        for (auto it = metadata.begin(); it != metadata.end(); ++it)
            it->isNull() ? void(row.metadata.remove(it.key())) : void(row.metadata.insert(it.key(), it->toString()));
        return {};
    });
}

/// Disks are made upon the image's own file, which is on this host as soon as the image is active: then it is cached.
Result<http::Response> AggregatesHandler::cacheImages(Call& call)
{
    const auto wanted = call.json[u"cache"].toArray();
    if (wanted.isEmpty() || call.json.size() != 1)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'cache': it must be a list of images, each with its id"), QStringLiteral("cache"));
    QStringList ids;
    for (const auto& one : wanted) {
        const auto image = one[u"id"].toString();
        if (!isUuid(image) || one.toObject().size() != 1)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'cache': '%1' is no id of an image").arg(image.left(64)), QStringLiteral("cache"));
        if (ids.contains(image))
            return fail(ErrorCode::BadRequest, QStringLiteral("Duplicate images in request"), QStringLiteral("cache"));
        ids << image;
    }
    TRY(m_service.database().read([&](db::Connection& connection) { return find(connection, call.id(QStringLiteral("aggregate_id"))); }));
    for (const auto& id : ids)
        if (const auto image = m_service.images().file(call.context, id); !image)
            return fail(image.error().code == ErrorCode::NotFound || image.error().code == ErrorCode::Conflict ? ErrorCode::BadRequest : image.error().code, image.error().message, QStringLiteral("cache"));
    return http::Response::empty(202);
}

} // namespace skylab::compute
