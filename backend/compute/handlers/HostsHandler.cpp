#include "compute/handlers/HostsHandler.h"

#include "compute/ComputeService.h"
#include "core/Uuid.h"

#include <QJsonDocument>

namespace skylab::compute {

using service::Call;

namespace {

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
        old(service::route("GET", "/os-hosts", admin("os-hosts:list"), this, &H::listHosts), 42),
        old(service::route("GET", "/os-hosts/{host_name}", admin("os-hosts:show"), this, &H::showHost), 42),
        old(service::route("PUT", "/os-hosts/{host_name}", admin("os-hosts:update"), this, &H::updateHost), 42),
        old(service::route("GET", "/os-hosts/{host_name}/startup", admin("os-hosts:start"), this, &H::powerHost), 42),
        old(service::route("GET", "/os-hosts/{host_name}/shutdown", admin("os-hosts:shutdown"), this, &H::powerHost), 42),
        old(service::route("GET", "/os-hosts/{host_name}/reboot", admin("os-hosts:reboot"), this, &H::powerHost), 42),
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
        figures.servers = TRY(Servers::select(connection, QStringLiteral("host = ? AND deleted = ? AND trashed_at IS NULL"), { figures.host.name, false }));
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
    if (withServers && (!figures.servers.empty() || call.version >= sdk::mv(2, 75))) {
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

namespace {

const sdk::Version byUuid = sdk::mv(2, 53);

/// From 2.53 the queries of hypervisors are checked.
Result<> checkQuery(const Call& call, const QStringList& known)
{
    if (call.version < byUuid)
        return {};
    for (const auto& [name, value] : call.request.query())
        if (!known.contains(name))
            return fail(ErrorCode::BadRequest, QStringLiteral("Additional properties are not allowed ('%1' was unexpected)").arg(name.left(64)), name);
    static constexpr sdk::Rules rules {};
    const auto servers = call.query(u"with_servers");
    sdk::Problems problems;
    sdk::Decoding decoding { problems, QStringLiteral("with_servers"), rules };
    bool flag = false;
    if (!servers.isNull() && !sdk::Codec<bool>::decode(servers, flag, decoding))
        return fail(ErrorCode::BadRequest, problems.text(), QStringLiteral("with_servers"));
    return {};
}

/// NotFound unless the id is the host's, as the microversion spells it.
Result<> checkId(const Call& call, const HostRow& host)
{
    const auto id = call.id(QStringLiteral("hypervisor_id"));
    if (call.version >= byUuid && !isUuid(id))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid uuid %1").arg(id.left(64)));
    if (call.version >= byUuid ? id != host.id : id != u"1")
        return fail(ErrorCode::NotFound, QStringLiteral("Hypervisor with ID '%1' could not be found.").arg(id.left(64)));
    return {};
}

} // namespace

Result<http::Response> HostsHandler::listHypervisorsAs(Call& call, Detail detail)
{
    TRY(checkQuery(call, { QStringLiteral("limit"), QStringLiteral("marker"), QStringLiteral("hypervisor_hostname_pattern"), QStringLiteral("with_servers") }));
    const auto found = TRY(figures());
    const auto pattern = call.version >= byUuid ? call.query(u"hypervisor_hostname_pattern") : QString();
    const auto limit = call.query(u"limit"), marker = call.query(u"marker");
    const bool pages = call.version >= sdk::mv(2, 33);
    if (pages && !pattern.isEmpty() && (!limit.isNull() || !marker.isNull()))
        return fail(ErrorCode::BadRequest, QStringLiteral("Paging over hypervisors with the hypervisor_hostname_pattern query parameter is not supported."), QStringLiteral("hypervisor_hostname_pattern"));
    bool isNumber = true;
    const auto most = pages && !limit.isNull() ? limit.toUInt(&isNumber) : 1000;
    if (!isNumber)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for query parameters limit. Value: %1. It must be a number from 0 up.").arg(limit.left(64)), QStringLiteral("limit"));
    if (pages && !marker.isEmpty() && marker != (call.version >= byUuid ? found.host.id : QStringLiteral("1")))
        return fail(ErrorCode::BadRequest, QStringLiteral("marker [%1] not found").arg(marker.left(64)), QStringLiteral("marker"));
    if (!pattern.isEmpty() && !found.host.name.contains(pattern))
        return fail(ErrorCode::NotFound, QStringLiteral("No hypervisor matching '%1' could be found.").arg(pattern.left(64)));
    const bool withServers = call.version >= byUuid && isYes(call.query(u"with_servers"));
    JsonWriter json;
    json.beginObject().key("hypervisors").beginArray();
    if (!(pages && !marker.isEmpty()) && most > 0)
        writeHypervisor(json, call, found, detail, withServers);
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> HostsHandler::listHypervisors(Call& call) { return listHypervisorsAs(call, Detail::Short); }
Result<http::Response> HostsHandler::listHypervisorsDetail(Call& call) { return listHypervisorsAs(call, Detail::Full); }

Result<http::Response> HostsHandler::showHypervisor(Call& call)
{
    TRY(checkQuery(call, { QStringLiteral("with_servers") }));
    const auto found = TRY(figures());
    TRY(checkId(call, found.host));
    JsonWriter json;
    json.beginObject().key("hypervisor");
    writeHypervisor(json, call, found, Detail::Full, call.version >= byUuid && isYes(call.query(u"with_servers")));
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
    TRY(checkId(call, found.host));
    if (!found.up)
        return fail(ErrorCode::BadRequest, QStringLiteral("Compute service of %1 is unavailable at this time.").arg(found.host.name));
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

// ---- os-hosts, until 2.42

namespace {

/// NotFound in the words of os-hosts.
Result<> checkHost(const Call& call, const HostRow& host)
{
    const auto name = call.id(QStringLiteral("host_name"));
    if (name == host.name)
        return {};
    return fail(ErrorCode::NotFound, QStringLiteral("Compute host %1 could not be found.").arg(name.left(64)));
}

struct HostUse {
    qint64 cpu = 0;
    qint64 memoryMiB = 0;
    qint64 diskGiB = 0;
    void add(const ServerRow& server)
    {
        cpu += server.vcpus;
        memoryMiB += server.memoryMiB;
        diskGiB += server.flavor.disk + server.flavor.ephemeral;
    }
};

void writeUse(JsonWriter& json, const QString& host, const QString& project, const HostUse& use)
{
    json.beginObject().key("resource").beginObject().key("host").value(host).key("project").value(project);
    json.key("cpu").value(use.cpu).key("memory_mb").value(use.memoryMiB).key("disk_gb").value(use.diskGiB).endObject().endObject();
}

} // namespace

Result<http::Response> HostsHandler::listHosts(Call& call)
{
    const auto host = TRY(onlyHost());
    const auto zone = call.query(u"zone"), wanted = call.query(u"service");
    JsonWriter json;
    json.beginObject().key("hosts").beginArray();
    for (const auto* service : { "conductor", "scheduler", "compute" }) {
        const auto name = QString::fromLatin1(service);
        const bool computes = name == u"compute";
        const auto its = computes ? host.zone : QStringLiteral("internal");
        if ((computes && host.disabled) || (!zone.isEmpty() && zone != its) || (!wanted.isEmpty() && wanted != name))
            continue;
        json.beginObject().key("host_name").value(host.name).key("service").value(name).key("zone").value(its).endObject();
    }
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> HostsHandler::showHost(Call& call)
{
    const auto found = TRY(figures());
    TRY(checkHost(call, found.host));
    HostUse most;
    QMap<QString, HostUse> projects;
    for (const auto& server : found.servers) {
        most.add(server);
        projects[server.projectId].add(server);
    }
    const auto& name = found.host.name;
    JsonWriter json;
    json.beginObject().key("host").beginArray();
    writeUse(json, name, QStringLiteral("(total)"), { found.state.vcpusTotal, found.state.memoryTotalMiB, found.state.diskTotalGiB });
    writeUse(json, name, QStringLiteral("(used_now)"), { found.offer.used("VCPU"), found.offer.used("MEMORY_MB") + reservedMemoryMiB, found.offer.used("DISK_GB") });
    writeUse(json, name, QStringLiteral("(used_max)"), most);
    for (auto it = projects.begin(); it != projects.end(); ++it)
        writeUse(json, name, it.key(), it.value());
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> HostsHandler::updateHost(Call& call)
{
    for (auto it = call.json.begin(); it != call.json.end(); ++it) {
        const auto value = it->toString().trimmed().toLower();
        if ((it.key() != u"status" && it.key() != u"maintenance_mode") || (value != u"enable" && value != u"disable"))
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field '%1': status and maintenance_mode are enable or disable").arg(it.key().left(64)), it.key());
    }
    if (call.json.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input: status or maintenance_mode is required"), QStringLiteral("status"));
    const auto host = TRY(onlyHost());
    TRY(checkHost(call, host));
    if (call.json.contains(u"maintenance_mode"))      // which would move the servers elsewhere
        return fail(ErrorCode::NotImplemented, QStringLiteral("The requested functionality is not supported."), QStringLiteral("maintenance_mode"));
    const bool enabled = call.json[u"status"].toString().trimmed().toLower() == u"enable";
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(Hosts::find(transaction, host.id));
        if (!row)
            return checkHost(call, {});
        row->disabled = !enabled;
        row->disabledReason.reset();
        TRY(Hosts::update(transaction, *row));
        return {};
    }));
    JsonWriter json;
    json.beginObject().key("host").value(host.name).key("status").value(enabled ? "enabled" : "disabled").endObject();
    return service::jsonResponse(200, json.take());
}

/// Switching hosts on and off is nothing that their hypervisors do.
Result<http::Response> HostsHandler::powerHost(Call& call)
{
    const auto host = TRY(onlyHost());
    TRY(checkHost(call, host));
    return fail(ErrorCode::NotImplemented, QStringLiteral("The requested functionality is not supported."));
}

} // namespace skylab::compute
