#include "compute/handlers/HostsHandler.h"

#include "compute/ComputeService.h"

#include <QJsonDocument>

namespace skylab::compute {

using service::Call;

namespace {

constexpr const char* binaries[] = { "nova-conductor", "nova-scheduler", "nova-compute" };

bool isYes(const QString& text) { return text.compare(QStringLiteral("true"), Qt::CaseInsensitive) == 0 || text == u"1"; }

} // namespace

/// The host as its driver tells it now, beside what the book says.
struct HostsHandler::Figures {
    HostRow host;
    HostOffer offer;             ///< with claims
    HostState state;
    bool up = false;
    std::vector<ServerRow> servers;
};

std::vector<service::Route> HostsHandler::routes()
{
    using H = HostsHandler;
    const auto admin = [](const char* rule) { return service::Guard { QStringLiteral("os_compute_api:%1").arg(QLatin1String(rule)), service::rules::admin }; };
    const auto old = [](service::Route route, int until) { return service::versions(std::move(route), sdk::mv(2, 1), sdk::mv(2, until)); };
    return {
        service::route("GET", "/os-hypervisors", admin("os-hypervisors:list"), this, &H::listHypervisors),
        service::route("GET", "/os-hypervisors/detail", admin("os-hypervisors:list-detail"), this, &H::listHypervisorsDetail),
        old(service::route("GET", "/os-hypervisors/statistics", admin("os-hypervisors:statistics"), this, &H::hypervisorStatistics), 87),
        service::route("GET", "/os-hypervisors/{hypervisor_id}", admin("os-hypervisors:show"), this, &H::showHypervisor),
        old(service::route("GET", "/os-hypervisors/{hypervisor_id}/uptime", admin("os-hypervisors:uptime"), this, &H::hypervisorUptime), 87),
        old(service::route("GET", "/os-hypervisors/{hypervisor_id}/search", admin("os-hypervisors:search"), this, &H::searchHypervisors), 52),
        old(service::route("GET", "/os-hypervisors/{hypervisor_id}/servers", admin("os-hypervisors:servers"), this, &H::hypervisorServers), 52),
        service::route("GET", "/os-services", admin("os-services:list"), this, &H::listServices),
        old(service::route("PUT", "/os-services/enable", admin("os-services:update"), this, &H::enableService), 52),
        old(service::route("PUT", "/os-services/disable", admin("os-services:update"), this, &H::disableService), 52),
        old(service::route("PUT", "/os-services/disable-log-reason", admin("os-services:update"), this, &H::disableWithReason), 52),
        service::versions(service::route("PUT", "/os-services/{service_id}", admin("os-services:update"), this, &H::updateService), sdk::mv(2, 53)),
        service::route("GET", "/os-availability-zone", { QStringLiteral("os_compute_api:os-availability-zone:list"), service::rules::anyone }, this, &H::zones),
        service::route("GET", "/os-availability-zone/detail", admin("os-availability-zone:detail"), this, &H::zonesDetail),
    };
}

Result<HostRow> HostsHandler::onlyHost()
{
    const auto row = TRY(m_service.database().read([&](db::Connection& connection) { return Hosts::findWhere(connection, QStringLiteral("name = ?"), { m_service.hostName() }); }));
    if (!row)
        return fail(ErrorCode::NotFound, QStringLiteral("No compute host is known yet."));
    return *row;
}

Result<HostsHandler::Figures> HostsHandler::figures()
{
    Figures figures;
    figures.host = TRY(onlyHost());
    figures.offer = TRY(m_service.scheduling().readOffer());
    if (auto state = m_service.driver().hostState()) {
        figures.state = *state;
        figures.up = !figures.host.forcedDown;
    }
    TRY(m_service.database().read([&](db::Connection& connection) -> Result<> {
        figures.servers = TRY(Servers::select(connection, QStringLiteral("host = ? AND deleted = ?"), { figures.host.name, false }));
        return {};
    }));
    return figures;
}

void HostsHandler::writeHypervisor(JsonWriter& json, const Call& call, const Figures& figures, Detail detail, bool withServers) const
{
    const auto& host = figures.host;
    const auto& state = figures.state;
    json.beginObject().key("id");
    if (call.version >= sdk::mv(2, 53))
        json.value(host.id);
    else
        json.value(1);
    json.key("hypervisor_hostname").value(host.name).key("state").value(figures.up ? "up" : "down").key("status").value(host.disabled ? "disabled" : "enabled");
    if (withServers && (!figures.servers.empty() || call.version >= sdk::mv(2, 88))) {
        json.key("servers").beginArray();
        for (const auto& server : figures.servers)
            json.beginObject().key("uuid").value(server.id).key("name").value(server.instanceName()).endObject();
        json.endArray();
    }
    if (detail == Detail::Short) {
        json.endObject();
        return;
    }
    json.key("hypervisor_type").value(state.hypervisorType).key("hypervisor_version").value(state.hypervisorVersion).key("host_ip").value("127.0.0.1");
    json.key("service").beginObject().key("host").value(host.name).key("id");
    if (call.version >= sdk::mv(2, 53))
        json.value(host.id);
    else
        json.value(3);
    json.key("disabled_reason");
    host.disabledReason ? json.value(*host.disabledReason) : json.null();
    json.endObject();
    if (call.version >= sdk::mv(2, 88)) {
        json.key("uptime");
        if (state.uptimeSeconds > 0)
            json.value(QStringLiteral("up %1 days, load average: %2, %3, %4").arg(state.uptimeSeconds / 86'400).arg(state.loadAverage1, 0, 'f', 2).arg(state.loadAverage5, 0, 'f', 2).arg(state.loadAverage15, 0, 'f', 2));
        else
            json.null();
        json.endObject();
        return;
    }
    QJsonArray features;
    for (const auto& feature : state.cpuFeatures)
        features.append(feature);
    const QJsonObject cpu { { QStringLiteral("arch"), state.cpuArchitecture }, { QStringLiteral("model"), state.cpuModel }, { QStringLiteral("vendor"), state.cpuVendor }, { QStringLiteral("features"), features },
        { QStringLiteral("topology"), QJsonObject { { QStringLiteral("sockets"), state.cpuSockets }, { QStringLiteral("cores"), state.cpuCores }, { QStringLiteral("threads"), state.cpuThreads } } } };
    json.key("cpu_info");
    if (call.version >= sdk::mv(2, 28))
        json.value(cpu);
    else
        json.value(QString::fromUtf8(QJsonDocument(cpu).toJson(QJsonDocument::Compact)));
    const auto& offer = figures.offer;
    json.key("vcpus").value(state.vcpusTotal).key("vcpus_used").value(offer.used("VCPU")).key("memory_mb").value(state.memoryTotalMiB).key("memory_mb_used").value(offer.used("MEMORY_MB") + reservedMemoryMiB);
    json.key("free_ram_mb").value(offer.capacity("MEMORY_MB") - offer.used("MEMORY_MB")).key("local_gb").value(state.diskTotalGiB).key("local_gb_used").value(offer.used("DISK_GB")).key("free_disk_gb").value(state.diskTotalGiB - offer.used("DISK_GB"));
    const auto working = std::count_if(figures.servers.begin(), figures.servers.end(), [](const ServerRow& server) { return !server.taskState.isEmpty(); });
    json.key("disk_available_least").value(state.diskFreeGiB).key("running_vms").value(qint64(figures.servers.size())).key("current_workload").value(qint64(working));
    json.endObject();
}

Result<http::Response> HostsHandler::listHypervisorsAs(Call& call, Detail detail)
{
    const auto found = TRY(figures());
    JsonWriter json;
    json.beginObject().key("hypervisors").beginArray();
    const auto pattern = call.version >= sdk::mv(2, 53) ? call.query(u"hypervisor_hostname_pattern") : QString();
    if (!pattern.isEmpty() && !found.host.name.contains(pattern))
        return fail(ErrorCode::NotFound, QStringLiteral("No hypervisor matching '%1' could be found.").arg(pattern.left(64)));
    const bool withServers = call.version >= sdk::mv(2, 53) && isYes(call.query(u"with_servers"));
    if (call.query(u"marker").isEmpty())
        writeHypervisor(json, call, found, detail, withServers);
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> HostsHandler::listHypervisors(Call& call) { return listHypervisorsAs(call, Detail::Short); }
Result<http::Response> HostsHandler::listHypervisorsDetail(Call& call) { return listHypervisorsAs(call, Detail::Full); }

Result<http::Response> HostsHandler::showHypervisor(Call& call)
{
    const auto id = call.id(QStringLiteral("hypervisor_id"));
    const auto found = TRY(figures());
    if (id != found.host.id && (id != u"1" || call.version >= sdk::mv(2, 53)))
        return fail(ErrorCode::NotFound, QStringLiteral("Hypervisor with ID '%1' could not be found.").arg(id.left(64)));
    JsonWriter json;
    json.beginObject().key("hypervisor");
    writeHypervisor(json, call, found, Detail::Full, call.version >= sdk::mv(2, 53) && isYes(call.query(u"with_servers")));
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> HostsHandler::hypervisorStatistics(Call&)
{
    const auto found = TRY(figures());
    const auto& offer = found.offer;
    JsonWriter json;
    json.beginObject().key("hypervisor_statistics").beginObject().key("count").value(found.up ? 1 : 0);
    json.key("vcpus").value(found.state.vcpusTotal).key("vcpus_used").value(offer.used("VCPU")).key("memory_mb").value(found.state.memoryTotalMiB).key("memory_mb_used").value(offer.used("MEMORY_MB") + reservedMemoryMiB);
    json.key("free_ram_mb").value(offer.capacity("MEMORY_MB") - offer.used("MEMORY_MB")).key("local_gb").value(found.state.diskTotalGiB).key("local_gb_used").value(offer.used("DISK_GB"));
    json.key("free_disk_gb").value(found.state.diskTotalGiB - offer.used("DISK_GB")).key("disk_available_least").value(found.state.diskFreeGiB).key("running_vms").value(qint64(found.servers.size())).key("current_workload").value(0);
    json.endObject().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> HostsHandler::hypervisorUptime(Call& call)
{
    const auto found = TRY(figures());
    const auto id = call.id(QStringLiteral("hypervisor_id"));
    if (id != found.host.id && id != u"1")
        return fail(ErrorCode::NotFound, QStringLiteral("Hypervisor with ID '%1' could not be found.").arg(id.left(64)));
    JsonWriter json;
    json.beginObject().key("hypervisor").beginObject().key("id");
    call.version >= sdk::mv(2, 53) ? json.value(found.host.id) : json.value(1);
    json.key("hypervisor_hostname").value(found.host.name).key("state").value(found.up ? "up" : "down").key("status").value(found.host.disabled ? "disabled" : "enabled");
    json.key("uptime").value(QStringLiteral("up %1 s, load average: %2, %3, %4").arg(found.state.uptimeSeconds).arg(found.state.loadAverage1).arg(found.state.loadAverage5).arg(found.state.loadAverage15));
    json.endObject().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> HostsHandler::searchHypervisors(Call& call)
{
    const auto found = TRY(figures());
    if (!found.host.name.contains(call.id(QStringLiteral("hypervisor_id"))))
        return fail(ErrorCode::NotFound, QStringLiteral("No hypervisor matching '%1' could be found.").arg(call.id(QStringLiteral("hypervisor_id")).left(64)));
    JsonWriter json;
    json.beginObject().key("hypervisors").beginArray();
    writeHypervisor(json, call, found, Detail::Short, false);
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> HostsHandler::hypervisorServers(Call& call)
{
    const auto found = TRY(figures());
    if (!found.host.name.contains(call.id(QStringLiteral("hypervisor_id"))))
        return fail(ErrorCode::NotFound, QStringLiteral("No hypervisor matching '%1' could be found.").arg(call.id(QStringLiteral("hypervisor_id")).left(64)));
    JsonWriter json;
    json.beginObject().key("hypervisors").beginArray();
    writeHypervisor(json, call, found, Detail::Short, true);
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

// ---- services

void HostsHandler::writeService(JsonWriter& json, const Call& call, const QString& binary, const HostRow& host, bool up) const
{
    const bool computes = binary == u"nova-compute";
    const bool disabled = computes && host.disabled;
    json.beginObject().key("binary").value(binary).key("host").value(host.name).key("id");
    if (call.version >= sdk::mv(2, 53))      // stable for each binary: the host's own, with the binary's number in it
        json.value(computes ? host.id : QString(host.id).replace(0, 8, binary == u"nova-conductor" ? QStringLiteral("00000001") : QStringLiteral("00000002")));
    else
        json.value(binary == u"nova-conductor" ? 1 : binary == u"nova-scheduler" ? 2 : 3);
    json.key("zone").value(computes ? host.zone : QStringLiteral("internal")).key("status").value(disabled ? "disabled" : "enabled").key("state").value(up || !computes ? "up" : "down");
    json.key("updated_at").value(toString(up || !computes || host.seenAt.isNull() ? Clock::now() : host.seenAt, TimeFormat::Micros)).key("disabled_reason");
    disabled && host.disabledReason ? json.value(*host.disabledReason) : json.null();
    if (call.version >= sdk::mv(2, 11))
        json.key("forced_down").value(computes && host.forcedDown);
    json.endObject();
}

Result<http::Response> HostsHandler::listServices(Call& call)
{
    const auto host = TRY(onlyHost());
    const bool up = !host.forcedDown && bool(m_service.driver().health());
    const auto wantedHost = call.query(u"host"), wantedBinary = call.query(u"binary");
    JsonWriter json;
    json.beginObject().key("services").beginArray();
    for (const auto* binary : binaries)
        if ((wantedHost.isEmpty() || wantedHost == host.name) && (wantedBinary.isEmpty() || wantedBinary == QLatin1String(binary)))
            writeService(json, call, QString::fromLatin1(binary), host, up);
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<HostRow> HostsHandler::editHost(const std::function<void(HostRow&)>& edit)
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<HostRow> {
        auto row = TRY(Hosts::findWhere(transaction, QStringLiteral("name = ?"), { m_service.hostName() }));
        if (!row)
            return fail(ErrorCode::NotFound, QStringLiteral("No compute host is known yet."));
        edit(*row);
        TRY(Hosts::update(transaction, *row));
        return *row;
    });
}

Result<http::Response> HostsHandler::setEnabled(Call& call, bool enabled, bool withReason)
{
    const auto host = call.json[u"host"].toString(), binary = call.json[u"binary"].toString();
    const auto reason = call.json[u"disabled_reason"].toString();
    if (host.isEmpty() || binary.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input: host and binary are required"), QStringLiteral("host"));
    if (withReason && (reason.isEmpty() || reason.size() > 255))
        return fail(ErrorCode::BadRequest, QStringLiteral("Missing disabled reason field"), QStringLiteral("disabled_reason"));
    if (host != m_service.hostName() || binary != u"nova-compute")
        return fail(ErrorCode::NotFound, QStringLiteral("Host '%1' could not be found with the binary %2.").arg(host.left(64), binary.left(64)));
    TRY(editHost([&](HostRow& row) {
        row.disabled = !enabled;
        row.disabledReason = enabled || !withReason ? std::nullopt : std::optional(reason);
    }));
    JsonWriter json;
    json.beginObject().key("service").beginObject().key("host").value(host).key("binary").value(binary).key("status").value(enabled ? "enabled" : "disabled");
    if (withReason)
        json.key("disabled_reason").value(reason);
    json.endObject().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> HostsHandler::enableService(Call& call) { return setEnabled(call, true, false); }
Result<http::Response> HostsHandler::disableService(Call& call) { return setEnabled(call, false, false); }
Result<http::Response> HostsHandler::disableWithReason(Call& call) { return setEnabled(call, false, true); }

Result<http::Response> HostsHandler::updateService(Call& call)
{
    const auto host = TRY(onlyHost());
    if (call.id(QStringLiteral("service_id")) != host.id)
        return fail(ErrorCode::NotFound, QStringLiteral("Service %1 could not be found.").arg(call.id(QStringLiteral("service_id")).left(64)));
    const auto status = call.json[u"status"].toString();
    if (!status.isEmpty() && status != u"enabled" && status != u"disabled")
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'status': it must be enabled or disabled"), QStringLiteral("status"));
    if (call.json.contains(u"disabled_reason") && status != u"disabled")
        return fail(ErrorCode::BadRequest, QStringLiteral("Specifying disabled_reason when status is not 'disabled' is invalid."), QStringLiteral("disabled_reason"));
    if (status.isEmpty() && !call.json.contains(u"forced_down"))
        return fail(ErrorCode::BadRequest, QStringLiteral("No updates were requested. Fields 'status' or 'forced_down' should be specified."), QStringLiteral("status"));
    const auto row = TRY(editHost([&](HostRow& one) {
        if (!status.isEmpty()) {
            one.disabled = status == u"disabled";
            one.disabledReason = one.disabled && call.json.contains(u"disabled_reason") ? std::optional(call.json[u"disabled_reason"].toString()) : std::nullopt;
        }
        if (call.json.contains(u"forced_down"))
            one.forcedDown = call.json[u"forced_down"].toBool();
    }));
    JsonWriter json;
    json.beginObject().key("service");
    writeService(json, call, QStringLiteral("nova-compute"), row, !row.forcedDown && bool(m_service.driver().health()));
    json.endObject();
    return service::jsonResponse(200, json.take());
}

// ---- zones

Result<http::Response> HostsHandler::zones(Call&)
{
    const auto host = TRY(onlyHost());
    JsonWriter json;
    json.beginObject().key("availabilityZoneInfo").beginArray().beginObject().key("zoneName").value(host.zone);
    json.key("zoneState").beginObject().key("available").value(!host.disabled).endObject().key("hosts").null().endObject().endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> HostsHandler::zonesDetail(Call&)
{
    const auto host = TRY(onlyHost());
    const bool up = !host.forcedDown && bool(m_service.driver().health());
    JsonWriter json;
    const auto service = [&](const char* binary, bool active, bool available) {
        json.key(binary).beginObject().key("available").value(available).key("active").value(active).key("updated_at").value(toString(Clock::now(), TimeFormat::Micros)).endObject();
    };
    json.beginObject().key("availabilityZoneInfo").beginArray();
    json.beginObject().key("zoneName").value("internal").key("zoneState").beginObject().key("available").value(true).endObject().key("hosts").beginObject().key(QStringView(host.name)).beginObject();
    service("nova-conductor", true, true);
    service("nova-scheduler", true, true);
    json.endObject().endObject().endObject();
    json.beginObject().key("zoneName").value(host.zone).key("zoneState").beginObject().key("available").value(!host.disabled).endObject().key("hosts").beginObject().key(QStringView(host.name)).beginObject();
    service("nova-compute", !host.disabled, up);
    json.endObject().endObject().endObject().endArray().endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace skylab::compute
