#include "compute/handlers/ProxiedNetworksHandler.h"

#include "compute/ComputeService.h"
#include "core/Uuid.h"

namespace skylab::compute {

using service::Call;

namespace {

const QString networks = QStringLiteral("/network/v2.0/networks");
const QString floatingIps = QStringLiteral("/network/v2.0/floatingips");
const QString ports = QStringLiteral("/network/v2.0/ports");

/// What nova-network knew of a network, in the order of its documents; Neutron tells of these in other ways.
constexpr const char* everyone[] = { "cidr", "netmask", "gateway", "broadcast", "dns1", "dns2", "cidr_v6", "gateway_v6", "netmask_v6" };
constexpr const char* adminsOnly[] = { "created_at", "updated_at", "deleted_at", "deleted", "injected", "bridge", "vlan", "vpn_public_address", "vpn_public_port", "vpn_private_address", "dhcp_start",
                                       "project_id", "host", "bridge_interface", "multi_host", "priority", "rxtx_base", "mtu", "dhcp_server", "enable_dhcp", "share_address" };

void writeNetwork(JsonWriter& json, const Call& call, const QJsonObject& network)
{
    json.beginObject().key("id").value(network[u"id"]).key("label").value(network[u"name"]);
    for (const auto* key : everyone)
        json.key(key).null();
    if (call.context.admin)
        for (const auto* key : adminsOnly)
            json.key(key).null();
    json.endObject();
}

void writeTenantNetwork(JsonWriter& json, const Call&, const QJsonObject& network)
{
    json.beginObject().key("id").value(network[u"id"]).key("cidr").value("None").key("label").value(network[u"name"]).endObject();
}

using NetworkWriter = void (*)(JsonWriter&, const Call&, const QJsonObject&);

http::Response networkAnswer(const Call& call, const QJsonObject& network, NetworkWriter write)
{
    JsonWriter json;
    json.beginObject().key("network");
    write(json, call, network);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

http::Response networksAnswer(const Call& call, const QJsonArray& all, NetworkWriter write)
{
    JsonWriter json;
    json.beginObject().key("networks").beginArray();
    for (const auto& one : all)
        write(json, call, one.toObject());
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

http::Response answer(const char* key, const QJsonValue& value)
{
    JsonWriter json;
    json.beginObject().key(key).value(value).endObject();
    return service::jsonResponse(200, json.take());
}

auto noFloatingIp(const QString& id) { return fail(ErrorCode::NotFound, QStringLiteral("Floating IP not found for ID %1").arg(id.left(64))); }

QJsonValue orNull(const QString& text) { return text.isEmpty() ? QJsonValue() : QJsonValue(text); }

} // namespace

std::vector<service::Route> ProxiedNetworksHandler::routes()
{
    using H = ProxiedNetworksHandler;
    const auto guard = [](const char* rule) { return service::Guard { QStringLiteral("os_compute_api:%1").arg(QLatin1String(rule)), service::rules::anyone }; };
    const auto old = [](service::Route route) { return service::versions(std::move(route), sdk::mv(2, 1), sdk::mv(2, 35)); };
    return {
        old(service::route("GET", "/os-networks", guard("os-networks:list"), this, &H::listNetworks)),
        old(service::route("GET", "/os-networks/{network_id}", guard("os-networks:show"), this, &H::showNetwork)),
        old(service::route("GET", "/os-tenant-networks", guard("os-tenant-networks:list"), this, &H::listTenantNetworks)),
        old(service::route("GET", "/os-tenant-networks/{network_id}", guard("os-tenant-networks:show"), this, &H::showTenantNetwork)),
        old(service::route("GET", "/os-floating-ip-pools", guard("os-floating-ip-pools"), this, &H::listPools)),
        old(service::route("GET", "/os-floating-ips", guard("os-floating-ips:list"), this, &H::listFloatingIps)),
        old(service::route("POST", "/os-floating-ips", guard("os-floating-ips:create"), this, &H::createFloatingIp)),
        old(service::route("GET", "/os-floating-ips/{floating_ip_id}", guard("os-floating-ips:show"), this, &H::showFloatingIp)),
        old(service::remove("/os-floating-ips/{floating_ip_id}", guard("os-floating-ips:delete"), this, &H::removeFloatingIp, 202)),
    };
}

Result<QJsonObject> ProxiedNetworksHandler::ask(const Call& call, const QByteArray& method, const QString& path, const QJsonObject& body)
{
    return m_service.askPeer(call.context, { method, path, body });
}

// ---- networks

Result<QJsonObject> ProxiedNetworksHandler::network(const Call& call)
{
    const auto id = call.id(QStringLiteral("network_id"));
    auto found = isUuid(id) ? ask(call, "GET", networks + u'/' + id) : fail(ErrorCode::NotFound, QString());
    if (!found && found.error().code == ErrorCode::NotFound)
        return fail(ErrorCode::NotFound, QStringLiteral("Network not found"));
    return TRY(found)[u"network"].toObject();
}

Result<http::Response> ProxiedNetworksHandler::listNetworks(Call& call) { return networksAnswer(call, TRY(ask(call, "GET", networks))[u"networks"].toArray(), writeNetwork); }
Result<http::Response> ProxiedNetworksHandler::showNetwork(Call& call) { return networkAnswer(call, TRY(network(call)), writeNetwork); }
Result<http::Response> ProxiedNetworksHandler::listTenantNetworks(Call& call) { return networksAnswer(call, TRY(ask(call, "GET", networks))[u"networks"].toArray(), writeTenantNetwork); }
Result<http::Response> ProxiedNetworksHandler::showTenantNetwork(Call& call) { return networkAnswer(call, TRY(network(call)), writeTenantNetwork); }

// ---- floating IPs

Result<QJsonArray> ProxiedNetworksHandler::externalNetworks(const Call& call) { return TRY(ask(call, "GET", networks + QStringLiteral("?router:external=true")))[u"networks"].toArray(); }

Result<http::Response> ProxiedNetworksHandler::listPools(Call& call)
{
    QJsonArray pools;
    for (const auto& network : TRY(externalNetworks(call)))
        pools.append(QJsonObject { { QStringLiteral("name"), network[u"name"].toString().isEmpty() ? network[u"id"] : network[u"name"] } });
    return answer("floating_ip_pools", pools);
}

Result<QJsonArray> ProxiedNetworksHandler::described(const Call& call, const QJsonArray& all)
{
    QHash<QString, QString> pools, servers;
    for (const auto& network : TRY(externalNetworks(call)))
        pools.insert(network[u"id"].toString(), network[u"name"].toString());
    QStringList wanted;
    for (const auto& one : all)
        if (const auto port = one[u"port_id"].toString(); !port.isEmpty())
            wanted << QStringLiteral("id=") + port;
    if (!wanted.isEmpty())
        for (const auto& port : TRY(ask(call, "GET", ports + QStringLiteral("?fields=id&fields=device_id&fields=device_owner&") + wanted.join(u'&')))[u"ports"].toArray())
            if (port[u"device_owner"].toString().startsWith(QStringLiteral("compute:")))
                servers.insert(port[u"id"].toString(), port[u"device_id"].toString());
    QJsonArray described;
    for (const auto& one : all) {
        const auto network = one[u"floating_network_id"].toString();
        described.append(QJsonObject { { QStringLiteral("id"), one[u"id"] }, { QStringLiteral("ip"), one[u"floating_ip_address"] }, { QStringLiteral("pool"), pools.value(network, network) },
            { QStringLiteral("fixed_ip"), orNull(one[u"fixed_ip_address"].toString()) }, { QStringLiteral("instance_id"), orNull(servers.value(one[u"port_id"].toString())) } });
    }
    return described;
}

Result<QJsonObject> ProxiedNetworksHandler::floatingIp(const Call& call, const QString& id)
{
    auto found = isUuid(id) ? ask(call, "GET", floatingIps + u'/' + id) : fail(ErrorCode::NotFound, QString());
    if (!found && found.error().code == ErrorCode::NotFound)
        return noFloatingIp(id);
    return TRY(found)[u"floatingip"].toObject();
}

Result<http::Response> ProxiedNetworksHandler::listFloatingIps(Call& call)
{
    // Neutron would show an administrator everybody's; these are the project's own.
    const auto mine = TRY(ask(call, "GET", floatingIps + QStringLiteral("?project_id=") + call.projectId()))[u"floatingips"].toArray();
    return answer("floating_ips", TRY(described(call, mine)));
}

Result<http::Response> ProxiedNetworksHandler::showFloatingIp(Call& call)
{
    const auto one = TRY(floatingIp(call, call.id(QStringLiteral("floating_ip_id"))));
    return answer("floating_ip", TRY(described(call, { one })).first());
}

Result<http::Response> ProxiedNetworksHandler::createFloatingIp(Call& call)
{
    const auto pool = call.json[u"pool"].toString();
    if (call.json.contains(u"pool") && !call.json[u"pool"].isNull() && !call.json[u"pool"].isString())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'pool': it must be the name of a floating IP pool"), QStringLiteral("pool"));
    const auto all = TRY(externalNetworks(call));
    const auto found = std::find_if(all.begin(), all.end(), [&](const QJsonValue& network) { return pool.isEmpty() || network[u"name"].toString() == pool || network[u"id"].toString() == pool; });
    if (found == all.end())
        return fail(ErrorCode::NotFound, pool.isEmpty() ? QStringLiteral("Floating IP pool not found.") : QStringLiteral("Floating IP pool %1 not found.").arg(pool.left(64)), QStringLiteral("pool"));
    auto made = ask(call, "POST", floatingIps, { { QStringLiteral("floatingip"), QJsonObject { { QStringLiteral("floating_network_id"), (*found)[u"id"] } } } });
    if (!made && made.error().code == ErrorCode::Conflict)      // Neutron's status for a quota that is full, and for a pool that is empty
        return fail(ErrorCode::Forbidden, QStringLiteral("IP allocation over quota in pool %1: %2").arg((*found)[u"name"].toString(), made.error().message));
    const auto one = TRY(made)[u"floatingip"];
    return answer("floating_ip", TRY(described(call, { one })).first());
}

Result<> ProxiedNetworksHandler::removeFloatingIp(Call& call, const QString& id)
{
    TRY(floatingIp(call, id));
    TRY(ask(call, "DELETE", floatingIps + u'/' + id));
    return {};
}

} // namespace skylab::compute
