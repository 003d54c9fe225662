#include "volume/handlers/HostsHandler.h"

#include "volume/VolumeService.h"
#include "volume/handlers/Inputs.h"

namespace skylab::volume {

using service::Call;

namespace {

const QString hostKey = QStringLiteral("host");
const QString binaryKey = QStringLiteral("binary");
const QString reasonKey = QStringLiteral("disabled_reason");

tl::unexpected<Error> noSuchHost(const QString& host)
{
    return fail(ErrorCode::NotFound, QStringLiteral("Host %1 could not be found.").arg(host.left(64)));
}

} // namespace

std::vector<service::Route> HostsHandler::routes()
{
    const auto admin = [](const char* rule) { return service::Guard { QString::fromLatin1(rule), service::rules::admin }; };
    const auto update = admin("volume_extension:services:update");
    const auto hosts = admin("volume_extension:hosts");
    const auto clustered = sdk::mv(3, 7);
    return {
        service::route("GET", "/os-services", admin("volume_extension:services:index"), this, &HostsHandler::services),
        service::route("PUT", "/os-services/enable", update, this, &HostsHandler::enable),
        service::route("PUT", "/os-services/disable", update, this, &HostsHandler::disable),
        service::route("PUT", "/os-services/disable-log-reason", update, this, &HostsHandler::disableWithReason),
        service::route("PUT", "/os-services/freeze", admin("volume:freeze_host"), this, &HostsHandler::freeze),
        service::route("PUT", "/os-services/thaw", admin("volume:thaw_host"), this, &HostsHandler::freeze),
        service::route("PUT", "/os-services/failover_host", admin("volume:failover_host"), this, &HostsHandler::failover),
        service::route("GET", "/os-hosts", hosts, this, &HostsHandler::hosts),
        service::route("GET", "/os-hosts/{host_name}", hosts, this, &HostsHandler::showHost),
        service::route("PUT", "/os-hosts/{host_name}", hosts, this, &HostsHandler::updateHost),
        service::versions(service::route("GET", "/clusters", admin("clusters:get_all"), this, &HostsHandler::clusters), clustered),
        service::versions(service::route("GET", "/clusters/detail", admin("clusters:get_all"), this, &HostsHandler::clusters), clustered),
        service::versions(service::route("GET", "/clusters/{cluster_name}", admin("clusters:get"), this, &HostsHandler::noCluster), clustered),
        service::versions(service::route("PUT", "/clusters/enable", admin("clusters:update"), this, &HostsHandler::noCluster), clustered),
        service::versions(service::route("PUT", "/clusters/disable", admin("clusters:update"), this, &HostsHandler::noCluster), clustered),
        service::versions(service::route("POST", "/workers/cleanup", admin("workers:cleanup"), this, &HostsHandler::cleanup), sdk::mv(3, 24)),
    };
}

Result<std::vector<ServiceRow>> HostsHandler::parts()
{
    return m_service.database().read([&](db::Connection& connection) { return ServiceStore::list(connection, m_service.host()); });
}

/// "host" names all that is there, "host@backend" the backend's part.
bool HostsHandler::isHost(const QString& asked, const QString& host) const { return asked == host || asked == host.section(u'@', 0, 0); }

Result<http::Response> HostsHandler::services(Call& call)
{
    const auto host = call.query(hostKey);
    const auto binary = call.query(binaryKey);
    const bool up = bool(m_service.driver().health());
    JsonWriter json;
    json.beginObject().key("services").beginArray();
    for (const auto& part : TRY(parts())) {
        if ((!host.isEmpty() && !isHost(host, part.host)) || (!binary.isEmpty() && binary != part.binary))
            continue;
        const bool isVolume = part.binary == volumeBinary;
        json.beginObject().key("binary").value(part.binary).key("host").value(part.host).key("zone").value("nova");
        json.key("status").value(part.disabled ? "disabled" : "enabled").key("state").value(up || !isVolume ? "up" : "down");
        json.key("updated_at").value(toString(Clock::now(), TimeFormat::Micros)).key("disabled_reason");
        part.disabledReason ? json.value(*part.disabledReason) : json.null();
        if (call.version >= sdk::mv(3, 7))
            json.key("cluster").null();
        if (isVolume && call.version >= sdk::mv(3, 49))
            json.key("backend_state").value(up ? "up" : "down");
        if (isVolume)
            json.key("replication_status").value("disabled").key("active_backend_id").null().key("frozen").value(false);
        json.endObject();
    }
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> HostsHandler::setDisabled(Call& call, bool disabled, const std::optional<QString>& reason)
{
    static const QStringList known { hostKey, binaryKey, QStringLiteral("service"), QStringLiteral("cluster") };
    TRY(requireOnly(call.json, reason ? known + QStringList { reasonKey } : known));
    const auto host = TRY(textOf(call.json.value(hostKey), hostKey, 1));
    const auto binary = call.json.value(binaryKey).toString();
    const auto name = call.json.value(QStringLiteral("service")).toString();      // the old word for it
    const auto wanted = binary.isEmpty() ? name : binary;
    if (wanted.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'binary': it is required"), binaryKey);
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        for (auto part : TRY(ServiceStore::list(transaction, m_service.host()))) {
            if (part.binary != wanted || !isHost(host, part.host))
                continue;
            part.disabled = disabled;
            part.disabledReason = reason;
            part.changedAt = Clock::now();
            return ServiceStore::save(transaction, part);
        }
        return fail(ErrorCode::NotFound, QStringLiteral("Service %1 could not be found on host %2.").arg(wanted.left(64), host.left(64)));
    }));
    JsonWriter json;
    json.beginObject().key("host").value(host).key("service").value(name).key("binary").value(binary);
    json.key("status").value(disabled ? "disabled" : "enabled").key("disabled").value(disabled);
    if (reason)
        json.key("disabled_reason").value(*reason);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> HostsHandler::enable(Call& call) { return setDisabled(call, false, {}); }
Result<http::Response> HostsHandler::disable(Call& call) { return setDisabled(call, true, {}); }
Result<http::Response> HostsHandler::disableWithReason(Call& call) { return setDisabled(call, true, TRY(textOf(call.json.value(reasonKey), reasonKey, 1)).trimmed()); }

Result<http::Response> HostsHandler::freeze(Call& call)
{
    const auto host = TRY(textOf(call.json.value(hostKey), hostKey, 1));
    if (!isHost(host, m_service.host() + QStringLiteral("@file")))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input received: Service cinder-volume could not be found on host %1.").arg(host.left(64)), hostKey);
    return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input received: Host %1 is not replicated: there is nothing to freeze or thaw. To take no new volumes there, disable its cinder-volume.").arg(host), hostKey);
}

Result<http::Response> HostsHandler::failover(Call& call)
{
    const auto host = TRY(textOf(call.json.value(hostKey), hostKey, 1));
    return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input received: Host %1 has no replicated storage to fail over to.").arg(host.left(64)), hostKey);
}

// ---- hosts

Result<http::Response> HostsHandler::hosts(Call& call)
{
    const auto zone = call.query(u"zone");
    const bool up = bool(m_service.driver().health());
    JsonWriter json;
    json.beginObject().key("hosts").beginArray();
    for (const auto& part : TRY(parts())) {
        if (part.disabled || (!zone.isEmpty() && zone != u"nova"))
            continue;
        json.beginObject().key("host_name").value(part.host).key("service").value(part.binary).key("zone").value("nova");
        json.key("service-status").value(up || part.binary != volumeBinary ? "available" : "unavailable").key("service-state").value("enabled");
        json.key("last-update").value(toString(Clock::now(), TimeFormat::Micros)).endObject();
    }
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

namespace {

struct HostUse {
    qint64 volumes = 0;
    qint64 volumeGiB = 0;
    qint64 snapshots = 0;
    qint64 snapshotGiB = 0;
};

Result<std::map<QString, HostUse>> hostUse(db::Connection& connection)
{
    std::map<QString, HostUse> use;
    auto volumes = TRY(connection.query(QStringLiteral("SELECT project_id, COUNT(*), CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM volumes GROUP BY project_id")));
    while (volumes.next()) {
        auto& one = use[volumes.get<QString>(0)];
        one.volumes = volumes.get<qint64>(1);
        one.volumeGiB = volumes.get<qint64>(2);
    }
    TRY(volumes.check());
    auto snapshots = TRY(connection.query(QStringLiteral("SELECT project_id, COUNT(*), CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM snapshots GROUP BY project_id")));
    while (snapshots.next()) {
        auto& one = use[snapshots.get<QString>(0)];
        one.snapshots = snapshots.get<qint64>(1);
        one.snapshotGiB = snapshots.get<qint64>(2);
    }
    TRY(snapshots.check());
    return use;
}

} // namespace

Result<http::Response> HostsHandler::showHost(Call& call)
{
    const auto host = call.id(QStringLiteral("host_name"));
    const auto all = TRY(parts());
    if (std::none_of(all.begin(), all.end(), [&](const ServiceRow& part) { return part.binary == volumeBinary && part.host == host && !part.disabled; }))
        return noSuchHost(host);
    const auto use = TRY(m_service.database().read(hostUse));
    JsonWriter json;
    json.beginObject().key("host").beginArray();
    const auto write = [&](const QString& project, const HostUse& one) {
        json.beginObject().key("resource").beginObject().key("host").value(host).key("project").value(project);
        json.key("volume_count").value(QString::number(one.volumes)).key("total_volume_gb").value(QString::number(one.volumeGiB));
        json.key("snapshot_count").value(QString::number(one.snapshots)).key("total_snapshot_gb").value(QString::number(one.snapshotGiB));
        json.endObject().endObject();
    };
    HostUse total;
    for (const auto& [project, one] : use) {
        total.volumes += one.volumes;
        total.volumeGiB += one.volumeGiB;
        total.snapshots += one.snapshots;
        total.snapshotGiB += one.snapshotGiB;
    }
    write(QStringLiteral("(total)"), total);
    for (const auto& [project, one] : use)
        write(project, one);
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> HostsHandler::updateHost(Call& call)
{
    const auto host = call.id(QStringLiteral("host_name"));
    TRY(requireOnly(call.json, { QStringLiteral("status") }));
    const auto status = call.json.value(QStringLiteral("status")).toString().trimmed().toLower();
    if (status != u"enable" && status != u"disable")
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid status: '%1'. It is enable or disable.").arg(status.left(64)), QStringLiteral("status"));
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        bool found = false;
        for (auto part : TRY(ServiceStore::list(transaction, m_service.host()))) {
            if (!isHost(host, part.host))
                continue;
            found = true;
            part.disabled = status == u"disable";
            part.disabledReason.reset();
            part.changedAt = Clock::now();
            TRY(ServiceStore::save(transaction, part));
        }
        return found ? Result<>() : noSuchHost(host);
    }));
    JsonWriter json;
    json.beginObject().key("host").value(host).key("status").value(QString(status + u'd')).endObject();
    return service::jsonResponse(200, json.take());
}

// ---- what one host has none of

Result<http::Response> HostsHandler::clusters(Call&)
{
    return service::jsonResponse(200, QByteArrayLiteral(R"({"clusters": []})"));
}

Result<http::Response> HostsHandler::noCluster(Call& call)
{
    const auto asked = call.id(QStringLiteral("cluster_name"));
    const auto name = asked.isEmpty() ? TRY(textOf(call.json.value(QStringLiteral("name")), QStringLiteral("name"), 1)) : asked;
    return fail(ErrorCode::NotFound, QStringLiteral("Cluster %1 could not be found: this cloud's block storage is not clustered.").arg(name.left(64)));
}

/// What a process that died left half done is mended by its tasks and at the next start: there are no workers to call.
Result<http::Response> HostsHandler::cleanup(Call& call)
{
    static const QStringList known { QStringLiteral("cluster_name"), QStringLiteral("disabled"), hostKey, QStringLiteral("service_id"), QStringLiteral("is_up"), binaryKey, QStringLiteral("resource_id"), QStringLiteral("resource_type") };
    TRY(requireOnly(call.json, known));
    return service::jsonResponse(202, QByteArrayLiteral(R"({"cleaning": [], "unavailable": []})"));
}

} // namespace skylab::volume
