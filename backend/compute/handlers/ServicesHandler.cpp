#include "compute/handlers/ServicesHandler.h"

#include "compute/ComputeService.h"
#include "core/Uuid.h"
#include "service/Chassis.h"

namespace skylab::compute {

using service::Call;

namespace {

const QString conductor = QStringLiteral("nova-conductor");
const QString scheduler = QStringLiteral("nova-scheduler");
const QString computes = QStringLiteral("nova-compute");
constexpr int firstCompute = 3;      // of the numbers that old microversions know

auto noService(const QString& id) { return fail(ErrorCode::NotFound, QStringLiteral("Service %1 not found.").arg(id.left(64))); }

} // namespace

std::vector<service::Route> ServicesHandler::routes()
{
    using H = ServicesHandler;
    const auto admin = [](const char* rule) { return service::Guard { QStringLiteral("os_compute_api:%1").arg(QLatin1String(rule)), service::rules::admin }; };
    const auto old = [](service::Route route, int since = 1) { return service::versions(std::move(route), sdk::mv(2, since), sdk::mv(2, 52)); };
    return {
        service::route("GET", "/os-services", admin("os-services:list"), this, &H::list),
        old(service::route("PUT", "/os-services/enable", admin("os-services:update"), this, &H::enable)),
        old(service::route("PUT", "/os-services/disable", admin("os-services:update"), this, &H::disable)),
        old(service::route("PUT", "/os-services/disable-log-reason", admin("os-services:update"), this, &H::disableWithReason)),
        old(service::route("PUT", "/os-services/force-down", admin("os-services:update"), this, &H::forceDown), 11),
        service::versions(service::route("PUT", "/os-services/{service_id}", admin("os-services:update"), this, &H::update), sdk::mv(2, 53)),
        service::remove("/os-services/{service_id}", admin("os-services:delete"), this, &H::remove),
        service::route("GET", "/os-availability-zone", { QStringLiteral("os_compute_api:os-availability-zone:list"), service::rules::anyone }, this, &H::zones),
        service::route("GET", "/os-availability-zone/detail", admin("os-availability-zone:detail"), this, &H::zonesDetail),
    };
}

Result<std::vector<ServicesHandler::Line>> ServicesHandler::lines()
{
    const auto hosts = TRY(m_service.database().read([](db::Connection& connection) { return Hosts::select(connection, {}, {}, QStringLiteral("name")); }));
    if (hosts.empty())
        return std::vector<Line>();
    // Conductor and scheduler are this process; their ids are the first host's with their number in it.
    const auto part = [&](const QString& number) { return QString(hosts.front().id).replace(0, 8, number); };
    std::vector<Line> all { { conductor, 1, part(QStringLiteral("00000001")), hosts.front(), true }, { scheduler, 2, part(QStringLiteral("00000002")), hosts.front(), true } };
    const bool up = m_service.driver().isConnected();
    int number = firstCompute;
    for (const auto& host : hosts)
        all.push_back({ computes, number++, host.id, host, up && !host.forcedDown });
    return all;
}

Result<ServicesHandler::Line> ServicesHandler::lineOf(const Call& call, const QString& id)
{
    const bool byUuid = call.version >= sdk::mv(2, 53);
    bool isNumber = false;
    const int number = id.toInt(&isNumber);
    if (byUuid ? !isUuid(id) : !isNumber)
        return fail(ErrorCode::BadRequest, byUuid ? QStringLiteral("Invalid uuid %1").arg(id.left(64)) : QStringLiteral("The id of a service must be a whole number, not '%1'.").arg(id.left(64)));
    for (auto& line : TRY(lines()))
        if (byUuid ? line.id == id : line.number == number)
            return line;
    return noService(id);
}

void ServicesHandler::write(JsonWriter& json, const Call& call, const Line& line) const
{
    const auto& host = line.host;
    const bool disabled = line.computes() && host.disabled;
    json.beginObject().key("binary").value(line.binary).key("host").value(host.name).key("id");
    if (call.version >= sdk::mv(2, 53))
        json.value(line.id);
    else
        json.value(line.number);
    json.key("zone").value(line.computes() ? host.zone : QStringLiteral("internal")).key("status").value(disabled ? "disabled" : "enabled").key("state").value(line.up ? "up" : "down");
    json.key("updated_at").value(toString(line.up || host.seenAt.isNull() ? Clock::now() : host.seenAt, TimeFormat::Micros)).key("disabled_reason");
    disabled && host.disabledReason ? json.value(*host.disabledReason) : json.null();
    if (call.version >= sdk::mv(2, 11))
        json.key("forced_down").value(line.computes() && host.forcedDown);
    json.endObject();
}

Result<http::Response> ServicesHandler::list(Call& call)
{
    if (call.version >= sdk::mv(2, 75))
        for (const auto& [name, value] : call.request.query())
            if (name != u"host" && name != u"binary")
                return fail(ErrorCode::BadRequest, QStringLiteral("Additional properties are not allowed ('%1' was unexpected)").arg(name.left(64)), name);
    const auto wantedHost = call.query(u"host"), wantedBinary = call.query(u"binary");
    const auto all = TRY(lines());
    JsonWriter json;
    json.beginObject().key("services").beginArray();
    for (const auto& line : all)
        if ((wantedHost.isEmpty() || wantedHost == line.host.name) && (wantedBinary.isEmpty() || wantedBinary == line.binary))
            write(json, call, line);
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<HostRow> ServicesHandler::editHost(const Call& call, const QString& name, const std::function<void(HostRow&)>& edit)
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<HostRow> {
        auto row = TRY(Hosts::findWhere(transaction, QStringLiteral("name = ?"), { name }));
        if (!row)
            return fail(ErrorCode::NotFound, QStringLiteral("Could not find binary nova-compute on host %1.").arg(name.left(64)));
        edit(*row);
        TRY(Hosts::update(transaction, *row));
        TRY(service::appendEvent(transaction, call.context, QStringLiteral("compute.service.update"), row->id, {},
            { { QStringLiteral("host"), row->name }, { QStringLiteral("disabled"), row->disabled }, { QStringLiteral("forced_down"), row->forcedDown } }));
        transaction.onCommit([this] { m_service.chassis().events().wake(); });
        return *row;
    });
}

Result<QString> ServicesHandler::hostIn(const Call& call, const QStringList& allowed)
{
    for (auto it = call.json.begin(); it != call.json.end(); ++it)
        if (it.key() != u"host" && it.key() != u"binary" && !allowed.contains(it.key()))
            return fail(ErrorCode::BadRequest, QStringLiteral("Additional properties are not allowed ('%1' was unexpected)").arg(it.key().left(64)), it.key());
    const auto host = call.json[u"host"].toString(), binary = call.json[u"binary"].toString();
    if (host.isEmpty() || host.size() > 255 || binary.isEmpty() || binary.size() > 255)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input: host and binary are required"), QStringLiteral("host"));
    if (binary != computes)
        return fail(ErrorCode::NotFound, QStringLiteral("Could not find binary %1 on host %2.").arg(binary.left(64), host.left(64)));
    return host;
}

Result<http::Response> ServicesHandler::setEnabled(Call& call, bool enabled, bool withReason)
{
    const auto host = TRY(hostIn(call, withReason ? QStringList { QStringLiteral("disabled_reason") } : QStringList()));
    const auto reason = call.json[u"disabled_reason"].toString();
    if (withReason && (reason.trimmed().isEmpty() || reason.size() > 255))
        return fail(ErrorCode::BadRequest, QStringLiteral("Missing disabled reason field"), QStringLiteral("disabled_reason"));
    TRY(editHost(call, host, [&](HostRow& row) {
        row.disabled = !enabled;
        row.disabledReason = enabled || !withReason ? std::nullopt : std::optional(reason);
    }));
    JsonWriter json;
    json.beginObject().key("service").beginObject().key("host").value(host).key("binary").value(computes).key("status").value(enabled ? "enabled" : "disabled");
    if (withReason)
        json.key("disabled_reason").value(reason);
    json.endObject().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> ServicesHandler::enable(Call& call) { return setEnabled(call, true, false); }
Result<http::Response> ServicesHandler::disable(Call& call) { return setEnabled(call, false, false); }
Result<http::Response> ServicesHandler::disableWithReason(Call& call) { return setEnabled(call, false, true); }

namespace {

Result<bool> flagIn(const QJsonObject& json, const QString& name)
{
    static constexpr sdk::Rules rules {};
    sdk::Problems problems;
    sdk::Decoding decoding { problems, name, rules };
    bool flag = false;
    if (!sdk::Codec<bool>::decode(json[name], flag, decoding))
        return fail(ErrorCode::BadRequest, problems.text(), name);
    return flag;
}

} // namespace

Result<http::Response> ServicesHandler::forceDown(Call& call)
{
    const auto name = QStringLiteral("forced_down");
    const auto host = TRY(hostIn(call, { name }));
    if (!call.json.contains(name))
        return fail(ErrorCode::BadRequest, QStringLiteral("Missing forced_down field"), name);
    const bool down = TRY(flagIn(call.json, name));
    TRY(editHost(call, host, [&](HostRow& row) { row.forcedDown = down; }));
    JsonWriter json;
    json.beginObject().key("service").beginObject().key("host").value(host).key("binary").value(computes).key("forced_down").value(down).endObject().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> ServicesHandler::update(Call& call)
{
    const auto& wanted = call.json;      // read only: [] would add what is not there
    auto line = TRY(lineOf(call, call.id(QStringLiteral("service_id"))));
    static const QStringList known { QStringLiteral("status"), QStringLiteral("disabled_reason"), QStringLiteral("forced_down") };
    for (auto it = wanted.begin(); it != wanted.end(); ++it)
        if (!known.contains(it.key()))
            return fail(ErrorCode::BadRequest, QStringLiteral("Additional properties are not allowed ('%1' was unexpected)").arg(it.key().left(64)), it.key());
    const auto status = wanted[u"status"].toString(), reason = wanted[u"disabled_reason"].toString();
    if (wanted.contains(u"status") && status != u"enabled" && status != u"disabled")
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'status': it must be enabled or disabled"), QStringLiteral("status"));
    if (wanted.contains(u"disabled_reason") && status != u"disabled")
        return fail(ErrorCode::BadRequest, QStringLiteral("Specifying disabled_reason when status is not 'disabled' is invalid."), QStringLiteral("disabled_reason"));
    if (wanted.contains(u"disabled_reason") && (reason.isEmpty() || reason.size() > 255))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'disabled_reason': it must have 1 to 255 characters"), QStringLiteral("disabled_reason"));
    if (wanted.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("No updates were requested. Fields 'status' or 'forced_down' should be specified."), QStringLiteral("status"));
    const bool down = wanted.contains(u"forced_down") ? TRY(flagIn(wanted, QStringLiteral("forced_down"))) : line.host.forcedDown;
    if (!line.computes())
        return fail(ErrorCode::BadRequest, QStringLiteral("Updating a %1 service is not supported. Only nova-compute services can be updated.").arg(line.binary));
    line.host = TRY(editHost(call, line.host.name, [&](HostRow& row) {
        if (!status.isEmpty()) {
            row.disabled = status == u"disabled";
            row.disabledReason = row.disabled && !reason.isEmpty() ? std::optional(reason) : std::nullopt;
        }
        row.forcedDown = down;
    }));
    line.up = !line.host.forcedDown && m_service.driver().isConnected();
    JsonWriter json;
    json.beginObject().key("service");
    write(json, call, line);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

/// A compute service that runs registers itself again at once: enabled, and in no aggregate.
Result<> ServicesHandler::remove(Call& call, const QString& id)
{
    const auto line = TRY(lineOf(call, id));
    if (!line.computes())
        return fail(ErrorCode::Conflict, QStringLiteral("%1 is a part of this cloud's own process and can't be deleted.").arg(line.binary));
    return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        auto host = TRY(Hosts::find(transaction, line.host.id));
        if (!host)
            return noService(id);
        if (TRY(Servers::count(transaction, QStringLiteral("host = ? AND deleted = ?"), { host->name, false })) > 0)
            return fail(ErrorCode::Conflict, QStringLiteral("Unable to delete compute service that is hosting instances. Migrate or delete the instances first."));
        for (auto& aggregate : TRY(Aggregates::select(transaction)))
            if (aggregate.hosts.removeAll(host->name) > 0) {
                aggregate.updatedAt = Clock::now();
                TRY(Aggregates::update(transaction, aggregate));
            }
        host->disabled = host->forcedDown = false;
        host->disabledReason.reset();
        TRY(Hosts::update(transaction, *host));
        TRY(settleZones(transaction));
        TRY(service::appendEvent(transaction, call.context, QStringLiteral("compute.service.delete"), host->id, {}, {}));
        transaction.onCommit([this] { m_service.chassis().events().wake(); });
        return {};
    });
}

// ---- zones

Result<http::Response> ServicesHandler::zones(Call&)
{
    QMap<QString, bool> available;      // a zone is when one host of it is enabled
    const auto hosts = TRY(m_service.database().read([](db::Connection& connection) { return Hosts::select(connection); }));
    for (const auto& host : hosts)
        available[host.zone] = available.value(host.zone) || !host.disabled;
    JsonWriter json;
    json.beginObject().key("availabilityZoneInfo").beginArray();
    for (auto it = available.begin(); it != available.end(); ++it)
        json.beginObject().key("zoneName").value(it.key()).key("zoneState").beginObject().key("available").value(it.value()).endObject().key("hosts").null().endObject();
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> ServicesHandler::zonesDetail(Call&)
{
    QMap<QString, QMap<QString, std::vector<Line>>> zones;      // by zone, by host
    for (const auto& line : TRY(lines()))
        zones[line.computes() ? line.host.zone : QStringLiteral("internal")][line.host.name].push_back(line);
    JsonWriter json;
    json.beginObject().key("availabilityZoneInfo").beginArray();
    for (auto zone = zones.begin(); zone != zones.end(); ++zone) {
        bool available = false;
        for (const auto& here : zone.value())
            for (const auto& line : here)
                available = available || !line.computes() || !line.host.disabled;
        json.beginObject().key("zoneName").value(zone.key()).key("zoneState").beginObject().key("available").value(available).endObject().key("hosts");
        if (!available) {
            json.null().endObject();
            continue;
        }
        json.beginObject();
        for (auto host = zone->begin(); host != zone->end(); ++host) {
            json.key(QStringView(host.key())).beginObject();
            for (const auto& line : host.value()) {
                json.key(QStringView(line.binary)).beginObject().key("available").value(line.up).key("active").value(!line.computes() || !line.host.disabled);
                json.key("updated_at").value(toString(line.up || line.host.seenAt.isNull() ? Clock::now() : line.host.seenAt, TimeFormat::Micros)).endObject();
            }
            json.endObject();
        }
        json.endObject().endObject();
    }
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace skylab::compute
